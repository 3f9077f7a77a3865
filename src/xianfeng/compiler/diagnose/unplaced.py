"""What was read and has no sure place in a plan: a person decides, and is told so beforehand.

A step under no stage of a plan that has stages; an act that no kind of step is made for; a veto with no rating or selection
that could keep anybody out.
"""

from __future__ import annotations

from collections.abc import Iterator

from xianfeng.compiler.diagnose.model import Diagnostic
from xianfeng.compiler.reader import Understanding

_JUDGING = frozenset({"ballot", "rate", "honour"})


def find_unplaced(understanding: Understanding) -> Iterator[Diagnostic]:
    """One for each step or veto; bodies that are set up (organise) belong to no stage."""
    text, folded = understanding.document.text, understanding.document.folded
    for step in understanding.steps:
        span = text.span(step.start, step.end)
        words: dict[str, str | int | float] = {"words": step.title[:40]}
        if understanding.phases and step.phase is None and step.kind != "organise":
            yield Diagnostic("step_without_phase", "info", span, words)
        if step.kind == "other":
            yield Diagnostic("step_of_no_kind", "info", span, words)
    if not any(step.kind in _JUDGING for step in understanding.steps):
        for veto in understanding.vetoes:
            told: dict[str, str | int | float] = {"words": folded[veto.start : veto.end][:60]}
            yield Diagnostic("veto_without_step", "warning", text.span(veto.start, veto.end), told)
