"""Periods that replace each other: what a later roster does to the rows of an earlier one. Pure; no table is touched.

Before: works at A since 2020. The roster lists B since 2026-09-01. After: A until 2026-09-01, B since then.
A row listed again is found by its place and start; an empty start means "as it stands, or from today".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise


@dataclass
class Period:
    """`key` says what makes two rows the same thing (organisation and kind, or status); half-open [start, end)."""

    key: tuple
    start: date | None
    end: date | None
    data: dict[str, object] = field(default_factory=dict)
    pk: int | None = None
    line: object = None
    """Where it was listed; None for a row that only the database knows."""
    ended: bool = False
    before: dict[str, object] = field(default_factory=dict)
    """What was stored, for a row of the database that changes."""

    def overlaps(self, other: Period) -> bool:
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)


@dataclass
class Merge:
    new: list[Period] = field(default_factory=list)
    changed: list[Period] = field(default_factory=list)
    unchanged: int = 0
    faults: list[tuple[Period, str, dict[str, object]]] = field(default_factory=list)
    rows: list[Period] = field(default_factory=list)
    """The slot as it will be, listed and stored rows together."""

    @property
    def ended(self) -> int:
        return sum(period.ended for period in self.changed)


def _set(period: Period, merge: Merge, **values: object) -> None:
    for name, value in values.items():
        stored = getattr(period, name) if name in ("start", "end") else period.data.get(name)
        if stored == value:
            continue
        period.before.setdefault(name, stored)
        if name in ("start", "end"):
            setattr(period, name, value)
        else:
            period.data[name] = value
    if period.before and not any(period is other for other in merge.changed):
        merge.changed.append(period)


def _find_stored(listed: Period, stored: list[Period], free: set[int]) -> Period | None:
    same = [row for row in stored if row.pk in free and row.key == listed.key]
    if listed.start is None:
        return next((row for row in same if row.end is None), None)
    exact = next((row for row in same if row.start == listed.start), None)
    if exact is not None:
        return exact
    # The same place with another start: the roster corrects the start, when exactly one stored row can be meant.
    close = [row for row in same if row.overlaps(listed)]
    return close[0] if len(close) == 1 else None


def merge_periods(stored: list[Period], listed: list[Period], *, today: date, alone: bool = True) -> Merge:
    """Merge what is listed for one slot into what is stored.

    `alone`: at most one row at a time (main workplace, Party status, home branch); a new row ends the one before and an
    overlap is a fault. Otherwise (posts of one family) several may run together: a new row ends the stored ones that the
    roster does not list again.
    """
    merge = Merge()
    free = {row.pk for row in stored}
    fresh: list[Period] = []
    seen: dict[tuple, Period] = {}
    for row in listed:
        identity = (row.key, row.start)
        if identity in seen:
            merge.faults.append((row, "listed_twice", {"row": seen[identity].line.row}))
            continue
        seen[identity] = row
        found = _find_stored(row, stored, free)
        if found is None:
            row.start = row.start or today
            fresh.append(row)
            continue
        free.discard(found.pk)
        found.line = row.line
        changes = dict(row.data)
        if row.start is not None:
            changes["start"] = row.start
        if row.end is not None:
            changes["end"] = row.end
        _set(found, merge, **changes)
        if not any(found is other for other in merge.changed):
            merge.unchanged += 1
    rows = stored + fresh
    fresh.sort(key=lambda row: row.start)
    first = fresh[0].start if fresh else None
    for row in stored:
        if row.pk not in free or not fresh:
            continue
        successor = next((new for new in fresh if new.start > row.start), None) if alone else fresh[0]
        if successor is None or successor.start <= row.start:
            continue
        begin = successor.start if alone else first
        if row.end is None or (alone and row.end > begin):
            _set(row, merge, end=begin)
            row.ended = True
    for row in rows:
        if row.line is not None and row.end is not None and row.end <= row.start:
            merge.faults.append((row, "ends_before_start", {}))
    if alone:
        ordered = sorted(rows, key=lambda row: row.start)
        for before, after in pairwise(ordered):
            if before.overlaps(after):
                blamed, other = (after, before) if after.line is not None else (before, after)
                if blamed.line is not None:
                    merge.faults.append((blamed, "overlaps", {"start": other.start.isoformat()}))
    merge.new, merge.rows = fresh, rows
    return merge
