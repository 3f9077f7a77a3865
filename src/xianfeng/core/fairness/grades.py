"""Everybody excellent (全员优秀, S0-16) and sheets filled in one stroke."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import comb, log2
from random import Random

from xianfeng.core.fairness.finding import RUNS, FairnessFinding, Limit, draw, rearranged_p

LEAST_ROWS = 3
LEAST_SHEETS = 5


def everybody_excellent(counts: Mapping[str, int], top: str, cap: Fraction) -> FairnessFinding:
    """Share of the top grade against the cap; `params` hold the entropy of the grades (1 = evenly spread, 0 = all one).

    p: exact chance of at least so many when each were top with the chance of the cap (binomial). Raises ValueError for
    a cap that is not between 0 and 1.
    """
    if not 0 < cap < 1:
        raise ValueError("the cap lies between 0 and 1")
    n, seen = sum(counts.values()), counts.get(top, 0)
    limits: tuple[Limit, ...] = (Limit("marks_of_one_sheet_belong_together"),)
    if n == 0:
        return FairnessFinding("everybody_excellent", Fraction(0), None, 0, cap, limits=(Limit("no_data"),))
    p_value = sum((comb(n, k) * cap**k * (1 - cap) ** (n - k) for k in range(seen, n + 1)), Fraction(0))
    used = [Fraction(count, n) for count in counts.values() if count]
    bits = -sum(float(share) * log2(float(share)) for share in used)
    evenness = bits / log2(len(counts)) if len(counts) > 1 else 0.0
    params = {"top": seen, "cap": cap, "entropy": f"{abs(evenness):.3f}"}
    return FairnessFinding("everybody_excellent", Fraction(seen, n), p_value, n, cap, params, limits)


def straight_lined(sheets: Sequence[Sequence[str]], *, seed: int = 1, runs: int = RUNS) -> FairnessFinding:
    """Sheets with the same mark in every row, against chance when each row's marks are dealt out anew.

    Only before sheets are cut into slips, on counters that say nothing of the voter. Sheets of fewer than three rows
    are left out. Limits named: a unanimous group straight-lines honestly (p then stays high).
    """
    usable = [list(sheet) for sheet in sheets if len(sheet) >= LEAST_ROWS]
    limits = (Limit("unanimity_looks_the_same"),)
    n = len(usable)
    straight = sum(len(set(sheet)) == 1 for sheet in usable)
    widths = {len(sheet) for sheet in usable}
    share = Fraction(straight, n) if n else Fraction(0)
    if n < LEAST_SHEETS or len(widths) != 1:
        few = Limit(
            "too_few_sheets" if n < LEAST_SHEETS else "sheets_differ_in_rows", {"sheets": n, "least": LEAST_SHEETS}
        )
        return FairnessFinding("straight_lined", share, None, n, limits=(*limits, few))
    columns = [list(column) for column in zip(*usable, strict=True)]

    def again(random: Random) -> int:
        dealt = [columns[0]] + [draw(random, column, n) for column in columns[1:]]
        return sum(len(set(row)) == 1 for row in zip(*dealt, strict=True))

    p_value, expected = rearranged_p(straight, again, seed, low=False, runs=runs)
    params = {"straight": straight, "rows": widths.pop(), "seed": seed, "runs": runs}
    return FairnessFinding("straight_lined", share, p_value, n, expected / n, params, limits)
