"""Reach a step kind's actions and queries by name, as the address of a page does."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


def acts(kind: str) -> ModuleType:
    """`actions` of a kind: what its pages call."""
    return import_module(f"xianfeng.kinds.{kind}.actions")


def asks(kind: str) -> ModuleType:
    """`queries` of a kind."""
    return import_module(f"xianfeng.kinds.{kind}.queries")
