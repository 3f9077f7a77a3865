"""The draft as a pack: kinds and parameters from the text's own words, every value with place, confidence and rule."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

from xianfeng.compiler import rules
from xianfeng.compiler.draft import make_draft
from xianfeng.compiler.pack import draft_as_data
from xianfeng.compiler.pack.origins import as_read, origins_of
from xianfeng.compiler.pack.shapes import SHAPES, shape_of
from xianfeng.compiler.report import ASK_SENTENCES, KIND_NAMES, RULE_NAMES
from xianfeng.core.kind.registry import find_kind
from xianfeng.core.plan.loading import built_in_codes, load_built_in
from xianfeng.core.plan.meta import PackMeta
from xianfeng.core.plan.model import Pack, Plan
from xianfeng.core.plan.resolving import BLOCKING_NOTES, open_asks, resolve
from xianfeng.core.plan.settling import settled
from xianfeng.core.plan.values import within_tolerance

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


def test_bases_lines_channels_and_vetoes_reach_the_step_that_keeps_them() -> None:
    plan = drafted(
        "读书方案\n一、步骤\n1.征求意见。通过设立意见箱、召开座谈会等形式，广泛征求师生意见。\n2.民主评议。对党员进行民主评议，评定等次。\n"
        "3.评选。采取无记名投票的方式推荐优秀党员，推荐比例不超过党员总数的15%。到会人数不少于三分之二，"
        "得票超过到会人数半数的当选。\n4.测评。组织满意度测评，满意率达不到80%的要重新整改。\n二、规定\n"
        "有下列情形之一的，不得评为优秀党员：\n1.有违反师德行为的；\n2.从事有偿补课的。\n"
    )
    values = {one["code"]: one.get("value") for one in plan["parameters"]}
    steps = {one["kind"]: one["params"] for one in plan["steps"]}
    assert steps["opinion"]["channels"] == ["box", "forum"]
    chosen = steps["selection"]
    assert (values[chosen["cap"]["param"]], chosen["cap_base"]) == ("15%", "members")
    assert [values[chosen[name]["param"]] for name in ("quorum", "majority")] == ["2/3", "1/2"]
    assert chosen["majority_base"] == "present"
    assert (len(chosen["vetoes"]), "vetoes" in steps["rating"]) == (2, False)
    assert values[steps["survey"]["satisfied_at_least"]["param"]] == "80%"


@pytest.mark.parametrize(
    ("stage", "due", "placed"),
    [
        ("（2024年3月1日—3月20日）", "3月10日", True),
        ("（2024年3月1日—3月20日）", "3月25日", True),  # behind the stage: its work is handed in later
        ("（2024年3月1日—3月20日）", "2月10日", False),
        ("（2024年3月1日—6月20日）", "4月底", True),
        ("（3月1日—3月20日）", "3月10日", True),
        ("（3月1日—3月20日）", "5月10日", False),  # of which year is not said
        ("（30天）", "2024年3月10日", False),
    ],
)
def test_a_due_day_ends_its_step_or_is_told(stage: str, due: str, placed: bool) -> None:
    text = f"读书方案\n一、方法步骤\n（一）学习阶段{stage}\n1.各校于{due}前召开动员大会。\n"
    plan, codes = drafted(text), {found.code for found in make_draft(text).diagnostics}
    assert [("window" in one) for one in plan["steps"]] == [placed]
    assert ("due_day_outside_stage" in codes) is not placed


@pytest.mark.parametrize(
    ("stage", "suggested"),
    [
        ("3月—4月", ["03-01", "04-30"]),
        ("2027年2月—2027年3月", ["2027-02-01", "2027-03-31"]),
        ("9月上旬—10月中旬", [None, None]),
    ],
)
def test_whole_months_are_suggested_and_parts_of_months_are_asked(stage: str, suggested: list[str | None]) -> None:
    plan = drafted(f"读书方案\n一、方法步骤\n（一）学习阶段（{stage}）\n1.各校召开动员大会。\n")
    asked = [one for one in plan["parameters"] if one["code"].startswith("phase_exact_day")]
    assert [one.get("suggestion", {}).get("value") for one in asked] == suggested


def test_title_address_and_signature_are_no_unread_sentences() -> None:
    text = (
        "示例县教育局关于开展读书活动的实施方案\n各中心学校、县直学校：\n为推动读书，制定本方案。\n"
        "一、要求\n各校要妥善处理工学矛盾。\n示例县教育局\n2026年9月1日\n"
    )
    unread = [text[one.span.start : one.span.end] for one in make_draft(text).diagnostics if "unread" in one.code]
    assert [words.rstrip("。") for words in unread] == ["为推动读书，制定本方案", "各校要妥善处理工学矛盾"]


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


OPEN = """关于开展读书活动的实施方案
一、方法步骤
（一）学习阶段（30天左右）
1.组织学习。组织全体教师集中学习，一般不少于20学时。
（二）评议阶段（七一前后）
1.民主评议。采取个人自评、党员互评、组织评定相结合的方式进行民主评议，评定等次。
2.民主测评。召开党员大会，对班子进行无记名民主测评。
3.满意度测评。召开群众代表会议，对活动进行满意度测评投票。
（三）评选阶段（3月—4月）
1.投票推荐。召开党员大会投票推荐优秀教师。
2.公示。评选结果在校内公示，接受监督。
3.公示整改。整改结果予以公示。
4.表彰先进。表彰优秀教师。
5.报送总结。各校报送活动总结。
6.报送月报。各校每月报送月报。
二、评议标准
“五带头”：带头学习，带头服务，带头守纪。
"""
OF_THE_START = {"phase_start", "phase_year", "deadline_year"}
"""Settled by the day on which a campaign starts."""


def kinds_of_asks(plan: dict[str, Any]) -> set[str]:
    asked = {re.sub(r"_\d+$", "", one["code"]) for one in plan["parameters"] if "ask" in one}
    return asked | ({"criteria_items"} if any("blank" in group for group in plan.get("criteria", ())) else set())


def test_what_the_draft_asks_is_what_the_pack_asks() -> None:
    """No more and no less, in everything there is to read; the basis is asked of every plan."""
    texts = [text for code in built_in_codes() for text in load_built_in(code).originals.values()]
    met: set[str] = set()
    for text in [OPEN, TEXT, *texts]:
        asks = {ask.code for ask in make_draft(text).asks}
        met |= asks
        assert asks - OF_THE_START - {"approval_basis"} == kinds_of_asks(drafted(text))
    undated = "读书方案\n一、步骤\n1.学习。组织学习。2月30日前报总结，3月5日前报名单。\n"
    met |= {ask.code for ask in make_draft(undated).asks}
    assert met | {"phase_year"} == set(ASK_SENTENCES)


def test_every_answer_reaches_the_step_it_is_for() -> None:
    meta, plan = draft_as_data(make_draft(OPEN))
    pack = Pack(meta=PackMeta.model_validate(meta), plan=Plan.model_validate(plan), originals={})
    answers: dict[str, Any] = {
        "approval_basis": "局党委会议", "notice_days": 7, "objection_channel": "组织科", "quorum": "2/3", "quorum_2": 30,
        "ballot_majority": "1/2", "ballot_base": "all_asked", "ballot_base_2": "present", "quota": "15%",
        "quota_rounding": "up", "tolerance": "1/10", "weights": "20%", "weights_2": "30%", "weights_3": "50%",
        "report_day": 5, "report_day_2": 12, "phase_end": 20, "phase_exact_day": "10-01",
        "phase_exact_day_2": "12-20", "first_responsible": "principal",
    }  # fmt: skip
    for ask in open_asks(pack, {}):
        answers.setdefault(ask.code, "示例条目")
    found = resolve(pack, answers, date(2026, 3, 2))
    assert found.asks == ()
    assert [note for note in found.notes if note.code in BLOCKING_NOTES] == []
    steps = {step.title: step for step in found.steps}
    rating = find_kind("rating").read_params(steps["评定"].params)
    assert [str(side.weight) for side in rating.parties] == ["1/5", "3/10", "1/2"]
    told = {
        "召开党员大会": {"quorum": "2/3"},
        "召开群众代表会议": {"least_answers": 30, "base": "all_asked"},
        "投票推荐优秀教师": {
            "cap": "15%", "cap_rounding": "up", "quorum": "2/3", "majority": "1/2", "majority_base": "present",
        },
        "表彰优秀教师": {"cap": "15%", "cap_rounding": "up"},
        "公示": {"days": 7, "objections_to": "组织科"},
        "报送月报": {"windows": [{"code": "monthly", "title": "报送月报", "by_day": 12}]},
    }  # fmt: skip
    for title, params in told.items():
        assert {name: steps[title].params.get(name) for name in params} == params, title
    assert steps["总结"].last_day == date(2026, 12, 15)
    assert [(phase.starts, phase.last_day) for phase in found.phases] == [
        (date(2026, 3, 2), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 4, 20)),
        (date(2026, 10, 1), date(2026, 12, 20)),
    ]
    hours = pack.find_parameter("study_hours_min")
    assert hours is not None
    assert within_tolerance(hours, 20, 18, found.values)
    assert not within_tolerance(hours, 20, 17, found.values)
    assert [role.holder for role in settled(pack, answers).plan.roles if role.code == "first_responsible"] == [
        "principal"
    ]


def test_every_rule_has_a_name_in_words() -> None:
    """The desk and the report never show a rule by its code."""
    modules = [import_module(f"{rules.__name__}.{one.name}") for one in iter_modules(rules.__path__)]
    assert {one.RULE for one in modules if hasattr(one, "RULE")} <= set(RULE_NAMES)
    assert {item.rule for item in make_draft(TEXT + OPEN).items} <= set(RULE_NAMES)


def test_a_persons_word_about_a_step_stands_over_what_was_read() -> None:
    draft = make_draft(TEXT)
    step = next(one for one in draft.of("step") if one.values["title"] == "评选优秀教师")
    said = {"cap": "1/10", "cap_base": "members", "smallest_cell": 6, "order": "nonsense", "of_another_kind": 3}
    items = tuple(
        replace(one, values={**one.values, "params": said}) if one.code == step.code else one for one in draft.items
    )
    corrected = replace(draft, items=items)
    plan = draft_as_data(corrected)[1]
    Plan.model_validate(plan)
    params = next(one["params"] for one in plan["steps"] if one["kind"] == "selection")
    values = {one["code"]: (one.get("value"), one.get("stricter")) for one in plan["parameters"]}
    assert (values[params["cap"]["param"]], params["cap_base"]) == (("1/10", "lower"), "members")
    assert (values[params["smallest_cell"]["param"]], "order" in params) == ((6, "higher"), False)
    found = origins_of(corrected, step.code)
    assert found is not None
    told = {name: (origin.state, origin.value) for name, origin in found[1].items()}
    assert told["cap"] == ("person", "1/10")
    assert told["honour"] == ("read", "优秀教师")
    assert told["cap_rounding"] == ("asked", None)
    assert told["decided_by"] == ("default", "committee")
    read = origins_of(as_read(corrected, step.code), step.code)
    assert read is not None
    assert read[1]["cap"].value == "15%"
    span = read[1]["cap"].span
    assert span is not None
    assert TEXT[span.start : span.end] == "比例不超过15%"


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
