from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("statement", "0003_adopted_and_seen")]
    operations = [migrations.AddField("statement", "destroyed_on", models.DateField(null=True))]
