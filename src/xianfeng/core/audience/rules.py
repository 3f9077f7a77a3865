"""Rules over facts: has one of these values, all of, any of, not. Nothing else, so that SQL can say the same.

As data (YAML or JSON):

    any:
      - membership: [full_member, probationary_member]
      - all:
          - employment: [regular]
          - not: {office: [principal]}

A database filter is a fold: `fold(rule, has=lambda field, values: Q(...), all_of=..., any_of=..., negate=...)`. A rule
repeated in SQL needs a property test that both agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from xianfeng.core.audience.facts import FIELDS, Facts

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Has:
    """The subject has at least one of `values` in `field`."""

    field: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class All:
    """Every rule holds; an empty one holds for everybody."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one rule holds; an empty one holds for nobody."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The rule does not hold."""

    rule: Rule


Rule = Has | All | AnyOf | Not
EVERYONE = All(())
NOBODY = AnyOf(())


class BadRule(ValueError):
    """The data is no rule: `code` and the dotted `path` to the faulty place."""

    def __init__(self, code: str, path: str) -> None:
        super().__init__(f"{code} at {path or '(top)'}")
        self.code = code
        self.path = path


def matches(rule: Rule, facts: Facts) -> bool:
    """Whether a subject with these facts is asked. A field without a value holds nothing."""
    return fold(
        rule,
        has=lambda field, values: not values.isdisjoint(facts.get(field, frozenset())),
        all_of=all,
        any_of=any,
        negate=lambda inner: not inner,
    )


def fold(
    rule: Rule,
    *,
    has: Callable[[str, frozenset[str]], Result],
    all_of: Callable[[Sequence[Result]], Result],
    any_of: Callable[[Sequence[Result]], Result],
    negate: Callable[[Result], Result],
) -> Result:
    """Rebuild the rule in another language, leaves first."""
    match rule:
        case Has(field, values):
            return has(field, values)
        case Not(inner):
            return negate(fold(inner, has=has, all_of=all_of, any_of=any_of, negate=negate))
        case All(rules) | AnyOf(rules):
            parts = [fold(part, has=has, all_of=all_of, any_of=any_of, negate=negate) for part in rules]
            return all_of(parts) if isinstance(rule, All) else any_of(parts)


def read_rule(data: object, path: str = "") -> Rule:
    """Rule from plain data. Several keys in one mapping are joined by `all`. Raises `BadRule`."""
    if not isinstance(data, Mapping) or not data:
        raise BadRule("rule_not_a_mapping", path)
    parts = tuple(_read_entry(str(key), value, f"{path}.{key}" if path else str(key)) for key, value in data.items())
    return parts[0] if len(parts) == 1 else All(parts)


def _read_entry(key: str, value: object, path: str) -> Rule:
    if key == "not":
        return Not(read_rule(value, path))
    if key in ("all", "any"):
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise BadRule("rules_not_a_list", path)
        rules = tuple(read_rule(part, f"{path}[{n}]") for n, part in enumerate(value))
        return All(rules) if key == "all" else AnyOf(rules)
    if key not in FIELDS:
        raise BadRule("unknown_field", path)
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, Sequence) or not values or not all(isinstance(item, str) for item in values):
        raise BadRule("values_not_words", path)
    return Has(key, frozenset(values))


def write_rule(rule: Rule) -> dict[str, object]:
    """Plain data that `read_rule` reads back to the same rule; values are sorted."""
    match rule:
        case Has(field, values):
            return {field: sorted(values)}
        case Not(inner):
            return {"not": write_rule(inner)}
        case All(rules):
            return {"all": [write_rule(part) for part in rules]}
        case AnyOf(rules):
            return {"any": [write_rule(part) for part in rules]}
