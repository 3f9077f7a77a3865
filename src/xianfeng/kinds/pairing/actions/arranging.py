"""Who is paired with whom: propose, list by the roster, agree, decline, end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.actions import Actor, record
from xianfeng.apps.people import queries as people
from xianfeng.kinds.pairing import queries
from xianfeng.kinds.pairing.actions.settling import (
    PairRefused,
    locked_pair,
    note,
    params_of,
    settle,
    settle_person,
)
from xianfeng.kinds.pairing.kind import Params, Relation, is_code, overlaps
from xianfeng.kinds.pairing.models import Pair

State = Pair.State


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
    mentor: str = ""


def _one_side(params: Params, new: NewPair) -> NewPair:
    """The other side as the relation means it: a name is typed only for who is outside the system (S4-23)."""
    relation = params.relation(new.relation)
    other = params.other(relation) if relation is not None else ""
    return replace(
        new,
        right_id=new.right_id if other == "person" else None,
        right_unit_id=new.right_unit_id if other == "organization" else None,
        right_name=new.right_name if other == "outside" else "",
    )


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
    _step, params = params_of(campaign_id, step_code, organization_id)
    today = timezone.localdate(now)
    new = _one_side(params, new)
    _check(params, new, organization_id, campaign_id, step_code)
    others = {new.left_id, new.right_id} - {None, actor.person_id}
    if not people.belong(others, organization_id, on=today):
        raise PairRefused("person_elsewhere")
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
        mentor=new.mentor.strip(),
        proposed_by_label=actor.label,
        left_agreed_on=today if agrees_left and params.needs_consent else None,
    )
    note(now, actor, "propose", one)
    settle(now, actor, one)
    return one.pk


@transaction.atomic
def propose_many(
    *, now: datetime, actor: Actor, campaign_id: int, step_code: str, organization_id: int, relation: str
) -> int:
    """Every pair the relation means by the posts of today (主要领导与班子成员 …); gives how many are new. Raises PairRefused."""
    step, params = params_of(campaign_id, step_code, organization_id)
    found = params.relation(relation)
    if found is None or not found.is_listed:
        raise PairRefused("relation_unknown")
    if found.body is not None:
        return _propose_bodies(now, actor, step, organization_id, found)
    if params.other(found) != "person":
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
        settle_person(now, actor, campaign_id, step_code, person)
    record(
        now=now,
        actor=actor,
        action="pairing.propose_many",
        subject=f"campaign:{campaign_id}",
        organization_id=organization_id,
        detail={"step": step_code, "relation": relation, "count": len(made)},
    )
    return len(made)


def _propose_bodies(
    now: datetime, actor: Actor, step: campaigns.StepRow, organization_id: int, relation: Relation
) -> int:
    """Every mass organisation of this type that the unit leads by the roster; gives how many are new."""
    same = {
        "campaign_id": step.campaign_id,
        "step_code": step.code,
        "organization_id": organization_id,
        "relation": relation.code,
    }
    known = set(Pair.objects.filter(**same).values_list("right_unit_id", flat=True))
    made = [
        Pair(
            **same,
            nonce=uuid4(),
            right_unit_id=body,
            state=State.STANDING,
            from_date=timezone.localdate(now),
            proposed_by_label=actor.label,
        )
        for body in people.list_bodies(organization_id, relation.body or "")
        if body not in known
    ]
    for one in made:
        one.save()
        note(now, actor, "propose", one)
    return len(made)


@transaction.atomic
def agree(*, now: datetime, actor: Actor, pair_id: int, left: bool = False, right: bool = False) -> None:
    """One side agrees (or, for somebody outside the system, the responsible person writes down that they did).

    Raises PairRefused.
    """
    one = locked_pair(pair_id)
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
    note(now, actor, "agree", one)
    settle(now, actor, one)


@transaction.atomic
def decline(*, now: datetime, actor: Actor, pair_id: int) -> None:
    """One side does not want it. No reason is asked for. Raises PairRefused."""
    one = locked_pair(pair_id)
    if one.state != State.PROPOSED:
        raise PairRefused("not_your_turn")
    one.state = State.DECLINED
    one.save(update_fields=["state"])
    note(now, actor, "decline", one)


@transaction.atomic
def end(*, now: datetime, actor: Actor, pair_id: int, reason: str) -> None:
    """The pair is over from today, with a reason; its contacts stay. Raises PairRefused."""
    if not reason.strip():
        raise PairRefused("reason_missing")
    one = locked_pair(pair_id)
    if one.state not in (State.STANDING, State.PROPOSED):
        return
    one.state, one.until_date, one.end_reason = State.ENDED, timezone.localdate(now), reason.strip()
    one.save(update_fields=["state", "until_date", "end_reason"])
    note(now, actor, "end", one)
    settle(now, actor, one)


@transaction.atomic
def refer(*, now: datetime, actor: Actor, pair_id: int) -> None:
    """After the help: what follows is done by the rules of the Party, not here. A mark and its day, without a ground (S3-80).

    Raises PairRefused.
    """
    one = locked_pair(pair_id)
    _step, params = params_of(one.campaign_id, one.step_code, one.organization_id)
    if not params.may_refer or one.state != State.STANDING:
        raise PairRefused("not_referable")
    one.state, one.until_date = State.REFERRED, timezone.localdate(now)
    one.save(update_fields=["state", "until_date"])
    note(now, actor, "refer", one)
    settle(now, actor, one)
