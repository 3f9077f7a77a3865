"""Run a selection: start, nominate, let the masses recommend, vote, count, run off, decide."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.ballots.actions import NewCandidate, NewElector
from xianfeng.apps.ballots.sheets import Rules
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.people import posts
from xianfeng.apps.people import queries as people
from xianfeng.apps.results import actions as results
from xianfeng.core.schedule.periods import add_workdays
from xianfeng.core.strokes import sort_by_strokes
from xianfeng.kinds.selection import queries
from xianfeng.kinds.selection.counting import (
    FOR,
    inputs_of,
    places_before_voting,
    rules_of,
    subject_code,
)
from xianfeng.kinds.selection.models import Nomination, Round, RoundUnit
from xianfeng.kinds.selection.queries import EligibleRow, RoundRow


class SelectionRefused(Refused):
    """code: not_open | in_another_round (unit) | not_eligible | already_nominated | reason_missing | source_not_allowed |
    wrong_stage | veto_contested | masses_not_heard (took_part, needed) | nobody_put_forward | cap_leaves_none |
    no_tie | no_electors | units_missing | too_few_electors (electors, least).
    """


@transaction.atomic
def start_round(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    unit_ids: Sequence[int] = (),
) -> int:
    """Start the round of one branch, or of several together under their superior; gives its id. Again: the same round.

    A branch too small for a secret vote cannot start alone: once it had a round of its own, no joint one could take it in.
    """
    if not campaigns.get_campaign(campaign_id).is_open:
        raise SelectionRefused("not_open")
    units = sorted(set(unit_ids)) or [organization_id]
    there = Round.objects.filter(campaign_id=campaign_id, step_code=step_code, organization_id=organization_id).first()
    if there is not None:
        return there.pk
    for unit in units:
        if queries.find_round(campaign_id, step_code, unit) is not None:
            raise SelectionRefused("in_another_round", unit=people.get_organization(unit).name)
    made = Round.objects.create(
        campaign_id=campaign_id, step_code=step_code, organization_id=organization_id, started_at=now
    )
    RoundUnit.objects.bulk_create(RoundUnit(round=made, organization_id=unit) for unit in units)
    at = queries.get_round(made.pk)
    if at.params["subjects"] == "persons":
        below = [branch.id for branch in people.list_branches(organization_id)]
        if below and below != [organization_id] and len(units) < 2:
            raise SelectionRefused("units_missing")
        electors = len(_electors(at, timezone.localdate(now)))
        if electors < Rules.least_electors:
            raise SelectionRefused("too_few_electors", electors=electors, least=Rules.least_electors)
    record(
        now=now,
        actor=actor,
        action="selection.start_round",
        subject=f"selection_round:{made.pk}",
        organization_id=organization_id,
        detail={"units": units},
    )
    return made.pk


@transaction.atomic
def nominate(
    *,
    now: datetime,
    actor: Actor,
    round_id: int,
    subject_id: int,
    source: str,
    reason: str,
    on: date,
) -> int:
    """Put somebody forward, signed and with deeds; one nomination of each person by the same author."""
    at = queries.get_round(round_id)
    _require_stage(at, "nominating")
    if source != "committee" and source not in _allowed_sources(at):
        raise SelectionRefused("source_not_allowed")
    if not reason.strip():
        raise SelectionRefused("reason_missing")
    eligible = {row.subject_id: row for row in queries.list_eligible(at, on=on)}
    if subject_id not in eligible or not eligible[subject_id].is_eligible:
        raise SelectionRefused("not_eligible")
    field = "person_id" if at.params["subjects"] == "persons" else "organization_id"
    before = Nomination.objects.filter(
        round_id=round_id, source=source, nominated_by_id=actor.person_id, **{field: subject_id}
    )
    if before.exists():
        raise SelectionRefused("already_nominated")
    made = Nomination.objects.create(
        round_id=round_id,
        source=source,
        reason=reason.strip(),
        nominated_by_id=actor.person_id,
        nominated_by_label=actor.label,
        nominated_at=now,
        **{field: subject_id},
    )
    record(
        now=now,
        actor=actor,
        action="selection.nominate",
        subject=f"nomination:{made.pk}",
        organization_id=at.organization_id,
        person_id=made.person_id,
        detail={"source": source},
    )
    return made.pk


_SOURCE_OF = {"members": "member", "committee": "committee", "self": "self", "superior": "superior"}


def _allowed_sources(at: RoundRow) -> set[str]:
    return {_SOURCE_OF[who] for who in at.params["nominated_by"] if who in _SOURCE_OF}


def _require_stage(at: RoundRow, *codes: str) -> queries.Stage:
    stage = queries.stage_of(at)
    if stage.code not in codes:
        raise SelectionRefused("wrong_stage", stage=stage.code)
    return stage


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
    at = queries.get_round(round_id)
    _require_stage(at, "nominating")
    rows = [row for row in queries.list_eligible(at, on=on) if row.is_eligible]
    staff = people.list_non_member_staff(list(at.unit_ids), on=on)
    return ballots.open_poll(
        now=now,
        actor=actor,
        campaign_id=at.campaign_id,
        step_code=at.step_code,
        organization_id=at.organization_id,
        title=f"群众推荐：{at.honour}",
        purpose=queries.RECOMMENDATION,
        rules=Rules(
            choices=("recommend",),
            labels={"recommend": "推荐"},
            capped="recommend",
            cap=places_before_voting(at.params, _counts(at, rows, on)) or None,
            smallest_cell=int(at.params["smallest_cell"]),
            order=str(at.params["order"]),
            strata={"staff": "群众"},
        ),
        candidates=_candidates(at, rows),
        electors=[NewElector(person, name, unit, "staff") for person, name, unit in staff],
        closes_at=closes_at,
    )


def _counts(at: RoundRow, eligible: Sequence[EligibleRow], on: date) -> dict[str, int]:
    members = people.list_member_rows(list(at.unit_ids), on=on)
    return {
        "members": len(members),
        "full_members": sum(member.status == "full_member" for member in members),
        "appraised": len(eligible),
    }


def _electors(at: RoundRow, on: date) -> list[NewElector]:
    """Full members with the right to elect; for organisations the secretaries, each silent on the own branch; for teaching
    groups all staff, each silent on the own group."""
    if at.params["subjects"] == "persons":
        members = people.list_member_rows(list(at.unit_ids), on=on)
        return [
            NewElector(one.person_id, one.name, one.branch_name, "members")
            for one in members
            if one.status == "full_member" and one.may_elect
        ]
    found = {}
    if at.params["subjects"] == "teaching_groups":
        for one in people.list_member_rows(list(at.unit_ids), on=on):
            found[one.person_id] = NewElector(one.person_id, one.name, one.branch_name, "members")
        for person, name, unit_name in people.list_non_member_staff(list(at.unit_ids), on=on):
            found.setdefault(person, NewElector(person, name, unit_name, "staff"))
        return list(found.values())
    for unit in people.list_organizations(frozenset(at.unit_ids)):
        secretary = people.find_secretary(unit.id, on=on)
        if secretary is not None:
            found[secretary.id] = NewElector(secretary.id, secretary.name, unit.name, "members")
    return list(found.values())


@transaction.atomic
def open_ballot(*, now: datetime, actor: Actor, round_id: int, closes_at: datetime, on: date) -> int:
    """Close the list and open the vote; gives the poll. Cap, quorum and majority are fixed from here on."""
    at = queries.get_round(round_id)
    _require_stage(at, "nominating", "no_list")
    everybody = queries.list_eligible(at, on=on)
    if any("veto_contested" in row.reasons for row in everybody):
        raise SelectionRefused("veto_contested")
    masses = queries.mass_part(at, on=on)
    if not masses.is_met:
        raise SelectionRefused("masses_not_heard", took_part=masses.took_part, needed=masses.needed)
    rows = queries.list_shortlist(at, on=on)
    if not rows:
        raise SelectionRefused("nobody_put_forward")
    places = places_before_voting(at.params, _counts(at, [row for row in everybody if row.is_eligible], on))
    if places == 0:
        raise SelectionRefused("cap_leaves_none")
    return _open(at, actor, now, closes_at, on, rows, places, purpose="ballot")


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
        campaign_id=at.campaign_id,
        step_code=at.step_code,
        organization_id=at.organization_id,
        title=f"{at.honour}再投一轮" if purpose == "run_off" else f"{at.honour}评选投票",
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
            strata={"members": "党员", "staff": "群众"},
        ),
        candidates=candidates,
        electors=_electors(at, on),
        recusals=recusals,
        closes_at=closes_at,
        predecessor_id=predecessor_id,
    )


@transaction.atomic
def count_round(*, now: datetime, actor: Actor, round_id: int, on: date) -> int:
    """Apply the rules to the closed poll and freeze the result; gives its id. Again: the same result."""
    at = queries.get_round(round_id)
    stage = _require_stage(at, "to_count", "run_off_needed", "no_list", "deciding", "decided")
    if stage.code != "to_count":
        assert stage.result is not None
        return stage.result.id
    poll, before = stage.poll, stage.result
    assert poll is not None
    tally = polls.get_tally(poll.id)
    is_run_off = poll.purpose == "run_off" and before is not None and before.run_off is not None
    prefix = f"r{poll.id}c" if is_run_off else "c"
    votes, subjects = {}, {}
    for row in tally.rows:
        code = subject_code(row.candidate.position, prefix)
        votes[code] = row.of(FOR)
        subjects[code] = {"name": row.candidate.name, "person": row.candidate.person_id}
        if row.candidate.organization_id is not None:
            subjects[code]["organization"] = row.candidate.organization_id
    counts = {
        "roll": tally.issued,
        "expected": tally.issued,
        "present": tally.returned,
        "ballots_issued": tally.issued,
        "ballots_returned": tally.returned,
        "ballots_valid": tally.valid,
    }
    settled: list[str] = []
    share = None
    if is_run_off:
        assert before is not None and before.run_off is not None
        counts["appraised"] = len(votes)
        share = Fraction(int(before.run_off["places_left"]), len(votes))
        settled = [*before.settled, *before.run_off["inside"]]
        subjects |= {code: before.subjects[code] for code in settled}
    else:
        eligible = [row for row in queries.list_eligible(at, on=on) if row.is_eligible]
        counts |= _counts(at, eligible, on)
    return results.freeze_result(
        now=now,
        actor=actor,
        campaign_id=at.campaign_id,
        step_code=at.step_code,
        organization_id=at.organization_id,
        title=at.honour,
        rules=rules_of(at.params, title=at.honour, run_off_share=share),
        inputs=inputs_of(round_name=f"poll:{poll.id}", valid=tally.valid, votes=votes, counts=counts),
        subjects=subjects,
        settled=settled,
        supersedes_id=before.id if before else None,
    )


@transaction.atomic
def open_run_off(*, now: datetime, actor: Actor, round_id: int, closes_at: datetime, on: date) -> int:
    """Vote again on those level at the cap: never the secretary's choice (S0-16)."""
    at = queries.get_round(round_id)
    stage = _require_stage(at, "run_off_needed")
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


