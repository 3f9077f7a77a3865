"""Rounds of a satisfaction survey; what is answered lies in polls of `apps.ballots`.

Staff with an account answer in one poll. Each group without one (students, parents, staff who have none) has a poll of its
own by printed slip, so that groups are opened, shown and withheld each by itself.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Round(models.Model):
    """One measurement by one instrument. Earlier rounds stay: nothing is measured until it pleases (REQUIREMENTS 4-12)."""

    class State(models.TextChoices):
        OPEN = "open", _("进行中")
        CLOSED = "closed", _("已结束")

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
    poll = models.ForeignKey("ballots.Poll", models.PROTECT, null=True, blank=True, related_name="+")
    """Of the staff with an account, where they are enough."""
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
    register = models.JSONField(default=dict)
    """{on, counts}: what the register said when a baseline was closed; {} for every other survey."""
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
    """One group without accounts: the poll in which it is asked by printed slip."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="batches")
    group = models.CharField(max_length=20)
    poll = models.OneToOneField("ballots.Poll", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["group"]
        constraints = [models.UniqueConstraint(fields=["round", "group"], name="survey_batch_once")]


class Problem(models.Model):
    """One main problem that a survey of the state brought up; no person stands in it."""

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    text = models.TextField()
    source = models.CharField(max_length=200)
    answer = models.CharField(max_length=160, blank=True)
    """"star:…", "pledge:12", "item:3"; "": nothing answers it yet."""
    answer_words = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    noted_at = models.DateTimeField()
    noted_by_label = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["campaign", "step_code", "organization"], name="survey_problem_step")]
