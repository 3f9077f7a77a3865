"""Whose item it is, how it will be done, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.people import queries as people
from xianfeng.apps.tracking.actions.changes import ItemRefused, check_due, locked_item, note, save
from xianfeng.apps.tracking.models import Item, ItemExtension, ItemOwner


@transaction.atomic
def describe(
    *, now: datetime, actor: Actor, item_id: int, version: int, how: str, goal: str, difficulty: str = ""
) -> None:
    """Say how it will be done and to what goal. Raises ItemRefused."""
    item = locked_item(item_id, version)
    item.how, item.goal = how.strip(), goal.strip()
    item.difficulty = difficulty or item.difficulty
    save(item, "how", "goal", "difficulty")
    note(now, actor, "described", item)


@transaction.atomic
def gather_force(
    *,
    now: datetime,
    actor: Actor,
    item_id: int,
    version: int,
    task_force: str,
    milestones: Sequence[tuple[date, str]],
) -> None:
    """A hard one gets people who work on it together, and days by which something is reached (S3-50). Raises ItemRefused."""
    item = locked_item(item_id, version)
    if not task_force.strip() or not milestones:
        raise ItemRefused("force_missing")
    if any(day < item.opened_on or day > item.due_on for day, _what in milestones):
        raise ItemRefused("milestone_outside", opened_on=item.opened_on, due_on=item.due_on)
    item.task_force = task_force.strip()
    item.milestones = [[day.isoformat(), what] for day, what in sorted(milestones)]
    save(item, "task_force", "milestones")
    note(now, actor, "force_gathered", item)


@transaction.atomic
def categorise(*, now: datetime, actor: Actor, item_ids: Iterable[int], category: str, restricted: bool) -> None:
    """Correct what items are about, closed or not, and those they were carried on to; the journal does not tell which. The room
    they come from decides. Restricted ones are seen by fewer."""
    numbers = later = set(item_ids)
    while later := set(Item.objects.filter(predecessor_id__in=later).values_list("pk", flat=True)):
        numbers = numbers | later
    for item in Item.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk"):
        if (item.category, item.restricted) != (category, restricted):
            item.category, item.restricted = category, restricted
            save(item, "category", "restricted")
            note(now, actor, "categorised", item)


@transaction.atomic
def hand_over(*, now: datetime, actor: Actor, item_id: int, version: int, owner_id: int) -> None:
    """Another person answers for it from today; the earlier owner's time stays on record. Raises ItemRefused."""
    item = locked_item(item_id, version)
    if item.owner_id == owner_id:
        return
    today = timezone.localdate(now)
    if not people.belong([owner_id], item.organization_id, on=today):
        raise ItemRefused("person_elsewhere")
    ItemOwner.objects.filter(item=item, until_date__isnull=True).update(until_date=today)
    item.owner_id, item.accepted_on = owner_id, None
    item.owner_name = item.owner.name
    ItemOwner.objects.create(item=item, person_id=owner_id, name=item.owner_name, from_date=today)
    save(item, "owner", "owner_name", "accepted_on")
    note(now, actor, "handed_over", item, owner=owner_id)


@transaction.atomic
def accept(*, now: datetime, actor: Actor, item_id: int, version: int) -> None:
    """The owner takes it on (S3-49). Raises ItemRefused."""
    item = locked_item(item_id, version)
    if actor.person_id is None or actor.person_id != item.owner_id:
        raise ItemRefused("not_the_owner")
    if item.accepted_on is not None:
        return
    item.accepted_on = timezone.localdate(now)
    save(item, "accepted_on")
    note(now, actor, "accepted", item)


@transaction.atomic
def extend(
    *,
    now: datetime,
    actor: Actor,
    item_id: int,
    version: int,
    due_on: date,
    reason: str,
    latest: date | None = None,
    consent: Actor | None = None,
) -> None:
    """Move the due date: the old date and the reason stay. Raises ItemRefused."""
    item = locked_item(item_id, version)
    if not reason.strip():
        raise ItemRefused("reason_missing")
    if due_on <= item.due_on:
        raise ItemRefused("due_not_later", due_on=item.due_on)
    check_due(due_on, item.opened_on, latest, consent)
    ItemExtension.objects.create(
        item=item,
        old_due_on=item.due_on,
        new_due_on=due_on,
        reason=reason.strip(),
        consent_label=consent.label if consent else "",
        made_on=timezone.localdate(now),
        made_by_label=actor.label,
    )
    old, item.due_on = item.due_on, due_on
    save(item, "due_on")
    note(now, actor, "extended", item, old=old, new=due_on, consent=consent.label if consent else "")
