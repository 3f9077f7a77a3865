"""Open an item: one, many from a workbook, or those an earlier programme left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.tracking.actions.changes import ItemRefused, check_due, note
from xianfeng.apps.tracking.models import Item, ItemOwner

KEY_LENGTH = 60
KEPT_CLOSE = (Item.Origin.DISPUTE, Item.Origin.STRENGTHENING)
"""Never on an open page: disputes (S2-05), and which unit needs strengthening (S2-02)."""


@dataclass(frozen=True)
class Draft:
    """What an item says. `due_on` is mandatory: 整改要确定时限,不能遥遥无期 (S0-54)."""

    what: str
    due_on: date | None
    how: str = ""
    goal: str = ""
    origin: str = Item.Origin.OTHER
    origin_ref: str = ""
    origin_text: str = ""
    level: str = Item.Level.ORGANIZATION
    difficulty: str = Item.Difficulty.NOW
    person_id: int | None = None
    owner_id: int | None = None
    restricted: bool = False
    served: str = ""
    category: str = ""
    predecessor_id: int | None = None


def _once(key: str) -> str:
    """The key as the column holds it: long ones by their digest, never cut, as two would become one."""
    return key if len(key) <= KEY_LENGTH else sha256(key.encode()).hexdigest()[:KEY_LENGTH]


@transaction.atomic
def open_item(
    *,
    now: datetime,
    actor: Actor,
    organization_id: int,
    draft: Draft,
    campaign_id: int | None = None,
    step_code: str = "",
    latest: date | None = None,
    consent: Actor | None = None,
    nonce: str = "",
) -> int:
    """Open an item; the same origin in the same campaign (or the same nonce) gives the item that is there already.

    `latest` is the longest term the plan allows; a later date needs the superior's `consent`. Raises ItemRefused.
    """
    today = timezone.localdate(now)
    reference = draft.origin_ref.strip() or f"nonce:{nonce}"
    key = _once(f"{campaign_id or 0}:{draft.origin}:{reference}" if draft.origin_ref else reference)
    known = Item.objects.filter(campaign_id=campaign_id, origin=draft.origin, origin_ref=reference)
    found = known.values_list("pk", flat=True).first()
    if found is not None:
        return found
    if not draft.what.strip():
        raise ItemRefused("what_missing")
    if draft.origin not in Item.Origin.values:
        raise ItemRefused("origin_unknown", origin=draft.origin)
    check_due(draft.due_on, today, latest, consent)
    item = Item.objects.create(
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        origin=draft.origin,
        origin_ref=reference,
        origin_text=draft.origin_text[:300],
        level=draft.level,
        difficulty=draft.difficulty,
        what=draft.what.strip(),
        how=draft.how.strip(),
        goal=draft.goal.strip(),
        person_id=draft.person_id,
        owner_id=draft.owner_id,
        restricted=draft.restricted or draft.origin in KEPT_CLOSE,
        served=draft.served,
        category=draft.category,
        predecessor_id=draft.predecessor_id,
        opened_on=today,
        due_on=draft.due_on,
        first_due_on=draft.due_on,
        nonce=key,
    )
    if item.owner is not None:
        item.owner_name = item.owner.name
        item.save(update_fields=["owner_name"])
        ItemOwner.objects.create(item=item, person_id=draft.owner_id, name=item.owner_name, from_date=today)
    note(now, actor, "opened", item, origin=draft.origin, due_on=draft.due_on, consent=consent.label if consent else "")
    return item.pk


@transaction.atomic
def carry_over(
    *,
    now: datetime,
    actor: Actor,
    from_campaign_id: int,
    to_campaign_id: int,
    organization_ids: Iterable[int],
    due_on: date,
) -> int:
    """Bring every open item of the earlier programme into this one with its history; twice does not double (S0-51)."""
    carried = 0
    old_items = Item.objects.filter(
        campaign_id=from_campaign_id, organization_id__in=list(organization_ids), closed_on__isnull=True
    ).order_by("pk")
    for old in old_items:
        reference = f"tracking.item:{old.pk}"
        known = Item.objects.filter(
            campaign_id=to_campaign_id, origin=Item.Origin.PREDECESSOR, origin_ref=reference
        ).exists()
        if known:
            continue
        open_item(
            now=now,
            actor=actor,
            organization_id=old.organization_id,
            campaign_id=to_campaign_id,
            draft=Draft(
                what=old.what,
                how=old.how,
                goal=old.goal,
                due_on=due_on,
                origin=Item.Origin.PREDECESSOR,
                origin_ref=reference,
                origin_text=old.origin_text,
                level=old.level,
                difficulty=old.difficulty,
                person_id=old.person_id,
                owner_id=old.owner_id,
                restricted=old.restricted,
                category=old.category,
                served=old.served,
                predecessor_id=old.pk,
            ),
        )
        carried += 1
    return carried


@transaction.atomic
def import_items(
    *,
    now: datetime,
    actor: Actor,
    organization_id: int,
    campaign_id: int | None,
    drafts: Sequence[Draft],
    latest: date | None = None,
) -> tuple[int, int]:
    """(new items, items that were there already): all or nothing. Raises ItemRefused with the number of the line."""
    before = Item.objects.count()
    for number, draft in enumerate(drafts, start=1):
        try:
            open_item(
                now=now,
                actor=actor,
                organization_id=organization_id,
                campaign_id=campaign_id,
                draft=draft,
                latest=latest,
            )
        except ItemRefused as refused:
            raise ItemRefused(refused.code, **refused.params, line=number) from None
    new = Item.objects.count() - before
    return new, len(drafts) - new
