"""Sheets as they stand in the file -> lines of named values, and every fault with sheet, row and column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from xianfeng.apps.people.importing.cells import READERS, CellFault, check_untyped
from xianfeng.apps.people.importing.columns import CLEAR, SHEETS, UNWANTED, ColumnSpec, SheetSpec
from xianfeng.files.sheets import Sheet

HEADER_WITHIN = 8
"""Rows from the top in which the header is looked for; a title and form lines may stand above it."""


@dataclass(frozen=True)
class Fault:
    """`row` as the spreadsheet shows it (0 = the whole sheet), `column` the number of the column, `title` its name."""

    sheet: str
    row: int
    column: int | None
    title: str
    code: str
    params: dict[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True)
class Line:
    """One row as understood. `values` holds only cells that say something; None stands for 清空."""

    sheet: str
    row: int
    values: dict[str, object]
    places: dict[str, tuple[int, str]]
    """code -> (column number, title in the file)"""

    def fault(self, column: str, code: str, /, **params: object) -> Fault:
        number, title = self.places.get(column, (None, ""))
        return Fault(self.sheet, self.row, number, title, code, params)


@dataclass
class Reading:
    lines: dict[str, list[Line]] = field(default_factory=lambda: {sheet.code: [] for sheet in SHEETS})
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    """Worth knowing, not wrong: sheets and columns that were left out."""

    @property
    def total(self) -> int:
        return sum(map(len, self.lines.values()))


def _key(text: object) -> str:
    return "".join(str(text or "").split()).removesuffix("*").removesuffix("（必填）").removesuffix("表")


def _titles(spec: SheetSpec) -> dict[str, ColumnSpec]:
    titles = {alias: column for column in spec.columns for alias in column.aliases}
    return titles | {column.title: column for column in spec.columns}


_TITLES = {spec.code: _titles(spec) for spec in SHEETS}


def _find_header(sheet: Sheet, spec: SheetSpec) -> int | None:
    """The place (in `sheet.rows`) of the row with the most known titles, at least two of them."""
    best, best_count = None, 1
    for place, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        count = sum(_key(cell) in _TITLES[spec.code] for cell in row.cells if cell is not None)
        if count > best_count:
            best, best_count = place, count
    return best


def _spec_of(sheet: Sheet) -> SheetSpec | None:
    """By the sheet's name; else the one whose required columns all stand in the header."""
    name = _key(sheet.name)
    for spec in SHEETS:
        if name in (_key(spec.name), *map(_key, spec.aliases)):
            return spec
    fitting = []
    for spec in SHEETS:
        place = _find_header(sheet, spec)
        if place is None:
            continue
        present = {_TITLES[spec.code][_key(c)].code for c in sheet.rows[place].cells if _key(c) in _TITLES[spec.code]}
        if {column.code for column in spec.columns if column.required} <= present:
            fitting.append((len(present), spec))
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def read_rows(sheets: Iterable[Sheet]) -> Reading:
    """Read every sheet that is one of ours; others are named in `notes`."""
    reading = Reading()
    for sheet in sheets:
        spec = _spec_of(sheet)
        if spec is None:
            if _key(sheet.name) not in ("填写说明", "说明", "可选值"):
                reading.notes.append(Fault(sheet.name, 0, None, "", "sheet_unknown", {}))
            continue
        _read_sheet(sheet, spec, reading)
    if not any(reading.lines.values()) and not reading.faults:
        names = "、".join(spec.name for spec in SHEETS)
        reading.faults.append(Fault("", 0, None, "", "nothing_known", {"names": names}))
    return reading


def _read_sheet(sheet: Sheet, spec: SheetSpec, reading: Reading) -> None:
    place = _find_header(sheet, spec)
    if place is None:
        titles = "、".join(column.title for column in spec.columns if column.required)
        reading.faults.append(Fault(sheet.name, 0, None, "", "no_header", {"titles": titles}))
        return
    header, columns = sheet.rows[place], {}
    places: dict[str, tuple[int, str]] = {}
    for number, cell in enumerate(header.cells, 1):
        title = _key(cell)
        if not title:
            continue
        if any(word in title for word in UNWANTED):
            reading.faults.append(Fault(sheet.name, header.number, number, title, "unwanted_column", {"title": title}))
        elif title in _TITLES[spec.code]:
            column = _TITLES[spec.code][title]
            if column.code in places:
                reading.faults.append(Fault(sheet.name, header.number, number, title, "column_twice", {"title": title}))
                continue
            columns[number], places[column.code] = column, (number, title)
        else:
            reading.notes.append(Fault(sheet.name, header.number, number, title, "column_unknown", {"title": title}))
    missing = [column.title for column in spec.columns if column.required and column.code not in places]
    if missing:
        reading.faults.append(
            Fault(sheet.name, header.number, None, "", "columns_missing", {"titles": "、".join(missing)})
        )
        return
    lines = reading.lines[spec.code]
    for row in sheet.rows[place + 1 :]:
        values: dict[str, object] = {}
        line = Line(sheet.name, row.number, values, places)
        for number, column in columns.items():
            cell = row.cells[number - 1] if number <= len(row.cells) else None
            if cell is None or cell == "":
                if column.required:
                    reading.faults.append(line.fault(column.code, "required"))
                continue
            if cell == CLEAR:
                if column.required:
                    reading.faults.append(line.fault(column.code, "required"))
                else:
                    values[column.code] = None
                continue
            try:
                if sheet.untyped:
                    check_untyped(cell, column)
                values[column.code] = READERS[column.kind](cell, column)
            except CellFault as wrong:
                reading.faults.append(line.fault(column.code, wrong.code, **wrong.params))
        lines.append(line)
