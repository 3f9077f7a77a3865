"""The plan is the program: what a pack may set is acted upon, or can only be set to what always holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest

import xianfeng
from xianfeng.core.kind import list_kinds

SOURCE = Path(xianfeng.__file__).parent
OPTIONS = [
    pytest.param(
        kind.code,
        name,
        id=f"{kind.code}-{name}",
    )
    for kind in list_kinds()
    for name in kind.Params.model_fields
]


def is_constant(code: str, name: str) -> bool:
    """One value only: a plan that says otherwise is refused."""
    field = next(kind for kind in list_kinds() if kind.code == code).Params.model_fields[name]
    return get_origin(field.annotation) is Literal and len(get_args(field.annotation)) == 1


def names_read(tree: ast.AST) -> Iterator[str]:
    """`one.name`, `one["name"]`, `one.get("name")`, `getattr(one, "name")`; a declaration reads nothing.

    `faults` only looks whether a plan is consistent; that is not acting upon it.
    """
    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef) and node.name == "faults":
            continue
        todo += ast.iter_child_nodes(node)
        match node:
            case ast.Attribute(attr=name, ctx=ast.Load()):
                yield name
            case ast.Subscript(slice=ast.Constant(value=str(name)), ctx=ast.Load()):
                yield name
            case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str(name)), *_]):
                yield name
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=str(name)), *_]):
                yield name


@cache
def read_in(kind: str) -> frozenset[str]:
    """Names read in the code and templates of one kind ('' for what stands outside of all kinds)."""
    found: set[str] = set()
    for path in SOURCE.rglob("*"):
        parts = path.relative_to(SOURCE).parts
        own = parts[1] if parts[0] == "kinds" and len(parts) > 2 else ""
        if own != kind or parts[0] == "packs" or {"tests", "migrations"} & set(parts):
            continue
        if path.suffix == ".py":
            found |= set(names_read(ast.parse(path.read_text())))
        elif path.suffix == ".html":
            found |= set(re.findall(r"params\.(\w+)", path.read_text()))
    return frozenset(found)


@pytest.mark.parametrize(("code", "name"), OPTIONS)
def test_what_a_plan_may_set_is_acted_upon(code: str, name: str) -> None:
    assert is_constant(code, name) or name in read_in(code), (
        f"no code of {code} reads “{name}”: act upon it, or let it have one value"
    )


def test_reading_is_told_from_declaring_and_from_checking() -> None:
    text = 'class P:\n    a: int\n    def faults(self):\n        return self.b\n\ndef f(p):\n    p.c = p.d\n    return p["e"], p.get("g")'
    assert set(names_read(ast.parse(text))) == {"d", "e", "g", "get"}
