"""先进典型: what a member did, verified fact by fact by a second person, published only while the member agrees (S0-58);
经验做法: what a unit found to work, for other units to use (S0-59)."""

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


class Practice(models.Model):
    """经验做法: what a unit found to work, in the library once an editor above has approved it (S0-59, S4-06, S4-48)."""

    nonce = models.UUIDField(unique=True)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    problem = models.TextField()
    method = models.TextField()
    result = models.TextField()
    source = models.CharField(max_length=120, blank=True)
    """The report, inspection or accepted text it was taken from, as "model:id"."""
    source_label = models.CharField(max_length=200, blank=True)
    written_by = models.BigIntegerField(null=True)
    written_by_label = models.CharField(max_length=200)
    written_at = models.DateTimeField()
    returned_because = models.CharField(max_length=500, blank=True)
    approved_on = models.DateField(null=True)
    approved_by_label = models.CharField(max_length=200, blank=True)


class Adoption(models.Model):
    """A unit says that it uses a practice of another. Listed by unit, never counted against each other."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="adoptions")
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    """How it is used there."""
    adopted_on = models.DateField()
    adopted_by_label = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "organization"], name="exemplars_adoption_once")]
