"""Windows that come back, anchored dates, soft lengths, months, spans, school holidays."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.core.schedule import (
    DateSpan,
    DayOffRule,
    EmptyCampus,
    EmptySpan,
    Every,
    Fit,
    Milestone,
    MonthMeaning,
    SchoolHoliday,
    SoftLength,
    Unit,
    add_months,
    around,
    chain_phases,
    empty_campus,
    half_month_windows,
    minimum_months,
    months_span,
    next_anniversary,
    official_calendar,
    place_milestones,
    rounds,
)

D = date.fromisoformat


def test_half_monthly_returns_of_an_ordinary_month() -> None:
    first, second = half_month_windows(2026, 4, official_calendar())
    assert (first.facts, first.due_date) == (DateSpan(D("2026-04-01"), D("2026-04-13")), D("2026-04-12"))
    assert (second.facts, second.due_date) == (DateSpan(D("2026-04-13"), D("2026-05-01")), D("2026-04-30"))
    assert second.hand_in == DateSpan(D("2026-04-28"), D("2026-05-01"))


@pytest.mark.parametrize(("year", "month", "opens"), [(2026, 2, "2026-02-26"), (2024, 2, "2024-02-27")])
def test_the_second_window_moves_with_the_length_of_the_month(year: int, month: int, opens: str) -> None:
    assert half_month_windows(year, month, official_calendar())[1].hand_in.start == D(opens)


def test_before_the_12th_may_leave_the_12th_out() -> None:
    first, second = half_month_windows(2026, 4, official_calendar(), due_day_included=False)
    assert (first.due_date, second.facts.start) == (D("2026-04-11"), D("2026-04-12"))


@pytest.mark.parametrize(
    ("rule", "due"),
    [(DayOffRule.KEEP, "2026-04-12"), (DayOffRule.EARLIER, "2026-04-10"), (DayOffRule.LATER, "2026-04-13")],
)
def test_a_due_date_on_a_sunday(rule: DayOffRule, due: str) -> None:
    assert half_month_windows(2026, 4, official_calendar(), day_off=rule)[0].due_date == D(due)


def test_moving_into_an_unconfirmed_year_is_provisional_and_keeping_the_date_is_not() -> None:
    calendar = official_calendar()
    assert half_month_windows(2027, 6, calendar, day_off=DayOffRule.EARLIER)[0].provisional
    assert not half_month_windows(2027, 6, calendar)[0].provisional


@given(st.integers(2024, 2026), st.integers(1, 12), st.sampled_from(DayOffRule))
def test_the_two_returns_cover_the_month_without_gap(year: int, month: int, rule: DayOffRule) -> None:
    first, second = half_month_windows(year, month, official_calendar(), day_off=rule)
    start = date(year, month, 1)
    assert (first.facts.start, second.facts.end) == (start, add_months(start, 1))
    assert first.facts.end == second.facts.start
    assert all(part.due_date in part.hand_in for part in (first, second))


SPANS = st.builds(
    lambda start, days: DateSpan.of_days(start, days), st.dates(D("2024-01-01"), D("2027-01-01")), st.integers(1, 900)
)


@given(SPANS, st.sampled_from(Every), st.integers(1, 3))
def test_rounds_tile_their_span(span: DateSpan, every: Every, times: int) -> None:
    found = rounds(span, every, times)
    assert (found[0].start, found[-1].end) == (span.start, span.end)
    assert all(before.end == after.start for before, after in pairwise(found))
    assert sum(part.days for part in found) == span.days


def test_rounds_by_example() -> None:
    year = DateSpan(D("2026-01-31"), D("2026-06-01"))
    assert [part.start for part in rounds(year, Every.MONTH)] == [
        D("2026-01-31"), D("2026-02-28"), D("2026-03-31"), D("2026-04-30"), D("2026-05-31"),
    ]  # fmt: skip
    assert [part.start for part in rounds(DateSpan(D("2026-03-10"), D("2026-04-20")), Every.HALF_MONTH)] == [
        D("2026-03-10"), D("2026-03-16"), D("2026-04-01"), D("2026-04-16"),
    ]  # fmt: skip
    assert len(rounds(DateSpan(D("2026-01-01"), D("2027-01-01")), Every.MONTH, 2)) == 6


def test_milestones_before_the_first_of_july() -> None:
    placed = place_milestones(
        D("2026-07-01"),
        [
            Milestone("commend", 0),
            Milestone("notice_over", -1, Unit.WORKDAY),
            Milestone("notice_posted", -6, Unit.WORKDAY),
            Milestone("nominate", -1, Unit.MONTH),
            Milestone("report", 10),
        ],
        official_calendar(),
    )
    assert [(item.code, item.date.isoformat(), item.provisional) for item in placed] == [
        ("nominate", "2026-06-01", False),
        ("notice_posted", "2026-06-23", False),
        ("notice_over", "2026-06-30", False),
        ("commend", "2026-07-01", False),
        ("report", "2026-07-11", False),
    ]


def test_milestones_over_an_unknown_new_year_are_provisional() -> None:
    (item,) = place_milestones(D("2027-01-10"), [Milestone("posted", -8, Unit.WORKDAY)], official_calendar())
    assert item.provisional


def test_around_the_first_of_july() -> None:
    span = around(D("2026-07-01"), 10, 5)
    assert (span.start, span.last_day, span.days) == (D("2026-06-21"), D("2026-07-06"), 16)


@pytest.mark.parametrize(
    ("month", "day", "since", "found"),
    [
        (7, 1, "2026-07-01", "2026-07-01"),
        (7, 1, "2026-07-02", "2027-07-01"),
        (2, 29, "2026-01-01", "2026-02-28"),
        (2, 29, "2027-03-01", "2028-02-29"),
    ],
)
def test_next_anniversary(month: int, day: int, since: str, found: str) -> None:
    assert next_anniversary(month, day, D(since)) == D(found)


def test_three_phases_of_100_days_pass_the_minimum_either_way() -> None:
    phases = chain_phases(D("2026-07-06"), [30, 40, 30])
    assert [phase.start for phase in phases] == [D("2026-07-06"), D("2026-08-05"), D("2026-09-14")]
    assert phases[-1].end == D("2026-10-14")
    for meaning in MonthMeaning:
        assert minimum_months([30, 40, 30], D("2026-07-06"), 3, meaning).met
    short = minimum_months([30, 30, 30], D("2026-07-06"), 3, MonthMeaning.CALENDAR)
    assert (short.required_days, short.short_by, short.met) == (92, 2, False)
    assert minimum_months([30, 30, 30], D("2026-07-06"), 3, MonthMeaning.THIRTY_DAYS).met


@pytest.mark.parametrize(
    ("days", "fit"), [(30, Fit.EXACT), (24, Fit.WITHIN), (36, Fit.WITHIN), (23, Fit.OUTSIDE), (37, Fit.OUTSIDE)]
)
def test_about_thirty_days(days: int, fit: Fit) -> None:
    assert SoftLength(30).fit(days) is fit


def test_the_tolerance_never_rounds_outwards() -> None:
    soft = SoftLength(33, Fraction(1, 5))
    assert (soft.shortest_days, soft.longest_days) == (27, 39)


@given(st.dates(D("2000-01-01"), D("2100-01-01")), st.integers(-60, 60))
def test_months_keep_the_day_or_end_the_month(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


def test_two_to_three_months_after_the_end() -> None:
    closes = D("2026-11-30")
    assert months_span(closes, 2, MonthMeaning.CALENDAR).end == D("2027-01-30")
    assert months_span(closes, 3, MonthMeaning.CALENDAR).end == D("2027-02-28")


def test_a_phase_without_length_is_refused() -> None:
    with pytest.raises(EmptySpan):
        DateSpan(D("2023-07-01"), D("2023-07-01"))
    with pytest.raises(EmptySpan):
        chain_phases(D("2026-07-01"), [30, 0])


@given(SPANS, SPANS)
def test_overlap_is_what_both_hold(one: DateSpan, other: DateSpan) -> None:
    shared = one.overlap(other)
    days = set(one) & set(other)
    assert (set(shared) if shared else set()) == days
    assert one.covers(other) == (set(other) <= set(one))
    assert one.last_day in one and one.end not in one


def test_a_notice_in_the_summer_holiday_reaches_nobody() -> None:
    summer = SchoolHoliday("暑假", DateSpan.inclusive(D("2026-07-11"), D("2026-08-31")))
    inside = DateSpan.inclusive(D("2026-07-20"), D("2026-07-24"))
    edge = DateSpan.inclusive(D("2026-07-08"), D("2026-07-14"))
    assert empty_campus(inside, [summer]) == (EmptyCampus("暑假", 5, True),)
    assert empty_campus(edge, [summer]) == (EmptyCampus("暑假", 4, False),)
    assert empty_campus(DateSpan.inclusive(D("2026-06-01"), D("2026-07-10")), [summer]) == ()
