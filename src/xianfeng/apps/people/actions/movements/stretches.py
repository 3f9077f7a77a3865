"""What every movement shares: one at a time, the old row ends on the day the new one begins, one line in the journal."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Model, QuerySet

from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.people.models import Employment, Membership, Organization, Person
from xianfeng.apps.people.queries.days import not_over, on_day
from xianfeng.apps.people.rules import MAIN_WORK, UNIT_TYPES


class MovementRefused(Refused):
    """`date_before_start`, `overlaps`, `same_place`, `not_a_branch`, `not_a_workplace`, `not_a_member`, `no_home`,
    `no_work`, `office_taken`, `already_ended`, `under_age`, `wrong_order`, `ends_before_start`, `reason_needed`,
    `admin_account`."""

    code = "movement"


def line(now: datetime, actor: Actor, action: str, person_id: int, organization_id: int | None, **detail) -> None:
    record(
        now=now,
        actor=actor,
        action=action,
        subject=f"person:{person_id}",
        organization_id=organization_id,
        person_id=person_id,
        detail=detail,
    )


def lock_person(person_id: int) -> Person:
    """One movement of a person at a time."""
    return Person.objects.select_for_update().get(pk=person_id)


def end_running(rows: QuerySet, on: date) -> list[Model]:
    """End the rows running on or after `on` at that day; gives them. Refused when one begins on that day or later."""
    running = list(rows.filter(not_over(on)))
    for row in running:
        if row.from_date >= on:
            raise MovementRefused("date_before_start", start=row.from_date.isoformat())
    for row in running:
        row.until_date = on
        row.save(update_fields=["until_date"])
    return running


def workplace_of(organization_id: int) -> Organization:
    unit = Organization.objects.get(pk=organization_id)
    if unit.type not in UNIT_TYPES:
        raise MovementRefused("not_a_workplace", name=unit.name)
    return unit


def branch_of(organization_id: int) -> Organization:
    branch = Organization.objects.get(pk=organization_id)
    if branch.type not in (*Organization.BRANCH_TYPES, "party_group"):
        raise MovementRefused("not_a_branch", name=branch.name)
    return branch


def main_work(person_id: int, on: date) -> Employment | None:
    return Employment.objects.filter(on_day(on), person_id=person_id, kind__in=MAIN_WORK).first()


def require_member(person_id: int, on: date) -> None:
    held = Membership.objects.filter(on_day(on), person_id=person_id)
    if not held.exclude(status="non_member").exists():
        raise MovementRefused("not_a_member")
