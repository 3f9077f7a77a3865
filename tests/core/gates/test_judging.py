"""A blocked gate lists each unmet condition and who can meet it; what is not known blocks as well."""

from datetime import date
from fractions import Fraction

import pytest

from xianfeng.core.gates import (
    Condition,
    Finding,
    MissingReason,
    NotEntitled,
    Unmet,
    coverage_finding,
    date_finding,
    force_open,
    judge,
    none_open_finding,
    threshold_finding,
)
from xianfeng.core.progress import Coverage, RolledUp

COVERAGE = Condition("coverage_complete", {"step": "pledge"}, ("branch_secretary",), may_except=("superior",))
OBJECTION = Condition("no_open_objection", {}, ("supervision_group",))


def test_open_when_all_is_met() -> None:
    verdict = judge([COVERAGE, OBJECTION], lambda condition: Finding(True))
    assert (verdict.is_open, verdict.unmet) == (True, ())


def test_each_unmet_condition_is_named_with_who_can_meet_it() -> None:
    found = {
        "coverage_complete": coverage_finding(Coverage(5, 7)),
        "no_open_objection": none_open_finding(None),
    }
    verdict = judge([COVERAGE, OBJECTION], lambda condition: found[condition.code])
    assert not verdict.is_open
    assert verdict.unmet == (
        Unmet(
            "coverage_complete",
            {"step": "pledge", "done": 5, "expected": 7, "missing": 2},
            ("branch_secretary",),
            known=True,
        ),
        Unmet("no_open_objection", {}, ("supervision_group",), known=False),
    )


def test_a_recorded_exception_counts_only_from_someone_entitled() -> None:
    assert judge([COVERAGE], lambda _: Finding(False, exception_by="superior")).excepted == ("coverage_complete",)
    assert not judge([COVERAGE], lambda _: Finding(False, exception_by="branch_secretary")).is_open
    assert not judge([OBJECTION], lambda _: Finding(False, exception_by="superior")).is_open


def test_forcing_needs_the_role_and_a_reason_and_keeps_what_was_unmet() -> None:
    blocked = judge([OBJECTION], lambda _: Finding(False))
    opened = force_open(blocked, "superior", ["superior"], " 已当面核实 ")
    assert opened.is_open and opened.unmet == blocked.unmet
    assert opened.forced is not None and opened.forced.reason == "已当面核实"
    with pytest.raises(NotEntitled):
        force_open(blocked, "branch_secretary", ["superior"], "理由")
    with pytest.raises(MissingReason):
        force_open(blocked, "superior", ["superior"], "  ")


@pytest.mark.parametrize(
    ("finding", "met"),
    [
        (coverage_finding(None), None),
        (coverage_finding(RolledUp(None, 0, 3)), None),
        (coverage_finding(RolledUp(Coverage(3, 3), 1, 2)), None),
        (coverage_finding(RolledUp(Coverage(3, 3), 2, 2)), True),
        (coverage_finding(Coverage(2, 3, 1)), True),
        (none_open_finding(0), True),
        (none_open_finding(2), False),
        (threshold_finding(None, Fraction(1, 2), "more_than"), None),
        (threshold_finding(Fraction(1, 2), Fraction(1, 2), "more_than"), False),
        (threshold_finding(Fraction(1, 2), Fraction(1, 2), "at_least"), True),
        (threshold_finding(Fraction(1, 2), Fraction(1, 2), "at_most"), True),
        (threshold_finding(Fraction(1, 2), Fraction(1, 2), "less_than"), False),
        (date_finding(date(2026, 7, 1), date(2026, 7, 1)), True),
        (date_finding(date(2026, 6, 30), date(2026, 7, 1)), False),
    ],
)
def test_findings(finding: Finding, met: bool | None) -> None:
    assert finding.met is met
