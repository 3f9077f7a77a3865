"""Look into a spreadsheet file before it is opened: zip bombs, macros, encryption, and sheets larger than they look.

An .xlsx is a zip of XML. A few kilobytes can claim a cell in the last row of the last column, for which a reader would
set aside gigabytes; so the place of every cell is read first with a parser that keeps nothing.
"""

import io
import re
import zipfile
from typing import IO
from xml.parsers import expat  # a DOCTYPE is refused below, so no entity is ever expanded

import olefile

from xianfeng.files.refusal import FileRefused

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"
RATIO_FLOOR = 4_000_000
"""Bytes; a part smaller than this is harmless whatever its ratio."""


def check_zip(data: bytes, *, max_unpacked: int, max_ratio: int, max_rows: int, max_columns: int) -> None:
    """Raise ``FileRefused`` for what must not be opened; codes ``damaged``, ``macro``, ``too_large_inside``, ``too_many_rows``, ``too_many_columns``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            _check_entries(bundle.infolist(), max_unpacked, max_ratio)
            for entry in bundle.infolist():
                if entry.filename.lower().endswith(".xml"):
                    with bundle.open(entry) as part:
                        plain = _plainly_inside(part, max_unpacked, max_rows, max_columns)
                    if not plain:
                        with bundle.open(entry) as part:
                            _check_extent(part, max_unpacked, max_rows, max_columns)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise FileRefused("damaged") from error


def _check_entries(entries: list[zipfile.ZipInfo], max_unpacked: int, max_ratio: int) -> None:
    names = {entry.filename.lower() for entry in entries}
    if any(name.endswith(("vbaproject.bin", ".bin.rels")) or "/macrosheets/" in name for name in names):
        raise FileRefused("macro")
    if "xl/workbook.xml" not in names:
        raise FileRefused("wrong_content")
    if sum(entry.file_size for entry in entries) > max_unpacked or len(entries) > 2000:
        raise FileRefused("too_large_inside", {"limit_mb": max_unpacked // 1_000_000})
    for entry in entries:
        if entry.file_size > RATIO_FLOOR and entry.file_size > max_ratio * max(entry.compress_size, 1):
            raise FileRefused("too_large_inside", {"limit_mb": max_unpacked // 1_000_000})


_PLACE_ATTRIBUTE = re.compile(rb"""\br\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PLAIN_PLACE = re.compile(rb"([A-Z]{0,3})([0-9]{1,7})")


def _plainly_inside(part: IO[bytes], max_unpacked: int, max_rows: int, max_columns: int) -> bool:
    """A fast look that answers yes only for the ordinary way of writing; any doubt is left to the parser."""
    rows: set[bytes] = set()
    columns: set[bytes] = set()
    read, carried = 0, b""
    while chunk := part.read(1_000_000):
        read += len(chunk)
        if read > max_unpacked:
            raise FileRefused("too_large_inside", {"limit_mb": max_unpacked // 1_000_000})
        text = carried + chunk
        if b"\x00" in text or b"<!DOCTYPE" in text or len(text) > 4_000_000:
            return False
        cut = max(text.rfind(b"<"), 0)
        text, carried = text[:cut], text[cut:]
        for quoted, single in set(_PLACE_ATTRIBUTE.findall(text)):
            place = _PLAIN_PLACE.fullmatch(quoted or single)
            if place is None:
                return False
            columns.add(place[1])
            rows.add(place[2])
    if _PLACE_ATTRIBUTE.search(carried):
        return False
    widest = max((_place(letters.decode() + "1")[1] for letters in columns if letters), default=0)
    return widest <= max_columns and max(map(int, rows), default=0) <= max_rows


class _NotASheetError(Exception):
    """The part is some other XML; nothing to measure."""


def _check_extent(part: IO[bytes], max_unpacked: int, max_rows: int, max_columns: int) -> None:
    """Read one part and refuse it when a cell lies beyond the limits, or when it is longer than it declares."""
    parser = expat.ParserCreate()
    seen_root = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal seen_root
        local = name.rpartition(":")[2]
        if not seen_root:
            seen_root = True
            if local != "worksheet":
                raise _NotASheetError
        if local in {"c", "row"} and "r" in attributes:
            row, column = _place(attributes["r"])
            if row > max_rows:
                raise FileRefused("too_many_rows", {"limit": max_rows})
            if column > max_columns:
                raise FileRefused("too_many_columns", {"limit": max_columns})

    def doctype(*_: object) -> None:
        raise FileRefused("damaged")

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    read = 0
    try:
        while chunk := part.read(65536):
            read += len(chunk)
            if read > max_unpacked:
                raise FileRefused("too_large_inside", {"limit_mb": max_unpacked // 1_000_000})
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except _NotASheetError:
        return
    except expat.ExpatError as error:
        raise FileRefused("damaged") from error


def _place(reference: str) -> tuple[int, int]:
    """``B3`` is (3, 2); a row reference ``3`` is (3, 0); anything else is damage."""
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    column = 0
    for letter in letters:
        if not ("A" <= letter <= "Z") or column > 100_000:
            raise FileRefused("damaged")
        column = column * 26 + ord(letter) - 64
    if len(digits) > 9:
        raise FileRefused("too_many_rows", {})
    return int(digits or 0), column


def check_ole(data: bytes) -> None:
    """Refuse an old-style file that is encrypted or carries macros, or that is no spreadsheet at all."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            names = {"/".join(path).lower() for path in ole.listdir(streams=True, storages=True)}
    except (OSError, ValueError, IndexError) as error:
        raise FileRefused("damaged") from error
    if "encryptedpackage" in names or "encryptioninfo" in names:
        raise FileRefused("encrypted")
    if any("_vba_project" in name or name.endswith("/vba") for name in names):
        raise FileRefused("macro")
    if not names & {"workbook", "book"}:
        raise FileRefused("wrong_content")
