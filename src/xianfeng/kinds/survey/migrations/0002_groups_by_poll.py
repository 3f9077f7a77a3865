"""Each group without accounts is asked in a poll of its own. Rounds that were still asking by code end: they are asked anew."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def end_open(apps, schema_editor):
    Round, Batch = apps.get_model("survey", "Round"), apps.get_model("survey", "Batch")
    asking = Round.objects.filter(state="open", pk__in=Batch.objects.values("round_id"))
    asking.update(state="closed", outcome="too_few_answers", closed_at=F("closes_at"))
    Batch.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("ballots", "0006_polls_by_slip"), ("survey", "0001_initial")]

    operations = [
        migrations.DeleteModel("Answer"),
        migrations.DeleteModel("Code"),
        migrations.DeleteModel("Count"),
        migrations.RunPython(end_open, migrations.RunPython.noop),
        *(migrations.RemoveField("batch", name) for name in ("issued", "returned", "is_counted")),
        *(migrations.RemoveField("round", name) for name in ("key", "groups", "public_key")),
        migrations.AlterModelOptions("batch", {"ordering": ["group"]}),
        migrations.AddField(
            "batch",
            "poll",
            models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ballots.poll", default=None
            ),
            preserve_default=False,
        ),
    ]
