"""The graded scales that every form uses, as codes of the glossary with their Chinese words, best first (CONVENTIONS 3.6).

What a grade is worth in points is never fixed here: a rule file says it, or the grades are only counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grade:
    """`outside_base`: reported, but in no share (不了解)."""

    code: str
    title: str
    outside_base: bool = False


SCALES: Mapping[str, tuple[Grade, ...]] = {
    "members": (
        Grade("outstanding", "优秀"),
        Grade("qualified", "合格"),
        Grade("basically_qualified", "基本合格"),
        Grade("unqualified", "不合格"),
    ),
    "posts": (
        Grade("outstanding", "优秀"),
        Grade("competent", "称职"),
        Grade("basically_competent", "基本称职"),
        Grade("not_competent", "不称职"),
    ),
    "four_levels": (
        Grade("good", "好"),
        Grade("fairly_good", "较好"),
        Grade("fair", "一般"),
        Grade("poor", "差"),
    ),
    "satisfaction": (
        Grade("satisfied", "满意"),
        Grade("basically_satisfied", "基本满意"),
        Grade("dissatisfied", "不满意"),
        Grade("not_informed", "不了解", outside_base=True),
    ),
    "star": (Grade("yes", "得星"), Grade("no", "不得星")),
}
"""Scale -> grades, best first. A scale of points (0 to 100) has no grades."""
