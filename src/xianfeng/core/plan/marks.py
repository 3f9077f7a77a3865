"""Reads YAML and remembers on which line everything stands.

Only plain YAML: text, whole numbers, true/false, null, lists and mappings. What tempts to error is refused by name:
a name given twice (the second would silently win), floats (0.1 is not a tenth), anchors that merge, dates and octals
(``012``) are kept as the text that was typed; aliases (``*x``), which can blow a small file up, are refused.

Before: "a: 1\\nb:\\n  - x". After: ``{"a": 1, "b": ["x"]}`` and lines ``{(): 1, ("a",): 1, ("b",): 2, ("b", 0): 3}``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from xianfeng.core.plan.faults import Fault

Where = tuple[str | int, ...]
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FLOAT = re.compile(r"-?[0-9]+\.[0-9]*\Z")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The fast reader where PyYAML was built with it; both give the same nodes."""
_QUOTED = ("'", '"', "|", ">")
_DEEPEST = 60
"""No plan nests half as deep; a file that does is a slip or a trick, and would exhaust the reader."""
_DIGITS = 18
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Marked:
    """Plain data together with the line (from 1) of every place in it."""

    data: Any
    lines: Mapping[Where, int]
    faults: tuple[Fault, ...]

    def line_of(self, where: Where) -> int:
        """Line of the longest part of ``where`` that exists; names that are no place in the file are passed over."""
        here: Where = ()
        line = self.lines.get((), 1)
        for name in where:
            if (*here, name) in self.lines:
                here = (*here, name)
                line = self.lines[here]
        return line


def read_marked(text: str, file: Path) -> Marked:
    """``text`` as data with lines. Never raises for bad YAML: the fault is in the result and ``data`` is None."""
    lines: dict[Where, int] = {}
    faults: list[Fault] = []
    try:
        if (deep := _too_deep(text)) is not None:
            return Marked(None, {}, (Fault("nested_too_deep", file, deep),))
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        says = {"says": (error.problem or "").strip()}
        return Marked(None, {}, (Fault("yaml_unreadable", file, mark.line + 1 if mark else 0, says),))
    except yaml.YAMLError as error:  # a sign that no text file holds
        at = _UNPRINTABLE.search(text)
        line = text.count("\n", 0, at.start()) + 1 if at else 1
        return Marked(None, {}, (Fault("yaml_unreadable", file, line, {"says": str(error).splitlines()[0]}),))
    if root is None:
        return Marked(None, {}, (Fault("file_empty", file, 1),))
    data = _plain(root, (), lines, faults, file, set())
    return Marked(data, lines, tuple(faults))


def _too_deep(text: str) -> int | None:
    """The line on which lists and mappings stand in each other too deep; told from the marks, before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        mark = event.start_mark
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                return mark.line + 1 if mark else 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _plain(
    node: yaml.Node, here: Where, lines: dict[Where, int], faults: list[Fault], file: Path, seen: set[int]
) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(here, line)
    if id(node) in seen:
        faults.append(Fault("alias_refused", file, line))
        return None
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                faults.append(Fault("name_no_text", file, key_node.start_mark.line + 1))
                continue
            key = str(key_node.value)
            lines[(*here, key)] = key_node.start_mark.line + 1
            if key in found:
                faults.append(Fault("name_twice", file, key_node.start_mark.line + 1, {"name": key}))
            found[key] = _plain(value_node, (*here, key), lines, faults, file, seen)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*here, at), lines, faults, file, seen) for at, item in enumerate(node.value)]
    if not isinstance(node, yaml.ScalarNode) or node.style in _QUOTED:
        return node.value
    return _scalar(str(node.value), line, faults, file)


def _scalar(text: str, line: int, faults: list[Fault], file: Path) -> Any:
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _WHOLE.match(text):
        if len(text) > _DIGITS:
            faults.append(Fault("number_too_long", file, line))
            return 0
        return int(text)
    if _FLOAT.match(text):
        faults.append(Fault("float_refused", file, line, {"value": text}))
    return text
