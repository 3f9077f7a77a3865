"""Who is asked: rules as data, judged here in Python or folded into a database filter by an app.

rule = who_rule(["members"], without=["retired_members"], school_types=["primary"])
matches(rule, person_facts(membership="full_member", employment=["regular"], school_type="primary"))   # True
"""

from xianfeng.core.audience.facts import Facts, organization_facts, person_facts
from xianfeng.core.audience.rules import (
    EVERYONE,
    NOBODY,
    All,
    AnyOf,
    BadRule,
    Has,
    Not,
    Rule,
    fold,
    matches,
    read_rule,
    write_rule,
)
from xianfeng.core.audience.who import OUTSIDE, UnknownWho, subject_of_who, who_rule

__all__ = [
    "EVERYONE",
    "NOBODY",
    "OUTSIDE",
    "All",
    "AnyOf",
    "BadRule",
    "Facts",
    "Has",
    "Not",
    "Rule",
    "UnknownWho",
    "fold",
    "matches",
    "organization_facts",
    "person_facts",
    "read_rule",
    "subject_of_who",
    "who_rule",
    "write_rule",
]
