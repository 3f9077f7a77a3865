"""What the compiler has to say beside what it read: the unread, the contradictory, the burdensome, the damaged."""

from __future__ import annotations

from xianfeng.compiler.diagnose.burden import find_burdens
from xianfeng.compiler.diagnose.contradictions import find_contradictions
from xianfeng.compiler.diagnose.model import Diagnostic
from xianfeng.compiler.diagnose.repairs import find_repairs
from xianfeng.compiler.diagnose.unplaced import find_unplaced
from xianfeng.compiler.diagnose.unread import find_unread
from xianfeng.compiler.diagnose.years import find_years
from xianfeng.compiler.reader import Understanding


def diagnose(understanding: Understanding) -> list[Diagnostic]:
    """Every diagnostic, in the order of the text."""
    found: list[Diagnostic] = []
    document = understanding.document
    if document.genre != "plan":
        whole = document.text.span(0, min(len(document.folded), 60))
        found.append(Diagnostic("not_a_plan", "warning", whole, {"genre": document.genre}))
    for noise in document.noise:
        found.append(Diagnostic("noise_left_out", "info", noise.span, {"reason": noise.reason}))
    for finder in (find_contradictions, find_years, find_burdens, find_repairs, find_unplaced, find_unread):
        found += finder(understanding)
    return sorted(found, key=lambda d: (d.span.start, d.span.end, d.code))
