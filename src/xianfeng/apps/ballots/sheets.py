"""What a sheet may say: the frozen rules of a poll and the check of one sheet. Pure: no database, no clock.

A row marked twice is an invalid row, not an invalid sheet; a row left empty is blank; a sheet over the cap is not
taken (on paper: an invalid sheet). The own name is locked (本人回避).

Rows are numbered from 1. Without items a row is a candidate. With items (ten stars, 德能勤绩廉) each candidate has one row an
item: candidate 2 of a sheet with three items has rows 4, 5 and 6. Row 0 is the sheet as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
    fewer. Shares are written '2/3'; each names its base (`core.scoring`). `strata`: code -> plain words. `items`: code
    -> title, in the order of the sheet; with them every candidate is judged once an item, and the cap holds in each item. `comment`:
    how many characters may be written beside the marks; 0 for none. `by_slip`: nobody is listed; whoever was handed one of the
    printed slips answers, once (those a deed was for, parents, students).
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
    items: dict[str, str] = field(default_factory=dict)
    comment: int = 0
    by_slip: bool = False
    version: int = 1

    def as_json(self) -> dict[str, Any]:
        """Items as pairs: a stored JSON object does not keep the order of its keys."""
        plain = asdict(self)
        plain["choices"] = list(self.choices)
        plain["items"] = [[code, title] for code, title in self.items.items()]
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Rules:
        items = dict(plain.get("items", ()))
        return cls(**{**plain, "choices": tuple(plain["choices"]), "items": items})

    def item_codes(self) -> tuple[str, ...]:
        """The items in order; one nameless item where the sheet has none."""
        return tuple(self.items) or ("",)

    def row_of(self, position: int, item: str = "") -> int:
        """Number of the row in which the candidate at `position` is judged by `item`. Raises ValueError."""
        codes = self.item_codes()
        return (position - 1) * len(codes) + codes.index(item) + 1

    def place_of(self, row: int) -> tuple[int, str]:
        """(position of the candidate, item) of one row; the item is '' on sheets without items."""
        codes = self.item_codes()
        position, item = divmod(row - 1, len(codes))
        return position + 1, codes[item]

    def rows_of(self, positions: Iterable[int]) -> tuple[int, ...]:
        """All rows of these candidates, in the order of the sheet."""
        return tuple(self.row_of(position, item) for position in positions for item in self.item_codes())

    def row_codes(self) -> tuple[str, ...]:
        """All that is counted in a row of a valid sheet."""
        return (*EXTRA_CHOICES, *self.choices)

    def slip_codes(self) -> tuple[str, ...]:
        """All a slip of a candidate can say, in the order of their numbers on it."""
        return (*self.row_codes(), UNUSED)


@dataclass(frozen=True)
class SheetFault:
    """`over_cap`: marked, cap, item; `unknown_choice`: row; `unknown_row`: row."""

    code: str
    row: int = COVER_ROW
    marked: int = 0
    cap: int = 0
    item: str = ""


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
    """Check what was sent: (the sheet, []) or (None, faults). `marks` maps a row to what was marked in it.

    `rows` and `recused` are row numbers (`Rules.rows_of`).
    """
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
    used = Counter(rules.place_of(row)[1] for row, mark in said.items() if rules.capped and mark == rules.capped)
    for item in rules.item_codes():
        if rules.cap is not None and used[item] > rules.cap:
            faults.append(SheetFault("over_cap", marked=used[item], cap=rules.cap, item=item))
    if faults:
        return None, faults
    free = [mark for row, mark in said.items() if row not in recused]
    state = SHEET_VALID
    if all(mark in (BLANK, ABSTAIN) for mark in free):
        state = SHEET_BLANK
    elif all(mark in (BLANK, ABSTAIN, ROW_INVALID) for mark in free):
        state = SHEET_INVALID
    return Sheet(state, said), []
