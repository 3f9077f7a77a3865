"""Calendars: anchors, lengths, rounds, what is provisional, and what stays open."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.core.plan.model import Pack
from xianfeng.core.plan.resolving import PlanUnresolvable, open_asks, resolve

WHY = {"default": "试验用"}
START = date(2026, 3, 2)


def parameter(
    code: str, value: Any = None, type: str = "integer", unit: str | None = "day", **more: Any
) -> dict[str, Any]:
    asked = {} if value is not None else {"ask": f"{code}是多少"}
    return {"code": code, "title": code, "type": type, "unit": unit, "value": value, "source": WHY, **asked, **more}


def step(code: str, phases: list[str], **more: Any) -> dict[str, Any]:
    return {
        "code": code, "title": code, "kind": "duties", "phases": phases, "per": "person", "audience": {"who": ["members"]},
        "responsible": "branch_secretary", "params": {"level": "post"}, "source": WHY, **more,
    }  # fmt: skip


def phase(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "title": code, "source": WHY, **more}


def pack(**plan: Any) -> Pack:
    meta = {
        "format": 1, "code": "small", "title": "小方案", "version": "1", "language": "zh-Hans", "summary": "试验用",
        "issuer": {"level": "school", "title": "某校", "addressed_to": "branch", "source": WHY},
        "approval_basis": {"required": True, "ask": "依据", "kinds": ["document"], "covers_honours": False, "source": WHY},
        "originals": [{"seed": "x1", "title": "某校通知", "file": "original.md"}],
    }  # fmt: skip
    return Pack.model_validate({"meta": meta, "plan": {"steps": [step("one", [plan["phases"][0]["code"]])], **plan}})


def two_phases(**more: Any) -> Pack:
    return pack(
        parameters=[
            parameter("first_days", 10),
            parameter("second_months", 1, unit="month"),
            *more.pop("parameters", []),
        ],
        phases=[phase("first", lasts={"days": "first_days"}), phase("second", lasts={"months": "second_months"})],
        **more,
    )


def spans(plan: Any) -> dict[str, tuple[date, date]]:
    return {item.code: (item.starts, item.ends) for item in plan.phases}


def windows(plan: Any) -> dict[str, tuple[date, date]]:
    return {item.key: (item.opens, item.closes) for item in plan.steps}


def test_phases_follow_each_other_half_open() -> None:
    assert spans(resolve(two_phases(), {}, START)) == {
        "first": (date(2026, 3, 2), date(2026, 3, 12)),
        "second": (date(2026, 3, 12), date(2026, 4, 12)),
    }


@given(first=st.integers(1, 400), start=st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_phases_leave_no_gap_whatever_their_length(first: int, start: date) -> None:
    found = resolve(two_phases(), {"first_days": first}, start).phases
    assert found[0].starts == start
    assert found[0].ends == found[1].starts == start + timedelta(days=first)
    assert found[1].ends > found[1].starts


def test_working_days_use_the_official_calendar_and_say_when_it_is_unknown() -> None:
    plan = pack(
        parameters=[parameter("days", 5, unit="working_day")],
        phases=[phase("only", lasts={"working_days": "days"})],
    )
    known = resolve(plan, {}, date(2026, 4, 28)).phases[0]
    unknown = resolve(plan, {}, date(2026, 12, 28)).phases[0]
    assert (known.ends, known.provisional) == (date(2026, 5, 8), False)
    assert unknown.provisional
    own = resolve(plan, {}, date(2026, 4, 28), add_working_days=lambda day, n: day + timedelta(days=n)).phases[0]
    assert own.ends == date(2026, 5, 3)


def test_a_suggestion_gives_provisional_dates_until_it_is_confirmed() -> None:
    asked = pack(
        parameters=[parameter("days", suggestion={"value": 7, "source": WHY})],
        phases=[phase("only", lasts={"days": "days"})],
    )
    before = resolve(asked, {}, START)
    after = resolve(asked, {"days": 7, "approval_basis": "某号文件"}, START)
    assert (before.phases[0].provisional, after.phases[0].provisional) == (True, False)
    assert before.phases[0].ends == after.phases[0].ends == date(2026, 3, 9)
    assert ([ask.code for ask in before.asks], before.may_open) == (["approval_basis", "days"], False)
    assert (after.asks, after.may_open) == ((), True)


def test_without_value_or_suggestion_there_is_no_calendar_but_the_question_stands() -> None:
    asked = pack(parameters=[parameter("days")], phases=[phase("only", lasts={"days": "days"})])
    with pytest.raises(PlanUnresolvable) as caught:
        resolve(asked, {}, START)
    assert (caught.value.code, caught.value.where) == ("date_missing", "days")
    assert [ask.code for ask in open_asks(asked, {})] == ["approval_basis", "days"]


def test_anchors_that_run_in_a_circle_are_refused() -> None:
    around = pack(
        parameters=[parameter("days", 3)],
        phases=[
            phase("first", starts={"phase": "second", "edge": "end"}, lasts={"days": "days"}),
            phase("second", lasts={"days": "days"}),
        ],
    )
    with pytest.raises(PlanUnresolvable) as caught:
        resolve(around, {}, START)
    assert caught.value.code == "anchor_circular"


def test_windows_of_steps() -> None:
    plan = two_phases(
        parameters=[
            parameter("three", 3),
            parameter("day", "04-01", type="month_day", unit=None),
        ],
        steps=[
            step("whole", ["first"]),
            step("opening", ["first"], window={"closes": {"plus": {"days": "three"}}}),
            step("ending", ["first"], window={"opens": {"edge": "end", "minus": {"days": "three"}}}),
            step("before_day", ["second"], window={"closes": {"param": "day"}}),
            step("through_day", ["second"], window={"closes": {"param": "day", "included": True}}),
            step("after_whole", ["second"], window={"opens": {"step": "whole", "edge": "end"}}),
        ],
    )
    first, second = (date(2026, 3, 2), date(2026, 3, 12)), (date(2026, 3, 12), date(2026, 4, 12))
    assert windows(resolve(plan, {}, START)) == {
        "whole": first,
        "opening": (first[0], date(2026, 3, 5)),
        "ending": (date(2026, 3, 9), first[1]),
        "before_day": (second[0], date(2026, 4, 1)),
        "through_day": (second[0], date(2026, 4, 2)),
        "after_whole": second,
    }


def test_a_day_of_the_year_is_the_next_one_in_the_phase() -> None:
    plan = pack(
        parameters=[parameter("july", "07-01", type="month_day", unit=None), parameter("year", 12, unit="month")],
        phases=[phase("first", ends={"param": "july"}), phase("second", lasts={"months": "year"})],
        steps=[step("report", ["second"], window={"closes": {"param": "july"}})],
    )
    resolved = resolve(plan, {}, START)
    assert spans(resolved)["first"] == (START, date(2026, 7, 1))
    assert windows(resolved)["report"] == (date(2026, 7, 1), date(2027, 7, 1))


def test_rounds_divide_the_window_and_the_last_is_cut() -> None:
    plan = pack(
        parameters=[parameter("days", 10), parameter("every", 4)],
        phases=[phase("only", lasts={"days": "days"})],
        steps=[step("again", ["only"], window={"every": {"days": "every"}})],
    )
    found = resolve(plan, {}, START).steps
    assert [(item.key, item.round, item.opens, item.closes) for item in found] == [
        ("again-1", 1, date(2026, 3, 2), date(2026, 3, 6)),
        ("again-2", 2, date(2026, 3, 6), date(2026, 3, 10)),
        ("again-3", 3, date(2026, 3, 10), date(2026, 3, 12)),
    ]


def test_a_step_of_two_phases_comes_twice() -> None:
    plan = two_phases(steps=[step("both", ["first", "second"])])
    assert [(item.key, item.code, item.phase) for item in resolve(plan, {}, START).steps] == [
        ("both-first", "both", "first"),
        ("both-second", "both", "second"),
    ]


def test_types_of_school_have_their_values_and_steps() -> None:
    plan = two_phases(
        steps=[step("all", ["first"]), step("extra", ["first"], core=False)],
        variants=[
            {
                "code": "small", "title": "小", "school_types": ["kindergarten"], "parameters": {"first_days": 5},
                "without_local_steps": ["extra"], "source": WHY,
            }
        ],
    )  # fmt: skip
    small, other = resolve(plan, {}, START, "kindergarten"), resolve(plan, {}, START, "primary")
    assert (small.phases[0].ends, [item.key for item in small.steps]) == (date(2026, 3, 7), ["all"])
    assert (other.phases[0].ends, [item.key for item in other.steps]) == (date(2026, 3, 12), ["all", "extra"])


def test_an_answer_that_does_not_fit_is_named_and_not_used() -> None:
    resolved = resolve(two_phases(), {"first_days": "many"}, START)
    assert resolved.values["first_days"] == 10
    assert [(note.code, dict(note.values)) for note in resolved.notes] == [
        ("value_refused", {"param": "first_days", "why": "value_type", "limit": "integer"})
    ]
    assert not resolved.may_open


def test_a_kind_that_is_not_built_keeps_the_campaign_from_opening() -> None:
    plan = two_phases(
        steps=[step("one", ["first"]), step("rate", ["first"], kind="no_such_kind", params={"any": True})]
    )
    resolved = resolve(plan, {"approval_basis": "某号文件"}, START)
    assert (resolved.asks, resolved.unbuilt, resolved.may_open) == ((), ("no_such_kind",), False)


def test_the_same_pack_has_the_same_fingerprint_and_a_changed_one_another() -> None:
    one, same = two_phases(), Pack.model_validate_json(two_phases().model_dump_json())
    assert one.fingerprint() == same.fingerprint() == resolve(one, {}, START).fingerprint
    assert one.fingerprint() != two_phases(parameters=[parameter("more", 1)]).fingerprint()
