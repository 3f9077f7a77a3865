"""The plan compiler: an official document goes in, what it asks for comes out, with the words it was read from."""

from __future__ import annotations

from typing import Any

__all__ = ["read_facts"]


def __getattr__(name: str) -> Any:
    """``read_facts`` is loaded when it is asked for: hundreds of rules are no part of the start of a server."""
    if name == "read_facts":
        from xianfeng.compiler.facts import read_facts

        return read_facts
    raise AttributeError(name)
