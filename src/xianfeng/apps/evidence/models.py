"""Facts that count towards a step. A fact points at the record of its kind; it never copies the text."""

from django.db import models


class Fact(models.Model):
    """One piece of what a step asks (`core.kind.Need`: fact, part) exists since a day. Withdrawn facts stay, marked."""

    campaign = models.ForeignKey("campaigns.Campaign", models.CASCADE, related_name="facts")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, blank=True, related_name="facts")
    fact = models.CharField(max_length=60)
    part = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=120)
    occurred_on = models.DateField()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "step_code", "fact", "part", "subject"], name="evidence_fact_once"
            )
        ]
        indexes = [
            models.Index(fields=["campaign", "step_code", "organization"], name="evidence_fact_org"),
            models.Index(fields=["person", "campaign"], name="evidence_fact_person"),
        ]
