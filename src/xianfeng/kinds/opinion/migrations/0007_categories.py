from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opinion", "0006_words_go_in_time")]
    operations = [
        migrations.AddField("opinion", "category", models.CharField(blank=True, max_length=60)),
        migrations.AddField("opinion", "restricted", models.BooleanField(default=False)),
    ]
