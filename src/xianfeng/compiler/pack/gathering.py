"""What a drafted plan gathers while it is made: parameters with their codes, where each value was read, and what is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from xianfeng.compiler.diagnose.model import Ask, Diagnostic
from xianfeng.compiler.draft import Item
from xianfeng.compiler.pack.shapes import Shape
from xianfeng.compiler.text import Span, fold

SEED = "draft"
UNTOLD = "原文没有写明"


@dataclass(frozen=True)
class Question:
    """A question in plain words (``{about}``: the step or stage it is about, ``{quote}``: its words), how it is answered, what
    is usual and why."""

    text: str
    type: str
    unit: str = ""
    minimum: int | str | None = None
    maximum: int | str | None = None
    below: str | None = None
    choices: dict[str, str] = field(default_factory=dict)
    usual: str | int | None = None
    because: str = ""

    def entry(self, about: str, quote: str) -> dict[str, Any]:
        """As a parameter of ``plan.yaml``, without its code and source."""
        asked = self.text.format(about=about, quote=quote)
        bounds = {"unit": self.unit or None, "minimum": self.minimum, "maximum": self.maximum, "below": self.below}
        entry: dict[str, Any] = {"title": title_of(asked, asked), "type": self.type, "ask": asked}
        entry |= {name: value for name, value in bounds.items() if value is not None}
        if self.choices:
            entry |= {"choices": list(self.choices), "choice_titles": dict(self.choices)}
        if self.usual is not None:
            entry["suggestion"] = {"value": self.usual, "source": {"default": self.because}}
        return entry


@dataclass
class Made:
    """A step being made: what was read, its shape, its parameters so far, the figures in its sentence, how many sides the
    text names that score in it."""

    item: Item
    shape: Shape
    params: dict[str, Any]
    entry: dict[str, Any]
    figures: list[Item] = field(default_factory=list)
    sides: int = 0

    @property
    def title(self) -> str:
        return str(self.entry["title"])


@dataclass
class Gathered:
    """``figures``: the parameter made of a number that was read, by the code of its item. ``asks``: everything the text leaves
    open, one for each question of the pack, and what the first day of the campaign settles. ``notes``: what a person must
    be told because it found no place. ``caps``: the share of each honour, which a second step for it keeps to.
    ``made``: the steps."""

    parameters: list[dict[str, Any]] = field(default_factory=list)
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    asks: list[Ask] = field(default_factory=list)
    notes: list[Diagnostic] = field(default_factory=list)
    shared: dict[tuple[str, str], str] = field(default_factory=dict)
    caps: dict[str, dict[str, str]] = field(default_factory=dict)
    made: list[Made] = field(default_factory=list)

    def code(self, wanted: str) -> str:
        """``wanted`` or, when taken, ``wanted_2``, ``wanted_3`` …"""
        code, number = wanted, 2
        while code in self.codes:
            code, number = f"{wanted}_{number}", number + 1
        self.codes.add(code)
        return code

    def tell(self, what: str, about: str = "", span: Span | None = None) -> None:
        """A question that the pack holds elsewhere: the first day of the campaign, the basis, the blank place of a set."""
        if not any(ask.code == what and ask.about == about for ask in self.asks):
            self.asks.append(Ask(what, about, span))

    def ask(
        self,
        what: str,
        question: Question,
        about: str = "",
        item: Item | None = None,
        source: dict[str, Any] | None = None,
    ) -> str:
        """A parameter whose value somebody must give; ``what`` is the code of the ask and begins the parameter's."""
        code = self.code(what)
        source = source or {"default": UNTOLD}
        entry = question.entry(about, str(source.get("quote", ""))[:40])
        self.parameters.append({"code": code, **entry, "local": "free", "source": source})
        self.asks.append(Ask(what, about, item.span if item is not None else None))
        return code

    def ask_once(self, what: str, question: Question, about: str, item: Item | None) -> str:
        """The same question for several steps is one: 公示几天 of two notices."""
        key = (what, question.text)
        if key not in self.shared:
            self.shared[key] = self.ask(what, question, about, item)
        return self.shared[key]


def source_of(item: Item) -> dict[str, Any]:
    """The item's own words (the first line of them, exact, at most 400 characters), their place, how sure, which rule."""
    quote = item.quote.strip().split("\n", 1)[0].strip()[:400].strip()
    if not quote:
        return {"default": "原句为空"}
    found = {"at": [item.span.start, item.span.end], "confidence": round(item.confidence * 100), "rule": item.rule}
    return {"seed": SEED, "quote": quote, "found": found}


def title_of(words: str, fallback: str) -> str:
    """Words as a title: without gaps, at most 60 characters."""
    return (re.sub(r"\s+", "", words).lstrip("、.．，,") or fallback)[:60]


def simplified_words(words: str) -> str:
    """Words as rules match them: simplified, one script of digits and brackets, without glosses."""
    return fold(words).folded
