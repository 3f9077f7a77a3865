"""Somebody opened the file of a person, or got in touch with them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.people import queries
from xianfeng.apps.people.actions.movements.stretches import line, lock_person
from xianfeng.apps.people.models import ContactAttempt


@transaction.atomic
def log_contact(
    *, now: datetime, actor: Actor, person_id: int, organization_id: int, on_date: date, outcome: str, note: str = ""
) -> None:
    """One try of the branch to reach a member (S3-71, S3-72)."""
    lock_person(person_id)
    ContactAttempt.objects.create(
        person_id=person_id, organization_id=organization_id, on_date=on_date, outcome=outcome, note=note.strip()
    )
    line(now, actor, "person.contact_tried", person_id, organization_id, on=on_date, outcome=outcome)


@transaction.atomic
def open_file(*, now: datetime, actor: Actor, person_id: int, organization_id: int | None) -> None:
    """Somebody opened this person's file: one line on the person's own record, once an hour for one reader."""
    if not queries.has_opened_lately(actor.account_id, person_id, now=now):
        line(now, actor, "record.opened", person_id, organization_id)
