"""Out of whom persons are chosen, and who votes on them: the members of the branches, or all staff of their schools (S2-44)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from xianfeng.apps.people import posts
from xianfeng.apps.people import queries as people

STAFF = "staff"


@dataclass(frozen=True)
class Someone:
    """`reason`: why not to be chosen, '' when nothing of the register stands against it."""

    person_id: int
    name: str
    unit_id: int
    unit: str
    reason: str
    may_elect: bool
    leads: bool
    worked_since: date | None


def list_field(unit_ids: Collection[int], electorate: str, *, on: date) -> list[Someone]:
    """Everybody of these branches in question, each once, in the order of the register; a fixed number of queries."""
    return _staff(unit_ids, on) if electorate == STAFF else _members(unit_ids, on)


def _members(unit_ids: Collection[int], on: date) -> list[Someone]:
    found = []
    for one in people.list_member_rows(list(unit_ids), on=on):
        is_full = one.status == "full_member"
        reason = "probationary" if not is_full else "" if one.may_be_elected else "no_right"
        found.append(
            Someone(
                one.person_id,
                one.name,
                one.branch_id,
                one.branch_name,
                reason,
                is_full and one.may_elect,
                one.leads,
                one.worked_since,
            )
        )
    return found


def _staff(unit_ids: Collection[int], on: date) -> list[Someone]:
    """All who work in what the branches cover, in the Party or not: who works at two counts in the first."""
    names = {unit.id: unit.name for unit in people.list_organizations(frozenset(unit_ids))}
    rows = people.staff_of(list(unit_ids), on=on).values_list(
        "person_id", "person__name", "organization__closure_up__ancestor_id"
    )
    first = {}
    for person, name, unit in rows:
        first.setdefault(person, (name, unit))
    known = posts.list_standing(list(first), on=on)
    return [
        Someone(person, name, unit, names[unit], "", True, known[person].leads, known[person].worked_since)
        for person, (name, unit) in first.items()
    ]
