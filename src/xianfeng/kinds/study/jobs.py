"""Background work of this room: the words of an essay that its author keeps to the reviewer go a year after the campaign (S3-20).

Title, days and the reviewer's mark stay; an essay that is shared stays as long as its author shares it. The database holds the
term as well, by its own clock: see the migration `essays_go_in_time` (decision 0049).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.journal.actions import record_forgotten
from xianfeng.kinds.study.kind import KEPT_DAYS
from xianfeng.kinds.study.models import Essay


@transaction.atomic
def destroy_words(now: datetime) -> int:
    """Blank what has outlived its term; gives how many essays. One journal line, and only when something went."""
    due = Essay.objects.filter(
        words_destroyed_on__isnull=True, is_shared=False, campaign__closed_at__lt=now - timedelta(days=KEPT_DAYS)
    )
    gone = due.update(text="", words_destroyed_on=timezone.localdate(now))
    record_forgotten(now=now, essays=gone)
    return gone


SCHEDULE = [("study.retention", 24 * 3600.0, destroy_words)]
