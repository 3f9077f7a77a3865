"""A plan written out as an official document is read back with the same stages, steps and numbers."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xianfeng.compiler import read_facts
from xianfeng.compiler.official import (
    NUMBER_SENTENCES,
    STEP_SENTENCES,
    OfficialNumber,
    OfficialPhase,
    OfficialPlan,
    OfficialStep,
    of_pack,
    official_text,
)
from xianfeng.core.plan.loading import built_in_codes, load_built_in

NAMES = ["学习动员", "分析评议", "整改提高", "宣传发动", "自查自纠", "总结验收", "组织实施"]
ABOUTS = ["师德师风", "作风建设", "党章党规", "岗位建功", "课堂改革", "廉洁从教"]
UNITS = {
    "study_hours_min": "学时",
    "notice_days": "工作日",
    "quota_ratio": "%",
    "quota_count": "名",
    "threshold": "%",
    "meeting_per_period": "次",
    "sample_size": "名",
    "quorum": "%",
    "score": "分",
}

steps = st.builds(OfficialStep, st.sampled_from(sorted(STEP_SENTENCES)), st.sampled_from(ABOUTS))


@st.composite
def plans(draw: st.DrawFn) -> OfficialPlan:
    day = draw(st.dates(date(2005, 1, 1), date(2025, 12, 1)))
    phases = []
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True)):
        end = day + timedelta(days=draw(st.integers(1, 90)))
        dated = draw(st.booleans())
        phases.append(
            OfficialPhase(
                name,
                start=day if dated else None,
                end=end if dated else None,
                days=None if dated else draw(st.integers(5, 90)),
                steps=tuple(draw(st.lists(steps, max_size=5))),
            )
        )
        day = end + timedelta(days=1)
    numbers = [
        OfficialNumber(what, draw(st.integers(2, 95)))
        for what in draw(st.lists(st.sampled_from(sorted(NUMBER_SENTENCES)), max_size=6, unique=True))
    ]
    return OfficialPlan("县教育系统主题活动实施方案", tuple(phases), tuple(numbers))


@settings(max_examples=60, deadline=None)
@given(plans())
def test_written_out_and_read_back(plan: OfficialPlan) -> None:
    facts = read_facts(official_text(plan))
    assert [(p["name"], p["start"], p["end"], p["duration_days"]) for p in facts["phases"]] == [
        (p.name, p.start.isoformat() if p.start else None, p.end.isoformat() if p.end else None, p.days)
        for p in plan.phases
    ]
    assert [(s["phase"], s["kind"]) for s in facts["steps"] if s["phase"] is not None] == [
        (at, step.kind) for at, phase in enumerate(plan.phases) for step in phase.steps
    ]
    assert [(n["what"], n["value"], n["unit"]) for n in facts["numbers"]] == [
        (n.what, n.value, UNITS[n.what]) for n in plan.numbers
    ]


@pytest.mark.parametrize("kind", sorted(STEP_SENTENCES))
def test_every_kind_has_a_sentence_that_is_read_as_it(kind: str) -> None:
    plan = OfficialPlan("方案", (OfficialPhase("组织实施", days=30, steps=(OfficialStep(kind, "师德师风"),)),))
    assert [(s["phase"], s["kind"]) for s in read_facts(official_text(plan))["steps"]] == [(0, kind)]


@pytest.mark.parametrize("code", built_in_codes())
def test_built_in_packs_written_out_and_read_back(code: str) -> None:
    plan = of_pack(load_built_in(code))
    text = official_text(plan)
    facts = read_facts(text)
    assert [(p["name"], p["duration_days"]) for p in facts["phases"]] == [(p.name, p.days) for p in plan.phases]
    assert [(s["phase"], s["kind"]) for s in facts["steps"] if s["phase"] is not None] == [
        (at, step.kind) for at, phase in enumerate(plan.phases) for step in phase.steps
    ]
    rules = text.partition("二、有关规定")[2]  # titles of steps may name a number too (过一次组织生活会)
    assert [(n["what"], n["value"], n["unit"]) for n in facts["numbers"] if n["quote"] in rules] == [
        (n.what, n.value, UNITS[n.what]) for n in plan.numbers
    ]


def test_packs_hold_numbers_to_be_written_out() -> None:
    assert {n.what for code in built_in_codes() for n in of_pack(load_built_in(code)).numbers}
