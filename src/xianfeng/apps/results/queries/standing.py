"""Marks that stand: the latest result with the decision signed beside it, and the stars they add up to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xianfeng.apps.results.queries.computed import ResultRow, get_result, list_results
from xianfeng.apps.results.queries.decisions import DecisionRow, find_decision, latest_decisions


@dataclass(frozen=True)
class Standing:
    """Marks that count: a signed decision on a result of its round. What was decided goes before what was computed.

    `pending`: subjects about whom a later result says something else (an open contest, a mark written anew): their mark
    does not count until the decision is signed anew or the contest ends as it began. All others keep theirs.
    """

    result: ResultRow
    decision: DecisionRow
    pending: frozenset[str] = frozenset()

    def _outcome(self, code: str) -> dict[str, Any]:
        return outcome_of(self.result, code)

    def _decided(self, code: str, kind: str) -> Any:
        return next(
            (one["now"] for one in self.decision.differences if (one["code"], one["kind"]) == (code, kind)), None
        )

    def stars_of(self, code: str) -> tuple[str, ...] | None:
        """Items with a star; None where there is no result, or none that counts."""
        if code in self.pending:
            return None
        decided = self._decided(code, "stars")
        computed = self._outcome(code).get("stars")
        found = decided if decided is not None else computed
        return tuple(found) if found is not None else None

    def barred_by(self, code: str) -> tuple[str, ...]:
        return tuple(self._outcome(code).get("barred_by", ()))

    def band_of(self, code: str) -> str | None:
        if code in self.pending:
            return None
        decided = self._decided(code, "band")
        return decided if decided is not None else self._outcome(code).get("band")


def outcome_of(result: ResultRow, code: str) -> dict[str, Any]:
    """What a result says about one subject; empty when it says nothing."""
    return next((one for one in result.outcome["subjects"] if one["code"] == code), {})


def find_standing(latest: ResultRow) -> Standing | None:
    """The signed marks of the round whose latest result this is; None before the first signature."""
    decision = find_decision(latest.campaign_id, latest.step_code, latest.organization_id)
    if decision is None:
        return None
    return _standing(latest, latest if decision.result_id == latest.id else get_result(decision.result_id), decision)


def _standing(latest: ResultRow, signed: ResultRow, decision: DecisionRow) -> Standing:
    pending = {code for code in latest.subjects if outcome_of(latest, code) != outcome_of(signed, code)}
    return Standing(signed, decision, frozenset(pending))


def list_standing(campaign_id: int, step_code: str = "", organization_id: int | None = None) -> list[Standing]:
    """The signed marks of every round of a step ('': of all steps), in two queries however many rounds there are."""
    results = list_results(campaign_id, step_code, organization_id)
    by_id = {row.id: row for row in results}
    decisions = latest_decisions(results)
    latest = {(row.step_code, row.organization_id): row for row in results}
    return [
        _standing(row, by_id[decisions[place].result_id], decisions[place])
        for place, row in latest.items()
        if place in decisions
    ]


@dataclass(frozen=True)
class StarCount:
    """Stars one person or organisation holds over the rounds of a campaign."""

    name: str
    stars: int
    rounds: int
    is_barred: bool = False
    """A veto stood against it when one of the rounds was counted: the stars are kept, nobody is put forward by them."""


def count_stars(campaign_id: int) -> dict[tuple[str, int], StarCount]:
    """("person" | "organization", id) -> stars held; only signed marks count, only steps that give stars."""
    found: dict[tuple[str, int], StarCount] = {}
    for standing in sorted(list_standing(campaign_id), key=lambda one: one.result.step_code):
        for code, who in standing.result.subjects.items():
            stars = standing.stars_of(code)
            if stars is None:
                continue
            is_person = bool(who.get("person"))
            key = ("person", int(who["person"])) if is_person else ("organization", int(who.get("organization") or 0))
            before = found.get(key, StarCount(str(who.get("name", "")), 0, 0))
            barred = before.is_barred or bool(standing.barred_by(code))
            found[key] = StarCount(before.name, before.stars + len(stars), before.rounds + 1, barred)
    return found
