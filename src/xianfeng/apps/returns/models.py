"""报送: what one organisation sends up to its superior, and whether it has been received."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Return(models.Model):
    """One report on its way up. The content is a snapshot with its hash; a corrected one is a new return."""

    class Form(models.TextChoices):
        NOTICE_OUTCOME = "notice_outcome", _("公示结果")
        SUMMARY = "summary", _("总结")
        HALF_MONTHLY = "half_monthly", _("半月记实表")
        MONTHLY = "monthly", _("月报")
        MEETING_MATERIAL = "meeting_material", _("会议材料")
        RECOMMENDATION = "recommendation", _("推荐")
        FILING = "filing", _("备案")

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, null=True, related_name="returns")
    step_code = models.CharField(max_length=60, blank=True)
    form = models.CharField(max_length=20, choices=Form.choices)
    subject = models.CharField(max_length=120)
    """What is reported, as "model:id" or the name of the period."""
    sender = models.ForeignKey("people.Organization", models.PROTECT, related_name="returns_sent")
    receiver = models.ForeignKey("people.Organization", models.PROTECT, related_name="returns_received")
    title = models.CharField(max_length=200)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    number = models.IntegerField(default=1)
    """1 for the first sending, 2 for the one after it was sent back, and so on."""
    sent_on = models.DateField()
    sent_by_label = models.CharField(max_length=200)
    acknowledge_by = models.DateField(null=True)
    acknowledged_on = models.DateField(null=True)
    acknowledged_by_label = models.CharField(max_length=200, blank=True)
    sent_back_on = models.DateField(null=True)
    sent_back_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "form", "subject", "number"], name="returns_return_once")
        ]
        indexes = [
            models.Index(fields=["receiver", "acknowledged_on"], name="returns_return_incoming"),
            models.Index(fields=["sender", "sent_on"], name="returns_return_outgoing"),
        ]
