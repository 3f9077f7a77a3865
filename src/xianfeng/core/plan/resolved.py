"""What a plan becomes for one start: dated phases and steps, criteria with their titles, open questions, notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from xianfeng.core.plan.source import Source
from xianfeng.core.plan.values import Value

AddWorkingDays = Callable[[date, int], date]
"""The day ``n`` working days after a date (before it for a negative ``n``), the date itself not counted."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that must be answered before a campaign opens. ``code`` is the key of the answer in the settings."""

    code: str
    question: str
    about: Literal["parameter", "blank_item", "approval_basis"]
    type: str
    unit: str | None = None
    suggestion: Value | None = None
    suggestion_source: Source | None = None
    choices: tuple[str, ...] = ()
    may_drop: bool = False
    used_by: tuple[str, ...] = ()
    number: int | None = None
    """Which of several blank places this is, from 1."""
    choice_titles: tuple[tuple[str, str], ...] = ()
    """Choices with their wording, in order; the answer is the first of each pair."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something the author or the person who opens the campaign should know; sentences are made at the edge."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ResolvedPhase:
    """``starts`` is the first day, ``ends`` the day after the last."""

    code: str
    title: str
    starts: date
    ends: date
    provisional: bool

    @property
    def last_day(self) -> date:
        """Last day that belongs to the phase."""
        return self.ends - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ResolvedStep:
    """One step in one phase and round. ``key`` is the step's code, with ``-phase`` and ``-round`` where there are several."""

    key: str
    code: str
    title: str
    kind: str
    kind_built: bool
    phase: str
    round: int
    opens: date
    closes: date
    provisional: bool
    per: str
    core: bool
    responsible: str
    who: tuple[str, ...]
    without: tuple[str, ...]
    school_types: tuple[str, ...]
    criteria: tuple[str, ...]
    after: tuple[str, ...]
    done_rule: str
    done_share: Value | None
    params: Mapping[str, Any]

    @property
    def last_day(self) -> date:
        """Last day on which the step is open."""
        return self.closes - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ResolvedItem:
    """A criterion with its final title; ``blank`` while nobody has typed it in."""

    key: str
    title: str
    blank: bool
    key_item: bool
    goal: str | None
    points: tuple[str, ...]
    ledger: str | None = None


@dataclass(frozen=True, slots=True)
class ResolvedPlan:
    """Everything a campaign needs from a plan on the day it opens."""

    pack: str
    version: str
    fingerprint: str
    start_date: date
    school_type: str | None
    phases: tuple[ResolvedPhase, ...]
    steps: tuple[ResolvedStep, ...]
    criteria: Mapping[str, tuple[ResolvedItem, ...]]
    values: Mapping[str, Value]
    asks: tuple[Ask, ...]
    notes: tuple[Note, ...]
    look_back: tuple[date, date] | None = None

    @property
    def unbuilt(self) -> tuple[str, ...]:
        """Codes of kinds that steps use but this installation has not built, each once."""
        return tuple(dict.fromkeys(step.kind for step in self.steps if not step.kind_built))

    @property
    def may_open(self) -> bool:
        """Whether nothing is left to ask, every kind is built and no note forbids it."""
        return not self.asks and not self.unbuilt and not any(note.code in BLOCKING_NOTES for note in self.notes)

    @property
    def end_date(self) -> date:
        """The day after the last phase."""
        return max(phase.ends for phase in self.phases)


BLOCKING_NOTES = frozenset(
    {"value_refused", "phase_without_length", "window_without_length", "item_twice", "step_faulty", "not_before_day",
     "too_few_workdays_before_day", "too_few_days_before_day"}
)  # fmt: skip
"""Notes that keep a campaign from opening; the others inform."""


class PlanUnresolvable(Exception):
    """No calendar can be made: ``code`` is anchor_circular, round_without_length (``where`` names the phase or step) or
    date_missing (``where`` names the parameter that has neither a value nor a suggestion)."""

    def __init__(self, code: str, where: str) -> None:
        super().__init__(f"{code}: {where}")
        self.code = code
        self.where = where
