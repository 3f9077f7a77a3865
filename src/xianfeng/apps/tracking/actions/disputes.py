"""Looking for disputes every month: what was found is an item, and that nothing was found is said as well (S2-05)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.journal.actions import Actor, pen
from xianfeng.apps.tracking.actions.changes import ItemRefused
from xianfeng.apps.tracking.models import Item, QuietMonth

_note = pen("tracking", "tracking.quiet_month")


@transaction.atomic
def say_nothing_found(*, now: datetime, actor: Actor, organization_id: int) -> None:
    """This month the unit looked and found no dispute. Twice changes nothing; refused while one of this month is on record.

    Raises ItemRefused.
    """
    today = timezone.localdate(now)
    first = today.replace(day=1)
    found = Item.objects.filter(organization_id=organization_id, origin=Item.Origin.DISPUTE, opened_on__gte=first)
    if found.exists():
        raise ItemRefused("dispute_on_record")
    one, is_new = QuietMonth.objects.get_or_create(
        organization_id=organization_id, month=first, defaults={"said_on": today, "by_label": actor.label}
    )
    if is_new:
        _note(now, actor, "nothing_found", one, month=first.isoformat())
