"""Rosters brought in from a workbook."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.people.models.accounts import Account


class ImportBatch(models.Model):
    """One uploaded workbook: looked at first, then applied as a whole, and undone as a whole within 30 days."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("等待检查")
        CHECKED = "checked", _("已检查")
        FAULTY = "faulty", _("有错误")
        APPLYING = "applying", _("正在导入")
        APPLIED = "applied", _("已导入")
        UNDONE = "undone", _("已撤销")
        FAILED = "failed", _("未完成")

    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    uploaded_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    rows_total = models.IntegerField(default=0)
    rows_done = models.IntegerField(default=0)
    report = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    """What was written, enough to undo it: opaque, never queried."""


class ImportProgress(models.Model):
    """How far a running import has come. Written beside the import's own transaction; holds no data of persons."""

    batch_id = models.BigIntegerField(primary_key=True)
    stage = models.CharField(max_length=20, default="check")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
