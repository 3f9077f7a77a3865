"""Duty sheets in versions, the duties on them, and who holds each duty since when."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sheet(models.Model):
    """The duty sheet of a department, a branch or a person's post. It lives longer than a campaign."""

    class Level(models.TextChoices):
        DEPARTMENT = "department", _("部门职责")
        BRANCH = "branch", _("支部职责")
        POST = "post", _("岗位职责")

    level = models.CharField(max_length=10, choices=Level.choices)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    """The department, the branch, or the branch the person belongs to."""
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["level", "organization"], condition=models.Q(person__isnull=True), name="duties_sheet_unit_once"
            ),
            models.UniqueConstraint(
                fields=["level", "person"], condition=models.Q(person__isnull=False), name="duties_sheet_person_once"
            ),
        ]


class Version(models.Model):
    """One state of a sheet. An adopted version never changes; the next round starts from a copy (S0-24)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("已提交")
        RETURNED = "returned", _("已退回")
        ADOPTED = "adopted", _("已审定")

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="versions")
    number = models.IntegerField()
    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.IntegerField(default=0)
    """Raised by every save: who saves on top of an older one is told."""
    saved_at = models.DateTimeField()
    written_by_label = models.CharField(max_length=200)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_label = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="duties_version_once")]
        indexes = [models.Index(fields=["campaign", "step_code"], name="duties_version_step")]


class Duty(models.Model):
    """One duty of one version. `stem` stays the same when the duty is carried into the next version."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="duties")
    position = models.IntegerField()
    stem = models.UUIDField(default=uuid.uuid4)
    text = models.TextField()
    branch_stem = models.UUIDField(null=True, blank=True)
    department_stem = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["version", "position"]
        indexes = [models.Index(fields=["stem"], name="duties_duty_stem")]


class Holding(models.Model):
    """A person answers for a duty of a department or branch from a day until another (S0-06): history stays."""

    stem = models.UUIDField()
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    recorded_by_label = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["stem", "person"], name="duties_holding_stem")]


class Remark(models.Model):
    """The holder confirms the sheet or says what does not fit."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="remarks")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    is_confirmation = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    said_at = models.DateTimeField()
