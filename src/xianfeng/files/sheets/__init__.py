"""Tables in and out: spreadsheets and delimited text as plain rows that keep their place in the file.

A roster typed in Excel, WPS or exported by another system comes in through ``read_sheets``; every list, return and
template goes out through ``write_workbook``; a faulty roster goes back through ``write_marked_errors`` with its cells marked.
"""

from typing import TYPE_CHECKING, Any

from xianfeng.files.refusal import FileRefused
from xianfeng.files.sheets.model import ERROR_SHEET, Cell, Row, Sheet, column_letters
from xianfeng.files.sheets.reader import Limits, read_sheets
from xianfeng.files.sheets.safety import disarmed, rearmed
from xianfeng.files.sheets.writer import Column, SheetOut, write_workbook

if TYPE_CHECKING:
    from xianfeng.files.sheets.marking import CellError, write_marked_errors

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
    "write_marked_errors",
    "write_workbook",
]


def __getattr__(name: str) -> Any:
    if name in ("CellError", "write_marked_errors"):  # openpyxl is slow to load and only faulty rosters need it
        from xianfeng.files.sheets import marking

        return getattr(marking, name)
    raise AttributeError(name)
