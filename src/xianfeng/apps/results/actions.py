"""Freeze results, sign decisions beside them, record vetoes with their evidence, give and take back honours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.ballots import queries as ballots
from xianfeng.apps.campaigns.passing import pass_gates
from xianfeng.apps.campaigns.places import place_of
from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.results import queries
from xianfeng.apps.results.models import Decision, Honour, Result, Veto


class ResultRefused(Refused):
    """code: undecided (refusals) | unknown_subject | over_cap (count, places) | difference_without_reason (codes) |
    flag_without_reason (flags) | meeting_day | not_eligible (codes) | unknown_mark (codes) | result_replaced.
    """


class VetoRefused(Refused):
    """code: poll_already_open | evidence_missing | not_yours | term_over | not_contested | own_veto | answer_missing."""


class HonourRefused(Refused):
    """code: no_notice | approval_missing | not_a_selection | decision_replaced | reason_missing | already_revoked."""


@transaction.atomic
def freeze_result(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    title: str,
    rules: Mapping[str, Any],
    inputs: Mapping[str, Any],
    subjects: Mapping[str, Mapping[str, Any]],
    settled: Sequence[str] = (),
    supersedes_id: int | None = None,
) -> int:
    """Compute the outcome and keep it with rule and inputs; gives the id. Raises BadRules or BadInput for bad data.

    The same rule and inputs for the same step and organisation give the result that is there already.
    """
    outcome = queries.compute(rules, inputs)
    digest = queries.sha256_of(rules, inputs, outcome, subjects)
    there = Result.objects.filter(
        campaign_id=campaign_id, step_code=step_code, organization_id=organization_id, sha256=digest
    ).first()
    if there is not None:
        return there.pk
    result = Result.objects.create(
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        title=title,
        rules=dict(rules),
        inputs=dict(inputs),
        outcome=outcome,
        subjects={code: dict(who) for code, who in subjects.items()},
        settled=list(settled),
        sha256=digest,
        frozen_at=now,
        supersedes_id=supersedes_id,
    )
    record(
        now=now,
        actor=actor,
        action="results.freeze_result",
        subject=f"result:{result.pk}",
        organization_id=organization_id,
        detail={
            "title": title,
            "sha256": queries.printed_sha256(result),
            "rules": outcome["rules"],
            "refusals": queries.result_row(result).refusals,
        },
    )
    return result.pk


@transaction.atomic
def sign_decision(
    *,
    now: datetime,
    actor: Actor,
    result_id: int,
    body: str,
    meeting_on: date,
    chosen: Sequence[str],
    reasons: Mapping[str, str],
    flags: Sequence[str] = (),
    remarks: Mapping[str, str] | None = None,
) -> int:
    """The organisation's own decision beside the tally; gives its id. A later one takes the place of the one before.

    `reasons`: why a subject differs from the computed list; each difference needs one. `flags`: patterns that were shown
    (rota, seniority, everybody); each needs a written remark, none changes anything by itself. The cap binds here too.
    """
    _require_past(meeting_on, now)
    result = queries.get_result(result_id)
    pass_gates(now=now, **place_of(result))
    if result.refusals:
        raise ResultRefused("undecided", refusals=[one["code"] for one in result.refusals])
    wanted = tuple(dict.fromkeys(chosen))
    _check_decision(result, wanted, reasons)
    said = {flag: (remarks or {}).get(flag, "").strip() for flag in flags}
    if any(not text for text in said.values()):
        raise ResultRefused("flag_without_reason", flags=sorted(flag for flag, text in said.items() if not text))
    differences = [
        {"code": code, "kind": "added" if code in wanted else "left_out", "reason": reasons[code].strip()}
        for code in sorted(set(wanted) ^ set(result.chosen))
    ]
    before = queries.find_decision(result.campaign_id, result.step_code, result.organization_id)
    remark_rows = [{"flag": flag, "reason": text} for flag, text in sorted(said.items())]
    decision = Decision.objects.create(
        result_id=result_id,
        body=body,
        chosen=sorted(wanted),
        differences=differences,
        remarks=remark_rows,
        meeting_on=meeting_on,
        signed_by_label=actor.label,
        signed_at=now,
        sha256=queries.sha256_of(
            result.sha256, body, sorted(wanted), differences, remark_rows, meeting_on, actor.label
        ),
        supersedes_id=before.id if before else None,
    )
    record(
        now=now,
        actor=actor,
        action="results.sign_decision",
        subject=f"decision:{decision.pk}",
        organization_id=result.organization_id,
        detail={"result": result_id, "sha256": queries.printed_sha256(decision), "differences": len(differences)},
    )
    return decision.pk


@dataclass(frozen=True)
class Difference:
    """One mark decided otherwise than computed. `kind`: stars | band; `now`: item codes, or a band."""

    code: str
    kind: str
    now: Any
    reason: str


def _require_past(meeting_on: date, now: datetime) -> None:
    """Nobody signs what a meeting still to come will decide."""
    if meeting_on > timezone.localdate(now):
        raise ResultRefused("meeting_day")


@transaction.atomic
def sign_marks(
    *,
    now: datetime,
    actor: Actor,
    result_id: int,
    body: str,
    meeting_on: date,
    differences: Sequence[Difference] = (),
    findings: Sequence[Mapping[str, Any]] = (),
    remarks: Mapping[str, str] | None = None,
) -> int:
    """Sign the marks of a round; gives the decision's id. Subjects without a result stay without one.

    Each difference from what was computed needs a reason. `findings`: the patterns that were shown, as plain data with
    `test` and `notable`; they are kept with the decision, and each notable one needs a remark. None changes a mark.
    """
    _require_past(meeting_on, now)
    result = queries.get_result(result_id)
    pass_gates(now=now, **place_of(result))
    if queries.list_results(result.campaign_id, result.step_code, result.organization_id)[-1].id != result_id:
        raise ResultRefused("result_replaced")
    outcomes = {one["code"]: one for one in result.outcome["subjects"]}
    rows = _difference_rows(result, outcomes, differences)
    said = {str(one["test"]): (remarks or {}).get(str(one["test"]), "").strip() for one in findings}
    bare = sorted(str(one["test"]) for one in findings if one.get("notable") and not said[str(one["test"])])
    if bare:
        raise ResultRefused("flag_without_reason", flags=bare)
    settled = sorted(code for code, one in outcomes.items() if not one["refusals"])
    before = queries.find_decision(result.campaign_id, result.step_code, result.organization_id)
    remark_rows = [{"flag": one["test"], "reason": said[str(one["test"])], "shown": dict(one)} for one in findings]
    decision = Decision.objects.create(
        result_id=result_id,
        body=body,
        chosen=settled,
        differences=rows,
        remarks=remark_rows,
        meeting_on=meeting_on,
        signed_by_label=actor.label,
        signed_at=now,
        sha256=queries.sha256_of(result.sha256, body, settled, rows, remark_rows, meeting_on, actor.label),
        supersedes_id=before.id if before else None,
    )
    record(
        now=now,
        actor=actor,
        action="results.sign_marks",
        subject=f"decision:{decision.pk}",
        organization_id=result.organization_id,
        detail={"result": result_id, "sha256": queries.printed_sha256(decision), "differences": len(rows)},
    )
    return decision.pk


def _difference_rows(
    result: queries.ResultRow, outcomes: Mapping[str, Mapping[str, Any]], differences: Sequence[Difference]
) -> list[dict[str, Any]]:
    rows = []
    items = {one["code"] for one in result.rules["criteria"]}
    bands = {one["code"] for one in result.rules.get("bands", ())}
    for one in differences:
        computed = outcomes.get(one.code)
        if computed is None or computed["refusals"]:
            raise ResultRefused("unknown_subject", codes=[one.code])
        value = sorted(set(one.now)) if one.kind == "stars" else one.now
        known = set(value) <= items if one.kind == "stars" else value in bands
        if one.kind not in ("stars", "band") or not known or computed.get(one.kind) is None:
            raise ResultRefused("unknown_mark", codes=[one.code])
        was = sorted(computed["stars"]) if one.kind == "stars" else computed["band"]
        if was == value:
            continue
        if not one.reason.strip():
            raise ResultRefused("difference_without_reason", codes=[one.code])
        rows.append({"code": one.code, "kind": one.kind, "was": was, "now": value, "reason": one.reason.strip()})
    return sorted(rows, key=lambda row: (row["code"], row["kind"]))


def _check_decision(result: queries.ResultRow, wanted: Sequence[str], reasons: Mapping[str, str]) -> None:
    unknown = [code for code in wanted if code not in result.subjects]
    if unknown:
        raise ResultRefused("unknown_subject", codes=unknown)
    selection = result.outcome.get("selection") or {}
    vetoed = [
        code for code in wanted if any(g.startswith("veto:") for g in selection.get("not_eligible", {}).get(code, ()))
    ]
    if vetoed:
        raise ResultRefused("not_eligible", codes=vetoed)
    places = selection.get("places")
    if places is not None and len(wanted) > places + len(result.settled):
        raise ResultRefused("over_cap", count=len(wanted), places=places + len(result.settled))
    bare = sorted(code for code in set(wanted) ^ set(result.chosen) if not reasons.get(code, "").strip())
    if bare:
        raise ResultRefused("difference_without_reason", codes=bare)


@transaction.atomic
def record_veto(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    code: str,
    title: str,
    evidence: str,
    person_id: int | None = None,
    contest_until: date | None = None,
) -> int:
    """Put a veto on record with its evidence, before the vote opens; gives its id."""
    if not evidence.strip():
        raise VetoRefused("evidence_missing")
    if any(poll.purpose != "recommendation" for poll in ballots.list_polls(campaign_id, step_code, organization_id)):
        raise VetoRefused("poll_already_open")
    veto = Veto.objects.create(
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        person_id=person_id,
        code=code,
        title=title,
        evidence=evidence.strip(),
        recorded_by_id=actor.person_id,
        recorded_by_label=actor.label,
        recorded_at=now,
        contest_until=contest_until,
    )
    record(
        now=now,
        actor=actor,
        action="results.record_veto",
        subject=f"veto:{veto.pk}",
        organization_id=organization_id,
        person_id=person_id,
        detail={"code": code},
    )
    return veto.pk


@transaction.atomic
def contest_veto(*, now: datetime, actor: Actor, veto_id: int, objection: str, on: date) -> None:
    """The person concerned objects, within the term; the list cannot be closed until somebody else has decided."""
    veto = Veto.objects.select_for_update().get(pk=veto_id)
    if veto.person_id is not None and veto.person_id != actor.person_id:
        raise VetoRefused("not_yours")
    if veto.state != Veto.State.STANDING or (veto.contest_until is not None and on > veto.contest_until):
        raise VetoRefused("term_over")
    if not objection.strip():
        raise VetoRefused("answer_missing")
    veto.state, veto.objection, veto.objected_at = Veto.State.CONTESTED, objection.strip(), now
    veto.save(update_fields=["state", "objection", "objected_at"])
    record(
        now=now,
        actor=actor,
        action="results.contest_veto",
        subject=f"veto:{veto.pk}",
        organization_id=veto.organization_id,
        person_id=veto.person_id,
    )


@transaction.atomic
def decide_veto(*, now: datetime, actor: Actor, veto_id: int, lifted: bool, answer: str) -> None:
    """Somebody other than its author upholds or lifts a contested veto, with a reason."""
    veto = Veto.objects.select_for_update().get(pk=veto_id)
    if veto.state != Veto.State.CONTESTED:
        raise VetoRefused("not_contested")
    if veto.recorded_by_id is not None and veto.recorded_by_id == actor.person_id:
        raise VetoRefused("own_veto")
    if not answer.strip():
        raise VetoRefused("answer_missing")
    veto.state = Veto.State.LIFTED if lifted else Veto.State.UPHELD
    veto.answer, veto.answered_by_label, veto.answered_at = answer.strip(), actor.label, now
    veto.save(update_fields=["state", "answer", "answered_by_label", "answered_at"])
    record(
        now=now,
        actor=actor,
        action="results.decide_veto",
        subject=f"veto:{veto.pk}",
        organization_id=veto.organization_id,
        person_id=veto.person_id,
        detail={"state": veto.state},
    )


@transaction.atomic
def grant_honours(
    *, now: datetime, actor: Actor, decision_id: int, title: str, granted_on: date, notice: str, approval: str
) -> list[int]:
    """Give the honour to everyone in the decision; gives their ids, the same again when asked twice.

    It rests on three proofs: the decision that stands, the finished publication `notice` ("notice:id", S2-29) and the
    `approval` (who approved it, under which number).
    """
    if not notice:
        raise HonourRefused("no_notice")
    if not approval.strip():
        raise HonourRefused("approval_missing")
    result = queries.get_result(queries.get_decision(decision_id).result_id)
    if result.outcome.get("selection") is None:
        raise HonourRefused("not_a_selection")
    standing = queries.find_decision(result.campaign_id, result.step_code, result.organization_id)
    if standing is None or standing.id != decision_id:
        raise HonourRefused("decision_replaced")
    given = []
    for who in queries.list_chosen(decision_id):
        honour, is_new = Honour.objects.get_or_create(
            decision_id=decision_id,
            person_id=who.get("person"),
            organization_id=who.get("organization"),
            defaults={
                "title": title,
                "granted_on": granted_on,
                "notice": notice,
                "approval": approval.strip()[:200],
            },
        )
        given.append(honour.pk)
        if is_new:
            record(
                now=now,
                actor=actor,
                action="results.grant_honour",
                subject=f"honour:{honour.pk}",
                organization_id=who.get("organization"),
                person_id=who.get("person"),
                detail={"title": title, "notice": notice, "approval": approval.strip()},
            )
    return given


@transaction.atomic
def revoke_honour(*, now: datetime, actor: Actor, honour_id: int, on: date, reason: str) -> None:
    honour = Honour.objects.select_for_update().get(pk=honour_id)
    if not reason.strip():
        raise HonourRefused("reason_missing")
    if honour.revoked_on is not None:
        raise HonourRefused("already_revoked")
    honour.revoked_on, honour.revoked_because = on, reason.strip()
    honour.save(update_fields=["revoked_on", "revoked_because"])
    record(
        now=now,
        actor=actor,
        action="results.revoke_honour",
        subject=f"honour:{honour.pk}",
        person_id=honour.person_id,
        organization_id=honour.organization_id,
        detail={"reason": reason.strip()},
    )
