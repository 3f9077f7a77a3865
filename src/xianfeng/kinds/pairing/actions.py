"""Propose a pair, agree to it, log a contact, confirm it by the other side, end it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.places import place_of
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, Refused, pen, record
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.tracking import actions as tracking
from xianfeng.apps.tracking.actions import Draft
from xianfeng.kinds.pairing import queries
from xianfeng.kinds.pairing.kind import Params, is_code, is_met, overlaps
from xianfeng.kinds.pairing.models import Contact, Pair

State = Pair.State
_note = pen("pairing", "pairing", person="left_id", carries={"relation": "relation"})
"""The journal learns that something happened to a pair, not who it is with."""


class PairRefused(Refused):
    """code: not_open | relation_unknown | other_missing | oneself | own_unit | code_needed | known_already | too_many (most) |
    overlap | dates_wrong | not_your_turn | not_standing | day_impossible | content_not_kept | own_confirmation | reason_missing |
    text_missing.
    """


@dataclass(frozen=True)
class NewPair:
    """One pair as proposed; one of the three right sides."""

    relation: str
    left_id: int | None
    right_id: int | None = None
    right_unit_id: int | None = None
    right_name: str = ""
    goal: str = ""
    from_date: date | None = None
    until_date: date | None = None


def _params(campaign_id: int, step_code: str, organization_id: int | None = None) -> tuple[campaigns.StepRow, Params]:
    if not campaigns.get_campaign(campaign_id).is_open:
        raise PairRefused("not_open")
    step = campaigns.get_step(campaign_id, step_code, organization_id)
    return step, Params.model_validate(step.params)


def _check(params: Params, new: NewPair, organization_id: int, campaign_id: int, step_code: str) -> None:
    relation = params.relation(new.relation)
    if relation is None:
        raise PairRefused("relation_unknown")
    given = {"person": new.right_id, "organization": new.right_unit_id, "outside": new.right_name.strip() or None}
    if given[params.other(relation)] is None:
        raise PairRefused("other_missing")
    if new.left_id is not None and new.left_id == new.right_id:
        raise PairRefused("oneself")
    if params.form == "contact_point" and new.right_unit_id == organization_id:
        raise PairRefused("own_unit")
    if params.coded and not is_code(new.right_name.strip()):
        raise PairRefused("code_needed")
    if new.until_date is not None and new.from_date is not None and new.until_date <= new.from_date:
        raise PairRefused("dates_wrong")
    standing = Pair.objects.filter(
        campaign_id=campaign_id, step_code=step_code, state__in=(State.PROPOSED, State.STANDING)
    )
    if new.left_id is None:
        standing = standing.filter(left__isnull=True, organization_id=organization_id)
    else:
        standing = standing.filter(left_id=new.left_id)
    same = standing.filter(
        relation=new.relation,
        right_id=new.right_id,
        right_unit_id=new.right_unit_id,
        right_name=new.right_name.strip(),
    )
    if same.exists():
        raise PairRefused("known_already")
    if params.most_per_person is not None and new.left_id and standing.count() >= params.most_per_person:
        raise PairRefused("too_many", most=params.most_per_person)
    if params.one_at_a_time and new.from_date is not None:
        mine = (new.from_date, new.until_date)
        if any(overlaps(mine, (one.from_date, one.until_date)) for one in standing):
            raise PairRefused("overlap")


@transaction.atomic
def propose(
    *,
    now: datetime,
    actor: Actor,
    nonce: UUID,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    new: NewPair,
    agrees_left: bool = False,
) -> int:
    """Put a pair forward; gives its id. It stands when both sides have agreed, a talk at once. Twice is once.

    `agrees_left`: the one who proposes is the left side.
    """
    known = Pair.objects.filter(nonce=nonce).first()
    if known is not None:
        return known.pk
    _step, params = _params(campaign_id, step_code, organization_id)
    today = timezone.localdate(now)
    _check(params, new, organization_id, campaign_id, step_code)
    one = Pair.objects.create(
        nonce=nonce,
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        relation=new.relation,
        left_id=new.left_id,
        right_id=new.right_id,
        right_unit_id=new.right_unit_id,
        right_name=new.right_name.strip(),
        goal=new.goal.strip(),
        state=State.PROPOSED if params.needs_consent else State.STANDING,
        from_date=new.from_date or today,
        until_date=new.until_date,
        proposed_by_label=actor.label,
        left_agreed_on=today if agrees_left and params.needs_consent else None,
    )
    _note(now, actor, "propose", one)
    _settle(now, actor, one)
    return one.pk


@transaction.atomic
def propose_many(
    *, now: datetime, actor: Actor, campaign_id: int, step_code: str, organization_id: int, relation: str
) -> int:
    """Every pair the relation means by the posts of today (主要领导与班子成员 …); gives how many are new. Raises PairRefused."""
    step, params = _params(campaign_id, step_code, organization_id)
    found = params.relation(relation)
    if found is None or not found.is_listed or params.other(found) != "person":
        raise PairRefused("relation_unknown")
    today = timezone.localdate(now)
    wanted = queries.list_wanted(step, found, organization_id, today)
    known = set(
        Pair.objects.filter(
            campaign_id=campaign_id, step_code=step_code, relation=relation, organization_id=organization_id
        ).values_list("left_id", "right_id")
    )
    known |= {(two, one) for one, two in known}
    made: list[Pair] = []
    for one, two in wanted:
        if one == two or (one, two) in known or len(made) >= queries.MOST_PROPOSED:
            continue
        known |= {(one, two), (two, one)}
        made.append(
            Pair(
                nonce=uuid4(),
                campaign_id=campaign_id,
                step_code=step_code,
                organization_id=organization_id,
                relation=relation,
                left_id=one,
                right_id=two,
                state=State.PROPOSED if params.needs_consent else State.STANDING,
                from_date=today,
                proposed_by_label=actor.label,
            )
        )
    Pair.objects.bulk_create(made)
    for person in sorted({number for one in made for number in (one.left_id, one.right_id) if number}):
        _settle_person(now, actor, campaign_id, step_code, person)
    record(
        now=now,
        actor=actor,
        action="pairing.propose_many",
        subject=f"campaign:{campaign_id}",
        organization_id=organization_id,
        detail={"step": step_code, "relation": relation, "count": len(made)},
    )
    return len(made)


def _locked(pair_id: int) -> Pair:
    return Pair.objects.select_for_update(of=("self",)).get(pk=pair_id)


@transaction.atomic
def agree(*, now: datetime, actor: Actor, pair_id: int, left: bool = False, right: bool = False) -> None:
    """One side agrees (or, for somebody outside the system, the responsible person writes down that they did).

    Raises PairRefused.
    """
    one = _locked(pair_id)
    if one.state != State.PROPOSED:
        raise PairRefused("not_your_turn")
    today = timezone.localdate(now)
    if left and one.left_agreed_on is None:
        one.left_agreed_on = today
    if right and one.right_agreed_on is None:
        one.right_agreed_on, one.right_agreed_label = today, actor.label
    if one.left_agreed_on and one.right_agreed_on:
        one.state = State.STANDING
    one.save(update_fields=["left_agreed_on", "right_agreed_on", "right_agreed_label", "state"])
    _note(now, actor, "agree", one)
    _settle(now, actor, one)


@transaction.atomic
def decline(*, now: datetime, actor: Actor, pair_id: int) -> None:
    """One side does not want it. No reason is asked for. Raises PairRefused."""
    one = _locked(pair_id)
    if one.state != State.PROPOSED:
        raise PairRefused("not_your_turn")
    one.state = State.DECLINED
    one.save(update_fields=["state"])
    _note(now, actor, "decline", one)


@transaction.atomic
def log(
    *, now: datetime, actor: Actor, nonce: UUID, pair_id: int, held_on: date, agreed: str = "", confirm: bool = False
) -> int:
    """One side writes down that they met. It counts when the other side has confirmed it; twice is once.

    `confirm`: nobody has to (the plan asks for no confirmation). Raises PairRefused.
    """
    known = Contact.objects.filter(nonce=nonce).first()
    if known is not None:
        return known.pk
    one = _locked(pair_id)
    _step, params = _params(one.campaign_id, one.step_code, one.organization_id)
    today = timezone.localdate(now)
    if one.state != State.STANDING:
        raise PairRefused("not_standing")
    begun = campaigns.get_campaign(one.campaign_id).starts_on
    if held_on > today or held_on < (max(one.from_date, begun) if params.needs_consent else begun):
        raise PairRefused("day_impossible")
    if agreed.strip() and not params.content_kept:
        raise PairRefused("content_not_kept")
    sure = confirm or not params.both_confirm
    made = Contact.objects.create(
        nonce=nonce,
        pair=one,
        held_on=held_on,
        agreed=agreed.strip(),
        logged_on=today,
        logged_by=actor.person_id,
        logged_by_label=actor.label,
        confirmed_on=today if sure else None,
        confirmed_by_label=actor.label if sure else "",
    )
    _note(now, actor, "log", one, held_on=held_on)
    _settle(now, actor, one)
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
    _note(now, actor, "confirm", made.pair)
    _settle(now, actor, made.pair)


@transaction.atomic
def remove(*, now: datetime, actor: Actor, contact_id: int) -> None:
    """Take back a contact nobody has confirmed. Raises PairRefused."""
    made = Contact.objects.select_for_update(of=("self",)).select_related("pair").get(pk=contact_id)
    if made.confirmed_on is not None:
        raise PairRefused("not_your_turn")
    pair = made.pair
    made.delete()
    _note(now, actor, "remove", pair)


@transaction.atomic
def end(*, now: datetime, actor: Actor, pair_id: int, reason: str) -> None:
    """The pair is over from today, with a reason; its contacts stay. Raises PairRefused."""
    if not reason.strip():
        raise PairRefused("reason_missing")
    one = _locked(pair_id)
    if one.state not in (State.STANDING, State.PROPOSED):
        return
    one.state, one.until_date, one.end_reason = State.ENDED, timezone.localdate(now), reason.strip()
    one.save(update_fields=["state", "until_date", "end_reason"])
    _note(now, actor, "end", one)
    _settle(now, actor, one)


@transaction.atomic
def open_item(*, now: datetime, actor: Actor, pair_id: int, what: str, due_on: date | None, nonce: str) -> int:
    """From a talk either of the two may have something put right, in words both agreed to (S3-30).

    Raises PairRefused.
    """
    if not what.strip():
        raise PairRefused("text_missing")
    one = Pair.objects.get(pk=pair_id)
    return tracking.open_item(
        now=now,
        actor=actor,
        **place_of(one),
        draft=Draft(what=what, due_on=due_on, origin="other", owner_id=actor.person_id),
        nonce=nonce,
    )


def _settle(now: datetime, actor: Actor, one: Pair) -> None:
    """Work out again who of this pair has done what the step asks."""
    for person in (one.left_id, one.right_id):
        if person is not None:
            _settle_person(now, actor, one.campaign_id, one.step_code, person)
    _settle_unit(now, actor, one)


def _put(
    now: datetime,
    actor: Actor,
    step: campaigns.StepRow,
    params: Params,
    met: bool,
    *,
    organization_id: int,
    person_id: int | None = None,
) -> None:
    """The fact stands or is taken back."""
    key = person_id or f"unit-{organization_id}"
    subject = f"pairing:{step.campaign_id}-{step.code}-{key}"
    if met:
        evidence.submit(
            now=now,
            actor=actor,
            campaign_id=step.campaign_id,
            step_code=step.code,
            organization_id=organization_id,
            person_id=person_id,
            fact="contacts_met",
            part=params.form,
            subject=subject,
            occurred_on=timezone.localdate(now),
        )
    else:
        evidence.withdraw(now=now, actor=actor, subject=subject, fact="contacts_met", step_code=step.code)


def _settle_person(now: datetime, actor: Actor, campaign_id: int, step_code: str, person_id: int) -> None:
    step, params = _params(campaign_id, step_code)
    if step.subject != "person":
        return
    on = timezone.localdate(now)
    own = progress.find_own_standing(campaigns.get_campaign(campaign_id), step, person_id, on)
    if own is None:
        return
    rows = queries.list_of_person(campaign_id, step_code, person_id)
    met = is_met(params, queries.tallies_of(rows, params, person_id))
    _put(now, actor, step, params, met, organization_id=own.unit_id, person_id=person_id)


def _settle_unit(now: datetime, actor: Actor, one: Pair) -> None:
    step, params = _params(one.campaign_id, one.step_code, one.organization_id)
    if step.subject == "person":
        return
    rows = queries.list_of_step(one.campaign_id, one.step_code, [one.organization_id])
    met = is_met(params, queries.tallies_of(rows, params), by_unit=True)
    for unit in _owing(step, one.organization_id, timezone.localdate(now)):
        _put(now, actor, step, params, met, organization_id=unit)


def _owing(step: campaigns.StepRow, organization_id: int, on: date) -> Sequence[int]:
    """The organisations whose owing this unit settles: itself, or the schools it answers for."""
    if step.subject != "organization":
        return [organization_id]
    campaign = campaigns.get_campaign(step.campaign_id)
    return [row.id for row in progress.list_audience(campaign, step, organization_id, on)] or [organization_id]
