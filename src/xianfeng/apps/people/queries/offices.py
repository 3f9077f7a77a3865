"""Posts: who holds one, who leads a branch, which branch nobody leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xianfeng.apps.people.models import Office, Organization
from xianfeng.apps.people.queries.days import on_day
from xianfeng.apps.people.queries.organizations import OrganizationRow, organization_row


@dataclass(frozen=True)
class PersonRow:
    id: int
    number: str
    name: str


def find_secretary(organization_id: int, *, on: date) -> PersonRow | None:
    """Who holds the secretary's post of an organisation on that day."""
    office = (
        Office.objects.filter(on_day(on), organization_id=organization_id, role=Office.Role.SECRETARY)
        .select_related("person")
        .order_by("from_date", "pk")
        .first()
    )
    return PersonRow(office.person_id, office.person.number, office.person.name) if office else None


def list_secretaries(organization_ids: Iterable[int], *, on: date | None = None) -> set[tuple[int, int]]:
    """(organisation, person) of everybody who is secretary there; without a day: posts that have not ended."""
    held = Office.objects.filter(organization_id__in=list(organization_ids), role=Office.Role.SECRETARY)
    held = held.filter(until_date=None) if on is None else held.filter(on_day(on))
    return set(held.values_list("organization_id", "person_id"))


def list_principals(organization_ids: Iterable[int], *, on: date) -> dict[int, tuple[PersonRow, ...]]:
    """Party organisation -> who heads the schools it covers itself on that day (S1-40, S1-41)."""
    held = Office.objects.filter(
        on_day(on),
        role=Office.Role.PRINCIPAL,
        organization__closure_up__relation="covers",
        organization__closure_up__depth=1,
        organization__closure_up__ancestor_id__in=list(organization_ids),
    ).order_by("organization__code", "pk")
    found: dict[int, tuple[PersonRow, ...]] = {}
    for unit, *who in held.values_list(
        "organization__closure_up__ancestor_id", "person_id", "person__number", "person__name"
    ):
        found[unit] = (*found.get(unit, ()), PersonRow(*who))
    return found


def list_leaders(organization_ids: Iterable[int], *, on: date) -> set[tuple[int, int]]:
    """(organisation, person) of everybody who is secretary or deputy there on that day."""
    roles = (Office.Role.SECRETARY, Office.Role.DEPUTY)
    held = Office.objects.filter(on_day(on), organization_id__in=list(organization_ids), role__in=roles)
    return set(held.values_list("organization_id", "person_id"))


def list_led_branches(person_id: int | None, *, on: date) -> list[OrganizationRow]:
    """Organisations in which the person is secretary or deputy on that day."""
    posts = Office.objects.filter(
        on_day(on), person_id=person_id, role__in=(Office.Role.SECRETARY, Office.Role.DEPUTY)
    ).values("organization_id")
    return [organization_row(found) for found in Organization.objects.filter(pk__in=posts).order_by("code")]


def list_branches_without_secretary(organization_id: int, *, on: date) -> list[OrganizationRow]:
    """Branches below an organisation in which nobody holds the secretary's post on that day (S0-34)."""
    with_one = Office.objects.filter(on_day(on), role=Office.Role.SECRETARY).values("organization_id")
    branches = (
        Organization.objects.filter(
            type__in=Organization.BRANCH_TYPES, closure_up__relation="party", closure_up__ancestor_id=organization_id
        )
        .exclude(pk__in=with_one)
        .distinct()
    )
    return [organization_row(branch) for branch in branches.order_by("code")]


def post_on(person_id: int, day: date) -> str:
    """Every post held on a day, in order of start: "示例第一小学 副校长、示例第一小学党支部 党支部书记"; "" when none."""
    held = (
        Office.objects.filter(on_day(day), person_id=person_id)
        .order_by("from_date", "pk")
        .values_list("organization__name", "organization__short_name", "title")
    )
    return "、".join(f"{short or name} {title}" for name, short, title in held)


def office_roles() -> list[tuple[str, str]]:
    """Codes and names of the posts there are."""
    return [(code, str(label)) for code, label in Office.Role.choices]
