"""What becomes of a pair: contacts that the other side confirms, reports, something to be put right."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.places import place_of
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.tracking import actions as tracking
from xianfeng.apps.tracking.actions import Draft
from xianfeng.kinds.pairing.actions.settling import PairRefused, locked_pair, note, params_of, settle
from xianfeng.kinds.pairing.models import Contact, Pair, Report

State = Pair.State


@transaction.atomic
def log(
    *,
    now: datetime,
    actor: Actor,
    nonce: UUID,
    pair_id: int,
    held_on: date,
    agreed: str = "",
    next_on: date | None = None,
    taking_part: int | None = None,
    confirm: bool = False,
) -> int:
    """One side writes down that they met. It counts when the other side has confirmed it; twice is once.

    `confirm`: nobody has to (the plan asks for no confirmation). Raises PairRefused.
    """
    known = Contact.objects.filter(nonce=nonce).first()
    if known is not None:
        return known.pk
    one = locked_pair(pair_id)
    _step, params = params_of(one.campaign_id, one.step_code, one.organization_id)
    today = timezone.localdate(now)
    if one.state != State.STANDING:
        raise PairRefused("not_standing")
    begun = campaigns.get_campaign(one.campaign_id).starts_on
    if held_on > today or held_on < (max(one.from_date, begun) if params.needs_consent else begun):
        raise PairRefused("day_impossible")
    if next_on is not None and (next_on <= held_on or not params.plans_ahead):
        raise PairRefused("next_day_impossible")
    if agreed.strip() and not params.content_kept:
        raise PairRefused("content_not_kept")
    if params.of_bodies and not agreed.strip():
        raise PairRefused("activity_missing")
    if params.of_bodies and not taking_part:
        raise PairRefused("number_missing")
    sure = confirm or not params.both_confirm
    made = Contact.objects.create(
        nonce=nonce,
        pair=one,
        held_on=held_on,
        agreed=agreed.strip(),
        next_on=next_on,
        taking_part=taking_part if params.of_bodies else None,
        logged_on=today,
        logged_by=actor.person_id,
        logged_by_label=actor.label,
        confirmed_on=today if sure else None,
        confirmed_by_label=actor.label if sure else "",
    )
    note(now, actor, "log", one, held_on=held_on)
    settle(now, actor, one)
    return made.pk


@transaction.atomic
def confirm(*, now: datetime, actor: Actor, contact_id: int) -> None:
    """The other side says so too. Nobody confirms what they logged. Raises PairRefused."""
    made = Contact.objects.select_for_update(of=("self",)).select_related("pair").get(pk=contact_id)
    if made.confirmed_on is not None:
        return
    if actor.person_id is None or actor.person_id == made.logged_by:
        raise PairRefused("own_confirmation")
    made.confirmed_on, made.confirmed_by_label = timezone.localdate(now), actor.label
    made.save(update_fields=["confirmed_on", "confirmed_by_label"])
    note(now, actor, "confirm", made.pair)
    settle(now, actor, made.pair)


@transaction.atomic
def remove(*, now: datetime, actor: Actor, contact_id: int) -> None:
    """Take back a contact nobody has confirmed. Raises PairRefused."""
    made = Contact.objects.select_for_update(of=("self",)).select_related("pair").get(pk=contact_id)
    if made.confirmed_on is not None:
        raise PairRefused("not_your_turn")
    pair = made.pair
    made.delete()
    note(now, actor, "remove", pair)


@transaction.atomic
def report(*, now: datetime, actor: Actor, pair_id: int, kind: str, text: str) -> None:
    """A report on a posting, half-way or final by the one who was sent, or what the host says (S4-22, S4-30).

    Raises PairRefused.
    """
    one = locked_pair(pair_id)
    _step, params = params_of(one.campaign_id, one.step_code, one.organization_id)
    if not params.one_at_a_time or kind not in Report.Kind.values or one.state not in (State.STANDING, State.ENDED):
        raise PairRefused("report_not_asked")
    if not text.strip():
        raise PairRefused("text_missing")
    Report.objects.create(
        pair=one, kind=kind, text=text.strip(), written_on=timezone.localdate(now), by_label=actor.label
    )
    note(now, actor, "report", one, kind=kind)


@transaction.atomic
def open_item(*, now: datetime, actor: Actor, pair_id: int, what: str, due_on: date | None, nonce: str) -> int:
    """From a talk either of the two may have something put right, in words both agreed to (S3-30); at a contact point it is a deed that
    answers a worry (S4-31).

    Raises PairRefused.
    """
    if not what.strip():
        raise PairRefused("text_missing")
    one = Pair.objects.get(pk=pair_id)
    _step, params = params_of(one.campaign_id, one.step_code, one.organization_id)
    origin = "deed" if params.form == "contact_point" else "other"
    return tracking.open_item(
        now=now,
        actor=actor,
        **place_of(one),
        draft=Draft(what=what, due_on=due_on, origin=origin, owner_id=actor.person_id),
        nonce=nonce,
    )
