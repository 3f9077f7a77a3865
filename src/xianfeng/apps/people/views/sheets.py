"""Lists as Excel files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from django.http import HttpResponse

from xianfeng.files.sheets import Column, SheetOut, write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(data: bytes, name: str, kind: str = XLSX) -> HttpResponse:
    """A download with a Chinese file name that every browser shows."""
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response


def workbook_response(name: str, columns: Sequence[Column], rows: Iterable[Sequence]) -> HttpResponse:
    data = write_workbook([SheetOut(name=name, columns=columns, rows=list(rows), title=name)], title=name)
    return attachment(data, f"{name}.xlsx")