@transaction.atomic
def decide(
    *,
    now: datetime,
    actor: Actor,
    round_id: int,
    body: str,
    meeting_on: date,
    chosen: Sequence[str],
    reasons: Mapping[str, str],
    remarks: Mapping[str, str],
    on: date,
) -> int:
    """Sign the organisation's decision beside the tally and let the step count as done; gives the decision."""
    at = queries.get_round(round_id)
    stage = _require_stage(at, "deciding", "decided")
    assert stage.result is not None
    flags = [one.test for one in queries.fairness_panel(at, stage.result, on=on) if one.is_notable]
    decision_id = results.sign_decision(
        now=now,
        actor=actor,
        result_id=stage.result.id,
        body=body,
        meeting_on=meeting_on,
        chosen=chosen,
        reasons=reasons,
        flags=flags,
        remarks=remarks,
    )
    if stage.decision is not None:
        for unit in at.unit_ids:
            evidence.withdraw(
                now=now, actor=actor, subject=_decided(at, stage.decision.id, unit), reason="由新的决定代替"
            )
    for unit in at.unit_ids:
        evidence.submit(
            now=now,
            actor=actor,
            campaign_id=at.campaign_id,
            step_code=at.step_code,
            organization_id=unit,
            fact="selection_decided",
            subject=_decided(at, decision_id, unit),
            occurred_on=meeting_on,
        )
    return decision_id


