"""What a plan lacks, whose dissatisfaction reopens it: the rules alone."""

from datetime import date

import pytest

from xianfeng.kinds.rectification.kind import Measure, Params, lacks, measure_fields, must_redo, origins, text_parts


def params(**more):
    return Params.model_validate({"plans_of": ["person"], "parts": ["原因", "努力方向", "整改措施"]} | more)


def test_parts_are_texts_or_columns_of_the_measures():
    assert text_parts(params()) == ("原因", "努力方向")
    asked = params(parts=["整改重点", "整改时限", "整改责任"], columns_shown=["达到什么目标"])
    assert text_parts(asked) == ("整改重点",)
    assert measure_fields(asked) == ("what", "due_on", "owner_id", "goal")


def test_a_plan_without_cause_direction_or_day_is_not_whole():
    due = Measure(what="听两次示范课", how="请备课组长一起", due_on=date(2026, 10, 8))
    assert lacks(params(), {"原因": "备课不细"}, []) == ["努力方向", "measures"]
    assert lacks(params(), {"原因": "备课不细", "努力方向": "讲实"}, [Measure(what="听课", how="x")]) == ["due_on"]
    assert lacks(params(), {"原因": "备课不细", "努力方向": "讲实"}, [due]) == []


@pytest.mark.parametrize(
    ("dissatisfied", "valid", "asked", "base", "again"),
    [
        (11, 20, 40, "valid_answers", True),
        (10, 20, 40, "valid_answers", False),
        (11, 20, 40, "all_asked", False),
        (9, 9, 40, "valid_answers", None),  # too few to count
    ],
)
def test_redone_when_more_than_the_share_of_the_named_base_are_dissatisfied(dissatisfied, valid, asked, base, again):
    rule = params(redo_above="1/2", redo_base=base, least_answers=10)
    assert must_redo(rule, dissatisfied=dissatisfied, valid=valid, asked=asked) is again


def test_sources_name_the_origins_of_items():
    assert origins(params(sources=["rating", "opinions"])) == ("below_standard", "consequence", "opinion")
