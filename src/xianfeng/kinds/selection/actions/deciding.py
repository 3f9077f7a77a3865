"""Count the closed poll, sign what the organisation decided, put a veto on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import transaction

from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.places import place_of
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.results import actions as results
from xianfeng.apps.results import patterns
from xianfeng.core.schedule.periods import add_workdays
from xianfeng.kinds.selection import fairness, queries
from xianfeng.kinds.selection.actions.rounds import (
    SelectionRefused,
    counts_of,
    lock_decisions,
    locked_round,
    require_stage,
)
from xianfeng.kinds.selection.counting import FOR, inputs_of, rules_of, subject_code
from xianfeng.kinds.selection.queries import RoundRow


@transaction.atomic
def count_round(*, now: datetime, actor: Actor, round_id: int, on: date) -> int:
    """Apply the rules to the closed poll and freeze the result; gives its id. Again: the same result."""
    at = locked_round(round_id)
    stage = require_stage(at, "to_count", "run_off_needed", "no_list", "deciding", "decided")
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
        counts |= counts_of(at, eligible, on)
    return results.freeze_result(
        now=now,
        actor=actor,
        **place_of(at),
        title=at.honour,
        rules=rules_of(at.params, title=at.honour, run_off_share=share),
        inputs=inputs_of(round_name=f"poll:{poll.id}", valid=tally.valid, votes=votes, counts=counts),
        subjects=subjects,
        settled=settled,
        supersedes_id=before.id if before else None,
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
    lock_decisions(at.campaign_id)
    stage = require_stage(at, "deciding", "decided")
    assert stage.result is not None
    taken = queries.list_chosen_elsewhere(at)
    if twice := [code for code in chosen if stage.result.subjects.get(code, {}).get("person") in taken]:
        raise SelectionRefused("chosen_elsewhere", names=[stage.result.name_of(code) for code in twice])
    decision_id = results.sign_decision(
        now=now,
        actor=actor,
        result_id=stage.result.id,
        body=body,
        meeting_on=meeting_on,
        chosen=chosen,
        reasons=reasons,
        findings=patterns.plain(fairness.panel(at, stage.result, on=on)),
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
    at = locked_round(round_id)
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
