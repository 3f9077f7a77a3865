"""The stroke table: how many strokes a character has and, for 6,939 characters in use, which ones in which order.

Sources and licences of the two data files beside this module are in SOURCES.md there. A character without a sequence
still has its count; one without either is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from functools import cache
from importlib import resources


class Stroke(IntEnum):
    """The five kinds in their official order 横竖撇点折. 提 counts as 横, 竖钩 as 竖, 捺 as 点."""

    HORIZONTAL = 1
    VERTICAL = 2
    LEFT_FALLING = 3
    DOT = 4
    TURNING = 5


FORMS: Mapping[str, tuple[Stroke, int]] = {
    "j": (Stroke.HORIZONTAL, 0),  # 横
    "i": (Stroke.HORIZONTAL, 1),  # 提
    "f": (Stroke.VERTICAL, 0),  # 竖
    "g": (Stroke.VERTICAL, 1),  # 竖钩
    "s": (Stroke.LEFT_FALLING, 0),  # 撇
    "k": (Stroke.DOT, 0),  # 点
    "d": (Stroke.DOT, 0),  # 左点
    "l": (Stroke.DOT, 1),  # 捺
    # 折: fewer turns first, then by the kind of the first part
    "c": (Stroke.TURNING, 1),  # 横折
    "e": (Stroke.TURNING, 2),  # 横撇, 横钩
    "b": (Stroke.TURNING, 3),  # 竖弯, 竖折
    "h": (Stroke.TURNING, 4),  # 竖提
    "n": (Stroke.TURNING, 5),  # 撇折
    "m": (Stroke.TURNING, 6),  # 撇点
    "t": (Stroke.TURNING, 7),  # 弯钩
    "y": (Stroke.TURNING, 8),  # 斜钩, 卧钩
    "v": (Stroke.TURNING, 9),  # 横折折, 横折弯
    "p": (Stroke.TURNING, 10),  # 横折提
    "r": (Stroke.TURNING, 11),  # 横折钩
    "o": (Stroke.TURNING, 12),  # 横斜钩
    "x": (Stroke.TURNING, 13),  # 竖折撇, 竖折折
    "u": (Stroke.TURNING, 14),  # 竖弯钩
    "q": (Stroke.TURNING, 15),  # 横折折折
    "a": (Stroke.TURNING, 16),  # 横折折撇
    "z": (Stroke.TURNING, 17),  # 竖折折钩
    "w": (Stroke.TURNING, 18),  # 横折折折钩, 横撇弯钩
}
"""Letter of the data file -> kind of stroke and its place among the secondary forms of that kind."""


def find_count(character: str) -> int | None:
    """Number of strokes, None when the character is in no table."""
    return _counts().get(character)


def find_strokes(character: str) -> tuple[Stroke, ...] | None:
    """The strokes in writing order, None when only the count (or nothing) is known."""
    forms = find_forms(character)
    return tuple(kind for kind, _ in forms) if forms is not None else None


def find_forms(character: str) -> tuple[tuple[Stroke, int], ...] | None:
    """The strokes with their secondary forms, None when not known."""
    letters = _sequences().get(character)
    return tuple(FORMS[letter] for letter in letters) if letters is not None else None


def without_sequence(names: Iterable[str]) -> tuple[str, ...]:
    """The characters of these names whose place rests on the count alone, so that a person may look at them."""
    characters = {character for name in names for character in name if not character.isspace()}
    return tuple(sorted(characters - _sequences().keys()))


@cache
def _sequences() -> Mapping[str, str]:
    lines = _read("sequences.txt").splitlines()
    return {line[0]: line[2:] for line in lines}


@cache
def _counts() -> Mapping[str, int]:
    found = {}
    for line in _read("counts.txt").splitlines():
        count, characters = line.split(" ")
        found.update(dict.fromkeys(characters, int(count)))
    return found


def _read(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")
