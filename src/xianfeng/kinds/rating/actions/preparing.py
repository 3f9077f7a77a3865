"""Before the round: choose the stars to aim at, note what was seen on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.actions import Actor, record
from xianfeng.kinds.rating import gathering, preparing, queries
from xianfeng.kinds.rating.actions.rounds import RatingRefused
from xianfeng.kinds.rating.gathering import NewRated
from xianfeng.kinds.rating.models import Aim, EverydayEntry
from xianfeng.kinds.rating.preparing import EVERYDAY


def _open_step(
    campaign_id: int, step_code: str, organization_id: int
) -> tuple[campaigns.CampaignRow, campaigns.StepRow]:
    campaign, step = campaigns.get_with_step(campaign_id, step_code, organization_id)
    if not campaign.is_open:
        raise RatingRefused("not_open")
    return campaign, step


def _item_codes(campaign: campaigns.CampaignRow, step: campaigns.StepRow) -> set[str]:
    return {item["code"] for item in queries.step_items(campaign, step)}


@transaction.atomic
def choose_aims(
    *, now: datetime, actor: Actor, campaign_id: int, step_code: str, who: NewRated, stars: Sequence[str]
) -> None:
    """Set what a member or a branch aims at in this round; none is as good as any. Only until the round begins (S1-14)."""
    campaign, step = _open_step(campaign_id, step_code, who.unit_id)
    if not preparing.may_be_aimed_at(queries.params_of(step)):
        raise RatingRefused("not_this_way")
    if queries.find_round(campaign_id, step_code, who.unit_id) is not None:
        raise RatingRefused("begun")
    if not set(stars) <= _item_codes(campaign, step):
        raise RatingRefused("unknown_star")
    aim, _made = Aim.objects.update_or_create(
        campaign_id=campaign_id,
        step_code=step_code,
        person_id=who.person_id,
        **({} if who.person_id is not None else {"organization_id": who.unit_id}),
        defaults={"organization_id": who.unit_id, "stars": sorted(set(stars)), "chosen_at": now},
    )
    record(
        now=now,
        actor=actor,
        action="rating.choose_aims",
        subject=f"rating_aim:{aim.pk}",
        organization_id=who.unit_id,
        person_id=who.person_id,
        detail={"step": step_code, "stars": aim.stars},
    )


def _require_uncounted(campaign_id: int, step_code: str, organization_id: int, person_id: int | None) -> None:
    """Entries move until the everyday sheet about this subject is signed."""
    at = queries.find_round(campaign_id, step_code, organization_id)
    rated = next((one for one in at.rated if one.person_id == person_id), None) if at is not None else None
    sheet = queries.find_sheet(rated.id, EVERYDAY) if rated is not None else None
    if sheet is not None and sheet.is_sent:
        raise RatingRefused("entry_counted")


@transaction.atomic
def note_everyday(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    person_id: int | None,
    occurred_on: date,
    text: str,
    source: str,
    on: date,
    item: str = "",
    nonce: UUID | None = None,
) -> int:
    """Note what was seen on a day, with where it is known from; gives its id. Whom it is about reads it at once (S0-37).
    The same form twice is one entry."""
    campaign, step = _open_step(campaign_id, step_code, organization_id)
    params = queries.params_of(step)
    subjects = gathering.list_subjects(params, [organization_id], on=on)
    if not preparing.has_everyday(params) or person_id not in {one.person_id for one in subjects}:
        raise RatingRefused("not_this_way")
    if person_id is not None and person_id == actor.person_id:
        raise RatingRefused("own_entry")
    if not text.strip() or not source.strip():
        raise RatingRefused("entry_incomplete")
    if not campaigns.get_campaign(campaign_id).starts_on <= occurred_on <= on:
        raise RatingRefused("entry_day")
    if item and item not in _item_codes(campaign, step):
        raise RatingRefused("not_this_way")
    _require_uncounted(campaign_id, step_code, organization_id, person_id)
    told = {
        "campaign_id": campaign_id,
        "step_code": step_code,
        "organization_id": organization_id,
        "person_id": person_id,
        "occurred_on": occurred_on,
        "item": item,
        "text": text.strip(),
        "source": source.strip(),
        "recorded_by_id": actor.person_id,
        "recorded_by_label": actor.label,
        "recorded_at": now,
    }
    if nonce is None:
        one, is_new = EverydayEntry.objects.create(**told), True
    else:
        one, is_new = EverydayEntry.objects.get_or_create(nonce=nonce, defaults=told)
    if is_new:
        _note(now, actor, "note_everyday", one)
    return one.pk


@transaction.atomic
def withdraw_everyday(*, now: datetime, actor: Actor, entry_id: int, reason: str) -> None:
    """Take an entry back; it stays to be seen, with the reason. Nobody takes back what others noted about the own person."""
    one = EverydayEntry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    if one.withdrawn_at is not None:
        return
    _open_step(one.campaign_id, one.step_code, one.organization_id)
    if one.person_id is not None and one.person_id == actor.person_id:
        raise RatingRefused("own_entry")
    if not reason.strip():
        raise RatingRefused("reason_missing")
    _require_uncounted(one.campaign_id, one.step_code, one.organization_id, one.person_id)
    one.withdrawn_at, one.withdrawn_because = now, reason.strip()[:500]
    one.save(update_fields=["withdrawn_at", "withdrawn_because"])
    _note(now, actor, "withdraw_everyday", one, reason=one.withdrawn_because)


def _note(now: datetime, actor: Actor, action: str, one: EverydayEntry, **detail: object) -> None:
    record(
        now=now,
        actor=actor,
        action=f"rating.{action}",
        subject=f"rating_everyday:{one.pk}",
        organization_id=one.organization_id,
        person_id=one.person_id,
        detail={"day": one.occurred_on, **detail},
    )
