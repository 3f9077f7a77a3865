from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_tally_hashes")]

    operations = [
        migrations.AddField(model_name="notice", name="channels", field=models.JSONField(default=list)),
        migrations.AddField(model_name="notice", name="pinned", field=models.BooleanField(default=True)),
    ]
