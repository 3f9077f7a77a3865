"""A hearing is a secret poll. Those counted in the open before go: their answers were never sealed, they are asked anew."""

import django.db.models.deletion
from django.db import migrations, models


def forget(apps, schema_editor):
    apps.get_model("pledge", "Hearing").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0006_polls_by_slip"),
        ("pledge", "0002_hearings"),
    ]

    operations = [
        migrations.DeleteModel("Slip"),
        migrations.RunPython(forget, migrations.RunPython.noop),
        *(
            migrations.RemoveField("hearing", name)
            for name in (
                "issued",
                "kept",
                "not_kept",
                "opened_at",
                "opened_by_label",
                "closes_on",
                "closed_at",
                "outcome",
            )
        ),
        migrations.AddField(
            "hearing",
            "poll",
            models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ballots.poll", default=None
            ),
            preserve_default=False,
        ),
    ]
