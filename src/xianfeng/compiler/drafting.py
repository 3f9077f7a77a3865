"""From what the rules have read to a draft: items with codes, places and words; diagnostics, questions, parts."""

from __future__ import annotations

from dataclasses import asdict, replace

from xianfeng.compiler.diagnose.parts import find_parts
from xianfeng.compiler.diagnose.whole import diagnose
from xianfeng.compiler.draft import Draft, Item
from xianfeng.compiler.numerals import plain
from xianfeng.compiler.pack import open_questions
from xianfeng.compiler.reader import Understanding
from xianfeng.compiler.readings import Reading
from xianfeng.compiler.text import Span

_FIELDS = (
    ("phase", "phases"),
    ("step", "steps"),
    ("number", "numbers"),
    ("scoring_party", "scoring_parties"),
    ("criteria_set", "criteria_sets"),
    ("veto", "vetoes"),
    ("role", "roles"),
    ("duty", "duties"),
    ("hearing", "hearings"),
    ("soft_word", "soft_words"),
)
_NO_CAMPAIGN = frozenset({"news", "result", "review"})
_POSITIONS = {"start", "end", "rule", "confidence", "body_start", "body_end", "at"}


def draft_of(understanding: Understanding) -> Draft:
    """The draft of what has been read."""
    document = understanding.document
    items: list[Item] = []
    for block in document.blocks:
        heading = block.heading
        if heading:
            span = document.text.span(heading.start, heading.title_end)
            values = {"level": heading.level, "number": heading.number, "title": heading.title}
            items.append(
                Item(
                    f"heading_{len(items) + 1}",
                    "heading",
                    values,
                    span,
                    _quote(document.text.original, span),
                    0.9,
                    "outline",
                )
            )
    for name, attribute in _FIELDS:
        for position, reading in enumerate(getattr(understanding, attribute), start=1):
            items.append(
                _item(
                    document.text.original,
                    f"{name}_{position}",
                    name,
                    reading,
                    document.text.span(reading.start, reading.end),
                )
            )
    draft = Draft(
        text=document.text.original,
        genre=document.genre,
        genre_confidence=round(document.genre_confidence, 2),
        title=_title(understanding),
        items=tuple(items),
        diagnostics=tuple(diagnose(understanding)),
        asks=(),
        parts=tuple(find_parts(document)),
    )
    if document.genre in _NO_CAMPAIGN:
        return draft
    asks, notes = open_questions(draft)
    told = sorted((*draft.diagnostics, *notes), key=lambda one: (one.span.start, one.span.end, one.code))
    return replace(draft, asks=asks, diagnostics=tuple(told))


def _item(original: str, code: str, name: str, reading: Reading, span: Span) -> Item:
    values = {key: value for key, value in asdict(reading).items() if key not in _POSITIONS}
    values = {key: plain(value) if isinstance(value, float) else value for key, value in values.items()}
    return Item(code, name, values, span, _quote(original, span), round(reading.confidence, 2), reading.rule)


def _quote(original: str, span: Span) -> str:
    return original[span.start : span.end]


def _title(understanding: Understanding) -> str:
    """The title: the first short line that ends like one, else the first line."""
    document = understanding.document
    lines = [document.folded[b.start : b.end].strip() for b in document.blocks[:12] if not b.is_numbered()]
    endings = ("方案", "通知", "办法", "细则", "意见", "安排", "计划", "规定", "要点", "规程", "制度", "（试行）")
    for position, line in enumerate(lines):
        if len(line) <= 60 and line.endswith(endings):
            before = lines[position - 1] if position else ""
            wrapped = before.startswith(("中共", "关于")) and not before.endswith(endings) and len(before) < 40
            return before + line if wrapped else line
    first = lines[0] if lines else ""
    return first if len(first) <= 60 and "。" not in first else ""
