"""Finds step kinds by the name of their folder under ``xianfeng.kinds``; nobody lists them by hand.

Before: the text ``"pledge"`` in a plan. After: the one ``StepKind`` object of ``xianfeng/kinds/pledge/kind.py``.
A code without a folder gives an :class:`UnknownKind`, so that a plan written for a newer release still opens to read.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from xianfeng.core.kind.contract import StepKind, UnknownKind

_ROOM = "xianfeng.kinds"
_CODE = re.compile(r"[a-z][a-z0-9_]*\Z")


@cache
def kind_codes() -> tuple[str, ...]:
    """Codes of all kinds of this installation, in alphabetical order."""
    room = import_module(_ROOM)
    return tuple(sorted(found.name for found in iter_modules(room.__path__) if found.ispkg))


@cache
def find_kind(code: str) -> StepKind:
    """The kind with this code; an :class:`UnknownKind` when there is no such folder."""
    if not _CODE.match(code) or code not in kind_codes() or find_spec(f"{_ROOM}.{code}.kind") is None:
        return UnknownKind(code)
    kind = import_module(f"{_ROOM}.{code}.kind").kind
    if not isinstance(kind, StepKind) or kind.code != code:
        raise TypeError(f"{_ROOM}.{code}.kind must hold one StepKind named 'kind' whose code is '{code}'")
    return kind


def list_kinds() -> tuple[StepKind, ...]:
    """All kinds of this installation, by code."""
    return tuple(find_kind(code) for code in kind_codes())


def is_known(code: str) -> bool:
    """Whether a folder of that name exists."""
    return not isinstance(find_kind(code), UnknownKind)
