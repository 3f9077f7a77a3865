"""Posts: taken up and left."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.people.actions.movements.stretches import MovementRefused, line, lock_person, require_member
from xianfeng.apps.people.models import Office, Organization, RoleGrant
from xianfeng.apps.people.queries.days import not_over, on_day
from xianfeng.apps.people.rules import ANYWHERE, MASS_TYPES, ONE_HOLDER, UNIT_TYPES


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
    """Give a post from a day. Secretary and principal are held by one person at a time; end the former first.

    Raises MovementRefused.
    """
    lock_person(person_id)
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    in_unit = organization.type in UNIT_TYPES
    party_role = role in ("branch_secretary", "deputy_secretary") or role.endswith("_commissioner")
    if party_role and (in_unit or organization.type in MASS_TYPES):
        raise MovementRefused("not_a_branch", name=organization.name)
    if not party_role and not in_unit and role not in ANYWHERE:
        raise MovementRefused("not_a_workplace", name=organization.name)
    if party_role:
        require_member(person_id, from_date)
    if (
        role in Office.LEADER_ROLES
        and RoleGrant.objects.filter(
            on_day(from_date), account__person_id=person_id, role__in=RoleGrant.ADMIN_ROLES
        ).exists()
    ):
        raise MovementRefused("admin_account")
    holders = Office.objects.filter(not_over(from_date), organization=organization, role=role)
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
    line(now, actor, "office.begun", person_id, organization_id, on=from_date, role=role, title=office.title)
    return office.pk


@transaction.atomic
def end_office(*, now: datetime, actor: Actor, office_id: int, until_date: date) -> None:
    """The last day in a post is the one before `until_date`. Raises MovementRefused."""
    office = Office.objects.select_for_update().get(pk=office_id)
    if office.until_date is not None and office.until_date <= until_date:
        raise MovementRefused("already_ended")
    if until_date <= office.from_date:
        raise MovementRefused("date_before_start", start=office.from_date.isoformat())
    office.until_date = until_date
    office.save(update_fields=["until_date"])
    line(now, actor, "office.ended", office.person_id, office.organization_id, on=until_date, role=office.role)
