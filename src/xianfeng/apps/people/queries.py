"""Read people and organisations. Every list takes the day it is asked for: history is never overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.models import (
    Account,
    Affiliation,
    Employment,
    Membership,
    Office,
    Organization,
    OrganizationClosure,
    OrganizationRelation,
    RoleGrant,
)

MEMBER_STATUSES = (Membership.Status.FULL, Membership.Status.PROBATIONARY)


def on_day(day: date, prefix: str = "") -> Q:
    """Rows whose period [from_date, until_date) holds `day`."""
    return Q(**{f"{prefix}from_date__lte": day}) & (
        Q(**{f"{prefix}until_date__isnull": True}) | Q(**{f"{prefix}until_date__gt": day})
    )


@dataclass(frozen=True)
class OrganizationRow:
    id: int
    code: str
    name: str
    short_name: str
    type: str

    @property
    def label(self) -> str:
        return self.short_name or self.name


def _row(organization: Organization) -> OrganizationRow:
    return OrganizationRow(
        organization.pk, organization.code, organization.name, organization.short_name, organization.type
    )


def get_organization(organization_id: int) -> OrganizationRow:
    return _row(Organization.objects.get(pk=organization_id))


def find_organization_by_code(code: str) -> OrganizationRow | None:
    found = Organization.objects.filter(code=code).first()
    return _row(found) if found else None


def subtree_ids(organization_id: int, relation: str = "party") -> frozenset[int]:
    """The organisation and everything below it in one relation."""
    below = OrganizationClosure.objects.filter(relation=relation, ancestor_id=organization_id)
    return frozenset(below.values_list("descendant_id", flat=True)) | {organization_id}


def list_children(organization_id: int, relation: str = "party") -> list[OrganizationRow]:
    """Directly subordinate organisations, by code."""
    children = Organization.objects.filter(
        closure_up__relation=relation, closure_up__ancestor_id=organization_id, closure_up__depth=1
    )
    return [_row(child) for child in children.order_by("code")]


def list_branches(organization_id: int) -> list[OrganizationRow]:
    """The branches at or below an organisation in the Party tree, by code."""
    branches = Organization.objects.filter(
        type__in=Organization.BRANCH_TYPES, closure_up__relation="party", closure_up__ancestor_id=organization_id
    )
    return [_row(branch) for branch in branches.order_by("code").distinct()]


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
    return [_row(branch) for branch in branches.order_by("code")]


def find_superior(organization_id: int, relation: str = "party") -> OrganizationRow | None:
    superior = Organization.objects.filter(
        closure_down__relation=relation, closure_down__descendant_id=organization_id, closure_down__depth=1
    ).first()
    return _row(superior) if superior else None


def _covered(role_at: dict[str, set[int]]) -> dict[str, frozenset[int]]:
    """Widen each role from the organisations it is held at to the subtrees below, in one query."""
    heads = {head for heads in role_at.values() for head in heads}
    below: dict[int, set[int]] = {head: {head} for head in heads}
    pairs = OrganizationClosure.objects.filter(
        ancestor_id__in=heads, relation__in=("party", "administrative", "covers")
    ).values_list("ancestor_id", "descendant_id")
    for ancestor, descendant in pairs:
        below[ancestor].add(descendant)
    return {role: frozenset().union(*(below[head] for head in heads)) for role, heads in role_at.items()}


def get_viewer(account_id: int, *, on: date) -> Viewer:
    """The viewer of one day, in a fixed number of queries."""
    account = Account.objects.select_related("person").get(pk=account_id)
    role_at: dict[str, set[int]] = {}
    for role, organization in RoleGrant.objects.filter(on_day(on), account=account).values_list(
        "role", "organization_id"
    ):
        role_at.setdefault(role, set()).add(organization)
    if account.person_id is None:
        return Viewer(account.pk, None, account.login, on, _covered(role_at))
    title = ""
    for role, organization, held in (
        Office.objects.filter(on_day(on), person_id=account.person_id)
        .order_by("from_date")
        .values_list("role", "organization_id", "title")
    ):
        role_at.setdefault(role, set()).add(organization)
        title = title or held
    branches = frozenset(
        Affiliation.objects.filter(on_day(on), person_id=account.person_id).values_list("organization_id", flat=True)
    )
    works_at = set(
        Employment.objects.filter(on_day(on), person_id=account.person_id).values_list("organization_id", flat=True)
    )
    upward = OrganizationClosure.objects.filter(
        Q(relation="administrative", descendant_id__in=works_at) | Q(relation="party", descendant_id__in=branches)
    ).values_list("relation", "descendant_id", "ancestor_id", "ancestor__type")
    workplaces, own_branches = set(works_at), set(branches)
    for relation, descendant, ancestor, kind in upward:
        if relation == "administrative" and kind in ("school", "department", "teaching_group"):
            workplaces.add(ancestor)
        if relation == "party" and descendant in branches and kind in Organization.BRANCH_TYPES:
            own_branches.add(ancestor)
    status = (
        Membership.objects.filter(on_day(on), person_id=account.person_id)
        .order_by("-from_date")
        .values_list("status", flat=True)
        .first()
        or Membership.Status.NON_MEMBER
    )
    label = f"{account.person.name}（{title}）" if title else account.person.name
    return Viewer(
        account.pk,
        account.person_id,
        label,
        on,
        _covered(role_at),
        frozenset(own_branches),
        frozenset(workplaces),
        status,
    )


def find_person_name(account: Account) -> str:
    return account.person.name if account.person_id else account.login


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
    """Values rows (person_id, branch id) of everybody working in what these branches cover, members included."""
    return (
        Employment.objects.filter(
            on_day(on),
            ~Q(kind=Employment.Kind.RETIRED),
            organization__closure_up__relation="covers",
            organization__closure_up__ancestor_id__in=branch_ids,
        )
        .values("person_id", "person__name", "person__number", "organization__closure_up__ancestor_id")
        .order_by("person__number")
        .distinct()
    )


def covers_pairs(*, on: date) -> list[tuple[int, int]]:
    """(Party organisation, covered unit) pairs of the day."""
    relations = OrganizationRelation.objects.filter(on_day(on), relation="covers")
    return list(relations.values_list("upper_id", "lower_id"))
