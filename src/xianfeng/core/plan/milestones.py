"""Steps that must be over before a day (S0-60): nomination, ballot and notice before the commendation on 1 July.

Before: a notice of 5 working days, open from the 4th working day before ``commendation_day`` on. After: a blocking note
``too_few_workdays_before_day`` with the day and what is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from xianfeng.core.kind.registry import find_kind
from xianfeng.core.plan.dating import PlanDates
from xianfeng.core.plan.resolved import Note, ResolvedStep


def milestone_notes(dates: PlanDates, steps: Sequence[ResolvedStep]) -> list[Note]:
    """One note for every step that misses its day. Codes: ``not_before_day`` - its window runs past the day;
    ``too_few_workdays_before_day``, ``too_few_days_before_day`` - what its kind needs does not fit. A month and day means the first one after the start.

    Raises :class:`PlanUnresolvable` when the day has neither value nor suggestion.
    """
    return [note for step in steps for note in _notes(dates, step)]


def _notes(dates: PlanDates, step: ResolvedStep) -> Iterator[Note]:
    said = dates.pack.find_step(step.code)
    code = said.window.before if said is not None else None
    if code is None or step.closes <= step.opens:
        return
    parameter = dates.pack.find_parameter(code)
    day = dates.dated(code, dates.start + timedelta(days=1))
    told = [("step", step.title), ("name", parameter.title if parameter else code), ("day", str(day))]
    if step.closes > day:
        yield Note("not_before_day", (*told, ("ends", str(step.last_day))))
        return
    needed = _needed(step)
    if needed is None:
        return
    number, unit = needed
    if _over(dates, step.opens, number, unit) >= step.closes:
        too_few = "too_few_workdays_before_day" if unit == "working_days" else "too_few_days_before_day"
        yield Note(too_few, (*told, ("opens", str(step.opens)), ("needed", str(number))))


def _needed(step: ResolvedStep) -> tuple[int, str] | None:
    kind = find_kind(step.kind)
    try:
        return kind.least_time(kind.read_params(step.params))
    except ValueError:
        return None


def _over(dates: PlanDates, opens: date, number: int, unit: str) -> date:
    """The last day of what begins on the first day; that day itself is not counted, as in a notice period."""
    return dates.after_workdays(opens, number) if unit == "working_days" else opens + timedelta(days=number)
