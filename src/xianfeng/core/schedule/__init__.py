"""Dates and deadlines: working days, notice periods, windows, rounds, phases. Pure; the calendar is passed in.

calendar = official_calendar()                      # or WorkCalendar.from_pairs(rows, years) from a table
end_of_period(date(2026, 2, 10), 5, calendar)       # PeriodEnd(last_day=2026-02-24, ...)
"""

from xianfeng.core.schedule.calendar import (
    CalendarDay,
    ConflictingDays,
    DayKind,
    WorkCalendar,
    official_calendar,
    official_days,
    read_days,
)
from xianfeng.core.schedule.command import workdays_main
from xianfeng.core.schedule.keeping import MOST_KEPT, Keeping, Term, keeping_of
from xianfeng.core.schedule.months import (
    Fit,
    LengthCheck,
    MonthMeaning,
    SoftLength,
    add_months,
    chain_phases,
    minimum_months,
    months_span,
)
from xianfeng.core.schedule.periods import (
    MOST_DAYS,
    BadPeriod,
    BothEnds,
    PeriodEnd,
    add_workdays,
    both_ends,
    end_of_period,
    extended_end,
    latest_posting_day,
)
from xianfeng.core.schedule.spans import DateSpan, EmptySpan
from xianfeng.core.schedule.windows import (
    DayOffRule,
    EmptyCampus,
    Every,
    Milestone,
    PlacedMilestone,
    ReturnWindow,
    SchoolHoliday,
    Unit,
    around,
    empty_campus,
    half_month_windows,
    next_anniversary,
    place_milestones,
    rounds,
)

__all__ = [
    "MOST_DAYS",
    "MOST_KEPT",
    "BadPeriod",
    "BothEnds",
    "CalendarDay",
    "ConflictingDays",
    "DateSpan",
    "DayKind",
    "DayOffRule",
    "EmptyCampus",
    "EmptySpan",
    "Every",
    "Fit",
    "Keeping",
    "LengthCheck",
    "Milestone",
    "MonthMeaning",
    "PeriodEnd",
    "PlacedMilestone",
    "ReturnWindow",
    "SchoolHoliday",
    "SoftLength",
    "Term",
    "Unit",
    "WorkCalendar",
    "add_months",
    "add_workdays",
    "around",
    "both_ends",
    "chain_phases",
    "empty_campus",
    "end_of_period",
    "extended_end",
    "half_month_windows",
    "keeping_of",
    "latest_posting_day",
    "minimum_months",
    "months_span",
    "next_anniversary",
    "official_calendar",
    "official_days",
    "place_milestones",
    "read_days",
    "rounds",
    "workdays_main",
]
