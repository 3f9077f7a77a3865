"""A rating round: who is rated, which parties have spoken, their signed sheets, and requests to look at a mark again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.results import rounds


class Round(rounds.Round):
    """One round of marks, and who watched over it."""

    observed_by_id = models.BigIntegerField(null=True)
    observed_by_label = models.CharField(max_length=200, blank=True)
    observed_at = models.DateTimeField(null=True, blank=True)
    observed_note = models.TextField(_("监督情况"), blank=True)


class RoundUnit(rounds.RoundUnit):
    """A branch whose people are rated."""


class Rated(models.Model):
    """Whom the round is about: fixed at its start, so that every party marks the same. `code` stands in files for the name."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="rated")
    code = models.CharField(max_length=10)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    organization = models.ForeignKey("people.Organization", models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    """The branch that answers for it and signs its sheet."""
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="rating_rated_once")]


class RoundParty(models.Model):
    """One party of a round that has been opened. A polled one has its poll; the others close by hand."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="parties")
    party = models.CharField(max_length=20)
    poll = models.ForeignKey("ballots.Poll", models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    left_out_because = models.TextField(blank=True)
    """Why this party is not heard, where the plan declares what happens then."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "party"], name="rating_party_once")]


class Sheet(models.Model):
    """One named sheet on one subject: the own one, the committee's, the superior's. A draft until it is sent."""

    rated = models.ForeignKey(Rated, models.CASCADE, related_name="sheets")
    party = models.CharField(max_length=20)
    marks = models.JSONField(default=dict)
    """Item -> mark."""
    reasons = models.JSONField(default=dict)
    """Item -> sentence."""
    sent_at = models.DateTimeField(null=True, blank=True)
    signed_by_id = models.BigIntegerField(null=True)
    signed_by_label = models.CharField(max_length=200, blank=True)
    saved_at = models.DateTimeField()
    revision = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rated", "party"], name="rating_sheet_once")]


class Review(models.Model):
    """Somebody asks that the mark be looked at again by another than who signed it. Open: the mark is not published."""

    class State(models.TextChoices):
        OPEN = "open", _("复核中")
        UPHELD = "upheld", _("复核维持")
        CHANGED = "changed", _("复核后重评")

    rated = models.ForeignKey(Rated, models.PROTECT, related_name="reviews")
    result = models.ForeignKey("results.Result", models.PROTECT, related_name="+")
    text = models.TextField(_("理由"))
    asked_by_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    answer_by = models.DateField()
    """The term within which somebody else answers."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(blank=True)
    answered_by_label = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)


class Aim(models.Model):
    """重点争创的星: what a member, or a branch, strives for first in a round (S1-14). Chosen freely and before the round begins;
    nothing is computed from it.
    """

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, blank=True, related_name="+")
    """None: the branch itself."""
    stars = models.JSONField()
    """Codes of items."""
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "step_code", "person"],
                condition=models.Q(person__isnull=False),
                name="rating_aim_person_once",
            ),
            models.UniqueConstraint(
                fields=["campaign", "step_code", "organization"],
                condition=models.Q(person__isnull=True),
                name="rating_aim_unit_once",
            ),
        ]


class EverydayEntry(models.Model):
    """平时考核的一条记录: what was seen on a day, and where that is known from (S0-37). Whom it is about reads it at once.

    Entered by mistake it is taken back with a reason and stays, marked.
    """

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, blank=True, related_name="+")
    """None: the branch itself."""
    nonce = models.UUIDField(null=True, unique=True)
    """Of the form it was typed in: sent twice, it is one entry."""
    occurred_on = models.DateField()
    item = models.CharField(max_length=60, blank=True)
    """Code of the item it speaks to; none: all of them."""
    text = models.TextField()
    source = models.CharField(max_length=200)
    recorded_by_id = models.BigIntegerField(null=True)
    recorded_by_label = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["occurred_on", "pk"]
        indexes = [models.Index(fields=["campaign", "step_code", "organization"], name="rating_everyday_step")]
