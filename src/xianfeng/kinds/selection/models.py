"""A selection round of one branch (or of several together) and who was put forward in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.results import rounds


class Round(rounds.Round):
    """One round; its stage follows from its polls, results and decision."""


class RoundUnit(rounds.RoundUnit):
    """A branch that votes in a round."""


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
