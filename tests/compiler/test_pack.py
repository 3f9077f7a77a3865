"""The draft as a pack: kinds and parameters from the text's own words, every value with place, confidence and rule."""

from collections.abc import Iterator
from typing import Any

import pytest

from xianfeng.compiler.draft import make_draft
from xianfeng.compiler.pack import draft_as_data
from xianfeng.compiler.pack.shapes import SHAPES, shape_of
from xianfeng.compiler.report import KIND_NAMES
from xianfeng.core.kind.registry import find_kind
from xianfeng.core.plan.model import PackMeta, Plan

TEXT = """关于开展师德师风主题教育活动的实施方案
一、方法步骤
（一）学习动员阶段（2024年3月1日—3月20日）
1.召开动员会。各校于3月5日前召开动员大会，全体教师参加。
2.组织学习。组织全体教师学习《新时代教师职业行为准则》，集中学习时间不少于20学时。
3.明确职责。各校逐条明确职责和责任人。
（二）评议阶段（2024年3月21日—4月10日）
1.征求意见。设立意见箱，广泛征求意见，注意听取离退休老同志的意见。
2.民主评议。采取个人自评、群众测评、组织评定相结合的方式进行民主评议，分别占20%、30%、50%。
3.评选先进。评选优秀教师，比例不超过15%。逾期不报材料的，取消评优资格。
4.公示。评选结果公示5个工作日。
（三）总结阶段（2024年4月11日—4月30日）
1.认真总结。各校写出书面总结。
二、组织领导
成立师德师风建设领导小组，组长由局长王某担任。
"""


def drafted(text: str) -> dict[str, Any]:
    meta, plan = draft_as_data(make_draft(text))
    PackMeta.model_validate(meta)
    Plan.model_validate(plan)
    return plan


def sources(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "quote" in value:
            yield value
        for inside in value.values():
            yield from sources(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from sources(inside)


def test_every_value_says_where_it_stands_how_sure_it_is_and_which_rule_read_it() -> None:
    draft = make_draft(TEXT)
    found = list(sources(draft_as_data(draft)[1]))
    known = {(i.span.start, i.span.end, round(i.confidence * 100), i.rule) for i in draft.items}
    assert len(found) > 25
    for one in found:
        start, end = one["found"]["at"]
        assert one["quote"] in TEXT[start:end]
        assert (start, end, one["found"]["confidence"], one["found"]["rule"]) in known


def test_what_the_text_says_of_a_step_is_in_its_parameters() -> None:
    plan = drafted(TEXT)
    values = {one["code"]: one.get("value") for one in plan["parameters"]}

    def told(value: Any) -> Any:
        if isinstance(value, dict):
            return values[value["param"]] if set(value) == {"param"} else {key: told(one) for key, one in value.items()}
        return [told(one) for one in value] if isinstance(value, list) else value

    steps = {(one["kind"], one["params"].get("form", "")): told(one["params"]) for one in plan["steps"]}
    assert ("meeting", "mobilisation") in steps
    study = steps["study", ""]
    assert (study["topics"], study["collective_hours"]) == (["《新时代教师职业行为准则》"], 20)
    assert steps["opinion", ""] == {"about": "open", "channels": ["box"], "must_hear": ["离退休老同志"]}
    parties = [(one["code"], one["title"], one["weight"]) for one in steps["rating", ""]["parties"]]
    assert parties == [
        ("self", "个人自评", "20%"), ("staff", "群众测评", "30%"), ("organization", "组织评定", "50%"),
    ]  # fmt: skip
    selection = steps["selection", ""]
    assert (selection["honour"], selection["cap"], selection["subjects"]) == ("优秀教师", "15%", "persons")
    assert [one["effect"] for one in selection["vetoes"]] == ["取消评优资格"]
    assert (steps["notice", ""]["what"], steps["notice", ""]["days"]) == ("result", 5)
    assert steps["closing", ""]["parts"]
    assert steps["duties", ""]["level"] == "post"
    due = next(one for one in plan["steps"] if "window" in one)
    assert (due["kind"], told(due["window"]["closes"]["param"]), due["window"]["closes"]["included"]) == (
        "meeting", "deadline_day", True,
    )  # fmt: skip
    assert values["deadline_day"] == "2024-03-05"
    assert [(role["holder"], role["title"][-4:]) for role in plan["roles"]] == [
        ("leading_group", plan["roles"][0]["title"][-4:]), ("leading_group", "领导小组"),
    ]  # fmt: skip
    assert "王某" in plan["roles"][0]["title"]


def test_a_day_that_does_not_exist_is_asked_for() -> None:
    plan = drafted("一、要求\n请于2月30日前报送总结。\n")
    assert [(one["type"], "2月30日" in one["ask"]) for one in plan["parameters"] if one["code"] == "deadline_day"] == [
        ("month_day", True)
    ]


def test_nothing_is_filled_in_that_the_text_leaves_open() -> None:
    plan = drafted("评选方案\n一、步骤\n1.评选。各支部评选优秀党员。\n2.公示。评选结果予以公示。\n")
    asked = {one["code"]: one["ask"] for one in plan["parameters"] if "ask" in one}
    selection, notice = plan["steps"][0]["params"], plan["steps"][1]["params"]
    assert selection["cap"]["param"] in asked
    assert notice["days"]["param"] in asked
    assert "parties" not in selection


@pytest.mark.parametrize("kind", sorted(KIND_NAMES))
def test_every_kind_of_act_becomes_a_step_its_kind_takes(kind: str) -> None:
    """Each row of the table, and words of none."""
    for pattern, step_kind, params in SHAPES[kind]:
        shape = shape_of(kind, "", "") if not pattern else None
        assert find_kind(step_kind).built
        fields = find_kind(step_kind).Params.model_fields
        assert set(params) <= set(fields)
        for name, value in params.items():
            assert value in fields[name].annotation.__args__, (step_kind, name, value)
        assert shape is None or shape.kind == step_kind


@pytest.mark.parametrize(
    ("kind", "words", "becomes"),
    [
        ("report", "撰写党性分析材料", "statement"),
        ("report", "各校写出书面总结", "closing"),
        ("report", "各校于4月20日前报送总结", "returns"),
        ("organise", "逐条明确岗位职责", "duties"),
        ("organise", "成立评审组", "meeting"),
        ("ballot", "进行满意度测评", "survey"),
        ("ballot", "投票推荐人选", "selection"),
        ("ballot", "开展民主测评", "rating"),
        ("mobilise", "结合实际制定工作方案", "statement"),
        ("honour", "总结推广好的经验", "meeting"),
        ("honour", "表彰先进，推广经验", "selection"),
    ],
)
def test_words_choose_the_kind_of_step(kind: str, words: str, becomes: str) -> None:
    assert shape_of(kind, words).kind == becomes
