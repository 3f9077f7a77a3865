"""The gates of a running campaign, judged for the units that meet them: what holds, what does not, who can bring it about.

A condition is judged by the room that keeps what it is about (`judge_condition` in its `own` or `queries`); a condition that
no room can answer cannot be said yet, which is not the same as met.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xianfeng.apps.campaigns import queries
from xianfeng.apps.campaigns.queries import CampaignRow, StepRow, VerdictRow
from xianfeng.apps.journal.rooms import each_room
from xianfeng.core.gates import (
    AFTER,
    Condition,
    Finding,
    Forced,
    PlanGate,
    Unmet,
    Verdict,
    after_gates,
    joined,
    judge,
    plan_gates,
    stands_before,
)

GATE = "gate:"
"""What the step code of a verdict on a gate begins with."""


@dataclass(frozen=True)
class Question:
    """One condition, asked of a room: does it hold in these units, which all meet the plan in the same way?"""

    rule: str
    params: Mapping[str, Any]
    campaign: CampaignRow
    """With the plan as these units meet it."""
    steps: tuple[StepRow, ...]
    """The steps the condition is about (every round of a step that comes back); none when it names none."""
    before: tuple[StepRow, ...]
    """Everything the plan has before the gate."""
    unit_ids: frozenset[int]
    verdicts: tuple[VerdictRow, ...]
    on: date


@dataclass(frozen=True)
class Judged:
    """One gate for some units, with every condition in the order of the plan."""

    gate: PlanGate
    verdict: Verdict
    found: tuple[tuple[Condition, Finding], ...]
    unit_ids: frozenset[int]
    awaits: str = ""
    """superior | supervision_group: everything holds, and somebody still has to let it pass."""
    opened_by_label: str = ""
    """Who let it pass or forced it; '' when it opened by itself or is closed."""
    is_through: bool = False
    """These units have gone through it: what is unmet since then does not shut it behind them."""

    @property
    def is_open(self) -> bool:
        return self.is_through or (self.verdict.is_open and not self.awaits)


@dataclass(frozen=True)
class _Way:
    """Units that meet the campaign in the same way."""

    campaign: CampaignRow
    steps: tuple[StepRow, ...]
    unit_ids: frozenset[int]


def _ways(campaign_id: int, unit_ids: Iterable[int]) -> list[_Way]:
    """The units, grouped by the local plan they meet; those without one first."""
    units = list(unit_ids)
    rows = {unit: row.id for (_number, unit), row in queries.plans_of_units([campaign_id], units).items()}
    found = []
    for row_id in (None, *sorted(set(rows.values()))):
        group = frozenset(unit for unit in units if rows.get(unit) == row_id)
        if group:
            campaign, steps = queries.get_with_steps(campaign_id, min(group) if row_id is not None else None)
            found.append(_Way(campaign, tuple(steps), group))
    return found


def judge_unit(
    campaign_id: int, organization_id: int, on: date, *, only_begun: bool = False, codes: Container[str] | None = None
) -> list[Judged]:
    """Every gate that one branch meets, its own ones included, in the order of its plan. `only_begun`: those before
    something that has begun by its date; `codes`: only these, and what a step comes after is judged only when named so."""
    found = []
    for way in _ways(campaign_id, [organization_id]):
        wanted = list(plan_gates(way.campaign.plan))
        if only_begun:
            frozen = {step["code"]: step for step in way.campaign.plan.get("steps", ())}
            begun = [frozen[step.code] for step in way.steps if step.opens_on <= on and step.code in frozen]
            wanted = [gate for gate in wanted if any(stands_before(gate, step) for step in begun)]
        if codes is not None:
            wanted = [gate for gate in (*wanted, *after_gates(way.campaign.plan)) if gate.code in codes]
        found += _judge(way, wanted, on)
    return found


def judge_closing(campaign_id: int, on: date) -> list[Judged]:
    """The gates before the end, each for the branches that meet it: the programme's for all, a local one for its own."""
    units = [row.id for row in queries.branches_of(campaign_id)]
    return [
        one
        for way in _ways(campaign_id, units)
        for one in _judge(way, [gate for gate in plan_gates(way.campaign.plan) if gate.place == "close"], on)
    ]


def _judge(way: _Way, gates: Sequence[PlanGate], on: date) -> list[Judged]:
    if not gates:
        return []
    verdicts = tuple(queries.list_verdicts(way.campaign.id))
    frozen = {step["code"]: step for step in way.campaign.plan.get("steps", ())}
    root = way.campaign.organization_id
    found = []
    for gate in gates:
        before = _before(gate, way.steps, frozen)
        pairs = []
        for condition in gate.conditions:
            question = Question(
                condition.code,
                condition.params,
                way.campaign,
                _about(condition, before, frozen),
                before,
                way.unit_ids,
                verdicts,
                on,
            )
            is_moot = bool(condition.params.get("step")) and not question.steps
            finding = Finding(True) if is_moot else joined(list(each_room("judge_condition", question=question)))
            pairs.append((condition, finding))
        of_condition = {id(condition): finding for condition, finding in pairs}
        verdict = judge([condition for condition, _ in pairs], lambda condition, seen=of_condition: seen[id(condition)])
        said = next(
            (
                row
                for row in verdicts
                if row.step_code == f"{GATE}{gate.code}"
                and (row.organization_id == root or way.unit_ids == {row.organization_id})
            ),
            None,
        )
        if said is not None and said.verdict == "forced":
            verdict = Verdict(verdict.unmet, verdict.excepted, Forced(said.decided_by, said.reason))
        passed = said is not None and said.verdict in ("passed", "forced")
        awaits = "" if gate.opened_by == "conditions" or passed or verdict.unmet else gate.opened_by
        label = said.decided_by if said is not None and passed else ""
        found.append(Judged(gate, verdict, tuple(pairs), way.unit_ids, awaits, label, passed and gate.place != "close"))
    return found


def _before(gate: PlanGate, steps: Sequence[StepRow], frozen: Mapping[str, Mapping[str, Any]]) -> tuple[StepRow, ...]:
    """Steps of the plan that come before a gate: all for the end, else those that begin before what it guards."""
    guarded = [
        step
        for step in steps
        if (gate.place == "phase" and step.phase == gate.target)
        or (gate.place == "step" and gate.target in (step.code, frozen.get(step.code, {}).get("step")))
    ]
    if not guarded:
        return tuple(steps)
    first = min(step.opens_on for step in guarded)
    named = {condition.params.get("step") for condition in gate.conditions}
    found = tuple(
        step for step in steps if step not in guarded and (step.opens_on < first or _is_named(step, named, frozen))
    )
    if gate.code.startswith(AFTER):  # of a step that comes back, the rounds up to this one
        return tuple(step for step in found if step.opens_on <= first) or found
    return found


def _is_named(step: StepRow, named: set[Any], frozen: Mapping[str, Mapping[str, Any]]) -> bool:
    return step.code in named or frozen.get(step.code, {}).get("step") in named


def _about(
    condition: Condition, before: Sequence[StepRow], frozen: Mapping[str, Mapping[str, Any]]
) -> tuple[StepRow, ...]:  # fmt: skip
    if condition.params.get("phase"):
        return tuple(step for step in before if step.phase == condition.params["phase"])
    named = condition.params.get("step")
    return tuple(step for step in before if named in (step.code, frozen.get(step.code, {}).get("step")))


def unmet_of(judged: Iterable[Judged]) -> tuple[tuple[Judged, Unmet], ...]:
    """Everything that blocks, gate by gate, those forced open left out."""
    return tuple((one, unmet) for one in judged if one.verdict.forced is None for unmet in one.verdict.unmet)
