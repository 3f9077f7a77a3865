"""What reading a document gives: its text, the blocks the text was made of, and what was noticed on the way.

``text`` is what the plan compiler reads; every block knows its place in it, so that what was understood can be shown
beside the document with its own headings and tables.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Literal

Shape = Literal["paragraph", "heading", "row", "cell", "box"]


def _setting(name: str, otherwise: int, times: int = 1) -> int:
    """A whole number above zero from the environment, else what is usual."""
    given = os.environ.get(name, "")
    return (int(given) if given.isascii() and given.isdigit() and int(given) else otherwise) * times


@dataclass(frozen=True)
class Limits:
    """What a document may cost. Sizes in bytes, time in seconds; an installation sets its own by ``XF_READ_*`` in the
    environment (``XF_READ_MB``, ``XF_READ_UNPACKED_MB``, ``XF_READ_PART_MB``, ``XF_READ_PAGES``, ``XF_READ_CHARACTERS``,
    ``XF_READ_OFFICE_SECONDS``). ``max_part`` is what one part of a package may come to: parsed, it takes fifteen times that.
    """

    max_bytes: int = field(default_factory=lambda: _setting("XF_READ_MB", 20, 1_000_000))
    max_unpacked: int = field(default_factory=lambda: _setting("XF_READ_UNPACKED_MB", 120, 1_000_000))
    max_part: int = field(default_factory=lambda: _setting("XF_READ_PART_MB", 30, 1_000_000))
    max_ratio: int = 200
    max_entries: int = 2000
    max_characters: int = field(default_factory=lambda: _setting("XF_READ_CHARACTERS", 400_000))
    max_pages: int = field(default_factory=lambda: _setting("XF_READ_PAGES", 300))
    office_seconds: int = field(default_factory=lambda: _setting("XF_READ_OFFICE_SECONDS", 60))


@dataclass(frozen=True)
class Block:
    """A piece of ``text[start:end]``: a paragraph, a heading with its level, a table row, a cell, a text box."""

    start: int
    end: int
    shape: Shape = "paragraph"
    level: int = 0


@dataclass(frozen=True)
class Note:
    """Something a reader should know: a code (``deletions_left_out``, ``boxes_read``, ``encoding`` …) and its values."""

    code: str
    params: dict[str, str | int]


@dataclass(frozen=True)
class ReadDocument:
    """A document as text. ``kind`` is docx, pdf, html, text, doc; ``encoding`` is that of a plain text."""

    text: str
    kind: str
    blocks: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()
    encoding: str = ""


class Writer:
    """Collects blocks and the text they make; a block that comes out empty is left out."""

    def __init__(self, limit: int) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._limit = limit
        self.blocks: list[Block] = []
        self.cut = False

    def add(self, words: str, shape: Shape = "paragraph", level: int = 0) -> None:
        """Append a block on a line of its own."""
        words = words.replace("\r", "").strip("\n")
        if not words.strip() or self.cut:
            return
        if self._length + len(words) > self._limit:
            words = words[: max(0, self._limit - self._length)]
            self.cut = True
        self.blocks.append(Block(self._length, self._length + len(words), shape, level))
        self._pieces.append(words + "\n")
        self._length += len(words) + 1

    def done(self, kind: str, notes: list[Note], encoding: str = "") -> ReadDocument:
        """The document; a text longer than the limit is cut and says so."""
        if self.cut:
            notes = [*notes, Note("text_cut", {"limit": self._limit})]
        return ReadDocument("".join(self._pieces), kind, tuple(self.blocks), tuple(notes), encoding)
