"""What the deciding committee looks at before it signs a list: patterns with size and limits. Punishes nobody."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from xianfeng.apps.results.patterns import about_persons
from xianfeng.apps.results.queries import ResultRow
from xianfeng.core.fairness import FairnessFinding, everybody_excellent, rota
from xianfeng.kinds.selection import queries
from xianfeng.kinds.selection.field import STAFF
from xianfeng.kinds.selection.queries import RoundRow


def panel(at: RoundRow, result: ResultRow, *, on: date) -> list[FairnessFinding]:
    """Everybody chosen against the cap; of persons also seniority (years, age, post), leaders' share, taking turns.

    Whoever is elected to speak for others (by all staff, S2-44) gets no honour: only post, years and age are looked at."""
    rows = {row.subject_id: row for row in queries.list_eligible(at, on=on) if row.is_eligible}
    field = "person" if at.params["subjects"] == "persons" else "organization"
    chosen = {who for code in result.chosen if (who := result.subjects[code].get(field)) in rows}
    findings = []
    if field == "person" and at.electorate == STAFF:
        return about_persons({who: Fraction(who in chosen) for who in rows}, chosen, on=on)
    if at.params.get("cap"):
        counts = {"chosen": len(chosen), "others": len(rows) - len(chosen)}
        findings.append(everybody_excellent(counts, "chosen", Fraction(at.params["cap"])))
    if field == "person":
        findings += about_persons({who: Fraction(who in chosen) for who in rows}, chosen, on=on)
        findings.append(_rota(at, {str(who) for who in chosen}, {str(who) for who in rows}, on))
    return findings


def _rota(at: RoundRow, chosen: set[str], today: set[str], on: date) -> FairnessFinding:
    """The last rounds by the day of their decision, this one included. Eligible then: today's, and whoever won then."""
    rounds: dict[date, set[str]] = {}
    for day, person in queries.list_winners(at, on=on):
        rounds.setdefault(day, set()).add(str(person))
    look_back = int(at.params["rota_rounds"] or 3)
    winners = [rounds[day] for day in sorted(rounds)][-(look_back - 1) :] if look_back > 1 else []
    winners.append(chosen)
    return rota(winners, [today | won for won in winners])
