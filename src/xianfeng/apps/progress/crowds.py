# ruff: noqa: S608 - every piece of SQL here is a constant of this room; values are always arguments
"""Who a step concerns on one day, as SQL: one fragment a word of `core.plan.vocabulary.Who`, each giving person and branch.

Every fragment reads the table `crowd(crowd_no, day, root_id)` and gives rows (crowd_no, subject_id, unit_id, choice):
the branch that answers for a subject is the nearest one; `choice` is the order of preference when there are several
(home before guest work, regular before joint employment). Words without a roster in this system (parents, society,
students) have no fragment: what they owe is unknown, never nought.
"""

from __future__ import annotations

HELD = "{0}.from_date <= c.day AND ({0}.until_date IS NULL OR {0}.until_date > c.day)"
"""A row of `{0}` whose period [from_date, until_date) holds the crowd's day."""

_MEMBERSHIP = (
    "EXISTS (SELECT 1 FROM people_membership m WHERE m.person_id = f.person_id AND "
    + HELD.format("m")
    + " AND m.status IN ({statuses}))"
)
_ROSTER = (
    "SELECT c.crowd_no, f.person_id AS subject_id, u.unit_id, 0 AS choice"
    " FROM crowd c JOIN people_affiliation f ON f.kind <> 'guest' AND " + HELD.format("f") + "{person}"
    " JOIN unit u ON u.place_id = f.organization_id AND u.root_id = c.root_id"
)
_WORKFORCE = (
    "SELECT c.crowd_no, f.person_id AS subject_id, v.unit_id,"
    " CASE f.kind WHEN 'regular' THEN 2 WHEN 'joint' THEN 4 ELSE 6 END"
    " - CASE WHEN v.is_shared AND EXISTS (SELECT 1 FROM people_affiliation h JOIN unit u ON u.place_id = h.organization_id"
    " WHERE h.person_id = f.person_id AND h.kind <> 'guest' AND u.unit_id = v.unit_id AND "
    + HELD.format("h")
    + ") THEN 1 ELSE 0 END AS choice"
    " FROM crowd c JOIN people_employment f ON {kinds} AND " + HELD.format("f") + "{person}"
    " JOIN cover v ON v.place_id = f.organization_id AND v.root_id = c.root_id"
)
_POSTS = (
    "SELECT c.crowd_no, f.person_id AS subject_id, coalesce(u.unit_id, v.unit_id) AS unit_id, 0 AS choice"
    " FROM crowd c JOIN people_office f ON f.role IN ({roles}) AND " + HELD.format("f") + "{person}"
    " LEFT JOIN unit u ON u.place_id = f.organization_id AND u.root_id = c.root_id"
    " LEFT JOIN cover v ON v.place_id = f.organization_id AND v.root_id = c.root_id"
    " WHERE coalesce(u.unit_id, v.unit_id) IS NOT NULL"
)
_PLACES = (
    "SELECT c.crowd_no, v.place_id AS subject_id, v.unit_id, 0 AS choice FROM crowd c"
    " JOIN cover v ON v.root_id = c.root_id JOIN people_organization o ON o.id = v.place_id AND o.type = '{type}'"
)
_FULL, _BOTH = "'full_member'", "'full_member', 'probationary_member'"
_WORKING = "f.kind <> 'retired'"
_LEADERS = "'branch_secretary', 'deputy_secretary', 'principal', 'vice_principal', 'department_head'"
_COMMITTEE = (
    "'branch_secretary', 'deputy_secretary', 'organization_commissioner', 'publicity_commissioner',"
    " 'discipline_commissioner'"
)


def _roster(statuses: str, more: str = "") -> str:
    return f"{_ROSTER} WHERE {_MEMBERSHIP.format(statuses=statuses)}{more}"


def _workforce(more: str = "", kinds: str = _WORKING) -> str:
    return _WORKFORCE.replace("{kinds}", kinds) + more


def _posts(roles: str) -> str:
    return _POSTS.replace("{roles}", roles)


PERSONS: dict[str, str] = {
    "members": _roster(_BOTH),
    "full_members": _roster(_FULL),
    "mobile_members": _roster(
        _BOTH,
        " AND EXISTS (SELECT 1 FROM people_affiliation g WHERE g.person_id = f.person_id AND g.kind <> 'home' AND "
        + HELD.format("g")
        + ")",
    ),
    "retired_members": _roster(
        _BOTH,
        " AND EXISTS (SELECT 1 FROM people_employment e WHERE e.person_id = f.person_id AND e.kind = 'retired' AND "
        + HELD.format("e")
        + ")",
    ),
    "staff": _workforce(),
    "non_members": _workforce(" WHERE NOT " + _MEMBERSHIP.format(statuses=_BOTH)),
    "activists": _workforce(" WHERE " + _MEMBERSHIP.format(statuses="'activist'"), kinds="TRUE"),
    "leaders": _posts(_LEADERS),
    "leading_team": _posts("'branch_secretary', 'deputy_secretary', 'principal', 'vice_principal'"),
    "secretaries": _posts("'branch_secretary'"),
    "party_workers": _posts(_COMMITTEE),
}
BRANCHES = "SELECT c.crowd_no, u.unit_id AS subject_id, u.unit_id, 0 AS choice FROM crowd c JOIN unit u ON u.root_id = c.root_id AND u.place_id = u.unit_id"
PARTY_ORGANIZATIONS = (
    "SELECT c.crowd_no, o.id AS subject_id, o.id AS unit_id, 0 AS choice FROM crowd c JOIN people_organizationclosure r"
    " ON r.relation = 'party' AND r.ancestor_id = c.root_id JOIN people_organization o ON o.id = r.descendant_id"
    " WHERE o.type IN ('party_branch', 'joint_branch', 'temporary_branch')"
    " OR (r.depth > 0 AND o.type IN ('general_branch', 'party_committee'))"
)
"""Party organisations below the root, and the root itself when it is a branch."""
ORGANIZATIONS: dict[str, str] = {
    "branches": BRANCHES,
    "organizations": PARTY_ORGANIZATIONS,
    "schools": _PLACES.replace("{type}", "school"),
    "departments": _PLACES.replace("{type}", "department"),
    "teaching_groups": _PLACES.replace("{type}", "teaching_group"),
}


def fragments(subject: str, who: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    """(fragment of each word that has a roster, words without one) for a step owed by `subject`.

    A step owed by organisations whose audience names only people (全体党员，以支部为单位) is owed by their branches.
    """
    if subject == "organization":
        found = {word: ORGANIZATIONS[word] for word in who if word in ORGANIZATIONS}
        return found or {"branches": BRANCHES}, ()
    known = {word: PERSONS[word] for word in who if word in PERSONS}
    return known, tuple(word for word in who if word not in known)
