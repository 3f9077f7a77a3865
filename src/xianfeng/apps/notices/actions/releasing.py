"""宣传登记: write a text for one place, have it approved by somebody else, say where it appeared (S2-37, S2-38)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.journal.actions import Actor, Refused, pen
from xianfeng.apps.notices.models import Release

_note = pen("notices", "notices.release", person="none")


class ReleaseRefused(Refused):
    """code: outlet_missing | text_missing | second_person_needed | not_approved | approved_already | released_already |
    reason_missing | day_impossible."""


@dataclass(frozen=True)
class Draft:
    place: str
    title: str
    text: str
    planned_on: date
    outlet: str = ""


def _locked(release_id: int) -> Release:
    made = Release.objects.select_for_update(no_key=True).get(pk=release_id)
    if made.released_on is not None:
        raise ReleaseRefused("released_already")
    return made


@transaction.atomic
def write_release(*, now: datetime, actor: Actor, nonce: str, organization_id: int, draft: Draft) -> int:
    """Put a text forward; gives its id, twice is once. Raises ReleaseRefused."""
    known = Release.objects.filter(nonce=nonce).values_list("pk", flat=True).first()
    if known is not None:
        return known
    if not draft.title.strip() or not draft.text.strip():
        raise ReleaseRefused("text_missing")
    if draft.place == Release.Place.MEDIA and not draft.outlet.strip():
        raise ReleaseRefused("outlet_missing")
    made = Release.objects.create(
        nonce=nonce,
        organization_id=organization_id,
        place=draft.place,
        outlet=draft.outlet.strip(),
        title=draft.title.strip(),
        text=draft.text.strip(),
        planned_on=draft.planned_on,
        written_by=actor.person_id,
        written_by_label=actor.label,
    )
    _note(now, actor, "release_written", made, place=draft.place)
    return made.pk


@transaction.atomic
def approve_release(*, now: datetime, actor: Actor, release_id: int) -> None:
    """Somebody other than the author lets it out. Raises ReleaseRefused."""
    made = _locked(release_id)
    if made.approved_on is not None:
        return
    if actor.person_id is None or actor.person_id == made.written_by:
        raise ReleaseRefused("second_person_needed")
    made.approved_on, made.approved_by_label, made.returned_because = timezone.localdate(now), actor.label, ""
    made.save(update_fields=["approved_on", "approved_by_label", "returned_because"])
    _note(now, actor, "release_approved", made)


@transaction.atomic
def return_release(*, now: datetime, actor: Actor, release_id: int, reason: str) -> None:
    """It does not go out as it is; a new text takes its place. Raises ReleaseRefused."""
    made = _locked(release_id)
    if not reason.strip():
        raise ReleaseRefused("reason_missing")
    if made.approved_on is not None:
        raise ReleaseRefused("approved_already")
    made.returned_because = reason.strip()
    made.save(update_fields=["returned_because"])
    _note(now, actor, "release_returned", made)


@transaction.atomic
def record_release(*, now: datetime, actor: Actor, release_id: int, released_on: date, link: str = "") -> None:
    """On which day it appeared, and where it can be found. Raises ReleaseRefused."""
    made = _locked(release_id)
    if made.approved_on is None:
        raise ReleaseRefused("not_approved")
    if released_on > timezone.localdate(now) or released_on < made.approved_on:
        raise ReleaseRefused("day_impossible")
    made.released_on, made.link = released_on, link.strip()
    made.save(update_fields=["released_on", "link"])
    _note(now, actor, "release_recorded", made)
