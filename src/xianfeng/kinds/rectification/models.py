"""整改方案: why, in which direction, by what measures. The measures become tracked items when a second person adopts it.

There is no list of those who fell short and no place for a judgement of a person: a plan exists where somebody has something
to put right, and is kept by the person and the branch committee.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Plan(models.Model):
    """The plan of one person, one organisation or its leading team in one step."""

    class Level(models.TextChoices):
        PERSON = "person", _("党员个人")
        ORGANIZATION = "organization", _("党组织")
        TEAM = "leading_team", _("领导班子")

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("已提交")
        RETURNED = "returned", _("已退回")
        ADOPTED = "adopted", _("已审定")

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    level = models.CharField(max_length=14, choices=Level.choices)
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, blank=True, related_name="+")
    texts = models.JSONField(default=dict)
    """Part of the plan -> what is written in it."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.IntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.BigIntegerField(null=True)
    submitted_by_label = models.CharField(max_length=200, blank=True)
    returned_because = models.CharField(max_length=500, blank=True)
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "step_code", "person"],
                condition=models.Q(person__isnull=False),
                name="rectification_plan_person_once",
            ),
            models.UniqueConstraint(
                fields=["campaign", "step_code", "organization", "level"],
                condition=models.Q(person__isnull=True),
                name="rectification_plan_unit_once",
            ),
        ]


class Measure(models.Model):
    """One measure of a plan; from its adoption on it is a tracked item with owner, day, evidence and verdict."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="measures")
    position = models.IntegerField()
    what = models.CharField(max_length=500)
    how = models.CharField(max_length=500, blank=True)
    goal = models.CharField(max_length=500, blank=True)
    group = models.CharField(max_length=60, blank=True)
    """One of the classes of the plan (有条件解决的, 暂时解决不了的); '' where the plan names none."""
    due_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    item_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["plan", "position"]
