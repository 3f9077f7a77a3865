"""A file handed to the browser to keep."""

from __future__ import annotations

import re
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

UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
"""Signs that no file name may hold on the system most people keep it on."""


def download(content: bytes | str, name: str) -> HttpResponse:
    """The ending of `name` says what it is; a Chinese name is shown by every browser, and says what the file is and whose
    when several lie beside each other. Kept in no cache: it may hold names of people."""
    name = UNFIT.sub(" ", name)
    response = HttpResponse(content, content_type=TYPES[PurePath(name).suffix])
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["Cache-Control"] = "no-store"
    return response
