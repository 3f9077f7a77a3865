"""About whom one may write in a box: the organisation, its leaders, its members (S3-26)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xianfeng.apps.people import posts
from xianfeng.apps.people import queries as people


@dataclass(frozen=True)
class Subject:
    """`id`: none for the organisation."""

    id: int | None
    name: str
    is_leader: bool = False


def list_subjects(named: Sequence[str], organization_id: int, on: date) -> list[Subject]:
    """The organisation first, then leaders, then members; a member who leads is a leader whatever the plan names: the
    superior handles it. Two queries where the plan names persons."""
    found = [Subject(None, "")]
    if not {"members", "leaders"} & set(named):
        return found
    leaders = {one.person_id: one.name for one in posts.list_leading_team([organization_id], on=on)}
    members = dict(people.members_of([organization_id], on=on).values_list("person_id", "person__name"))
    for number, name in leaders.items():
        if "leaders" in named or number in members:
            found.append(Subject(number, name, True))
    if "members" in named:
        found += [Subject(number, name) for number, name in members.items() if number not in leaders]
    return found
