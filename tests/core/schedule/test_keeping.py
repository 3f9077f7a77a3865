"""How long slips are kept for a recount: terms lengthen, an open contest holds, a year ends it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from xianfeng.core.schedule import MOST_KEPT, Term, keeping_of, official_calendar

CALENDAR = official_calendar()
COUNTED = date(2026, 9, 15)
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
TERMS = st.lists(st.builds(Term, DAYS, st.booleans()), max_size=4)


def test_without_any_term_the_longest_of_the_plan_ends_it():
    keeping = keeping_of(COUNTED, 5, CALENDAR)
    assert (keeping.last_day, keeping.is_open) == (date(2026, 9, 21), False)
    assert (keeping.is_over(date(2026, 9, 21)), keeping.is_over(date(2026, 9, 22))) == (False, True)


def test_it_runs_from_the_end_of_a_step_that_ends_later():
    assert keeping_of(COUNTED, 5, CALENDAR, step_ends_on=date(2026, 9, 21)).last_day == date(2026, 9, 29)
    assert keeping_of(COUNTED, 5, CALENDAR, step_ends_on=date(2026, 9, 1)).last_day == date(2026, 9, 21)


def test_a_notice_lengthens_it_and_an_open_objection_holds_it_for_a_year():
    hung = Term(date(2026, 9, 28))
    assert keeping_of(COUNTED, 5, CALENDAR, terms=[hung]).is_over(date(2026, 9, 29))
    held = keeping_of(COUNTED, 5, CALENDAR, terms=[hung, Term(date(2026, 9, 20), is_open=True)])
    assert [held.is_over(day) for day in (date(2026, 9, 29), date(2027, 9, 15), date(2027, 9, 16))] == [
        False,
        False,
        True,
    ]


@given(DAYS, st.integers(1, 60), st.none() | DAYS, TERMS, DAYS)
def test_terms_only_lengthen_and_it_always_ends(counted, days, ends, terms, on):
    bare = keeping_of(counted, days, CALENDAR, step_ends_on=ends)
    more = keeping_of(counted, days, CALENDAR, step_ends_on=ends, terms=terms)
    assert counted <= bare.last_day <= more.last_day <= counted + MOST_KEPT
    assert bare.is_over(on) or not more.is_over(on)
    assert more.is_over(counted + MOST_KEPT + timedelta(days=1))
