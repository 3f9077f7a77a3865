"""Plans as versions that never change once published, and what a unit adds to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanVersion(models.Model):
    """One version of a programme plan. `content` is the whole pack as JSON, opaque to SQL; its hash names it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        CONSULTATION = "consultation", _("征求意见")
        PUBLISHED = "published", _("已发布")
        WITHDRAWN = "withdrawn", _("已撤回")

    pack_code = models.CharField(max_length=60)
    version = models.IntegerField(default=1)
    title = models.CharField(max_length=200)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="plan_versions")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    approval_basis = models.TextField(_("开展依据"), blank=True)
    consultation_from = models.DateField(null=True, blank=True)
    consultation_until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack_code", "organization", "version"], name="plans_version_once")
        ]


class PlanSetting(models.Model):
    """A value the source left open (`ask`) or a soft word's exception, set by somebody with a reason. Append-only."""

    plan_version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="settings")
    key = models.CharField(max_length=120)
    value = models.JSONField()
    reason = models.TextField(blank=True)
    set_by_label = models.CharField(max_length=200)
    set_at = models.DateTimeField()


class Overlay(models.Model):
    """What one organisation adds to or tightens in its superior's plan (结合实际制定各自的实施方案)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        FILED = "filed", _("已报上级")
        APPROVED = "approved", _("已同意")
        RETURNED = "returned", _("退回修改")

    plan_version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="overlays")
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="overlays")
    content = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    remark = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    approved = models.JSONField(null=True, blank=True)
    """The content as last approved; it stays in force while a changed one waits for the superior."""
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan_version", "organization"], name="plans_overlay_once")]


class PlanComment(models.Model):
    """An opinion on a plan before it opens (S2-27). No author is stored; the class says through which door it came."""

    class Source(models.TextChoices):
        MEMBER = "member", _("党员")
        STAFF = "staff", _("教职工")
        TOKEN = "token", _("家长、学生代表等")

    class Outcome(models.TextChoices):
        OPEN = "open", _("待答复")
        ADOPTED = "adopted", _("采纳")
        NOT_ADOPTED = "not_adopted", _("未采纳")

    plan_version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="comments")
    source = models.CharField(max_length=8, choices=Source.choices)
    step_code = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.OPEN)
    answer = models.TextField(blank=True)
    received_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    receipt_hash = models.CharField(max_length=64, blank=True, db_index=True)
    """Of the code the sender wrote down; '' for those who signed in and read the answers on the plan's page."""


class CommentDoor(models.Model):
    """A code (and QR) by which people without an account read the plan and comment: one for a whole group, never one each."""

    plan_version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="doors")
    code = models.CharField(max_length=20, unique=True)
    group = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    opened_by_label = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True, blank=True)


class PlanDocument(models.Model):
    """An official document as it came in, from which a plan is drafted. Its text never changes; corrections stand beside it."""

    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="plan_documents")
    file_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    text = models.TextField()
    blocks = models.JSONField()
    """[start, end, shape, level] of each paragraph, heading and table row: the document's own layout."""
    notes = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="revisions")
    plan_version = models.ForeignKey(PlanVersion, models.SET_NULL, null=True, blank=True, related_name="documents")
    uploaded_by_label = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField()


class PlanCorrection(models.Model):
    """What a person said about one reading of a document. Append-only; anchored by field and words, not by number."""

    class Verb(models.TextChoices):
        ACCEPT = "accept", _("认可")
        CORRECT = "correct", _("更正")
        MOVE = "move", _("移到别的阶段")
        SPLIT = "split", _("拆开")
        REJECT = "reject", _("去掉")
        ADD = "add", _("补充")
        RESTORE = "restore", _("恢复原读")

    document = models.ForeignKey(PlanDocument, models.CASCADE, related_name="corrections")
    verb = models.CharField(max_length=8, choices=Verb.choices)
    field = models.CharField(max_length=20)
    quote = models.TextField()
    start = models.IntegerField()
    was = models.JSONField(default=dict)
    """What had been read, when it was corrected."""
    values = models.JSONField(default=dict)
    made_by_label = models.CharField(max_length=200)
    made_at = models.DateTimeField()
