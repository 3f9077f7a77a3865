"""Documents to text: Word, PDF, saved web pages, plain text; with a clear refusal for what must not be opened.

What a file is, its first bytes say; an extension that says otherwise is refused, not believed.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from xianfeng.files.reading.model import Block, Limits, Note, ReadDocument
from xianfeng.files.reading.office import to_docx
from xianfeng.files.reading.package import OLE_MAGIC, check_ole
from xianfeng.files.reading.pdf import read_pdf
from xianfeng.files.reading.plain import read_plain
from xianfeng.files.refusal import FileRefused

__all__ = ["Block", "FileRefused", "Limits", "Note", "ReadDocument", "read_document"]

SUFFIXES = {
    ".docx": "zip", ".docm": "zip", ".dotx": "zip", ".doc": "ole", ".wps": "ole", ".pdf": "pdf",
    ".html": "html", ".htm": "html", ".mht": "archive", ".mhtml": "archive", ".txt": "text", ".md": "text", ".markdown": "text", "": "any",
}  # fmt: skip


def read_document(name: str, data: bytes, limits: Limits | None = None) -> ReadDocument:
    """The text of a document. Raises ``FileRefused`` with one of the codes

    ``empty``, ``too_large``, ``unknown_suffix``, ``wrong_content`` (the bytes are no such file), ``damaged``,
    ``encrypted``, ``macro``, ``too_large_inside``, ``too_many_pages``, ``no_text`` (a scan), ``not_text``,
    ``needs_office``, ``took_too_long``.
    """
    limits = limits or Limits()
    suffix = PurePath(name).suffix.lower()
    if not data.strip(b"\x00 \t\r\n"):
        raise FileRefused("empty")
    if len(data) > limits.max_bytes:
        raise FileRefused("too_large", {"limit_mb": limits.max_bytes // 1_000_000})
    if suffix not in SUFFIXES:
        raise FileRefused("unknown_suffix", {"suffix": suffix})
    content = _content(data)
    expected = SUFFIXES[suffix]
    if expected in {"ole", "html"} and content == "archive":
        expected = content  # a page saved with its pictures, under another name
    if expected == "ole" and content in {"zip", "html", "rtf"}:
        expected = content  # what WPS and web editors save under .doc
    if suffix in {".docx", ".docm", ".dotx"} and content == "ole":
        check_ole(data)  # an encrypted .docx is an old-style file around a secret
        raise FileRefused("wrong_content", {"suffix": suffix})
    if expected == "text" and content == "html":
        content = "text"
    if expected != "any" and expected != content and not (expected == "html" and content == "text"):
        raise FileRefused("wrong_content", {"suffix": suffix})
    return _read(content, expected, suffix, data, limits)


def _read(content: str, expected: str, suffix: str, data: bytes, limits: Limits) -> ReadDocument:
    """Each reader with its library is loaded when the first such file comes."""
    if content in {"zip", "ole", "rtf"}:
        from xianfeng.files.reading.word import read_word

        if content == "ole":
            check_ole(data)
        old = {"ole": suffix or ".doc", "rtf": ".rtf"}.get(content)
        return read_word(to_docx(data, old, limits) if old else data, limits)
    if content == "pdf":
        return read_pdf(data, limits)
    if content in {"archive", "html"} or expected == "html":
        from xianfeng.files.reading.web import page_inside, read_web

        return read_web(page_inside(data) if content == "archive" else data, limits)
    return read_plain(data, limits)


def _content(data: bytes) -> str:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(b"PK\x03\x04"):
        return "zip"
    if data.startswith(OLE_MAGIC):
        return "ole"
    if data[:1024].find(b"%PDF-") >= 0:
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if re.match(rb"<(?:!doctype\s+html|html|head|body|\?xml[^>]*\?>\s*<!doctype\s+html)", head, re.IGNORECASE):
        return "html"
    if re.match(
        rb"(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*?content-type:\s*(?:multipart/related|text/html)",
        head,
        re.IGNORECASE,
    ):
        return "archive"
    return "text"
