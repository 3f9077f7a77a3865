"""Diagnostics: which of them stop the act, and how a place reads."""

from xianfeng.core.diagnostics import Diagnostic, Place, Severity, has_errors


def test_only_errors_stop() -> None:
    warning = Diagnostic("phase_too_long", Severity.WARNING, {"days": 40})
    note = Diagnostic("text_unread", Severity.NOTE)
    assert not has_errors([warning, note])
    assert has_errors([warning, Diagnostic("step_unknown")])


def test_a_place_reads_like_a_compiler_message() -> None:
    assert str(Place("plan.yaml", 12, 3, path="phases[0].days")) == "plan.yaml:12:3:phases[0].days"
    assert str(Place(path="phases[0]")) == "phases[0]"
    assert str(Place()) == ""
