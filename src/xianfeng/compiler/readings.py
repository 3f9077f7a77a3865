"""What a rule has read: a value, where it stands, how sure the rule is, and the rule's name.

Positions are in the folded text; ``facts`` and ``draft`` turn them into positions in the original. A confidence
below ``DOUBTFUL`` is shown to a person but not counted as a fact.
"""

from __future__ import annotations

from dataclasses import dataclass

DOUBTFUL = 0.4


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A value read between ``start`` and ``end`` of the folded text."""

    start: int
    end: int
    rule: str
    confidence: float = 0.8


@dataclass(frozen=True, kw_only=True)
class Phase(Reading):
    """A stage of the plan; dates are ``YYYY-MM[-DD]`` or None; ``body_end`` is where its text ends."""

    name: str
    first: str | None = None
    last: str | None = None
    start_month: int | None = None
    start_day: int | None = None
    end_month: int | None = None
    end_day: int | None = None
    duration_days: int | None = None
    fuzzy: bool = False
    words: str = ""
    body_start: int = 0
    body_end: int = 0


@dataclass(frozen=True, kw_only=True)
class Step(Reading):
    """Something somebody is to do."""

    title: str
    kind: str
    phase: int | None = None
    who: str = ""


@dataclass(frozen=True, kw_only=True)
class Number(Reading):
    """A quantity that a campaign must keep: what it measures, its value and unit, what it applies to."""

    what: str
    value: float
    unit: str
    applies_to: str = ""
    date: str | None = None
    soft: str = ""
    bound: str = ""
    at: int = 0


@dataclass(frozen=True, kw_only=True)
class ScoringParty(Reading):
    """Who scores (self, peer, mass, org, leader, superior) and how much that counts."""

    party: str
    weight: float | None = None


@dataclass(frozen=True, kw_only=True)
class CriteriaSet(Reading):
    """A named list of standards; ``announced`` is the number in its name (五个好: 5)."""

    name: str
    items: tuple[str, ...]
    announced: int | None = None


@dataclass(frozen=True, kw_only=True)
class Veto(Reading):
    """A condition and what follows from it, whatever the scores say."""

    condition: str
    effect: str


@dataclass(frozen=True, kw_only=True)
class Role(Reading):
    """Who holds an office in the undertaking; several holders are joined by 、."""

    role: str
    holder: str


@dataclass(frozen=True, kw_only=True)
class Duty(Reading):
    """A returning obligation to report: the day of each month (or other rhythm) and to whom."""

    rhythm: str
    day: int | None
    receiver: str = ""


@dataclass(frozen=True, kw_only=True)
class Hearing(Reading):
    """A group that must be heard (离退休老同志, 群众代表 …)."""

    group: str


@dataclass(frozen=True, kw_only=True)
class SoftWord(Reading):
    """A word that leaves room (一般, 原则上, 左右): kept, never hardened."""

    word: str
