"""From the parameters of a rating step to the rule file and the input of `core.scoring`. Pure.

Before: four parties with weights, eight stars, yes or no by party. After: plain data that `xianfeng score` takes as well.
A party without a weight is counted and shown, but moves no mark. When no party has one, the superior's or the
organisation's signed sheet decides alone; with secret parties only, all of them weigh the same (a tally, no mark shown).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from xianfeng.core.scoring.scales import SCALES
from xianfeng.kinds.rating.kind import BAND_LIMITS, COUNTED_GRADES, GRADE_POINTS, SCALE_OF, Params, Party

VERSION = "1"
ABSTAIN = "abstain"
POLLED = frozenset({"peers", "staff", "delegates"})
"""Parties that are many people: always asked by secret ballot. `leaders` only when the plan says so."""
SHEETS = frozenset({"self", "organization", "superior", "everyday", "leaders"})
STEPS = 10
"""Points are marked in tenths of the full mark on a ballot."""


def is_polled(party: Party) -> bool:
    return party.code in POLLED or party.secret


def in_order(params: Params) -> list[Party]:
    """The parties in the order in which they open."""
    if not params.order:
        return list(params.parties)
    return sorted(params.parties, key=lambda party: params.order.index(party.code))


def least_of(party: Party, params: Params) -> int:
    """Fewest counted marks; a secret party never below the smallest cell, whatever the plan says."""
    wanted = party.at_least or 1
    return max(wanted, params.smallest_cell) if is_polled(party) else wanted


def weights_of(params: Params) -> dict[str, Fraction]:
    """Party -> weight; adds up to 1."""
    given = {party.code: party.weight for party in params.parties if party.weight is not None}
    if given:
        return {party.code: given.get(party.code, Fraction(0)) for party in params.parties}
    deciding = [code for code in ("superior", "organization") if any(p.code == code for p in params.parties)][:1]
    deciding = deciding or [party.code for party in params.parties if party.code != "self"]
    share = Fraction(1, max(len(deciding), 1))
    return {party.code: share if party.code in deciding else Fraction(0) for party in params.parties}


def only_counted(params: Params) -> bool:
    """No weights and nobody who decides: the tally is the result, no mark is worked out of it."""
    return all(party.weight is None for party in params.parties) and all(is_polled(party) for party in params.parties)


def choices_of(params: Params) -> dict[str, str]:
    """Code -> word of everything that can be said of one item, best first, abstaining last."""
    if params.scale == "star":
        found = {grade.code: grade.title for grade in SCALES["star"]}
    elif params.scale == "points":
        most = params.points_per_star or 100
        found = {
            str(Fraction(most * step, STEPS)): f"{Fraction(most * step, STEPS)}分" for step in range(STEPS, -1, -1)
        }
    else:
        found = {grade.code: grade.title for grade in SCALES[SCALE_OF[params.scale]]}
    return {**found, ABSTAIN: "弃权"}


def items_of(params: Params, criteria: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """[{code, title, key, goal, set}] of all sets the step is rated by; codes are told apart when there are several sets."""
    several = len(params.criteria) > 1
    return [
        {
            "code": f"{group}_{item['key']}"[:60] if several else item["key"],
            "title": item["title"],
            "key": bool(item.get("key_item")),
            "goal": item.get("goal") or "",
            "set": group,
        }
        for group in params.criteria
        for item in criteria.get(group, ())
        if item.get("title")
    ]


@dataclass(frozen=True)
class Goal:
    """Stars a later step asks for before it lets anybody be put forward, added up over this many rounds."""

    stars: int
    rounds: int
    source: str = ""


def rules_of(
    params: Params, *, title: str, items: Iterable[Mapping[str, Any]], source: str = "", goal: Goal | None = None
) -> dict[str, Any]:
    """The rule file as plain data."""
    weights = weights_of(params)
    rules: dict[str, Any] = {
        "format": 1,
        "code": "rating",
        "title": title,
        "version": VERSION,
        "criteria": [{"code": one["code"], "title": one["title"], "key": one["key"]} for one in items],
        "scale": _scale(params),
        "parties": [
            {
                "code": party.code,
                "title": party.title,
                "weight": str(weights[party.code]),
                "at_least": least_of(party, params),
                "secret": is_polled(party),
                "when_missing": party.when_missing,
                "source": source,
            }
            for party in params.parties
        ],
        "total": "sum" if params.scale == "star" else "weighted_mean",
        "rounding": {"at": "total", "places": params.decimals},
        "smallest_cell": params.smallest_cell,
        "vetoes": [{"code": veto.code, "title": veto.title, "source": veto.definition or ""} for veto in params.vetoes],
    }
    if params.scale == "star":
        most = params.points_per_star or 10
        rules["stars"] = {
            "points_per_star": str(most),
            "granted_from": str(params.star_from or Fraction(8 * most, 10)),
            "source": source,
        }
        if goal is not None:
            rules["threshold"] = {"stars": goal.stars, "rounds": goal.rounds, "source": goal.source}
    limits = params.band_limits or BAND_LIMITS.get(params.scale)
    if limits is not None and params.scale in BAND_LIMITS:
        rules["bands"] = [
            {"code": grade.code, "title": grade.title, "at_least": str(limit)}
            for grade, limit in zip(COUNTED_GRADES[params.scale], limits, strict=True)
        ]
    return rules


def _scale(params: Params) -> dict[str, Any]:
    if params.scale == "star":
        return {"type": "star"}
    if params.scale == "points":
        return {"type": "points", "minimum": "0", "maximum": str(params.points_per_star or 100)}
    values = iter(params.grade_points or GRADE_POINTS[params.scale])
    return {
        "type": "grades",
        "options": [
            {"code": grade.code, "title": grade.title, "outside_base": True}
            if grade.outside_base
            else {"code": grade.code, "title": grade.title, "value": str(next(values))}
            for grade in SCALES[SCALE_OF[params.scale]]
        ],
    }


@dataclass
class Marks:
    """What is known of one subject when the round is counted."""

    code: str
    sheets: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    tallies: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    vetoes: list[dict[str, Any]] = field(default_factory=list)
    earlier: list[dict[str, Any]] = field(default_factory=list)
    contested: bool = False


def inputs_of(*, round_name: str, marks: Iterable[Marks]) -> dict[str, Any]:
    """The input as plain data; keys that say nothing are left out."""
    subjects = []
    for one in sorted(marks, key=lambda mark: mark.code):
        plain: dict[str, Any] = {"code": one.code}
        for name in ("sheets", "tallies", "vetoes", "earlier", "contested"):
            if value := getattr(one, name):
                plain[name] = value
        subjects.append(plain)
    return {"format": 1, "round": round_name, "subjects": subjects}
