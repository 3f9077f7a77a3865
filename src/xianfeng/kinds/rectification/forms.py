"""A plan as typed: a text a part, a row a measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xianfeng.kinds.rectification.actions import NewMeasure
from xianfeng.kinds.rectification.queries import PlanRow
from xianfeng.ui import typed

MOST_TEXT = 2000
ROWS = 3
"""Rows for measures on a page; one at least is empty, so that saving gives room for another."""


def read_texts(data: Mapping[str, str], parts: Sequence[str]) -> dict[str, str]:
    return {part: data.get(f"text{n}", "").strip()[:MOST_TEXT] for n, part in enumerate(parts)}


def read_measures(data: Mapping[str, str], owners: Mapping[int, str]) -> list[NewMeasure]:
    """Rows that say what; an owner who is not of the unit is none."""
    found = []
    for n in range(_rows(data)):
        owner = data.get(f"owner{n}", "")
        found.append(
            NewMeasure(
                data.get(f"what{n}", "").strip()[:500],
                data.get(f"how{n}", "").strip()[:500],
                data.get(f"goal{n}", "").strip()[:500],
                typed.day(data.get(f"due{n}", "")),
                int(owner) if owner.isdecimal() and int(owner) in owners else None,
                data.get(f"group{n}", ""),
            )
        )
    return [line for line in found if line.what]


def _rows(data: Mapping[str, str]) -> int:
    typed = data.get("rows", "")
    return min(int(typed), 50) if typed.isdecimal() else ROWS


def measures_of(plan: PlanRow | None) -> list[NewMeasure]:
    if plan is None:
        return []
    return [NewMeasure(one.what, one.how, one.goal, one.due_on, one.owner_id, one.group) for one in plan.measures]
