"""What a fairness test says: its name, the statistic, the p-value, how many it rests on, and what it cannot show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import TypeVar

Item = TypeVar("Item")

NOTABLE_BELOW = Fraction(1, 20)
RUNS = 1999
"""Random rearrangements per test; with the observed one p has steps of 1/2000."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One thing the reader must know about the test: code and numbers for the sentence."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FairnessFinding:
    """`p_value` is exact (counted, not approximated); None when the data cannot carry a test, then `limits` says why.

    `expected` is what chance alone would give on average, in the unit of `statistic`.
    """

    test: str
    statistic: Fraction
    p_value: Fraction | None
    n: int
    expected: Fraction | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()

    @property
    def is_notable(self) -> bool:
        """Rarer by chance than one time in twenty: worth a written reason, no more."""
        return self.p_value is not None and self.p_value < NOTABLE_BELOW


def draw(random: Random, items: Sequence[Item], count: int) -> list[Item]:
    """`count` different items. Uses `random()` only, whose sequence for a seed is the same in every Python."""
    pool, chance = list(items), random.random
    left = len(pool)
    for at in range(count):
        other = at + int(chance() * left)
        left -= 1
        pool[at], pool[other] = pool[other], pool[at]
    return pool[:count]


def rearranged_p(
    observed: int | Fraction, again: Callable[[Random], int | Fraction], seed: int, *, low: bool, runs: int = RUNS
) -> tuple[Fraction, Fraction]:
    """(p, mean) over `runs` rearrangements, the observed one counted in; `low`: small values are the rare ones."""
    random = Random(seed)  # noqa: S311 - repeatable statistics, not a secret
    hits, total = 1, Fraction(0)
    for _ in range(runs):
        value = again(random)
        total += value
        hits += value <= observed if low else value >= observed
    return Fraction(hits, runs + 1), total / runs
