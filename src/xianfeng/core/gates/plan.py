"""The gates of a frozen plan: what each stands before, what must hold there, and who may open it all the same.

Before: `{"code": "before_close", "before_close": true, "conditions": [{"rule": "step_done", "step": "summary", ...}]}`.
After: `PlanGate("before_close", ..., place="close", conditions=(Condition("step_done", {"step": "summary"}, ...),))`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from xianfeng.core.gates.judging import Condition, Finding
from xianfeng.core.plan.model import Gate, Step

Place = Literal["phase", "step", "close"]
ABOUT = ("step", "phase", "criteria", "param")
OWN = "own-"
"""What the code of a gate begins with that a step's own conditions make."""
AFTER = "after-"
"""What the code of a gate begins with that the steps before a step make."""


@dataclass(frozen=True, slots=True)
class PlanGate:
    """`opened_by`: conditions (opens by itself) | superior | supervision_group (somebody must say so as well).

    `forced_by`: the holder who may open it in spite of what is unmet, with a reason that is shown; none: nobody may.
    """

    code: str
    title: str
    place: Place
    target: str
    """Code of the phase or step it stands before; '' before the end."""
    conditions: tuple[Condition, ...]
    opened_by: str
    forced_by: str | None
    quote: str = ""


def plan_gates(plan: Mapping[str, Any]) -> tuple[PlanGate, ...]:
    """All gates of a frozen plan, in its order."""
    return tuple(_gate(raw) for raw in plan.get("gates", ()))


def _gate(raw: Mapping[str, Any]) -> PlanGate:
    place: Place = "phase" if raw.get("before_phase") else "step" if raw.get("before_step") else "close"
    conditions = tuple(
        Condition(one["rule"], {name: one[name] for name in ABOUT if one.get(name) is not None}, (str(one["met_by"]),))
        for one in raw["conditions"]
    )
    return PlanGate(
        raw["code"],
        raw["title"],
        place,
        raw.get("before_phase") or raw.get("before_step") or "",
        conditions,
        raw.get("opened_by") or "conditions",
        raw.get("forced", "superior"),
        (raw.get("source") or {}).get("quote") or "",
    )


def own_gates(steps: Iterable[Step]) -> tuple[Gate, ...]:
    """What a step asks for by its own `conditions` (a local plan may add some) as a gate before it, and only before it.

    Its code has a hyphen, which no code of a plan has.
    """
    return tuple(
        Gate(
            code=step.code,
            title=f"“{step.title}”之前",
            before_step=step.code,
            conditions=step.conditions,
            source=step.source,
        ).model_copy(update={"code": f"{OWN}{step.code}"})
        for step in steps
        if step.conditions
    )


def after_gates(plan: Mapping[str, Any]) -> tuple[PlanGate, ...]:
    """What a frozen step comes after (`after`), as a gate before it: its predecessors have ended. Judged, never listed.

    Before: a step `selection` with `requires: ["secretary_comment"]`. After: a gate `after-selection` with the condition
    `step_ended` about `secretary_comment`, met by who answers for that step; the superior may force it.
    """
    steps = {step["code"]: step for step in plan.get("steps", ())}
    named = {step.get("step", code): step for code, step in steps.items()}
    found = []
    for code, step in steps.items():
        earlier = [(key, steps.get(key) or named.get(key)) for key in step.get("requires", ())]
        conditions = tuple(
            Condition("step_ended", {"step": key}, (str(one.get("responsible") or "superior"),))
            for key, one in earlier
            if one is not None
        )
        if conditions:
            found.append(
                PlanGate(f"{AFTER}{code}", f"“{step['title']}”之前", "step", code, conditions, "conditions", "superior")
            )
    return tuple(found)


def stands_before(gate: PlanGate, step: Mapping[str, Any]) -> bool:
    """Whether a frozen step waits for this gate: it is the step named, or lies in the phase named."""
    if gate.place == "step":
        return gate.target in (step["code"], step.get("step", step["code"]))
    return gate.place == "phase" and gate.target == step.get("phase", "")


def joined(findings: Sequence[Finding]) -> Finding:
    """What several rooms say about one condition: held as soon as one found it so; nobody knows: cannot be said yet."""
    for wanted in (True, False):
        found = next((one for one in findings if one.met is wanted), None)
        if found is not None:
            return found
    return Finding(None)


def from_then_on(
    before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]], begun: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """The gates of `after`, except that one before something which has begun stays as it was in `before` (S0-43)."""
    old, new = {raw["code"]: raw for raw in before}, {raw["code"]: raw for raw in after}
    found = []
    for code in dict.fromkeys((*old, *new)):
        either = _gate(new.get(code) or old[code])
        kept = old if any(stands_before(either, step) for step in begun) else new
        if code in kept:
            found.append(kept[code])
    return found
