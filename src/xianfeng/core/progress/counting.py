"""Counting who is done, and adding counts up an organisation tree.

Before: branch A 3 of 3, branch B 1 of 4 (one excused), branch C has not reported. After: school 4 of 7, one excused,
2 of 3 units reporting; not complete, although nothing was counted as 0 for C.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

Unit = TypeVar("Unit", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Coverage:
    """`done` of `expected`, of which `excused` need not. Raises ValueError for numbers that cannot be."""

    done: int
    expected: int
    excused: int = 0

    def __post_init__(self) -> None:
        if min(self.done, self.expected, self.excused) < 0 or self.done + self.excused > self.expected:
            raise ValueError(f"impossible coverage: {self.done} + {self.excused} of {self.expected}")

    @property
    def missing(self) -> int:
        """Neither done nor excused."""
        return self.expected - self.done - self.excused

    @property
    def is_complete(self) -> bool:
        """Everybody is done or excused (S0-04)."""
        return self.missing == 0

    @property
    def share(self) -> Fraction | None:
        """Done of those who were not excused; None when there is nobody to count."""
        base = self.expected - self.excused
        return Fraction(self.done, base) if base else None

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(self.done + other.done, self.expected + other.expected, self.excused + other.excused)


@dataclass(frozen=True, slots=True)
class RolledUp:
    """Sum of the units that have data; `coverage` is None when none has. `reporting` of `units` say how many."""

    coverage: Coverage | None
    reporting: int
    units: int

    @property
    def is_complete(self) -> bool:
        """True only when every unit has data and everybody is done or excused."""
        return self.coverage is not None and self.reporting == self.units and self.coverage.is_complete

    @property
    def silent(self) -> int:
        """Units without data."""
        return self.units - self.reporting

    def __add__(self, other: RolledUp) -> RolledUp:
        known = [part for part in (self.coverage, other.coverage) if part is not None]
        return RolledUp(_sum(known), self.reporting + other.reporting, self.units + other.units)


def roll_up(parts: Iterable[Coverage | None]) -> RolledUp:
    """Add units up; None is a unit without data."""
    given = tuple(parts)
    known = [part for part in given if part is not None]
    return RolledUp(_sum(known), len(known), len(given))


class UnknownParent(ValueError):
    """The tree has a parent that is no unit of it, or a circle. `unit` is where it shows."""

    def __init__(self, unit: object) -> None:
        super().__init__(repr(unit))
        self.unit = unit


def roll_up_tree(parents: Mapping[Unit, Unit | None], own: Mapping[Unit, Coverage | None]) -> dict[Unit, RolledUp]:
    """Every unit with the sum of itself and all below it.

    `parents` names each unit's superior (None at the top). `own` holds the units that count on their own; a unit that
    is not in `own` only passes on what lies below it, one that is there with None has no data. Raises `UnknownParent`.
    """
    totals: dict[Unit, RolledUp] = dict.fromkeys(parents, RolledUp(None, 0, 0))
    for unit, coverage in own.items():
        part = roll_up([coverage])
        seen: set[Unit] = set()
        at: Unit | None = unit
        while at is not None:
            if at in seen or at not in parents:
                raise UnknownParent(at)
            seen.add(at)
            totals[at] += part
            at = parents[at]
    return totals


def _sum(known: list[Coverage]) -> Coverage | None:
    if not known:
        return None
    return Coverage(
        sum(part.done for part in known), sum(part.expected for part in known), sum(part.excused for part in known)
    )
