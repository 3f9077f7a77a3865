"""A plan version running somewhere: its calendar and the verdicts on its steps. What is owed is derived, not stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Campaign(models.Model):
    """One programme in one district. State follows from dates and verdicts; there is no stored current phase."""

    plan_version = models.ForeignKey("plans.PlanVersion", models.PROTECT, related_name="campaigns")
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="campaigns")
    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    predecessor = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="successors")
    plan = models.JSONField(default=dict)
    """The resolved plan as frozen at opening (a snapshot, opaque to SQL)."""


class StepWindow(models.Model):
    """When one step runs: [opens_on, closes_on). One row a step for the whole district, however large it is."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="windows")
    step_code = models.CharField(max_length=60)
    position = models.IntegerField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    basis = models.ForeignKey("campaigns.IssuedDocument", models.PROTECT, null=True, related_name="steps")
    """The issued document the step stands on, where one is cited (S0-62)."""

    class Meta:
        ordering = ["campaign", "position"]
        constraints = [models.UniqueConstraint(fields=["campaign", "step_code"], name="campaigns_window_once")]


class IssuedDocument(models.Model):
    """发文登记: a document of one organisation to others, whatever programme it belongs to (S0-62). It never changes; a
    corrected one is another document."""

    nonce = models.UUIDField(unique=True)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    """Who issued it."""
    number = models.CharField(max_length=60, blank=True)
    """文号."""
    title = models.CharField(max_length=200)
    issued_on = models.DateField()
    text = models.TextField(blank=True)
    entered_at = models.DateTimeField()
    entered_by_label = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], condition=~models.Q(number=""), name="campaigns_document_number"
            )
        ]


class DocumentReceipt(models.Model):
    """One organisation a document goes to, and who there has acknowledged it."""

    document = models.ForeignKey(IssuedDocument, models.CASCADE, related_name="receipts")
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    acknowledged_on = models.DateField(null=True)
    acknowledged_by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "organization"], name="campaigns_receipt_once")]


class StepVerdict(models.Model):
    """The superior or the secretary lets a step of one organisation pass, returns it, or forces it with a reason."""

    class Verdict(models.TextChoices):
        PASSED = "passed", _("通过")
        RETURNED = "returned", _("退回")
        FORCED = "forced", _("特批")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="verdicts")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    reason = models.TextField(blank=True)
    decided_by_label = models.CharField(max_length=200)
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["campaign", "organization", "step_code"], name="campaigns_verdict_org")]


class Excuse(models.Model):
    """A recorded reason why a person or a branch is not counted as missing in a step (S0-04)."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="excuses")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, blank=True, related_name="+")
    reason = models.TextField()
    make_up_on = models.DateField(null=True, blank=True)
    recorded_by_label = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)


class LocalPlan(models.Model):
    """What the steps of one unit (or of one group of school types) read otherwise than the superior's (S0-43).

    One row a unit with a plan or an exception of its own and group of types, however many people it concerns; worked out
    when the campaign opens, a local plan is approved or an exception is granted. `content` as `local.difference` makes it.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="local_plans")
    organization = models.ForeignKey("people.Organization", models.PROTECT, null=True, related_name="+")
    """The unit whose plan it is, with all below it; none: everywhere in the district."""
    school_types = models.CharField(max_length=200, blank=True)
    """The types of school that share the same variants, separated by spaces; '' for all types without a variant."""
    place = models.CharField(max_length=240)
    """"organization:school types", so that a row without an organisation is unique as well."""
    content = models.JSONField(default=dict)
    effective_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "place"], name="campaigns_local_once")]


class SoftException(models.Model):
    """A soft word of the plan (原则上, 左右 ...) is not kept in one unit: by whose consent, and why. Never changed."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="exceptions")
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    parameter = models.CharField(max_length=60)
    value = models.JSONField()
    reason = models.TextField()
    granted_by_label = models.CharField(max_length=200)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["campaign", "organization"], name="campaigns_exception_org")]


class YearPlan(models.Model):
    """上一段总结和新一年打算: what a branch files as one pair before the new round runs there (S0-02, S0-03)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("已提交")
        RETURNED = "returned", _("退回")
        ACCEPTED = "accepted", _("已同意")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="year_plans")
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    figures = models.JSONField(default=list)
    """The counts of the round before, as they stood when the pair was handed in: [{title, pieces, done, of}]."""
    review = models.TextField(blank=True)
    focus = models.TextField(blank=True)
    """切入点和着力点."""
    goal = models.TextField(blank=True)
    """The goal of the school's development that it serves."""
    action = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.IntegerField(default=0)
    submitted_by = models.BigIntegerField(null=True)
    submitted_by_label = models.CharField(max_length=200, blank=True)
    submitted_at = models.DateTimeField(null=True)
    returned_because = models.TextField(blank=True)
    decided_by_label = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "organization"], name="campaigns_year_once")]


class LeadingGroup(models.Model):
    """领导小组 or 主席团 of a unit for one campaign: which paper set it up, and what its office does (S1-39, S3-82).

    A new one takes the place of the one before; that one ends and stays.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="groups")
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    document = models.CharField(max_length=200)
    """The paper or the meeting that set it up: its number, or the day and the body."""
    founded_on = models.DateField()
    office = models.CharField(max_length=200, blank=True)
    """下设办公室: where it sits and who runs it."""
    contact = models.CharField(max_length=100, blank=True)
    """How units reach the office: its own telephone or mailbox, nobody's private one (S0-57)."""
    duties = models.TextField(blank=True)
    """What the office does, one task a line."""
    recorded_by_label = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "organization"], condition=models.Q(ended_at=None), name="campaigns_group_once"
            )
        ]


class GroupSeat(models.Model):
    """Who sits in a leading group: its head, deputies, members, and those of its office. A seat gives no right by itself: who
    of the office is to see every unit is made an inspector by the security administrator."""

    class Role(models.TextChoices):
        HEAD = "head", _("组长（主席）")
        DEPUTY = "deputy", _("副组长（副主席）")
        MEMBER = "member", _("成员")
        OFFICE = "office", _("办公室成员")

    group = models.ForeignKey(LeadingGroup, models.CASCADE, related_name="seats")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    role = models.CharField(max_length=6, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "person"], name="campaigns_seat_once")]


class CalendarDay(models.Model):
    """A weekday off or a weekend day worked, by the yearly notice of the State Council's office."""

    date = models.DateField(unique=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=120)


class CalendarYear(models.Model):
    """A year whose holiday notice has been published; every other year counts as unconfirmed (暂算)."""

    year = models.IntegerField(unique=True)
    source = models.CharField(max_length=120)


class SchoolHoliday(models.Model):
    """Days of the calendar of a district or school: 寒暑假, 考试, other work that must not be disturbed (S2-35, S3-75).

    A notice on an empty campus reaches nobody, so the pages warn; a meeting on a day of examinations is warned of or refused.
    """

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("寒暑假")
        EXAM = "exam", _("考试")
        BUSY = "busy", _("其他重要工作")

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.HOLIDAY)
    refuses = models.BooleanField(default=False)
    """No meeting may be called on these days; otherwise whoever calls one is asked again."""

    organization = models.ForeignKey("people.Organization", models.CASCADE, related_name="school_holidays")
    title = models.CharField(max_length=60)
    from_date = models.DateField()
    until_date = models.DateField()
