"""From a plan and its answers to a calendar: phases with dates, steps with ``[opens, closes)`` windows, open questions.

Nothing is guessed: where a number is still a suggestion the dates that follow from it are marked provisional, and the
question stays on the ``asks`` list; a plan with open asks, blank criteria or kinds not built cannot open.

Before: phases of 30, 40 and 30 days, start 2026-07-06. After: 2026-07-06, 2026-08-05, 2026-09-14, end 2026-10-14.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from xianfeng.core.kind.contract import params_faults
from xianfeng.core.kind.registry import find_kind
from xianfeng.core.plan.criteria import CriteriaSet
from xianfeng.core.plan.dating import PlanDates
from xianfeng.core.plan.milestones import milestone_notes
from xianfeng.core.plan.model import Pack
from xianfeng.core.plan.resolved import (
    BLOCKING_NOTES,
    AddWorkingDays,
    Ask,
    Note,
    PlanUnresolvable,
    ResolvedItem,
    ResolvedPhase,
    ResolvedPlan,
    ResolvedStep,
)
from xianfeng.core.plan.values import Value, filled, known_values, references
from xianfeng.core.schedule import add_months

__all__ = [
    "BLOCKING_NOTES",
    "AddWorkingDays",
    "Ask",
    "Note",
    "PlanUnresolvable",
    "ResolvedItem",
    "ResolvedPhase",
    "ResolvedPlan",
    "ResolvedStep",
    "most_items",
    "normal_title",
    "open_asks",
    "resolve",
]


def resolve(
    pack: Pack,
    settings: Mapping[str, Any],
    start_date: date,
    school_type: str | None = None,
    *,
    add_working_days: AddWorkingDays | None = None,
) -> ResolvedPlan:
    """The calendar of ``pack`` from ``start_date`` on, with the answers of ``settings`` (see ``model.Settings``).

    ``add_working_days`` counts working days by an installation's own table; without it the days shipped with this release
    are used, and dates that rest on a year without an official notice are provisional.
    Raises :class:`PlanUnresolvable` when anchors run in a circle or a date has neither value nor suggestion.
    """
    known = known_values(pack, settings, school_type)
    notes = [
        Note("value_refused", (("param", code), ("why", why), ("limit", limit))) for code, why, limit in known.refused
    ]
    bad = {code for code, _, _ in known.refused}
    usable = {code: value for code, value in settings.items() if code not in bad}
    values, suggested = known.values, known.suggested
    dates = PlanDates(pack, values, suggested, start_date, add_working_days)
    phases = tuple(dates.phase(phase) for phase in pack.plan.phases)
    notes += [Note("phase_without_length", (("phase", item.code),)) for item in phases if item.ends <= item.starts]
    notes += _frame_notes(pack, dates, phases)
    steps: list[ResolvedStep] = []
    left_out = {
        code
        for variant in pack.plan.variants
        if school_type in variant.school_types
        for code in variant.without_local_steps
    }
    for step in pack.plan.steps:
        if step.code in left_out:
            continue
        if step.audience.school_types and school_type and school_type not in step.audience.school_types:
            continue
        steps += dates.step(step)
    notes += [Note("window_without_length", (("step", item.key),)) for item in steps if item.closes <= item.opens]
    notes += milestone_notes(dates, steps)
    notes += _param_notes(pack, values, suggested, {item.code for item in steps})
    criteria, item_notes = _criteria(pack, settings)
    return ResolvedPlan(
        pack=pack.code,
        version=pack.meta.version,
        fingerprint=pack.fingerprint(),
        start_date=start_date,
        school_type=school_type,
        phases=phases,
        steps=tuple(steps),
        criteria=criteria,
        values=values,
        asks=open_asks(pack, usable, school_type),
        notes=tuple(notes + item_notes),
        look_back=_look_back(pack, dates),
    )


def _look_back(pack: Pack, calendar: PlanDates) -> tuple[date, date] | None:
    rule = pack.plan.look_back
    if rule is None:
        return None
    opens, _ = calendar.day(rule.opens, None, "look_back")
    closes, _ = calendar.day(rule.closes, None, "look_back", default_edge_opens=opens)
    return opens, closes


def open_asks(pack: Pack, settings: Mapping[str, Any], school_type: str | None = None) -> tuple[Ask, ...]:
    """Every question without an answer: the authority first, then blank criteria, then parameters, in file order."""
    asks: list[Ask] = []
    basis = pack.meta.approval_basis
    if not str(settings.get("approval_basis") or "").strip():
        asks.append(Ask("approval_basis", basis.ask, "approval_basis", "text"))
    for group in pack.plan.criteria:
        blank = group.blank
        if blank is None:
            continue
        users = tuple(step.code for step in pack.plan.steps if group.code in step.criteria)
        for number, key in enumerate(group.slot_keys(), 1):
            code = f"criteria.{group.code}.{key}"
            answer = settings.get(code)
            if answer is None or (not str(answer).strip() and not blank.may_drop):
                asks.append(
                    Ask(code, blank.ask, "blank_item", "text", may_drop=blank.may_drop, used_by=users, number=number)
                )
    users_of: dict[str, list[str]] = {}
    for step in pack.plan.steps:
        for _, code in references(step.params):
            users_of.setdefault(code, []).append(step.code)
    for item in pack.plan.parameters:
        if item.ask is None or settings.get(item.code) is not None or _varied(pack, item.code, school_type):
            continue
        hint = item.suggestion
        asks.append(
            Ask(
                item.code,
                item.ask,
                "parameter",
                item.type,
                item.unit,
                hint.value if hint else None,
                hint.source if hint else None,
                item.choices,
                used_by=tuple(dict.fromkeys(users_of.get(item.code, []))),
                choice_titles=tuple((choice, item.choice_titles[choice]) for choice in item.choices),
            )
        )
    return tuple(asks)


def _varied(pack: Pack, code: str, school_type: str | None) -> bool:
    return any(school_type in item.school_types and code in item.parameters for item in pack.plan.variants)


def _criteria(pack: Pack, settings: Mapping[str, Any]) -> tuple[dict[str, tuple[ResolvedItem, ...]], list[Note]]:
    found: dict[str, tuple[ResolvedItem, ...]] = {}
    notes: list[Note] = []
    for group in pack.plan.criteria:
        items = [
            ResolvedItem(item.key, item.title, False, item.key_item, item.goal, item.points, item.ledger)
            for item in group.items
        ]
        for key in group.slot_keys():
            answer = settings.get(f"criteria.{group.code}.{key}")
            text = str(answer or "").strip()
            if answer is not None and not text and group.blank is not None and group.blank.may_drop:
                continue
            items.append(ResolvedItem(key, text, not text, False, None, ()))
        titles = [normal_title(item.title) for item in items if not item.blank]
        if len(set(titles)) != len(titles):
            notes.append(Note("item_twice", (("criteria", group.code),)))
        found[group.code] = tuple(items)
    return found, notes


def normal_title(title: str) -> str:
    """A title as it is compared: without spaces and quotation marks (S2-09)."""
    return "".join(char for char in title if char not in " \u3000“”\"'‘’《》").lower()


def most_items(group: CriteriaSet, settings: Mapping[str, Any]) -> int:
    """How many items of a set can be reached: those with a title (S1-06, S1-08)."""
    answers = [str(settings.get(f"criteria.{group.code}.{key}") or "").strip() for key in group.slot_keys()]
    return len(group.items) + sum(bool(answer) for answer in answers)


def _frame_notes(pack: Pack, calendar: PlanDates, phases: tuple[ResolvedPhase, ...]) -> list[Note]:
    frame = pack.plan.calendar
    if frame is None:
        return []
    notes: list[Note] = []
    counted = [phase for phase in phases if not frame.counted or phase.code in frame.counted]
    if frame.opens is not None:
        opens, _ = calendar.day(frame.opens, None, "calendar")
        if frame.opens.param is not None and opens.year > calendar.start.year:
            opens = _a_year_earlier(opens)
        notes += [Note("phase_before_frame", (("phase", p.code),)) for p in counted if p.starts < opens]
    if frame.closes is not None:
        closes, _ = calendar.day(frame.closes, None, "calendar")
        notes += [Note("phase_after_frame", (("phase", p.code),)) for p in counted if p.last_day > closes]
    if frame.at_least is not None and counted:
        needed, _ = calendar.moved(counted[0].starts, frame.at_least, 1)
        if counted[-1].ends < needed:
            notes.append(Note("shorter_than_least", (("ends", str(counted[-1].ends)), ("needed", str(needed)))))
    return notes


def _param_notes(pack: Pack, values: Mapping[str, Value], suggested: frozenset[str], used: set[str]) -> list[Note]:
    """Faults that the answers put into the parameters of a step, for example weights that no longer sum to one."""
    notes: list[Note] = []
    for step in pack.plan.steps:
        if step.code not in used:
            continue
        kind = find_kind(step.kind)
        put = filled(step.params, values, suggested)
        faults = params_faults(kind, put.params, put.unset)
        if not faults and not put.unset:
            faults = list(kind.faults(kind.read_params(put.params), step, pack))
        for fault in faults:
            told = {"step": step.code, "fault": fault.code, "name": ".".join(map(str, fault.path)), **fault.values}
            notes.append(Note("step_faulty", tuple(told.items())))
    return notes


def _a_year_earlier(day: date) -> date:
    """A day of the year that opens a frame: July means the July of the year in which the campaign starts."""
    return add_months(day, -12)
