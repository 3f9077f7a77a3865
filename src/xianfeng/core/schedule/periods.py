"""When a period of working days ends (公示期): `end_of_period`.

CONVENTIONS 3.2 and 3.3: one office counts from the day after posting, another counts the posting day. Which one is a
setting; pages show both. Before: posted 2026-02-10, 5 working days. After: last day 2026-02-24 (2026-02-14, a
Saturday, when the posting day counts).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from xianfeng.core.schedule.calendar import ONE_DAY, WorkCalendar
from xianfeng.core.schedule.spans import DateSpan

MOST_DAYS = 1000
"""No period of the programmes comes near this many days; more is taken for a slip of the keyboard."""


class BadPeriod(ValueError):
    """The number of days is not between 1 and `MOST_DAYS`, or the period leaves the calendar. `code` says which."""

    def __init__(self, code: str, days: int) -> None:
        super().__init__(f"{code}: {days}")
        self.code = code
        self.days = days


@dataclass(frozen=True, slots=True)
class PeriodEnd:
    """`first_day` and `last_day` are the first and last day that counted; `provisional` means 暂算."""

    last_day: date
    first_day: date
    provisional: bool

    @property
    def span(self) -> DateSpan:
        """First to last counted day, half-open."""
        return DateSpan.inclusive(self.first_day, self.last_day)


@dataclass(frozen=True, slots=True)
class BothEnds:
    """The same period by both ways of counting; pages print both dates."""

    counting_posting_day: PeriodEnd
    counting_next_day: PeriodEnd


def end_of_period(
    posted: date,
    days: int,
    calendar: WorkCalendar,
    count_posting_day: bool = False,
    *,
    not_posted: Sequence[DateSpan] = (),
) -> PeriodEnd:
    """The `days`-th working day from the posting.

    The posting day counts only where `count_posting_day` says so and it is a working day. Days inside `not_posted`
    (the notice was taken down) do not count, so that an interruption extends the period. Provisional when any year
    from the posting to the last day has no known notice. Raises `BadPeriod`.
    """
    if not 1 <= days <= MOST_DAYS:
        raise BadPeriod("days_out_of_range", days)
    first: date | None = None
    left = days
    try:
        day = posted if count_posting_day else posted + ONE_DAY
        while True:
            if calendar.is_workday(day) and not any(day in gap for gap in not_posted):
                first = first or day
                left -= 1
                if left == 0:
                    return PeriodEnd(day, first, not calendar.is_confirmed_span(posted, day))
            day += ONE_DAY
    except OverflowError:
        raise BadPeriod("beyond_calendar", days) from None


def both_ends(posted: date, days: int, calendar: WorkCalendar, *, not_posted: Sequence[DateSpan] = ()) -> BothEnds:
    """The end by either setting. Raises `BadPeriod`."""
    return BothEnds(
        end_of_period(posted, days, calendar, True, not_posted=not_posted),
        end_of_period(posted, days, calendar, False, not_posted=not_posted),
    )


def extended_end(
    planned_last_day: date, posted: date, days: int, calendar: WorkCalendar, count_posting_day: bool = False
) -> PeriodEnd:
    """The end after a late posting: never earlier than planned, never shorter than `days` working days from `posted`."""
    actual = end_of_period(posted, days, calendar, count_posting_day)
    if planned_last_day <= actual.last_day:
        return actual
    return PeriodEnd(planned_last_day, actual.first_day, not calendar.is_confirmed_span(posted, planned_last_day))


def latest_posting_day(last_day: date, days: int, calendar: WorkCalendar, count_posting_day: bool = False) -> date:
    """The latest day on which a notice of `days` working days can go up and be over by `last_day`. Raises `BadPeriod`."""
    if not 1 <= days <= MOST_DAYS:
        raise BadPeriod("days_out_of_range", days)
    try:
        day = calendar.previous_workday(last_day)
        for _ in range(days - 1):
            day = calendar.previous_workday(day - ONE_DAY)
        return day if count_posting_day else day - ONE_DAY
    except OverflowError:
        raise BadPeriod("beyond_calendar", days) from None


def add_workdays(start: date, days: int, calendar: WorkCalendar) -> date:
    """The `days`-th working day after `start` (before it when negative); 0 gives `start`. `start` does not count."""
    day, step = start, timedelta(days=1 if days > 0 else -1)
    for _ in range(abs(days)):
        day += step
        while not calendar.is_workday(day):
            day += step
    return day
