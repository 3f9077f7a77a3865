"""Quorum and majority, each with its share, its comparison and its named base (CONVENTIONS 3.4; the rows are data)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib import resources
from math import floor

from xianfeng.core.scoring.bases import Base, Counts, count_of
from xianfeng.core.scoring.numbers import exact


class Compare(StrEnum):
    """以上 includes the limit, 超过 does not."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"


@dataclass(frozen=True, slots=True)
class ShareRule:
    """`share` of `base`, reached or exceeded. For example more than 1/2 of `expected` (应到会)."""

    share: Fraction
    base: Base
    compare: Compare = Compare.MORE_THAN

    def needed(self, counts: Counts) -> int:
        """The smallest count that satisfies the rule. Raises `MissingBase`."""
        limit = self.share * count_of(self.base, counts)
        if self.compare is Compare.MORE_THAN:
            return floor(limit) + 1
        return -floor(-limit)

    def judge(self, count: int, counts: Counts) -> ShareVerdict:
        """Whether `count` is enough. An empty base never is. Raises `MissingBase`."""
        base = count_of(self.base, counts)
        needed = self.needed(counts)
        return ShareVerdict(base > 0 and count >= needed, count, needed, self.base, base)


@dataclass(frozen=True, slots=True)
class ShareVerdict:
    """`count` of `base_count` (named `base`); `needed` was the least that would do."""

    met: bool
    count: int
    needed: int
    base: Base
    base_count: int


@dataclass(frozen=True, slots=True)
class BodyRule:
    """What one body needs to open and to pass. `sure`: V read, S secondary, K general knowledge; `passing` None: not laid down."""

    code: str
    body: str
    quorum: ShareRule
    passing: ShareRule | None
    by_ballot: bool
    sure: str
    source: str


@cache
def body_rules() -> dict[str, BodyRule]:
    """The rows shipped with this release, by code. A district overrides them with its own text."""
    text = (resources.files(__package__) / "majorities.csv").read_text(encoding="utf-8")
    return {
        row["code"]: BodyRule(
            row["code"],
            row["body"],
            ShareRule(exact(row["open_share"]), Base(row["open_base"]), Compare(row["open_compare"])),
            ShareRule(exact(row["pass_share"]), Base(row["pass_base"]), Compare(row["pass_compare"]))
            if row["pass_share"]
            else None,
            row["by_ballot"] == "yes",
            row["sure"],
            row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    }
