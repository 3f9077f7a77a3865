"""The words a plan uses for its audience (`who`, `without`, `school_types`) as rules over facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from xianfeng.core.audience.rules import All, AnyOf, Has, Not, Rule

MEMBERS = Has("membership", frozenset({"full_member", "probationary_member"}))
STAFF = Has("employment", frozenset({"regular", "joint", "seconded", "leave"}))
BRANCHES = frozenset({"party_branch", "joint_branch", "temporary_branch"})
PARTY_ORGANIZATIONS = BRANCHES | {"party_committee", "general_branch"}
COMMITTEE = frozenset(
    {
        "branch_secretary",
        "deputy_secretary",
        "organization_commissioner",
        "publicity_commissioner",
        "discipline_commissioner",
    }
)
LEADERS = frozenset({"branch_secretary", "deputy_secretary", "principal", "vice_principal", "department_head"})


def _group(name: str) -> Rule:
    return Has("group", frozenset({name}))


PERSONS: Mapping[str, Rule] = {
    "members": MEMBERS,
    "full_members": Has("membership", frozenset({"full_member"})),
    "activists": Has("membership", frozenset({"activist"})),
    "student_members": All((MEMBERS, _group("student_members"))),
    "leaders": Has("office", LEADERS),
    "secretaries": Has("office", frozenset({"branch_secretary"})),
    "party_workers": Has("office", COMMITTEE),
    "staff": STAFF,
    "non_members": All((STAFF, Not(MEMBERS))),
    "delegates": _group("delegates"),
    "leading_team": _group("leading_team"),
    "supervision_group": _group("supervision_group"),
    "programme_office": _group("programme_office"),
    "mobile_members": All((MEMBERS, Has("affiliation", frozenset({"guest", "no_unit"})))),
    "retired_members": All((MEMBERS, Has("employment", frozenset({"retired"})))),
    "must_hear_groups": _group("must_hear_groups"),
}
ORGANIZATIONS: Mapping[str, Rule] = {
    "branches": Has("organization_type", BRANCHES),
    "organizations": Has("organization_type", PARTY_ORGANIZATIONS),
    "departments": Has("organization_type", frozenset({"department"})),
    "schools": Has("organization_type", frozenset({"school"})),
    "teaching_groups": Has("organization_type", frozenset({"teaching_group"})),
}
OUTSIDE = frozenset({"students", "parents", "society"})
"""People who are not kept in the roster: reached by tokens and open pages, never owed by name."""


class UnknownWho(ValueError):
    """A plan names an audience that nobody defined."""

    def __init__(self, who: str) -> None:
        super().__init__(who)
        self.who = who


def subject_of_who(who: str) -> Literal["person", "organization", "outside"]:
    """Of what kind the subjects of an audience word are. Raises `UnknownWho`."""
    if who in PERSONS:
        return "person"
    if who in ORGANIZATIONS:
        return "organization"
    if who in OUTSIDE:
        return "outside"
    raise UnknownWho(who)


def who_rule(who: Iterable[str], *, without: Iterable[str] = (), school_types: Iterable[str] = ()) -> Rule:
    """Anyone of `who`, none of `without`, in a school of these types (any type when empty).

    Words for people outside the roster (`OUTSIDE`) match nobody in it. Raises `UnknownWho`.
    """
    parts: list[Rule] = [AnyOf(tuple(_rule(word) for word in who if word not in OUTSIDE))]
    parts += [Not(_rule(word)) for word in without if word not in OUTSIDE]
    types = frozenset(school_types)
    if types:
        parts.append(Has("school_type", types))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _rule(word: str) -> Rule:
    rule = PERSONS.get(word) or ORGANIZATIONS.get(word)
    if rule is None:
        raise UnknownWho(word)
    return rule
