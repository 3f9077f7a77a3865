"""What a pure room has to say about its input: a code, numbers and a place, never a sentence.

Compiler, pack checker and rule checkers return diagnostics beside their result; the edge turns `code` and `params`
into a sentence through gettext. Before: an exception with English prose. After:
`Diagnostic("phase_too_long", Severity.WARNING, {"days": 40, "limit": 36}, Place(path="phases[0]"))`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """`error` stops the act, `warning` needs a person to look, `note` only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the input: `line` and `column` count from 1, `start` and `end` are half-open character offsets."""

    file: str = ""
    line: int | None = None
    column: int | None = None
    start: int | None = None
    end: int | None = None
    path: str = ""
    """Dotted path inside structured data, for example `phases[0].days`."""

    def __str__(self) -> str:
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n is not None), self.path]
        return ":".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `code` is a readable word in snake_case; `params` are plain values that the sentence needs."""

    code: str
    severity: Severity = Severity.ERROR
    params: Mapping[str, object] = field(default_factory=dict)
    place: Place | None = None


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """True when at least one finding stops the act."""
    return any(item.severity is Severity.ERROR for item in diagnostics)
