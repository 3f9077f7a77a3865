"""Spreadsheets and delimited text in: the rows as they stand in the file, or a refusal that says why.

Codes of ``FileRefused``: ``empty``, ``too_big`` (limit_mb), ``unsupported`` (extension), ``wrong_content`` (the name says one
thing, the bytes another), ``damaged``, ``encrypted``, ``macro``, ``too_large_inside``, ``too_many_rows`` (limit, sheet?),
``too_many_columns`` (limit), ``too_many_sheets`` (limit), ``unreadable_text``, ``open_quote`` (row), ``no_rows``.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

import python_calamine as calamine

from xianfeng.files.refusal import FileRefused
from xianfeng.files.sheets.archive import OLE_MAGIC, ZIP_MAGIC, check_ole, check_zip
from xianfeng.files.sheets.model import ERROR_SHEET, Cell, Row, Sheet
from xianfeng.files.sheets.safety import rearmed

MACRO_EXTENSIONS = {".xlsm", ".xlsb", ".xltm", ".xlam", ".xla", ".xlw"}
TEXT_EXTENSIONS = {".csv", ".txt", ".tsv"}
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), None)
"""Marks without width that copying from web pages leaves behind; they make equal names unequal."""
EDGE_SPACE = " \t\n\v\f\r\u00a0\u3000"
EXACT_WHOLE = 2**53


@dataclass(frozen=True, slots=True)
class Limits:
    """What is accepted; sizes in bytes."""

    size: int = 20_000_000
    unpacked: int = 400_000_000
    ratio: int = 200
    rows: int = 100_000
    columns: int = 300
    sheets: int = 40


STANDARD = Limits()


def read_sheets(data: bytes, filename: str, limits: Limits = STANDARD) -> list[Sheet]:
    """Every visible sheet that holds something, rows in order. ``filename`` gives the kind by its extension."""
    if not data:
        raise FileRefused("empty")
    if len(data) > limits.size:
        raise FileRefused("too_big", {"limit_mb": limits.size // 1_000_000})
    extension = PurePath(filename.replace("\\", "/")).suffix.lower()
    if extension in MACRO_EXTENSIONS:
        raise FileRefused("macro", {"extension": extension})
    if extension in {".xlsx", ".xls"}:
        check_workbook(data, extension, limits)
        sheets = _read_workbook(data, limits)
    elif extension in TEXT_EXTENSIONS:
        sheets = [_read_text(data, PurePath(filename).stem, limits)]
    else:
        raise FileRefused("unsupported", {"extension": extension or filename})
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise FileRefused("no_rows")
    return sheets


def check_workbook(data: bytes, extension: str, limits: Limits) -> None:
    """The bytes decide; a name that says otherwise is refused, save for the two Excel forms under each other's name."""
    if data.startswith(ZIP_MAGIC):
        check_zip(
            data,
            max_unpacked=limits.unpacked,
            max_ratio=limits.ratio,
            max_rows=limits.rows,
            max_columns=limits.columns,
        )
    elif data.startswith(OLE_MAGIC):
        check_ole(data)
    else:
        raise FileRefused("wrong_content", {"extension": extension})


def _read_workbook(data: bytes, limits: Limits) -> list[Sheet]:
    try:
        book = calamine.load_workbook(io.BytesIO(data))
    except calamine.PasswordError as error:
        raise FileRefused("encrypted") from error
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, ValueError, OSError) as error:
        raise FileRefused("damaged") from error
    wanted = [
        meta.name
        for meta in book.sheets_metadata
        if meta.visible == calamine.SheetVisibleEnum.Visible
        and meta.typ == calamine.SheetTypeEnum.WorkSheet
        and meta.name != ERROR_SHEET
    ]
    if len(wanted) > limits.sheets:
        raise FileRefused("too_many_sheets", {"limit": limits.sheets})
    sheets = []
    for name in wanted:
        try:
            table = book.get_sheet_by_name(name)
        except (calamine.CalamineError, calamine.XmlError, ValueError, OSError) as error:
            raise FileRefused("damaged", {"sheet": name}) from error
        if table.start is None:
            continue
        first_row, first_column = table.start
        if first_row + table.height > limits.rows:
            raise FileRefused("too_many_rows", {"limit": limits.rows, "sheet": name})
        if first_column + table.width > limits.columns:
            raise FileRefused("too_many_columns", {"limit": limits.columns, "sheet": name})
        lead = (None,) * first_column
        rows = (lead + tuple(_plain(value) for value in cells) for cells in table.to_python())
        sheets.append(Sheet(name, tuple(_numbered(_filled_down(rows, table, first_row), first_row + 1))))
    return sheets


