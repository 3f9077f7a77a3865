"""When reports are due, what they cover, how often they have come round, and whether words were taken over."""

from datetime import date
from itertools import pairwise

import pytest

from xianfeng.core.schedule import official_calendar
from xianfeng.kinds.returns.kind import Params, copied_parts, kind, level_reached, periods

WINDOWS = [
    {"code": "first", "title": "上半月", "by_day": 12, "day_included": True},
    {"code": "second", "title": "下半月", "last_days": 3},
]


def params(**more):
    usual = {"form": "half_monthly", "relation": "party_affiliation", "windows": WINDOWS}
    return Params.model_validate(usual | more)


@pytest.mark.parametrize(
    ("opens", "closes", "first_days", "last"),
    [
        (date(2026, 2, 1), date(2026, 3, 1), date(2026, 2, 26), date(2026, 2, 28)),
        (date(2028, 2, 1), date(2028, 3, 1), date(2028, 2, 27), date(2028, 2, 29)),
        (date(2026, 4, 1), date(2026, 5, 1), date(2026, 4, 28), date(2026, 4, 30)),
        (date(2026, 7, 1), date(2026, 8, 1), date(2026, 7, 29), date(2026, 7, 31)),
    ],
)
def test_the_last_three_days_go_by_the_real_length_of_the_month(opens, closes, first_days, last):
    first, second = periods(params(), opens, closes)
    assert first.due_date == opens.replace(day=12)
    assert (second.hand_in.start, second.due_date) == (first_days, last)


def test_periods_run_from_cut_to_cut_without_gap():
    found = periods(params(), date(2026, 2, 5), date(2026, 4, 10))
    assert [one.key for one in found][:3] == ["first-2026-02", "second-2026-02", "first-2026-03"]
    assert found[0].facts.start == date(2026, 2, 5)
    assert all(one.facts.end == after.facts.start for one, after in pairwise(found))
    excluded = [WINDOWS[0] | {"day_included": False}, WINDOWS[1]]
    assert periods(params(windows=excluded), date(2026, 2, 1), date(2026, 3, 1))[0].due_date == date(2026, 2, 11)


def test_a_due_date_on_a_day_off_moves_as_the_plan_says():
    opens, closes, calendar = date(2026, 2, 1), date(2026, 3, 1), official_calendar()
    dues = {
        rule: periods(params(day_off=rule), opens, closes, calendar)[1].due_date
        for rule in ("keep", "earlier", "later")
    }  # 2026-02-28 is a Saturday that is worked on account of the Spring Festival
    assert dues == dict.fromkeys(dues, date(2026, 2, 28))
    may = {
        rule: periods(params(day_off=rule), date(2026, 5, 1), date(2026, 6, 1), calendar)[1].due_date for rule in dues
    }
    assert may == {"keep": date(2026, 5, 31), "earlier": date(2026, 5, 29), "later": date(2026, 6, 1)}


def test_what_is_owed_grows_with_the_windows_that_have_begun():
    opens = date(2026, 2, 5)
    days = [date(2026, 2, 5), date(2026, 2, 25), date(2026, 2, 26), date(2026, 3, 1)]
    assert [kind.occasions(params(), opens, day) for day in days] == [1, 1, 2, 3]
    assert kind.occasions(params(windows=[]), opens, date(2026, 12, 31)) == 1


def test_words_of_the_last_issue_are_noticed():
    then = {"日常党建工作": "本月组织党员学习党章一次，召开支部委员会会议一次，走访困难教师两名。"}
    assert [one.part for one in copied_parts(then, then)] == ["日常党建工作"]
    assert copied_parts({"日常党建工作": "开展教学开放日，党员教师上示范课三节，听课教师四十人。"}, then) == []
    assert copied_parts({"日常党建工作": ""}, then) == []


def test_the_level_asked_for_is_reached_or_not():
    asked = params(form="recommendation", windows=[], level_at_least="town")
    assert [level_reached(asked, level) for level in ("", "town", "city")] == [False, True, True]
    assert not level_reached(params(windows=[], level_at_least="city"), "county")
