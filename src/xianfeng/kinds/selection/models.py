"""A selection round of one branch (or of several together) and who was put forward in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Round(models.Model):
    """One round. Its votes, results and decisions live in `ballots` and `results`; its stage follows from them."""

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    """Who runs it: the branch, or the superior for a joint round."""
    started_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "step_code", "organization"], name="selection_round_once")
        ]


class RoundUnit(models.Model):
    """A branch that takes part in a round."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="units")
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "organization"], name="selection_unit_once")]


class Nomination(models.Model):
    """Somebody put forward, signed and with deeds. Recommendations of the masses are secret polls, never rows here."""

    class Source(models.TextChoices):
        MEMBER = "member", _("党员推荐")
        COMMITTEE = "committee", _("支委会推荐")
        SELF = "self", _("自荐")
        SUPERIOR = "superior", _("上级推荐")

    round = models.ForeignKey(Round, models.CASCADE, related_name="nominations")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    organization = models.ForeignKey("people.Organization", models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=10, choices=Source.choices)
    reason = models.TextField(_("事迹"))
    nominated_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    nominated_by_label = models.CharField(max_length=200)
    nominated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["round", "person"], name="selection_nominee")]
