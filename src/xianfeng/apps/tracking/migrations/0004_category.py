from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracking", "0003_force_and_quiet_months")]
    operations = [migrations.AddField("item", "category", models.CharField(blank=True, max_length=200))]
