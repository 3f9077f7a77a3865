"""Quorum, majority and what minutes lack: the rules alone."""

import pytest

from xianfeng.kinds.meeting.kind import Minutes, Params, Vote, carried, kind, lacks, quorum_met


def params(**more):
    return Params.model_validate({"form": "congress"} | more)


@pytest.mark.parametrize(
    ("present", "expected", "met"), [(21, 31, True), (20, 31, False), (20, 30, True), (0, 0, False)]
)
def test_a_quorum_is_a_share_of_those_expected(present, expected, met):
    assert quorum_met(params(quorum="2/3"), present, expected) is met
    assert quorum_met(params(), present, expected) is None


@pytest.mark.parametrize(
    ("base", "vote", "is_carried"),
    [
        ("expected", Vote(15, 0, 0), False),  # half of 30 is not more than half
        ("expected", Vote(16, 4, 0), True),
        ("present", Vote(11, 9, 0), True),  # of 20 there
        ("present", Vote(10, 1, 9), False),
        ("ballots_valid", Vote(6, 5, 0), True),  # of 11 cast
        ("ballots_valid", Vote(6, 5, 1), False),
        ("expected", Vote(), None),
    ],
)
def test_a_majority_names_its_base(base, vote, is_carried):
    assert carried(params(majority="1/2", majority_base=base), vote, 20, 30) is is_carried


def test_without_its_quorum_a_meeting_adopts_nothing():
    asked = params(quorum="2/3", majority="1/2")
    assert carried(asked, Vote(19, 0, 0), 19, 30) is False
    assert carried(asked, Vote(19, 0, 0), 20, 30) is True


def test_minutes_lack_what_the_plan_asks_for():
    asked = params(
        preconditions=["深入调研"],
        head_speaks=True,
        also_attend=["activists"],
        must_hear=["离退休老同志"],
        everyone_speaks=True,
        reports=["财务工作报告"],
        output="具体要求",
    )
    assert lacks(asked, Minutes(turns_open=1)) == [
        "nobody_there", "points", "preconditions", "heard", "also_present", "turns", "head", "output", "reports",
        "report_notes",
    ]  # fmt: skip
    whole = Minutes(
        preconditions=["深入调研"],
        head_spoke=False,
        head_reason="外出开会",
        also_present={"activists": 0},
        heard={"离退休老同志": 2},
        reports_voted=["财务工作报告"],
        reports_noted=["财务工作报告"],
        output="三条",
        points="安排部署",
        present=3,
    )
    assert lacks(asked, whole) == []


def test_what_is_to_be_adopted_needs_its_vote():
    asked = params(output="具体要求", output_criteria="local")
    held = {"present": 3, "points": "讨论", "output": "三条"}
    assert lacks(asked, Minutes(**held)) == ["output_vote"]
    assert lacks(asked, Minutes(**held, carried=["具体要求"])) == []


def test_one_meeting_of_the_form_is_what_a_branch_owes():
    found = kind.needs(kind.read_params({"form": "hearing"}))
    assert [(need.fact, need.part, need.at_least) for need in found] == [("meeting_held", "hearing", 1)]
