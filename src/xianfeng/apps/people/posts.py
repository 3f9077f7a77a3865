"""Who leads, who is how old, which teaching groups there are: what a rating and its statistics ask of the roster."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from xianfeng.apps.people.models import Employment, Office, Organization, OrganizationClosure, Person
from xianfeng.apps.people.queries import OrganizationRow, list_branches, list_secretaries, on_day
from xianfeng.core.audience.who import COMMITTEE
from xianfeng.core.scoring.masking import SMALLEST_CELL, mask_table

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
class PortfolioRow:
    """One unit in a leader's portfolio (分管部门、单位)."""

    person_id: int
    name: str
    organization_id: int
    organization_name: str
    organization_type: str


def list_portfolios(
    *, on: date, organization_ids: Collection[int] | None = None, person_id: int | None = None
) -> list[PortfolioRow]:
    """Who is in charge of which unit on a day (S3-83): of these units, or of one person; give at least one of both."""
    held = Office.objects.filter(on_day(on), role=Office.Role.IN_CHARGE)
    if organization_ids is not None:
        held = held.filter(organization_id__in=list(organization_ids))
    if person_id is not None:
        held = held.filter(person_id=person_id)
    rows = held.order_by("organization__code", "person__number").values_list(
        "person_id",
        "person__name",
        "organization_id",
        "organization__name",
        "organization__short_name",
        "organization__type",
    )
    return [PortfolioRow(who, name, unit, short or full, kind) for who, name, unit, full, short, kind in rows]


def list_unanswered(organization_id: int, *, on: date) -> list[tuple[str, OrganizationRow]]:
    """Branches below an organisation whose Party work has no leader in charge beside the head (S4-41, S4-42), each with
    `in_charge_missing` or `in_charge_is_head`. A unit with one leader needs only that one."""
    branches = list_branches(organization_id)
    ids = [branch.id for branch in branches]
    heads = dict(list_secretaries(ids, on=on))
    leaders: dict[int, set[int]] = {}
    for row in list_leading_team(ids, on=on):
        leaders.setdefault(row.unit_id, set()).add(row.person_id)
    named: dict[int, set[int]] = {}
    for charge in list_portfolios(on=on, organization_ids=ids):
        named.setdefault(charge.organization_id, set()).add(charge.person_id)
    found = []
    for branch in branches:
        here = named.get(branch.id, set())
        if len(leaders.get(branch.id, set()) | here) < 2:
            continue
        if not here:
            found.append(("in_charge_missing", branch))
        elif here == {heads.get(branch.id)}:
            found.append(("in_charge_is_head", branch))
    return found


def list_places(branch_id: int) -> set[int]:
    """A Party organisation, those below it, the units they cover and everything below those."""
    own = OrganizationClosure.objects.filter(relation__in=("party", "covers"), ancestor_id=branch_id)
    return {branch_id, *own.values_list("descendant_id", flat=True)}


def find_answering(organization_id: int) -> int | None:
    """The branch that answers for a unit: itself when it is a Party organisation, else the nearest that covers it."""
    if Organization.objects.filter(pk=organization_id, type__in=Organization.PARTY_TYPES).exists():
        return organization_id
    above = OrganizationClosure.objects.filter(
        relation="covers", descendant_id=organization_id, ancestor__type__in=Organization.BRANCH_TYPES
    )
    return above.order_by("depth").values_list("ancestor_id", flat=True).first()


def list_portfolio_pairs(branch_id: int, *, on: date) -> list[tuple[int, int]]:
    """(leader in charge, head of the department) for every department of a branch's units: 班子成员与分管部门负责人 (S3-29)."""
    leaders: dict[int, list[int]] = {}
    for row in list_portfolios(on=on, organization_ids=list_places(branch_id)):
        leaders.setdefault(row.organization_id, []).append(row.person_id)
    heads = Office.objects.filter(
        on_day(on), organization_id__in=leaders, role__in=(Office.Role.DEPARTMENT_HEAD, Office.Role.GROUP_LEADER)
    ).order_by("organization__code", "person__number")
    pairs = [
        (leader, head)
        for unit, head in heads.values_list("organization_id", "person_id")
        for leader in leaders[unit]
        if leader != head
    ]
    return list(dict.fromkeys(pairs))


def heads_in_portfolio(person_id: int, *, on: date) -> set[int]:
    """Heads of the departments this person is in charge of."""
    units = [row.organization_id for row in list_portfolios(on=on, person_id=person_id)]
    held = Office.objects.filter(on_day(on), organization_id__in=units, role=Office.Role.DEPARTMENT_HEAD)
    return set(held.values_list("person_id", flat=True)) - {person_id}


def leaders_of_head(person_id: int, *, on: date) -> set[int]:
    """Who is in charge of a department that this person heads; empty where nobody is recorded (S3-34)."""
    headed = Office.objects.filter(on_day(on), person_id=person_id, role=Office.Role.DEPARTMENT_HEAD)
    units = list(headed.values_list("organization_id", flat=True))
    if not units:
        return set()
    return {row.person_id for row in list_portfolios(on=on, organization_ids=units)} - {person_id}


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


AGE_BANDS = (35, 45, 55)
"""Upper ends of the bands, in full years; the last band is open."""


def count_leader_ages(organization_ids: Collection[int], *, on: date) -> dict[str, int | None] | None:
    """年龄梯次 of those who lead here (S4-21): band -> how many, by the roster's month of birth. Only numbers: small ones and what
    would give them away are withheld (None); nothing at all (None) where fewer lead than one cell may show.

    Bands: "35", "45", "55" (up to that age), "over", "unknown".
    """
    rows = dict(
        Office.objects.filter(on_day(on), organization_id__in=list(organization_ids), role__in=Office.LEADER_ROLES)
        .exclude(person=None)
        .values_list("person_id", "person__birth_month")
    )
    if len(rows) < SMALLEST_CELL:
        return None
    counts = dict.fromkeys((*map(str, AGE_BANDS), "over", "unknown"), 0)
    for born in rows.values():
        if born is None:
            counts["unknown"] += 1
            continue
        age = on.year - born.year - (on.month < born.month)
        counts[next((str(end) for end in AGE_BANDS if age <= end), "over")] += 1
    cells = mask_table({"all": counts}).cells
    return {name: cells["all", name] for name in counts}


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
