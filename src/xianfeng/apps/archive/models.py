"""归档: one organisation's part of one campaign, frozen with its hash; later words are notes beside it (S0-19)."""

from django.db import models


class ArchivedCampaign(models.Model):
    """The frozen file. Rows are only ever added; the database itself refuses to change or delete them."""

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="archives")
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="archives")
    year = models.IntegerField()
    programme = models.CharField(max_length=200)
    manifest = models.JSONField()
    manifest_sha256 = models.CharField(max_length=64)
    package = models.BinaryField()
    package_sha256 = models.CharField(max_length=64)
    archived_on = models.DateField()
    signer = models.BigIntegerField(null=True)
    signer_label = models.CharField(max_length=200)
    retention = models.CharField(max_length=12)
    """永久 | 30年 | 10年 (CONVENTIONS 3.14)."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "organization"], name="archive_once")]
        indexes = [models.Index(fields=["organization", "year"], name="archive_org_year")]


class ArchiveNote(models.Model):
    """A correction or remark beside a frozen file."""

    archive = models.ForeignKey(ArchivedCampaign, models.PROTECT, related_name="notes")
    text = models.TextField()
    added_on = models.DateField()
    added_by_label = models.CharField(max_length=200)
