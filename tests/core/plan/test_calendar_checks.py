"""What to look at before a plan runs on certain days."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from xianfeng.core.plan import load_built_in, resolve
from xianfeng.core.plan.calendar_checks import Holiday, calendar_notes
from xianfeng.core.plan.resolving import open_asks
from xianfeng.core.plan.settling import settled
from xianfeng.core.schedule import official_calendar

PACK = load_built_in("statement_appraisal_publicity")
MONDAY = date(2026, 3, 2)


def answers(**given: Any) -> dict[str, Any]:
    found = {}
    for ask in open_asks(PACK, {}):
        least = {"integer": 3, "share": "1/3", "boolean": True}.get(ask.type, "示例")
        found[ask.code] = ask.suggestion if ask.suggestion is not None else ask.choices[0] if ask.choices else least
    return {**found, **given}


def notes(start: date = MONDAY, holidays: tuple[Holiday, ...] = (), **given: Any) -> list[tuple[str, dict[str, str]]]:
    plan = resolve(PACK, answers(**given), start)
    return [(note.code, dict(note.values)) for note in calendar_notes(PACK, plan, official_calendar(), holidays)]


def test_a_plan_on_good_days_has_nothing_to_look_at() -> None:
    assert [code for code, _ in notes() if code != "ends_on_day_off"] == []


def test_a_notice_that_does_not_fit_its_step_is_told_with_both_figures() -> None:
    found = [told for code, told in notes(publicity_days=7, notice_days=30) if code == "time_too_short"]
    assert found
    assert {told["unit"] for told in found} == {"working_days"}
    assert all(int(told["needed"]) >= 30 > int(told["there"]) for told in found)


@pytest.mark.parametrize(("start", "told"), [(date(2026, 2, 24), True), (date(2026, 2, 25), False)])
def test_last_days_that_are_no_working_days_are_told_once_a_day(start: date, told: bool) -> None:
    days = [values["day"] for code, values in notes(start) if code == "ends_on_day_off"]
    assert len(days) == len(set(days))
    assert all(not official_calendar().is_workday(date.fromisoformat(day)) for day in days)
    assert bool(days) or not told


def test_most_of_a_step_in_the_holiday_is_told_and_less_is_not() -> None:
    summer = Holiday("暑假", date(2026, 7, 6), date(2026, 9, 1))
    assert {told["holiday"] for code, told in notes(date(2026, 7, 1), (summer,)) if code == "in_school_holiday"} == {
        "暑假"
    }
    late = Holiday("暑假", date(2026, 3, 14), date(2026, 3, 17))
    assert not [code for code, _ in notes(holidays=(late,)) if code == "in_school_holiday"]


def test_days_that_no_notice_covers_yet_are_told() -> None:
    assert "day_unconfirmed" in [code for code, _ in notes(date(2031, 3, 3))]
    assert "day_unconfirmed" not in [code for code, _ in notes()]


def moved(code: str, **window: Any):
    """The pack with another window for one step or phase."""
    pack = settled(PACK, answers())
    plain = pack.plan.model_dump(mode="json")
    for group in ("phases", "steps"):
        for item in plain[group]:
            if item["code"] == code:
                item.update(window if group == "phases" else {"window": window})
    return pack.model_copy(update={"plan": type(pack.plan).model_validate(plain)})


def codes_of(pack) -> set[str]:
    plan = resolve(pack, {"approval_basis": "示例"}, MONDAY)
    return {note.code for note in calendar_notes(pack, plan, official_calendar())}


def test_steps_outside_their_phase_or_before_their_turn_and_phases_out_of_order_are_told() -> None:
    early = {"campaign": True, "edge": "start"}
    soon = {"campaign": True, "edge": "start", "plus": {"days": "pledge_days"}}
    assert {"step_outside_phase", "step_before_its_turn"} <= codes_of(moved("result_notice", opens=early, closes=soon))
    assert "phase_out_of_order" in codes_of(moved("publicity", starts=early))
    assert "phase_gap" in codes_of(
        moved("publicity", starts={"phase": "appraisal", "edge": "end", "plus": {"days": "pledge_days"}})
    )
