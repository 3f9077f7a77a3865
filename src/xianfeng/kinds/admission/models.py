"""Stages the roster does not know: who, which stage, on which day, with which paper. Standing itself stays in the roster."""

import uuid

from django.db import models


class StageRecord(models.Model):
    """One stage of one applicant, written down once; a wrong one is taken back and stays, marked."""

    nonce = models.UUIDField(default=uuid.uuid4, unique=True)
    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    stage = models.CharField(max_length=60)
    title = models.CharField(max_length=60)
    reached_on = models.DateField()
    paper = models.CharField(max_length=120, blank=True)
    """Which paper it is and where it is kept; its words are not kept here."""
    recorded_on = models.DateField()
    recorded_by_label = models.CharField(max_length=200)
    taken_back_on = models.DateField(null=True)
    taken_back_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["reached_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "stage"],
                condition=models.Q(taken_back_on__isnull=True),
                name="admission_stage_once",
            )
        ]
