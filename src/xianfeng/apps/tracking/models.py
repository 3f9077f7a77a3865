"""整改与督办: every kind of item that has an owner, a due date, evidence and a verdict by a second person."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Item(models.Model):
    """One thing to be put right or carried out. The four questions of S3-54: what, how, when, to what goal.

    A unit that needs strengthening (S2-02) is an item as well: why, the measures, who helps, the day it is looked at again.
    """

    class Origin(models.TextChoices):
        OPINION = "opinion", _("意见建议")
        LOOK_BACK = "look_back", _("回头看")
        PREDECESSOR = "predecessor", _("上一轮结转")
        INSPECTION = "inspection", _("督导检查")
        BELOW_STANDARD = "below_standard", _("未达标准")
        APPRAISAL = "appraisal", _("评议")
        CONSEQUENCE = "consequence", _("考核奖惩")
        DEED = "deed", _("办实事")
        DISPUTE = "dispute", _("矛盾排查")
        STRENGTHENING = "strengthening", _("软弱后进整顿")
        OTHER = "other", _("其他")

    class Level(models.TextChoices):
        PERSON = "person", _("党员个人")
        ORGANIZATION = "organization", _("党组织")
        TEAM = "leading_team", _("领导班子")

    class Difficulty(models.TextChoices):
        NOW = "now", _("能够立即解决")
        HARD = "hard", _("应当解决但难度较大")
        NOT_YET = "not_yet", _("暂时解决不了")

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, null=True, related_name="items")
    step_code = models.CharField(max_length=60, blank=True)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="items")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="items_about")
    """Whom the item concerns, when it is about one person; empty for a unit."""
    origin = models.CharField(max_length=16, choices=Origin.choices)
    origin_ref = models.CharField(max_length=120)
    """The record this item comes from, as "model:id" or the number in an imported list; once per campaign."""
    origin_text = models.CharField(max_length=300, blank=True)
    predecessor = models.ForeignKey("self", models.SET_NULL, null=True, related_name="successors")
    level = models.CharField(max_length=14, choices=Level.choices, default=Level.ORGANIZATION)
    difficulty = models.CharField(max_length=8, choices=Difficulty.choices, default=Difficulty.NOW)
    what = models.TextField()
    how = models.TextField(blank=True)
    goal = models.TextField(blank=True)
    opened_on = models.DateField()
    due_on = models.DateField()
    first_due_on = models.DateField()
    owner = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="items_owned")
    owner_name = models.CharField(max_length=60, blank=True)
    accepted_on = models.DateField(null=True)
    round = models.IntegerField(default=1)
    submitted_on = models.DateField(null=True)
    """When the owner last said it is done; cleared when the verdict sends it back."""
    verdict = models.CharField(max_length=16, blank=True)
    closed_on = models.DateField(null=True)
    explanation = models.TextField(blank=True)
    """Published words on why this cannot be solved for now (S3-51)."""
    review_on = models.DateField(null=True)
    task_force = models.CharField(max_length=300, blank=True)
    """Who works on a hard one together (S3-50)."""
    milestones = models.JSONField(default=list)
    """[[day, what is reached by then]]: the way of a hard one, shown as a whole."""
    supervisor_label = models.CharField(max_length=200, blank=True)
    """Who of the superior watches the redo (S3-52)."""
    restricted = models.BooleanField(default=False)
    """Kept out of open pages and lists of others: disputes (S2-05), personal matters."""
    category = models.CharField(max_length=200, blank=True)
    """What it is about, as the plan calls it where it comes from (S3-64, S4-11)."""
    served = models.CharField(max_length=120, blank=True)
    """For whom a deed is done: a group, not a name (S0-50)."""
    nonce = models.CharField(max_length=60, unique=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "closed_on"], name="tracking_item_org"),
            models.Index(fields=["owner", "closed_on"], name="tracking_item_owner"),
            models.Index(fields=["campaign", "origin", "origin_ref"], name="tracking_item_origin"),
        ]


class ItemOwner(models.Model):
    """Who answered for the item from when until when: a new owner is not blamed for the time before."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="owners")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    from_date = models.DateField()
    until_date = models.DateField(null=True)


class ItemExtension(models.Model):
    """A due date moved: the old one and the reason stay; past the longest term the superior's consent is named."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="extensions")
    old_due_on = models.DateField()
    new_due_on = models.DateField()
    reason = models.TextField()
    consent_label = models.CharField(max_length=200, blank=True)
    made_on = models.DateField()
    made_by_label = models.CharField(max_length=200)


class ItemEvidence(models.Model):
    """What was done: happened on one day, written down on another."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="evidence")
    round = models.IntegerField()
    text = models.TextField()
    occurred_on = models.DateField()
    recorded_on = models.DateField()
    by = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=200)


class ItemVerdict(models.Model):
    """A second person's finding on one item; earlier rounds stay."""

    class Verdict(models.TextChoices):
        DONE = "done", _("已完成")
        PARTLY = "partly", _("部分完成")
        NOT_DONE = "not_done", _("未完成")
        NOT_APPLICABLE = "not_applicable", _("不再适用")
        WAIVED = "waived", _("上级同意免予执行")

    CLOSING = ("done", "not_applicable", "waived")

    item = models.ForeignKey(Item, models.CASCADE, related_name="verdicts")
    round = models.IntegerField()
    verdict = models.CharField(max_length=16, choices=Verdict.choices)
    reason = models.TextField(blank=True)
    checked_on = models.DateField()
    checker = models.BigIntegerField(null=True)
    checker_label = models.CharField(max_length=200)


class ItemPublication(models.Model):
    """Plan, measures or results made public: where and when (S3-53)."""

    class Part(models.TextChoices):
        PLAN = "plan", _("整改方案")
        MEASURES = "measures", _("整改措施")
        RESULTS = "results", _("整改结果")
        EXPLANATION = "explanation", _("情况说明")

    item = models.ForeignKey(Item, models.CASCADE, related_name="publications")
    part = models.CharField(max_length=12, choices=Part.choices)
    place = models.CharField(max_length=120)
    published_on = models.DateField()
    by_label = models.CharField(max_length=200)


class Mechanism(models.Model):
    """A long-term rule made by an earlier rectification, checked from time to time (S0-55)."""

    class Working(models.TextChoices):
        UNCHECKED = "unchecked", _("尚未检查")
        WORKING = "working", _("落实")
        NOT_WORKING = "not_working", _("没有落实")
        REPLACED = "replaced", _("已被替代")

    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="mechanisms")
    title = models.CharField(max_length=200)
    owner_name = models.CharField(max_length=60)
    in_force_from = models.DateField()
    check_on = models.DateField()
    last_checked_on = models.DateField(null=True)
    working = models.CharField(max_length=12, choices=Working.choices, default=Working.UNCHECKED)
    remark = models.TextField(blank=True)


class QuietMonth(models.Model):
    """A unit looked for disputes in a month and found none (S2-05): what was found is an item."""

    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    month = models.DateField()
    """Its first day."""
    said_on = models.DateField()
    by_label = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "month"], name="tracking_quiet_month_once")]
