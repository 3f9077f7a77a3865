"""Random bits for every result and decision, the old ones included: what is printed of their hashes is hashed with them."""

from django.db import migrations, models

from xianfeng.apps.results.models import random_salt


def give_salts(apps, schema_editor):
    for name in ("Result", "Decision"):
        model = apps.get_model("results", name)
        for number in model.objects.filter(salt="").values_list("pk", flat=True).iterator():
            model.objects.filter(pk=number).update(salt=random_salt())


class Migration(migrations.Migration):
    dependencies = [("results", "0002_honour_proofs")]

    operations = [
        migrations.AddField("result", "salt", models.CharField(default="", max_length=32)),
        migrations.AddField("decision", "salt", models.CharField(default="", max_length=32)),
        migrations.RunPython(give_salts, migrations.RunPython.noop),
        migrations.AlterField("result", "salt", models.CharField(default=random_salt, max_length=32)),
        migrations.AlterField("decision", "salt", models.CharField(default=random_salt, max_length=32)),
    ]
