"""The draft of a plan: every value with its place in the original, how sure it is and which rule read it.

``make_draft`` never fails and never invents: what could not be read is a diagnostic, what the text leaves open is an
``ask``, what looks damaged is a suggestion that nobody applies by itself. Spans are positions in the text that came
in. Items have stable codes (``phase_1``, ``step_4``) so that a person's corrections can be kept beside them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from xianfeng.compiler.diagnose import diagnose
from xianfeng.compiler.diagnose.asks import find_asks
from xianfeng.compiler.diagnose.model import Ask, Diagnostic, Part
from xianfeng.compiler.diagnose.parts import find_parts
from xianfeng.compiler.numerals import plain
from xianfeng.compiler.reader import Understanding, understand
from xianfeng.compiler.readings import Reading
from xianfeng.compiler.text import Span


@dataclass(frozen=True)
class Item:
    """One thing read: ``field`` says what (heading, phase, step, number …), ``values`` what it says."""

    code: str
    field: str
    values: dict[str, Any]
    span: Span
    quote: str
    confidence: float
    rule: str


@dataclass(frozen=True)
class Draft:
    """Everything a person needs to judge what was understood."""

    text: str
    genre: str
    genre_confidence: float
    title: str
    items: tuple[Item, ...]
    diagnostics: tuple[Diagnostic, ...]
    asks: tuple[Ask, ...]
    parts: tuple[Part, ...] = field(default=())

    def of(self, name: str) -> tuple[Item, ...]:
        """The items of one field, in the order of the text."""
        return tuple(item for item in self.items if item.field == name)

    def as_json(self) -> dict[str, Any]:
        """The draft as plain data, without the text itself."""
        data = asdict(self)
        del data["text"]
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any], text: str) -> Draft:
        """The draft that :meth:`as_json` wrote, with the text it was read from."""

        def spanned(entry: dict[str, Any]) -> dict[str, Any]:
            span = entry.get("span")
            return {**entry, "span": Span(**span) if span is not None else None}

        return cls(
            text=text,
            genre=data["genre"],
            genre_confidence=data["genre_confidence"],
            title=data["title"],
            items=tuple(Item(**spanned(entry)) for entry in data["items"]),
            diagnostics=tuple(Diagnostic(**spanned(entry)) for entry in data["diagnostics"]),
            asks=tuple(Ask(**spanned(entry)) for entry in data["asks"]),
            parts=tuple(Part(**spanned(entry)) for entry in data["parts"]),
        )


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
_POSITIONS = {"start", "end", "rule", "confidence", "body_start", "body_end", "at"}


def make_draft(text: str) -> Draft:
    """The draft of ``text``; any text."""
    return draft_of(understand(text))


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
    return Draft(
        text=document.text.original,
        genre=document.genre,
        genre_confidence=round(document.genre_confidence, 2),
        title=_title(understanding),
        items=tuple(items),
        diagnostics=tuple(diagnose(understanding)),
        asks=tuple(find_asks(understanding)),
        parts=tuple(find_parts(document)),
    )


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
