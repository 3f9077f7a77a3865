"""A report while it is being written. Once sent it is a `Return` of `apps/returns`, a snapshot with its hash."""

from django.db import models


class Draft(models.Model):
    """The words of one organisation for one period. Figures are not here: they are worked out when it is sent."""

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    key = models.CharField(max_length=60, blank=True)
    """Of the period; '' for a report that comes once."""
    texts = models.JSONField(default=dict)
    level = models.CharField(max_length=10, blank=True)
    """To which level it is meant to go on (推荐)."""
    copied_because = models.CharField(max_length=500, blank=True)
    """Why a part is the same as in the last issue, when the author was asked and went on."""
    revision = models.IntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "step_code", "organization", "key"], name="report_draft_once")
        ]
