"""Half-open spans of dates: `[start, end)`, so that neighbours share a date and lengths add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


class EmptySpan(ValueError):
    """The end is not after the start (S1-29: a phase of zero length is refused)."""

    def __init__(self, start: date, end: date) -> None:
        super().__init__(f"end {end.isoformat()} is not after start {start.isoformat()}")
        self.start = start
        self.end = end


@dataclass(frozen=True, slots=True, order=True)
class DateSpan:
    """Dates from `start` up to but not including `end`. Raises `EmptySpan`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise EmptySpan(self.start, self.end)

    @classmethod
    def inclusive(cls, first: date, last: date) -> DateSpan:
        """The span that people write as "first 至 last"."""
        return cls(first, last + timedelta(days=1))

    @classmethod
    def of_days(cls, start: date, days: int) -> DateSpan:
        """`days` calendar days beginning with `start`."""
        return cls(start, start + timedelta(days=days))

    @property
    def days(self) -> int:
        """Length in calendar days."""
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """The last date inside, for people who read "至"."""
        return self.end - timedelta(days=1)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.end

    def __iter__(self) -> Iterator[date]:
        return (self.start + timedelta(days=n) for n in range(self.days))

    def covers(self, other: DateSpan) -> bool:
        """True when `other` lies wholly inside (S3-05: all steps inside the overall window)."""
        return self.start <= other.start and other.end <= self.end

    def overlap(self, other: DateSpan) -> DateSpan | None:
        """The shared part, None when there is none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return DateSpan(start, end) if start < end else None
