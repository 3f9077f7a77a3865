"""Background work of this room: the words of an objection go when it is decided and what it was about is over.

Channel, days, the checked copy and the finding stay. An undecided objection is never destroyed: waiting does not get rid of it.
The database holds the term as well, by its own clock: see the migration `objections_go_in_time` (decision 0049).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from xianfeng.apps.journal.actions import record_forgotten
from xianfeng.apps.notices.models import KEPT_DAYS, Notice, Objection
from xianfeng.apps.notices.queries import IN_WORK

ALIVE = (*IN_WORK, Notice.State.POSTED)


@transaction.atomic
def destroy_words(now: datetime) -> int:
    """Blank what has outlived its term; gives how many objections. One journal line, and only when something went.

    The term runs from the last of: the finding, the end and the confirmation of the notice, those of the one that took its place.
    """
    today = timezone.localdate(now)
    last = today - timedelta(days=KEPT_DAYS)
    due = (
        Objection.objects.filter(words_destroyed_on__isnull=True, decided_on__lte=last, notice__ends_on__lte=last)
        .filter(Q(notice__confirmed_on__isnull=True) | Q(notice__confirmed_on__lte=last))
        .exclude(notice__state__in=ALIVE)
        .exclude(notice__successors__state__in=ALIVE)
        .exclude(notice__successors__ends_on__gt=last)
        .exclude(notice__successors__confirmed_on__gt=last)
    )
    gone = list(due.values_list("pk", flat=True))
    blanked = Objection.objects.filter(pk__in=gone)
    blanked.filter(redaction_checked_label="").update(redacted_text="", redacted_by=None, redacted_label="")
    blanked.update(text="", sender="", contact="", words_destroyed_on=today)
    record_forgotten(now=now, objections=len(gone))
    return len(gone)


SCHEDULE = [("notices.retention", 24 * 3600.0, destroy_words)]
