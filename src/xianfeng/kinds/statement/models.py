"""Authored texts in parts: narrations by oneself, comments by the secretary; examples, readings, replies; projects on trial."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Statement(models.Model):
    """One text of one step about one person (or, without a person, about a branch)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("已提交")
        RETURNED = "returned", _("已退回")
        ACCEPTED = "accepted", _("已完成")

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    about = models.ForeignKey("people.Person", models.CASCADE, null=True, blank=True, related_name="+")
    author = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    form = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.IntegerField(default=0)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    changes = models.IntegerField(default=0)
    """How often it was taken back after it stood (S2-22)."""
    signed_label = models.CharField(max_length=200, blank=True)
    """Name and post of the author on the day of signing."""
    adopted = models.JSONField(default=dict)
    """{on, due, present: [names]}: the meeting of the committee that adopted it (S3-44); shown as a whole."""
    seen_at = models.DateTimeField(null=True, blank=True)
    """When the person signed that the opinion was seen (S3-45)."""
    destroyed_on = models.DateField(null=True)
    """Since when the words of a self-analysis are gone (`jobs`)."""
    same_text_because = models.TextField(blank=True)
    """Why several people got the same words, when the author was asked and went on."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "step_code", "about"],
                condition=models.Q(about__isnull=False),
                name="statement_once_about_person",
            ),
            models.UniqueConstraint(
                fields=["campaign", "step_code", "organization"],
                condition=models.Q(about__isnull=True),
                name="statement_once_about_branch",
            ),
        ]


class Part(models.Model):
    """One section of a text: a part the plan names, or an item of its criteria."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="parts")
    key = models.CharField(max_length=120)
    """"part:成绩" or "criterion:four_deeds.learning"."""
    title = models.CharField(max_length=200)
    position = models.IntegerField()
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["statement", "position"]
        constraints = [models.UniqueConstraint(fields=["statement", "key"], name="statement_part_once")]


class Example(models.Model):
    """A concrete example, tied to a pledge, a duty or an item by its subject ("pledge:12")."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="examples")
    position = models.IntegerField()
    text = models.TextField(blank=True)
    tied_to = models.CharField(max_length=160, blank=True)
    wording = models.TextField(blank=True)
    """The words of what it is tied to, as they were."""

    class Meta:
        ordering = ["statement", "position"]


class Reading(models.Model):
    """A reader of the chain lets the text pass or sends it back with a reason (S3-33, S3-34)."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="readings")
    role = models.CharField(max_length=30)
    is_passed = models.BooleanField()
    reason = models.TextField(blank=True)
    reader_label = models.CharField(max_length=200)
    read_at = models.DateTimeField()
    round = models.DateTimeField()
    """When the wording that was read had been handed in."""


class Reply(models.Model):
    """What the person commented on says about the comment; attached, never mixed into it."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="replies")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    text = models.TextField()
    said_at = models.DateTimeField()
    asks_review = models.BooleanField(default=False)
    """The person wants somebody else to look at the opinion again (S3-45)."""
    answer = models.TextField(blank=True)
    answered_by_label = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)


class Project(models.Model):
    """An idea that a branch tries for a time; then the branch says what came of it and spreads or ends it (S2-15)."""

    class Decision(models.TextChoices):
        SPREAD = "spread", _("推广")
        END = "end", _("停止")

    nonce = models.UUIDField(default=uuid.uuid4, unique=True)
    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    sort = models.CharField(max_length=60, blank=True)
    """As the plan names it."""
    title = models.CharField(max_length=60)
    idea = models.TextField()
    trial_from = models.DateField()
    trial_until = models.DateField()
    entered_at = models.DateTimeField()
    entered_by_label = models.CharField(max_length=200)
    result = models.TextField(blank=True)
    decision = models.CharField(max_length=6, choices=Decision.choices, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["trial_until", "pk"]
        indexes = [models.Index(fields=["campaign", "step_code", "organization"], name="statement_project_step")]
