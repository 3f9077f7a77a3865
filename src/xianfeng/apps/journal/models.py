"""The journal: one line for every act, each carrying the hash of the line before it."""

import hashlib
import json
from datetime import UTC

from django.db import models


class Entry(models.Model):
    """One act. Rows are only ever appended; `hash` covers every other column and the hash before."""

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120, blank=True)
    organization_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["subject"], name="journal_entry_subject"),
            models.Index(fields=["person_id", "number"], name="journal_entry_person"),
            models.Index(fields=["organization_id", "number"], name="journal_entry_org"),
        ]


class ChainHead(models.Model):
    """The last number and hash. Locked while a line is added, so that the chain has no forks and no gaps."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)


def line_hash(entry: Entry) -> str:
    """SHA-256 over the canonical JSON of a line and the hash of the line before."""
    content = {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor_id": entry.actor_id,
        "actor_label": entry.actor_label,
        "action": entry.action,
        "subject": entry.subject,
        "organization_id": entry.organization_id,
        "person_id": entry.person_id,
        "detail": entry.detail,
        "previous_hash": entry.previous_hash,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
