"""The lists and files that pages of this room show, each cut to what the viewer may see. Values and numbers only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet

from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.mobility import place_of_taking_part
from xianfeng.apps.people.models import (
    Account,
    Affiliation,
    Employment,
    Membership,
    Office,
    Organization,
    OrganizationClosure,
    OrganizationRelation,
    Person,
    School,
)
from xianfeng.apps.people.queries import find_city, on_day

RUN_ROLES = ("branch_secretary", "deputy_secretary", "bureau_officer")
SEE_ROLES = (*RUN_ROLES, "inspector", "principal")
SORTS = {"number": "number", "-number": "-number", "name": "name", "-name": "-name"}


def run_ids(viewer: Viewer) -> frozenset[int]:
    """Organisations the viewer organises, subtree included."""
    return frozenset().union(*(viewer.over.get(role, frozenset()) for role in RUN_ROLES)) - {None}


def seen_ids(viewer: Viewer) -> frozenset[int]:
    return frozenset().union(*(viewer.over.get(role, frozenset()) for role in SEE_ROLES)) - {None}


def _people_of(organization_ids: Iterable[int], viewer: Viewer) -> QuerySet:
    """Everybody who works, belongs or holds a post today in these organisations. An officer also sees the unattached."""
    ids = list(organization_ids)
    held = [
        model.objects.filter(on_day(viewer.on), organization_id__in=ids).values("person_id")
        for model in (Employment, Affiliation, Office)
    ]
    wanted = Q(pk__in=held[0]) | Q(pk__in=held[1]) | Q(pk__in=held[2])
    if viewer.has("bureau_officer"):
        wanted |= Q(employments__isnull=True, affiliations__isnull=True)
    return Person.objects.filter(wanted).distinct()


@dataclass
class PersonRow:
    id: int
    number: str
    name: str
    units: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
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
    found = _people_of(ids, viewer)
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
        rows[person].kinds.append(str(label[kind]))
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


@dataclass(frozen=True)
class Stretch:
    """One line of history: where, what, and the half-open period."""

    id: int
    organization_id: int
    organization: str
    what: str
    from_date: date
    until_date: date | None
    current: bool
    note: str = ""


@dataclass(frozen=True)
class PersonFile:
    id: int
    number: str
    name: str
    gender: str
    birth_month: date | None
    worked_since: date | None
    city: str
    status: str
    rights: list[str]
    employments: list[Stretch]
    memberships: list[Stretch]
    affiliations: list[Stretch]
    offices: list[Stretch]
    contacts: list[Stretch]
    organization_ids: frozenset[int]
    """Where the person stands today, guests' hosts left out: whose organisers may open this file."""
    home_id: int | None
    takes_part: str
    report_missing: bool
    has_account: bool


def _stretches(rows: QuerySet, on: date, what) -> list[Stretch]:
    return [
        Stretch(
            row.pk,
            row.organization_id,
            str(row.organization),
            what(row),
            row.from_date,
            row.until_date,
            row.from_date <= on and (row.until_date is None or row.until_date > on),
            getattr(row, "reason", ""),
        )
        for row in rows.select_related("organization").order_by("-from_date", "-pk")
    ]


def get_file(person_id: int, *, on: date) -> PersonFile:
    """A person's file with its history. Whoever shows it writes `record.opened`."""
    person = Person.objects.get(pk=person_id)
    employments = _stretches(person.employments, on, lambda row: str(row.get_kind_display()))
    affiliations = _stretches(person.affiliations, on, lambda row: str(row.get_kind_display()))
    offices = _stretches(person.offices, on, lambda row: row.title)
    held = list(person.memberships.order_by("-from_date"))
    now = next((row for row in held if row.from_date <= on and (row.until_date is None or row.until_date > on)), None)
    names = {"may_speak": "发言权", "may_vote": "表决权", "may_elect": "选举权", "may_be_elected": "被选举权"}
    guest_label, guests = str(Affiliation.Kind.GUEST.label), []
    here: set[int] = set()
    home_id = None
    for row in affiliations:
        if row.current and row.what == guest_label:
            guests.append(row)
        elif row.current:
            here.add(row.organization_id)
            home_id = home_id or row.organization_id
    here |= {row.organization_id for row in [*employments, *offices] if row.current}
    reported = set(person.affiliations.filter(reported_on__isnull=False).values_list("pk", flat=True))
    return PersonFile(
        person.pk,
        person.number,
        person.name,
        str(person.get_gender_display()),
        person.birth_month,
        person.worked_since,
        person.city,
        str(now.get_status_display()) if now else str(Membership.Status.NON_MEMBER.label),
        [label for right, label in names.items() if now is not None and getattr(now, right)],
        employments,
        [
            Stretch(row.pk, 0, "", str(row.get_status_display()), row.from_date, row.until_date, row == now)
            for row in held
        ],
        affiliations,
        offices,
        [
            Stretch(row.pk, row.organization_id, "", str(row.get_outcome_display()), row.on_date, None, True, row.note)
            for row in person.contact_attempts.order_by("-on_date", "-pk")[:20]
        ],
        frozenset(here),
        home_id,
        place_of_taking_part(person.city, find_city(home_id)) if home_id and person.city else "",
        any(row.id not in reported for row in guests),
        Account.objects.filter(person_id=person_id).exists(),
    )


def find_file(person_id: int, *, on: date) -> PersonFile | None:
    return get_file(person_id, on=on) if Person.objects.filter(pk=person_id).exists() else None


def may_open(viewer: Viewer, file: PersonFile) -> bool:
    """Organisers of where the person stands; a bureau officer also those who stand nowhere yet."""
    if not file.organization_ids:
        return viewer.has("bureau_officer")
    return any(viewer.may_run(organization) for organization in file.organization_ids)


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


UNIT_TYPES = ("bureau", "school", "department", "teaching_group")


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
