"""What happens to people in the course of the years: transfer, joint post, leave, retirement, guests, Party standing.

Nothing is overwritten: the old row ends on the day the new one begins, so that every past act shows the post held then.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.people import queries
from xianfeng.apps.people.importing.planning import ADULT_YEARS, ONE_HOLDER, RIGHTS, UNIT_TYPES, USUAL_RIGHTS
from xianfeng.apps.people.mobility import HOME, place_of_taking_part
from xianfeng.apps.people.models import (
    Affiliation,
    ContactAttempt,
    Employment,
    Membership,
    Office,
    Organization,
    Person,
    RoleGrant,
)

MAIN_WORK = ("regular", "leave", "retired")
NEXT_STATUS = {
    "non_member": ("activist",),
    "activist": ("probationary_member", "non_member"),
    "probationary_member": ("full_member", "activist", "non_member"),
    "full_member": ("non_member",),
}
"""A standing is reached step by step; nobody becomes a full member from one day to the next."""


class MovementRefused(Refused):
    """`date_before_start`, `overlaps`, `same_place`, `not_a_branch`, `not_a_workplace`, `not_a_member`, `no_home`,
    `no_work`, `office_taken`, `already_ended`, `under_age`, `wrong_order`, `ends_before_start`, `reason_needed`,
    `admin_account`."""

    code = "movement"


def _line(now: datetime, actor: Actor, action: str, person_id: int, organization_id: int | None, **detail) -> None:
    record(
        now=now,
        actor=actor,
        action=action,
        subject=f"person:{person_id}",
        organization_id=organization_id,
        person_id=person_id,
        detail=detail,
    )


def _lock(person_id: int) -> Person:
    """One movement of a person at a time."""
    return Person.objects.select_for_update().get(pk=person_id)


def _end(rows: QuerySet, on: date) -> list[Model]:
    """End the rows running on or after `on` at that day; gives them. Refused when one begins on that day or later."""
    running = list(rows.filter(Q(until_date__isnull=True) | Q(until_date__gt=on)))
    for row in running:
        if row.from_date >= on:
            raise MovementRefused("date_before_start", start=row.from_date.isoformat())
    for row in running:
        row.until_date = on
        row.save(update_fields=["until_date"])
    return running


def _unit(organization_id: int) -> Organization:
    unit = Organization.objects.get(pk=organization_id)
    if unit.type not in UNIT_TYPES:
        raise MovementRefused("not_a_workplace", name=unit.name)
    return unit


def _branch(organization_id: int) -> Organization:
    branch = Organization.objects.get(pk=organization_id)
    if branch.type not in (*Organization.BRANCH_TYPES, "party_group"):
        raise MovementRefused("not_a_branch", name=branch.name)
    return branch


def _main_work(person_id: int, on: date) -> Employment | None:
    return Employment.objects.filter(queries.on_day(on), person_id=person_id, kind__in=MAIN_WORK).first()


def _require_member(person_id: int, on: date) -> None:
    held = Membership.objects.filter(queries.on_day(on), person_id=person_id)
    if not held.exclude(status="non_member").exists():
        raise MovementRefused("not_a_member")


@transaction.atomic
def transfer(*, now: datetime, actor: Actor, person_id: int, organization_id: int, from_date: date) -> None:
    """Works elsewhere from `from_date`: the old main workplace ends that day. Party affiliation is moved apart."""
    _lock(person_id)
    unit = _unit(organization_id)
    held = _main_work(person_id, from_date)
    if held is not None and held.organization_id == unit.pk and held.kind == "regular":
        raise MovementRefused("same_place")
    _end(Employment.objects.filter(person_id=person_id, kind__in=MAIN_WORK), from_date)
    Employment.objects.create(person_id=person_id, organization=unit, kind="regular", from_date=from_date)
    _line(now, actor, "person.transferred", person_id, unit.pk, on=from_date, to=unit.name)


@transaction.atomic
def transfer_affiliation(*, now: datetime, actor: Actor, person_id: int, organization_id: int, from_date: date) -> None:
    """The home branch changes (组织关系转接)."""
    _lock(person_id)
    branch = _branch(organization_id)
    _require_member(person_id, from_date)
    homes = Affiliation.objects.filter(person_id=person_id).exclude(kind="guest")
    if homes.filter(queries.on_day(from_date), organization=branch, kind="home").exists():
        raise MovementRefused("same_place")
    _end(homes, from_date)
    Affiliation.objects.create(person_id=person_id, organization=branch, kind="home", from_date=from_date)
    _line(now, actor, "person.affiliation_moved", person_id, branch.pk, on=from_date, to=branch.name)


@transaction.atomic
def appoint_jointly(
    *,
    now: datetime,
    actor: Actor,
    person_id: int,
    organization_id: int,
    from_date: date,
    until_date: date | None = None,
    seconded: bool = False,
) -> None:
    """Works at a second unit beside the main one: 兼职, or (seconded) 借调、挂职、支教."""
    _lock(person_id)
    unit = _unit(organization_id)
    if until_date is not None and until_date <= from_date:
        raise MovementRefused("ends_before_start")
    if _main_work(person_id, from_date) is None:
        raise MovementRefused("no_work")
    beside = Employment.objects.filter(person_id=person_id, organization=unit, kind__in=("joint", "seconded"))
    for row in beside.filter(Q(until_date__isnull=True) | Q(until_date__gt=from_date)):
        if until_date is None or row.from_date < until_date:
            raise MovementRefused("overlaps", start=row.from_date.isoformat())
    kind = "seconded" if seconded else "joint"
    Employment.objects.create(
        person_id=person_id, organization=unit, kind=kind, from_date=from_date, until_date=until_date
    )
    _line(now, actor, "person.joint_post", person_id, unit.pk, on=from_date, until=until_date, kind=kind)


@transaction.atomic
def start_leave(
    *, now: datetime, actor: Actor, person_id: int, from_date: date, until_date: date | None = None
) -> None:
    """On leave from the main workplace; with an end, work goes on there from that day. The ground is not kept."""
    _lock(person_id)
    held = _main_work(person_id, from_date)
    if held is None or held.kind != "regular":
        raise MovementRefused("no_work")
    if until_date is not None and until_date <= from_date:
        raise MovementRefused("ends_before_start")
    _end(Employment.objects.filter(person_id=person_id, kind__in=MAIN_WORK), from_date)
    unit = held.organization_id
    Employment.objects.create(
        person_id=person_id, organization_id=unit, kind="leave", from_date=from_date, until_date=until_date
    )
    if until_date is not None:
        Employment.objects.create(person_id=person_id, organization_id=unit, kind="regular", from_date=until_date)
    _line(now, actor, "person.leave_started", person_id, unit, on=from_date, until=until_date)


@transaction.atomic
def return_to_work(*, now: datetime, actor: Actor, person_id: int, from_date: date) -> None:
    """Back from leave at the same workplace."""
    _lock(person_id)
    held = _main_work(person_id, from_date)
    if held is None or held.kind != "leave":
        raise MovementRefused("no_work")
    later = Employment.objects.filter(
        person_id=person_id, kind="regular", organization_id=held.organization_id, from_date__gt=from_date
    ).first()
    if held.from_date >= from_date:
        raise MovementRefused("date_before_start", start=held.from_date.isoformat())
    held.until_date = from_date
    held.save(update_fields=["until_date"])
    if later is not None and later.from_date > from_date:
        later.from_date = from_date
        later.save(update_fields=["from_date"])
    else:
        Employment.objects.create(
            person_id=person_id, organization_id=held.organization_id, kind="regular", from_date=from_date
        )
    _line(now, actor, "person.returned", person_id, held.organization_id, on=from_date)


@transaction.atomic
def retire(*, now: datetime, actor: Actor, person_id: int, from_date: date) -> None:
    """Retired from `from_date`: main work becomes 离退休, second posts and administrative offices end. Membership stays."""
    _lock(person_id)
    held = _main_work(person_id, from_date)
    if held is None or held.kind == "retired":
        raise MovementRefused("no_work")
    _end(Employment.objects.filter(person_id=person_id), from_date)
    units = Office.objects.filter(person_id=person_id, organization__type__in=UNIT_TYPES)
    ended = _end(units, from_date)
    Employment.objects.create(
        person_id=person_id, organization_id=held.organization_id, kind="retired", from_date=from_date
    )
    _line(now, actor, "person.retired", person_id, held.organization_id, on=from_date, offices_ended=len(ended))


@transaction.atomic
def register_guest(
    *,
    now: datetime,
    actor: Actor,
    person_id: int,
    city: str,
    from_date: date,
    host_id: int | None = None,
    until_date: date | None = None,
    reason: str = "",
) -> None:
    """A mobile member takes part where they live (S3-73, S3-74). `host_id` None: a branch outside this system.

    Living in the home branch's own city one takes part at home; anything else is an exception with a reason.
    """
    person = _lock(person_id)
    _require_member(person_id, from_date)
    home = (
        Affiliation.objects.filter(queries.on_day(from_date), person_id=person_id)
        .exclude(kind="guest")
        .select_related("organization")
        .first()
    )
    if home is None:
        raise MovementRefused("no_home")
    if until_date is not None and until_date <= from_date:
        raise MovementRefused("ends_before_start")
    home_city = queries.find_city(home.organization_id)
    if place_of_taking_part(city, home_city) == HOME and not reason.strip():
        raise MovementRefused("reason_needed")
    host = _branch(host_id) if host_id is not None else None
    if host is not None and host.pk == home.organization_id:
        raise MovementRefused("same_place")
    _end(Affiliation.objects.filter(person_id=person_id, kind="guest"), from_date)
    person.city = city.strip()
    person.save(update_fields=["city"])
    if host is not None:
        Affiliation.objects.create(
            person_id=person_id,
            organization=host,
            kind="guest",
            from_date=from_date,
            until_date=until_date,
            reason=reason.strip(),
        )
    _line(now, actor, "person.guest_registered", person_id, home.organization_id, on=from_date, host=host_id)


@transaction.atomic
def end_guest(*, now: datetime, actor: Actor, person_id: int, until_date: date) -> None:
    """Back at the home branch: the guest row ends and the city is forgotten."""
    person = _lock(person_id)
    _end(Affiliation.objects.filter(person_id=person_id, kind="guest"), until_date)
    person.city = ""
    person.save(update_fields=["city"])
    _line(now, actor, "person.guest_ended", person_id, None, on=until_date)


@transaction.atomic
def report_guest(*, now: datetime, actor: Actor, person_id: int, reported_on: date) -> None:
    """The member told the home organisation where they take part (要向学校党组织报告)."""
    _lock(person_id)
    row = Affiliation.objects.filter(queries.on_day(reported_on), person_id=person_id, kind="guest").first()
    if row is None:
        raise MovementRefused("already_ended")
    row.reported_on = reported_on
    row.save(update_fields=["reported_on"])
    _line(now, actor, "person.guest_reported", person_id, row.organization_id, on=reported_on)


@transaction.atomic
def keep_without_unit(*, now: datetime, actor: Actor, person_id: int, from_date: date) -> None:
    """No workplace yet, membership kept at the same branch (S3-71); still counted there."""
    _lock(person_id)
    homes = Affiliation.objects.filter(person_id=person_id).exclude(kind="guest")
    held = homes.filter(queries.on_day(from_date)).first()
    if held is None:
        raise MovementRefused("no_home")
    if held.kind == "no_unit":
        raise MovementRefused("same_place")
    _end(homes, from_date)
    Affiliation.objects.create(
        person_id=person_id, organization_id=held.organization_id, kind="no_unit", from_date=from_date
    )
    _line(now, actor, "person.kept_without_unit", person_id, held.organization_id, on=from_date)


@transaction.atomic
def log_contact(
    *, now: datetime, actor: Actor, person_id: int, organization_id: int, on_date: date, outcome: str, note: str = ""
) -> None:
    """One try of the branch to reach a member (S3-71, S3-72)."""
    _lock(person_id)
    ContactAttempt.objects.create(
        person_id=person_id, organization_id=organization_id, on_date=on_date, outcome=outcome, note=note.strip()
    )
    _line(now, actor, "person.contact_tried", person_id, organization_id, on=on_date, outcome=outcome)


@transaction.atomic
def change_status(
    *,
    now: datetime,
    actor: Actor,
    person_id: int,
    status: str,
    from_date: date,
    rights: dict[str, bool] | None = None,
) -> None:
    """A new Party standing from a day, with the usual rights or those stated. The same standing may get other rights."""
    person = _lock(person_id)
    rows = Membership.objects.filter(person_id=person_id)
    held = rows.filter(queries.on_day(from_date)).first()
    before = held.status if held else "non_member"
    wanted = dict(zip(RIGHTS, USUAL_RIGHTS[status], strict=True)) | (rights or {})
    if status == before:
        if held is not None and all(getattr(held, right) == value for right, value in wanted.items()):
            raise MovementRefused("same_place")
    elif status not in NEXT_STATUS[before]:
        labels = dict(Membership.Status.choices)
        raise MovementRefused("wrong_order", before=str(labels[before]), after=str(labels[status]))
    if status in ("probationary_member", "full_member") and person.birth_month is not None:
        grown = date(person.birth_month.year + ADULT_YEARS, person.birth_month.month, 1)
        if from_date < grown:
            raise MovementRefused("under_age")
    _end(rows, from_date)
    Membership.objects.create(person_id=person_id, status=status, from_date=from_date, **wanted)
    if status == "non_member":
        _end(Affiliation.objects.filter(person_id=person_id), from_date)
        _end(Office.objects.filter(person_id=person_id, organization__type__in=Organization.PARTY_TYPES), from_date)
    home = Affiliation.objects.filter(queries.on_day(from_date), person_id=person_id).exclude(kind="guest").first()
    _line(
        now,
        actor,
        "person.status_changed",
        person_id,
        home.organization_id if home else None,
        on=from_date,
        before=before,
        after=status,
    )


@transaction.atomic
def appoint(
    *,
    now: datetime,
    actor: Actor,
    person_id: int,
    organization_id: int,
    role: str,
    title: str = "",
    from_date: date,
) -> int:
    """Give a post from a day. Secretary and principal are held by one person at a time; end the former first."""
    _lock(person_id)
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    in_unit = organization.type in UNIT_TYPES
    party_role = role in ("branch_secretary", "deputy_secretary") or role.endswith("_commissioner")
    if party_role and in_unit:
        raise MovementRefused("not_a_branch", name=organization.name)
    if not party_role and not in_unit:
        raise MovementRefused("not_a_workplace", name=organization.name)
    if party_role:
        _require_member(person_id, from_date)
    if (
        role in Office.LEADER_ROLES
        and RoleGrant.objects.filter(
            queries.on_day(from_date), account__person_id=person_id, role__in=RoleGrant.ADMIN_ROLES
        ).exists()
    ):
        raise MovementRefused("admin_account")
    holders = Office.objects.filter(organization=organization, role=role).filter(
        Q(until_date__isnull=True) | Q(until_date__gt=from_date)
    )
    own = holders.filter(person_id=person_id).first()
    if own is not None:
        raise MovementRefused("overlaps", start=own.from_date.isoformat())
    other = holders.select_related("person").first()
    if role in ONE_HOLDER and other is not None:
        raise MovementRefused("office_taken", name=other.person.name)
    office = Office.objects.create(
        person_id=person_id,
        organization=organization,
        role=role,
        title=title.strip() or str(Office.Role(role).label),
        from_date=from_date,
    )
    _line(now, actor, "office.begun", person_id, organization_id, on=from_date, role=role, title=office.title)
    return office.pk


@transaction.atomic
def end_office(*, now: datetime, actor: Actor, office_id: int, until_date: date) -> None:
    """The last day in a post is the one before `until_date`."""
    office = Office.objects.select_for_update().get(pk=office_id)
    if office.until_date is not None and office.until_date <= until_date:
        raise MovementRefused("already_ended")
    if until_date <= office.from_date:
        raise MovementRefused("date_before_start", start=office.from_date.isoformat())
    office.until_date = until_date
    office.save(update_fields=["until_date"])
    _line(now, actor, "office.ended", office.person_id, office.organization_id, on=until_date, role=office.role)


@transaction.atomic
def open_file(*, now: datetime, actor: Actor, person_id: int, organization_id: int | None) -> None:
    """Somebody opened this person's file: one line on the person's own record, once an hour for one reader."""
    if not queries.has_opened_lately(actor.account_id, person_id, now=now):
        _line(now, actor, "record.opened", person_id, organization_id)
