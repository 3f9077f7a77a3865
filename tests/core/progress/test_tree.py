"""Progress by the nodes of a programme: the tree of a frozen plan, and n of N rolled up without counting a step twice."""

from __future__ import annotations

from datetime import date

import pytest

from xianfeng.apps.campaigns.local import frozen
from xianfeng.core.plan import Pack, check_pack, load_built_in, resolve
from xianfeng.core.plan.crosschecks import cross_checks
from xianfeng.core.plan.faults import Fault
from xianfeng.core.plan.loading import Located, built_in_folder
from xianfeng.core.plan.marks import Marked
from xianfeng.core.plan.model import Plan
from xianfeng.core.progress import Node, Tally, programme_tree, tally


def _of(code: str) -> tuple[Node, ...]:
    pack = load_built_in(code)
    return programme_tree(frozen(resolve(pack, {}, date(2026, 3, 2)), pack))


def _shape(node: Node) -> object:
    return [node.title, *(_shape(child) for child in node.children)] if node.children else node.title


def test_one_two_five_one_is_nine_nodes_under_four_heads() -> None:
    roots = _of("one_two_five_one")
    assert [(root.title, len(root.children)) for root in roots] == [
        ("一个中心", 1), ("两个建设", 2), ("五大工程", 5), ("一个目标", 1)
    ]  # fmt: skip
    integrity = roots[1].children[1]
    assert set(integrity.steps) == {
        "open_affairs", "awareness_study", "integrity_study", "risk_check", "complaints", "decision_making"
    }  # fmt: skip


def test_four_projects_have_two_strands_each_and_stand_beside_the_four_aims() -> None:
    projects, aims = _of("four_projects")
    assert [_shape(node) for node in projects.children] == [
        ["双争", "争创科学发展示范单位", "争当科学发展时代先锋"],
        ["双育", "党性教育", "业务培育"],
        ["双创", "基层党组织创新", "党员活动方式创新"],
        ["双保", "保民生", "保稳定"],
    ]
    assert all("theme" in strand.steps for project in projects.children for strand in project.children)
    assert [node.title for node in aims.children] == ["推动科学发展", "促进社会和谐", "服务人民群众", "加强基层组织"]
    tagged = set(aims.all_steps) | set(projects.all_steps)
    pack = load_built_in("four_projects")
    assert [step.code for step in pack.plan.steps if not step.serves] == []
    assert {step.code for step in pack.plan.steps if "carrying_out" in step.phases} <= {
        step.code for step in pack.plan.steps if any(code.startswith(step.code) for code in tagged)
    }


def test_a_step_of_two_strands_counts_once_in_their_project() -> None:
    innovate = _of("four_projects")[0].children[2]
    standing = {"theme": Tally(1, 4), "innovation": Tally(2, 4), "inspection": Tally(4, 4)}
    assert [tally(strand.all_steps, standing) for strand in innovate.children] == [Tally(3, 8), Tally(3, 8)]
    assert tally(innovate.all_steps, standing) == Tally(3, 8)
    assert tally(["select_units"], standing) == Tally(0, 0), "what nobody can count adds nothing"


def test_a_plan_without_a_tree_has_none() -> None:
    assert _of("ten_stars") == ()
    assert programme_tree({"criteria": {}, "steps": [{"code": "a"}]}) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"tree": ["two_builds"], "serves": []}, "node_without_step"),
        ({"tree": ["two_builds"], "serves": ["two_builds.nowhere"]}, "node_unknown"),
        ({"tree": [], "serves": ["two_builds.base"]}, "node_unknown"),
        ({"tree": ["no_such_set"], "serves": []}, "criteria_unknown"),
    ],
)
def test_the_author_hears_of_a_tree_that_does_not_hold(change: dict[str, list[str]], code: str) -> None:
    pack = load_built_in("one_two_five_one")
    plain = pack.plan.model_dump()
    for step in plain["steps"]:
        step["serves"] = change["serves"] if step["code"] == "base_building" else []
    plain["tree"] = change["tree"]
    changed = Pack(**{**dict(pack), "plan": Plan.model_validate(plain)})
    assert code in {fault.code for fault in _faults(changed)}


def _faults(pack: Pack) -> list[Fault]:
    nowhere = Marked(None, {}, ())
    return list(cross_checks(Located(pack, built_in_folder() / pack.code, nowhere, nowhere)))


def test_the_built_in_trees_hold() -> None:
    for code in ("one_two_five_one", "four_projects"):
        assert [fault.code for fault in check_pack(built_in_folder() / code)] == []
