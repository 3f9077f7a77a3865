"""Who acts in the demonstration: every branch with its secretary, members and the staff it answers for."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.models import Account, Office


@dataclass(frozen=True)
class Someone:
    """One made-up person, ready to act under the own account and the post held."""

    id: int
    number: str
    name: str
    actor: Actor
    may_elect: bool = False


@dataclass(frozen=True)
class Branch:
    id: int
    code: str
    name: str
    secretary: Someone | None
    members: tuple[Someone, ...]
    staff: tuple[Someone, ...]
    """Staff who are not members."""

    def draw(self, station: str) -> random.Random:
        """Chance that falls the same way each time the demonstration is built."""
        return random.Random(f"{self.code}:{station}")  # noqa: S311  (a demonstration, not a secret)

    @property
    def others(self) -> tuple[Someone, ...]:
        """Members without the secretary."""
        return tuple(one for one in self.members if one != self.secretary)


@dataclass
class _Gathered:
    members: list[Someone] = field(default_factory=list)
    staff: list[Someone] = field(default_factory=list)


def gather(root_id: int, on: date) -> tuple[Branch, ...]:
    """All branches below the root as they stand on a day, in order of their codes; a handful of queries."""
    rows = people.list_branches(root_id)
    ids = [row.id for row in rows]
    accounts = dict(Account.objects.filter(person__isnull=False).values_list("person_id", "pk"))
    titles: dict[int, str] = {}
    for person, title in (
        Office.objects.filter(people.on_day(on)).order_by("from_date").values_list("person_id", "title")
    ):
        titles.setdefault(person, title)

    def someone(person: int, number: str, name: str, may_elect: bool = False) -> Someone:
        label = f"{name}（{titles[person]}）" if person in titles else name
        return Someone(person, number, name, Actor(accounts.get(person), person, label), may_elect)

    found = {branch: _Gathered() for branch in ids}
    known: set[int] = set()
    for row in people.members_of(ids, on=on):
        if row["person_id"] not in known:
            known.add(row["person_id"])
            found[row["organization__closure_up__ancestor_id"]].members.append(
                someone(
                    row["person_id"],
                    row["person__number"],
                    row["person__name"],
                    row["person__memberships__status"] == "full_member",
                )
            )
    for row in people.staff_of(ids, on=on):
        if row["person_id"] not in known:
            known.add(row["person_id"])
            found[row["organization__closure_up__ancestor_id"]].staff.append(
                someone(row["person_id"], row["person__number"], row["person__name"])
            )
    branches = []
    for row in rows:
        head = people.find_secretary(row.id, on=on)
        members = tuple(found[row.id].members)
        secretary = next((one for one in members if head and one.id == head.id), None)
        branches.append(Branch(row.id, row.code, row.label, secretary, members, tuple(found[row.id].staff)))
    return tuple(branches)
