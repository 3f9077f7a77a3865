"""The roll as a text anybody can hash again. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class RollLine:
    position: int
    name: str
    unit: str
    stratum: str


def roll_text(title: str, lines: Iterable[RollLine]) -> str:
    """One line a person, tab between the columns, line feed at the end: the file people download."""
    body = "".join(f"{line.position}\t{line.name}\t{line.unit}\t{line.stratum}\n" for line in lines)
    return f"{title}\n{body}"


def roll_sha256(title: str, lines: Iterable[RollLine]) -> str:
    return hashlib.sha256(roll_text(title, lines).encode()).hexdigest()


def merged_strata(sizes: dict[str, int], least: int) -> dict[str, str]:
    """Which stratum each one counts in: those under `least` join, and the smallest other joins them while still short.

    Before: {members: 12, parents: 3, staff: 6}, 5. After: members stay, parents and staff are counted together as "all".
    """
    kept = {code for code, size in sizes.items() if size >= least}
    small = set(sizes) - kept
    while small and kept and sum(sizes[code] for code in small) < least:
        nearest = min(kept, key=lambda code: (sizes[code], code))
        kept.remove(nearest)
        small.add(nearest)
    together = "all" if len(small) > 1 or not kept else ""
    return {code: code if code in kept or not together else together for code in sizes}
