"""Tables of counts that may be published: no cell under a set size can be read or worked out (second suppression).

Rows are strata, columns marks; row totals, column totals and the grand total are part of what is published. A cell
under the limit is withheld. Then an auditor works out, for each withheld small cell, the largest value that all the
published figures still allow; while that is below the limit, one more figure is withheld. So neither subtraction nor
any combination of totals shows that a cell is small, let alone how small.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST_CELL = 5
ALL = "*"
"""Row and column name of the totals."""

Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class MaskedTable:
    """`cells` goes (row, column) -> count, or None where withheld; totals stand under `ALL`."""

    cells: Mapping[Cell, int | None]
    smallest_cell: int

    @property
    def withheld(self) -> frozenset[Cell]:
        """What is not shown."""
        return frozenset(cell for cell, count in self.cells.items() if count is None)


def mask_table(
    table: Mapping[str, Mapping[str, int]], smallest_cell: int = SMALLEST_CELL, *, show_zero: bool = False
) -> MaskedTable:
    """Withhold what must be withheld, and as little more as a greedy search with a second look finds.

    With `show_zero` empty cells may be shown; that says of everybody in the row that nobody chose this mark, so it is
    off unless the rule of the poll allows it.
    """
    rows = sorted(table)
    columns = sorted({mark for marks in table.values() for mark in marks})
    full = _with_totals(table, rows, columns)

    def is_small(cell: Cell) -> bool:
        return full[cell] < smallest_cell and not (show_zero and full[cell] == 0)

    if len(rows) == 1:
        inner = [column for column in columns if is_small((rows[0], column))]
        inner = _fill_up(table[rows[0]], columns, inner, smallest_cell)
        gone = {*inner, ALL} if is_small((ALL, ALL)) else set(inner)
        return MaskedTable({cell: None if cell[1] in gone else count for cell, count in full.items()}, smallest_cell)
    hidden = {cell for cell in full if is_small(cell)}
    small = sorted(hidden)

    def find_weak() -> Cell | None:
        limit = smallest_cell
        return next((cell for cell in small if _largest(cell, full, hidden, rows, columns) < limit), None)

    while (weak := find_weak()) is not None:
        hidden.add(_next_to_hide(weak, full, hidden))
    for cell in sorted(hidden.difference(small), key=lambda cell: (-cell.count(ALL), -full[cell], cell)):
        hidden.remove(cell)
        if find_weak() is not None:
            hidden.add(cell)
    return MaskedTable({cell: None if cell in hidden else count for cell, count in full.items()}, smallest_cell)


def _fill_up(counts: Mapping[str, int], columns: list[str], small: list[str], smallest_cell: int) -> list[str]:
    """One stratum alone: whoever subtracts what is shown from the total must be left with no less than the limit."""
    gone = list(small)
    for column in sorted(set(columns) - set(small), key=lambda column: (counts[column], column)):
        if not gone or sum(counts[name] for name in gone) >= smallest_cell:
            break
        gone.append(column)
    return gone


def _with_totals(table: Mapping[str, Mapping[str, int]], rows: list[str], columns: list[str]) -> dict[Cell, int]:
    full = {(row, column): table[row].get(column, 0) for row in rows for column in columns}
    for row in rows:
        full[row, ALL] = sum(full[row, column] for column in columns)
    for column in [*columns, ALL]:
        full[ALL, column] = sum(full[row, column] for row in rows)
    return full


def _next_to_hide(weak: Cell, full: Mapping[Cell, int], hidden: set[Cell]) -> Cell:
    """A shown figure linked to the weak cell by lines of withheld ones: inner cells before totals, small before large."""
    linked = {weak}
    while more := {cell for cell in hidden if cell not in linked and any(_same_line(cell, other) for other in linked)}:
        linked |= more
    shown = [cell for cell in full if cell not in hidden]
    near = [cell for cell in shown if any(_same_line(cell, other) for other in linked)]
    return min(near or shown, key=lambda cell: (cell.count(ALL), not _same_line(cell, weak), full[cell], cell))


def _same_line(one: Cell, other: Cell) -> bool:
    return one[0] == other[0] or one[1] == other[1]


def _largest(weak: Cell, full: Mapping[Cell, int], hidden: set[Cell], rows: list[str], columns: list[str]) -> float:
    """Largest value of `weak` that agrees with everything shown; the matrix is totally unimodular, so it is whole."""
    import numpy as np  # here, not above: SciPy takes longer to load than most programs take to run
    from scipy.optimize import linprog

    unknown = sorted(hidden)
    at = {cell: n for n, cell in enumerate(unknown)}
    equations, right = [], []
    lines = [[(row, column) for column in columns] + [(row, ALL)] for row in [*rows, ALL]]
    lines += [[(row, column) for row in rows] + [(ALL, column)] for column in [*columns, ALL]]
    for line in lines:
        if not any(cell in hidden for cell in line):
            continue
        equation, known = np.zeros(len(unknown)), 0
        for sign, cell in zip([1] * (len(line) - 1) + [-1], line, strict=True):
            if cell in hidden:
                equation[at[cell]] = sign
            else:
                known += sign * full[cell]
        equations.append(equation)
        right.append(-known)
    goal = np.zeros(len(unknown))
    goal[at[weak]] = -1
    found = linprog(goal, A_eq=np.array(equations), b_eq=np.array(right), bounds=(0, None), method="highs")
    return float("inf") if found.status == 3 else round(-float(found.fun), 6)
