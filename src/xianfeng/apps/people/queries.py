"""Read people and organisations. Every list takes the day it is asked for: history is never overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q

from xianfeng.apps.journal import queries as journal
from xianfeng.apps.journal.actions import SYSTEM, Actor
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.models import (
    Account,
    Affiliation,
    Employment,
    ImportBatch,
    Membership,
    Office,
    Organization,
    OrganizationClosure,
    OrganizationRelation,
    Person,
    RoleGrant,
    School,
)
from xianfeng.apps.people.own_data import list_record as list_record
from xianfeng.apps.people.record_notes import list_todos as list_todos

WHOLE_TYPES = tuple(kind for kind in Organization.PARTY_TYPES if kind not in Organization.BRANCH_TYPES)
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


def list_organizations(organization_ids: frozenset[int]) -> list[OrganizationRow]:
    return [_row(found) for found in Organization.objects.filter(pk__in=organization_ids).order_by("code")]


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


def list_superiors(organization_ids: frozenset[int] | set[int]) -> frozenset[int]:
    """These organisations and all Party organisations above them (through `covers` for schools and departments)."""
    above = OrganizationClosure.objects.filter(
        relation__in=("party", "covers"), descendant_id__in=list(organization_ids)
    ).values_list("ancestor_id", flat=True)
    return frozenset(above) | frozenset(organization_ids)


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
    return _row(found) if found else None


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


def _held(role_at: dict[str, set[int]]) -> dict[str, frozenset[int]]:
    return {role: frozenset(heads) for role, heads in role_at.items()}


def get_viewer(account_id: int, *, on: date) -> Viewer:
    """The viewer of one day, in a fixed number of queries."""
    account = Account.objects.select_related("person").get(pk=account_id)
    role_at: dict[str, set[int]] = {}
    for role, organization in RoleGrant.objects.filter(on_day(on), account=account).values_list(
        "role", "organization_id"
    ):
        role_at.setdefault(role, set()).add(organization)
    if account.person_id is None:
        return Viewer(account.pk, None, account.login, on, _covered(role_at), at=_held(role_at))
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
        _held(role_at),
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


def covers_pairs(*, on: date) -> list[tuple[int, int]]:
    """(Party organisation, covered unit) pairs of the day."""
    relations = OrganizationRelation.objects.filter(on_day(on), relation="covers")
    return list(relations.values_list("upper_id", "lower_id"))


def needs_totp(account_id: int, *, on: date) -> bool:
    """Whether a one-time code is asked for beside the password: by role (`settings.TOTP_ROLES`), or by own choice."""
    if Account.objects.filter(pk=account_id).exclude(totp_secret="").exists():
        return True
    return RoleGrant.objects.filter(on_day(on), account_id=account_id, role__in=settings.TOTP_ROLES).exists()


def list_people_without_account(organization_id: int, *, on: date) -> list[dict[str, object]]:
    """Values rows (pk, number, name) of everybody at or below an organisation who has no account, by number."""
    below = OrganizationClosure.objects.filter(
        ancestor_id=organization_id, relation__in=("administrative", "party", "covers")
    ).values("descendant_id")
    working = Employment.objects.filter(on_day(on), organization_id__in=below).values("person_id")
    members = Affiliation.objects.filter(on_day(on), organization_id__in=below).values("person_id")
    return list(
        Person.objects.filter(Q(pk__in=working) | Q(pk__in=members), account__isnull=True)
        .order_by("number")
        .values("pk", "number", "name")
    )


@dataclass(frozen=True)
class AccountRow:
    id: int
    login: str
    person_id: int | None
    name: str
    is_active: bool
    has_password: bool
    has_totp: bool
    locked_until: datetime | None

    @property
    def actor(self) -> Actor:
        return Actor(account_id=self.id, person_id=self.person_id, label=self.name)


def account_row(account: Account) -> AccountRow:
    return AccountRow(
        account.pk,
        account.login,
        account.person_id,
        find_person_name(account),
        account.is_active,
        account.has_usable_password(),
        bool(account.totp_secret),
        account.locked_until,
    )


def get_account(account_id: int) -> AccountRow:
    return account_row(Account.objects.select_related("person").get(pk=account_id))


@dataclass(frozen=True)
class RoleRow:
    grant_id: int | None
    role: str
    label: str
    organization: str
    from_date: date


def list_own_roles(account_id: int, *, on: date) -> list[RoleRow]:
    """Granted roles and posts of one account on a day, by start."""
    granted = RoleGrant.objects.filter(on_day(on), account_id=account_id).select_related("organization")
    held = Office.objects.filter(on_day(on), person__account=account_id).select_related("organization")
    rows = [
        RoleRow(
            grant.pk,
            grant.role,
            grant.get_role_display(),
            grant.organization.name if grant.organization_id else "",
            grant.from_date,
        )
        for grant in granted
    ] + [RoleRow(None, post.role, post.title, post.organization.name, post.from_date) for post in held]
    return sorted(rows, key=lambda row: (row.from_date, row.label))


@dataclass(frozen=True)
class SchoolRow:
    organization_id: int
    name: str
    type: str
    type_label: str
    type_order: int
    area: str


def school_type_options() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in School.Type.choices]


def school_area_options() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in School.Area.choices]


def schools_covered(organization_ids: list[int], *, on: date) -> dict[int, SchoolRow]:
    """The school each Party organisation (or a branch below it) covers; the first by code where there are several."""
    order = {value: place for place, (value, _) in enumerate(School.Type.choices)}
    pairs = (
        School.objects.filter(
            organization__closure_up__relation="covers", organization__closure_up__ancestor_id__in=organization_ids
        )
        .order_by("organization__closure_up__depth", "organization__code")
        .values_list("organization__closure_up__ancestor_id", "organization_id", "organization__name", "type", "area")
    )
    found: dict[int, SchoolRow] = {}
    for party, school, name, kind, area in pairs:
        found.setdefault(party, SchoolRow(school, name, kind, str(School.Type(kind).label), order[kind], area))
    return found


def list_led_branches(person_id: int | None, *, on: date) -> list[OrganizationRow]:
    """Organisations in which the person is secretary or deputy on that day."""
    posts = Office.objects.filter(
        on_day(on), person_id=person_id, role__in=(Office.Role.SECRETARY, Office.Role.DEPUTY)
    ).values("organization_id")
    return [_row(found) for found in Organization.objects.filter(pk__in=posts).order_by("code")]


def list_secretaries(organization_ids: Iterable[int], *, on: date | None = None) -> set[tuple[int, int]]:
    """(organisation, person) of everybody who is secretary there; without a day: posts that have not ended."""
    held = Office.objects.filter(organization_id__in=list(organization_ids), role=Office.Role.SECRETARY)
    held = held.filter(until_date=None) if on is None else held.filter(on_day(on))
    return set(held.values_list("organization_id", "person_id"))


def has_accounts() -> bool:
    return Account.objects.exists()


def get_import_actor(batch_id: int) -> Actor:
    """Who uploaded a batch, for the journal of its application; the system when nobody is known."""
    batch = ImportBatch.objects.select_related("uploaded_by__person").only("uploaded_by").get(pk=batch_id)
    return account_row(batch.uploaded_by).actor if batch.uploaded_by_id else SYSTEM


def list_waiting_imports() -> list[int]:
    return list(ImportBatch.objects.filter(state="applying").order_by("pk").values_list("pk", flat=True))


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


def post_on(person_id: int, day: date) -> str:
    """Every post held on a day, in order of start: "示例第一小学 副校长、示例第一小学党支部 党支部书记"; "" when none."""
    held = (
        Office.objects.filter(on_day(day), person_id=person_id)
        .order_by("from_date", "pk")
        .values_list("organization__name", "organization__short_name", "title")
    )
    return "、".join(f"{short or name} {title}" for name, short, title in held)


def has_opened_lately(account_id: int | None, person_id: int, *, now: datetime) -> bool:
    """True when this account opened this file within the last hour: paging about is one opening."""
    return any(
        line.action == "record.opened" and line.actor_id == account_id and now - line.at < timedelta(hours=1)
        for line in journal.list_of_person(person_id, limit=20)
    )


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


def find_account_id(login: str) -> int | None:
    return Account.objects.filter(login=login).values_list("pk", flat=True).first()


def find_account_of(person_id: int) -> int | None:
    """The account a person can sign in with; none when there is none or it is locked for good."""
    return Account.objects.filter(person_id=person_id, is_active=True).values_list("pk", flat=True).first()


def find_account_row(account_id: int) -> AccountRow | None:
    account = Account.objects.select_related("person").filter(pk=account_id).first()
    return account_row(account) if account else None


def owner_of_grant(grant_id: int) -> int | None:
    return RoleGrant.objects.filter(pk=grant_id).values_list("account_id", flat=True).first()


def office_roles() -> list[tuple[str, str]]:
    """Codes and names of the posts there are."""
    return [(code, str(label)) for code, label in Office.Role.choices]


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


def school_types_of(units: Iterable[int]) -> dict[int, frozenset[str]]:
    """Branch -> the types of all schools it covers (a joint branch may cover several), in one query."""
    place = "organization__closure_down__descendant__closure_up"
    pairs = School.objects.filter(
        **{
            "organization__closure_down__relation": "administrative",
            f"{place}__relation": "covers",
            f"{place}__ancestor_id__in": list(units),
        }
    )
    found: dict[int, set[str]] = {}
    for unit, kind in pairs.values_list(f"{place}__ancestor_id", "type").distinct():
        found.setdefault(unit, set()).add(kind)
    return {unit: frozenset(kinds) for unit, kinds in found.items()}
