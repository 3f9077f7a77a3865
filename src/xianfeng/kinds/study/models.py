"""The reading list of a step in versions, who confirmed which version, the sessions held and who was there.

How long anybody read, or whether a page stood open, is stored nowhere: nothing here has a place for it.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """One version of one item of the reading list. A version never changes; a new one asks everybody again (S0-28)."""

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    item = models.CharField(max_length=60)
    """As the plan names it."""
    version = models.IntegerField()
    number = models.CharField(max_length=60, blank=True)
    """文号."""
    issuer = models.CharField(max_length=100)
    issued_on = models.DateField(null=True, blank=True)
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    change_note = models.CharField(max_length=500, blank=True)
    """What differs from the version before."""
    entered_at = models.DateTimeField()
    entered_by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["campaign", "step_code", "item", "version"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "step_code", "item", "version"], name="study_document_once")
        ]


class Confirmation(models.Model):
    """Somebody says: I have read this version. For a step owed by an organisation its head says so (S2-01)."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="confirmations")
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField()
    confirmed_by_label = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "person"], condition=Q(person__isnull=False), name="study_confirmation_person_once"
            ),
            models.UniqueConstraint(
                fields=["document", "organization"],
                condition=Q(person__isnull=True),
                name="study_confirmation_unit_once",
            ),
        ]


class Session(models.Model):
    """One study session of one branch."""

    class Form(models.TextChoices):
        SELF_STUDY = "self_study", _("个人自学")
        COACHING = "coaching", _("专题辅导")
        PARTY_LECTURE = "party_lecture", _("上党课")
        SITUATION_REPORT = "situation_report", _("形势报告")
        DEEDS_REPORT = "deeds_report", _("先进事迹报告会")
        WARNING = "warning", _("警示教育")
        VISIT = "visit", _("参观访问")
        TRAINING = "training", _("培训")

    nonce = models.UUIDField(default=uuid.uuid4, unique=True)
    """Of the form it came from: sent twice is entered once."""
    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    held_on = models.DateField()
    form = models.CharField(max_length=20, choices=Form.choices)
    topic = models.CharField(max_length=200)
    topics = models.JSONField(default=list)
    """Which topics of the plan were taken up, as the plan names them (S4-08)."""
    training = models.CharField(max_length=60, blank=True)
    """The kind of training as the plan names it, where the plan recognises credits (S4-17)."""
    minutes = models.IntegerField()
    """How long the meeting was, the same for everybody there."""
    place = models.CharField(max_length=100, blank=True)
    led_by = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_label = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["held_on", "pk"]
        indexes = [models.Index(fields=["campaign", "step_code", "organization"], name="study_session_step")]


class Attendance(models.Model):
    """One person and one session. Whoever has no line was not there and gave no ground."""

    class State(models.TextChoices):
        ATTENDED = "attended", _("参加")
        EXCUSED = "excused", _("请假")
        MADE_UP = "made_up", _("已补学")

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendance")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    ground = models.CharField(max_length=200, blank=True)
    made_up_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="study_attendance_once")]


class Essay(models.Model):
    """What a member wrote on the own work and handed in here (S3-20). The author and the organisers of the branch read it;
    the branch does when the author chooses so. Whoever keeps it on paper hands in nothing: the reviewer's mark is enough.
    """

    nonce = models.UUIDField(default=uuid.uuid4, unique=True)
    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    title = models.CharField(max_length=100)
    text = models.TextField()
    is_shared = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    words_destroyed_on = models.DateField(null=True)
    """A year after the campaign, when it is not shared; title, days and the reviewer's mark stay (decision 0049)."""

    class Meta:
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["campaign", "step_code", "organization"], name="study_essay_step")]


class Mark(models.Model):
    """The reviewer has seen somebody's reading notes or read an essay, on paper or handed in here (S3-20)."""

    class What(models.TextChoices):
        NOTE = "note", _("读书笔记")
        ESSAY = "essay", _("心得体会")

    nonce = models.UUIDField(default=uuid.uuid4, unique=True)
    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    what = models.CharField(max_length=10, choices=What.choices)
    title = models.CharField(max_length=100, blank=True)
    essay = models.OneToOneField(Essay, models.CASCADE, null=True, blank=True, related_name="mark")
    seen_on = models.DateField()
    seen_by_label = models.CharField(max_length=200)
