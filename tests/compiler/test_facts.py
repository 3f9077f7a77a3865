"""The facts of a plan: fields, exact quotations, and what a plain plan is read as."""

from xianfeng.compiler import read_facts
from xianfeng.compiler.facts import FIELDS

PLAN = """教育系统师德师风建设活动实施方案
一、方法步骤
第一阶段：学习动员（2019年3月1日—3月20日）。各学校要召开动员大会。
第二阶段：自查自纠（2019年4月）。教师开展自查，征求家长意见。
第三阶段：整改提高（30天左右）。针对问题制定整改措施。
二、有关要求
各校于5月10日前将总结报送局人事科，逾期视为放弃。
"""


def test_every_field_is_there_even_for_an_empty_text() -> None:
    assert read_facts("") == {name: [] for name in FIELDS}


def test_quotes_are_exact_pieces_of_the_input() -> None:
    facts = read_facts(PLAN)
    assert all(fact["quote"] in PLAN for values in facts.values() for fact in values)


def test_phases_carry_their_dates_and_lengths() -> None:
    phases = read_facts(PLAN)["phases"]
    assert [(p["name"], p["start"], p["end"], p["duration_days"]) for p in phases] == [
        ("学习动员", "2019-03-01", "2019-03-20", None),
        ("自查自纠", "2019-04", "2019-04", None),
        ("整改提高", None, None, 30),
    ]


def test_steps_belong_to_their_phase() -> None:
    steps = [(s["phase"], s["kind"]) for s in read_facts(PLAN)["steps"]]
    assert steps == [(0, "mobilise"), (1, "self_review"), (1, "collect_opinions"), (2, "rectify"), (None, "report")]


def test_a_number_without_words_is_no_veto() -> None:
    text = "四、一票否决\n有下列情形之一的，实行一票否决：\n①\n②；\n③体罚学生的；\n④有偿补课的。\n"
    vetoes = read_facts(text)["vetoes"]
    assert [v["quote"] for v in vetoes] == ["体罚学生的", "有偿补课的"]
