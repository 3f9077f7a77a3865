"""Tables in and out: spreadsheets and delimited text as plain rows that keep their place in the file.

A roster typed in Excel, WPS or exported by another system comes in through ``read_sheets``; every list, return and
template goes out through ``write_workbook``; a faulty roster goes back through ``write_marked_errors`` with its cells marked.
"""

from typing import Any

from xianfeng.files.refusal import FileRefused
from xianfeng.files.sheets.model import ERROR_SHEET, Cell, CellError, Row, Sheet, column_letters
from xianfeng.files.sheets.reader import Limits, read_sheets
from xianfeng.files.sheets.safety import disarmed, rearmed
from xianfeng.files.sheets.writer import Column, SheetOut, write_list, write_workbook

__all__ = [
    "ERROR_SHEET",
    "Cell",
    "CellError",
    "Column",
    "FileRefused",
    "Limits",
    "Row",
    "Sheet",
    "SheetOut",
    "column_letters",
    "disarmed",
    "read_sheets",
    "rearmed",
    "write_list",
    "write_marked_errors",
    "write_workbook",
]


def write_marked_errors(*args: Any, **options: Any) -> bytes:
    """See `marking.write_marked_errors`; openpyxl is slow to load and only faulty rosters need it."""
    from xianfeng.files.sheets import marking

    return marking.write_marked_errors(*args, **options)
