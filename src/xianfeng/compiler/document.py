"""A plan text, prepared once for all rules: folded text, blocks, headings, sentences, dates, what is noise.

Rules take a ``Document`` and give readings; nothing here decides what a clause means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from xianfeng.compiler.dates import Day, find_days
from xianfeng.compiler.genre import judge_genre
from xianfeng.compiler.noise import Noise, find_noise, published_date
from xianfeng.compiler.outline import Block, Heading, Sentence, cut_blocks, cut_sentences, mark_headings
from xianfeng.compiler.text import Text, fold

_SIGNED = re.compile(r"^\s*[^，。；]{0,30}?(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*$")
_BACKWARD = re.compile(r"^\s*(?:以来|至今|起至今|到现在|印发|发布|发出|下发|出台|召开的|以后参加工作|出生)")


@dataclass(frozen=True)
class Document:
    """Everything the rules may look at."""

    text: Text
    noise: tuple[Noise, ...]
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    days: tuple[Day, ...]
    genre: str
    genre_confidence: float
    signed: date | None
    year: int | None

    @property
    def folded(self) -> str:
        return self.text.folded

    def block_at(self, position: int) -> Block | None:
        """The block that holds a folded position."""
        low, high = 0, len(self.blocks) - 1
        while low <= high:
            middle = (low + high) // 2
            block = self.blocks[middle]
            if position < block.start:
                high = middle - 1
            elif position >= block.end:
                low = middle + 1
            else:
                return block
        return None

    def path_at(self, position: int) -> tuple[Heading, ...]:
        """The headings above a folded position, outermost first."""
        block = self.block_at(position)
        return block.path if block else ()

    def sentence_at(self, position: int) -> Sentence | None:
        """The sentence that holds a folded position."""
        for sentence in self.sentences:
            if sentence.start <= position < sentence.end:
                return sentence
        return None

    def dated(self, day: Day) -> Day:
        """``day`` with the year the document speaks of, when it leaves its own out."""
        if day.year is not None or day.month is None or self.year is None:
            return day
        year = self.year
        if self.signed and self.signed.year == year and day.month < self.signed.month - 4:
            year += 1
        return Day(day.start, day.end, year, day.month, day.day, day.fuzzy)


def prepare(original: str) -> Document:
    """Fold, cut and outline a text. Never fails, whatever comes in."""
    noise = find_noise(original)
    text = fold(original, (n.span for n in noise))
    blocks = cut_blocks(text.folded)
    mark_headings(text.folded, blocks)
    sentences = cut_sentences(text.folded, blocks)
    days = find_days(text.folded)
    titled = sum(1 for b in blocks if b.heading)
    genre, confidence = judge_genre(text.folded, titled)
    signed = _signed_date(text.folded, blocks)
    if signed is None:
        published = published_date(original)
        signed = _as_date(*published) if published else None
    year = signed.year if signed else _common_year(text.folded, days)
    return Document(text, tuple(noise), tuple(blocks), tuple(sentences), tuple(days), genre, confidence, signed, year)


def _signed_date(folded: str, blocks: list[Block]) -> date | None:
    for block in reversed(blocks):
        words = folded[block.start : block.end]
        if len(words) <= 48 and _SIGNED.match(words):
            found = find_days(words)
            if found and found[-1].year and found[-1].month and found[-1].day:
                return _as_date(found[-1].year, found[-1].month, found[-1].day)
    for day in reversed(find_days(folded)):
        near_end = len(folded) - day.end <= 3 or folded[day.end : day.end + 1] == "\n"
        if (
            near_end
            and day.year
            and day.month
            and day.day
            and re.search(r"[\s会局校组部处室委]$", folded[max(0, day.start - 1) : day.start])
        ):
            return _as_date(day.year, day.month, day.day)
    return None


def _as_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _common_year(folded: str, days: list[Day]) -> int | None:
    """The one year the text's own dates agree on; names of school years, document numbers and look-backs do not count."""
    years = {
        d.year
        for d in days
        if d.year is not None and d.month is not None and not _BACKWARD.match(folded[d.end : d.end + 8])
    }
    return years.pop() if len(years) == 1 else None
