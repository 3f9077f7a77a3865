"""总结: the conclusions somebody writes, beside the figures of the programme as they stood when it was handed in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Indicator(models.Model):
    """An outcome by which a unit wants its work to be judged, chosen with its baseline at the start and never exchanged
    (S2-36); `result` comes with the summary."""

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    position = models.IntegerField()
    title = models.CharField(max_length=100)
    unit = models.CharField(max_length=20, blank=True)
    baseline = models.DecimalField(max_digits=14, decimal_places=2)
    source = models.CharField(max_length=200)
    """Where the number is taken from, then and now."""
    chosen_at = models.DateTimeField()
    chosen_by_label = models.CharField(max_length=200)
    is_late = models.BooleanField(default=False)
    """Chosen only when the summary was already due: said wherever it is shown."""
    result = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "step_code", "organization", "position"], name="closing_indicator_once"
            )
        ]


class Summary(models.Model):
    """One summary of one organisation. Handed in, its figures are kept with it; the superior takes note or sends it back."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("已提交")
        RETURNED = "returned", _("已退回")
        NOTED = "noted", _("上级已知悉")

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    texts = models.JSONField(default=dict)
    """Part of the plan -> what is written in it."""
    figures = models.JSONField(default=list)
    """As they stood on the day it was handed in; worked out anew each time."""
    left_open = models.IntegerField(default=0)
    """Items without a verdict on that day: they go on in the next round."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.IntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.BigIntegerField(null=True)
    submitted_by_label = models.CharField(max_length=200, blank=True)
    returned_because = models.CharField(max_length=500, blank=True)
    noted_at = models.DateTimeField(null=True, blank=True)
    noted_by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "step_code", "organization"], name="closing_summary_once")
        ]
