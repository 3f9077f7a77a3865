"""Results that can be computed again: rule, inputs and outcome frozen together, the signed decision beside them."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


def random_salt() -> str:
    """128 random bits: hashed with a check value before it is printed, so that nobody can try out what stands behind it."""
    return secrets.token_hex(16)


class Result(models.Model):
    """One computed outcome. Never changed; a later one may take its place and says which."""

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="results")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="results")
    title = models.CharField(max_length=200)
    rules = models.JSONField()
    """The whole rule file of `core.scoring`, as used."""
    inputs = models.JSONField()
    """What the rules were applied to: published counters and named bases."""
    outcome = models.JSONField()
    subjects = models.JSONField()
    """Subject code -> {name, person, organization}: who is meant by a code of the outcome."""
    settled = models.JSONField(default=list)
    """Codes already inside by an earlier result of the same round (before a run-off)."""
    sha256 = models.CharField(max_length=64)
    """Over the rules and all exact figures: stays in the house. Outside goes `queries.printed_sha256`."""
    salt = models.CharField(max_length=32, default=random_salt)
    frozen_at = models.DateTimeField()
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")

    class Meta:
        indexes = [models.Index(fields=["campaign", "step_code", "organization"], name="results_result_step")]


class Decision(models.Model):
    """What the organisation decided, signed, beside the tally; every difference from it carries its reason."""

    result = models.ForeignKey(Result, models.PROTECT, related_name="decisions")
    body = models.CharField(_("决定机构"), max_length=120)
    chosen = models.JSONField()
    differences = models.JSONField(default=list)
    """[{code, kind: added|left_out, reason}]"""
    remarks = models.JSONField(default=list)
    """[{flag, reason}]: the written reason for each pattern that was shown."""
    meeting_on = models.DateField(_("会议日期"))
    signed_by_id = models.BigIntegerField(null=True)
    """The person: a label names the post of that day, which changes, and two people may have the same one."""
    signed_by_label = models.CharField(max_length=200)
    signed_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    salt = models.CharField(max_length=32, default=random_salt)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")


class Veto(models.Model):
    """A ground that keeps a subject off the list (S0-38, S0-39): recorded with evidence before the vote, contestable."""

    class State(models.TextChoices):
        STANDING = "standing", _("成立")
        CONTESTED = "contested", _("本人有异议，复核中")
        UPHELD = "upheld", _("经复核维持")
        LIFTED = "lifted", _("经复核撤销")

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="vetoes")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="vetoes")
    """None: the organisation itself."""
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    evidence = models.TextField(_("依据的事实"))
    recorded_by_id = models.BigIntegerField(null=True)
    recorded_by_label = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    contest_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STANDING)
    objection = models.TextField(blank=True)
    objected_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by_label = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)


class Honour(models.Model):
    """An honour given on a decision, and taken back with a reason where its facts turn out wrong."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="honours")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="honours")
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, null=True, blank=True, related_name="honours"
    )
    title = models.CharField(max_length=120)
    granted_on = models.DateField()
    notice = models.CharField(max_length=60, blank=True)
    """The finished publication it rests on, as "notice:id"."""
    approval = models.CharField(_("批准机关和文号"), max_length=200, blank=True)
    revoked_on = models.DateField(null=True, blank=True)
    revoked_because = models.TextField(blank=True)
