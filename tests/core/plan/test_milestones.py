"""Nomination, ballot and notice stand before the commendation day and move with it; what cannot is refused (S0-60)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from xianfeng.apps.campaigns.actions import Obstacle
from xianfeng.apps.campaigns.sentences import obstacle_sentence
from xianfeng.core.plan import resolve
from xianfeng.core.plan.model import Pack
from xianfeng.core.plan.resolved import BLOCKING_NOTES
from xianfeng.core.schedule import add_workdays, end_of_period, official_calendar

from .test_resolving import WHY, pack, parameter, phase

REFUSED = {"not_before_day", "too_few_workdays_before_day"}
DAYS = st.dates(date(2026, 5, 1), date(2026, 12, 20))


def _step(code: str, kind: str, params: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": code, "title": code, "kind": kind, "phases": [code], "per": "organization", "responsible": "branch_secretary",
        "audience": {"who": ["branches"]}, "window": {"before": "great_day"}, "params": params, "source": WHY,
    }  # fmt: skip


@cache
def _round() -> Pack:
    """Open from the start; the ballot ends ``notice_lead`` working days before the day, nomination ``ballot_lead`` before it."""
    return pack(
        parameters=[
            parameter("great_day", "07-01", type="month_day", unit=None),
            parameter("ballot_lead", 20, unit="working_day"),
            parameter("notice_lead", 10, unit="working_day"),
            parameter("notice_days", 5, unit="working_day"),
        ],
        phases=[
            phase("nominate", ends={"param": "great_day", "minus": {"working_days": "ballot_lead"}}),
            phase("ballot", ends={"param": "great_day", "minus": {"working_days": "notice_lead"}}),
            phase("post", ends={"param": "great_day"}),
        ],
        steps=[
            _step("nominate", "selection", {"honour": "优秀"}),
            _step("ballot", "selection", {"honour": "优秀"}),
            _step("post", "notice", {"what": "result", "of_step": "ballot", "days": {"param": "notice_days"}}),
        ],
    )


@settings(max_examples=60, deadline=None)
@given(start=st.dates(date(2026, 1, 5), date(2026, 12, 1)), day=DAYS, leads=st.tuples(*[st.integers(1, 40)] * 3))
@example(start=date(2026, 8, 9), day=date(2026, 10, 1), leads=(38, 2, 1))
def test_either_the_notice_is_over_before_the_day_or_the_plan_is_refused_with_the_step_and_the_day(
    start: date, day: date, leads: tuple[int, int, int]
) -> None:
    answers = {"great_day": f"{day:%m-%d}", "ballot_lead": leads[0], "notice_lead": leads[1], "notice_days": leads[2]}
    plan = resolve(_round(), answers, start)
    steps = {one.code: one for one in plan.steps}
    great = day if day > start else day.replace(year=2027)
    told = [dict(note.values) for note in plan.notes if note.code in REFUSED]
    assert all(one["step"] in steps and one["day"] == str(great) for one in told)
    blocked = any(note.code in BLOCKING_NOTES for note in plan.notes)
    calendar = official_calendar()
    nominated, voted = add_workdays(great, -leads[0], calendar), add_workdays(great, -leads[1], calendar)
    assert blocked is not (start < nominated < voted and leads[2] < leads[1])
    if blocked:
        return
    assert start == steps["nominate"].opens < steps["nominate"].closes == steps["ballot"].opens
    assert steps["ballot"].closes == steps["post"].opens < steps["post"].closes == great
    posted = end_of_period(steps["post"].opens, leads[2], calendar)
    assert posted.last_day < great


@settings(max_examples=25, deadline=None)
@given(day=DAYS, other=DAYS)
def test_moving_the_day_moves_what_stands_before_it_by_working_days(day: date, other: date) -> None:
    for great in (day, other):
        plan = resolve(_round(), {"great_day": f"{great:%m-%d}"}, date(2026, 3, 2))
        ends = {one.code: one.closes for one in plan.steps}
        calendar = official_calendar()
        assert ends == {
            "nominate": add_workdays(great, -20, calendar),
            "ballot": add_workdays(great, -10, calendar),
            "post": great,
        }
        assert not [note for note in plan.notes if note.code in REFUSED]


def test_a_day_too_near_is_refused_not_put_off_to_the_next_year_in_silence() -> None:
    late = resolve(_round(), {}, date(2026, 6, 20))
    assert "nominate" in {dict(note.values)["step"] for note in late.notes if note.code == "not_before_day"}
    assert not late.may_open
    soon = resolve(_round(), {"notice_lead": 3}, date(2026, 3, 2))
    told = [dict(note.values) for note in soon.notes if note.code == "too_few_workdays_before_day"]
    assert [(one["step"], one["day"], one["needed"]) for one in told] == [("post", "2026-07-01", "5")]
    assert soon.steps[-1].closes - timedelta(days=1) == date(2026, 6, 30)
    for code, words in (("too_few_workdays_before_day", "须 5 个工作日"), ("not_before_day", "请把活动提前开始")):
        note = next(one for plan in (late, soon) for one in plan.notes if one.code == code)
        said = obstacle_sentence(Obstacle(f"note_{code}", dict(note.values), "programme_office"))
        assert words in said and "2026-07-01" in said
