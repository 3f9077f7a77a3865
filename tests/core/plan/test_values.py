"""Values of parameters: exact, within limits, never a float."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.core.plan.parameters import Parameter
from xianfeng.core.plan.values import (
    ValueRefused,
    bare_numbers,
    checked_value,
    filled,
    is_stricter,
    read_share,
    references,
)


def parameter(type: str, **more: Any) -> Parameter:
    return Parameter.model_validate(
        {"code": "it", "title": "它", "type": type, "ask": "多少", "source": {"default": "试验用"}, **more}
    )


@pytest.mark.parametrize(
    ("item", "raw", "stored"),
    [
        (parameter("integer"), 5, 5),
        (parameter("integer"), " 5", 5),
        (parameter("share"), "1/3", "1/3"),
        (parameter("share"), "40%", "40%"),
        (parameter("decimal"), "0.25", "0.25"),
        (parameter("boolean"), False, False),
        (parameter("date"), "2026-03-02", "2026-03-02"),
        (parameter("month_day"), "02-29", "02-29"),
        (parameter("choice", choices=["up"], choice_titles={"up": "进位"}), "up", "up"),
        (parameter("text"), " 任一项为差 ", "任一项为差"),
    ],
)
def test_a_value_that_fits_is_stored_exactly(item: Parameter, raw: object, stored: object) -> None:
    assert checked_value(item, raw) == stored


@pytest.mark.parametrize(
    ("item", "raw", "code"),
    [
        (parameter("integer"), True, "value_type"),
        (parameter("integer"), "5.0", "value_type"),
        (parameter("integer"), 0.5, "value_type"),
        (parameter("share"), 0.5, "value_type"),
        (parameter("share"), "1/0", "value_type"),
        (parameter("share"), "x%", "value_type"),
        (parameter("boolean"), "true", "value_type"),
        (parameter("date"), "2026-02-30", "value_type"),
        (parameter("month_day"), "02-30", "value_type"),
        (parameter("month_day"), "7-1", "value_type"),
        (parameter("text"), "  ", "value_type"),
        (parameter("choice", choices=["up"], choice_titles={"up": "进位"}), "down", "value_not_a_choice"),
        (parameter("integer", minimum=1), 0, "value_below_minimum"),
        (parameter("integer", maximum=9), 10, "value_above_maximum"),
        (parameter("share", below="1"), "100%", "value_not_below"),
        (parameter("share", below="1"), "3/3", "value_not_below"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(item: Parameter, raw: object, code: str) -> None:
    with pytest.raises(ValueRefused) as caught:
        checked_value(item, raw)
    assert caught.value.code == code


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_shares_are_exact_in_every_way_of_writing(numerator: int, denominator: int) -> None:
    assert read_share(f"{numerator}/{denominator}") == Fraction(numerator, denominator)
    assert read_share(f"{numerator}%") == Fraction(numerator, 100)


@given(st.integers(0, 100), st.integers(0, 100))
def test_stricter_is_one_way_only(before: int, after: int) -> None:
    up = parameter("integer", local="tighten", stricter="higher")
    down = parameter("integer", local="tighten", stricter="lower")
    assert is_stricter(up, before, after) == (after >= before)
    assert is_stricter(down, before, after) == (after <= before)


def test_references_are_found_filled_and_reported() -> None:
    params = {"cap": {"param": "cap"}, "list": [{"days": {"param": "days"}}], "word": "优秀", "yes": True, "bad": 3}
    assert references(params) == [(("cap",), "cap"), (("list", 0, "days"), "days")]
    assert bare_numbers(params) == [("bad",)]
    put = filled(params, {"cap": "1/3"}, frozenset({"cap"}))
    assert put.params == {"cap": "1/3", "list": [{"days": None}], "word": "优秀", "yes": True, "bad": 3}
    assert (put.unset, put.provisional) == ((("list", 0, "days"),), (("cap",),))
