"""Where each parameter of a drafted step comes from: read in the text, set by a person, asked, or the kind's own default.

Before: a step ``公示5个工作日``. After: ``days`` is read (from these very words), ``scope`` is the default, ``objections_to`` is
asked when the plan is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from xianfeng.compiler.draft import Draft
from xianfeng.compiler.pack import gathered_of
from xianfeng.compiler.text import Span
from xianfeng.core.kind.contract import StepKind
from xianfeng.core.kind.registry import find_kind
from xianfeng.core.plan.values import referred_parameter

State = Literal["read", "person", "asked", "default"]


@dataclass(frozen=True)
class Origin:
    """A parameter's value as plain data (None: not known, or not set), how it came, and the words it was read from."""

    value: Any
    state: State
    span: Span | None = None
    question: str = ""


def origins_of(draft: Draft, code: str) -> tuple[StepKind, dict[str, Origin]] | None:
    """The kind of the step made of a reading and the origin of each of its parameters; None where no step is made of it."""
    gathered = gathered_of(draft)
    made = next((step for step in gathered.made if step.item.code == code), None)
    if made is None:
        return None
    kind = find_kind(made.shape.kind)
    parameters = {one["code"]: one for one in gathered.parameters}
    said = made.item.values.get("params", {})
    found = {}
    for name, field in kind.Params.model_fields.items():
        if name not in made.params:
            value = None if field.is_required() else _plain(field.get_default(call_default_factory=True))
            found[name] = Origin(value, "person" if name in said else "default")
            continue
        referred = referred_parameter(made.params[name])
        parameter = parameters.get(referred or "")
        if name in said:
            found[name] = Origin(said[name], "person")
        elif parameter is None:
            found[name] = Origin(made.params[name], "read", made.item.span)
        elif "ask" in parameter:
            found[name] = Origin(None, "asked", question=parameter["ask"])
        else:
            at = parameter["source"].get("found", {}).get("at")
            found[name] = Origin(parameter["value"], "read", Span(*at) if at else made.item.span)
    return kind, found


def as_read(draft: Draft, code: str) -> Draft:
    """The draft without what a person has set in the parameters of one step."""
    items = tuple(
        replace(item, values={name: value for name, value in item.values.items() if name != "params"})
        if item.code == code
        else item
        for item in draft.items
    )
    return replace(draft, items=items)


def _plain(value: Any) -> Any:
    """A default as it would stand in a file."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping | bool | int | str) or value is None:
        return value
    return str(value)
