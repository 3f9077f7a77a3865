"""Exact numbers: read from text, rounded once where the rule says so, written back as decimals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

NUMBER_FORM = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10}|/[0-9]{1,15})?%?", re.ASCII)


LARGEST, FINEST = 10**15, -10
"""Numbers below this, with as many decimals: as `NUMBER_FORM` has it for text."""


class BadNumber(ValueError):
    """Not a number of the form `3`, `0.25`, `1/3` or `90%`; floats and booleans are refused because they are not exact."""

    def __init__(self, raw: object) -> None:
        super().__init__(repr(raw))
        self.raw = raw


def exact(raw: object) -> Fraction:
    """The number as a fraction. Raises `BadNumber`."""
    if isinstance(raw, bool) or not isinstance(raw, int | str | Decimal | Fraction):
        raise BadNumber(raw)
    if isinstance(raw, Decimal):
        if not raw.is_finite() or raw.adjusted() >= 15 or int(raw.as_tuple().exponent) < FINEST:
            raise BadNumber(raw)
        return Fraction(raw)
    if isinstance(raw, int):
        if abs(raw) >= LARGEST:
            raise BadNumber(raw)
        return Fraction(raw)
    if not isinstance(raw, str):
        return raw
    text = raw.strip()
    if not NUMBER_FORM.fullmatch(text):
        raise BadNumber(raw)
    try:
        return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except ZeroDivisionError:
        raise BadNumber(raw) from None


class Rounding(StrEnum):
    """Towards zero, half away from zero (四舍五入), or away from zero."""

    DOWN = "down"
    HALF_UP = "half_up"
    UP = "up"


@dataclass(frozen=True, slots=True)
class RoundingRule:
    """Number of decimals and the direction."""

    places: int
    mode: Rounding = Rounding.HALF_UP

    def apply(self, number: Fraction) -> Fraction:
        """The rounded number."""
        scale = 10**self.places
        size = abs(number) * scale
        if self.mode is Rounding.DOWN:
            whole = floor(size)
        elif self.mode is Rounding.UP:
            whole = ceil(size)
        else:
            whole = floor(size + Fraction(1, 2))
        rounded = Fraction(whole, scale)
        return rounded if number >= 0 else -rounded


def text_of(number: Fraction, places: int | None = None) -> str:
    """As a decimal with `places` digits; without `places` exactly: `8.25`, or `26/3` when no decimal is exact."""
    if places is not None:
        rounded = RoundingRule(places).apply(number)
        digits = str(abs(rounded.numerator * 10**places // rounded.denominator)).rjust(places + 1, "0")
        sign = "-" if rounded < 0 else ""
        return f"{sign}{digits[: len(digits) - places]}.{digits[len(digits) - places :]}" if places else sign + digits
    rest = number.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return text_of(number, max(twos, fives)) if rest == 1 else str(number)


def percentages(counts: dict[str, int], places: int = 1) -> dict[str, str]:
    """Shares of their sum in percent that add up to exactly 100 (largest remainder, ties by larger count, then by order).

    All empty strings when there is nothing to divide: no data is not 0 %.
    """
    base = sum(counts.values())
    if base == 0:
        return dict.fromkeys(counts, "")
    units = 100 * 10**places
    exact_units = {name: Fraction(units * count, base) for name, count in counts.items()}
    whole = {name: floor(value) for name, value in exact_units.items()}
    order = sorted(counts, key=lambda name: (whole[name] - exact_units[name], -counts[name]))
    for name in order[: units - sum(whole.values())]:
        whole[name] += 1
    return {name: text_of(Fraction(value, 10**places), places) for name, value in whole.items()}
