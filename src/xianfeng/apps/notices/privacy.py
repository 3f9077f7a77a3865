"""What may not stand on a public page: identity numbers, telephone numbers, birth dates, home addresses.

REQUIREMENTS section 4, item 14. A guard against slips, not a proof: the secrecy review by a second person remains.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("identity_number", re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)")),
    ("mobile_number", re.compile(r"(?<!\d)1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)")),
    ("landline_number", re.compile(r"(?<!\d)(?:0\d{2,3}[-－\s]?)\d{7,8}(?!\d)")),
    ("birth_date", re.compile(r"(?:出生|生于|生日)[^，。；\n]{0,8}?\d{2,4}\s*[年.\-/]")),
    ("birth_date", re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?\s*(?:出生|生)(?!活|产|态|效)")),
    ("home_address", re.compile(r"(?:家庭住址|住址|家住|现住)[：:\s]*\S{2,}")),
    ("home_address", re.compile(r"\S{1,12}(?:小区|花园|公寓|家园)\s*\d+\s*(?:栋|幢|号楼|座)")),
)


@dataclass(frozen=True)
class Slip:
    """What kind of personal detail was found, and the passage as typed."""

    code: str
    passage: str


def find_slips(text: str) -> list[Slip]:
    """Personal details in a text, in the order they stand."""
    folded = text.translate({0xFF10 + n: str(n) for n in range(10)})
    found = [
        (match.start(), Slip(code, match.group())) for code, pattern in PATTERNS for match in pattern.finditer(folded)
    ]
    return [slip for _, slip in sorted(found, key=lambda pair: pair[0])]


def is_mobile(number: str) -> bool:
    """Whether a contact number is somebody's own mobile rather than the office's line."""
    return bool(re.fullmatch(r"(?:\+?86)?1[3-9]\d{9}", re.sub(r"[\s\-－]", "", number)))
