"""Clauses: the pieces of a sentence between commas, and the words around a place.

Shared ground of the rules; it knows marks, not meanings.
"""

from __future__ import annotations

from dataclasses import dataclass

_STOPS = "，。；：！？\n"


@dataclass(frozen=True)
class Clause:
    """``start..end`` of the folded text, without the marks around it."""

    start: int
    end: int


def clause_around(folded: str, start: int, end: int, stops: str = _STOPS) -> Clause:
    """The clause that holds ``start..end``; marks inside brackets and quotation marks do not cut."""
    left, depth = start, 0
    while left > 0:
        c = folded[left - 1]
        if c == "\n":
            break
        if c in "）”》":
            depth += 1
        elif c in "（“《":
            if depth == 0 and c == "（":
                break
            depth = max(0, depth - 1)
        elif depth == 0 and c in stops:
            break
        left -= 1
        if start - left > 120:
            break
    right, depth = end, 0
    while right < len(folded):
        c = folded[right]
        if c == "\n":
            break
        if c in "（“《":
            depth += 1
        elif c in "）”》":
            if depth == 0 and c == "）":
                break
            depth = max(0, depth - 1)
        elif depth == 0 and c in stops:
            break
        right += 1
        if right - end > 120:
            break
    while left < right and folded[left] in " 、”’":
        left += 1
    while right > left and folded[right - 1] in " 、":
        right -= 1
    return Clause(left, right)


def cut_clauses(folded: str, start: int, end: int, stops: str = "，；：|\t") -> list[Clause]:
    """``folded[start:end]`` cut at ``stops`` outside brackets, quotation marks and book marks."""
    clauses: list[Clause] = []
    depth = 0
    left = start
    for at in range(start, end + 1):
        c = folded[at] if at < end else "\n"
        if at < end and c in "（“《‘":
            depth += 1
        elif at < end and c in "）”》’":
            depth = max(0, depth - 1)
        timed = c == "：" and folded[at - 1 : at].isdigit() and folded[at + 1 : at + 2].isdigit()  # 17：00
        if at == end or (depth == 0 and c in stops and not timed):
            a, b = left, at
            while a < b and folded[a] in " 、":
                a += 1
            while b > a and folded[b - 1] in " 、":
                b -= 1
            if a < b:
                clauses.append(Clause(a, b))
            left = at + 1
    return clauses


def before(folded: str, position: int, width: int = 16) -> str:
    """The words in front of a place, from the last line break at most."""
    return folded[max(0, position - width) : position].rsplit("\n", 1)[-1]


def behind(folded: str, position: int, width: int = 16) -> str:
    """The words behind a place, up to the next line break at most."""
    return folded[position : position + width].split("\n", 1)[0]
