"""先进典型: what a member did, verified fact by fact by a second person, published only while the member agrees (S0-58)."""

from django.db import models


class Exemplar(models.Model):
    """One account of one member. It is public while `published_on` is set and `withdrawn_on` is not."""

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    story = models.TextField()
    recommended_by = models.BigIntegerField(null=True)
    recommended_by_label = models.CharField(max_length=200)
    recommended_at = models.DateTimeField()
    consent_sha256 = models.CharField(max_length=64, blank=True)
    """Of the words the person agreed to; another wording needs another consent."""
    consented_at = models.DateTimeField(null=True)
    consent_revoked_at = models.DateTimeField(null=True)
    published_on = models.DateField(null=True)
    published_by_label = models.CharField(max_length=200, blank=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_note = models.CharField(max_length=200, blank=True)
    """The short note that stands where the account stood; '' when the person took the consent back."""
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="exemplars_once")]


class Reason(models.Model):
    """Why one criterion of the plan is met."""

    exemplar = models.ForeignKey(Exemplar, models.CASCADE, related_name="reasons")
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exemplar", "key"], name="exemplars_reason_once")]


class Deed(models.Model):
    """One fact with its proof, and who else has looked at the proof."""

    exemplar = models.ForeignKey(Exemplar, models.CASCADE, related_name="deeds")
    position = models.IntegerField()
    what = models.TextField()
    proof = models.TextField()
    """What shows it and where that can be seen; for the verifier, never public."""
    verified_on = models.DateField(null=True)
    verified_by_label = models.CharField(max_length=200, blank=True)
    doubt = models.TextField(blank=True)
    """Why the verifier could not confirm it."""
