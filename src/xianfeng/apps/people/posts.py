"""Who leads, who is how old, which teaching groups there are: what a rating and its statistics ask of the roster."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from xianfeng.apps.people.models import Employment, Office, Organization, Person
from xianfeng.apps.people.queries import on_day
from xianfeng.core.audience.who import COMMITTEE

LEADING_TEAM = ("branch_secretary", "deputy_secretary", "principal", "vice_principal")
"""班子: as in `core.audience` and the crowds of `progress`."""


@dataclass(frozen=True)
class LeaderRow:
    person_id: int
    name: str
    title: str
    unit_id: int
    """The Party organisation of those asked for that is led, or whose school is."""


def list_leading_team(branch_ids: Collection[int], *, on: date) -> list[LeaderRow]:
    """Secretaries of these Party organisations and heads of what they cover, each person once, posts joined."""
    found: dict[int, LeaderRow] = {}
    for relation in ("party", "covers"):
        posts = (
            Office.objects.filter(
                on_day(on),
                role__in=LEADING_TEAM,
                organization__closure_up__relation=relation,
                organization__closure_up__ancestor_id__in=list(branch_ids),
            )
            .order_by("from_date", "pk")
            .values_list("person_id", "person__name", "title", "organization__closure_up__ancestor_id")
        )
        for person, name, title, unit in posts:
            before = found.get(person)
            joined = title if before is None or title in before.title else f"{before.title}、{title}"
            found[person] = LeaderRow(person, name, joined, before.unit_id if before else unit)
    return list(found.values())


def list_party_workers(branch_ids: Collection[int], *, on: date) -> set[int]:
    """党务工作者: who holds a post in the committee of one of these Party organisations on a day."""
    held = Office.objects.filter(
        on_day(on),
        role__in=COMMITTEE,
        organization__closure_up__relation="party",
        organization__closure_up__ancestor_id__in=list(branch_ids),
    )
    return set(held.values_list("person_id", flat=True))


@dataclass(frozen=True)
class StandingRow:
    """What statistics on fairness look at; never shown by person."""

    worked_since: date | None
    birth_month: date | None
    leads: bool


def list_standing(person_ids: Collection[int], *, on: date) -> dict[int, StandingRow]:
    """Years, age and post of these persons; two queries."""
    leading = set(
        Office.objects.filter(on_day(on), person_id__in=person_ids, role__in=Office.LEADER_ROLES).values_list(
            "person_id", flat=True
        )
    )
    rows = Person.objects.filter(pk__in=person_ids).values_list("pk", "worked_since", "birth_month")
    return {pk: StandingRow(since, born, pk in leading) for pk, since, born in rows}


@dataclass(frozen=True)
class GroupRow:
    organization_id: int
    name: str
    unit_id: int


def list_teaching_groups(branch_ids: Collection[int]) -> list[GroupRow]:
    """Teaching groups of the schools that these Party organisations cover."""
    schools = Organization.objects.filter(
        closure_up__relation="covers", closure_up__ancestor_id__in=list(branch_ids)
    ).values_list("pk", "closure_up__ancestor_id")
    unit_of = dict(schools)
    groups = Organization.objects.filter(
        type=Organization.Type.TEACHING_GROUP,
        closure_up__relation="administrative",
        closure_up__ancestor_id__in=list(unit_of),
    ).values_list("pk", "name", "closure_up__ancestor_id")
    return list({pk: GroupRow(pk, name, unit_of[school]) for pk, name, school in groups}.values())


def list_workers(organization_ids: Collection[int], *, on: date) -> list[tuple[int, int]]:
    """(person, organisation) of everybody working directly in one of these organisations."""
    rows = Employment.objects.filter(on_day(on), organization_id__in=list(organization_ids))
    return list(rows.values_list("person_id", "organization_id").distinct())
