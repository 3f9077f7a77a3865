"""Gates as a frozen plan keeps them: where they stand, and which of a changed plan's hold when something has begun."""

import pytest

from xianfeng.core.gates import Finding, after_gates, from_then_on, joined, plan_gates, stands_before

MET, NOT_MET, UNKNOWN = Finding(True), Finding(False, {"open": 2}), Finding(None)


def raw(code: str, rule: str = "approval_basis", **place) -> dict:
    return {"code": code, "title": code, "conditions": [{"rule": rule, "met_by": "superior"}], **place}


def test_a_gate_says_where_it_stands_and_who_may_force_it():
    plan = {
        "gates": [
            raw("a", before_phase="vows"),
            raw("b", before_step="talk", opened_by="supervision_group"),
            raw("c", before_close=True, forced=None),
        ]
    }
    found = [(one.place, one.target, one.opened_by, one.forced_by) for one in plan_gates(plan)]
    assert found == [
        ("phase", "vows", "conditions", "superior"),
        ("step", "talk", "supervision_group", "superior"),
        ("close", "", "conditions", None),
    ]
    steps = [
        {"code": "talk-second", "step": "talk", "phase": "second"}, {"code": "vow", "phase": "vows"}, {"code": "end"}
    ]  # fmt: skip
    assert [[stands_before(gate, step) for step in steps] for gate in plan_gates(plan)] == [
        [False, True, False], [True, False, False], [False, False, False],
    ]  # fmt: skip


def test_a_step_waits_for_the_steps_it_comes_after_and_their_holders_can_end_them():
    steps = [
        {"code": "narration", "title": "讲述"},
        {"code": "comment-2", "step": "comment", "title": "点评", "responsible": "branch_secretary"},
        {"code": "choice", "title": "评选", "requires": ["narration", "comment", "left_out"]},
    ]
    [gate] = after_gates({"steps": steps})
    assert (gate.code, gate.title, gate.forced_by) == ("after-choice", "“评选”之前", "superior")
    assert [stands_before(gate, step) for step in steps] == [False, False, True]
    assert [(one.code, one.params["step"], one.met_by) for one in gate.conditions] == [
        ("step_ended", "narration", ("superior",)),
        ("step_ended", "comment", ("branch_secretary",)),
    ]


@pytest.mark.parametrize(
    ("findings", "found"),
    [([], UNKNOWN), ([UNKNOWN], UNKNOWN), ([NOT_MET, UNKNOWN], NOT_MET), ([NOT_MET, MET], MET), ([UNKNOWN, MET], MET)],
)
def test_one_room_that_found_it_is_enough_and_silence_is_not_a_yes(findings, found):
    assert joined(findings) == found


def test_what_stands_before_something_begun_stays_as_it_was():
    before = [raw("old", before_phase="first"), raw("kept", before_phase="second"), raw("gone", before_close=True)]
    after = [
        raw("kept", "masses_heard", before_phase="second"),
        raw("late", before_phase="first"),
        raw("new", before_phase="third"),
    ]
    begun = [{"code": "x", "phase": "first"}]
    found = {one["code"]: one["conditions"][0]["rule"] for one in from_then_on(before, after, begun)}
    assert found == {"old": "approval_basis", "kept": "masses_heard", "new": "approval_basis"}
