"""What a drafted plan gathers while it is made: parameters with their codes, and where each value was read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from xianfeng.compiler.draft import Item
from xianfeng.compiler.text import fold

SEED = "draft"
UNTOLD = "原文没有写明"


@dataclass
class Gathered:
    """``figures``: the parameter made of a number that was read, by the code of its item."""

    parameters: list[dict[str, Any]] = field(default_factory=list)
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)

    def code(self, wanted: str) -> str:
        """``wanted`` or, when taken, ``wanted_2``, ``wanted_3`` …"""
        code, number = wanted, 2
        while code in self.codes:
            code, number = f"{wanted}_{number}", number + 1
        self.codes.add(code)
        return code

    def ask(self, wanted: str, title: str, question: str, kind: str, source: dict[str, Any], **more: Any) -> str:
        """A parameter whose value somebody must give."""
        code = self.code(wanted)
        self.parameters.append(
            {"code": code, "title": title, "type": kind, "ask": question, "local": "free", "source": source, **more}
        )
        return code


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
