"""The document as it came, cut into pieces that know which reading they belong to. Pure.

Each character belongs to the innermost reading that holds it; unread sentences come last. The first piece of a reading
carries its anchor, so that a link from the other pane finds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xianfeng.compiler.draft import Item
from xianfeng.compiler.text import Span


@dataclass(frozen=True)
class Piece:
    """Words in a row of the same owner: `code` of a reading, or the number of an unread sentence, or neither."""

    text: str
    start: int
    code: str = ""
    unread: int = 0
    low: bool = False
    anchor: bool = False
    anchors: tuple[str, ...] = ()
    """Readings that begin here and are wholly covered by inner ones."""
    all: tuple[str, ...] = ()
    """Every reading that holds these words: pointing at any of them lights the piece."""


@dataclass(frozen=True)
class LaidOut:
    """One block of the document: paragraph, heading or table row, with its pieces."""

    shape: str
    level: int
    pieces: tuple[Piece, ...]


def lay_out(
    text: str, blocks: Iterable[tuple[int, int, str, int]], items: Sequence[Item], unread: Sequence[Span]
) -> list[LaidOut]:
    """Every character of the blocks once, in their order."""
    owner = [0] * (len(text) + 1)
    for number, span in enumerate(unread, start=1):
        owner[span.start : span.end] = [-number] * (span.end - span.start)
    by_length = sorted(enumerate(items, start=1), key=lambda one: one[1].span.start - one[1].span.end)
    for number, item in by_length:
        owner[item.span.start : item.span.end] = [number] * (item.span.end - item.span.start)
    seen = {number for number in owner if number > 0}
    hidden: dict[int, list[str]] = {}
    for number, item in enumerate(items, start=1):
        if number not in seen:
            hidden.setdefault(item.span.start, []).append(item.code)
    met: set[int] = set()
    laid: list[LaidOut] = []
    at = 0
    for start, end, shape, level in blocks:
        start = max(start, at)
        at = max(at, end)
        pieces: list[Piece] = []
        while start < end:
            stop = start + 1
            while stop < end and owner[stop] == owner[start]:
                stop += 1
            who = owner[start]
            inside = tuple(code for place in range(start, stop) for code in hidden.pop(place, ()))
            item = items[who - 1] if who > 0 else None
            pieces.append(
                Piece(
                    text[start:stop],
                    start,
                    item.code if item else "",
                    -who if who < 0 else 0,
                    item is not None and item.confidence < 0.6,
                    who != 0 and who not in met,
                    inside,
                    tuple(one.code for one in items if one.span.start <= start < one.span.end),
                )
            )
            met.add(who)
            start = stop
        if pieces:
            laid.append(LaidOut(shape, level, tuple(pieces)))
    return laid
