"""What a sheet may say: the frozen rules of a poll and the check of one sheet. Pure: no database, no clock.

A row marked twice is an invalid row, not an invalid sheet; a row left empty is blank; a sheet over the cap is not
taken (on paper: an invalid sheet). The own name is locked (本人回避).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

BLANK, RECUSED, ROW_INVALID, ABSTAIN = "blank", "recused", "invalid", "abstain"
UNUSED = "unused"
"""On the slips of a sheet that is not valid as a whole: such a sheet is counted once, on its cover."""
SHEET_VALID, SHEET_BLANK, SHEET_INVALID = "valid", "blank", "invalid"
COVER_ROW = 0
SHEET_STATES = (SHEET_VALID, SHEET_BLANK, SHEET_INVALID)
EXTRA_CHOICES = (BLANK, RECUSED, ROW_INVALID)


@dataclass(frozen=True)
class Rules:
    """Everything about a poll that must not move once it is open.

    `cap`: how many rows of one sheet may carry the choice `capped`. `smallest_cell`: no published figure may rest on
    fewer. Shares are written '2/3'; each names its base (`core.scoring`). `strata`: code -> plain words.
    """

    choices: tuple[str, ...]
    labels: dict[str, str] = field(default_factory=dict)
    capped: str = ""
    cap: int | None = None
    places: int | None = None
    smallest_cell: int = 5
    least_electors: int = 5
    quorum: str | None = None
    quorum_base: str = "roll"
    majority: str | None = None
    majority_base: str = "ballots_valid"
    order: str = "strokes"
    strata: dict[str, str] = field(default_factory=dict)
    version: int = 1

    def as_json(self) -> dict[str, Any]:
        plain = asdict(self)
        plain["choices"] = list(self.choices)
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Rules:
        return cls(**{**plain, "choices": tuple(plain["choices"])})

    def row_codes(self) -> tuple[str, ...]:
        """All that is counted in a row of a valid sheet."""
        return (*EXTRA_CHOICES, *self.choices)

    def slip_codes(self) -> tuple[str, ...]:
        """All a slip of a candidate can say, in the order of their numbers on it."""
        return (*self.row_codes(), UNUSED)


@dataclass(frozen=True)
class SheetFault:
    """`over_cap`: marked, cap; `unknown_choice`: row; `unknown_row`: row."""

    code: str
    row: int = COVER_ROW
    marked: int = 0
    cap: int = 0


@dataclass(frozen=True)
class Sheet:
    """One checked sheet: its state as a whole (`blank`: 弃权, nothing but blank or abstaining rows) and its rows."""

    state: str
    rows: dict[int, str]

    @property
    def blanks(self) -> list[int]:
        return [row for row, said in self.rows.items() if said == BLANK]


def read_sheet(
    rules: Rules, rows: Sequence[int], marks: Mapping[int, Sequence[str]], recused: frozenset[int] = frozenset()
) -> tuple[Sheet | None, list[SheetFault]]:
    """Check what was sent: (the sheet, []) or (None, faults). `marks` maps a row to what was marked in it."""
    faults = [SheetFault("unknown_row", row) for row in marks if row not in rows]
    said: dict[int, str] = {}
    for row in rows:
        marked = [mark for mark in dict.fromkeys(marks.get(row, ())) if mark]
        if row in recused:
            said[row] = RECUSED
        elif not marked:
            said[row] = BLANK
        elif any(mark not in rules.choices for mark in marked):
            faults.append(SheetFault("unknown_choice", row))
        else:
            said[row] = marked[0] if len(marked) == 1 else ROW_INVALID
    used = sum(1 for mark in said.values() if rules.capped and mark == rules.capped)
    if rules.cap is not None and used > rules.cap:
        faults.append(SheetFault("over_cap", marked=used, cap=rules.cap))
    if faults:
        return None, faults
    free = [mark for row, mark in said.items() if row not in recused]
    state = SHEET_VALID
    if all(mark in (BLANK, ABSTAIN) for mark in free):
        state = SHEET_BLANK
    elif all(mark in (BLANK, ABSTAIN, ROW_INVALID) for mark in free):
        state = SHEET_INVALID
    return Sheet(state, said), []
