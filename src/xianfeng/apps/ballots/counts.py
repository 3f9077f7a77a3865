"""Add up opened slips: each becomes one small number, and all are counted at once. Pure.

Before: marks (row 3, choice 1, stratum 0), (3, 1, 0), (3, 4, 1). After: {(0, 3, 1): 2, (1, 3, 4): 1} with all other cells at
nought left out. No list of what single slips said is kept beyond the array that is counted and dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from xianfeng.apps.ballots.sheets import COVER_ROW, SHEET_STATES, Rules


@dataclass(frozen=True)
class Frame:
    """How many strata, rows (the cover included) and choices there are: the size of the table of counters."""

    strata: int
    rows: int
    choices: int

    @property
    def cells(self) -> int:
        return self.strata * self.rows * self.choices

    def number_of(self, stratum: int, row: int, choice: int) -> int:
        """The place of a cell in the table. Raises IndexError outside of it."""
        if not (0 <= stratum < self.strata and 0 <= row < self.rows and 0 <= choice < self.choices):
            raise IndexError((stratum, row, choice))
        return (stratum * self.rows + row) * self.choices + choice


def frame_of(rules: Rules, rows: Sequence[int]) -> Frame:
    """The frame of a poll with these rows (the cover aside)."""
    return Frame(len(rules.strata), max(rows) + 1, max(len(rules.slip_codes()), len(SHEET_STATES)))


def names_of(rules: Rules, row: int) -> tuple[str, ...]:
    """What a slip of this row can say, in the order of the numbers on it."""
    return SHEET_STATES if row == COVER_ROW else rules.slip_codes()


def named_cells(rules: Rules, places: Mapping[tuple[int, int, int], int]) -> Counter[tuple[str, int, str]]:
    """Counts by (stratum, row, choice) as numbers, as counts by names. Raises IndexError for a place without a name."""
    strata = sorted(rules.strata)
    return Counter(
        {
            (strata[stratum], row, names_of(rules, row)[choice]): count
            for (stratum, row, choice), count in places.items()
        }
    )


BLOCK = 1 << 16
"""Marks taken at a time: small enough to stay in the processor's cache, whatever their number."""


def count_cells(frame: Frame, numbers: Sequence[int]) -> dict[tuple[int, int, int], int]:
    """(stratum, row, choice) -> how often, from the places of cells (`Frame.number_of`)."""
    table = np.bincount(np.asarray(numbers, dtype=np.int64), minlength=frame.cells)
    return _cells(frame, table)


def count_columns(frame: Frame, strata: Any, rows: Any, choices: Any) -> dict[tuple[int, int, int], int]:
    """The same from three columns of whole numbers of any width, block by block, so that memory stays level."""
    table = np.zeros(frame.cells, dtype=np.int64)
    for start in range(0, len(rows), BLOCK):
        part = slice(start, start + BLOCK)
        numbers = strata[part].astype(np.intp)
        numbers *= frame.rows
        numbers += rows[part]
        numbers *= frame.choices
        numbers += choices[part]
        table += np.bincount(numbers, minlength=frame.cells)
    return _cells(frame, table)


def _cells(frame: Frame, table: Any) -> dict[tuple[int, int, int], int]:
    found = {}
    for number in np.flatnonzero(table):
        rest, choice = divmod(int(number), frame.choices)
        stratum, row = divmod(rest, frame.rows)
        found[stratum, row, choice] = int(table[number])
    return found
