"""Long-term rules: registered, and looked at again whether they are kept."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.journal.actions import Actor, pen
from xianfeng.apps.tracking.actions.changes import ItemRefused
from xianfeng.apps.tracking.models import Mechanism

_note = pen("tracking", "tracking.mechanism")


@transaction.atomic
def add_mechanism(
    *,
    now: datetime,
    actor: Actor,
    organization_id: int,
    title: str,
    owner_name: str,
    in_force_from: date,
    check_on: date,
) -> int:
    """Register a long-term rule and when it will next be checked (S0-55). Raises ItemRefused."""
    if not title.strip() or not owner_name.strip():
        raise ItemRefused("what_missing")
    made, is_new = Mechanism.objects.get_or_create(
        organization_id=organization_id,
        title=title.strip(),
        in_force_from=in_force_from,
        defaults={"owner_name": owner_name.strip(), "check_on": check_on},
    )
    if is_new:
        _note(now, actor, "mechanism_added", made)
    return made.pk


@transaction.atomic
def check_mechanism(
    *, now: datetime, actor: Actor, mechanism_id: int, working: str, remark: str, check_on: date
) -> None:
    """Say whether the rule is kept, and when to look again. Raises ItemRefused."""
    one = Mechanism.objects.select_for_update(no_key=True).get(pk=mechanism_id)
    if working not in Mechanism.Working.values or working == Mechanism.Working.UNCHECKED:
        raise ItemRefused("verdict_unknown", verdict=working)
    if working == Mechanism.Working.NOT_WORKING and not remark.strip():
        raise ItemRefused("reason_missing")
    if check_on <= timezone.localdate(now):
        raise ItemRefused("due_in_the_past", opened_on=timezone.localdate(now))
    one.working, one.remark, one.last_checked_on, one.check_on = (
        working,
        remark.strip(),
        timezone.localdate(now),
        check_on,
    )
    one.save(update_fields=["working", "remark", "last_checked_on", "check_on"])
    _note(now, actor, "mechanism_checked", one, working=working)
