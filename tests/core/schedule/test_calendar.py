"""The shipped official days, and what makes a year confirmed."""

from collections import Counter
from datetime import date

import pytest

from xianfeng.core.schedule import CalendarDay, ConflictingDays, DayKind, WorkCalendar, official_calendar, official_days
from xianfeng.core.schedule.calendar import statutory_days

OFF_2026 = [("01-01", 3), ("02-15", 9), ("04-04", 3), ("05-01", 5), ("06-19", 3), ("09-25", 3), ("10-01", 7)]
WORK_2026 = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def test_2026_as_the_notice_says() -> None:
    off = {row.date for row in official_days() if row.year == 2026 and row.kind is DayKind.OFF}
    expected = set()
    for first, length in OFF_2026:
        start = date.fromisoformat(f"2026-{first}").toordinal()
        expected |= {date.fromordinal(start + n) for n in range(length)}
    assert off == expected
    work = [row.date for row in official_days() if row.year == 2026 and row.kind is DayKind.WORK]
    assert work == [date.fromisoformat(f"2026-{day}") for day in WORK_2026]


def test_every_shifted_working_day_is_on_a_weekend_and_every_row_has_its_source() -> None:
    for row in official_days():
        assert row.document and row.issued_date is not None and row.issued_date.year == row.year - 1
        assert row.date.weekday() >= 5 or row.kind is DayKind.OFF


@pytest.mark.parametrize(("year", "working_days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year: int, working_days: int) -> None:
    assert official_calendar().count_workdays(date(year, 1, 1), date(year, 12, 31)) == working_days


def test_days_off_follow_the_statute_of_their_year() -> None:
    off = Counter(row.year for row in official_days() if row.kind is DayKind.OFF)
    work = Counter(row.year for row in official_days() if row.kind is DayKind.WORK)
    assert (off, work) == ({2024: 28, 2025: 28, 2026: 33}, {2024: 8, 2025: 5, 2026: 6})


def test_a_notice_that_reaches_into_december_does_not_confirm_that_year() -> None:
    row = CalendarDay(date(2026, 12, 31), DayKind.OFF, "元旦", 2027)
    calendar = WorkCalendar.from_rows([row])
    assert calendar.confirmed_years == {2027}
    assert not calendar.is_workday(date(2026, 12, 31))
    assert not calendar.is_confirmed(date(2026, 12, 31))


def test_a_year_whose_notice_is_to_come_has_the_days_of_the_law() -> None:
    calendar = official_calendar()
    assert Counter(day.year for day in statutory_days()) == {2027: 13, 2028: 12, 2029: 13, 2030: 13, 2031: 12}
    assert not calendar.is_workday(date(2027, 10, 1)) and calendar.name_of(date(2027, 10, 1)) == "国庆节"
    assert calendar.is_workday(date(2027, 10, 4))
    declared = WorkCalendar.from_pairs([(date(2027, 10, 4), False)], [2027])
    assert declared.is_workday(date(2027, 10, 1)), "a notice that is known has the last word"


def test_rows_that_contradict_each_other_are_refused() -> None:
    rows = [CalendarDay(date(2026, 2, 14), kind, "", 2026) for kind in (DayKind.OFF, DayKind.WORK)]
    with pytest.raises(ConflictingDays):
        WorkCalendar.from_rows(rows)


def test_a_table_of_pairs_gives_the_same_calendar() -> None:
    official = official_calendar()
    pairs = [(row.date, row.kind is DayKind.WORK) for row in official_days()]
    table = WorkCalendar.from_pairs(pairs, [2024, 2025, 2026])
    days = [date.fromordinal(date(2024, 1, 1).toordinal() + n) for n in range(1200)]
    assert [table.is_workday(day) for day in days] == [official.is_workday(day) for day in days]
    assert table.confirmed_years == official.confirmed_years
