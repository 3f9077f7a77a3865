"""Where a member without a settled workplace takes part: at home or as a guest where they live. Pure.

S3-73: living in the home unit's city, "一般回学校参加": the home branch; anything else needs a reason. S3-74: living
elsewhere, "可在其居住地参加, 但要向学校党组织报告": a guest there, and a report to the home branch is owed.
"""

from __future__ import annotations

HOME = "home"
HOST = "host"
UNKNOWN = "unknown"


def _plain(city: str) -> str:
    return "".join(city.split()).removesuffix("市")


def place_of_taking_part(member_city: str, home_city: str) -> str:
    """`home`, `host`, or `unknown` when one of the two cities is not recorded. 青杨市 and 青杨 are one city."""
    if not member_city.strip() or not home_city.strip():
        return UNKNOWN
    return HOME if _plain(member_city) == _plain(home_city) else HOST
