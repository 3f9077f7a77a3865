"""Where somebody works: transfer, joint post, leave, retirement."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.people.actions.movements.stretches import (
    MAIN_WORK,
    MovementRefused,
    end_running,
    line,
    lock_person,
    main_work,
    workplace_of,
)
from xianfeng.apps.people.models import Employment, Office
from xianfeng.apps.people.queries.days import not_over
from xianfeng.apps.people.rules import UNIT_TYPES


@transaction.atomic
def transfer(*, now: datetime, actor: Actor, person_id: int, organization_id: int, from_date: date) -> None:
    """Works elsewhere from `from_date`: the old main workplace ends that day. Party affiliation is moved apart.

    Raises MovementRefused.
    """
    lock_person(person_id)
    unit = workplace_of(organization_id)
    held = main_work(person_id, from_date)
    if held is not None and held.organization_id == unit.pk and held.kind == "regular":
        raise MovementRefused("same_place")
    end_running(Employment.objects.filter(person_id=person_id, kind__in=MAIN_WORK), from_date)
    Employment.objects.create(person_id=person_id, organization=unit, kind="regular", from_date=from_date)
    line(now, actor, "person.transferred", person_id, unit.pk, on=from_date, to=unit.name)


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
    """Works at a second unit beside the main one: 兼职, or (seconded) 借调、挂职、支教. Raises MovementRefused."""
    lock_person(person_id)
    unit = workplace_of(organization_id)
    if until_date is not None and until_date <= from_date:
        raise MovementRefused("ends_before_start")
    if main_work(person_id, from_date) is None:
        raise MovementRefused("no_work")
    beside = Employment.objects.filter(person_id=person_id, organization=unit, kind__in=("joint", "seconded"))
    for row in beside.filter(not_over(from_date)):
        if until_date is None or row.from_date < until_date:
            raise MovementRefused("overlaps", start=row.from_date.isoformat())
    kind = "seconded" if seconded else "joint"
    Employment.objects.create(
        person_id=person_id, organization=unit, kind=kind, from_date=from_date, until_date=until_date
    )
    line(now, actor, "person.joint_post", person_id, unit.pk, on=from_date, until=until_date, kind=kind)


@transaction.atomic
def start_leave(
    *, now: datetime, actor: Actor, person_id: int, from_date: date, until_date: date | None = None
) -> None:
    """On leave from the main workplace; with an end, work goes on there from that day. The ground is not kept.

    Raises MovementRefused.
    """
    lock_person(person_id)
    held = main_work(person_id, from_date)
    if held is None or held.kind != "regular":
        raise MovementRefused("no_work")
    if until_date is not None and until_date <= from_date:
        raise MovementRefused("ends_before_start")
    end_running(Employment.objects.filter(person_id=person_id, kind__in=MAIN_WORK), from_date)
    unit = held.organization_id
    Employment.objects.create(
        person_id=person_id, organization_id=unit, kind="leave", from_date=from_date, until_date=until_date
    )
    if until_date is not None:
        Employment.objects.create(person_id=person_id, organization_id=unit, kind="regular", from_date=until_date)
    line(now, actor, "person.leave_started", person_id, unit, on=from_date, until=until_date)


@transaction.atomic
def return_to_work(*, now: datetime, actor: Actor, person_id: int, from_date: date) -> None:
    """Back from leave at the same workplace. Raises MovementRefused."""
    lock_person(person_id)
    held = main_work(person_id, from_date)
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
    line(now, actor, "person.returned", person_id, held.organization_id, on=from_date)


@transaction.atomic
def retire(*, now: datetime, actor: Actor, person_id: int, from_date: date) -> None:
    """Retired from `from_date`: main work becomes 离退休, second posts and administrative offices end. Membership stays.

    Raises MovementRefused.
    """
    lock_person(person_id)
    held = main_work(person_id, from_date)
    if held is None or held.kind == "retired":
        raise MovementRefused("no_work")
    end_running(Employment.objects.filter(person_id=person_id), from_date)
    units = Office.objects.filter(person_id=person_id, organization__type__in=UNIT_TYPES)
    ended = end_running(units, from_date)
    Employment.objects.create(
        person_id=person_id, organization_id=held.organization_id, kind="retired", from_date=from_date
    )
    line(now, actor, "person.retired", person_id, held.organization_id, on=from_date, offices_ended=len(ended))
