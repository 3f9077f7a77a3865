"""What the deciding committee looks at before it signs: patterns in the marks, with size and limits. Punishes nobody."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from xianfeng.apps.results import queries as results
from xianfeng.apps.results.patterns import about_persons
from xianfeng.apps.results.queries import ResultRow
from xianfeng.core.fairness import FairnessFinding, Limit, everybody_excellent, rota, straight_lined
from xianfeng.kinds.rating import queries
from xianfeng.kinds.rating.queries import RoundRow

USUAL_CAP = Fraction(1, 3)
"""优秀一般不超过三分之一 (CONVENTIONS 3.6): what a plan without an own cap is compared with."""


def _marks(result: ResultRow) -> dict[str, Fraction]:
    """Subject -> number of stars, or the total; those without a result are left out."""
    found = {}
    for one in result.outcome["subjects"]:
        if one["stars"] is not None:
            found[one["code"]] = Fraction(len(one["stars"]))
        elif one["total"] is not None:
            found[one["code"]] = Fraction(one["total"])
    return found


def _tops(result: ResultRow, marks: dict[str, Fraction]) -> set[str]:
    """Whoever has every star, or the best class."""
    bands = result.rules.get("bands") or []
    if bands:
        return {one["code"] for one in result.outcome["subjects"] if one["band"] == bands[0]["code"]}
    if result.rules.get("stars"):
        return {code for code, stars in marks.items() if stars == len(result.rules["criteria"])}
    return set()


def panel(at: RoundRow, result: ResultRow, *, on: date) -> list[FairnessFinding]:
    """Seniority (years, age, post), everybody excellent, leaders' share, taking turns, sheets in one stroke."""
    marks = _marks(result)
    tops = _tops(result, marks)
    findings = []
    if result.rules.get("bands") or result.rules.get("stars"):
        counts = {"top": len(tops), "others": len(marks) - len(tops)}
        findings.append(everybody_excellent(counts, "top", USUAL_CAP))
    if at.params.subjects == "persons":
        findings += _by_person(at, result, marks, tops, on)
    findings.append(_one_stroke(at))
    return findings


def _by_person(
    at: RoundRow, result: ResultRow, marks: dict[str, Fraction], tops: set[str], on: date
) -> list[FairnessFinding]:
    person_of = {code: int(result.subjects[code]["person"]) for code in marks}
    found = about_persons({person_of[code]: marks[code] for code in marks}, {person_of[code] for code in tops}, on=on)
    rounds = _earlier_tops(at)
    if rounds:
        now = {str(person_of[code]) for code in tops}
        pools = [could for _won, could in rounds] + [{str(person) for person in person_of.values()}]
        found.append(rota([won for won, _could in rounds] + [now], pools))
    return found


def _earlier_tops(at: RoundRow) -> list[tuple[set[str], set[str]]]:
    """(best, all rated) of the signed rounds before this one, oldest first."""
    found = []
    for code in queries.sibling_steps(at.campaign_id, at.step_code):
        if code == at.step_code:
            break
        for standing in results.list_standing(at.campaign_id, code, at.organization_id):
            marks = _marks(standing.result)
            who = {c: str(standing.result.subjects[c].get("person")) for c in marks}
            found.append(({who[c] for c in _tops(standing.result, marks) & who.keys()}, set(who.values())))
    return found


def _one_stroke(at: RoundRow) -> FairnessFinding:
    """Named sheets only. Ballots are cut into slips that nothing ties together, so nobody can look at them as sheets."""
    sheets = [
        [sheet.marks.get(item["code"], "") for item in at.items]
        for (_rated, party), sheet in sorted(queries.list_sheets(at.id).items())
        if party != "self" and sheet.is_sent
    ]
    found = straight_lined(sheets)
    limits = (*found.limits, Limit("ballots_are_unlinkable"))
    return FairnessFinding(
        found.test, found.statistic, found.p_value, found.n, found.expected, {**found.params, "kind": "named"}, limits
    )
