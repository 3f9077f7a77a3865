"""Text PDFs: the lines of every page joined into paragraphs again, page numbers and running heads left out.

A scan has no text; it is refused with ``no_text`` instead of being read as an empty plan.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from xianfeng.files.reading.model import Limits, Note, ReadDocument, Writer
from xianfeng.files.refusal import FileRefused

_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、．]|（\d{1,2}）|第[一二三四五六七八九十]+[条章步]|第[一二三四五六七八九十]+阶段|附件)"
)
_PAGE = re.compile(r"\s*(?:[-—–]\s*\d{1,4}\s*[-—–]|\d{1,4}|第\s*\d+\s*页(?:\s*共\s*\d+\s*页)?|\d+\s*/\s*\d+)\s*")


def read_pdf(data: bytes, limits: Limits) -> ReadDocument:
    """The text of a PDF. Raises ``FileRefused``: ``damaged``, ``encrypted``, ``no_text``, ``too_many_pages``."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise FileRefused("encrypted" if "password" in str(error).lower() else "damaged") from error
    try:
        if len(document) > limits.max_pages:
            raise FileRefused("too_many_pages", {"limit": limits.max_pages})
        pages = [_lines(document, number) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        raise FileRefused("damaged") from error
    finally:
        document.close()
    if sum(len(line.strip()) for page in pages for line in page) < 10:
        raise FileRefused("no_text")
    kept, dropped = _without_frames(pages)
    writer = Writer(limits.max_characters)
    for paragraph in _paragraphs(kept):
        writer.add(paragraph)
    notes = [Note("page_marks_left_out", {"count": dropped})] if dropped else []
    return writer.done("pdf", notes)


def _lines(document: Any, number: int) -> list[str]:
    page = document[number]
    text_page = page.get_textpage()
    try:
        words: str = text_page.get_text_range()
    finally:
        text_page.close()
        page.close()
    return [line.rstrip() for line in words.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "").split("\n")]


def _without_frames(pages: list[list[str]]) -> tuple[list[str], int]:
    """All lines without page numbers, and without heads and feet that most pages repeat."""
    edges = Counter(line.strip() for page in pages for line in {*page[:1], *page[-1:]} if line.strip())
    repeated = {line for line, count in edges.items() if len(pages) >= 3 and count >= len(pages) * 0.6}
    kept: list[str] = []
    dropped = 0
    for page in pages:
        filled = [line for line in page if line.strip()]
        for position, line in enumerate(filled):
            edge = position in (0, len(filled) - 1)
            if edge and (_PAGE.fullmatch(line) or line.strip() in repeated):
                dropped += 1
            else:
                kept.append(line)
    return kept, dropped


def _paragraphs(lines: list[str]) -> list[str]:
    """Lines put together again: a full line that ends inside a sentence goes on in the next one."""
    if not lines:
        return []
    full = sorted(len(line.strip()) for line in lines)[int(len(lines) * 0.8)]
    found: list[str] = []
    joined = False
    for line in lines:
        words = line.strip()
        if joined and found and not _NUMBERED.match(line):
            gap = (
                " "
                if found[-1][-1:].isascii() and found[-1][-1:].isalnum() and words[:1].isascii() and words[:1].isalnum()
                else ""
            )
            found[-1] += gap + words
        else:
            found.append(words)
        joined = (
            len(words) >= full - 3
            and len(words) >= 12
            and not words.endswith(("。", "；", "：", "！", "？", "」", "”"))
        )
    return found
