"""A unit's plan beside its superior's, in words: row for row what is the same, added, changed, left out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from django.utils.translation import gettext as _

from xianfeng.apps.plans.words import told_value
from xianfeng.core.plan.comparing import compare
from xianfeng.core.plan.local_plan import LocalPoint
from xianfeng.core.plan.model import Pack, Step
from xianfeng.core.plan.parameters import Parameter


class Beside(NamedTuple):
    kind: Literal["same", "added", "removed", "changed"]
    old: str
    new: str


def conditions(pack: Pack, overlays: Iterable[tuple[str, dict[str, Any]]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The concrete points of the units beside each other, item by item (S2-11): (item, [(unit, point)]), in the order of the
    plan and of `overlays` (name of the unit, its plan in the pack format)."""
    titles = {
        (group.code, item.key): f"{group.title} · {item.title}" for group in pack.plan.criteria for item in group.items
    }
    found: dict[tuple[str, str], list[tuple[str, str]]] = {place: [] for place in titles}
    for name, content in overlays:
        for one in content.get("add_items", ()):
            place = (one["criteria"], one.get("key") or "")
            if place in found:
                found[place] += [(name, LocalPoint.model_validate(point).told) for point in one["points"]]
    return [(titles[place], points) for place, points in found.items() if points]


def side_by_side(superior: Pack, own: Pack) -> list[Beside]:
    """Both plans whole: phase for phase the steps, then the values, then whatever else differs."""
    rows: list[Beside] = []
    for phase in own.plan.phases:
        rows += _rows(_steps(superior, phase.code), _steps(own, phase.code))
    rows += _rows(_values(superior), _values(own))
    return rows + _rest(superior, own)


def _rows(before: dict[str, str], after: dict[str, str]) -> list[Beside]:
    rows = []
    for code in dict.fromkeys((*before, *after)):
        old, new = before.get(code, ""), after.get(code, "")
        kind: Any = "same" if old == new else "changed" if old and new else "added" if new else "removed"
        rows.append(Beside(kind, old, new))
    return rows


def _steps(pack: Pack, phase: str) -> dict[str, str]:
    title = next((one.title for one in pack.plan.phases if one.code == phase), "")
    return {step.code: f"{title} · {_step(step)}" for step in pack.plan.steps if phase in step.phases}


def _step(step: Step) -> str:
    return f"{step.title}：{step.asks}" if step.asks else step.title


def _values(pack: Pack) -> dict[str, str]:
    return {one.code: f"{one.title}：{_value(one)}" for one in pack.plan.parameters}


def _value(parameter: Parameter) -> str:
    return told_value(parameter, parameter.value)


def _rest(superior: Pack, own: Pack) -> list[Beside]:
    """Criteria, roles, conditions of a step: by their titles, and in full where they are words."""
    rows = []
    for one in compare(superior, own):
        group, _dot, rest = one.path.partition(".")
        if group == "parameters" or (
            group == "steps" and (one.change != "changed" or rest.endswith((".asks", ".title")))
        ):
            continue
        if not one.title:
            continue
        old, new = (_words(one.title, value) if value is not None else "" for value in (one.before, one.after))
        kind: Any = one.change
        if (old, new) == (one.title, one.title):
            new = str(_("%(title)s（有补充）") % {"title": one.title})
        rows.append(Beside(kind, old, new))
    return rows


def _words(title: str, value: Any) -> str:
    if isinstance(value, str) and value and not value.isascii():
        return f"{title}：{value}" if value != title else title
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{title}：{value}"
    return title
