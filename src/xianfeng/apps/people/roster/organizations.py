"""The tree of organisations, the file of one, and those to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet

from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.models import (
    Affiliation,
    Employment,
    Office,
    Organization,
    OrganizationClosure,
    OrganizationRelation,
    School,
)
from xianfeng.apps.people.queries import on_day
from xianfeng.apps.people.roster.sight import run_ids, seen_ids
from xianfeng.apps.people.rules import UNIT_TYPES


@dataclass
class Node:
    id: int
    name: str
    type: str
    staff: int = 0
    members: int = 0
    depth: int = 0
    children: list[Node] = field(default_factory=list)


def list_tree(viewer: Viewer, relation: str) -> list[Node]:
    """The organisations a viewer may see as trees of one relation, each with its own head counts. Four queries."""
    ids = seen_ids(viewer)
    types = UNIT_TYPES if relation == "administrative" else None
    found = Organization.objects.filter(pk__in=ids).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=viewer.on))
    if relation == "party":
        found = found.filter(type__in=Organization.PARTY_TYPES)
    elif types is not None:
        found = found.filter(type__in=types)
    labels = dict(Organization.Type.choices)
    nodes = {
        pk: Node(pk, name, str(labels.get(type_, type_)))
        for pk, name, type_ in found.order_by("code").values_list("pk", "name", "type")
    }
    at = on_day(viewer.on)
    staff = Employment.objects.filter(at, organization_id__in=nodes).exclude(kind="retired")
    for organization, count in staff.values_list("organization_id").annotate(Count("person_id", distinct=True)):
        nodes[organization].staff = count
    members = Affiliation.objects.filter(at, organization_id__in=nodes).exclude(kind="guest")
    for organization, count in members.values_list("organization_id").annotate(Count("person_id", distinct=True)):
        nodes[organization].members = count
    uppers = dict(
        OrganizationRelation.objects.filter(at, relation=relation, lower_id__in=nodes, upper_id__in=nodes).values_list(
            "lower_id", "upper_id"
        )
    )
    roots = []
    for pk, node in nodes.items():
        (nodes[uppers[pk]].children if pk in uppers else roots).append(node)
    if relation == "cadre":
        roots = [node for node in roots if node.children]

    def sink(level: list[Node], depth: int) -> None:
        for node in level:
            node.depth = depth
            sink(node.children, depth + 1)

    sink(roots, 0)
    return roots


@dataclass(frozen=True)
class Related:
    relation: str
    id: int
    name: str
    from_date: date
    until_date: date | None


@dataclass(frozen=True)
class OrganizationFile:
    id: int
    code: str
    name: str
    type: str
    type_label: str
    city: str
    school_type: str
    school_area: str
    started_on: date | None
    ended_on: date | None
    above: list[Related]
    below: list[Related]
    covers: list[Related]
    officers: list[tuple[int, str, str]]
    """(person id, name, title)"""
    staff: int
    members: int
    mobile: list[tuple[int, str, str, bool]]
    """(person id, name, where, report missing): members taking part elsewhere or without a unit"""
    guests: list[str]
    """Names only (S3-74)."""


def get_organization_file(organization_id: int, *, on: date) -> OrganizationFile:
    organization = Organization.objects.get(pk=organization_id)
    school = School.objects.filter(pk=organization_id).first()
    at = on_day(on)
    labels = dict(OrganizationRelation.Relation.choices)

    def related(rows: QuerySet, end: str) -> list[Related]:
        return [
            Related(str(labels[relation]), pk, name, start, until)
            for relation, pk, name, start, until in rows.order_by(f"{end}__code").values_list(
                "relation", f"{end}_id", f"{end}__name", "from_date", "until_date"
            )
        ]

    lower = OrganizationRelation.objects.filter(at, lower_id=organization_id)
    upper = OrganizationRelation.objects.filter(at, upper_id=organization_id)
    below = OrganizationClosure.objects.filter(ancestor_id=organization_id).values("descendant_id")
    here = Affiliation.objects.filter(at, organization_id=organization_id)
    guests_away = {
        person: (where, reported is None)
        for person, where, reported in Affiliation.objects.filter(
            at, kind="guest", person_id__in=here.exclude(kind="guest").values("person_id")
        ).values_list("person_id", "organization__name", "reported_on")
    }
    mobile = [
        (person, name, *guests_away.get(person, (str(Affiliation.Kind.NO_UNIT.label), False)))
        for person, name, kind in here.exclude(kind="guest")
        .order_by("person__number")
        .values_list("person_id", "person__name", "kind")
        if person in guests_away or kind == "no_unit"
    ]
    return OrganizationFile(
        organization.pk,
        organization.code,
        organization.name,
        organization.type,
        str(organization.get_type_display()),
        organization.city,
        str(school.get_type_display()) if school else "",
        str(school.get_area_display()) if school else "",
        organization.started_on,
        organization.ended_on,
        related(lower, "upper"),
        related(upper.exclude(relation="covers"), "lower"),
        related(upper.filter(relation="covers"), "lower"),
        list(
            Office.objects.filter(at, organization_id=organization_id)
            .exclude(role__in=("teacher", "support"))
            .order_by("from_date", "pk")
            .values_list("person_id", "person__name", "title")
        ),
        Employment.objects.filter(at, organization_id__in=below)
        .exclude(kind="retired")
        .values("person_id")
        .distinct()
        .count(),
        Affiliation.objects.filter(at, organization_id__in=below)
        .exclude(kind="guest")
        .values("person_id")
        .distinct()
        .count(),
        mobile,
        list(here.filter(kind="guest").order_by("person__number").values_list("person__name", flat=True)),
    )


def list_choices(viewer: Viewer, types: Iterable[str], *, everywhere: bool = False) -> list[tuple[int, str]]:
    """Organisations of these types to choose from: the viewer's own subtree, or (`everywhere`) all by name."""
    found = Organization.objects.filter(type__in=list(types)).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=viewer.on)
    )
    if not everywhere:
        found = found.filter(pk__in=run_ids(viewer))
    return list(found.order_by("code").values_list("pk", "name"))