def _decided(at: RoundRow, decision_id: int, unit: int) -> str:
    """How the fact of one unit names the decision."""
    return f"decision:{decision_id}" if len(at.unit_ids) == 1 else f"decision:{decision_id}:{unit}"


@transaction.atomic
def record_veto(
    *, now: datetime, actor: Actor, round_id: int, subject_id: int, code: str, evidence_text: str, on: date
) -> int:
    """Put one of the plan's vetoes on record against one subject, with evidence, before the vote (S0-38, S0-39)."""
    at = queries.get_round(round_id)
    rule: dict[str, Any] | None = next((one for one in at.params["vetoes"] if one["code"] == code), None)
    if rule is None or subject_id not in {row.subject_id for row in queries.list_eligible(at, on=on)}:
        raise SelectionRefused("not_eligible")
    by_person = at.params["subjects"] == "persons"
    days = rule.get("contest_days")
    until = add_workdays(on, int(days), campaigns.work_calendar()) if days else None
    return results.record_veto(
        now=now,
        actor=actor,
        campaign_id=at.campaign_id,
        step_code=at.step_code,
        organization_id=at.organization_id if by_person else subject_id,
        person_id=subject_id if by_person else None,
        code=code,
        title=rule["title"],
        evidence=evidence_text,
        contest_until=until,
    )


__all__ = [
    "SelectionRefused",
    "count_round",
    "decide",
    "nominate",
    "open_ballot",
    "open_recommendation",
    "open_run_off",
    "record_veto",
    "start_round",
]
