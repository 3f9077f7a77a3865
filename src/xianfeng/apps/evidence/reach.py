"""Reach rooms and kinds by name: call a query that a room may or may not have, without importing the room.

Kinds do not know each other and nobody above imports them; what a page wants from all of them is asked here.
A room answers by having the function in its `queries` module:

- `list_todos(viewer, on) -> list[Todo]`: what this person has to do there besides steps (a ballot to cast, an item to accept)
- `list_public_cards(on) -> list[PublicCard]`: what of the room is open to society today
- `list_record(person_id) -> list[RecordLine]`: what the room keeps about a person, for the page "my record"
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Todo:
    """One line of a to-do list, as a room tells it. `what` is verb and object, translated."""

    what: str
    due: date | None
    url_name: str
    url_args: tuple[object, ...] = ()
    minutes: int | None = None
    from_plan: str = ""
    state: str = "open"
    """open | late | in_review"""


@dataclass(frozen=True)
class RecordLine:
    """One thing kept about a person, as a room tells it."""

    on: date
    what: str
    title: str
    text: str = ""
    by: str = ""
    state: str = ""
    subject: str = ""
    """model:id, what a statement or a correction can be attached to"""
    parts: dict[str, Any] = field(default_factory=dict)


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
            if (room / "queries.py").exists() or (room / "queries").is_dir():
                function = getattr(import_module(f"xianfeng.{storey}.{room.name}.queries"), name, None)
                if function is not None:
                    found.append(function)
    return tuple(found)


def each_room(name: str, **arguments: Any) -> Iterator[Any]:
    """Everything every room's function of this name returns, in the order of the rooms."""
    for function in _functions(name):
        yield from function(**arguments)
