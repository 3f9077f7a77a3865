"""The order itself. Two ways are in official use for names of two characters, and both are offered:

`SURNAME` (姓氏笔画, Party congresses; the default): the missing middle character counts as nothing, so 田富 stands
before 田大利. `FULL_NAME` (姓名笔画, people's congresses): characters are compared one by one, so 田大利 stands first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TypeVar

from xianfeng.core.strokes.table import find_count, find_forms

Item = TypeVar("Item")
CharacterKey = tuple[int, int, tuple[int, ...], tuple[int, ...], int]
NameKey = tuple[CharacterKey, ...]

UNKNOWN_COUNT = 1000
NOTHING: CharacterKey = (0, 0, (), (), 0)
NOT_PART_OF_A_NAME = frozenset("·•・‧.")


class NameOrder(StrEnum):
    """How a name with a one-character given name is placed."""

    SURNAME = "surname"
    FULL_NAME = "full_name"


def stroke_key(name: str, order: NameOrder = NameOrder.SURNAME) -> NameKey:
    """Sort key of a name; spaces inside (张　三) and the dots of long names do not count.

    Per character: count; known sequences before unknown ones; kinds of strokes; their secondary forms (横 before 提);
    the code point as the last resort, so that the order never depends on the input.
    """
    characters = [letter for letter in name if not letter.isspace() and letter not in NOT_PART_OF_A_NAME]
    keys = [_character_key(letter) for letter in characters]
    if order is NameOrder.SURNAME and len(keys) == 2:
        keys.insert(1, NOTHING)
    return tuple(keys)


def sort_by_strokes(
    names: Iterable[Item],
    *,
    name_of: Callable[[Item], str] = str,
    order: NameOrder = NameOrder.SURNAME,
) -> list[Item]:
    """Sorted by strokes. `name_of` picks the name from a row; equal names keep the order they came in."""
    return sorted(names, key=lambda item: stroke_key(name_of(item), order))


def _character_key(character: str) -> CharacterKey:
    forms = find_forms(character)
    if forms is not None:
        kinds = tuple(int(kind) for kind, _ in forms)
        return (len(forms), 0, kinds, tuple(form for _, form in forms), ord(character))
    count = find_count(character)
    return (UNKNOWN_COUNT if count is None else count, 1, (), (), ord(character))
