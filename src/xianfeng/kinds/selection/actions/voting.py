"""Open the polls of a round: the recommendation of the masses, the vote, the run-off."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots.actions import NewCandidate, NewElector
from xianfeng.apps.ballots.sheets import Rules
from xianfeng.apps.campaigns.places import place_of
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.people import posts
from xianfeng.apps.people import queries as people
from xianfeng.core.strokes import sort_by_strokes
from xianfeng.kinds.selection import queries
from xianfeng.kinds.selection.actions.rounds import (
    SelectionRefused,
    counts_of,
    electors_of,
    locked_round,
    require_stage,
)
from xianfeng.kinds.selection.counting import places_before_voting
from xianfeng.kinds.selection.field import STAFF
from xianfeng.kinds.selection.queries import EligibleRow, RoundRow


def _candidates(at: RoundRow, rows: Sequence[EligibleRow]) -> list[NewCandidate]:
    """In stroke order, or drawn by lot; the same for all, never by votes, post or years (S0-14)."""
    rows = sort_by_strokes(rows, name_of=lambda row: row.name)
    if at.params["order"] == "random":
        rows = random.SystemRandom().sample(rows, len(rows))
    by_person = at.params["subjects"] == "persons"
    return [
        NewCandidate(
            row.name,
            person_id=row.subject_id if by_person else None,
            organization_id=None if by_person else row.subject_id,
            note=row.unit if len(at.unit_ids) > 1 else "",
        )
        for row in rows
    ]


@transaction.atomic
def open_recommendation(*, now: datetime, actor: Actor, round_id: int, closes_at: datetime, on: date) -> int:
    """Let staff who are not members recommend, secretly and without identity (S0-48); gives the poll."""
    at = locked_round(round_id)
    require_stage(at, "nominating")
    rows = [row for row in queries.list_eligible(at, on=on) if row.is_eligible]
    staff = people.list_non_member_staff(list(at.unit_ids), on=on)
    return ballots.open_poll(
        now=now,
        actor=actor,
        **place_of(at),
        title=f"群众推荐：{at.honour}",
        purpose=queries.RECOMMENDATION,
        rules=Rules(
            choices=("recommend",),
            labels={"recommend": "推荐"},
            capped="recommend",
            cap=places_before_voting(at.params, counts_of(at, rows, on)) or None,
            smallest_cell=int(at.params["smallest_cell"]),
            order=str(at.params["order"]),
            strata={"staff": "群众"},
        ),
        candidates=_candidates(at, rows),
        electors=[NewElector(person, name, unit, "staff") for person, name, unit in staff],
        closes_at=closes_at,
    )


@transaction.atomic
def open_ballot(*, now: datetime, actor: Actor, round_id: int, closes_at: datetime, on: date) -> int:
    """Close the list and open the vote; gives the poll. Cap, quorum and majority are fixed from here on."""
    at = locked_round(round_id)
    require_stage(at, "nominating", "no_list")
    everybody = queries.list_eligible(at, on=on)
    if any("veto_contested" in row.reasons for row in everybody):
        raise SelectionRefused("veto_contested")
    masses = queries.mass_part(at, on=on)
    if not masses.is_met:
        raise SelectionRefused("masses_not_heard", took_part=masses.took_part, needed=masses.needed)
    rows = queries.list_shortlist(at, on=on)
    if not rows:
        raise SelectionRefused("nobody_put_forward")
    places = places_before_voting(at.params, counts_of(at, [row for row in everybody if row.is_eligible], on))
    if places == 0:
        raise SelectionRefused("cap_leaves_none")
    return _open(at, actor, now, closes_at, on, rows, places, purpose="ballot")


@transaction.atomic
def open_run_off(*, now: datetime, actor: Actor, round_id: int, closes_at: datetime, on: date) -> int:
    """Vote again on those level at the cap: never the secretary's choice (S0-16)."""
    at = locked_round(round_id)
    stage = require_stage(at, "run_off_needed")
    assert stage.result is not None and stage.result.run_off is not None and stage.poll is not None
    tied = {
        stage.result.subjects[code].get("person") or stage.result.subjects[code].get("organization")
        for code in stage.result.run_off["tied"]
    }
    rows = [row for row in queries.list_eligible(at, on=on) if row.subject_id in tied]
    return _open(
        at,
        actor,
        now,
        closes_at,
        on,
        rows,
        int(stage.result.run_off["places_left"]),
        purpose="run_off",
        predecessor_id=stage.poll.id,
    )


def _open(
    at: RoundRow,
    actor: Actor,
    now: datetime,
    closes_at: datetime,
    on: date,
    rows: Sequence[EligibleRow],
    places: int | None,
    *,
    purpose: str,
    predecessor_id: int | None = None,
) -> int:
    candidates = _candidates(at, rows)
    recusals = []
    is_by_staff = at.params["subjects"] == "persons" and at.electorate == STAFF
    if at.params["subjects"] == "teaching_groups":
        position_of = {one.organization_id or 0: position for position, one in enumerate(candidates, start=1)}
        recusals = [(person, position_of[group]) for person, group in posts.list_workers(position_of, on=on)]
    elif at.params["subjects"] != "persons":
        secretary_of = {unit: people.find_secretary(unit, on=on) for unit in at.unit_ids}
        for position, one in enumerate(candidates, start=1):
            own = secretary_of.get(one.organization_id or 0)
            if own is not None:
                recusals.append((own.id, position))
    return ballots.open_poll(
        now=now,
        actor=actor,
        **place_of(at),
        title=f"{at.honour}再投一轮" if purpose == "run_off" else f"{at.honour}{'选举' if is_by_staff else '评选'}投票",
        purpose=purpose,
        rules=Rules(
            choices=("for", "against", "abstain"),
            labels={"for": "同意", "against": "不同意", "abstain": "弃权"},
            capped="for" if places else "",
            cap=places,
            places=places,
            smallest_cell=int(at.params["smallest_cell"]),
            quorum=at.params.get("quorum"),
            majority=at.params.get("majority"),
            majority_base=str(at.params["majority_base"]),
            order=str(at.params["order"]),
            strata={STAFF: "教职工"} if is_by_staff else {"members": "党员", STAFF: "群众"},
        ),
        candidates=candidates,
        electors=electors_of(at, on),
        recusals=recusals,
        closes_at=closes_at,
        predecessor_id=predecessor_id,
    )
