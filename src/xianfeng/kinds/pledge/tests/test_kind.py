"""How far a pledge has come, and where it stands, by the calendar alone."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.kinds.pledge.kind import kind, percent_done, pledge_state, topic_state

numbers = st.decimals(min_value=-1000, max_value=1000, places=2)


@pytest.mark.parametrize(
    ("baseline", "target", "value", "expected"),
    [
        (12, 20, 16, 50),
        (12, 20, 20, 100),
        (12, 20, 30, 100),
        (12, 20, 9, 0),
        (30, 10, 20, 50),  # a falling target: complaints from 30 to 10
        (5, 5, 5, 100),
        (5, 5, 4, 0),
        (0, 3, 2, 66),
    ],
)
def test_percent(baseline, target, value, expected):
    assert percent_done(Decimal(baseline), Decimal(target), Decimal(value)) == expected


@given(numbers, numbers, numbers)
def test_percent_stays_between_nought_and_a_hundred(baseline, target, value):
    assert 0 <= percent_done(baseline, target, value) <= 100


@given(numbers, numbers)
def test_the_target_itself_is_a_hundred(baseline, target):
    assert percent_done(baseline, target, target) == 100


@pytest.mark.parametrize(
    ("day", "fulfilled", "dropped", "expected"),
    [
        (date(2026, 10, 1), False, False, "in_progress"),
        (date(2026, 10, 2), False, False, "overdue"),
        (date(2026, 10, 2), True, False, "fulfilled"),
        (date(2026, 10, 2), False, True, "dropped"),
    ],
)
def test_state(day, fulfilled, dropped, expected):
    assert pledge_state(date(2026, 10, 1), day, fulfilled=fulfilled, dropped=dropped) == expected


def test_the_own_part_is_handing_in_and_the_rest_is_the_reviewer():
    params = kind.read_params({"measure": "post_duty", "at_least": 2})
    assert [(need.fact, need.part, need.at_least) for need in kind.own_part(params)] == [
        ("pledge_submitted", "post_duty", 2)
    ]
    free = kind.read_params({"measure": "post_duty", "reviewed": False})
    assert kind.own_part(free) == kind.needs(free)


def test_every_topic_is_answered_before_the_step_is_done():
    params = kind.read_params({"measure": "topic", "requirements": "topics", "every_topic": True})
    assert [need.fact for need in kind.needs(params)] == ["pledge_published", "topics_answered"]
    assert [need.fact for need in kind.own_part(params)] == ["pledge_submitted", "topics_written"]


@pytest.mark.parametrize(
    ("states", "is_explained", "expected"),
    [
        ([], False, "missing"),
        ([], True, "explained"),
        (["submitted"], True, "written"),
        (["submitted", "published"], False, "published"),
    ],
)
def test_how_one_topic_stands(states, is_explained, expected):
    assert topic_state(states, is_explained=is_explained) == expected
