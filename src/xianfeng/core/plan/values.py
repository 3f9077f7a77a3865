"""Values of parameters: typed reading, limits, and putting them into the parameters of a step.

Before: ``{"cap": {"param": "outstanding_cap"}}`` with the setting ``outstanding_cap = "1/3"``.
After: ``{"cap": "1/3"}``. Shares stay text here and become exact fractions in the kind that reads them, so that a
resolved plan can be stored as JSON without loss.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from xianfeng.core.plan.model import Pack
from xianfeng.core.plan.parameters import Parameter

Value = str | int | bool
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z")


class ValueRefused(ValueError):
    """A value does not fit its parameter. ``code`` is one of value_type, value_below_minimum, value_above_maximum,
    value_not_below, value_not_a_choice; ``limit`` the limit that was crossed."""

    def __init__(self, code: str, limit: object = "") -> None:
        super().__init__(code)
        self.code = code
        self.limit = str(limit)


def read_share(raw: object) -> Fraction:
    """``'1/3'``, ``'0.4'``, ``'40%'`` or a whole number, exactly. Raises ``ValueError`` for anything else."""
    text = str(raw).strip()
    if text.endswith("%"):
        return Fraction(Decimal(text[:-1])) / 100
    return Fraction(text)


def checked_value(parameter: Parameter, raw: object) -> Value:
    """``raw`` in the form it is stored in, once it fits type and limits. Raises :class:`ValueRefused`."""
    value, rank = _typed(parameter, raw)
    if rank is None:
        return value
    if parameter.minimum is not None and rank < _rank(parameter, parameter.minimum):
        raise ValueRefused("value_below_minimum", parameter.minimum)
    if parameter.maximum is not None and rank > _rank(parameter, parameter.maximum):
        raise ValueRefused("value_above_maximum", parameter.maximum)
    if parameter.below is not None and rank >= _rank(parameter, parameter.below):
        raise ValueRefused("value_not_below", parameter.below)
    return value


def _typed(parameter: Parameter, raw: object) -> tuple[Value, Any]:
    """The stored form, and what to compare with limits (None for what has no order)."""
    refused = ValueRefused("value_type", parameter.type)
    if parameter.type == "boolean":
        if not isinstance(raw, bool):
            raise refused
        return raw, None
    if isinstance(raw, bool) or raw is None or isinstance(raw, float):
        raise refused
    if parameter.type == "integer":
        if isinstance(raw, str) and not re.fullmatch(r"-?[0-9]{1,9}", raw.strip()):
            raise refused
        number = int(str(raw))
        return number, Fraction(number)
    if parameter.type in {"share", "decimal"}:
        try:
            return str(raw).strip(), _rank(parameter, raw)
        except (ValueError, InvalidOperation, ZeroDivisionError):
            raise refused from None
    text = str(raw).strip()
    if parameter.type == "choice":
        if text not in parameter.choices:
            raise ValueRefused("value_not_a_choice", "、".join(parameter.choices))
        return text, None
    if parameter.type == "date":
        try:
            return date.fromisoformat(text).isoformat(), date.fromisoformat(text)
        except ValueError:
            raise refused from None
    if parameter.type == "month_day":
        if not _MONTH_DAY.match(text) or text in {"02-30", "02-31", "04-31", "06-31", "09-31", "11-31"}:
            raise refused
        return text, None
    if not text:
        raise refused
    return text, None


def _rank(parameter: Parameter, raw: object) -> Any:
    if parameter.type == "date":
        return date.fromisoformat(str(raw))
    if parameter.type == "integer":
        return Fraction(int(str(raw)))
    return read_share(raw)


def is_stricter(parameter: Parameter, before: object, after: object) -> bool:
    """Whether ``after`` is at least as strict as ``before`` for a parameter that names its stricter direction."""
    was, now = _rank(parameter, before), _rank(parameter, after)
    return bool(now >= was) if parameter.stricter == "higher" else bool(now <= was)


def within_tolerance(parameter: Parameter, before: object, after: object, values: Mapping[str, Value]) -> bool:
    """Whether ``after`` lies as near to ``before`` as the soft word of the parameter allows (30天左右: 24 to 36 days).

    True where no word or no tolerance is set, and for a stricter value. A share means that part of the number itself; a
    day of the year is not measured here. Beyond it somebody must grant an exception.
    """
    if (
        parameter.soft is None
        or parameter.soft.tolerance is None
        or parameter.type not in {"integer", "decimal", "share"}
    ):
        return True
    allowed = values.get(parameter.soft.tolerance)
    if allowed is None or isinstance(allowed, bool):
        return True
    was, now = _rank(parameter, before), _rank(parameter, after)
    if parameter.stricter is not None and is_stricter(parameter, before, after):
        return True
    room = read_share(allowed)
    is_part = isinstance(allowed, str) and room < 1
    return bool(abs(now - was) <= (was * room if is_part else room))


@dataclass(frozen=True, slots=True)
class Filled:
    """Step parameters with values put in. ``unset``: paths that still wait for an answer; ``provisional``: paths that
    carry a suggestion nobody has confirmed."""

    params: dict[str, Any]
    unset: tuple[tuple[str | int, ...], ...]
    provisional: tuple[tuple[str | int, ...], ...]


def referred_parameter(value: object) -> str | None:
    """The parameter code when ``value`` is a reference ``{param: code}``, else None."""
    if isinstance(value, Mapping) and set(value) == {"param"} and isinstance(value["param"], str):
        return value["param"]
    return None


def references(value: object, here: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], str]]:
    """All references inside step parameters, with their paths."""
    code = referred_parameter(value)
    if code is not None:
        return [(here, code)]
    if isinstance(value, Mapping):
        return [found for key, item in value.items() for found in references(item, (*here, str(key)))]
    if isinstance(value, list | tuple):
        return [found for at, item in enumerate(value) for found in references(item, (*here, at))]
    return []


def bare_numbers(value: object, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Paths of numbers written into step parameters directly - they would have no source."""
    if isinstance(value, bool):
        return []
    if isinstance(value, int | float):
        return [here]
    if isinstance(value, Mapping):
        return [found for key, item in value.items() for found in bare_numbers(item, (*here, str(key)))]
    if isinstance(value, list | tuple):
        return [found for at, item in enumerate(value) for found in bare_numbers(item, (*here, at))]
    return []


