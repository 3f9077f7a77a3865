"""The draft of a plan: every value with its place in the original, how sure it is and which rule read it.

``make_draft`` never fails and never invents: what could not be read is a diagnostic, what the text leaves open is an
``ask``, what looks damaged is a suggestion that nobody applies by itself. Spans are positions in the text that came
in. Items have stable codes (``phase_1``, ``step_4``) so that a person's corrections can be kept beside them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from xianfeng.compiler.diagnose.model import Ask, Diagnostic, Part
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


def make_draft(text: str) -> Draft:
    """The draft of ``text``; any text. The rules are loaded when the first text is read: a server starts without them."""
    from xianfeng.compiler.drafting import draft_of
    from xianfeng.compiler.reader import understand

    return draft_of(understand(text))
