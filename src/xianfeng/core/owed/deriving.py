"""From a step's window, its needs and the evidence on record to what is still owed, by whom and until when.

Before: step `pledge`, window 2026-03-01 to 2026-03-31, needs three pledge parts; one part on record on 2026-04-02.
After: `OwedItem("pledge", Standing.OVERDUE, due_date=2026-03-31, missing=(Need(...), Need(...)))`.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from xianfeng.core.audience import EVERYONE, Facts, Rule, matches
from xianfeng.core.kind.contract import Need
from xianfeng.core.schedule.spans import DateSpan

Who = TypeVar("Who", bound=Hashable)
Counts = Mapping[tuple[str, str], int]
"""Pieces on record per (fact, part)."""


class Standing(StrEnum):
    """Where a subject stands with a step. `waiting`: the window is not open yet."""

    WAITING = "waiting"
    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class RunningStep:
    """A step of a campaign as far as owing goes. `code` may carry the occurrence of a repeated step."""

    code: str
    window: DateSpan
    needs: tuple[Need, ...]
    audience: Rule = EVERYONE


@dataclass(frozen=True, slots=True)
class OwedItem:
    """One line of a to-do list. `missing` holds the needs with what is still lacking in `at_least`."""

    step: str
    standing: Standing
    due_date: date
    missing: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class StepOwed(Generic[Who]):
    """Who stands where with one step; a subject is in exactly one of the three lists, in the order given."""

    done: tuple[Who, ...]
    excused: tuple[Who, ...]
    missing: tuple[Who, ...]


def shortfall(needs: Iterable[Need], on_record: Counts) -> tuple[Need, ...]:
    """The needs not yet met, each with the number of pieces still lacking."""
    lacking = ((need, need.at_least - on_record.get((need.fact, need.part), 0)) for need in needs)
    return tuple(Need(need.fact, missing, need.part) for need, missing in lacking if missing > 0)


def owed_by(
    facts: Facts,
    steps: Iterable[RunningStep],
    on_record: Mapping[str, Counts],
    excused: Collection[str],
    on: date,
    *,
    with_waiting: bool = False,
) -> tuple[OwedItem, ...]:
    """What one subject owes on a day, soonest first. `on_record` and `excused` go by step code.

    Steps without needs owe nothing; done and excused ones are left out; steps not open yet appear on request.
    """
    found = []
    for step in steps:
        if not step.needs or step.code in excused or not matches(step.audience, facts):
            continue
        missing = shortfall(step.needs, on_record.get(step.code, {}))
        standing = _standing(step.window, on)
        if missing and (with_waiting or standing is not Standing.WAITING):
            found.append(OwedItem(step.code, standing, step.window.last_day, missing))
    return tuple(sorted(found, key=lambda item: (item.due_date, item.step)))


def owing(
    step: RunningStep, subjects: Iterable[Who], on_record: Mapping[Who, Counts], excused: Collection[Who]
) -> StepOwed[Who]:
    """Who of the audience is done, excused or still owing. Evidence outranks an excuse: who has done it is done."""
    done, let_off, missing = [], [], []
    for subject in subjects:
        if not shortfall(step.needs, on_record.get(subject, {})):
            done.append(subject)
        elif subject in excused:
            let_off.append(subject)
        else:
            missing.append(subject)
    return StepOwed(tuple(done), tuple(let_off), tuple(missing))


def _standing(window: DateSpan, on: date) -> Standing:
    if on < window.start:
        return Standing.WAITING
    return Standing.OPEN if on < window.end else Standing.OVERDUE
