"""A fault of a pack as a value: code, what it is about, and the file and line it stands in. Sentences are made elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Fault:
    """``line`` counts from 1; 0 when the fault is the file itself. A ``warning`` is told but stops nothing."""

    code: str
    file: Path
    line: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    severity: Literal["error", "warning"] = "error"

    @property
    def is_error(self) -> bool:
        """Whether the pack cannot be used as it stands."""
        return self.severity == "error"


class PackFaulty(Exception):
    """Raised by ``load_pack`` when a folder cannot be read as a pack; holds every fault found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{len(faults)} fault(s), first: {faults[0].code}" if faults else "faulty pack")
        self.faults = faults
