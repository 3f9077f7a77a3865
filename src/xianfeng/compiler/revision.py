"""A revised document beside the one read before: what stayed, what changed, what came and went.

Items are paired by their own words first, then by likeness, within one field and in the order of the text, so that a
correction made on an item of the old draft finds the same item in the new one. Before: ``…于6月10日前报送`` After:
``…于6月20日前报送`` is one ``changed`` item, not one gone and one new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from xianfeng.compiler.draft import Draft, Item

LIKENESS = 0.62
Kind = Literal["kept", "changed", "added", "removed"]


@dataclass(frozen=True)
class Change:
    """What became of one item. ``old`` is None for ``added``, ``new`` for ``removed``."""

    kind: Kind
    old: Item | None
    new: Item | None


def compare_drafts(old: Draft, new: Draft) -> tuple[Change, ...]:
    """Every item of both drafts exactly once, in the order of the new text, removed ones at their old place."""
    pairs: dict[str, Item] = {}
    for name in dict.fromkeys(item.field for item in (*old.items, *new.items)):
        pairs |= _paired(old.of(name), new.of(name))
    partner = {item.code: code for code, item in pairs.items()}
    before = {item.code: item for item in old.items}
    changes = [
        _change(before[partner[item.code]], item) if item.code in partner else Change("added", None, item)
        for item in new.items
    ]
    gone = [Change("removed", item, None) for item in old.items if item.code not in pairs]
    return (*changes, *gone)


def _change(old: Item, new: Item) -> Change:
    same = _plain(old.quote) == _plain(new.quote) and old.values == new.values
    return Change("kept" if same else "changed", old, new)


def _paired(old: tuple[Item, ...], new: tuple[Item, ...]) -> dict[str, Item]:
    """Old code -> new item: equal words in order, then the most alike of what is left."""
    pairs: dict[str, Item] = {}
    left = list(new)
    for item in old:
        twin = next((other for other in left if _plain(other.quote) == _plain(item.quote)), None)
        if twin is not None:
            pairs[item.code] = twin
            left.remove(twin)
    rest = [item for item in old if item.code not in pairs]
    for _, item, other in sorted(_likely(rest, left), key=lambda entry: -entry[0]):
        if item.code not in pairs and other in left:
            pairs[item.code] = other
            left.remove(other)
    return pairs


def _likely(old: list[Item], new: list[Item]) -> Iterator[tuple[float, Item, Item]]:
    for item in old:
        matcher = SequenceMatcher(a=_plain(item.quote), autojunk=False)
        for other in new:
            matcher.set_seq2(_plain(other.quote))
            if matcher.real_quick_ratio() >= LIKENESS and matcher.quick_ratio() >= LIKENESS:
                ratio = matcher.ratio()
                if ratio >= LIKENESS:
                    yield ratio, item, other


def _plain(words: str) -> str:
    return re.sub(r"\s", "", words)[:200]
