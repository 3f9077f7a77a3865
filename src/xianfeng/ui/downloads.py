"""A file handed to the browser to keep."""

from __future__ import annotations

from pathlib import PurePath

from django.http import HttpResponse
from django.utils.http import content_disposition_header

TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


def download(content: bytes | str, name: str) -> HttpResponse:
    """The ending of `name` says what it is; a Chinese name is shown by every browser. Kept in no cache: it may hold names
    of people."""
    response = HttpResponse(content, content_type=TYPES[PurePath(name).suffix])
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["Cache-Control"] = "no-store"
    return response
