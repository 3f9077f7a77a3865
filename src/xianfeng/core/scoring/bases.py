"""Named denominators (CONVENTIONS 1, point 5): a share without the name of its base does not exist here."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Base(StrEnum):
    """What a share is a share of."""

    ROLL = "roll"  # 选举人名册
    EXPECTED = "expected"  # 应到会
    PRESENT = "present"  # 实到会
    BALLOTS_ISSUED = "ballots_issued"  # 发出票
    BALLOTS_RETURNED = "ballots_returned"  # 收回票
    BALLOTS_VALID = "ballots_valid"  # 有效票
    MEMBERS = "members"  # 党员总数
    FULL_MEMBERS = "full_members"  # 正式党员数
    APPRAISED = "appraised"  # 参加评议的人数
    COMMITTEE = "committee"  # 委员（班子成员）数
    DELEGATES = "delegates"  # 全体代表
    STAFF = "staff"  # 教职工数


Counts = Mapping[str, int]


class MissingBase(LookupError):
    """The count that a rule names as its base was not given."""

    def __init__(self, base: Base) -> None:
        super().__init__(base.value)
        self.base = base


def count_of(base: Base, counts: Counts) -> int:
    """The count of a base. Raises `MissingBase`, ValueError when negative."""
    try:
        count = counts[base.value]
    except KeyError:
        raise MissingBase(base) from None
    if count < 0:
        raise ValueError(f"{base.value} is negative")
    return count
