"""The same workbook back, with every faulty cell red and its fault in a comment, and all faults listed on a last sheet.

People correct the file and bring it again; marks of an earlier round are taken off first, so only what is still wrong is red.
"""

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Any

import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from xianfeng.files.sheets.archive import ZIP_MAGIC
from xianfeng.files.sheets.model import ERROR_SHEET, CellError, Sheet, column_letters
from xianfeng.files.sheets.reader import STANDARD, Limits, read_sheets
from xianfeng.files.sheets.safety import disarmed
from xianfeng.files.sheets.writer import free_name

AUTHOR = "先锋"
RED = PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")
NO_FILL = PatternFill(fill_type=None)
KEEP_LOOKS_CELLS = 60_000
"""Cells; a larger workbook comes back with its values, places and marks, without its looks: keeping them takes a second for every 20,000."""
MAX_COMMENTS = 5000
"""Marked cells; beyond this the list on the last sheet goes on, the comments stop: Excel opens such files very slowly."""

Place = tuple[str, int, int]


def write_marked_errors(
    data: bytes, errors: Iterable[CellError], filename: str = "roster.xlsx", limits: Limits = STANDARD
) -> bytes:
    """An .xlsx with the faults marked. An .xls, a text file or a very large workbook is written anew, values in the same places."""
    faults = list(errors)
    marks: dict[Place, list[str]] = defaultdict(list)
    for fault in faults:
        if fault.row > 0:
            marks[(fault.sheet, fault.row, fault.column or 1)].append(fault.message)
    marks = dict(list(marks.items())[:MAX_COMMENTS])
    sheets = read_sheets(data, filename, limits)
    if data.startswith(ZIP_MAGIC) and sum(len(row.cells) for sheet in sheets for row in sheet) <= KEEP_LOOKS_CELLS:
        return _marked_in_place(data, marks, faults)
    return _written_anew(sheets, marks, faults)


def _said(messages: Sequence[str]) -> str:
    return "\n".join(dict.fromkeys(messages))


def _fault_rows(faults: Sequence[CellError]) -> Iterable[tuple[str, int, str, str]]:
    for fault in faults:
        column = column_letters(fault.column) if fault.column else "整行"
        yield disarmed(fault.sheet), fault.row, column, disarmed(fault.message)


def _marked_in_place(data: bytes, marks: Mapping[Place, list[str]], faults: Sequence[CellError]) -> bytes:
    book = load_workbook(io.BytesIO(data), keep_vba=False, keep_links=False)
    _clear_marks(book)
    for (sheet, row, column), messages in marks.items():
        if sheet not in book.sheetnames:
            continue
        cell = book[sheet].cell(row=row, column=column)
        if type(cell).__name__ == "MergedCell":
            continue
        cell.fill = copy(RED)
        comment = Comment(_said(messages), AUTHOR)
        comment.width, comment.height = 320, 40 + 24 * len(messages)
        cell.comment = comment
    page = book.create_sheet(ERROR_SHEET)
    for index, values in enumerate([("表", "行", "列", "问题"), *_fault_rows(faults)], 1):
        for column, value in enumerate(values, 1):
            cell = page.cell(row=index, column=column, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=index == 1)
    for letters, width in (("A", 18), ("B", 8), ("C", 8), ("D", 70)):
        page.column_dimensions[letters].width = width
    page.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _clear_marks(book: Workbook) -> None:
    if ERROR_SHEET in book.sheetnames:
        del book[ERROR_SHEET]
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None and cell.comment.author == AUTHOR:
                    cell.comment = None
                    cell.fill = NO_FILL


def _written_anew(sheets: Sequence[Sheet], marks: Mapping[Place, list[str]], faults: Sequence[CellError]) -> bytes:
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        looks = {
            (marked, kind): book.add_format({"num_format": code} | ({"bg_color": "#FFC7CE"} if marked else {}))
            for marked in (False, True)
            for kind, code in (
                ("text", "@"),
                ("number", "General"),
                ("date", "yyyy-mm-dd"),
                ("moment", "yyyy-mm-dd hh:mm"),
            )
        }
        taken = {ERROR_SHEET}
        for sheet in sheets:
            page = book.add_worksheet(free_name(sheet.name, taken))
            page.set_column(0, 60, 14)
            here: dict[int, dict[int, list[str]]] = defaultdict(dict)
            for (name, number, column), messages in marks.items():
                if name == sheet.name:
                    here[number][column] = messages
            cells = {row.number: row.cells for row in sheet}
            # Top to bottom: what is written row by row cannot be gone back to.
            for number in sorted(cells.keys() | here.keys()):
                marked = here.get(number, {})
                for column, value in enumerate(cells.get(number, ()), 1):
                    _write_cell(page, looks, number - 1, column - 1, value, column in marked)
                for column, messages in marked.items():
                    page.write_comment(number - 1, column - 1, _said(messages), {"author": AUTHOR, "x_scale": 2})
        page = book.add_worksheet(ERROR_SHEET)
        page.set_column(0, 0, 18)
        page.set_column(3, 3, 70)
        for index, values in enumerate([("表", "行", "列", "问题"), *_fault_rows(faults)]):
            for place, entry in enumerate(values):
                page.write(index, place, entry)
    return out.getvalue()


def _write_cell(
    page: Any, looks: Mapping[tuple[bool, str], Any], row: int, column: int, value: object, marked: bool
) -> None:
    if value is None:
        if marked:
            page.write_blank(row, column, None, looks[True, "text"])
    elif isinstance(value, dt.datetime):
        page.write_datetime(row, column, value, looks[marked, "moment"])
    elif isinstance(value, dt.date):
        page.write_datetime(row, column, value, looks[marked, "date"])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        page.write_number(row, column, value, looks[marked, "number"])
    else:
        page.write_string(row, column, disarmed(str(value)), looks[marked, "text"])
