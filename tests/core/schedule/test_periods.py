"""Notice periods: the vectors of CONVENTIONS 3.3, late posting, interruptions, and what must hold for any calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.core.schedule import (
    BadPeriod,
    CalendarDay,
    DateSpan,
    DayKind,
    WorkCalendar,
    add_workdays,
    both_ends,
    end_of_period,
    extended_end,
    latest_posting_day,
    official_calendar,
)

VECTORS = [
    ("2026-02-10", "2026-02-14", "2026-02-24", False),
    ("2026-04-01", "2026-04-08", "2026-04-09", False),
    ("2026-04-28", "2026-05-07", "2026-05-08", False),
    ("2026-06-15", "2026-06-22", "2026-06-23", False),
    ("2026-09-17", "2026-09-22", "2026-09-23", False),
    ("2026-09-21", "2026-09-28", "2026-09-29", False),
    ("2026-09-28", "2026-10-09", "2026-10-10", False),
    ("2026-12-28", "2027-01-04", "2027-01-05", True),
]


@pytest.mark.parametrize(("posted", "that_day", "next_day", "provisional"), VECTORS)
def test_five_working_days(posted: str, that_day: str, next_day: str, provisional: bool) -> None:
    ends = both_ends(date.fromisoformat(posted), 5, official_calendar())
    assert ends.counting_posting_day.last_day == date.fromisoformat(that_day)
    assert ends.counting_next_day.last_day == date.fromisoformat(next_day)
    assert ends.counting_posting_day.provisional is provisional
    assert ends.counting_next_day.provisional is provisional


def test_posting_on_a_day_off_counts_from_the_next_working_day_in_both_settings() -> None:
    ends = both_ends(date(2026, 10, 3), 1, official_calendar())
    assert ends.counting_posting_day.first_day == date(2026, 10, 8)
    assert ends.counting_next_day == ends.counting_posting_day


def test_posting_in_an_unconfirmed_year_is_provisional_although_it_ends_in_a_known_one() -> None:
    assert end_of_period(date(2023, 12, 29), 3, official_calendar()).provisional


def test_late_posting_extends_but_never_shortens() -> None:
    calendar = official_calendar()
    planned = end_of_period(date(2026, 6, 15), 5, calendar).last_day
    assert planned == date(2026, 6, 23)
    assert extended_end(planned, date(2026, 6, 17), 5, calendar).last_day == date(2026, 6, 25)
    assert extended_end(date(2026, 6, 30), date(2026, 6, 17), 5, calendar).last_day == date(2026, 6, 30)


def test_days_without_the_notice_on_the_wall_do_not_count() -> None:
    down = DateSpan.inclusive(date(2026, 6, 17), date(2026, 6, 18))
    end = end_of_period(date(2026, 6, 15), 5, official_calendar(), not_posted=[down])
    assert end.last_day == date(2026, 6, 25)


@pytest.mark.parametrize("days", [0, -1, 1001])
def test_numbers_that_are_no_period_are_refused(days: int) -> None:
    with pytest.raises(BadPeriod) as refused:
        end_of_period(date(2026, 1, 5), days, official_calendar())
    assert refused.value.code == "days_out_of_range"


def test_the_end_of_the_calendar_is_refused() -> None:
    with pytest.raises(BadPeriod) as refused:
        end_of_period(date(9999, 12, 30), 5, official_calendar())
    assert refused.value.code == "beyond_calendar"


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    start = date(2026, 1, 1)
    marks = draw(st.dictionaries(st.integers(0, 400), st.sampled_from(DayKind), max_size=60))
    rows = [CalendarDay(start + timedelta(days=n), kind, "", 2026) for n, kind in marks.items()]
    return WorkCalendar.from_rows(rows, {2026})


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
LENGTHS = st.integers(1, 15)


@given(DAYS, LENGTHS, calendars(), st.booleans())
def test_a_period_holds_exactly_its_working_days(posted: date, days: int, calendar: WorkCalendar, both: bool) -> None:
    end = end_of_period(posted, days, calendar, both)
    assert calendar.is_workday(end.last_day)
    assert calendar.count_workdays(end.first_day, end.last_day) == days
    assert end.first_day >= posted if both else end.first_day > posted
    assert end.provisional == (end.last_day.year != 2026)


@given(DAYS, LENGTHS, calendars(), st.booleans())
def test_posting_later_never_ends_earlier(posted: date, days: int, calendar: WorkCalendar, both: bool) -> None:
    today = end_of_period(posted, days, calendar, both).last_day
    tomorrow = end_of_period(posted + timedelta(days=1), days, calendar, both).last_day
    assert tomorrow >= today


@given(DAYS, LENGTHS, calendars())
def test_counting_the_posting_day_ends_at_most_one_working_day_earlier(
    posted: date, days: int, calendar: WorkCalendar
) -> None:
    ends = both_ends(posted, days, calendar)
    between = calendar.count_workdays(
        ends.counting_posting_day.last_day + timedelta(days=1), ends.counting_next_day.last_day
    )
    assert between == (1 if calendar.is_workday(posted) else 0)


@given(DAYS, LENGTHS, calendars(), st.booleans())
def test_latest_posting_is_the_latest_that_is_over_in_time(
    last: date, days: int, calendar: WorkCalendar, both: bool
) -> None:
    posting = latest_posting_day(last, days, calendar, both)
    assert end_of_period(posting, days, calendar, both).last_day <= last
    assert end_of_period(posting + timedelta(days=1), days, calendar, both).last_day > last


@given(DAYS, st.integers(-15, 15), calendars())
def test_adding_working_days_and_taking_them_away(start: date, days: int, calendar: WorkCalendar) -> None:
    moved = add_workdays(start, days, calendar)
    if days == 0:
        assert moved == start
    else:
        assert calendar.is_workday(moved)
        low, high = (start + timedelta(days=1), moved) if days > 0 else (moved, start - timedelta(days=1))
        assert calendar.count_workdays(low, high) == abs(days)
