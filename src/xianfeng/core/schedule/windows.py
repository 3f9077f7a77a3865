"""Windows that come back or hang on a fixed day: half-monthly returns, rounds, anchored dates, school holidays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from xianfeng.core.schedule.calendar import ONE_DAY, WorkCalendar
from xianfeng.core.schedule.months import add_months
from xianfeng.core.schedule.periods import add_workdays
from xianfeng.core.schedule.spans import DateSpan


class DayOffRule(StrEnum):
    """What happens to a due date that is no working day; S4-45 is silent, so the bureau chooses."""

    KEEP = "keep"
    EARLIER = "earlier"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class ReturnWindow:
    """One half-monthly return: it covers `facts` (cut to cut) and is handed in during `hand_in`."""

    facts: DateSpan
    hand_in: DateSpan
    due_date: date
    provisional: bool


def half_month_windows(
    year: int,
    month: int,
    calendar: WorkCalendar,
    *,
    first_due_day: int = 12,
    due_day_included: bool = True,
    last_days: int = 3,
    day_off: DayOffRule = DayOffRule.KEEP,
) -> tuple[ReturnWindow, ReturnWindow]:
    """The two windows of a month (S4-45: 每月12日前, 當月底前三天內).

    "12日前" includes the 12th unless `due_day_included` is False. The first return covers the 1st to its due day, the
    second the rest of the month; it is handed in during the last `last_days` days. A due date on a day off stays or
    moves as `day_off` says; the facts covered do not move with it.
    """
    start = date(year, month, 1)
    end = add_months(start, 1)
    cut = date(year, month, first_due_day) + (ONE_DAY if due_day_included else timedelta())
    first, second = DateSpan(start, cut), DateSpan(cut, end)
    return (
        _hand_in(first, first, calendar, day_off),
        _hand_in(second, DateSpan(end - timedelta(days=last_days), end), calendar, day_off),
    )


def _hand_in(facts: DateSpan, nominal: DateSpan, calendar: WorkCalendar, day_off: DayOffRule) -> ReturnWindow:
    due = nominal.last_day
    if day_off is DayOffRule.EARLIER:
        due = calendar.previous_workday(due)
    elif day_off is DayOffRule.LATER:
        due = calendar.next_workday(due)
    moved = day_off is not DayOffRule.KEEP
    provisional = moved and not calendar.is_confirmed_span(*sorted((due, nominal.last_day)))
    return ReturnWindow(facts, DateSpan.inclusive(min(nominal.start, due), due), due, provisional)


class Every(StrEnum):
    """Length of one round."""

    WEEK = "week"
    HALF_MONTH = "half_month"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


MONTHS_OF = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}


def rounds(span: DateSpan, every: Every, times: int = 1) -> tuple[DateSpan, ...]:
    """Rounds of `times` × `every` that tile `span` from its start without gap or overlap; the last may be cut short.

    Half months run from the 1st and the 16th. Months count from the start itself, so that a start on the 31st does
    not drift. Raises ValueError when `times` is below 1.
    """
    if times < 1:
        raise ValueError("times must be at least 1")
    edges = [span.start]
    for edge in _edges(span.start, every, times):
        if edge >= span.end:
            break
        edges.append(edge)
    edges.append(span.end)
    return tuple(DateSpan(start, end) for start, end in pairwise(edges))


def _edges(start: date, every: Every, times: int) -> Iterator[date]:
    n = 0
    while True:
        n += times
        if every is Every.WEEK:
            yield start + timedelta(weeks=n)
        elif every is Every.HALF_MONTH:
            halves = start.year * 24 + (start.month - 1) * 2 + (start.day > 15) + n
            yield date(halves // 24, halves % 24 // 2 + 1, 16 if halves % 2 else 1)
        else:
            yield add_months(start, n * MONTHS_OF[every])


class Unit(StrEnum):
    """Unit of a distance from an anchor."""

    DAY = "day"
    WORKDAY = "workday"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something due `distance` units before (negative) or after (positive) the anchor."""

    code: str
    distance: int
    unit: Unit = Unit.DAY


@dataclass(frozen=True, slots=True)
class PlacedMilestone:
    """A milestone with its date; `provisional` when working days of an unconfirmed year were counted."""

    code: str
    date: date
    provisional: bool


def place_milestones(
    anchor: date, milestones: Iterable[Milestone], calendar: WorkCalendar
) -> tuple[PlacedMilestone, ...]:
    """Date every milestone from its anchor, oldest first (S0-60, S1-22: what must be done before 1 July)."""
    placed = []
    for item in milestones:
        provisional = False
        if item.unit is Unit.DAY:
            day = anchor + timedelta(days=item.distance)
        elif item.unit is Unit.MONTH:
            day = add_months(anchor, item.distance)
        else:
            day = add_workdays(anchor, item.distance, calendar)
            provisional = not calendar.is_confirmed_span(min(anchor, day), max(anchor, day))
        placed.append(PlacedMilestone(item.code, day, provisional))
    return tuple(sorted(placed, key=lambda item: (item.date, item.code)))


def around(anchor: date, days_before: int, days_after: int) -> DateSpan:
    """The window of an anchor with 前后 (S1-18: 每年七一前后), the anchor day included."""
    return DateSpan(anchor - timedelta(days=days_before), anchor + timedelta(days=days_after + 1))


def next_anniversary(month: int, day: int, on_or_after: date) -> date:
    """First `month`/`day` on or after a date; 29 February falls on 28 February in ordinary years."""
    for year in (on_or_after.year, on_or_after.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            if (month, day) != (2, 29):
                raise
            found = date(year, 2, 28)
        if found >= on_or_after:
            return found
    raise AssertionError("unreachable: the second year is always later")


@dataclass(frozen=True, slots=True)
class SchoolHoliday:
    """寒假, 暑假 or another stretch of an empty campus."""

    name: str
    span: DateSpan


@dataclass(frozen=True, slots=True)
class EmptyCampus:
    """A warning: `days` of the span fall into the holiday `name`; `whole` when nothing of it lies outside."""

    name: str
    days: int
    whole: bool


def empty_campus(span: DateSpan, holidays: Iterable[SchoolHoliday]) -> tuple[EmptyCampus, ...]:
    """Warnings for a notice period or step during school holidays: it reaches nobody (CONVENTIONS 3.3)."""
    found = []
    for holiday in holidays:
        shared = span.overlap(holiday.span)
        if shared is not None:
            found.append(EmptyCampus(holiday.name, shared.days, shared == span))
    return tuple(found)
