"""What a plan says and what was read from its document, in one shape, so that the two can be compared."""

from __future__ import annotations

import re

from xianfeng.compiler.draft import Draft, Item
from xianfeng.compiler.official.model import OfficialPlan, Said

_NUMBER = re.compile(r"\s*(?:（?[一二三四五六七八九十\d]+[）、.])\s*")


def said(plan: OfficialPlan) -> Said:
    """What ``plan`` says."""
    numbers = [number for rule in plan.rules for number in rule.numbers]
    return Said(
        phases=tuple(
            (p.name, p.start.isoformat() if p.start else None, p.end.isoformat() if p.end else None, p.days, p.last)
            for p in plan.phases
        ),
        steps=tuple((at, s.kind, s.title.rstrip("。")) for at, phase in enumerate(plan.phases) for s in phase.steps),
        numbers=tuple((float(n.value), _measure(n.unit)) for n in numbers if n.day is None),
        days=tuple(n.day for n in numbers if n.day is not None),
        parties=tuple((p.party, p.weight) for rule in plan.rules for p in rule.parties),
        sets=tuple((group.name, tuple(item.replace("，", "、") for item in group.items)) for group in plan.sets),
        roles=tuple((role.role, role.holder) for role in plan.roles),
        bodies=plan.bodies,
        vetoes=tuple(veto.rstrip("。") for veto in plan.vetoes),
    )


def said_by(draft: Draft) -> Said:
    """What the compiler read. Bodies set up outside the stages are no steps of the plan but part of its leadership."""
    steps = [item for item in draft.of("step") if item.values["phase"] is not None or item.values["kind"] != "organise"]
    bodies = [item for item in draft.of("step") if item not in steps]
    numbers = [item for item in draft.of("number") if item.values["what"] != "weight"]
    return Said(
        phases=tuple(_phase(item) for item in draft.of("phase")),
        steps=tuple((item.values["phase"], item.values["kind"], _called(draft, item)) for item in steps),
        numbers=tuple(
            (float(item.values["value"]), _measure(item.values["unit"])) for item in numbers if not _month_day(item)
        ),
        days=tuple(day for item in numbers if (day := _month_day(item))),
        parties=tuple((item.values["party"], item.values["weight"]) for item in draft.of("scoring_party")),
        sets=tuple((item.values["name"], tuple(item.values["items"])) for item in draft.of("criteria_set")),
        roles=tuple((item.values["role"], item.values["holder"]) for item in draft.of("role")),
        bodies=tuple(re.sub(r"^成立", "", item.quote) for item in bodies),
        vetoes=tuple(item.quote for item in draft.of("veto")),
    )


def _phase(item: Item) -> tuple[str, str | None, str | None, int | None, tuple[int, int] | None]:
    values = item.values
    last = (values["end_month"], values["end_day"]) if values["end_day"] and not _dated(values["last"]) else None
    first, end = (values[key] if _dated(values[key]) else None for key in ("first", "last"))
    return values["name"], first, end, values["duration_days"], last


def _dated(day: str | None) -> bool:
    return day is not None and len(day) == 10


def _measure(unit: str) -> str:
    """``个月`` and ``月`` are the same measure, ``个工作日`` and ``工作日`` too."""
    return {"颗星": "颗"}.get(unit, unit.removeprefix("个") or unit)


def _month_day(item: Item) -> tuple[int, int] | None:
    if not item.values.get("date"):
        return None
    month, day = str(item.values["date"])[-5:].split("-")
    return int(month), int(day)


def _called(draft: Draft, item: Item) -> str:
    """A step's name: the title its paragraph begins with, or else the words read."""
    start = draft.text.rfind("\n", 0, item.span.start) + 1
    line = draft.text[start : item.span.start]
    number = _NUMBER.match(line)
    title = line[number.end() :].partition("。")[0] if number else ""
    return title if title and "。" in line else str(item.values["title"])
