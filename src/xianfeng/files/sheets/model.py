"""Plain rows with their place in the file, so that a fault can be named by sheet, row and column."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | None
"""Text is trimmed; whole numbers are ``int``; an empty cell is ``None``."""

ERROR_SHEET = "错误清单（导入时忽略）"
"""The sheet that ``write_marked_errors`` adds at the end; reading skips it."""


def column_letters(number: int) -> str:
    """``1`` is A, ``27`` is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` is the row as the spreadsheet shows it, from 1; ``cells[0]`` is column A."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell in column ``column``, counted from 1; none beyond the end of the row."""
        return self.cells[column - 1] if 0 < column <= len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows that hold something, in order; empty rows are left out but the numbers keep their place."""

    name: str
    rows: tuple[Row, ...]
    untyped: bool = False
    """From a text file, where a number cannot be told from a text."""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class CellError:
    """One fault. ``row`` and ``column`` count from 1 as the spreadsheet shows them; no column: the whole row."""

    sheet: str
    row: int
    column: int | None
    message: str
