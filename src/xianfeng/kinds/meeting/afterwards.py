"""What follows a meeting: making it up, carrying a decision out, passing it on, taking a wrong entry back."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.places import place_of
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.tracking import actions as tracking
from xianfeng.apps.tracking.actions import Draft
from xianfeng.kinds.meeting import queries
from xianfeng.kinds.meeting.actions import MeetingRefused, note_down, put_on_record, step_of
from xianfeng.kinds.meeting.models import AgendaItem, Meeting, Missing


@transaction.atomic
def make_up(*, now: datetime, actor: Actor, missing_id: int, made_up_on: date) -> None:
    """Somebody who was missing has made it up (S3-10). Raises MeetingRefused."""
    line = Missing.objects.select_for_update().select_related("meeting").get(pk=missing_id)
    if made_up_on > timezone.localdate(now) or made_up_on < line.meeting.held_on:
        raise MeetingRefused("day_impossible")
    if line.made_up_on == made_up_on:
        return
    line.made_up_on = made_up_on
    line.save(update_fields=["made_up_on"])
    note_down(now, actor, "make_up", line.meeting, person_id=line.person_id, made_up_on=made_up_on)


@transaction.atomic
def follow_up(*, now: datetime, actor: Actor, item_id: int, owner_id: int | None, due_on: date | None) -> int:
    """A decision becomes a tracked item with owner and day; gives the item. Twice gives the same one (S4-10).

    Only from signed minutes, and never from something the meeting did not carry. Raises MeetingRefused, ItemRefused.
    """
    row = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=item_id)
    one = row.meeting
    if row.item_id is not None:
        return row.item_id
    if one.signed_at is None:
        raise MeetingRefused("not_signed")
    if row.is_carried is False or not row.decision:
        raise MeetingRefused("not_carried")
    today, (step, _params) = timezone.localdate(now), step_of(one.campaign_id, one.step_code, one.organization_id)
    if owner_id is not None and not queries.may_be_named([owner_id], step, one.organization_id, today):
        raise MeetingRefused("person_elsewhere")
    row.item_id = tracking.open_item(
        now=now,
        actor=actor,
        **place_of(one),
        draft=Draft(
            what=row.decision,
            due_on=due_on,
            owner_id=owner_id,
            origin="other",
            origin_ref=f"meeting_agenda:{row.pk}",
            origin_text=row.title,
        ),
    )
    row.save(update_fields=["item_id"])
    note_down(now, actor, "follow_up", one, item=row.item_id)
    return row.item_id


@transaction.atomic
def pass_on(
    *,
    now: datetime,
    actor: Actor,
    nonce: UUID,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    person_id: int,
    held_on: date,
    present: int,
    points: str,
) -> int:
    """One person's own meeting (a delegate passing on what was decided, S2-53): day, how many were there, what was said.

    It counts at once and carries the person's own signature; there is no roll. Raises MeetingRefused.
    """
    known = Meeting.objects.filter(nonce=nonce).first()
    if known is not None:
        return known.pk
    _step_row, params = step_of(campaign_id, step_code, organization_id)
    campaign = campaigns.get_campaign(campaign_id)
    if held_on > timezone.localdate(now):
        raise MeetingRefused("not_yet_held")
    if held_on < campaign.starts_on:
        raise MeetingRefused("before_campaign", day=campaign.starts_on)
    if present < 1:
        raise MeetingRefused("number_missing")
    one = Meeting.objects.create(
        nonce=nonce,
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        person_id=person_id,
        held_on=held_on,
        convened_at=now,
        convened_by_label=actor.label,
        chair_id=person_id,
        present=present,
        points=points.strip(),
        written_at=now,
        written_by=person_id,
        written_by_label=actor.label,
        signed_at=now,
        signed_by_label=actor.label,
    )
    put_on_record(now, actor, one, params)
    note_down(now, actor, "pass_on", one, present=present)
    return one.pk


@transaction.atomic
def remove(*, now: datetime, actor: Actor, meeting_id: int, reason: str) -> None:
    """Take back a meeting that was entered wrongly or did not take place; it stays, marked, with the reason.

    Raises MeetingRefused.
    """
    if not reason.strip():
        raise MeetingRefused("reason_missing")
    one = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting_id)
    if one.removed_at is not None:
        return
    one.removed_at, one.removed_because = now, reason.strip()
    one.save(update_fields=["removed_at", "removed_because"])
    evidence.withdraw(now=now, actor=actor, subject=f"meeting:{one.pk}", reason=reason.strip())
    note_down(now, actor, "remove", one, reason=reason.strip())