def _filled_down(
    rows: Iterable[tuple[Cell, ...]], table: calamine.CalamineSheet, first_row: int
) -> Iterable[tuple[Cell, ...]]:
    """Cells joined over several rows of one column say the same for each of these rows, as people read them."""
    joined = {
        (row, left): top
        for (top, left), (bottom, right) in table.merged_cell_ranges or ()
        if left == right
        for row in range(top + 1, min(bottom, first_row + table.height - 1) + 1)
    }
    if not joined:
        return rows
    found = [list(cells) for cells in rows]
    for (row, column), top in sorted(joined.items()):
        here, above = row - first_row, top - first_row
        if above >= 0 and column < len(found[here]) and found[here][column] is None:
            found[here][column] = found[above][column]
    return [tuple(cells) for cells in found]


def _numbered(rows: Iterable[tuple[Cell, ...]], first: int) -> Iterator[Row]:
    for number, cells in enumerate(rows, first):
        if any(cell is not None for cell in cells):
            yield Row(number, cells)


def _plain(value: object) -> Cell:
    if isinstance(value, str):
        return _plain_text(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < EXACT_WHOLE else value
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time(0)
        return value.date() if midnight else value
    if isinstance(value, bool | int | dt.date | dt.time):
        return value
    if isinstance(value, dt.timedelta):
        return str(value)
    return None


def _plain_text(value: str) -> str | None:
    text = value.replace("\r\n", "\n").replace("\x00", "").translate(INVISIBLE).strip(EDGE_SPACE)
    return rearmed(text) or None


def decode_text(data: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else GB18030 (which contains GBK and GB2312)."""
    if data.startswith((ZIP_MAGIC, OLE_MAGIC, b"%PDF")):
        raise FileRefused("wrong_content")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codings = ["utf-16"]
    else:
        if b"\x00" in data:
            raise FileRefused("wrong_content")
        codings = ["utf-8-sig", "gb18030"]
    for coding in codings:
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    raise FileRefused("unreadable_text")


def _read_text(data: bytes, name: str, limits: Limits) -> Sheet:
    text = decode_text(data)
    sample = text[:20_000].split("\n")[:20]
    delimiter = max(",\t;，", key=lambda mark: sum(line.count(mark) for line in sample))
    _refuse_open_quote(text, delimiter)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[Cell, ...]] = []
    try:
        for cells in reader:
            if len(rows) >= limits.rows:
                raise FileRefused("too_many_rows", {"limit": limits.rows})
            if len(cells) > limits.columns:
                raise FileRefused("too_many_columns", {"limit": limits.columns})
            rows.append(tuple(_plain_text(cell) for cell in cells))
    except csv.Error as error:
        raise FileRefused("damaged", {"row": reader.line_num}) from error
    return Sheet(name, tuple(_numbered(rows, 1)), untyped=True)


def _refuse_open_quote(text: str, delimiter: str) -> None:
    """A quotation mark that is never closed would swallow the rest of the file into one cell."""
    if '"' not in text:
        return
    strict = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    last = 0
    try:
        for _ in strict:
            last = strict.line_num
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise FileRefused("open_quote", {"row": last + 1}) from error
