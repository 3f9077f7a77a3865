"""Checks of one unit with their lines, and the verdicts of a look-back. No marks: a line is in order, a gap, or not asked."""

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


class Check(models.Model):
    """One inspection of one unit in one step: planned, carried out, shown to the unit, answered, closed (S0-36, S2-33).

    `unit` is the branch whose page it stands on. Unannounced ones are hidden from the unit until they are shown to it.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("已安排")
        OPEN = "open", _("正在检查")
        SHOWN = "shown", _("待被查单位答复")
        ANSWERED = "answered", _("已答复")
        CLOSED = "closed", _("已办结")

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="checks")
    step_code = models.CharField(max_length=60)
    unit = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    form = models.CharField(max_length=20)
    is_own = models.BooleanField(default=False)
    """The unit checks itself; nobody needs to answer."""
    unannounced = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    planned_on = models.DateField(null=True, blank=True)
    carried_on = models.DateField(null=True, blank=True)
    inspector_id = models.BigIntegerField(null=True)
    inspector_label = models.CharField(max_length=200)
    sample = models.JSONField(null=True, blank=True)
    """Seed, size, population and its hash, so that anyone can draw the same again."""
    achievements = models.TextField(_("成绩"), blank=True)
    problems = models.TextField(_("问题"), blank=True)
    direction = models.TextField(_("努力方向"), blank=True)
    shown_on = models.DateField(null=True, blank=True)
    reply_by = models.DateField(null=True, blank=True)
    reply = models.TextField(_("答复"), blank=True)
    replied_by_label = models.CharField(max_length=200, blank=True)
    replied_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "step_code", "unit"], name="inspection_check_once")]


class CheckLine(models.Model):
    """One line of the sheet with its finding. `person`: somebody of the sample; visible to inspectors, the unit's
    organisers and the person."""

    class Verdict(models.TextChoices):
        IN_ORDER = "in_order", _("符合")
        GAP = "gap", _("有问题")
        NOT_APPLICABLE = "not_applicable", _("不涉及")

    check_of = models.ForeignKey(Check, models.CASCADE, related_name="lines")
    position = models.IntegerField()
    key = models.CharField(max_length=140)
    title = models.CharField(max_length=300)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=16, choices=Verdict.choices, blank=True)
    finding = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    item_id = models.BigIntegerField(null=True)
    found_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["check_of", "position"]
        constraints = [models.UniqueConstraint(fields=["check_of", "key"], name="inspection_line_once")]


class DuesMonth(models.Model):
    """One month of one member's dues that was paid, as the branch writes it down; no row: not paid, or not written down
    (S4-52). How much is never stored: it would reveal the pay."""

    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    month = models.DateField()
    """Its first day."""
    recorded_on = models.DateField()
    recorded_by_label = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "month"], name="inspection_dues_once")]
        indexes = [models.Index(fields=["organization", "month"], name="inspection_dues_unit")]
