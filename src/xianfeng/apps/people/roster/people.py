"""The list of people: filtered, sorted, one row each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.models import (
    Affiliation,
    Employment,
    Membership,
    Office,
    Organization,
    OrganizationClosure,
    Person,
)
from xianfeng.apps.people.queries import on_day
from xianfeng.apps.people.roster.sight import people_of, run_ids, seen_ids

SORTS = {"number": "number", "-number": "-number", "name": "name", "-name": "-name"}


@dataclass
class PersonRow:
    id: int
    number: str
    name: str
    units: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    """How somebody works at each of `units`; "" in the usual way."""
    branches: list[str] = field(default_factory=list)
    status: str = ""
    posts: list[str] = field(default_factory=list)
    may_open: bool = False


FILTERS = ("members", "probationary", "activists", "non_members", "leave", "retired", "guests", "no_unit")


def _filtered(found: QuerySet, kind: str, on: date) -> QuerySet:
    def holding(model, **values) -> QuerySet:
        return model.objects.filter(on_day(on), **values).values("person_id")

    if kind == "members":
        return found.filter(pk__in=holding(Membership, status__in=("full_member", "probationary_member")))
    if kind == "probationary":
        return found.filter(pk__in=holding(Membership, status="probationary_member"))
    if kind == "activists":
        return found.filter(pk__in=holding(Membership, status="activist"))
    if kind == "non_members":
        members = holding(Membership, status__in=("full_member", "probationary_member", "activist"))
        return found.exclude(pk__in=members)
    if kind in ("leave", "retired"):
        return found.filter(pk__in=holding(Employment, kind=kind))
    if kind in ("guests", "no_unit"):
        return found.filter(pk__in=holding(Affiliation, kind="guest" if kind == "guests" else kind))
    return found


def find_people(
    viewer: Viewer, *, text: str = "", kind: str = "", organization_id: int | None = None, sort: str = "number"
) -> QuerySet:
    """The people a viewer may see, filtered and sorted; an organisation outside the viewer's subtree gives nobody."""
    ids = seen_ids(viewer)
    if organization_id is not None:
        below = OrganizationClosure.objects.filter(
            ancestor_id=organization_id, relation__in=("administrative", "party", "covers")
        ).values_list("descendant_id", flat=True)
        ids = ids & (set(below) | {organization_id})
    found = people_of(ids, viewer)
    if organization_id is not None:
        found = found.filter(Q(employments__organization_id__in=ids) | Q(affiliations__organization_id__in=ids))
    if text:
        placed = Organization.objects.filter(
            Q(name__icontains=text) | Q(short_name__icontains=text) | Q(code=text), pk__in=ids
        ).values("pk")
        at = on_day(viewer.on)
        found = found.filter(
            Q(name__icontains=text)
            | Q(number__istartswith=text)
            | Q(pk__in=Employment.objects.filter(at, organization_id__in=placed).values("person_id"))
            | Q(pk__in=Affiliation.objects.filter(at, organization_id__in=placed).values("person_id"))
        )
    return _filtered(found, kind, viewer.on).order_by(SORTS.get(sort, "number"), "pk")


def list_rows(people: Iterable[Person], viewer: Viewer) -> list[PersonRow]:
    """What the list shows of these people, in four queries whatever their number."""
    may_open, runs = run_ids(viewer), {}
    rows = {person.pk: PersonRow(person.pk, person.number, person.name) for person in people}
    at = on_day(viewer.on)
    label = dict(Employment.Kind.choices)
    touched: dict[int, set[int]] = defaultdict(set)
    for person, organization, name, short, kind in Employment.objects.filter(at, person_id__in=rows).values_list(
        "person_id", "organization_id", "organization__name", "organization__short_name", "kind"
    ):
        rows[person].units.append(short or name)
        rows[person].kinds.append("" if kind == Employment.Kind.REGULAR else str(label[kind]))
        touched[person].add(organization)
    for person, organization, name, short, kind in Affiliation.objects.filter(at, person_id__in=rows).values_list(
        "person_id", "organization_id", "organization__name", "organization__short_name", "kind"
    ):
        rows[person].branches.append(short or name)
        if kind != "guest":  # the host sees the name only, not the home file (S3-74)
            touched[person].add(organization)
    status = dict(Membership.Status.choices)
    for person, held in Membership.objects.filter(at, person_id__in=rows).values_list("person_id", "status"):
        rows[person].status = str(status[held])
    for person, organization, title in (
        Office.objects.filter(at, person_id__in=rows)
        .order_by("from_date")
        .values_list("person_id", "organization_id", "title")
    ):
        rows[person].posts.append(title)
        touched[person].add(organization)
    officer = viewer.has("bureau_officer")
    for person, row in rows.items():
        runs[person] = bool(touched[person] & may_open) or (officer and not touched[person])
        row.may_open = runs[person]
        if not row.may_open:
            row.status = ""
    return list(rows.values())
