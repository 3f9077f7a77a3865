"""From slips to counters: 发出, 收回, 有效, 无效, 弃权, and how often each row got each mark.

Slips of any origin (screen, paper entered by two people) give the same tally; tallies of strata add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from xianfeng.core.scoring.bases import Base

ABSTAIN = "abstain"
BLANK = "blank"
INVALID = "invalid"
NOT_MARKS = frozenset({ABSTAIN, BLANK, INVALID})


class ImpossibleTally(ValueError):
    """More ballots came back than were handed out: the vote is void (CONVENTIONS 3.4)."""

    def __init__(self, issued: int, returned: int) -> None:
        super().__init__(f"{returned} returned, {issued} issued")
        self.issued = issued
        self.returned = returned


@dataclass(frozen=True, slots=True)
class Tally:
    """Counters of one vote. `rows` goes row -> mark -> count and holds valid sheets only."""

    issued: int
    returned: int
    valid: int
    invalid: int
    abstained: int
    rows: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.returned > self.issued:
            raise ImpossibleTally(self.issued, self.returned)
        if self.valid + self.invalid + self.abstained != self.returned:
            raise ValueError("returned sheets must be valid, invalid or abstaining")

    def counts(self) -> dict[str, int]:
        """The counts under the names of their bases."""
        return {
            Base.BALLOTS_ISSUED.value: self.issued,
            Base.BALLOTS_RETURNED.value: self.returned,
            Base.BALLOTS_VALID.value: self.valid,
        }

    def __add__(self, other: Tally) -> Tally:
        rows: dict[str, Counter[str]] = {}
        for tally in (self, other):
            for row, marks in tally.rows.items():
                rows.setdefault(row, Counter()).update(marks)
        return Tally(
            self.issued + other.issued,
            self.returned + other.returned,
            self.valid + other.valid,
            self.invalid + other.invalid,
            self.abstained + other.abstained,
            {row: dict(sorted(marks.items())) for row, marks in sorted(rows.items())},
        )


def tally_sheets(
    sheets: Iterable[Mapping[str, Collection[str]]], rows: Collection[str], marks: Collection[str], issued: int
) -> Tally:
    """Count sheets (row -> marks made there). Order of the sheets never matters. Raises `ImpossibleTally`.

    A row with two marks, or with one that is not in `marks`, is an invalid row, not an invalid sheet; a row without
    mark is blank; 弃权 is a mark of its own. A sheet with no mark at all abstains; one whose every marked row is
    invalid, or that marks a row nobody put there, is invalid.
    """
    counted: dict[str, Counter[str]] = {row: Counter() for row in rows}
    valid = invalid = abstained = 0
    for sheet in sheets:
        said = {row: _read_row(sheet.get(row, ()), marks) for row in rows}
        if any(row not in counted for row in sheet):
            invalid += 1
        elif all(mark in (BLANK, ABSTAIN) for mark in said.values()):
            abstained += 1
        elif all(mark in NOT_MARKS for mark in said.values()):
            invalid += 1
        else:
            valid += 1
            for row, mark in said.items():
                counted[row][mark] += 1
    kept = {row: dict(sorted(counter.items())) for row, counter in sorted(counted.items())}
    return Tally(issued, valid + invalid + abstained, valid, invalid, abstained, kept)


def _read_row(made: Collection[str], marks: Collection[str]) -> str:
    different = set(made)
    if not different:
        return BLANK
    if different == {ABSTAIN}:
        return ABSTAIN
    if len(different) > 1 or not different <= set(marks):
        return INVALID
    return different.pop()


def base_of(marks: Mapping[str, int], outside: Collection[str] = ()) -> int:
    """How many marks of a row a share may rest on: without blank, abstaining and invalid ones, and without `outside`.

    不了解 goes into `outside`: reported, but never part of the satisfaction base.
    """
    return sum(count for mark, count in marks.items() if mark not in NOT_MARKS and mark not in outside)
