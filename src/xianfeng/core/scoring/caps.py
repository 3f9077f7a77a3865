"""Caps below 100 %, and who is inside one: ties at the edge go to a run-off, never to the secretary (S0-16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from xianfeng.core.scoring.bases import Base, Counts, count_of
from xianfeng.core.scoring.numbers import Rounding, RoundingRule


class BadCap(ValueError):
    """A cap must lie above 0 and below the whole."""


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `share` of `base`; `least` keeps 优秀 possible in very small branches and is 0 unless laid down."""

    share: Fraction
    base: Base
    rounding: Rounding = Rounding.DOWN
    least: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.share < 1 or self.least < 0:
            raise BadCap(str(self.share))

    def places(self, counts: Counts) -> int:
        """How many at most; never the whole base when there is more than one. Raises `MissingBase`.

        12 members and a third give 4, 11 give 3, 2 give 0 (CONVENTIONS 3.6).
        """
        base = count_of(self.base, counts)
        rounded = int(RoundingRule(0, self.rounding).apply(self.share * base))
        return min(max(rounded, self.least), max(base - 1, 0))


@dataclass(frozen=True, slots=True)
class Inside:
    """`chosen` are inside for certain; `tied` stand level at the edge for `places_left` places: a run-off is needed."""

    chosen: tuple[str, ...]
    tied: tuple[str, ...]
    places_left: int

    @property
    def needs_run_off(self) -> bool:
        """True when the cap cuts through a tie."""
        return bool(self.tied)


def pick_inside(values: Mapping[str, Fraction], places: int) -> Inside:
    """The best `places` of the candidates, by value; names come back sorted by code, not by value (no ranking shown)."""
    chosen: list[str] = []
    for value in sorted(set(values.values()), reverse=True):
        level = sorted(code for code, own in values.items() if own == value)
        if len(chosen) + len(level) > places:
            left = places - len(chosen)
            return Inside(tuple(sorted(chosen)), tuple(level) if left else (), left)
        chosen += level
    return Inside(tuple(sorted(chosen)), (), places - len(chosen))


def settle_run_off(inside: Inside, votes: Mapping[str, int]) -> Inside:
    """The list after a run-off among exactly the tied; level again at the edge, another one is needed.

    Raises ValueError when the votes are not those of the tied candidates.
    """
    if set(votes) != set(inside.tied):
        raise ValueError("a run-off is held among the tied candidates only")
    second = pick_inside({code: Fraction(count) for code, count in votes.items()}, inside.places_left)
    return Inside(tuple(sorted((*inside.chosen, *second.chosen))), second.tied, second.places_left)


@dataclass(frozen=True, slots=True)
class CapVerdict:
    """A list of `count` names against the cap."""

    met: bool
    count: int
    places: int
    base: Base
    base_count: int


def judge_cap(cap: Cap, count: int, counts: Counts) -> CapVerdict:
    """Whether a list of `count` names is within the cap; one over it is refused. Raises `MissingBase`."""
    places = cap.places(counts)
    return CapVerdict(count <= places, count, places, cap.base, count_of(cap.base, counts))
