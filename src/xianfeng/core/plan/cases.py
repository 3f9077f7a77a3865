"""Cases of a pack: a situation and what must come out, written as data beside the plan and run by the tests.

Before: ``given: {start_date: 2026-07-06}``, ``expect: {phases: {study: [2026-07-06, 2026-08-04]}}``.
After: an empty list of deviations, or ``phases.study：应为 [...]，实为 [...]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field

from xianfeng.core.kind.registry import find_kind
from xianfeng.core.plan.comparing import compare
from xianfeng.core.plan.faults import Fault
from xianfeng.core.plan.loading import shaped, text_of
from xianfeng.core.plan.local_plan import Overlay
from xianfeng.core.plan.marks import read_marked
from xianfeng.core.plan.model import Pack
from xianfeng.core.plan.overlay import apply_overlay
from xianfeng.core.plan.resolving import PlanUnresolvable, ResolvedPlan, most_items, open_asks, resolve
from xianfeng.core.plan.source import Line, Strict
from xianfeng.core.plan.vocabulary import SchoolType

_FIRST_DAY = date(2026, 3, 2)


class Given(Strict):
    """A situation. ``answered``: take every suggestion as the answer, and name blank places by number."""

    start_date: date = _FIRST_DAY
    school_type: SchoolType | None = None
    answered: bool = False
    settings: dict[str, str | int | bool] = Field(default_factory=dict)
    overlay: Overlay | None = None


class Owed(Strict):
    """What one subject has on record for a step (``fact`` or ``fact/part`` -> number), and whether that is enough."""

    step: str
    facts: dict[str, int] = Field(default_factory=dict)
    done: bool


class Places(Strict):
    """How many a step may choose at most, from counts by named base (``appraised``, ``members`` ...)."""

    step: str
    counts: dict[str, int]
    at_most: int


class Expect(Strict):
    """What must come out; only what is written is compared. Days are first and last day."""

    phases: dict[str, tuple[date, date]] = Field(default_factory=dict)
    steps: dict[str, tuple[date, date]] = Field(default_factory=dict)
    step_keys: tuple[str, ...] | None = None
    params: dict[str, Any] = Field(default_factory=dict)
    values: dict[str, str | int | bool] = Field(default_factory=dict)
    asks: tuple[str, ...] | None = None
    asks_contain: tuple[str, ...] = ()
    may_open: bool | None = None
    unbuilt: tuple[str, ...] | None = None
    notes: tuple[str, ...] | None = None
    look_back: tuple[date, date] | None = None
    most_items: dict[str, int] = Field(default_factory=dict)
    refused: tuple[dict[str, str], ...] | None = None
    differences: tuple[str, ...] | None = None
    owed: tuple[Owed, ...] = ()
    places: tuple[Places, ...] = ()


class Case(Strict):
    """One situation with its expectation."""

    title: Line
    given: Given = Given()
    expect: Expect


class CaseFile(Strict):
    """``cases/*.yaml``."""

    cases: tuple[Case, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class PlacedCase:
    """A case and where it stands."""

    case: Case
    file: Path
    line: int


def read_cases(folder: Path) -> tuple[list[PlacedCase], list[Fault]]:
    """All cases of a pack folder, and the faults of files that cannot be read."""
    found: list[PlacedCase] = []
    faults: list[Fault] = []
    for file in sorted((folder / "cases").glob("*.yaml")):
        text = text_of(file, faults)
        if text is None:
            continue
        marked = read_marked(text, file)
        faults += marked.faults
        cases = shaped(CaseFile, marked, file, faults) if marked.data is not None else None
        if cases is not None:
            found += [PlacedCase(case, file, marked.line_of(("cases", at))) for at, case in enumerate(cases.cases)]
    return found, faults


def check_cases(pack: Pack, folder: Path) -> list[Fault]:
    """One fault for each deviation of each case, at the line of the case."""
    placed, faults = read_cases(folder)
    for one in placed:
        for says in run_case(pack, one.case):
            faults.append(Fault("case_fails", one.file, one.line, {"title": one.case.title, "says": says}))
    return faults


def answers(pack: Pack, given: Given) -> dict[str, Any]:
    """The settings of a case, completed by suggestions and numbered names where the case says so."""
    settings: dict[str, Any] = dict(given.settings)
    if given.answered:
        settings.setdefault("approval_basis", "（样例）批准文件")
        for ask in open_asks(pack, settings, given.school_type):
            if ask.code in given.settings:
                continue
            if ask.suggestion is not None:
                settings[ask.code] = ask.suggestion
            elif ask.about == "blank_item":
                settings[ask.code] = f"第{ask.number}项"
            elif ask.choices:
                settings[ask.code] = ask.choices[0]
            elif ask.type == "text":
                settings[ask.code] = "（样例）"
    return settings


def run_case(pack: Pack, case: Case) -> list[str]:
    """Deviations, each naming the place, what was expected and what was found; empty when the case holds."""
    found: list[str] = []
    refused: list[Fault] = []
    merged = pack
    if case.given.overlay is not None:
        merged, refused = apply_overlay(pack, case.given.overlay)
    settings = answers(merged, case.given)
    try:
        plan = resolve(merged, settings, case.given.start_date, case.given.school_type)
    except PlanUnresolvable as error:
        return [f"{error.code}: {error.where}"]
    expect = case.expect

    def same(where: str, wanted: Any, got: Any) -> None:
        if wanted is not None and wanted != got:
            found.append(f"{where}：应为 {_told(wanted)}，实为 {_told(got)}")

    _days(expect, plan, same)
    same("step_keys", expect.step_keys, tuple(step.key for step in plan.steps))
    for path, wanted in expect.params.items():
        same(f"params.{path}", wanted, _param(plan, path))
    for code, value in expect.values.items():
        same(f"values.{code}", value, plan.values.get(code))
    same("asks", expect.asks, tuple(ask.code for ask in plan.asks))
    same("asks_contain", set(), set(expect.asks_contain) - {ask.code for ask in plan.asks})
    same("may_open", expect.may_open, plan.may_open)
    same("unbuilt", expect.unbuilt, plan.unbuilt)
    same("notes", expect.notes, tuple(note.code for note in plan.notes))
    for code, number in expect.most_items.items():
        group = merged.find_criteria(code)
        same(f"most_items.{code}", number, None if group is None else most_items(group, settings))
    if expect.refused is not None:
        got = [{**fault.values, "fault": fault.code} for fault in refused]
        same("refused", len(expect.refused), len(got))
        for wanted, fault in zip(expect.refused, got, strict=False):
            same("refused", wanted, {name: value for name, value in fault.items() if name in wanted})
    if expect.differences is not None:
        same("differences", expect.differences, tuple(f"{d.change} {d.path}" for d in compare(pack, merged)))
    for owed in expect.owed:
        same(f"owed.{owed.step}", owed.done, _is_done(plan, owed))
    for one in expect.places:
        same(f"places.{one.step}", one.at_most, _most_chosen(plan, one))
    return found


def _told(value: Any) -> str:
    """A value as it is written in a case: days and lists without the words of the program."""
    if isinstance(value, tuple | list | set | frozenset):
        return f"[{', '.join(_told(one) for one in value)}]"
    return "没有" if value is None else str(value)


def _most_chosen(plan: ResolvedPlan, one: Places) -> int | None:
    step = next((item for item in plan.steps if item.key == one.step), None)
    if step is None:
        return None
    kind = find_kind(step.kind)
    return kind.places(kind.read_params(step.params), one.counts)


def _days(expect: Expect, plan: ResolvedPlan, same: Any) -> None:
    phases = {phase.code: (phase.starts, phase.last_day) for phase in plan.phases}
    steps = {step.key: (step.opens, step.last_day) for step in plan.steps}
    for code, days in expect.phases.items():
        same(f"phases.{code}", days, phases.get(code))
    for key, days in expect.steps.items():
        same(f"steps.{key}", days, steps.get(key))
    if expect.look_back is not None and plan.look_back is not None:
        opens, closes = plan.look_back
        same("look_back", expect.look_back, (opens, date.fromordinal(closes.toordinal() - 1)))
    elif expect.look_back is not None:
        same("look_back", expect.look_back, None)


def _param(plan: ResolvedPlan, path: str) -> Any:
    key, *names = path.split(".")
    here: Any = next((step.params for step in plan.steps if step.key == key), None)
    for name in names:
        if isinstance(here, Mapping):
            here = here.get(name)
        elif isinstance(here, list) and name.isdigit() and int(name) < len(here):
            here = here[int(name)]
        else:
            return None
    return here


def _is_done(plan: ResolvedPlan, owed: Owed) -> bool | None:
    step = next((item for item in plan.steps if item.key == owed.step), None)
    if step is None:
        return None
    kind = find_kind(step.kind)
    facts = {(name.partition("/")[0], name.partition("/")[2]): number for name, number in owed.facts.items()}
    return kind.counts_as_done(kind.read_params(step.params), facts)
