"""公示: a text that hangs for its period, the people it names, and the objections to it.

A notice moves 提出 → 审核（含保密审查） → 审批 → 实施 (CONVENTIONS 3.14) and ends confirmed, superseded or withdrawn.
What hangs is never changed: a changed result gets a new notice that supersedes the old one.
"""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

KEPT_DAYS = 90
"""How long the words of an objection stay after it is decided and its notice is over (decision 0049)."""


def random_id() -> int:
    """A row number that tells nothing about the order or the hour in which rows were written."""
    return secrets.randbits(52) + 1


def new_token() -> str:
    return secrets.token_urlsafe(12)


class Notice(models.Model):
    """One posting. `ends_on` is the last day of the period (included); `provisional` means 暂算."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("已提出")
        REVIEWED = "reviewed", _("已审核")
        APPROVED = "approved", _("已审批")
        POSTED = "posted", _("公示中")
        CONFIRMED = "confirmed", _("已确认")
        SUPERSEDED = "superseded", _("已由新公示替代")
        WITHDRAWN = "withdrawn", _("已撤回")

    class Scope(models.TextChoices):
        BRANCH = "branch", _("本支部党员")
        UNIT = "unit", _("本单位教职工")
        SCHOOL = "school", _("全校师生员工")
        SOCIETY = "society", _("全校师生员工和社会")

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="notices")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="notices")
    subject = models.CharField(max_length=120, blank=True)
    """What is made public, as "model:id" (a frozen result); '' when it is stated in words only."""
    authors = models.JSONField(default=list)
    """Person numbers (ids) of those who decided the result: none of them may decide an objection to it."""
    tallies = models.JSONField(default=list)
    """[[title of the poll, SHA-256 of its counters]] of the secret votes behind the result, as printed; written when it is hung."""
    title = models.CharField(max_length=120)
    basis = models.TextField()
    what = models.TextField()
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.UNIT)
    days = models.IntegerField()
    working_days = models.BooleanField(default=True)
    count_posting_day = models.BooleanField(default=False)
    planned_on = models.DateField(null=True)
    place = models.CharField(max_length=200)
    channels = models.JSONField(default=list)
    """Ways in which the plan has it made public: web, board, bulletin, broadcast, meeting, media."""
    pinned = models.BooleanField(default=True)
    """Whether it stands on top of the unit's page while its period runs; the board lists it in any case."""
    contact_unit = models.CharField(max_length=120)
    contact_person = models.CharField(max_length=60)
    contact_phone = models.CharField(max_length=40)
    contact_address = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    remark = models.TextField(blank=True)
    """Why the notice was sent back or withdrawn."""
    posted_on = models.DateField(null=True)
    board_posted_on = models.DateField(null=True)
    """The day the paper sheet was hung, when it was later than the day on screen: the period runs from the later."""
    ends_on = models.DateField(null=True)
    other_ends_on = models.DateField(null=True)
    """The last day by the other way of counting; both are shown."""
    provisional = models.BooleanField(default=False)
    proposed_by = models.BigIntegerField(null=True)
    reviewed_by = models.BigIntegerField(null=True)
    proposed_label = models.CharField(max_length=200)
    reviewed_label = models.CharField(max_length=200, blank=True)
    approved_label = models.CharField(max_length=200, blank=True)
    posted_label = models.CharField(max_length=200, blank=True)
    confirmed_label = models.CharField(max_length=200, blank=True)
    confirmed_on = models.DateField(null=True)
    outcome = models.TextField(blank=True)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="successors")
    needs_new_notice = models.BooleanField(default=False)
    """An objection was upheld and the result changes: this notice cannot be confirmed any more."""
    token = models.CharField(max_length=32, unique=True, default=new_token)
    """On the printed sheet: lets staff and students without an account read and object."""
    nonce = models.CharField(max_length=40, unique=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "state"], name="notices_notice_org"),
            models.Index(fields=["state", "ends_on"], name="notices_notice_running"),
            models.Index(fields=["campaign", "step_code"], name="notices_notice_step"),
        ]


class NamedPerson(models.Model):
    """Somebody a notice names, as printed. `person` is empty for names without a file here."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="names")
    position = models.IntegerField()
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=60)
    line = models.CharField(max_length=200, blank=True)
    """Post, result or deed beside the name."""

    class Meta:
        ordering = ["notice", "position"]


class Interruption(models.Model):
    """Days on which the notice did not hang: [from_date, until_date) does not count and extends the period."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="interruptions")
    from_date = models.DateField()
    until_date = models.DateField()
    reason = models.CharField(max_length=200)


class Objection(models.Model):
    """One objection. Its text is never changed, in time destroyed; others read the redacted copy that two people made."""

    class Channel(models.TextChoices):
        WEB = "web", _("网上")
        LETTER = "letter", _("来信")
        PHONE = "phone", _("来电")
        VISIT = "visit", _("来访")

    class Finding(models.TextChoices):
        UPHELD = "upheld", _("属实")
        PARTLY = "partly", _("部分属实")
        NOT_UPHELD = "not_upheld", _("不属实")
        OUTSIDE = "outside", _("不属于本公示的内容")

    id = models.BigIntegerField(primary_key=True, default=random_id)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="objections")
    channel = models.CharField(max_length=6, choices=Channel.choices)
    is_anonymous = models.BooleanField()
    sender = models.CharField(max_length=60, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    words_destroyed_on = models.DateField(null=True)
    """From this day words, name and contact are gone; channel, days, checked copy and finding stay."""
    received_on = models.DateField()
    recorded_label = models.CharField(max_length=200, blank=True)
    """Who wrote down a letter, call or visit; '' when it came over the web."""
    receipt_hash = models.CharField(max_length=64, unique=True)
    redacted_text = models.TextField(blank=True)
    redacted_by = models.BigIntegerField(null=True)
    redacted_label = models.CharField(max_length=200, blank=True)
    redaction_checked_label = models.CharField(max_length=200, blank=True)
    finding = models.CharField(max_length=10, choices=Finding.choices, blank=True)
    reason = models.TextField(blank=True)
    result_changes = models.BooleanField(default=False)
    decided_on = models.DateField(null=True)
    decided_label = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["notice", "received_on"], name="notices_objection_notice")]


class Release(models.Model):
    """宣传登记: one text for one place – board, window, broadcast, network, a newspaper – with its approval (S2-37, S2-38, S3-86).

    Released only after somebody other than the author has approved it; what was approved is not changed.
    """

    class Place(models.TextChoices):
        BOARD = "board", _("板报")
        WINDOW = "window", _("橱窗")
        BROADCAST = "broadcast", _("校园广播")
        NETWORK = "network", _("校园网")
        JOURNAL = "journal", _("校刊学报")
        MEDIA = "media", _("新闻媒体")

    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="releases")
    place = models.CharField(max_length=10, choices=Place.choices)
    outlet = models.CharField(max_length=80, blank=True)
    """Which newspaper, station or site; asked for when it leaves the school."""
    title = models.CharField(max_length=120)
    text = models.TextField()
    planned_on = models.DateField()
    written_by = models.BigIntegerField(null=True)
    written_by_label = models.CharField(max_length=200)
    approved_on = models.DateField(null=True)
    approved_by_label = models.CharField(max_length=200, blank=True)
    returned_because = models.CharField(max_length=300, blank=True)
    released_on = models.DateField(null=True)
    link = models.CharField(max_length=300, blank=True)
    """Where it appeared: issue and page, or an address."""
    nonce = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ["-planned_on", "-pk"]
        indexes = [models.Index(fields=["organization", "planned_on"], name="notices_release_org")]
