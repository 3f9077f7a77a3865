"""Pairs and their contacts: that and when, never what was said.

What two people agreed to do is kept only where the plan says so, and shown to the two alone. A helped person, a family or a
pupil is a name or a code in one line, without any other detail.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Pair(models.Model):
    """Two sides of one relation. `left` takes part in the step; `right` is a person, an organisation or outside the system."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待双方同意")
        STANDING = "standing", _("结对中")
        DECLINED = "declined", _("不同意")
        ENDED = "ended", _("已结束")
        REFERRED = "referred", _("已另行办理")
        """By the rules of the Party, outside this system: the day, no ground, no consequence (S3-80)."""

    nonce = models.UUIDField(default=uuid.uuid4, unique=True)
    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    """The unit whose step it is; for a side that is an organisation, the left one."""
    relation = models.CharField(max_length=60)
    left = models.ForeignKey("people.Person", models.CASCADE, null=True, blank=True, related_name="+")
    right = models.ForeignKey("people.Person", models.CASCADE, null=True, blank=True, related_name="+")
    right_unit = models.ForeignKey("people.Organization", models.PROTECT, null=True, blank=True, related_name="+")
    right_name = models.CharField(max_length=60, blank=True)
    goal = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    """Day after the last; none while it stands without an end."""
    mentor = models.CharField(max_length=60, blank=True)
    """Who guides somebody sent elsewhere (S4-22)."""
    end_reason = models.CharField(max_length=200, blank=True)
    proposed_by_label = models.CharField(max_length=200)
    left_agreed_on = models.DateField(null=True, blank=True)
    right_agreed_on = models.DateField(null=True, blank=True)
    right_agreed_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["relation", "pk"]
        indexes = [models.Index(fields=["campaign", "step_code", "organization"], name="pairing_pair_step")]
        constraints = [
            models.CheckConstraint(
                condition=Q(right__isnull=True) | Q(left__isnull=True) | ~Q(left=models.F("right")),
                name="pairing_two_people",
            )
        ]


class Contact(models.Model):
    """One contact of a pair: the day, who logged it, when the other side confirmed it."""

    nonce = models.UUIDField(default=uuid.uuid4, unique=True)
    pair = models.ForeignKey(Pair, models.CASCADE, related_name="contacts")
    held_on = models.DateField()
    agreed = models.CharField(max_length=300, blank=True)
    """What both will do; only where the plan keeps content, and only for the two."""
    next_on = models.DateField(null=True, blank=True)
    """When the two mean to meet again; the left side is reminded of it, and the next contact takes its place (S0-44)."""
    taking_part = models.IntegerField(null=True, blank=True)
    """How many took part in an activity of a mass organisation: a number, never a list (S4-34)."""
    logged_on = models.DateField()
    logged_by = models.BigIntegerField(null=True)
    """Person who logged it: confirming is for the other side."""
    logged_by_label = models.CharField(max_length=200)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["held_on", "pk"]


class Report(models.Model):
    """What somebody sent elsewhere reports half-way and at the end, and what the host says of the help (S4-22, S4-23, S4-30)."""

    class Kind(models.TextChoices):
        MIDDLE = "middle", _("中期小结")
        FINAL = "final", _("期满总结")
        HOST = "host", _("接收单位反馈")

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    text = models.TextField()
    written_on = models.DateField()
    by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["written_on", "pk"]
