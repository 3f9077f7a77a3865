"""Whom a step of study counts."""

from __future__ import annotations

from xianfeng.apps.people import queries as people
from xianfeng.apps.progress.visiting import Visit


def by_person(at: Visit) -> bool:
    return at.step.subject == "person"


def names_of(at: Visit) -> dict[int, str]:
    """Whom a session may list: the audience, or the members when the branch owes the step."""
    if by_person(at):
        found = at.coverage
        everybody = (*found.missing, *found.done, *found.excused)
        return dict(sorted(((one.id, one.name) for one in everybody), key=lambda pair: pair[0]))
    return {row["person_id"]: row["person__name"] for row in people.members_of([at.branch.id], on=at.on)}
