"""Names in the order of strokes (以姓氏笔画为序)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def in_stroke_order(items: Iterable[T], key: Callable[[T], str]) -> list[T]:
    return list(items)
