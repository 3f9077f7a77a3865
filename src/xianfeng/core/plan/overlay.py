"""A unit's own plan on top of its superior's: what it adds and tightens is merged, what it drops or weakens is refused.

Before: the superior asks for a notice of 5 working days; a school writes 3 and drops 公开承诺. After: the superior's plan
unchanged in both places and two faults that name them (S0-43, S1-01, S2-11, S3-87).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xianfeng.core.kind.contract import loosened, params_faults
from xianfeng.core.kind.registry import find_kind, is_known
from xianfeng.core.plan.crosschecks import cross_checks
from xianfeng.core.plan.faults import Fault
from xianfeng.core.plan.loading import Located
from xianfeng.core.plan.local_plan import Overlay, StepChange
from xianfeng.core.plan.marks import Marked
from xianfeng.core.plan.model import Condition, Pack, Plan, Step
from xianfeng.core.plan.parameters import Parameter
from xianfeng.core.plan.resolving import normal_title
from xianfeng.core.plan.values import ValueRefused, checked_value, filled, is_stricter, known_values, within_tolerance

_NOWHERE = Path("overlay.yaml")


def apply_overlay(
    base: Pack, overlay: Overlay, file: Path = _NOWHERE, *, was_checked: bool = False
) -> tuple[Pack, list[Fault]]:
    """``base`` with everything of ``overlay`` that is allowed, and one fault for each thing that is not.

    ``was_checked``: the two were merged and checked before (an approved plan); the checks over the whole are left out.
    """
    work = _Merge(base, overlay, file)
    if overlay.base != base.code:
        work.refuse("overlay_other_base", base=base.code, given=overlay.base)
        return base, work.faults
    if overlay.base_version != base.meta.version:
        work.refuse("overlay_other_version", warning=True, base=base.meta.version, given=overlay.base_version)
    pack = work.merged()
    broken = [] if was_checked or pack.plan == base.plan else _broken_by(base, pack, file)
    if broken:
        keeping = overlay.model_copy(update={name: () for name in overlay.model_fields if name in _ADDING})
        pack = _Merge(base, keeping, file).merged()
    return pack, work.faults + broken


_ADDING = frozenset(
    {"add_parameters", "add_criteria", "add_items", "add_phases", "add_steps", "add_gates", "change_steps"}
)


def _broken_by(base: Pack, merged: Pack, file: Path) -> list[Fault]:
    """Errors that the merged plan has and its base has not, for example a step in a phase that does not exist."""
    nowhere = Marked(None, {}, ())
    known = {(f.code, tuple(f.values.items())) for f in cross_checks(Located(base, Path(base.code), nowhere, nowhere))}
    found = cross_checks(Located(merged, Path(merged.code), nowhere, nowhere))
    return [
        Fault(fault.code, file, 0, fault.values)
        for fault in found
        if fault.is_error and (fault.code, tuple(fault.values.items())) not in known
    ]


def resting_on(pack: Pack, code: str) -> list[Step]:
    """Steps that speak of this one and make no sense without it: the notice of a selection's result, the comment on a
    statement. Who leaves it out has to leave them out too."""
    known = known_values(pack, {}, None)
    left = tuple(step for step in pack.plan.steps if step.code != code)
    without = pack.model_copy(update={"plan": pack.plan.model_copy(update={"steps": left})})
    found = []
    for step in left:
        now = filled(step.params, known.values, known.suggested)
        if not is_known(step.kind) or now.unset or params_faults(find_kind(step.kind), now.params, now.unset):
            continue
        kind = find_kind(step.kind)
        faults = kind.faults(kind.read_params(now.params), step, without)
        if any(fault.code == "step_unknown" and fault.values.get("code") == code for fault in faults):
            found.append(step)
    return found


class _Merge:
    """One overlay being merged; ``plan`` grows, ``faults`` name what was refused."""

    def __init__(self, base: Pack, overlay: Overlay, file: Path) -> None:
        self.base, self.overlay, self.file = base, overlay, file
        self.plan = base.plan
        self.faults: list[Fault] = []

    def refuse(self, code: str, /, *, warning: bool = False, **values: object) -> None:
        told = {name: str(value) for name, value in values.items()}
        self.faults.append(Fault(code, self.file, 0, told, "warning" if warning else "error"))

    def put(self, **parts: Any) -> None:
        self.plan = self.plan.model_copy(update=parts)

    def merged(self) -> Pack:
        """The base with everything that is allowed."""
        self.parameters()
        self.additions()
        self.changes()
        self.drops()
        return self.base.model_copy(update={"plan": Plan.model_validate(self.plan.model_dump())})

    def parameters(self) -> None:
        changed = {item.code: item for item in self.plan.parameters}
        for change in self.overlay.parameters:
            parameter = changed.get(change.code)
            if parameter is None:
                self.refuse("parameter_unknown", code=change.code)
                continue
            fixed = self._local_value(parameter, change.value)
            if fixed is not None:
                changed[change.code] = fixed
        self.put(parameters=tuple(changed.values()))

    def _local_value(self, parameter: Parameter, raw: str | int | bool) -> Parameter | None:
        try:
            value = checked_value(parameter, raw)
        except ValueRefused as error:
            self.refuse(error.code, code=parameter.code, value=raw, limit=error.limit)
            return None
        before = parameter.value
        if parameter.local == "fixed":
            self.refuse("parameter_fixed", code=parameter.code, title=parameter.title)
            return None
        if parameter.local == "tighten" and before is not None and not is_stricter(parameter, before, value):
            self.refuse("parameter_loosened", code=parameter.code, title=parameter.title, was=before, now=value)
            return None
        known = {item.code: item.value for item in self.plan.parameters if item.value is not None}
        if before is not None and not within_tolerance(parameter, before, value, known):
            word = parameter.soft.word if parameter.soft else ""
            self.refuse(
                "parameter_beyond_tolerance",
                code=parameter.code,
                title=parameter.title,
                was=before,
                now=value,
                word=word,
            )
            return None
        return parameter.model_copy(update={"value": value, "ask": None, "suggestion": None})

    def additions(self) -> None:
        over = self.overlay
        for name, extra in (
            ("parameters", over.add_parameters),
            ("criteria", over.add_criteria),
            ("phases", over.add_phases),
            ("steps", over.add_steps),
            ("gates", over.add_gates),
        ):
            held = {item.code for item in getattr(self.plan, name)}
            fresh = []
            for item in extra:
                if item.code in held:
                    self.refuse("addition_replaces", code=item.code, group=name)
                elif isinstance(item, Step) and item.kind in self.plan.excluded:
                    self.refuse("kind_excluded", kind=item.kind, step=item.code)
                else:
                    fresh.append(item.model_copy(update={"core": False}) if isinstance(item, Step) else item)
            self.put(**{name: (*getattr(self.plan, name), *fresh)})
        for added in over.add_items:
            self._add_item(added.criteria, added)

    def _add_item(self, code: str, added: Any) -> None:
        groups = list(self.plan.criteria)
        at = next((n for n, group in enumerate(groups) if group.code == code), None)
        if at is None:
            self.refuse("criteria_unknown", code=code)
            return
        group = groups[at]
        items = list(group.items)
        if added.item is not None:
            if normal_title(added.item.title) in {normal_title(item.title) for item in items}:
                self.refuse("item_twice", title=added.item.title, criteria=group.title)
                return
            if group.stated_count is not None:
                self.refuse("set_is_counted", criteria=group.title, stated=group.stated_count)
                return
            items.append(added.item)
        elif added.key not in {item.key for item in items}:
            self.refuse("item_unknown", key=added.key or "", criteria=group.title)
            return
        else:
            items = [
                item.model_copy(update={"points": (*item.points, *(point.told for point in added.points))})
                if item.key == added.key
                else item
                for item in items
            ]
        groups[at] = group.model_copy(update={"items": tuple(items)})
        self.put(criteria=tuple(groups))

    def changes(self) -> None:
        steps = {step.code: step for step in self.plan.steps}
        for change in self.overlay.change_steps:
            step = steps.get(change.step)
            if step is None:
                self.refuse("step_unknown", code=change.step)
            else:
                steps[change.step] = self._changed(step, change)
        self.put(steps=tuple(steps.values()))

    def _changed(self, step: Step, change: StepChange) -> Step:
        params = step.params
        if change.params:
            params = {**step.params, **change.params}
            if not self._params_hold(step, params):
                params = step.params
        who = tuple(dict.fromkeys((*step.audience.who, *change.add_who)))
        return step.model_copy(
            update={
                "audience": step.audience.model_copy(update={"who": who}),
                "after": tuple(dict.fromkeys((*step.after, *change.add_after))),
                "criteria": tuple(dict.fromkeys((*step.criteria, *change.add_criteria))),
                "conditions": (*step.conditions, *change.add_conditions),
                "params": params,
                "asks": change.asks or step.asks,
            }
        )

    def _params_hold(self, step: Step, params: dict[str, Any]) -> bool:
        """Whether the changed parameters are valid and, for a core step, in no field weaker than before."""
        if not is_known(step.kind):
            self.refuse("kind_unknown", kind=step.kind, step=step.code)
            return False
        kind = find_kind(step.kind)
        known = known_values(self.base.model_copy(update={"plan": self.plan}), {}, None)
        was = filled(step.params, known.values, known.suggested)
        now = filled(params, known.values, known.suggested)
        faults = params_faults(kind, now.params, now.unset)
        if not faults and step.core and not was.unset and not now.unset:
            faults = loosened(kind, was.params, now.params)
        for fault in faults:
            told = {"step": step.code, "name": ".".join(map(str, fault.path)), "title": step.title, **fault.values}
            self.faults.append(Fault(fault.code, self.file, 0, told))
        return not faults

    def _take_out(self, gone: set[str]) -> None:
        """Drops steps and every mention of them."""
        plan = self.plan

        def left(codes: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(code for code in codes if code not in gone)

        def still(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
            return tuple(item for item in conditions if item.step not in gone)

        steps = tuple(
            item.model_copy(update={"after": left(item.after), "conditions": still(item.conditions)})
            for item in plan.steps
            if item.code not in gone
        )
        gates = [item.model_copy(update={"conditions": still(item.conditions)}) for item in plan.gates]
        look_back = plan.look_back
        if look_back is not None:
            look_back = look_back.model_copy(update={"covers": left(look_back.covers)})
        self.put(
            steps=steps,
            gates=tuple(item for item in gates if item.conditions and item.before_step not in gone),
            consequences=tuple(item for item in plan.consequences if item.step not in gone),
            look_back=look_back,
            stated_counts=tuple(
                item.model_copy(update={"where": left(item.where)}) if item.of == "steps" else item
                for item in plan.stated_counts
            ),
        )

    def drops(self) -> None:
        gone = set()
        for code in self.overlay.drop_steps:
            step = next((item for item in self.plan.steps if item.code == code), None)
            if step is None:
                self.refuse("step_unknown", code=code)
            elif step.core:
                self.refuse("core_step_dropped", step=code, title=step.title)
            else:
                gone.add(code)
        asked = frozenset(gone)
        for step in (item for item in self.plan.steps if item.code in asked):
            for other in resting_on(self.base, step.code):
                if other.code not in asked:
                    self.refuse("dropped_step_needed", step=step.code, title=step.title, by=other.title)
                    gone.discard(step.code)
        if gone:
            self._take_out(gone)
        for code in self.overlay.drop_phases:
            phase = next((item for item in self.plan.phases if item.code == code), None)
            if phase is None:
                self.refuse("phase_unknown", code=code)
            else:
                self.refuse("phase_dropped", phase=code, title=phase.title)
