"""Background work of this room: the words of a self-analysis go a year after its campaign has ended (S3-32).

That it was written, read and when stays; nobody else's text is touched.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.journal.actions import record_forgotten
from xianfeng.kinds.statement.kind import KEPT_DAYS, PRIVATE
from xianfeng.kinds.statement.models import Example, Part, Reading, Statement


@transaction.atomic
def destroy_words(now: datetime) -> int:
    """Blank what has outlived its term; gives how many texts. One journal line, and only when something went."""
    old = Statement.objects.filter(form=PRIVATE, destroyed_on__isnull=True)
    due = list(old.filter(campaign__closed_at__lt=now - timedelta(days=KEPT_DAYS)).values_list("pk", flat=True))
    if due:
        Part.objects.filter(statement_id__in=due).update(text="")
        Example.objects.filter(statement_id__in=due).delete()
        Reading.objects.filter(statement_id__in=due).update(reason="")
        Statement.objects.filter(pk__in=due).update(destroyed_on=timezone.localdate(now))
        record_forgotten(now=now, text=len(due))
    return len(due)


SCHEDULE = [("statement.retention", 24 * 3600.0, destroy_words)]
