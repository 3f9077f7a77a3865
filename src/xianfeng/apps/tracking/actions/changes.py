"""What every change of an item shares: its refusals, its lock, its version, its line in the journal."""

from __future__ import annotations

from datetime import date

from xianfeng.apps.journal.actions import Actor, Refused, pen
from xianfeng.apps.tracking.models import Item

note = pen("tracking", "tracking.item")


class ItemRefused(Refused):
    """The item may not be changed this way. Codes: see `tracking.refusals`."""

    code = "item_refused"


def locked_item(item_id: int, version: int | None = None) -> Item:
    item = Item.objects.select_for_update(no_key=True).get(pk=item_id)
    if version is not None and item.version != version:
        raise ItemRefused("changed_meanwhile")
    if item.closed_on is not None:
        raise ItemRefused("closed_already")
    return item


def save(item: Item, *names: str) -> None:
    item.version += 1
    item.save(update_fields=[*names, "version"])


def check_due(due_on: date | None, opened_on: date, latest: date | None, consent: Actor | None) -> None:
    if due_on is None:
        raise ItemRefused("due_missing")
    if due_on < opened_on:
        raise ItemRefused("due_in_the_past", opened_on=opened_on)
    if latest is not None and due_on > latest and consent is None:
        raise ItemRefused("due_too_late", latest=latest)
