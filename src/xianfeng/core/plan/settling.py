"""The plan a unit really meets: the superior's answers, the variant for its type of school, then its own plans.

Before: notice days left open, answered with 5; a variant of 14 days for kindergartens; a school's own 7 days of notice.
After: for that kindergarten a pack that says 7 and 14, asks nothing more, and holds the school's own steps (S0-43).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xianfeng.core.plan.faults import Fault
from xianfeng.core.plan.local_plan import Overlay
from xianfeng.core.plan.model import Pack
from xianfeng.core.plan.overlay import apply_overlay
from xianfeng.core.plan.parameters import Parameter
from xianfeng.core.plan.values import ValueRefused, checked_value, known_values


def settled(pack: Pack, settings: Mapping[str, Any], school_type: str | None = None) -> Pack:
    """``pack`` with every answer (and the variant for the type of school) put in as the value of its parameter.

    A parameter that still rests on a suggestion stays open. What the result says is what a unit may only tighten. A role whose
    code is that of a choice is held by whom the answer names (谁是第一责任人).
    """
    known = known_values(pack, settings, school_type)
    parameters = tuple(
        item.model_copy(update={"value": known.values[item.code], "ask": None, "suggestion": None})
        if item.code in known.values and item.code not in known.suggested
        else item
        for item in pack.plan.parameters
    )
    variants = tuple(item.model_copy(update={"parameters": {}}) for item in pack.plan.variants)
    answers = {item.code: item.value for item in parameters if item.type == "choice" and item.value is not None}
    roles = tuple(
        item.model_copy(update={"holder": answers[item.code]}) if item.code in answers else item
        for item in pack.plan.roles
    )
    changed = {"parameters": parameters, "variants": variants, "roles": roles}
    return pack.model_copy(update={"plan": pack.plan.model_copy(update=changed)})


def left_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The answers a settled pack does not hold itself: blank criteria and the approval basis."""
    return {code: value for code, value in settings.items() if code == "approval_basis" or code.startswith("criteria.")}


@dataclass(frozen=True, slots=True)
class Localized:
    """A settled pack with the local plans of a unit on top, and what of them was refused."""

    pack: Pack
    faults: tuple[Fault, ...]


def localized(
    pack: Pack,
    settings: Mapping[str, Any],
    overlays: Sequence[Overlay],
    school_type: str | None = None,
    *,
    was_checked: bool = False,
) -> Localized:
    """The superior's plan with ``overlays`` from the highest unit down; each may only tighten what stands above it.

    ``was_checked``: they were approved on this plan; only what each may do is looked at again, not the whole."""
    found = settled(pack, settings, school_type)
    faults: list[Fault] = []
    for overlay in overlays:
        found, refused = apply_overlay(found, overlay, was_checked=was_checked)
        faults += [fault for fault in refused if fault.is_error]
    return Localized(found, tuple(faults))


def excepted(pack: Pack, exceptions: Mapping[str, Any]) -> Pack:
    """``pack`` with the values that somebody granted as an exception from a soft word, even if they are looser.

    A value that does not fit the limits of its parameter is left aside.
    """
    parameters = []
    for item in pack.plan.parameters:
        if item.code in exceptions:
            try:
                value = checked_value(item, exceptions[item.code])
            except ValueRefused:
                value = item.value if item.value is not None else exceptions[item.code]
            item = item.model_copy(update={"value": value, "ask": None, "suggestion": None})
        parameters.append(item)
    return pack.model_copy(update={"plan": pack.plan.model_copy(update={"parameters": tuple(parameters)})})


def soft_parameters(pack: Pack) -> tuple[Parameter, ...]:
    """Parameters whose text has a soft word: an exception can be granted from them."""
    return tuple(item for item in pack.plan.parameters if item.soft is not None)


def steps_using(pack: Pack, code: str) -> tuple[str, ...]:
    """Codes of the steps in which a parameter counts: in their own parameters and windows, or in their phase's length."""
    phases = {phase.code for phase in pack.plan.phases if _mentions(phase.model_dump(), code)}
    return tuple(
        step.code for step in pack.plan.steps if phases & set(step.phases) or _mentions(step.model_dump(), code)
    )


_NAMING = frozenset({"param", "days", "working_days", "weeks", "months", "share"})


def _mentions(value: Any, code: str) -> bool:
    """Whether a parameter is named anywhere inside: as ``{param: code}``, as a length, or as a share."""
    if isinstance(value, Mapping):
        return any((name in _NAMING and item == code) or _mentions(item, code) for name, item in value.items())
    return isinstance(value, list | tuple) and any(_mentions(item, code) for item in value)


def variant_groups(pack: Pack) -> tuple[tuple[str, ...], ...]:
    """Types of school that the same variants concern, each group once, sorted; types without a variant in none."""
    touched: dict[str, list[str]] = {}
    for variant in pack.plan.variants:
        if variant.parameters or variant.without_local_steps:
            for kind in variant.school_types:
                touched.setdefault(kind, []).append(variant.code)
    groups: dict[tuple[str, ...], list[str]] = {}
    for school_type, touching in touched.items():
        groups.setdefault(tuple(touching), []).append(school_type)
    return tuple(sorted(tuple(sorted(kinds)) for kinds in groups.values()))


def left_out(pack: Pack, school_type: str | None) -> frozenset[str]:
    """Local steps of the superior that a variant takes away for a type of school."""
    return frozenset(
        code for item in pack.plan.variants if school_type in item.school_types for code in item.without_local_steps
    )
