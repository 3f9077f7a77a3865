"""Cross-checks a pack: sources, references, kinds, calendar, counts. Every fault names its file and line.

What the shape alone cannot tell: a quotation that is no exact substring of the original, a number without a source,
a step that waits for itself, a phase without length, a set of ten with nine items.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel

from xianfeng.core.kind.contract import params_faults
from xianfeng.core.kind.registry import find_kind, is_known, kind_codes
from xianfeng.core.plan.criteria import REGISTERS, CriteriaSet
from xianfeng.core.plan.faults import Fault
from xianfeng.core.plan.gate_checks import gate_checks
from xianfeng.core.plan.loading import Located
from xianfeng.core.plan.marks import Where
from xianfeng.core.plan.model import Anchor, Condition, Duration, Pack, Window
from xianfeng.core.plan.parameters import Parameter
from xianfeng.core.plan.resolving import PlanUnresolvable, normal_title, resolve
from xianfeng.core.plan.source import Source
from xianfeng.core.plan.values import ValueRefused, bare_numbers, checked_value, filled, known_values, references

_LENGTH_UNITS = {"days": {"day"}, "working_days": {"working_day", "day"}, "weeks": {"week"}, "months": {"month"}}
_ANY_DAY = date(2026, 3, 2)


def cross_checks(located: Located) -> Iterator[Fault]:
    """Every fault that shows only when the parts of a pack are read together."""
    sound = True
    for check in (_names, _sources, _parameters, _criteria, _steps, _references, _counts, gate_checks):
        for fault in check(located):
            sound = sound and not fault.is_error
            yield fault
    if sound:
        yield from _calendar(located)


def _names(located: Located) -> Iterator[Fault]:
    plan = located.pack.plan
    if located.folder.name != located.pack.code:
        yield located.fault("code_is_not_folder", ("meta", "code"), code=located.pack.code, folder=located.folder.name)
    for group in ("parameters", "roles", "criteria", "texts", "phases", "steps", "gates", "consequences", "variants"):
        seen: set[str] = set()
        for at, item in enumerate(getattr(plan, group)):
            if item.code in seen:
                yield located.fault("code_twice", (group, at, "code"), code=item.code, group=group)
            seen.add(item.code)


def every_source(model: BaseModel, here: Where = ()) -> Iterator[tuple[Where, Source]]:
    """Every source inside a model with its path, in file order."""
    if isinstance(model, Source):
        yield here, model
        return
    for name in type(model).model_fields:
        value: Any = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from every_source(value, (*here, name))
        elif isinstance(value, tuple):
            for at, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from every_source(item, (*here, name, at))


def _sources(located: Located) -> Iterator[Fault]:
    pack = located.pack
    places = [(("meta", *where), source) for where, source in every_source(pack.meta)]
    places += list(every_source(pack.plan))
    for where, source in places:
        if source.seed is None or source.quote is None:
            continue
        text = pack.originals.get(source.seed)
        if text is None:
            yield located.fault("seed_unknown", (*where, "seed"), seed=source.seed)
        elif source.quote not in text:
            yield located.fault("quote_not_found", (*where, "quote"), quote=source.quote, seed=source.seed)


def _parameters(located: Located) -> Iterator[Fault]:
    for at, item in enumerate(located.pack.plan.parameters):
        here: Where = ("parameters", at)
        offered = [("value", item.value)]
        if item.suggestion is not None:
            offered.append(("suggestion", item.suggestion.value))
        for name, value in offered:
            if value is not None:
                yield from _fits(located, item, value, (*here, name))
        if item.soft is not None and item.soft.tolerance is not None:
            yield from _known_parameter(located, item.soft.tolerance, (*here, "soft", "tolerance"))
    for at, variant in enumerate(located.pack.plan.variants):
        for code, value in variant.parameters.items():
            parameter = located.pack.find_parameter(code)
            here = ("variants", at, "parameters", code)
            if parameter is None:
                yield located.fault("parameter_unknown", here, code=code)
            else:
                yield from _fits(located, parameter, value, here)


def _fits(located: Located, parameter: Parameter, value: object, here: Where) -> Iterator[Fault]:
    try:
        checked_value(parameter, value)
    except ValueRefused as error:
        yield located.fault(error.code, here, code=parameter.code, value=value, limit=error.limit)


def _criteria(located: Located) -> Iterator[Fault]:
    for at, group in enumerate(located.pack.plan.criteria):
        here: Where = ("criteria", at)
        keys: set[str] = set()
        titles: set[str] = set()
        for number, item in enumerate(group.items):
            if item.key in keys:
                yield located.fault("code_twice", (*here, "items", number, "key"), code=item.key, group=group.code)
            if normal_title(item.title) in titles:
                yield located.fault("item_twice", (*here, "items", number), title=item.title, criteria=group.title)
            keys.add(item.key)
            titles.add(normal_title(item.title))
            if item.goal is not None:
                goals = located.pack.find_criteria(group.refines) if group.refines else None
                if goals is None or item.goal not in {goal.key for goal in goals.items}:
                    yield located.fault("goal_unknown", (*here, "items", number, "goal"), goal=item.goal)
                if item.goal_source is None:
                    yield located.fault("goal_without_source", (*here, "items", number), goal=item.goal)
            for place, code in enumerate(item.shown_by):
                if code not in REGISTERS and located.pack.find_step(code) is None:
                    yield located.fault("step_unknown", (*here, "items", number, "shown_by", place), code=code)
        for name in ("refines", "key_in"):
            code = getattr(group, name)
            if code is not None and located.pack.find_criteria(code) is None:
                yield located.fault("criteria_unknown", (*here, name), code=code)
        held = len(group.items) + (group.blank.count if group.blank else 0)
        if group.stated_count is not None and held != group.stated_count:
            yield located.fault(
                "set_count_differs", (*here, "stated_count"), title=group.title, stated=group.stated_count, held=held
            )


def _steps(located: Located) -> Iterator[Fault]:
    pack = located.pack
    known = known_values(pack, {}, None)
    for at, step in enumerate(pack.plan.steps):
        here: Where = ("steps", at)
        if not is_known(step.kind):
            yield located.fault(
                "kind_unknown", (*here, "kind"), kind=step.kind, step=step.code, known="、".join(kind_codes())
            )
            continue
        if step.kind in pack.plan.excluded:
            yield located.fault("kind_excluded", (*here, "kind"), kind=step.kind, step=step.code)
        kind = find_kind(step.kind)
        if step.per not in kind.subjects:
            yield located.fault("subject_unfit", (*here, "per"), per=step.per, kind=step.kind)
        for path, code in references(step.params):
            yield from _known_parameter(located, code, (*here, "params", *path))
        for path in bare_numbers(step.params):
            yield located.fault("number_without_source", (*here, "params", *path), step=step.code)
        put = filled(step.params, known.values, known.suggested)
        found = params_faults(kind, put.params, put.unset)
        if not found and not put.unset:
            found = list(kind.faults(kind.read_params(put.params), step, pack))
        for fault in found:
            told = {"step": step.code, "name": ".".join(map(str, fault.path)), **fault.values}
            yield located.fault_with(fault.code, (*here, "params", *fault.path), told)


def _references(located: Located) -> Iterator[Fault]:
    pack, plan = located.pack, located.pack.plan
    steps = {step.code for step in plan.steps}
    phases = {phase.code for phase in plan.phases}
    texts = {text.code for text in plan.texts}
    nodes = {f"{group.code}.{key}": key for group in plan.criteria if group.code in plan.tree for key in _keys(group)}
    yield from _tree(located, {node for step in plan.steps for node in step.serves})

    def unknown(codes: Iterable[str], known: set[str], fault: str, here: Where) -> Iterator[Fault]:
        for number, code in enumerate(codes):
            if code not in known:
                yield located.fault(fault, (*here, number), code=code)

    for at, step in enumerate(plan.steps):
        here: Where = ("steps", at)
        yield from unknown(step.phases, phases, "phase_unknown", (*here, "phases"))
        yield from unknown(step.after, steps, "step_unknown", (*here, "after"))
        yield from unknown(
            step.criteria, {item.code for item in plan.criteria}, "criteria_unknown", (*here, "criteria")
        )
        for number, node in enumerate(step.serves):
            if node not in nodes:
                yield located.fault("node_unknown", (*here, "serves", number), step=step.code, node=node)
        if step.text is not None and step.text not in texts:
            yield located.fault("text_unknown", (*here, "text"), code=step.text)
        if step.done.share is not None:
            yield from _known_parameter(located, step.done.share, (*here, "done", "share"))
        for number, condition in enumerate(step.conditions):
            yield from _condition(located, condition, (*here, "conditions", number))
    for circle in _circles(pack):
        at = [step.code for step in plan.steps].index(circle)
        yield located.fault("step_waits_for_itself", ("steps", at, "after"), step=circle)
    for at, gate in enumerate(plan.gates):
        if gate.before_phase is not None:
            yield from unknown([gate.before_phase], phases, "phase_unknown", ("gates", at, "before_phase"))
        if gate.before_step is not None:
            yield from unknown([gate.before_step], steps, "step_unknown", ("gates", at, "before_step"))
        for number, condition in enumerate(gate.conditions):
            yield from _condition(located, condition, ("gates", at, "conditions", number))
    for at, rule in enumerate(plan.consequences):
        target = pack.find_step(rule.step)
        if target is None:
            yield located.fault("step_unknown", ("consequences", at, "step"), code=rule.step)
        elif is_known(target.kind) and rule.outcome not in find_kind(target.kind).outcomes:
            yield located.fault(
                "outcome_unknown", ("consequences", at, "outcome"), outcome=rule.outcome, kind=target.kind
            )
        if rule.by is not None:
            yield from _day(located, rule.by, ("consequences", at, "by"))
    if plan.look_back is not None:
        yield from unknown(plan.look_back.covers, steps, "step_unknown", ("look_back", "covers"))
    for where, model in _walk(plan, ()):
        if isinstance(model, Duration):
            yield from _length(located, model, where)
        elif isinstance(model, Anchor):
            if model.phase is not None:
                yield from unknown([model.phase], phases, "phase_unknown", (*where, "phase"))
            if model.step is not None:
                yield from unknown([model.step], steps, "step_unknown", (*where, "step"))
            if model.param is not None:
                yield from _day(located, model.param, (*where, "param"))
        elif isinstance(model, Window) and model.before is not None:
            yield from _day(located, model.before, (*where, "before"))


def _day(located: Located, code: str, where: Where) -> Iterator[Fault]:
    """A parameter named as a day is there and is one."""
    parameter = located.pack.find_parameter(code)
    if parameter is None:
        yield located.fault("parameter_unknown", where, code=code)
    elif parameter.type not in {"date", "month_day"}:
        yield located.fault("parameter_is_no_date", where, code=code)


def _keys(group: CriteriaSet) -> tuple[str, ...]:
    return (*(item.key for item in group.items), *group.slot_keys())


def _tree(located: Located, served: set[str]) -> Iterator[Fault]:
    """Every set of the tree is there, and every node without nodes below is served by a step (S2-12, S4-01)."""
    pack = located.pack
    groups = [pack.find_criteria(code) for code in pack.plan.tree]
    refined = {(group.refines, item.goal) for group in groups if group for item in group.items}
    for at, group in enumerate(groups):
        if group is None:
            yield located.fault("criteria_unknown", ("tree", at), code=pack.plan.tree[at])
            continue
        for item in group.items:
            if (group.code, item.key) not in refined and f"{group.code}.{item.key}" not in served:
                yield located.fault("node_without_step", ("tree", at), warning=True, title=item.title)


def _walk(model: BaseModel, here: Where) -> Iterator[tuple[Where, BaseModel]]:
    yield here, model
    for name in type(model).model_fields:
        value: Any = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _walk(value, (*here, name))
        elif isinstance(value, tuple):
            for at, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from _walk(item, (*here, name, at))


def _length(located: Located, length: Duration, where: Where) -> Iterator[Fault]:
    parameter = located.pack.find_parameter(length.parameter)
    if parameter is None:
        yield located.fault("parameter_unknown", (*where, length.unit), code=length.parameter)
    elif parameter.type != "integer" or parameter.unit not in _LENGTH_UNITS[length.unit]:
        yield located.fault("parameter_is_no_length", (*where, length.unit), code=parameter.code, unit=length.unit)


def _condition(located: Located, condition: Condition, here: Where) -> Iterator[Fault]:
    pack = located.pack
    if condition.step is not None and pack.find_step(condition.step) is None:
        yield located.fault("step_unknown", (*here, "step"), code=condition.step)
    if condition.phase is not None and pack.find_phase(condition.phase) is None:
        yield located.fault("phase_unknown", (*here, "phase"), code=condition.phase)
    if condition.criteria is not None and pack.find_criteria(condition.criteria) is None:
        yield located.fault("criteria_unknown", (*here, "criteria"), code=condition.criteria)
    if condition.param is not None:
        yield from _known_parameter(located, condition.param, (*here, "param"))


def _known_parameter(located: Located, code: str, here: Where) -> Iterator[Fault]:
    if located.pack.find_parameter(code) is None:
        yield located.fault("parameter_unknown", here, code=code)


def _circles(pack: Pack) -> list[str]:
    """Steps that, following ``after``, come back to themselves."""
    after = {step.code: step.after for step in pack.plan.steps}
    found = []
    for code in after:
        seen: set[str] = set()
        waiting = list(after[code])
        while waiting:
            one = waiting.pop()
            if one == code:
                found.append(code)
                break
            if one not in seen:
                seen.add(one)
                waiting += after.get(one, ())
    return found


def _counts(located: Located) -> Iterator[Fault]:
    pack, plan = located.pack, located.pack.plan
    for at, stated in enumerate(plan.stated_counts):
        here: Where = ("stated_counts", at)
        if stated.phrase not in (stated.source.quote or stated.phrase):
            yield located.fault("phrase_not_in_quote", here, phrase=stated.phrase)
        if stated.of == "items":
            held = 0
            for code in stated.where:
                group = pack.find_criteria(code)
                if group is None:
                    yield located.fault("criteria_unknown", (*here, "where"), code=code)
                else:
                    held += len(group.items) + (group.blank.count if group.blank else 0)
        else:
            codes = [item.code for item in getattr(plan, stated.of)]
            missing = [code for code in stated.where if code not in codes]
            for code in missing:
                yield located.fault(f"{stated.of[:-1]}_unknown", (*here, "where"), code=code)
            held = len(stated.where) - len(missing) if stated.where else len(codes)
        if held != stated.count:
            yield located.fault(
                "stated_count_differs", here, warning=True, phrase=stated.phrase, stated=stated.count, held=held
            )


def _calendar(located: Located) -> Iterator[Fault]:
    """A calendar must come out of the values and suggestions, and no phase may be without length (S1-29)."""
    try:
        plan = resolve(located.pack, {}, _ANY_DAY)
    except PlanUnresolvable as error:
        open_question = located.pack.find_parameter(error.where)
        if error.code == "date_missing" and open_question is not None and open_question.ask is not None:
            return
        yield located.fault(error.code, ("phases",), where=error.where)
        return
    if plan.look_back is not None and plan.look_back[1] <= plan.look_back[0]:
        yield located.fault("look_back_without_length", ("look_back", "closes"))
    for note in plan.notes:
        told = dict(note.values)
        if note.code == "phase_without_length":
            codes = [phase.code for phase in located.pack.plan.phases]
            yield located.fault_with(note.code, ("phases", codes.index(told["phase"])), told)
        elif note.code == "window_without_length":
            step = told["step"].split("-")[0]
            codes = [item.code for item in located.pack.plan.steps]
            yield located.fault_with(note.code, ("steps", codes.index(step), "window"), told)
        elif note.code in ("too_few_workdays_before_day", "too_few_days_before_day"):
            titles = [item.title for item in located.pack.plan.steps]
            yield located.fault_with(note.code, ("steps", titles.index(told["step"]), "window"), told, warning=True)
        elif note.code == "shorter_than_least":
            yield located.fault_with(note.code, ("calendar",), told, warning=True)
