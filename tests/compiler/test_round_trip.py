"""A plan written out as an official document is read back as the same plan: stages, steps, figures, sides, sets, offices."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.compiler.answering import suggested_answers
from xianfeng.compiler.draft import make_draft
from xianfeng.compiler.official import of_pack, official_text, said, said_by
from xianfeng.compiler.official.words import STEPS, WHO
from xianfeng.compiler.pack import draft_as_data
from xianfeng.core.plan.loading import built_in_codes, load_built_in
from xianfeng.core.plan.model import Pack, Plan
from xianfeng.core.plan.settling import settled

SOURCE = {"default": "为测试而设"}


@pytest.mark.parametrize("is_settled", [True, False], ids=["settled", "open"])
@pytest.mark.parametrize("code", built_in_codes())
def test_built_in_packs_written_out_and_read_back(code: str, is_settled: bool) -> None:
    pack = load_built_in(code)
    answers = suggested_answers(pack) if is_settled else {}
    plan = of_pack(settled(pack, answers), answers=answers)
    read = make_draft(official_text(plan))
    assert said_by(read) == said(plan)
    steps = [step for phase in pack.plan.phases for step in pack.plan.steps if phase.code in step.phases]
    of_draft = draft_as_data(read)[1]["steps"][: len(steps)]
    assert [step["kind"] for step in of_draft] == [step.kind for step in steps]
    sorts = [(step.title, STEPS[step.kind][0], step.params.get(STEPS[step.kind][0])) for step in steps]
    came_back = [
        (title, chooser, step["params"].get(chooser)) for (title, chooser, _), step in zip(sorts, of_draft, strict=True)
    ]
    assert came_back == sorts


def test_what_the_built_in_packs_say_covers_every_part() -> None:
    """Otherwise the test above would hold of empty documents."""
    plans = []
    for code in built_in_codes():
        pack = load_built_in(code)
        answers = suggested_answers(pack)
        plan = of_pack(settled(pack, answers), answers=answers)
        plans.append(plan)
        assert {step.title for step in pack.plan.steps} == {s.title for phase in plan.phases for s in phase.steps}
        assert [phase.title for phase in pack.plan.phases] == [phase.name for phase in plan.phases]
        assert {group.title for group in pack.plan.criteria if group.items or group.blank} == {
            g.name for g in plan.sets
        }
        assert len(pack.plan.roles) == len(plan.roles) + len(plan.bodies)
        figures = [
            one for one in settled(pack, answers).plan.parameters if one.type not in ("boolean", "text", "choice")
        ]
        written = sum(len(rule.numbers) for rule in plan.rules) + sum(
            1 for rule in plan.rules for party in rule.parties if party.weight is not None and len(rule.parties) > 1
        )
        beside = sum(1 for phase in plan.phases if phase.length or phase.last)
        weights_used_twice = 2 if code == "three_innovations_four_deeds" else 0
        assert written + beside - weights_used_twice == len([one for one in figures if one.value is not None])
    assert sum(len(plan.vetoes) for plan in plans) >= 4


NAMES = ["学习动员", "分析评议", "整改提高", "宣传发动", "自查自纠", "总结验收", "组织实施", "设岗定责"]
TITLES = [
    "师德师风",
    "作风建设",
    "党章党规",
    "岗位建功",
    "课堂改革",
    "廉洁从教",
    "上好党课",
    "走进家庭",
    "听取心声",
    "晒出成绩",
]
FIGURES = [
    ("集中学习至少几小时", "integer", "hour", None), ("心得体会至少几篇", "integer", "item", None),
    ("公示期几个工作日", "integer", "working_day", "higher"), ("几个工作日内答复意见", "integer", "working_day", None),
    ("一人结对最多几个", "integer", "person", None), ("优秀党员最多占多少", "share", None, None),
    ("到会党员至少占多少", "share", None, None), ("材料提前几天送达", "integer", "day", "higher"),
    ("隔几个月通报一次", "integer", "month", None), ("推荐须在此日之前", "month_day", None, None),
]  # fmt: skip
ITEMS = [
    "领导班子好",
    "党员队伍好",
    "工作机制好",
    "工作业绩好",
    "群众反映好",
    "带头学习提高",
    "带头服务群众",
    "政治忠诚星",
]
ROLES = [("第一责任人", "branch_secretary"), ("党建工作总负责人", "principal"), ("活动领导小组", "leading_group")]
PARTIES = [("self", "个人自评"), ("peers", "党员互评"), ("staff", "教师测评"), ("organization", "组织总评")]
SORTS = [(kind, chooser, sort) for kind, (chooser, sorts) in STEPS.items() for sort in sorts]
META = load_built_in("staff_congress").meta.model_copy(update={"title": "县教育系统主题活动"})


@st.composite
def packs(draw: st.DrawFn) -> Pack:
    """Small packs: every kind and sort of step, every form of figure, lengths in all units, sets, sides, offices."""
    parameters, phases, steps = [], [], []
    for at, name in enumerate(draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))):
        unit, named = draw(st.sampled_from([("days", "day"), ("weeks", "week"), ("months", "month")]))
        most = {"days": 90, "weeks": 12, "months": 12}[unit]
        parameters.append(
            {"code": f"length_{at}", "title": f"{name}几天", "type": "integer", "unit": named,
             "value": draw(st.integers(1, most)), "source": SOURCE}
        )  # fmt: skip
        phases.append({"code": f"phase_{at}", "title": name, "lasts": {unit: f"length_{at}"}, "source": SOURCE})
        for title in draw(st.lists(st.sampled_from(TITLES), min_size=1, max_size=4, unique=True)):
            rated = any(step["kind"] == "rating" for step in steps)  # the sides that score are told once
            kind, chooser, sort = draw(
                st.sampled_from([one for one in SORTS if one[0] != "rating"] if rated else SORTS)
            )
            params: dict[str, object] = {chooser: sort} if chooser and sort else {}
            if kind == "rating":
                some = draw(st.lists(st.sampled_from(PARTIES), min_size=2, max_size=4, unique=True))
                params["parties"] = [{"code": code, "title": words} for code, words in some]
            steps.append(
                {"code": f"step_{at}_{len(steps)}", "title": title, "kind": kind, "phases": [f"phase_{at}"],
                 "per": "organization", "audience": {"who": [draw(st.sampled_from(sorted(WHO)))]},
                 "responsible": draw(st.sampled_from(["branch_secretary", "superior", "leading_group"])),
                 "params": params, "source": SOURCE}
            )  # fmt: skip
    for at, (title, kind, unit_name, stricter) in enumerate(draw(st.lists(st.sampled_from(FIGURES), unique=True))):
        value: object = draw(st.integers(2, 60))
        if kind == "share":
            value = draw(st.sampled_from(["1/3", "1/5", "2/3", "15%", "60%"]))
        elif kind == "month_day":
            value = f"{draw(st.integers(1, 12)):02d}-{draw(st.integers(1, 28)):02d}"
        parameters.append(
            {"code": f"figure_{at}", "title": title, "type": kind, "unit": unit_name, "value": value, "stricter": stricter,
             "local": "tighten" if stricter else "free", "source": SOURCE}
        )  # fmt: skip
    items = draw(st.lists(st.sampled_from(ITEMS), min_size=2, max_size=6, unique=True))
    found = [{"key": f"item_{at}", "title": title, "source": SOURCE} for at, title in enumerate(items)]
    sets = [{"code": "goods", "title": "创建目标", "subject": "person", "items": found, "source": SOURCE}]
    roles = [
        {"code": f"role_{at}", "title": title, "holder": holder, "source": SOURCE}
        for at, (title, holder) in enumerate(draw(st.lists(st.sampled_from(ROLES), unique=True)))
    ]
    plan = Plan.model_validate(
        {"parameters": parameters, "roles": roles, "criteria": sets if draw(st.booleans()) else [], "phases": phases,
         "steps": steps}
    )  # fmt: skip
    return Pack(meta=META, plan=plan)


@settings(max_examples=60, deadline=None)
@given(packs(), st.one_of(st.none(), st.dates(date(2005, 1, 1), date(2030, 1, 1))), st.integers(1, 60))
def test_any_small_pack_written_out_and_read_back(pack: Pack, start: date | None, length: int) -> None:
    days = {}
    for phase in pack.plan.phases if start else ():
        days[phase.code] = (start, start + timedelta(days=length))
        start += timedelta(days=length + 1)
    plan = of_pack(pack, days=days)
    assert said_by(make_draft(official_text(plan))) == said(plan)
