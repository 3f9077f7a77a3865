"""What changed between two versions of a text, sentence by sentence, as the component `diff` shows it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]?")
KINDS = {"equal": "same", "replace": "changed", "delete": "removed", "insert": "added"}


def changes(before: str, after: str) -> list[dict[str, str]]:
    """Rows {kind: same|added|removed|changed, old, new}.

    Before: 学习不够。作风还好。 and 学习不够，听课少。作风还好。 After: one sentence changed, one the same.
    """
    old, new = (list(_sentences(text)) for text in (before, after))
    return [
        {"kind": KINDS[tag], "old": "".join(old[a:b]).strip(), "new": "".join(new[c:d]).strip()}
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    ]


def _sentences(text: str) -> Iterator[str]:
    return (found for found in SENTENCE.findall(text) if found.strip())
