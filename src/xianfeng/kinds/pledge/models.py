"""Pledges, every wording they have had, what each wording answers, and how far they have come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Pledge(models.Model):
    """One promise of a person (or, without a person, of a branch). It lives on until fulfilled or dropped (S0-56)."""

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, blank=True, related_name="+")
    measure = models.CharField(max_length=20)
    scope = models.CharField(max_length=10)
    nonce = models.CharField(max_length=40, unique=True)
    """Of the empty form it was first written in: the form sent twice makes one pledge."""
    made_on = models.DateField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_note = models.TextField(blank=True)
    fulfilled_on = models.DateField(null=True, blank=True)
    confirmed_by_label = models.CharField(max_length=200, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    dropped_reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "step_code", "organization"], name="pledge_step_org"),
            models.Index(fields=["person"], name="pledge_person"),
        ]


class Text(models.Model):
    """One wording. At most one is published; an amendment stands beside it until it is published in its place."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("已提交")
        RETURNED = "returned", _("已退回")
        PUBLISHED = "published", _("已公开")
        REPLACED = "replaced", _("已调整")

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="texts")
    number = models.IntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.IntegerField(default=0)
    text = models.TextField(blank=True)
    result = models.TextField(blank=True)
    beneficiary = models.CharField(max_length=100, blank=True)
    due_on = models.DateField(null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    baseline = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    amended_because = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    """Of the wording without spaces and punctuation: equal ones are shown to the reviewer (S0-42)."""
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_label = models.CharField(max_length=200, blank=True)
    returned_because = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_place = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pledge", "number"], name="pledge_text_once"),
            models.UniqueConstraint(
                fields=["pledge"], condition=models.Q(state="published"), name="pledge_text_one_published"
            ),
        ]
        indexes = [models.Index(fields=["fingerprint"], name="pledge_text_fingerprint")]


class Citation(models.Model):
    """What a wording answers: "duty:12", "criterion:five_leads.study", "item:3" - with its words as they were."""

    text = models.ForeignKey(Text, models.CASCADE, related_name="citations")
    subject = models.CharField(max_length=160)
    wording = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["subject"], name="pledge_citation_subject")]


class Hearing(models.Model):
    """Those a pledge was for are asked by slip whether it was kept (S0-50): the poll in which they were asked."""

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="hearings")
    number = models.IntegerField()
    poll = models.OneToOneField("ballots.Poll", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pledge", "number"], name="pledge_hearing_once")]


class Advance(models.Model):
    """How far it has come on a day: a figure against the target, or a sentence."""

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="advances")
    on = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.TextField(blank=True)
    entered_by_label = models.CharField(max_length=200)
    entered_at = models.DateTimeField()
    nonce = models.CharField(max_length=40, unique=True)


class Silence(models.Model):
    """A topic of the plan on which its author promises nothing, and why (S1-17): shown where the pledges are."""

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, blank=True, related_name="+")
    topic = models.CharField(max_length=160)
    reason = models.TextField()
    said_by_label = models.CharField(max_length=200)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "step_code", "organization", "person", "topic"],
                nulls_distinct=False,
                name="pledge_silence_once",
            )
        ]
