"""Lengths as people write them: months, 左右, at least, and the sum of phases (S3-05 … S3-09, S3-61)."""

from __future__ import annotations

import calendar as months_of_year
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from xianfeng.core.schedule.spans import DateSpan

DAYS_OF_A_MONTH = 30


class MonthMeaning(StrEnum):
    """What "个月" is taken for. S3-06 does not say; 100 days pass a minimum of three months either way."""

    CALENDAR = "calendar"
    THIRTY_DAYS = "thirty_days"


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or the last day of a shorter month (31 January + 1 = 28 February)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, months_of_year.monthrange(year, month + 1)[1]))


def months_span(start: date, months: int, meaning: MonthMeaning) -> DateSpan:
    """The half-open span of `months` months beginning with `start`. Raises `EmptySpan` for less than one."""
    if meaning is MonthMeaning.THIRTY_DAYS:
        return DateSpan.of_days(start, months * DAYS_OF_A_MONTH)
    return DateSpan(start, add_months(start, months))


@dataclass(frozen=True, slots=True)
class LengthCheck:
    """`actual_days` against `required_days`; `short_by` is 0 when met."""

    actual_days: int
    required_days: int

    @property
    def met(self) -> bool:
        """True when long enough."""
        return self.actual_days >= self.required_days

    @property
    def short_by(self) -> int:
        """Days missing."""
        return max(self.required_days - self.actual_days, 0)


def minimum_months(phase_days: Iterable[int], start: date, months: int, meaning: MonthMeaning) -> LengthCheck:
    """Whether the phases together last `months` months from `start` on (S3-06: 30 + 40 + 30 days, three months)."""
    return LengthCheck(sum(phase_days), months_span(start, months, meaning).days)


class Fit(StrEnum):
    """`exact`; `within` the tolerance: warn; `outside`: needs a recorded reason."""

    EXACT = "exact"
    WITHIN = "within"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class SoftLength:
    """A length with 左右 (S3-09). `tolerance` is the share that the length may differ, by default a fifth."""

    nominal_days: int
    tolerance: Fraction = Fraction(1, 5)

    @property
    def shortest_days(self) -> int:
        """Shortest length within the tolerance."""
        return ceil(self.nominal_days * (1 - self.tolerance))

    @property
    def longest_days(self) -> int:
        """Longest length within the tolerance."""
        return floor(self.nominal_days * (1 + self.tolerance))

    def fit(self, days: int) -> Fit:
        """How `days` compares with the nominal length."""
        if days == self.nominal_days:
            return Fit.EXACT
        return Fit.WITHIN if self.shortest_days <= days <= self.longest_days else Fit.OUTSIDE


def chain_phases(start: date, phase_days: Iterable[int]) -> tuple[DateSpan, ...]:
    """Phases one after the other from `start`, without gap. Raises `EmptySpan` for a phase without length (S1-29)."""
    spans = []
    for days in phase_days:
        span = DateSpan.of_days(start, days)
        spans.append(span)
        start = span.end
    return tuple(spans)
