"""Sign a decision beside a result, each difference explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns.passing import pass_gates
from xianfeng.apps.campaigns.places import place_of
from xianfeng.apps.journal.actions import Actor, record
from xianfeng.apps.results import queries
from xianfeng.apps.results.actions.freezing import ResultRefused
from xianfeng.apps.results.models import Decision


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
    findings: Sequence[Mapping[str, Any]] = (),
    remarks: Mapping[str, str] | None = None,
) -> int:
    """The organisation's own decision beside the tally; gives its id. A later one takes the place of the one before.

    `reasons`: why a subject differs from the computed list; each difference needs one. `findings`: the patterns that were
    shown (`patterns.plain`): kept with the decision; each notable one needs a remark, none changes anything by itself.
    The cap binds here too.
    """
    _require_past(meeting_on, now)
    result = queries.get_result(result_id)
    pass_gates(now=now, **place_of(result))
    if result.refusals:
        raise ResultRefused("undecided", refusals=[one["code"] for one in result.refusals])
    wanted = tuple(dict.fromkeys(chosen))
    _check_decision(result, wanted, reasons)
    remark_rows = _remark_rows(findings, remarks)
    differences = [
        {"code": code, "kind": "added" if code in wanted else "left_out", "reason": reasons[code].strip()}
        for code in sorted(set(wanted) ^ set(result.chosen))
    ]
    return _sign(
        now, actor, result, body, meeting_on, sorted(wanted), differences, remark_rows, "results.sign_decision"
    )


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
    remark_rows = _remark_rows(findings, remarks)
    settled = sorted(code for code, one in outcomes.items() if not one["refusals"])
    return _sign(now, actor, result, body, meeting_on, settled, rows, remark_rows, "results.sign_marks")


def _sign(
    now: datetime,
    actor: Actor,
    result: queries.ResultRow,
    body: str,
    meeting_on: date,
    chosen: list[str],
    differences: list[dict[str, Any]],
    remarks: list[dict[str, Any]],
    action: str,
) -> int:
    """Write the decision in the place of the one before, and into the journal; gives its id."""
    before = queries.find_decision(result.campaign_id, result.step_code, result.organization_id)
    decision = Decision.objects.create(
        result_id=result.id,
        body=body,
        chosen=chosen,
        differences=differences,
        remarks=remarks,
        meeting_on=meeting_on,
        signed_by_id=actor.person_id,
        signed_by_label=actor.label,
        signed_at=now,
        sha256=queries.sha256_of(result.sha256, body, chosen, differences, remarks, meeting_on, actor.label),
        supersedes_id=before.id if before else None,
    )
    record(
        now=now,
        actor=actor,
        action=action,
        subject=f"decision:{decision.pk}",
        organization_id=result.organization_id,
        detail={"result": result.id, "sha256": queries.printed_sha256(decision), "differences": len(differences)},
    )
    return decision.pk


def _remark_rows(findings: Sequence[Mapping[str, Any]], remarks: Mapping[str, str] | None) -> list[dict[str, Any]]:
    """What was shown and what was said about it. Refuses while a notable pattern has no word."""
    said = {str(one["test"]): (remarks or {}).get(str(one["test"]), "").strip() for one in findings}
    bare = sorted(str(one["test"]) for one in findings if one.get("notable") and not said[str(one["test"])])
    if bare:
        raise ResultRefused("flag_without_reason", flags=bare)
    return [{"flag": one["test"], "reason": said[str(one["test"])], "shown": dict(one)} for one in findings]


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
