"""Whether a branch's plan is written in its own words: neither empty nor the superior's text copied out (S0-03).

Before: the focus "以教学质量为着力点，服务……" in the plan of the general branch, and the same sentence in the branch's.
After: the branch's focus is named among what must be written anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

SHORTEST = 8
"""Characters from which on a text found inside a longer one counts as copied; shorter ones are turns of phrase."""


def plain(text: str) -> str:
    """A text as it is compared: letters and digits only, without regard to case."""
    return "".join(char for char in text if char.isalnum()).lower()


def is_copied(text: str, sources: Iterable[str]) -> bool:
    """The same as one of the sources, or a whole piece of one."""
    own = plain(text)
    if not own:
        return False
    return any(own == other or (len(own) >= SHORTEST and own in other) for other in map(plain, sources))


def plan_faults(texts: Mapping[str, str], sources: Iterable[str]) -> dict[str, str]:
    """Field -> `empty` or `copied`, for every field of a plan that goes back to its author."""
    known = list(sources)
    return {
        name: "copied" if plain(text) else "empty"
        for name, text in texts.items()
        if not plain(text) or is_copied(text, known)
    }
