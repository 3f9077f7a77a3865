"""A stratified draw by hash: everybody gets the number SHA-256(seed TAB stratum TAB id), the smallest numbers are drawn.

So the order of the roster, the version of Python and the machine do not matter, a sample can be checked by hand, and
enlarging it keeps those already drawn. The seed should be fixed in public before the roster is frozen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


class ImpossibleSample(ValueError):
    """`code`: nobody_to_draw, size_below_one, size_over_population, size_below_strata."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sample:
    """The draw with all that is needed to repeat it. `strata` and `drawn` go by stratum; `members` is sorted."""

    seed: str
    size: int
    strata: Mapping[str, int]
    drawn: Mapping[str, int]
    members: tuple[str, ...]
    population_hash: str
    """SHA-256 over the sorted roster with its strata; equal rosters, equal hash."""


def draw_sample(population: Mapping[str, str], size: int, seed: str, *, at_least_each: int = 1) -> Sample:
    """Draw `size` of the population (id -> stratum), strata in proportion, at least `at_least_each` of each.

    A stratum smaller than that minimum is taken whole. Raises `ImpossibleSample`.
    """
    if not population:
        raise ImpossibleSample("nobody_to_draw")
    if size < 1:
        raise ImpossibleSample("size_below_one")
    if size > len(population):
        raise ImpossibleSample("size_over_population")
    by_stratum: dict[str, list[str]] = {}
    for member in sorted(population):
        by_stratum.setdefault(population[member], []).append(member)
    strata = {name: len(members) for name, members in sorted(by_stratum.items())}
    drawn = allocate(strata, size, at_least_each)
    chosen: list[str] = []
    for name, count in drawn.items():
        chosen += sorted(by_stratum[name], key=lambda member: (_number(seed, name, member), member))[:count]
    roster = "\n".join(f"{member}\t{population[member]}" for member in sorted(population))
    return Sample(seed, size, strata, drawn, tuple(sorted(chosen)), hashlib.sha256(roster.encode()).hexdigest())


def allocate(strata: Mapping[str, int], size: int, at_least_each: int = 0) -> dict[str, int]:
    """How many of each stratum: proportional by largest remainder, never above the stratum, never below the minimum.

    Ties go to the larger stratum, then by name. Raises `ImpossibleSample`.
    """
    floors = {name: min(at_least_each, count) for name, count in strata.items()}
    if sum(floors.values()) > size:
        raise ImpossibleSample("size_below_strata")
    if size > sum(strata.values()):
        raise ImpossibleSample("size_over_population")
    share = {name: Fraction(size * count, sum(strata.values())) for name, count in strata.items()}
    seats = dict(floors)
    for _ in range(size - sum(floors.values())):
        open_strata = [name for name in strata if seats[name] < strata[name]]
        neediest = max(open_strata, key=lambda name: (share[name] - seats[name], strata[name], _backwards(name)))
        seats[neediest] += 1
    return {name: seats[name] for name in sorted(seats)}


def _backwards(name: str) -> tuple[int, ...]:
    return tuple(-ord(letter) for letter in name)


def _number(seed: str, stratum: str, member: str) -> str:
    return hashlib.sha256("\t".join((seed, stratum, member)).encode()).hexdigest()
