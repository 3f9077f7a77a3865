"""What an official document says, free of its wording: stages, steps, rules with numbers, parties, sets, roles, vetoes.

The same shape is filled from a pack (what is to be written) and from a draft (what was read), so that both can be
compared word for word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PARTIES = ("self", "peer", "mass", "leader", "org", "superior")
"""Who scores, as the compiler names it."""


@dataclass(frozen=True)
class OfficialStep:
    """A step: what it is called, the compiler's kind, and the sentence that says who does what."""

    title: str
    kind: str
    words: str


@dataclass(frozen=True)
class OfficialPhase:
    """A stage with its days, or its length in days, or the day of the year it ends on, and its steps.

    ``length`` is how the length is written (``30天左右``), ``days`` what it comes to.
    """

    name: str
    start: date | None = None
    end: date | None = None
    days: int | None = None
    length: str = ""
    last: tuple[int, int] | None = None
    brief: str = ""
    steps: tuple[OfficialStep, ...] = ()


@dataclass(frozen=True)
class OfficialNumber:
    """A quantity as it stands in its sentence; ``day`` is (month, day) where the value is a day of the year."""

    sentence: str
    value: int | float
    unit: str
    day: tuple[int, int] | None = None


@dataclass(frozen=True)
class OfficialParty:
    """One of the sides that score, with its weight in percent where it has one."""

    title: str
    party: str
    weight: int | float | None = None


@dataclass(frozen=True)
class OfficialRule:
    """The figures and the sides that belong to one step (``about``), or to the whole where it is empty.

    ``outcomes`` are what follows from a result (考核奖惩), in the plan's own words.
    """

    about: str
    parties: tuple[OfficialParty, ...] = ()
    numbers: tuple[OfficialNumber, ...] = ()
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfficialSet:
    """A named set of standards."""

    name: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class OfficialRole:
    """Who answers for what: ``sentence`` says it, ``role`` and ``holder`` are what it says."""

    sentence: str
    role: str
    holder: str


@dataclass(frozen=True)
class OfficialPlan:
    """What is to be written out."""

    title: str
    phases: tuple[OfficialPhase, ...]
    rules: tuple[OfficialRule, ...] = ()
    sets: tuple[OfficialSet, ...] = ()
    roles: tuple[OfficialRole, ...] = ()
    bodies: tuple[str, ...] = ()
    vetoes: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfficialLine:
    """One paragraph; ``level`` 1 and 2 are headings, 0 is text. The number stands in the text."""

    text: str
    level: int = 0


@dataclass(frozen=True)
class Said:
    """What a document says, without its wording: the measure of the way there and back."""

    phases: tuple[tuple[str, str | None, str | None, int | None, tuple[int, int] | None], ...]
    steps: tuple[tuple[int | None, str, str], ...]
    numbers: tuple[tuple[float, str], ...]
    days: tuple[tuple[int, int], ...]
    parties: tuple[tuple[str, float | None], ...]
    sets: tuple[tuple[str, tuple[str, ...]], ...]
    roles: tuple[tuple[str, str], ...]
    bodies: tuple[str, ...]
    vetoes: tuple[str, ...]
