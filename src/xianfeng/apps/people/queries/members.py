"""Members of branches and staff of what these cover."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Min, OuterRef, Q

from xianfeng.apps.people.models import (
    Affiliation,
    Employment,
    Membership,
    Office,
    Organization,
    OrganizationClosure,
    Person,
)
from xianfeng.apps.people.queries.days import on_day
from xianfeng.apps.people.queries.offices import PersonRow

WHOLE_TYPES = tuple(kind for kind in Organization.PARTY_TYPES if kind not in Organization.BRANCH_TYPES)
MEMBER_STATUSES = (Membership.Status.FULL, Membership.Status.PROBATIONARY)


def members_of(branch_ids: list[int] | frozenset[int], *, on: date, statuses: tuple[str, ...] = MEMBER_STATUSES):
    """Values rows (person_id, name, number, status, organization_id = the branch) of members of these branches.

    Guests are left out: they count at home (S3-74). Members of a Party group count at the branch above it.
    """
    return (
        Affiliation.objects.filter(
            on_day(on) & on_day(on, "person__memberships__"),
            ~Q(kind=Affiliation.Kind.GUEST),
            organization__closure_up__relation="party",
            organization__closure_up__ancestor_id__in=branch_ids,
            person__memberships__status__in=statuses,
        )
        .values(
            "person_id",
            "person__name",
            "person__number",
            "person__memberships__status",
            "organization__closure_up__ancestor_id",
        )
        .order_by("person__number")
    )


def staff_of(branch_ids: list[int] | frozenset[int], *, on: date):
    """Values rows (person_id, branch id) of everybody working in what these organisations cover, members included.

    A place belongs to the nearest branch that covers it: the branch that covers the bureau answers for the bureau's own
    staff and not for every school below it. A committee or general branch asks for everything below.
    """
    nearer = OrganizationClosure.objects.filter(
        relation="covers",
        descendant_id=OuterRef("organization_id"),
        ancestor__type__in=Organization.BRANCH_TYPES,
        depth__lt=OuterRef("organization__closure_up__depth"),
    )
    return (
        Employment.objects.filter(
            on_day(on),
            ~Q(kind=Employment.Kind.RETIRED),
            ~Exists(nearer) | Q(organization__closure_up__ancestor__type__in=WHOLE_TYPES),
            organization__closure_up__relation="covers",
            organization__closure_up__ancestor_id__in=branch_ids,
        )
        .values("person_id", "person__name", "person__number", "organization__closure_up__ancestor_id")
        .order_by("person__number")
        .distinct()
    )


def list_choosable(
    unit_id: int, *, on: date, known_as: str = "", among: Iterable[int] | None = None, most: int | None = None
) -> list[PersonRow]:
    """Everybody of a unit whom a form may name: members, then staff, each once and nearest to the unit first.

    `known_as`: only who has this staff number or this very name; `among`: only these persons. Two queries.
    """
    wanted = Q() if among is None else Q(person_id__in=list(among))
    if known_as:
        wanted &= Q(person__number=known_as) | Q(person__name=known_as)
    found: dict[int, PersonRow] = {}
    for people in (members_of([unit_id], on=on), staff_of([unit_id], on=on)):
        if most is not None and len(found) >= most:
            break
        nearest = (
            people.filter(wanted)
            .values_list("person_id", "person__number", "person__name")
            .annotate(distance=Min("organization__closure_up__depth"))
            .order_by("distance", "person__number")[:most]
        )
        found |= {row[0]: PersonRow(*row[:3]) for row in nearest}
    return list(found.values())[:most]


def belong(person_ids: Iterable[int], unit_id: int, *, on: date) -> bool:
    """Whether every one of these is of a unit: what a form may name, an action accepts. None of them is all of them."""
    asked = set(person_ids)
    return not asked or len(list_choosable(unit_id, on=on, among=asked)) == len(asked)


def list_numbers(person_ids: Iterable[int]) -> dict[int, str]:
    """Person -> staff number: what tells two of the same name apart."""
    return dict(Person.objects.filter(pk__in=list(person_ids)).values_list("pk", "number"))


def list_persons(person_ids: Iterable[int], *, known_as: str = "") -> list[PersonRow]:
    """These persons; with `known_as` only who of them has this staff number or this very name."""
    known = Q(number=known_as) | Q(name=known_as) if known_as else Q()
    rows = Person.objects.filter(known, pk__in=list(person_ids)).values_list("pk", "number", "name")
    return [PersonRow(*row) for row in rows]


def list_ties(person_id: int) -> set[int]:
    """Every organisation that a person ever belonged to or worked at."""
    ties = (Affiliation, Employment)
    return {
        unit for tie in ties for unit in tie.objects.filter(person_id=person_id).values_list("organization", flat=True)
    }


def list_departments(person_ids: Iterable[int], *, on: date) -> dict[int, str]:
    """Person -> the department (or school) worked in on a day, in the order of the roster; of several the first."""
    rows = (
        Employment.objects.filter(on_day(on), person_id__in=list(person_ids))
        .order_by("organization__code", "person__number")
        .values_list("person_id", "organization__name", "organization__short_name")
    )
    found: dict[int, str] = {}
    for person, name, short in rows:
        found.setdefault(person, short or name)
    return found


def list_standings(person_ids: Iterable[int], *, on: date) -> dict[int, dict[str, date]]:
    """Person -> standing in the Party -> the first day of its newest period, up to a day."""
    found: dict[int, dict[str, date]] = {}
    held = Membership.objects.filter(person_id__in=list(person_ids), from_date__lte=on).order_by("from_date")
    for person, status, since in held.values_list("person_id", "status", "from_date"):
        found.setdefault(person, {})[status] = since
    return found


@dataclass(frozen=True)
class MemberRow:
    """A member of a branch with the rights of the day, and what statistics on selections look at."""

    person_id: int
    name: str
    branch_id: int
    branch_name: str
    status: str
    may_vote: bool
    may_elect: bool
    may_be_elected: bool
    worked_since: date | None
    leads: bool


def list_member_rows(branch_ids: list[int] | frozenset[int], *, on: date) -> list[MemberRow]:
    """Members of these branches (guests count at home), each once, with rights, years and posts; three queries."""
    rows = members_of(branch_ids, on=on).values_list(
        "person_id",
        "person__name",
        "organization__closure_up__ancestor_id",
        "person__memberships__status",
        "person__memberships__may_vote",
        "person__memberships__may_elect",
        "person__memberships__may_be_elected",
        "person__worked_since",
    )
    found = {row[0]: row for row in rows}
    names = dict(Organization.objects.filter(pk__in=branch_ids).values_list("pk", "name"))
    leading = set(
        Office.objects.filter(on_day(on), person_id__in=found, role__in=Office.LEADER_ROLES).values_list(
            "person_id", flat=True
        )
    )
    return [
        MemberRow(person, name, branch, names[branch], status, vote, elect, elected, since, person in leading)
        for person, name, branch, status, vote, elect, elected, since in found.values()
    ]


def list_non_member_staff(branch_ids: list[int] | frozenset[int], *, on: date) -> list[tuple[int, str, str]]:
    """(person id, name, branch name) of staff of what these branches cover who are not members, each once, by the nearest."""
    rows = list(
        staff_of(branch_ids, on=on)
        .values_list(
            "person_id", "person__name", "organization__closure_up__ancestor_id", "organization__closure_up__depth"
        )
        .order_by("person__number", "-organization__closure_up__depth")
    )
    members = set(
        Membership.objects.filter(
            on_day(on), person_id__in=[row[0] for row in rows], status__in=MEMBER_STATUSES
        ).values_list("person_id", flat=True)
    )
    names = dict(Organization.objects.filter(pk__in=branch_ids).values_list("pk", "name"))
    return list({row[0]: (row[0], row[1], names[row[2]]) for row in rows if row[0] not in members}.values())
