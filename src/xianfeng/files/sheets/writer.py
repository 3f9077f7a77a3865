"""Workbooks out: lists, returns and import templates that print on A4 landscape and open in WPS and Excel.

Rows are taken one at a time and written at once, so a list of twenty thousand people costs no more memory than one of ten.
Every text goes through :func:`disarmed`; no formula is ever written.
"""

import datetime as dt
import io
import itertools
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter

from xianfeng.files.sheets.model import Cell
from xianfeng.files.sheets.safety import disarmed

Value = Cell | Decimal
Kind = Literal["text", "number", "percent", "date"]
FONT = "宋体"
PEEK = 200
INLINE_CHOICES = 250
SPARE_ROWS = 2000
"""Rows below the header that a template's drop-down lists cover."""


@dataclass(frozen=True, slots=True)
class Column:
    """``kind`` ``text`` keeps staff numbers and dates like 1985.06 as typed; ``note`` appears when the cell is entered."""

    title: str
    kind: Kind = "text"
    width: float | None = None
    choices: tuple[str, ...] = ()
    note: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class SheetOut:
    """One sheet. ``form_lines`` stand under the title (填报单位（盖章）…), ``sign_lines`` below the rows, both to be filled by hand or given."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]] = ()
    title: str = ""
    form_lines: Sequence[tuple[str, str]] = ()
    sign_lines: Sequence[tuple[str, str]] = ()
    total: Sequence[Value] | None = None
    landscape: bool = True


@dataclass(slots=True)
class _Formats:
    book: xlsxwriter.Workbook
    made: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str, places: int = 0) -> Any:
        """The format called ``name``; with ``places``, showing that many decimals."""
        key = f"{name}:{places}"
        if key not in self.made:
            style = {"font_name": FONT, "valign": "vcenter"} | _STYLES[name]
            if places:
                style["num_format"] = "0." + "0" * places
            self.made[key] = self.book.add_format(style)
        return self.made[key]


_CELL = {"border": 1, "border_color": "#B8B2A7", "text_wrap": True, "font_size": 11}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_size": 16, "bold": True, "align": "center"},
    "line": {"font_size": 11},
    "head": _CELL | {"bold": True, "align": "center", "bg_color": "#F3EFE8"},
    "head_required": _CELL | {"bold": True, "align": "center", "bg_color": "#F3EFE8", "font_color": "#8A4B00"},
    "text": _CELL | {"num_format": "@"},
    "number": _CELL | {"num_format": "General", "align": "right"},
    "percent": _CELL | {"num_format": "0.0%", "align": "right"},
    "date": _CELL | {"num_format": "yyyy-mm-dd", "align": "center"},
    "moment": _CELL | {"num_format": "yyyy-mm-dd hh:mm", "align": "center"},
    "total": _CELL | {"bold": True, "bg_color": "#F3EFE8"},
    "total_number": _CELL | {"bold": True, "bg_color": "#F3EFE8", "align": "right"},
    "blank_text": {"num_format": "@"},
    "notes": {"font_size": 11, "text_wrap": True, "valign": "top"},
}


def write_workbook(sheets: Iterable[SheetOut], *, title: str = "", notes: Sequence[str] = ()) -> bytes:
    """The workbook as bytes. ``title`` goes into the file's properties, ``notes`` onto a last sheet 填写说明."""
    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": title, "author": "", "comments": ""})
        book.set_size(2400, 1400)
        formats = _Formats(book)
        names: set[str] = {"填写说明", "可选值"}
        lists: list[tuple[str, ...]] = []
        for sheet in sheets:
            _write_sheet(book, formats, sheet, free_name(sheet.name, names), lists)
        if notes:
            page = book.add_worksheet("填写说明")
            page.set_column(0, 0, 90)
            for index, line in enumerate(notes):
                page.write_string(index, 0, disarmed(line), formats.get("notes"))
            page.set_paper(9)
        if lists:
            _write_lists(book, lists)
    return out.getvalue()


