"""回头看: the verdict on each link of the earlier round. The sheet is derived; only verdicts are stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LookBackVerdict(models.Model):
    """One point of the sheet, decided singly (S0-22, S0-52). `person` is empty for a link owed by the branch."""

    class Verdict(models.TextChoices):
        DONE = "done", _("已落实")
        PARTLY = "partly", _("部分落实")
        NOT_DONE = "not_done", _("未落实")
        NOT_APPLICABLE = "not_applicable", _("不再适用")

    GAPS = ("partly", "not_done")

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="look_back")
    predecessor = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="looked_back_on")
    step_code = models.CharField(max_length=60)
    """The step of the earlier round."""
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    point = models.CharField(max_length=120)
    """"step:organisation:person", so that a point without a person is unique as well."""
    verdict = models.CharField(max_length=16, choices=Verdict.choices)
    note = models.TextField(blank=True)
    item_id = models.BigIntegerField(null=True)
    checked_on = models.DateField()
    checker_label = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "point"], name="inspection_point_once")]
        indexes = [models.Index(fields=["campaign", "organization"], name="inspection_point_org")]
