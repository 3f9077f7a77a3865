from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rectification", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="measure",
            name="group",
            field=models.CharField(blank=True, default="", max_length=60),
            preserve_default=False,
        ),
    ]
