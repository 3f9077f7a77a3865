"""Where somebody belongs as a member: affiliation, guests, standing and rights, a home kept without a unit."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.people.actions.movements.stretches import (
    MovementRefused,
    branch_of,
    end_running,
    line,
    lock_person,
    require_member,
)
from xianfeng.apps.people.mobility import HOME, place_of_taking_part
from xianfeng.apps.people.models import Affiliation, Membership, Office, Organization
from xianfeng.apps.people.queries import find_city, on_day
from xianfeng.apps.people.rules import ADULT_YEARS, NEXT_STATUS, RIGHTS, USUAL_RIGHTS


@transaction.atomic
def transfer_affiliation(*, now: datetime, actor: Actor, person_id: int, organization_id: int, from_date: date) -> None:
    """The home branch changes (组织关系转接). Raises MovementRefused."""
    lock_person(person_id)
    branch = branch_of(organization_id)
    require_member(person_id, from_date)
    homes = Affiliation.objects.filter(person_id=person_id).exclude(kind="guest")
    if homes.filter(on_day(from_date), organization=branch, kind="home").exists():
        raise MovementRefused("same_place")
    end_running(homes, from_date)
    Affiliation.objects.create(person_id=person_id, organization=branch, kind="home", from_date=from_date)
    line(now, actor, "person.affiliation_moved", person_id, branch.pk, on=from_date, to=branch.name)


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
    Raises MovementRefused.
    """
    person = lock_person(person_id)
    require_member(person_id, from_date)
    home = (
        Affiliation.objects.filter(on_day(from_date), person_id=person_id)
        .exclude(kind="guest")
        .select_related("organization")
        .first()
    )
    if home is None:
        raise MovementRefused("no_home")
    if until_date is not None and until_date <= from_date:
        raise MovementRefused("ends_before_start")
    home_city = find_city(home.organization_id)
    if place_of_taking_part(city, home_city) == HOME and not reason.strip():
        raise MovementRefused("reason_needed")
    host = branch_of(host_id) if host_id is not None else None
    if host is not None and host.pk == home.organization_id:
        raise MovementRefused("same_place")
    end_running(Affiliation.objects.filter(person_id=person_id, kind="guest"), from_date)
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
    line(now, actor, "person.guest_registered", person_id, home.organization_id, on=from_date, host=host_id)


@transaction.atomic
def end_guest(*, now: datetime, actor: Actor, person_id: int, until_date: date) -> None:
    """Back at the home branch: the guest row ends and the city is forgotten."""
    person = lock_person(person_id)
    end_running(Affiliation.objects.filter(person_id=person_id, kind="guest"), until_date)
    person.city = ""
    person.save(update_fields=["city"])
    line(now, actor, "person.guest_ended", person_id, None, on=until_date)


@transaction.atomic
def report_guest(*, now: datetime, actor: Actor, person_id: int, reported_on: date) -> None:
    """The member told the home organisation where they take part (要向学校党组织报告). Raises MovementRefused."""
    lock_person(person_id)
    row = Affiliation.objects.filter(on_day(reported_on), person_id=person_id, kind="guest").first()
    if row is None:
        raise MovementRefused("already_ended")
    row.reported_on = reported_on
    row.save(update_fields=["reported_on"])
    line(now, actor, "person.guest_reported", person_id, row.organization_id, on=reported_on)


@transaction.atomic
def keep_without_unit(*, now: datetime, actor: Actor, person_id: int, from_date: date) -> None:
    """No workplace yet, membership kept at the same branch (S3-71); still counted there. Raises MovementRefused."""
    lock_person(person_id)
    homes = Affiliation.objects.filter(person_id=person_id).exclude(kind="guest")
    held = homes.filter(on_day(from_date)).first()
    if held is None:
        raise MovementRefused("no_home")
    if held.kind == "no_unit":
        raise MovementRefused("same_place")
    end_running(homes, from_date)
    Affiliation.objects.create(
        person_id=person_id, organization_id=held.organization_id, kind="no_unit", from_date=from_date
    )
    line(now, actor, "person.kept_without_unit", person_id, held.organization_id, on=from_date)


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
    """A new Party standing from a day, with the usual rights or those stated. The same standing may get other rights.

    Raises MovementRefused.
    """
    person = lock_person(person_id)
    rows = Membership.objects.filter(person_id=person_id)
    held = rows.filter(on_day(from_date)).first()
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
    end_running(rows, from_date)
    Membership.objects.create(person_id=person_id, status=status, from_date=from_date, **wanted)
    if status == "non_member":
        end_running(Affiliation.objects.filter(person_id=person_id), from_date)
        end_running(
            Office.objects.filter(person_id=person_id, organization__type__in=Organization.PARTY_TYPES), from_date
        )
    home = Affiliation.objects.filter(on_day(from_date), person_id=person_id).exclude(kind="guest").first()
    line(
        now,
        actor,
        "person.status_changed",
        person_id,
        home.organization_id if home else None,
        on=from_date,
        before=before,
        after=status,
    )
