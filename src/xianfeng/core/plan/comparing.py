"""Two plans side by side: what was added, what is gone, what reads differently - by code, not by order.

Before: the superior's plan and a school's plan. After: ``added  steps.open_lesson``, ``changed  parameters.notice_days.value
5 -> 7``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from xianfeng.core.plan.model import Pack

_GROUPS = (
    "parameters", "roles", "criteria", "texts", "phases", "steps", "gates", "consequences", "documents", "variants",
)  # fmt: skip
_NAMES = {"items": "key"}


@dataclass(frozen=True, slots=True)
class Difference:
    """``path`` names the place by codes; ``title`` is the Chinese title of the parameter, phase or step it lies in."""

    path: str
    change: Literal["added", "removed", "changed"]
    title: str
    before: Any = None
    after: Any = None


def compare(before: Pack, after: Pack) -> list[Difference]:
    """All differences between two packs, in the order of the file format; an empty list means they say the same."""
    found: list[Difference] = []
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    _mappings("", "", old["meta"], new["meta"], found)
    for name in _GROUPS:
        _lists(name, "", old["plan"][name], new["plan"][name], found)
    for name in old["plan"]:
        if name not in _GROUPS and old["plan"][name] != new["plan"][name]:
            found.append(Difference(name, "changed", "", old["plan"][name], new["plan"][name]))
    return found


def _lists(path: str, title: str, old: list[Any], new: list[Any], found: list[Difference]) -> None:
    """Lists of things with a code are compared by code; all others as a whole."""
    name = "key" if path.rsplit(".", 1)[-1] in _NAMES else "code"
    if not all(isinstance(item, Mapping) and name in item for item in (*old, *new)):
        if old != new:
            found.append(Difference(path, "changed", title, old, new))
        return
    olds, news = {item[name]: item for item in old}, {item[name]: item for item in new}
    for code, item in olds.items():
        if code not in news:
            found.append(Difference(f"{path}.{code}", "removed", str(item.get("title", title)), before=item))
    for code, item in news.items():
        here = f"{path}.{code}"
        if code not in olds:
            found.append(Difference(here, "added", str(item.get("title", title)), after=item))
        else:
            _mappings(here, str(item.get("title", title)), olds[code], item, found)


def _mappings(path: str, title: str, old: Mapping[str, Any], new: Mapping[str, Any], found: list[Difference]) -> None:
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        here = f"{path}.{name}" if path else name
        if was == now:
            continue
        if isinstance(was, list) and isinstance(now, list):
            _lists(here, title, was, now, found)
        elif isinstance(was, Mapping) and isinstance(now, Mapping) and name in {"params", "window", "audience", "done"}:
            _mappings(here, title, was, now, found)
        else:
            found.append(Difference(here, "changed", title, was, now))
