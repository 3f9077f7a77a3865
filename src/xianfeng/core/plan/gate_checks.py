"""Gates that nobody could ever get through: what they ask for stands behind the gate itself, or nowhere.

Before: a gate before the phase ``appraisal`` that asks for the step ``selection``, which runs in ``appraisal`` only.
After: the fault ``gate_shuts_itself`` at that condition. A gate whose masses nobody hears: ``gate_hears_nobody``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xianfeng.core.kind.registry import find_kind, is_known
from xianfeng.core.plan.faults import Fault
from xianfeng.core.plan.loading import Located
from xianfeng.core.plan.marks import Where
from xianfeng.core.plan.model import Condition, Gate, Pack, Step
from xianfeng.core.plan.values import filled, known_values

Turn = tuple[str, str]
"""A step in one of its phases: (step, phase)."""


def gate_checks(located: Located) -> Iterator[Fault]:
    """Every condition of a gate, or of a step, that cannot be met before what it stands before."""
    pack = located.pack
    asking: list[tuple[Where, str, frozenset[Turn], Sequence[Condition]]] = [
        (("gates", at), gate.title, _guarded(pack, gate), gate.conditions) for at, gate in enumerate(pack.plan.gates)
    ]
    asking += [
        (("steps", at), step.title, frozenset((step.code, phase) for phase in step.phases), step.conditions)
        for at, step in enumerate(pack.plan.steps)
    ]
    needs: dict[Turn, set[Turn]] = {}
    for _where, _title, guarded, conditions in asking:
        for turn in guarded:
            needs.setdefault(turn, set()).update(*(_about(pack, one) - guarded for one in conditions))
    for where, title, guarded, conditions in asking:
        for number, condition in enumerate(conditions):
            here: Where = (*where, "conditions", number)
            wanted = _about(pack, condition)
            free = {turn for turn in wanted - guarded if not _reaches(needs, turn, guarded)}
            if wanted and not free:
                yield located.fault("gate_shuts_itself", here, gate=title, rule=condition.rule)
            elif condition.rule == "masses_heard" and not _heard_before(pack, guarded):
                yield located.fault("gate_hears_nobody", here, gate=title)


def _guarded(pack: Pack, gate: Gate) -> frozenset[Turn]:
    return frozenset(
        (step.code, phase)
        for step in pack.plan.steps
        for phase in step.phases
        if step.code == gate.before_step or phase == gate.before_phase
    )


def _about(pack: Pack, condition: Condition) -> set[Turn]:
    """The turns a condition is about; none when it names neither step nor phase."""
    return {
        (step.code, phase)
        for step in pack.plan.steps
        for phase in step.phases
        if step.code == condition.step or phase == condition.phase
    }


def _reaches(needs: dict[Turn, set[Turn]], start: Turn, guarded: frozenset[Turn]) -> bool:
    """Whether a turn waits, directly or by other gates, for one that the gate guards."""
    seen, waiting = {start}, [start]
    while waiting:
        for turn in needs.get(waiting.pop(), ()):
            if turn in guarded:
                return True
            if turn not in seen:
                seen.add(turn)
                waiting.append(turn)
    return False


def _heard_before(pack: Pack, guarded: frozenset[Turn]) -> bool:
    """Whether the masses speak in some step not later than what is guarded (nothing guarded: the end)."""
    places = [phase.code for phase in pack.plan.phases]
    last = max((places.index(phase) for _step, phase in guarded if phase in places), default=len(places))
    return any(
        (step.code, phase) not in guarded and places.index(phase) <= last
        for step in pack.plan.steps
        if _hears(pack, step)
        for phase in step.phases
        if phase in places
    )


def _hears(pack: Pack, step: Step) -> bool:
    """By the kind and what is known of its parameters; where a value is still to be decided, it may yet."""
    if not is_known(step.kind):
        return False
    known = known_values(pack, {}, None)
    put = filled(step.params, known.values, known.suggested)
    kind = find_kind(step.kind)
    try:
        return kind.hears_masses(kind.read_params(put.params))
    except ValueError:
        return bool(put.unset)
