"""What a person should look at before a plan runs on these days: order, room, days off, school holidays.

Before: a notice of 5 working days in a step of 4 days at the end of September. After: ``time_too_short`` with what is needed
and what there is, ``ends_on_day_off``, ``in_school_holiday`` ... Nothing here forbids; sentences are made at the edge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from xianfeng.core.kind.registry import find_kind
from xianfeng.core.plan.model import Anchor, Pack
from xianfeng.core.plan.resolved import Note, ResolvedPlan, ResolvedStep
from xianfeng.core.schedule import WorkCalendar


@dataclass(frozen=True, slots=True)
class Holiday:
    """寒假 or 暑假: ``[opens, closes)``."""

    title: str
    opens: date
    closes: date


def calendar_notes(
    pack: Pack, plan: ResolvedPlan, calendar: WorkCalendar, holidays: Sequence[Holiday] = ()
) -> tuple[Note, ...]:
    """Everything worth a look, in the order of the plan. Codes:

    phase_out_of_order, phase_gap - phases against their reading order; step_outside_phase, step_before_its_turn - a
    step against its phase and the steps it waits for; time_too_short - a window shorter than what the kind needs;
    no_working_day, ends_on_day_off, in_school_holiday, day_unconfirmed - against the calendar.
    """
    return (*_phases(plan), *_steps(pack, plan, calendar, holidays), *_days(plan, calendar))


def _phases(plan: ResolvedPlan) -> Iterator[Note]:
    for before, after in zip(plan.phases, plan.phases[1:], strict=False):
        told = {"phase": after.title, "before": before.title}
        if after.starts < before.starts:
            yield _note("phase_out_of_order", **told, starts=after.starts, earlier=before.starts)
        elif after.starts > before.ends:
            yield _note("phase_gap", **told, ends=before.last_day, starts=after.starts)


def _steps(pack: Pack, plan: ResolvedPlan, calendar: WorkCalendar, holidays: Sequence[Holiday]) -> Iterator[Note]:
    phases = {phase.code: phase for phase in plan.phases}
    first_of: dict[str, ResolvedStep] = {}
    for step in plan.steps:
        first_of.setdefault(step.code, step)
    for step in plan.steps:
        if step.closes <= step.opens:
            continue
        phase = phases[step.phase]
        told = {"step": step.title, "opens": step.opens, "ends": step.last_day}
        outside = step.opens < phase.starts or step.closes > phase.ends
        if outside and not _throughout(pack, step):
            yield _note("step_outside_phase", **told, phase=phase.title, starts=phase.starts, last=phase.last_day)
        for code in step.after:
            earlier = first_of.get(code)
            if earlier is not None and step.closes <= earlier.opens:
                yield _note("step_before_its_turn", **told, before=earlier.title, starts=earlier.opens)
        yield from _room(step, calendar, told)
        if calendar.count_workdays(step.opens, step.last_day) == 0:
            yield _note("no_working_day", **told)
        for holiday in holidays:
            shared = (min(step.closes, holiday.closes) - max(step.opens, holiday.opens)).days
            if shared * 2 > (step.closes - step.opens).days:
                yield _note("in_school_holiday", **told, holiday=holiday.title)


def _throughout(pack: Pack, step: ResolvedStep) -> bool:
    """The plan lets it run to the very end of the campaign: longer than its phase is meant."""
    said = pack.find_step(step.code)
    return said is not None and said.window.closes == Anchor(campaign=True, edge="end")


def _room(step: ResolvedStep, calendar: WorkCalendar, told: dict[str, object]) -> Iterator[Note]:
    """Whether what the kind needs fits between the first day and the last."""
    kind = find_kind(step.kind)
    try:
        needed = kind.least_time(kind.read_params(step.params))
    except ValueError:
        return
    if needed is None:
        return
    number, unit = needed
    if unit == "working_days":
        there = calendar.count_workdays(step.opens, step.last_day)
    else:
        there = (step.closes - step.opens).days
    if there < number:
        yield _note("time_too_short", **told, needed=number, there=there, unit=unit)


def _days(plan: ResolvedPlan, calendar: WorkCalendar) -> Iterator[Note]:
    """Last days that are no working days, told once a day; and a span that no official notice covers yet."""
    ending: dict[date, list[str]] = {}
    for step in plan.steps:
        if step.closes > step.opens and step.round == 1:
            ending.setdefault(step.last_day, []).append(step.title)
    for day, titles in sorted(ending.items()):
        if not calendar.is_workday(day):
            name = calendar.name_of(day)
            yield _note("ends_on_day_off", steps="、".join(titles), day=day, name=name)
    last = plan.end_date - timedelta(days=1)
    if plan.start_date <= last and not calendar.is_confirmed_span(plan.start_date, last):
        yield _note("day_unconfirmed", starts=plan.start_date, ends=last)


def _note(code: str, **values: object) -> Note:
    return Note(code, tuple((name, str(value)) for name, value in values.items()))
