"""One subject's mark laid open: every number, what it was worked out from, on which base, by which sentence (S1-19, S0-37).

Parties that were asked secretly show their mean only, and only from enough marks; which grade how many gave is not here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from xianfeng.apps.results.queries import ResultRow, Standing, VetoRow
from xianfeng.core.scoring import exact, text_of
from xianfeng.kinds.rating import queries
from xianfeng.kinds.rating.queries import RatedRow, RoundRow
from xianfeng.kinds.rating.weighing import choices_of, is_polled, only_counted

PLACES = 2


@dataclass(frozen=True)
class PartyPart:
    """What one party contributes to one item. `state`: counted | missing (too few) | absent."""

    code: str
    title: str
    state: str
    value: str
    count: int | None
    weight: str
    secret: bool
    mark: str = ""
    """The word of a named sheet."""
    reason: str = ""
    source: str = ""
    exact: str = ""


@dataclass(frozen=True)
class ItemPart:
    code: str
    title: str
    value: str
    exact: str
    reweighed: bool
    star: bool | None
    parties: tuple[PartyPart, ...]
    source: str


@dataclass(frozen=True)
class Mark:
    """The whole explanation. `decided_*` differ from what was computed only with a reason."""

    code: str
    name: str
    items: tuple[ItemPart, ...]
    total: str
    total_how: str
    stars: tuple[str, ...] | None
    stars_of: int
    granted_from: str
    earlier: tuple[tuple[str, int], ...]
    stars_total: int | None
    needed: int | None
    band: str
    band_limit: str
    refusals: tuple[dict[str, Any], ...]
    vetoes: tuple[VetoRow, ...]
    differences: tuple[dict[str, Any], ...] = ()
    counted_only: bool = False
    sha256: str = ""
    rules_sha256: str = ""
    assumed_points: tuple[tuple[str, str], ...] = field(default=())

    @property
    def is_withheld(self) -> bool:
        return bool(self.refusals)


def short(text: str | None) -> str:
    """An exact number to two decimals at most: 26/3 is 8.67, 8 stays 8."""
    if text is None:
        return ""
    number = exact(text)
    return text_of(number) if number * 10**PLACES == int(number * 10**PLACES) else text_of(number, PLACES)


def explain(at: RoundRow, result: ResultRow, rated: RatedRow, standing: Standing | None = None) -> Mark:
    """Everything that went into one mark, from the frozen result alone (and the reasons on the named sheets)."""
    return explain_all(at, result, [rated], standing)[0]


def explain_all(
    at: RoundRow, result: ResultRow, rated: Iterable[RatedRow], standing: Standing | None = None
) -> list[Mark]:
    """The same of several subjects, in their order and in two queries."""
    of: dict[int, dict[str, queries.SheetRow]] = {}
    for (who, party), sheet in queries.list_sheets(at.id).items():
        of.setdefault(who, {})[party] = sheet
    vetoes = queries.list_vetoes(at)
    return [_explain(at, result, one, standing, of.get(one.id, {}), tuple(vetoes.get(one.id, ()))) for one in rated]


def _explain(
    at: RoundRow,
    result: ResultRow,
    rated: RatedRow,
    standing: Standing | None,
    sheets: dict[str, queries.SheetRow],
    vetoes: tuple[VetoRow, ...],
) -> Mark:
    outcome = next(one for one in result.outcome["subjects"] if one["code"] == rated.code)
    lines = {line["about"]: line for line in outcome["explain"]}
    given = next(one for one in result.inputs["subjects"] if one["code"] == rated.code)
    titles = {one["code"]: one["title"] for one in result.rules["criteria"]}
    rule_bands = {one["code"]: one for one in result.rules.get("bands", ())}
    differences = [one for one in standing.decision.differences if one["code"] == rated.code] if standing else []
    stars = standing.stars_of(rated.code) if standing else outcome["stars"]
    band = (standing.band_of(rated.code) if standing else outcome["band"]) or ""
    threshold = lines.get("threshold")
    return Mark(
        rated.code,
        rated.name,
        tuple(_item(at, result, code, title, outcome, lines, sheets, given, stars) for code, title in titles.items()),
        short(outcome["total"]),
        result.rules["total"],
        tuple(titles[code] for code in titles if stars is not None and code in stars) if stars is not None else None,
        len(titles),
        (result.rules.get("stars") or {}).get("granted_from", ""),
        tuple((one["round"], one["stars"]) for one in given.get("earlier", ())),
        outcome["stars_total"],
        threshold["base_count"] if threshold else None,
        rule_bands.get(band, {}).get("title", ""),
        rule_bands.get(band, {}).get("at_least", ""),
        tuple(outcome["refusals"]),
        vetoes,
        tuple(_difference(one, titles, rule_bands) for one in differences),
        only_counted(at.params),
        result.printed_sha256,
        result.outcome["rules"]["sha256"],
        _points(at, result),
    )


def _item(
    at: RoundRow,
    result: ResultRow,
    code: str,
    title: str,
    outcome: dict[str, Any],
    lines: dict[str, Any],
    sheets: dict[str, queries.SheetRow],
    given: dict[str, Any],
    stars: Any,
) -> ItemPart:
    line = lines.get(f"item:{code}", {})
    weights = dict(part.split("×") for part in line.get("parts", ()))
    words = choices_of(at.params)
    parties = []
    for party in at.params.parties:
        found = lines.get(f"party:{party.code}:{code}")
        sheet = sheets.get(party.code) if party.code in given.get("sheets", {}) else None
        state = "absent" if found is None else "missing" if found["how"] == "missing" else "counted"
        parties.append(
            PartyPart(
                party.code,
                party.title,
                state,
                short(found["value"]) if found and found["value"] is not None else "",
                found["base_count"] if found else None,
                short(weights[party.code]) if party.code in weights else "",
                is_polled(party),
                words.get(sheet.marks.get(code, ""), "") if sheet else "",
                sheet.reasons.get(code, "") if sheet else "",
                found["source"] if found else "",
                str(found["value"] or "") if found else "",
            )
        )
    value = outcome["items"].get(code)
    return ItemPart(
        code,
        title,
        short(value),
        value or "",
        line.get("how") == "reweighed_mean",
        None if stars is None else code in stars,
        tuple(parties),
        line.get("source", ""),
    )


def _difference(one: dict[str, Any], titles: dict[str, str], bands: dict[str, Any]) -> dict[str, Any]:
    """A decided difference in words: stars added, stars not given, or another class."""
    if one["kind"] == "band":
        return {
            "kind": "band",
            "was": bands[one["was"]]["title"],
            "now": bands[one["now"]]["title"],
            "reason": one["reason"],
        }
    return {
        "kind": "stars",
        "added": [titles[code] for code in one["now"] if code not in one["was"]],
        "left_out": [titles[code] for code in one["was"] if code not in one["now"]],
        "reason": one["reason"],
    }


def _points(at: RoundRow, result: ResultRow) -> tuple[tuple[str, str], ...]:
    """Grade -> points, where the plan gives none of its own and the usual ones were used."""
    if at.params.grade_points is not None or result.rules["scale"]["type"] != "grades":
        return ()
    return tuple(
        (option["title"], text_of(Fraction(option["value"])))
        for option in result.rules["scale"]["options"]
        if option.get("value") is not None
    )


__all__ = ["ItemPart", "Mark", "PartyPart", "explain", "explain_all", "short"]