@dataclass(frozen=True, slots=True)
class Known:
    """``values`` by parameter code; ``suggested``: codes whose value nobody has confirmed; ``refused``: answers that do
    not fit, as (code, why, limit) - the parameter then falls back to what it would be without the answer."""

    values: dict[str, Value]
    suggested: frozenset[str]
    refused: tuple[tuple[str, str, str], ...]


def known_values(pack: Pack, settings: Mapping[str, Any], school_type: str | None) -> Known:
    """Value of each parameter. Order: the variant for the type of school (as answered under ``variant.<code>.<parameter>``,
    else as the text has it), the answer for everybody, the value of the text, the suggestion. A parameter that only asks
    and has no suggestion has no value."""
    varied: dict[str, Any] = {}
    for variant in pack.plan.variants:
        if school_type in variant.school_types:
            for name, given in variant.parameters.items():
                varied[name] = settings.get(f"variant.{variant.code}.{name}", given)
    values: dict[str, Value] = {}
    suggested: set[str] = set()
    refused: list[tuple[str, str, str]] = []
    for parameter in pack.plan.parameters:
        code = parameter.code
        hint = parameter.suggestion
        offers = (
            (varied.get(code), False),
            (settings.get(code), False),
            (parameter.value, False),
            (hint.value if hint else None, True),
        )
        for raw, is_hint in offers:
            if raw is None:
                continue
            try:
                values[code] = checked_value(parameter, raw)
            except ValueRefused as error:
                refused.append((code, error.code, error.limit))
                continue
            if is_hint:
                suggested.add(code)
            break
    return Known(values, frozenset(suggested), tuple(refused))


def filled(params: Mapping[str, Any], values: Mapping[str, Value], suggested: frozenset[str]) -> Filled:
    """``params`` with each reference replaced; a reference without any value becomes None and is listed as unset."""
    unset: list[tuple[str | int, ...]] = []
    provisional: list[tuple[str | int, ...]] = []

    def put(value: Any, here: tuple[str | int, ...]) -> Any:
        code = referred_parameter(value)
        if code is not None:
            if code not in values:
                unset.append(here)
                return None
            if code in suggested:
                provisional.append(here)
            return values[code]
        if isinstance(value, Mapping):
            return {str(key): put(item, (*here, str(key))) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [put(item, (*here, at)) for at, item in enumerate(value)]
        return value

    return Filled(put(params, ()), tuple(unset), tuple(provisional))
