"""Reach rooms and kinds by name: call a function that a room may or may not have, without importing the room.

A room answers by having the function in its `queries` module, or in `own` (what the room says about itself).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[2]
MODULES = ("queries", "own")


@cache
def _functions(name: str) -> tuple[Any, ...]:
    found = []
    for storey in ("apps", "kinds"):
        for room in sorted((PACKAGE / storey).iterdir()):
            for module in MODULES:
                if not (room / f"{module}.py").exists() and not (room / module).is_dir():
                    continue
                function = getattr(import_module(f"xianfeng.{storey}.{room.name}.{module}"), name, None)
                if function is not None and function not in found:
                    found.append(function)
    return tuple(found)


def each_room(name: str, **arguments: Any) -> Iterator[Any]:
    """Everything every room's function of this name returns, in the order of the rooms."""
    for function in _functions(name):
        yield from function(**arguments)
