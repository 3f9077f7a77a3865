"""Which days are working days, from rows that a table or the shipped file provides.

Ordinary rule: Monday to Friday work, Saturday and Sunday do not. The State Council's yearly notice changes single
days both ways (放假 and 调休上班); those days are rows. A year without a notice is *unconfirmed*: the days that the law
itself makes free are then free, which days are shifted is not known, and whatever touches it is provisional (暂算,
CONVENTIONS 3.3).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources

ONE_DAY = timedelta(days=1)
Date = date


class DayKind(StrEnum):
    """`off` = a weekday or weekend day declared free, `work` = a weekend day declared a working day."""

    OFF = "off"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day that the notice for `year` declares. `document` and `issued_date` are its source."""

    date: date
    kind: DayKind
    name: str
    year: int
    document: str = ""
    issued_date: Date | None = None


class ConflictingDays(ValueError):
    """Two rows say different things about one date (`date`)."""

    def __init__(self, day: date) -> None:
        super().__init__(f"conflicting rows for {day.isoformat()}")
        self.date = day


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Declared days and the years whose notice is known. Build it with `from_rows`."""

    days: Mapping[date, CalendarDay] = field(default_factory=dict)
    confirmed_years: frozenset[int] = frozenset()

    @classmethod
    def from_rows(cls, rows: Iterable[CalendarDay], confirmed_years: Iterable[int] | None = None) -> WorkCalendar:
        """Build from rows; confirmed years are those of the rows' notices unless given.

        A notice may also declare days of the neighbouring year (the last days of December), which does not
        confirm that neighbouring year. Raises `ConflictingDays`.
        """
        days: dict[date, CalendarDay] = {}
        years: set[int] = set()
        for row in rows:
            known = days.get(row.date)
            if known is not None and known.kind is not row.kind:
                raise ConflictingDays(row.date)
            days[row.date] = row
            years.add(row.year)
        return cls(days, frozenset(years if confirmed_years is None else confirmed_years))

    @classmethod
    def from_pairs(cls, days: Iterable[tuple[date, bool]], confirmed_years: Iterable[int]) -> WorkCalendar:
        """Build from plain `(date, is_workday)` pairs, as a table gives them, and the years it vouches for."""
        rows = (CalendarDay(day, DayKind.WORK if works else DayKind.OFF, "", day.year) for day, works in days)
        return cls.from_rows(rows, confirmed_years)

    def is_workday(self, day: date) -> bool:
        """Declared days as declared; in a year not confirmed the days of the law are free; else the ordinary week."""
        declared = self.days.get(day)
        if declared is not None:
            return declared.kind is DayKind.WORK
        return day.weekday() < 5 and (self.is_confirmed(day) or day not in statutory_days())

    def is_confirmed(self, day: date) -> bool:
        """True when the notice for the day's year is known."""
        return day.year in self.confirmed_years

    def is_confirmed_span(self, first: date, last: date) -> bool:
        """True when every year from `first` to `last` (both included) is known."""
        return all(year in self.confirmed_years for year in range(first.year, last.year + 1))

    def name_of(self, day: date) -> str:
        """Name of the holiday or shifted day, empty for ordinary days."""
        declared = self.days.get(day)
        if declared is not None:
            return declared.name
        return "" if self.is_confirmed(day) else statutory_days().get(day, "")

    def next_workday(self, day: date) -> date:
        """`day` itself when it works, else the first working day after it."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def previous_workday(self, day: date) -> date:
        """`day` itself when it works, else the last working day before it."""
        while not self.is_workday(day):
            day -= ONE_DAY
        return day

    def count_workdays(self, first: date, last: date) -> int:
        """Working days from `first` to `last`, both included; 0 when `last` is before `first`."""
        span = (last - first).days + 1
        return sum(self.is_workday(first + timedelta(days=n)) for n in range(max(span, 0)))


def read_days(text: str) -> tuple[CalendarDay, ...]:
    """Rows of a CSV text with the columns year,date,kind,name,document,issued_date. Raises ValueError or KeyError."""
    return tuple(
        CalendarDay(
            date=date.fromisoformat(row["date"]),
            kind=DayKind(row["kind"]),
            name=row["name"],
            year=int(row["year"]),
            document=row["document"],
            issued_date=date.fromisoformat(row["issued_date"]) if row["issued_date"] else None,
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def official_days() -> tuple[CalendarDay, ...]:
    """The declared days shipped with this release (the file beside this module), oldest first."""
    file = resources.files(__package__) / "official_days.csv"
    return read_days(file.read_text(encoding="utf-8"))


@cache
def statutory_days() -> Mapping[date, str]:
    """The days that the law makes free, thirteen a year (twelve where 中秋 falls into the national days), with their names, for years whose notice is still to come.

    Source: 全国年节及纪念日放假办法 as amended on 2024-11-10; the lunar days and 清明 of 2027 to 2031 by the calendar.
    """
    file = resources.files(__package__) / "statutory_days.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return {date.fromisoformat(row["date"]): row["name"] for row in rows}


@cache
def official_calendar() -> WorkCalendar:
    """Calendar of the shipped rows; an installation loads its own table instead and may know more years."""
    return WorkCalendar.from_rows(official_days())
