"""按工程看进度: the programme as a tree of its criteria, and n of N of the steps that serve each node (S2-03, S2-12, S4-01).

Before: 两个建设 with the nodes 基层组织建设 (2 steps) and 党风廉政建设 (5 steps), each step done or not in each unit.
After: 基层组织建设 1 of 2, 党风廉政建设 3 of 5, 两个建设 4 of 7. A step that serves two nodes counts once above them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """One node. ``code``: ``set`` or ``set.item``; ``steps``: codes of the steps that name this very node."""

    code: str
    title: str
    steps: tuple[str, ...] = ()
    children: tuple[Node, ...] = ()
    ledger: str = ""
    """Which ledger its measures are carried out in (S2-16); '' for none."""

    @property
    def all_steps(self) -> tuple[str, ...]:
        """The steps of the node and of everything below it, each once, in the order of the tree."""
        found = dict.fromkeys(self.steps)
        for child in self.children:
            found.update(dict.fromkeys(child.all_steps))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Tally:
    """``done`` of ``of`` pieces: a piece is one step in one unit. ``of`` is 0 where nothing can be counted."""

    done: int = 0
    of: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.done + other.done, self.of + other.of)


def programme_tree(plan: Mapping[str, Any]) -> tuple[Node, ...]:
    """The sets a frozen plan puts in its tree, in their order, with their items and the items that refine those.

    Blank places are left out. A plan without a tree, or frozen before there was one, has none.
    """
    criteria: Mapping[str, Any] = plan.get("criteria", {})
    sets = list(plan.get("tree", ()))
    serving: dict[str, list[str]] = {}
    for step in plan.get("steps", ()):
        for code in step.get("serves", ()):
            serving.setdefault(code, []).append(step["code"])

    def items(code: str, goal: str | None = None) -> tuple[Node, ...]:
        nodes = []
        for item in criteria.get(code, ()):
            if not str(item["title"]).strip() or (goal is not None and item.get("goal") != goal):
                continue
            here = f"{code}.{item['key']}"
            below = tuple(node for one in sets if one["refines"] == code for node in items(one["code"], item["key"]))
            ledger = str(item.get("ledger") or "")
            nodes.append(Node(here, str(item["title"]), tuple(serving.get(here, ())), below, ledger))
        return tuple(nodes)

    inner = {one["code"] for one in sets if one["refines"] in {other["code"] for other in sets}}
    return tuple(
        Node(one["code"], one["title"], tuple(serving.get(one["code"], ())), items(one["code"]))
        for one in sets
        if one["code"] not in inner
    )


def tally(steps: Iterable[str], standing: Mapping[str, Tally]) -> Tally:
    """The pieces of these steps together; a step nobody can count (``standing`` does not name it) adds nothing."""
    return sum((standing.get(code, Tally()) for code in steps), Tally())