def write_list(title: str, names: Iterable[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """One list as a workbook of one sheet, with its title above the rows."""
    return write_workbook([SheetOut(title, [Column(name) for name in names], rows, title=title)], title=title)


def free_name(wanted: str, taken: set[str]) -> str:
    """A legal sheet name not used before: 31 characters, none of ``[]:*?/\\``, no apostrophe at an end."""
    clean = "".join("_" if char in "[]:*?/\\" else char for char in wanted).strip("'")[:31] or "表"
    name, number = clean, 2
    while name.casefold() in {other.casefold() for other in taken}:
        tail = f"（{number}）"
        name, number = clean[: 31 - len(tail)] + tail, number + 1
    taken.add(name)
    return name


def _write_sheet(book: Any, formats: _Formats, sheet: SheetOut, name: str, lists: list[tuple[str, ...]]) -> None:
    page = book.add_worksheet(name)
    peeked = list(itertools.islice(iter(sheet.rows), PEEK)) if not isinstance(sheet.rows, Sequence) else sheet.rows
    rows = peeked if isinstance(sheet.rows, Sequence) else itertools.chain(peeked, sheet.rows)
    for index, column in enumerate(sheet.columns):
        width = column.width or _fitting_width(column, [row[index] for row in peeked[:PEEK] if index < len(row)])
        page.set_column(index, index, width, formats.get("blank_text") if column.kind == "text" else None)
    last = max(len(sheet.columns) - 1, 0)
    at = _write_top(page, formats, sheet, last)
    page.set_row(at, 30)
    for index, column in enumerate(sheet.columns):
        page.write_string(
            at, index, disarmed(column.title), formats.get("head_required" if column.required else "head")
        )
    _write_rules(page, sheet.columns, at, lists)
    page.freeze_panes(at + 1, 1 if len(sheet.columns) > 3 else 0)
    page.repeat_rows(at)
    head, at = at, at + 1
    for row in rows:
        _write_row(page, formats, at, sheet.columns, row)
        at += 1
    if at > head + 1:
        page.autofilter(head, 0, at - 1, last)
    if sheet.total is not None:
        _write_row(page, formats, at, sheet.columns, sheet.total, "total")
        at += 1
    if sheet.sign_lines:
        page.write_string(at + 1, 0, _by_hand(sheet.sign_lines), formats.get("line"))
    page.set_paper(9)
    if sheet.landscape:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.center_horizontally()
    page.set_footer(f'&C&"{FONT}"第 &P 页 共 &N 页')


def _write_top(page: Any, formats: _Formats, sheet: SheetOut, last: int) -> int:
    """Title and form lines; the number of the row that comes next, from 0."""
    at = 0
    if sheet.title:
        page.set_row(at, 32)
        if last > 0:
            page.merge_range(at, 0, at, last, disarmed(sheet.title), formats.get("title"))
        else:
            page.write_string(at, 0, disarmed(sheet.title), formats.get("title"))
        at += 1
    if sheet.form_lines:
        page.set_row(at, 24)
        page.write_string(at, 0, _by_hand(sheet.form_lines), formats.get("line"))
        at += 1
    return at


def _by_hand(lines: Sequence[tuple[str, str]]) -> str:
    """``填报人：张宁　　联系电话：________``: what is not given is left as a line to write on."""
    return disarmed("　　".join(f"{label}：{value or '＿' * 8}" for label, value in lines))


def _write_rules(page: Any, columns: Sequence[Column], head: int, lists: list[tuple[str, ...]]) -> None:
    for index, column in enumerate(columns):
        if not column.choices and not column.note:
            continue
        rule: dict[str, Any] = {"validate": "any", "ignore_blank": True}
        if column.choices:
            joined = ",".join(column.choices)
            if len(joined) <= INLINE_CHOICES and not any("," in choice for choice in column.choices):
                source: object = list(column.choices)
            else:
                lists.append(column.choices)
                letters = xlsxwriter.utility.xl_col_to_name(len(lists) - 1)
                source = f"='可选值'!${letters}$1:${letters}${len(column.choices)}"
            rule |= {
                "validate": "list",
                "source": source,
                "error_title": "请从列表中选择",
                "error_message": "请从下拉列表中选择一项。",
            }
        if column.note:
            rule |= {"input_title": column.title[:32], "input_message": column.note[:255]}
        page.data_validation(head + 1, index, head + SPARE_ROWS, index, rule)


def _write_lists(book: Any, lists: list[tuple[str, ...]]) -> None:
    page = book.add_worksheet("可选值")
    page.hide()
    for row in range(max(map(len, lists))):
        for index, choices in enumerate(lists):
            if row < len(choices):
                page.write_string(row, index, disarmed(choices[row]))


def _write_row(
    page: Any, formats: _Formats, at: int, columns: Sequence[Column], row: Sequence[Value], style: str = ""
) -> None:
    for index, value in enumerate(row):
        kind = columns[index].kind if index < len(columns) else "text"
        if value is None or value == "":
            page.write_blank(at, index, None, formats.get(style or "text"))
        elif isinstance(value, bool):
            page.write_string(at, index, "是" if value else "否", formats.get(style or "text"))
        elif isinstance(value, dt.datetime):
            page.write_datetime(at, index, value, formats.get("moment"))
        elif isinstance(value, dt.date):
            page.write_datetime(at, index, value, formats.get("date"))
        elif isinstance(value, int | float | Decimal) and kind != "text":
            places = _places(value) if kind == "number" else 0
            page.write_number(at, index, value, formats.get(f"{style}_number" if style else kind, places))
        else:
            page.write_string(at, index, disarmed(str(value))[:32_000], formats.get(style or "text"))


def _places(value: object) -> int:
    """Decimals that a ``Decimal`` states: 92.50 is shown as 92.50, so that a column visibly adds up."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return min(-exponent, 6) if isinstance(exponent, int) and exponent < 0 else 0


def _shown_width(text: str) -> int:
    """Columns a text takes: two for a Chinese character, one for a Latin one."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _fitting_width(column: Column, values: Sequence[Value]) -> float:
    longest = max((_shown_width(line) for value in values for line in str(value or "").split("\n")), default=0)
    if column.kind == "date":
        longest = max(longest, 11)
    return float(min(max(longest + 2, _shown_width(column.title) + 3, 8), 48))
