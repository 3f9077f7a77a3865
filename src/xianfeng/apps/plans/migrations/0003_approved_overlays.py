from django.db import migrations, models


def keep_approved(apps, schema_editor):
    overlay = apps.get_model("plans", "Overlay")
    overlay.objects.filter(state="approved").update(approved=models.F("content"), approved_at=models.F("changed_at"))


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_documents")]

    operations = [
        migrations.AddField("overlay", "approved", models.JSONField(blank=True, null=True)),
        migrations.AddField("overlay", "approved_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(keep_approved, migrations.RunPython.noop, elidable=True),
    ]
