"""A unit's own plan may add and tighten; what it drops or weakens is refused by name and stays as it was."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from xianfeng.core.plan import Overlay, Pack, apply_overlay, compare, load_built_in, read_overlay
from xianfeng.core.plan.overlay import resting_on

BASE = "statement_appraisal_publicity"


@cache
def base() -> Pack:
    return load_built_in(BASE)


TRIED = {"text": "试", "evidence": "record"}


def overlay(**parts: Any) -> Overlay:
    head = {"format": 1, "base": BASE, "base_version": "1.0", "code": "ours", "title": "本校方案", "reason": "结合实际"}
    return Overlay.model_validate({**head, **parts})


def merged(**parts: Any) -> tuple[Pack, list[str]]:
    pack, faults = apply_overlay(base(), overlay(**parts))
    return pack, [fault.code for fault in faults]


NEW_STEP = {
    "code": "open_lesson", "title": "示范课", "kind": "statement", "phases": ["narration"], "per": "person", "core": True,
    "audience": {"who": ["members"]}, "responsible": "branch_secretary", "params": {"form": "essay"},
    "source": {"default": "本校特色"},
}  # fmt: skip


def test_an_empty_overlay_changes_nothing() -> None:
    pack, refused = merged()
    assert refused == []
    assert compare(base(), pack) == []
    assert pack.fingerprint() == base().fingerprint()


def test_an_added_step_is_local_whatever_it_says() -> None:
    pack, refused = merged(add_steps=[NEW_STEP])
    assert refused == []
    assert pack.find_step("open_lesson").core is False  # type: ignore[union-attr]
    assert [(d.change, d.path, d.title) for d in compare(base(), pack)] == [("added", "steps.open_lesson", "示范课")]


def test_what_another_step_speaks_of_goes_only_with_it() -> None:
    assert [step.code for step in resting_on(base(), "branch_selection")] == ["branches_notice"]
    pack, refused = merged(drop_steps=["branch_selection", "branches_notice"])
    assert refused == []
    assert pack.find_step("branch_selection") is pack.find_step("branches_notice") is None


@pytest.mark.parametrize("code", [step.code for step in base().plan.steps if step.core])
def test_no_core_step_can_be_dropped(code: str) -> None:
    pack, faults = apply_overlay(base(), overlay(drop_steps=[code]))
    assert [(fault.code, fault.values["step"]) for fault in faults] == [("core_step_dropped", code)]
    assert pack.fingerprint() == base().fingerprint()


def test_dropping_a_local_step_takes_it_out_of_the_order() -> None:
    pack, refused = merged(drop_steps=["branch_selection", "branches_notice"])
    assert refused == []
    assert pack.find_step("branch_selection") is None
    assert all("branch_selection" not in step.after for step in pack.plan.steps)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"base": "ten_stars"}, "overlay_other_base"),
        ({"base_version": "0.9"}, "overlay_other_version"),
        ({"parameters": [{"code": "none", "value": 1, "reason": "试"}]}, "parameter_unknown"),
        ({"parameters": [{"code": "cap_base", "value": "members", "reason": "试"}]}, "parameter_fixed"),
        ({"parameters": [{"code": "notice_days", "value": "x", "reason": "试"}]}, "value_type"),
        ({"parameters": [{"code": "outstanding_cap", "value": "1", "reason": "试"}]}, "value_not_below"),
        ({"add_steps": [{**NEW_STEP, "code": "narration"}]}, "addition_replaces"),
        ({"drop_steps": ["nothing"]}, "step_unknown"),
        ({"drop_steps": ["branch_selection"]}, "dropped_step_needed"),
        ({"drop_phases": ["duties"]}, "phase_dropped"),
        ({"drop_phases": ["nothing"]}, "phase_unknown"),
        ({"change_steps": [{"step": "nothing", "reason": "试"}]}, "step_unknown"),
        ({"change_steps": [{"step": "selection", "params": {"tie": "draw_lots"}, "reason": "试"}]}, "param_choice"),
        ({"change_steps": [{"step": "narration", "params": {"parts": ["不足"]}, "reason": "试"}]}, "param_loosened"),
        (
            {"change_steps": [{"step": "result_notice", "params": {"report_up": False}, "reason": "试"}]},
            "param_loosened",
        ),
        ({"change_steps": [{"step": "selection", "params": {"vetoes": []}, "reason": "试"}]}, "param_loosened"),
        ({"add_items": [{"criteria": "none", "key": "other", "points": [TRIED]}]}, "criteria_unknown"),
        ({"add_items": [{"criteria": "five_goods", "key": "other", "points": [TRIED]}]}, "item_unknown"),
        (
            {
                "add_items": [
                    {
                        "criteria": "five_goods",
                        "item": {"key": "other", "title": "领导 班子好", "source": {"default": "试"}},
                    }
                ]
            },
            "item_twice",
        ),
    ],
)
def test_what_is_refused(parts: dict[str, Any], code: str) -> None:
    pack, refused = merged(**parts)
    assert refused == [code]
    assert pack.plan == base().plan


def test_a_counted_set_takes_points_but_no_further_item() -> None:
    extra = {"key": "sixth", "title": "校园环境好", "source": {"default": "试"}}
    assert merged(add_items=[{"criteria": "five_goods", "item": extra}])[1] == ["set_is_counted"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"phases": ["nowhere"]}, "phase_unknown"),
        ({"after": ["nothing"]}, "step_unknown"),
        ({"criteria": ["nothing"]}, "criteria_unknown"),
        ({"params": {"form": "essay", "examples": 2}}, "number_without_source"),
        ({"params": {"form": "song"}}, "param_choice"),
        ({"window": {"closes": {"plus": {"days": "no_days"}}}}, "parameter_unknown"),
    ],
)
def test_an_addition_that_does_not_fit_is_named_and_left_out(change: dict[str, Any], code: str) -> None:
    pack, refused = merged(
        parameters=[{"code": "post_pledges", "value": 2, "reason": "各一条"}], add_steps=[{**NEW_STEP, **change}]
    )
    assert refused == [code]
    assert pack.find_step("open_lesson") is None
    assert pack.find_parameter("post_pledges").value == 2  # type: ignore[union-attr]


def test_tightening_a_step_is_allowed() -> None:
    change = {
        "step": "narration", "add_who": ["staff"], "add_after": ["branch_pledge"], "reason": "全员讲述",
        "params": {"parts": ["承诺完成情况", "具体事例", "不足和原因", "下一步打算", "学习体会"]},
    }  # fmt: skip
    pack, refused = merged(change_steps=[change])
    step = pack.find_step("narration")
    assert refused == []
    assert step is not None
    assert step.audience.who == ("members", "staff")
    assert step.after[-1] == "branch_pledge"
    assert step.params["parts"][-1] == "学习体会"
    assert [d.path for d in compare(base(), pack)] == [
        "steps.narration.audience.who",
        "steps.narration.after",
        "steps.narration.params.parts",
    ]


@pytest.mark.parametrize("point", ["每学期读一本书", {"text": "每学期读一本书"}, {"text": "读书", "evidence": "photo"}])
def test_a_point_without_its_evidence_is_refused(point: Any) -> None:
    with pytest.raises(ValidationError):
        overlay(add_items=[{"criteria": "five_leads", "key": "study", "points": [point]}])


def test_concrete_points_under_an_item() -> None:
    pack, refused = merged(
        add_items=[
            {"criteria": "five_leads", "key": "study", "points": [{"text": "每学期读一本书", "evidence": "record"}]}
        ]
    )
    assert refused == []
    assert pack.find_criteria("five_leads").items[0].points == ("每学期读一本书（凭会议或学习记录）",)  # type: ignore[union-attr]
    assert [(d.change, d.path) for d in compare(base(), pack)] == [
        ("changed", "criteria.five_leads.items.study.points")
    ]


@given(st.integers(0, 30))
def test_a_value_that_the_text_gives_moves_only_the_stricter_way(pledges: int) -> None:
    """岗位承诺 at least one (S0-08): a school may ask for more, up to the limit, never for fewer."""
    pack, refused = merged(parameters=[{"code": "post_pledges", "value": pledges, "reason": "试"}])
    allowed = 1 <= pledges <= 20
    assert (refused == []) == allowed
    assert pack.find_parameter("post_pledges").value == (pledges if allowed else 1)  # type: ignore[union-attr]


def test_a_local_plan_with_faults_names_file_and_line() -> None:
    text = (
        f"format: 1\nbase: {BASE}\nbase_version: '1.0'\ncode: ours\ntitle: 本校\nreason: 试\ndrop_step: [narration]\n"
    )
    found, faults = read_overlay(text, Path("ours.yaml"))
    assert found is None
    assert [(fault.code, fault.line) for fault in faults] == [("name_unknown", 7)]
