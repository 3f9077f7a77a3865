"""Judging a gate. A blocked step lists each unmet condition and who can meet it; what is not known is unmet, not met.

Before: conditions coverage_complete (branch secretary) and no_open_objection (supervision group); two people missing.
After: `Verdict(unmet=(Unmet("coverage_complete", {"missing": 2, ...}, ("branch_secretary",), known=True),))`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from xianfeng.core.progress import Coverage, RolledUp


@dataclass(frozen=True, slots=True)
class Condition:
    """`code` names the rule, `params` what it is about, `met_by` the roles that can bring it about.

    `soft` (原则上, 一般): a recorded exception of one of `may_except` stands in for it.
    """

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    met_by: tuple[str, ...] = ()
    may_except: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: met, not met, or None for "cannot be said yet". `params` are numbers for the sentence."""

    met: bool | None
    params: Mapping[str, object] = field(default_factory=dict)
    exception_by: str | None = None
    """Role that granted a recorded exception, where there is one."""
    met_by: tuple[str, ...] = ()
    """Who can bring it about, where that is not (only) whom the plan names."""


@dataclass(frozen=True, slots=True)
class Unmet:
    """One thing that blocks. `known` is False when there is no data rather than a failure."""

    code: str
    params: Mapping[str, object]
    met_by: tuple[str, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class Forced:
    """Opened in spite of what is unmet: by which role, with what reason; both are shown."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`excepted` lists conditions that only a recorded exception stands in for."""

    unmet: tuple[Unmet, ...] = ()
    excepted: tuple[str, ...] = ()
    forced: Forced | None = None

    @property
    def is_open(self) -> bool:
        """True when nothing blocks, or somebody entitled opened it all the same."""
        return not self.unmet or self.forced is not None


class NotEntitled(Exception):
    """The role may not open this gate by itself."""


class MissingReason(Exception):
    """A gate is not opened against its conditions without a reason in words."""


def judge(conditions: Sequence[Condition], find: Callable[[Condition], Finding]) -> Verdict:
    """Judge every condition, in the order of the plan; all must hold."""
    unmet, excepted = [], []
    for condition in conditions:
        finding = find(condition)
        if finding.met:
            continue
        if finding.exception_by is not None and finding.exception_by in condition.may_except:
            excepted.append(condition.code)
            continue
        params = {**condition.params, **finding.params}
        unmet.append(Unmet(condition.code, params, finding.met_by or condition.met_by, finding.met is not None))
    return Verdict(tuple(unmet), tuple(excepted))


def force_open(verdict: Verdict, by: str, may_force: Sequence[str], reason: str) -> Verdict:
    """The same verdict, opened by someone entitled. Raises `NotEntitled`, `MissingReason`."""
    if by not in may_force:
        raise NotEntitled(by)
    if not reason.strip():
        raise MissingReason
    return replace(verdict, forced=Forced(by, reason.strip()))


def coverage_finding(coverage: Coverage | RolledUp | None) -> Finding:
    """Everybody done or excused. No data, or a unit without data, is not known rather than not met."""
    if isinstance(coverage, RolledUp):
        if coverage.coverage is None or coverage.silent:
            return Finding(None, {"silent_units": coverage.silent})
        coverage = coverage.coverage
    if coverage is None:
        return Finding(None)
    numbers = {"done": coverage.done, "expected": coverage.expected, "missing": coverage.missing}
    return Finding(coverage.is_complete, numbers)


def none_open_finding(open_count: int | None) -> Finding:
    """No objection, item or contest is open."""
    return Finding(None) if open_count is None else Finding(open_count == 0, {"open": open_count})


def threshold_finding(
    value: Fraction | None, limit: Fraction, compare: Literal["at_least", "more_than", "at_most", "less_than"]
) -> Finding:
    """A share against its limit."""
    if value is None:
        return Finding(None, {"limit": limit})
    met = {
        "at_least": value >= limit,
        "more_than": value > limit,
        "at_most": value <= limit,
        "less_than": value < limit,
    }[compare]
    return Finding(met, {"value": value, "limit": limit})


def date_finding(on: date, not_before: date) -> Finding:
    """The day has come."""
    return Finding(on >= not_before, {"date": not_before})
