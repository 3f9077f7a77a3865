"""Rounds of a satisfaction survey, one-time codes without names, sealed answers, and the counts that remain.

Staff with an account answer in a poll of `apps.ballots`. For people without one there are printed codes: only the hash of a
code is kept, with one mark whether it was used; the answer is stored apart, sealed, without code, name, order or time.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.ballots.models import random_key


class Round(models.Model):
    """One measurement by one instrument. Earlier rounds stay: nothing is measured until it pleases (REQUIREMENTS 4-12)."""

    class State(models.TextChoices):
        OPEN = "open", _("进行中")
        CLOSED = "closed", _("已结束")

    key = models.CharField(max_length=32, unique=True, default=random_key)
    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    """Who runs it."""
    unit = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    """Who owes the step: the same, or the school."""
    instrument = models.CharField(max_length=20)
    number = models.IntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    params = models.JSONField()
    """As frozen at opening."""
    questions = models.JSONField()
    groups = models.JSONField(default=list)
    """Who answers by code: students, parents, staff."""
    poll = models.ForeignKey("ballots.Poll", models.PROTECT, null=True, blank=True, related_name="+")
    public_key = models.CharField(max_length=64)
    sample = models.JSONField(default=dict)
    """Of a random sample: seed, size, population and its hash, so that it can be drawn again."""
    without_account = models.IntegerField(default=0)
    """How many staff who should answer have no account: they are handed codes."""
    opened_at = models.DateTimeField()
    opened_by_label = models.CharField(max_length=200)
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=24, blank=True)
    decided_by = models.IntegerField(default=0)
    """Position of the question that decided the outcome."""
    make_up = models.TextField(blank=True)
    """补课: what is done before it is measured again."""
    make_up_by = models.DateField(null=True, blank=True)
    make_up_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "step_code", "organization", "instrument", "number"], name="survey_round_once"
            )
        ]


class Batch(models.Model):
    """How many codes were printed for one group, and how many sheets came back: figures only."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="batches")
    group = models.CharField(max_length=20)
    issued = models.IntegerField(default=0)
    returned = models.IntegerField(null=True, blank=True)
    """Known at closing only."""
    is_counted = models.BooleanField(default=False)
    """False after closing: too few sheets, destroyed unopened."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "group"], name="survey_batch_once")]


class Code(models.Model):
    """One printed code: its hash and a bare mark. Erased when the round closes."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    round = models.ForeignKey(Round, models.CASCADE, related_name="codes")
    group = models.CharField(max_length=20)
    used = models.BooleanField(default=False)


class Answer(models.Model):
    """One row of one sheet, sealed; all equally long. Erased when the round closes."""

    key = models.CharField(max_length=32, primary_key=True, default=random_key)
    round = models.ForeignKey(Round, models.CASCADE, related_name="answers", db_constraint=False)
    sealed = models.BinaryField()


class Count(models.Model):
    """What remains of the answers by code: how often each choice was made, per group and question."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="counts")
    group = models.CharField(max_length=20)
    row = models.IntegerField()
    choice = models.CharField(max_length=20)
    count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "group", "row", "choice"], name="survey_count_once")]
