"""Strict readers of the two files: what tempts to error, or blows a small file up, is refused by name and line.

A name given twice (the second would silently win), aliases and merges (a few lines become gigabytes), numbers nobody can
mean, nesting without end, and signs that cannot be written back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from xianfeng.core.scoring.numbers import NUMBER_FORM

DEEPEST = 40
"""Levels of nesting; a rule file has five, an input eight."""
LONGEST = 64_000_000
"""Characters: 2,000 sheets of 30 people by ten items are a third of it."""
DIGITS = 15
"""The most a number may have before the point, as in `numbers.exact`."""


@dataclass(frozen=True, slots=True)
class RuleFault:
    """A fault of a file: code, dotted path, values for the sentence."""

    code: str
    path: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


class Unreadable(ValueError):
    """The text is no data; `fault` says why."""

    def __init__(self, code: str, **params: object) -> None:
        self.fault = RuleFault(code, "", params)
        super().__init__(code)


def read_yaml(text: str) -> Any:
    """Plain data from YAML. Raises `Unreadable`: not_yaml | alias_refused | key_twice | too_deep | too_long | not_text."""
    _check_length(text)
    try:
        _check_events(text)
        plain = _constructed(yaml.compose(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Unreadable("not_yaml", line=mark.line + 1 if mark else 1) from None
    _check_texts(plain)
    return plain


def _check_events(text: str) -> None:
    """Aliases and depth, told from the stream of events before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise Unreadable("alias_refused", line=line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise Unreadable("too_deep", line=line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _constructed(node: yaml.Node | None) -> Any:
    if node is None:
        return None
    line = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and node.tag == "tag:yaml.org,2002:seq":
        return [_constructed(one) for one in node.value]
    if isinstance(node, yaml.MappingNode) and node.tag == "tag:yaml.org,2002:map":
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                raise Unreadable("alias_refused", line=line)
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                raise Unreadable("not_yaml", line=key_node.start_mark.line + 1)
            if key in found:
                raise Unreadable("key_twice", key=key, line=key_node.start_mark.line + 1)
            found[key] = _constructed(value_node)
        return found
    if not isinstance(node, yaml.ScalarNode):
        raise Unreadable("not_yaml", line=line)
    return _scalar(node)


def _scalar(node: yaml.ScalarNode) -> Any:
    """Text, whole numbers, true and false, nothing. All else (dates, octals, 1:30, .nan) stays the text that was typed."""
    kind = node.tag.removeprefix("tag:yaml.org,2002:")
    text = str(node.value)
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in ("true", "yes", "on")
    if kind == "int" and text.removeprefix("-").isdecimal() and (text == "0" or not text.lstrip("-").startswith("0")):
        return _whole(text)
    if kind == "float":
        return _inexact(text)
    if kind in ("str", "int", "timestamp", "value"):
        return text
    raise Unreadable("not_yaml", line=node.start_mark.line + 1)


def _inexact(text: str) -> float | str:
    """A number with a point and no quotation marks: refused where an exact one is wanted."""
    try:
        return float(text)
    except ValueError:
        return text


def read_json(text: str) -> Any:
    """Plain data from JSON. Raises `Unreadable`: not_json | key_twice | too_long | not_text."""
    _check_length(text)
    try:
        plain = json.loads(
            text, parse_int=_whole, parse_float=_decimal, parse_constant=str, object_pairs_hook=_without_doubles
        )
    except json.JSONDecodeError as error:
        raise Unreadable("not_json", line=error.lineno) from None
    except RecursionError:
        raise Unreadable("too_deep", line=1) from None
    _check_texts(plain)
    return plain


def _whole(text: str) -> int | str:
    """The number, or its text where it has more digits than anything that is counted."""
    return int(text) if len(text.removeprefix("-")) <= DIGITS else text


def _decimal(text: str) -> Decimal | str:
    """The number as it stands; 1e999999999, which nobody can mean, stays text."""
    return Decimal(text) if NUMBER_FORM.fullmatch(text) else text


def _without_doubles(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Unreadable("key_twice", key=key, line=0)
        found[key] = value
    return found


def _check_length(text: str) -> None:
    if len(text) > LONGEST:
        raise Unreadable("too_long", characters=LONGEST)


def _check_texts(plain: Any) -> None:
    """Half a sign (a lone surrogate, typed as an escape) can be read but never written back."""
    waiting = [plain]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.keys()
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and any("\ud800" <= sign <= "\udfff" for sign in one):
            raise Unreadable("not_text")
