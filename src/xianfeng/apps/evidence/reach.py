"""Reach rooms and kinds by name: call a query that a room may or may not have, without importing the room.

Kinds do not know each other and nobody above imports them; what a page wants from all of them is asked here.
A room answers by having the function in its `queries` module, or in `own` (what the room tells a person about itself):

- `list_todos(viewer, on) -> list[Todo]`: what this person has to do there besides steps (a ballot to cast, an item to accept)
- `list_public_cards(on) -> list[PublicCard]`: what of the room is open to society today
- `list_record(person_id) -> list[RecordLine]`: what the room keeps about a person, for the page "my record"
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from xianfeng.apps.people.record_notes import RecordLine as RecordLine
from xianfeng.apps.people.record_notes import Todo as Todo

PACKAGE = Path(__file__).resolve().parents[2]
MODULES = ("queries", "own")


@dataclass(frozen=True)
class PublicCard:
    """One thing on the public site. `group`: notice | opinion | pledge | honour; `until`: the last day it is shown."""

    group: str
    title: str
    text: str = ""
    url: str = ""
    until: date | None = None


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
