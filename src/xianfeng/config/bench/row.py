"""One line of the table: what was measured, beside what, and the ratio between them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    what: str
    value: str
    baseline: str = "—"
    ratio: float | None = None
