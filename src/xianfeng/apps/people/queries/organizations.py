"""Organisations and how they stand to each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from xianfeng.apps.people.models import Organization, OrganizationClosure, OrganizationRelation
from xianfeng.apps.people.queries.days import on_day


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

    @property
    def is_branch(self) -> bool:
        return self.type in Organization.BRANCH_TYPES


def organization_row(organization: Organization) -> OrganizationRow:
    return OrganizationRow(
        organization.pk, organization.code, organization.name, organization.short_name, organization.type
    )


def get_organization(organization_id: int) -> OrganizationRow:
    return organization_row(Organization.objects.get(pk=organization_id))


def list_organizations(organization_ids: frozenset[int]) -> list[OrganizationRow]:
    return [organization_row(found) for found in Organization.objects.filter(pk__in=organization_ids).order_by("code")]


def find_organization_by_code(code: str) -> OrganizationRow | None:
    found = Organization.objects.filter(code=code).first()
    return organization_row(found) if found else None


def subtree_ids(organization_id: int, relation: str = "party") -> frozenset[int]:
    """The organisation and everything below it in one relation."""
    below = OrganizationClosure.objects.filter(relation=relation, ancestor_id=organization_id)
    return frozenset(below.values_list("descendant_id", flat=True)) | {organization_id}


def list_children(organization_id: int, relation: str = "party") -> list[OrganizationRow]:
    """Directly subordinate organisations, by code."""
    children = Organization.objects.filter(
        closure_up__relation=relation, closure_up__ancestor_id=organization_id, closure_up__depth=1
    )
    return [organization_row(child) for child in children.order_by("code")]


def list_branches(organization_id: int) -> list[OrganizationRow]:
    """The branches at or below an organisation in the Party tree, by code."""
    branches = Organization.objects.filter(
        type__in=Organization.BRANCH_TYPES, closure_up__relation="party", closure_up__ancestor_id=organization_id
    )
    return [organization_row(branch) for branch in branches.order_by("code").distinct()]


def list_superiors(organization_ids: frozenset[int] | set[int]) -> frozenset[int]:
    """These organisations and all Party organisations above them (through `covers` for schools and departments)."""
    above = OrganizationClosure.objects.filter(
        relation__in=("party", "covers"), descendant_id__in=list(organization_ids)
    ).values_list("ancestor_id", flat=True)
    return frozenset(above) | frozenset(organization_ids)


def find_superior(organization_id: int, relation: str = "party") -> OrganizationRow | None:
    superior = Organization.objects.filter(
        closure_down__relation=relation, closure_down__descendant_id=organization_id, closure_down__depth=1
    ).first()
    return organization_row(superior) if superior else None


def superiors_of(organization_ids: Collection[int]) -> dict[int, int]:
    """Organisation -> its superior in the Party tree; one without a superior is missing. One query."""
    pairs = OrganizationClosure.objects.filter(relation="party", descendant_id__in=organization_ids, depth=1)
    return dict(pairs.order_by("-ancestor_id").values_list("descendant_id", "ancestor_id"))


def heads_above(heads: Iterable[int], units: Iterable[int]) -> dict[int, list[int]]:
    """Organisation -> those of `heads` at or above it in the Party tree (or covering it), nearest first, in one query."""
    pairs = OrganizationClosure.objects.filter(
        relation__in=("party", "covers"), ancestor_id__in=list(heads), descendant_id__in=list(units)
    )
    found: dict[int, list[int]] = {}
    for unit, head in pairs.order_by("depth", "ancestor_id").values_list("descendant_id", "ancestor_id"):
        if head not in found.setdefault(unit, []):
            found[unit].append(head)
    return found


def find_top(organization_ids: frozenset[int]) -> OrganizationRow | None:
    """The highest Party organisation among these: the one with most others below it."""
    found = (
        Organization.objects.filter(
            pk__in=organization_ids, type__in=Organization.PARTY_TYPES, closure_down__relation="party"
        )
        .annotate(below=Count("closure_down"))
        .order_by("-below", "code")
        .first()
    )
    return organization_row(found) if found else None


def list_covering(unit_ids: Iterable[int], *, on: date) -> frozenset[int]:
    """Party organisations that answer for these places of work on that day."""
    relations = OrganizationRelation.objects.filter(on_day(on), relation="covers", lower_id__in=list(unit_ids))
    return frozenset(relations.values_list("upper_id", flat=True))


def list_bodies(organization_id: int, type_code: str) -> list[int]:
    """Mass organisations of one type that a Party organisation leads itself (S4-34)."""
    found = Organization.objects.filter(
        type=type_code, closure_up__relation="covers", closure_up__ancestor_id=organization_id
    )
    return list(found.order_by("code").values_list("pk", flat=True).distinct())


def find_city(organization_id: int) -> str:
    """The city recorded for an organisation, or for the nearest one above it or covered by it; "" when none is."""
    own = Organization.objects.filter(pk=organization_id).values_list("city", flat=True).first()
    if own:
        return own
    near = (
        Organization.objects.filter(
            Q(closure_down__descendant_id=organization_id, closure_down__relation__in=("party", "administrative"))
            | Q(closure_up__ancestor_id=organization_id, closure_up__relation="covers", closure_up__depth=1),
            city__gt="",
        )
        .order_by("closure_down__depth", "pk")
        .values_list("city", flat=True)
        .first()
    )
    return near or ""
