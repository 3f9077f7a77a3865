"""Reach a step kind's actions and queries by name, as the address of a page does."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


def acts(kind: str, part: str = "actions") -> ModuleType:
    """`actions` of a kind, or another part of it with acts of its own: what its pages call."""
    return import_module(f"xianfeng.kinds.{kind}.{part}")


def asks(kind: str) -> ModuleType:
    """`queries` of a kind."""
    return import_module(f"xianfeng.kinds.{kind}.queries")
