"""软弱后进整顿: the superior names a unit that needs strengthening; it leaves the list after an inspection (S2-02)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.journal.rooms import each_room
from xianfeng.apps.people import queries as people
from xianfeng.apps.tracking.actions.changes import ItemRefused
from xianfeng.apps.tracking.actions.opening import Draft, open_item
from xianfeng.apps.tracking.models import Item


@transaction.atomic
def strengthen(
    *,
    now: datetime,
    actor: Actor,
    organization_id: int,
    why: str,
    measures: str,
    helper_id: int,
    review_on: date,
    campaign_id: int | None = None,
    nonce: str = "",
) -> int:
    """Put a unit on the list: why, what will be done, who of the superior helps, when it is looked at again.

    Once at a time: a unit that stands on it gives the item that is there. Nobody helps the unit they belong to: the helper
    comes from above. Raises ItemRefused.
    """
    standing = Item.objects.filter(
        organization_id=organization_id, origin=Item.Origin.STRENGTHENING, closed_on__isnull=True
    )
    known = standing.values_list("pk", flat=True).first()
    if known is not None:
        return known
    if not measures.strip():
        raise ItemRefused("measures_missing")
    if (organization_id, helper_id) in people.list_leaders([organization_id], on=review_on):
        raise ItemRefused("helper_of_the_unit")
    return open_item(
        now=now,
        actor=actor,
        organization_id=organization_id,
        campaign_id=campaign_id,
        draft=Draft(what=why, how=measures, due_on=review_on, origin=Item.Origin.STRENGTHENING, owner_id=helper_id),
        nonce=nonce,
    )


def check_leaving(item: Item, by_superior: bool) -> None:
    """Whether a unit may leave the list: the superior decides, and somebody from outside has inspected it since.

    Raises ItemRefused.
    """
    if not by_superior:
        raise ItemRefused("superior_decides")
    looked = each_room("list_inspected_days", organization_id=item.organization_id, since=item.opened_on)
    if next(looked, None) is None:
        raise ItemRefused("inspection_missing")
