"""The text under the compiler's hands: folded for reading, with the way back to every original character.

Rules read ``Text.folded``: one kind of bracket, dash, digit and space, simplified characters, no pinyin glosses, no
download-site noise. Every position in it leads back to the original, so that a quotation is always an exact piece of
what came in (S4-57, S0-64). Folding never adds a character: it maps one to one, or drops.

Before: ``於每月１２日前（統(tǒng)一）``  After: ``于每月12日前（统一）``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_SAME = {
    "(": "（",
    ")": "）",
    ";": "；",
    "!": "！",
    "?": "？",
    "％": "%",
    "﹪": "%",
    "．": ".",
    "﹒": ".",
    "—": "-",
    "–": "-",
    "―": "-",
    "－": "-",
    "‐": "-",
    "─": "-",
    "～": "-",
    "~": "-",
    "∼": "-",
    "「": "“",
    "」": "”",
    "『": "‘",
    "』": "’",
    "［": "[",
    "］": "]",
    "【": "【",
    "﹔": "；",
    "﹕": "：",
    "∶": "：",
    "︰": "：",
    "﹐": "，",
    "｡": "。",
    "､": "、",
    "\u3000": " ",
    "\xa0": " ",
    "\t": " ",
    "\v": "\n",
    "\f": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\x85": "\n",
}
_DROPPED = frozenset("\r\u200b\u200c\u200d\u2060\ufeff\u00ad")
_GLOSS = re.compile(r"(?<=[\u4e00-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜɡńňǹḿ]{1,7}[)）]")
_TONED = re.compile(r"[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]")
_TRADITIONAL = frozenset(
    "黨員學組織開會議實創爭優選與為說應幹級領導導責進準備樹報話講對務領檢評標學習關認識體質場義業動個這長經濟書記後時間東車門問題應該無變壓歲總黃"
)
_LONGEST_RUN = 12


@dataclass(frozen=True)
class Span:
    """A half-open piece of the original text, in characters."""

    start: int
    end: int


@dataclass(frozen=True)
class Text:
    """``folded`` text and, for each of its characters, the position in ``original``."""

    original: str
    folded: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The original piece behind ``folded[start:end]``; an empty piece stays empty."""
        start = max(0, min(start, len(self.folded)))
        end = max(start, min(end, len(self.folded)))
        if start == end:
            at = self.origin[start] if start < len(self.origin) else len(self.original)
            return Span(at, at)
        return Span(self.origin[start], self.origin[end - 1] + 1)

    def quote(self, start: int, end: int) -> str:
        """The original words behind ``folded[start:end]``."""
        span = self.span(start, end)
        return self.original[span.start : span.end]


def glosses(original: str) -> list[Span]:
    """Pinyin in brackets behind the character it explains, as in 統(tǒng); true brackets stay (S4-57)."""
    return [Span(m.start(), m.end()) for m in _GLOSS.finditer(original) if _TONED.search(m.group())]


def is_traditional(original: str) -> bool:
    """Whether the text is written in traditional characters (a lone one in a name does not count)."""
    return sum(1 for character in original if character in _TRADITIONAL) >= max(3, len(original) // 200)


@lru_cache(maxsize=8192)
def simplified(character: str) -> str:
    """The simplified twin of a traditional character; any other character as it is."""
    folded = _converter().convert(character)
    return folded if len(folded) == 1 else character


@lru_cache(maxsize=1)
def _converter():  # type: ignore[no-untyped-def]
    from opencc import OpenCC  # only when a traditional text arrives: loading it takes a moment

    return OpenCC("t2s")


def fold(original: str, dropped: Iterable[Span] = ()) -> Text:
    """Fold ``original`` for reading, leaving out the pieces in ``dropped`` (noise) and pinyin glosses."""
    keep = bytearray(b"\x01" * len(original))
    for span in [*dropped, *glosses(original)]:
        keep[span.start : span.end] = b"\x00" * max(0, min(span.end, len(original)) - span.start)
    traditional = is_traditional(original)
    folded: list[str] = []
    origin: list[int] = []
    straight_open = False
    run = 0
    for at, character in enumerate(original):
        if not keep[at] or character in _DROPPED:
            continue
        new = _SAME.get(character)
        if new is None:
            new = character
            if character == '"':
                straight_open = not straight_open
                new = "“" if straight_open else "”"
            elif character in ",:":
                new = _mark(original, at, character)
            elif "\uff10" <= character <= "\uff5a":
                wide = unicodedata.normalize("NFKC", character)
                new = wide if len(wide) == 1 and wide.isalnum() else character
            elif traditional and "\u4e00" <= character <= "\u9fff":
                new = simplified(character)
        elif character == "\n":
            straight_open = False
        run = run + 1 if folded and folded[-1] == new else 0
        if run >= _LONGEST_RUN and not "\u4e00" <= new <= "\u9fff":
            continue  # a thousand spaces say no more than a dozen
        folded.append(new)
        origin.append(at)
    return Text(original, "".join(folded), tuple(origin))


def _mark(original: str, at: int, character: str) -> str:
    """An ASCII comma or colon becomes the full one unless it stands between digits (15:00) or latin letters."""
    before = original[at - 1] if at else ""
    after = original[at + 1] if at + 1 < len(original) else ""
    if before.isascii() and after.isascii() and before.isalnum() and (after.isalnum() or after == "/"):
        return character
    return "，" if character == "," else "："
