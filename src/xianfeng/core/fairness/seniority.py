"""Seniority (论资排辈, S0-14): do marks or honours go with years of service, rank of post or age; do leaders win more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import permutations
from math import comb, factorial, isqrt
from random import Random

from xianfeng.core.fairness.finding import RUNS, FairnessFinding, Limit, draw, rearranged_p

EXACT_UP_TO = 7
LEAST_PEOPLE = 5


def seniority(
    results: Sequence[Fraction | int],
    years: Sequence[Fraction | int],
    *,
    about: str = "years_of_service",
    seed: int = 1,
    runs: int = RUNS,
) -> FairnessFinding:
    """Spearman's rank correlation of results (marks, stars, or 1 for chosen and 0 for not) with seniority.

    Ties share their middle rank. p: how often a rearrangement correlates at least as strongly upwards; all of them are
    tried up to seven people, `runs` random ones above. Raises ValueError for lists of unequal length. Limits named:
    a correlation is no cause (experience may earn the mark).
    """
    if len(results) != len(years):
        raise ValueError("one result and one seniority per person")
    n = len(results)
    limits = [Limit("correlation_is_no_cause")]
    first, second = _ranks(results), _ranks(years)
    spread = _spread(first) * _spread(second)
    if n < LEAST_PEOPLE or spread == 0:
        limits.append(
            Limit("too_few_people" if n < LEAST_PEOPLE else "all_alike", {"people": n, "least": LEAST_PEOPLE})
        )
        return FairnessFinding("seniority", Fraction(0), None, n, params={"about": about}, limits=tuple(limits))
    observed = _product(first, second)
    if n <= EXACT_UP_TO:
        hits = sum(_product(order, second) >= observed for order in permutations(first))
        p_value, tried = Fraction(hits, factorial(n)), factorial(n)
    else:

        def again(random: Random) -> int:
            return _product(draw(random, first, n), second)

        p_value, _ = rearranged_p(observed, again, seed, low=False, runs=runs)
        tried = runs
    params = {"about": about, "seed": seed, "runs": tried}
    rho = _rounded_ratio(observed, spread)
    return FairnessFinding("seniority", rho, p_value, n, Fraction(0), params, tuple(limits))


def leaders_share(chosen: Collection[str], leaders: Collection[str], eligible: Collection[str]) -> FairnessFinding:
    """Share of leaders among those chosen against their share among all eligible (84 proposed, 78 in leading posts).

    p: exact chance of at least so many leaders when the chosen were drawn at random. Raises ValueError when somebody
    chosen was not eligible.
    """
    everybody, inside = set(eligible), set(chosen)
    if not inside <= everybody:
        raise ValueError("everybody chosen must have been eligible")
    heads = set(leaders) & everybody
    limits = (Limit("leading_may_be_merit"),)
    if not inside or not heads or heads == everybody or inside == everybody:
        return FairnessFinding(
            "leaders_share", Fraction(0), None, len(everybody), limits=(*limits, Limit("no_choice_was_made"))
        )
    n, marked, drawn, seen = len(everybody), len(heads), len(inside), len(inside & heads)
    ways = sum(comb(marked, k) * comb(n - marked, drawn - k) for k in range(seen, min(marked, drawn) + 1))
    params = {"chosen": drawn, "leaders_chosen": seen, "leaders": marked}
    return FairnessFinding(
        "leaders_share",
        Fraction(seen, drawn),
        Fraction(ways, comb(n, drawn)),
        n,
        Fraction(marked, n),
        params,
        limits,
    )


def _ranks(values: Sequence[Fraction | int]) -> list[int]:
    """Centred ranks times two, so that middle ranks of ties stay whole and the mean is 0."""
    n = len(values)
    return (
        [sum(other < value for other in values) - sum(other > value for other in values) for value in values]
        if n
        else []
    )


def _product(first: Sequence[int], second: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(first, second, strict=True))


def _spread(ranks: Sequence[int]) -> int:
    return sum(rank * rank for rank in ranks)


def _rounded_ratio(product: int, spread: int) -> Fraction:
    """product / sqrt(spread) to four decimals, by whole numbers only so that every machine prints the same."""
    scaled = isqrt(product * product * 10**8 // spread)
    return Fraction(scaled if product >= 0 else -scaled, 10**4)
