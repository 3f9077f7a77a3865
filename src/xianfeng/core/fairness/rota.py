"""Taking turns (轮流坐庄, S0-15): fewer repeated winners over the last rounds than chance would give.

Statistic: how often two rounds share a winner, summed over all pairs of rounds. Chance: every round draws as many
winners as it had, at random from those eligible then. Before: 4 rounds, 3 of 9 each, nobody twice but three.
After: statistic 3, expected 6, p 0.044: notable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from fractions import Fraction
from random import Random

from xianfeng.core.fairness.finding import RUNS, FairnessFinding, Limit, draw, rearranged_p

LEAST_ROUNDS = 3


def rota(
    winners: Sequence[Collection[str]], eligible: Sequence[Collection[str]], *, seed: int = 1, runs: int = RUNS
) -> FairnessFinding:
    """Test the last rounds, oldest first; `winners[i]` must be among `eligible[i]`. Raises ValueError otherwise.

    Limits always named: equal chances are assumed, although merit makes repeats likelier (so few repeats are, if
    anything, more surprising than p says), and people who came or left are only counted where they were eligible.
    """
    if len(winners) != len(eligible) or any(
        not set(won) <= set(could) for won, could in zip(winners, eligible, strict=True)
    ):
        raise ValueError("every winner must have been eligible in that round")
    observed = _repeats(winners)
    pools = [sorted(could) for could in eligible]
    sizes = [len(set(won)) for won in winners]
    people = len(set().union(*eligible)) if eligible else 0
    limits = [Limit("equal_chances_assumed")]
    if len(winners) < LEAST_ROUNDS:
        limits.append(Limit("too_few_rounds", {"rounds": len(winners), "least": LEAST_ROUNDS}))
        return FairnessFinding("rota", Fraction(observed), None, people, limits=tuple(limits))
    if all(size in (0, len(pool)) for size, pool in zip(sizes, pools, strict=True)):
        limits.append(Limit("no_choice_was_made"))
        return FairnessFinding("rota", Fraction(observed), None, people, limits=tuple(limits))

    def again(random: Random) -> int:
        return _repeats([draw(random, pool, size) for pool, size in zip(pools, sizes, strict=True)])

    p_value, expected = rearranged_p(observed, again, seed, low=True, runs=runs)
    params = {"rounds": len(winners), "seed": seed, "runs": runs, "repeat_winners": _repeat_winners(winners)}
    return FairnessFinding("rota", Fraction(observed), p_value, people, expected, params, tuple(limits))


def _repeats(winners: Sequence[Collection[str]]) -> int:
    times = Counter(name for won in winners for name in set(won))
    return sum(count * (count - 1) // 2 for count in times.values())


def _repeat_winners(winners: Sequence[Collection[str]]) -> int:
    return sum(count > 1 for count in Counter(name for won in winners for name in set(won)).values())
