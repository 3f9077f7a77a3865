"""经验做法: a unit writes one down, an editor above approves it, other units say that they use it (S0-59)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.exemplars.models import Adoption, Practice
from xianfeng.apps.journal.actions import Actor, Refused, pen
from xianfeng.apps.notices.privacy import find_slips

_tell = pen("exemplars", "practice")


class PracticeRefused(Refused):
    """code: incomplete | personal_detail (kind, passage) | is_approved | second_person_needed | reason_missing |
    not_approved | own_practice | changed_meanwhile."""


@dataclass(frozen=True)
class Draft:
    """What is told of a practice."""

    title: str
    problem: str
    method: str
    result: str
    source: str = ""
    """The record it was taken from, as "model:id"; '' when written from scratch."""
    source_label: str = ""


@transaction.atomic
def write_practice(
    *, now: datetime, actor: Actor, nonce: UUID, organization_id: int, draft: Draft, practice_id: int | None = None
) -> int:
    """Write a practice down, or write one anew that is not approved; gives its id. The same form twice is one.

    Raises PracticeRefused.
    """
    told = replace(draft, **{name: getattr(draft, name).strip() for name in ("title", "problem", "method", "result")})
    if not all((told.title, told.problem, told.method, told.result)):
        raise PracticeRefused("incomplete")
    for slip in (slip for text in (told.title, told.problem, told.method, told.result) for slip in find_slips(text)):
        raise PracticeRefused("personal_detail", kind=slip.code, passage=slip.passage)
    who = {"written_by": actor.person_id, "written_by_label": actor.label, "written_at": now}
    if practice_id is None:
        one, is_new = Practice.objects.get_or_create(
            nonce=nonce, defaults={"organization_id": organization_id, **asdict(told), **who}
        )
        if not is_new:
            return one.pk
    else:
        one = _locked(practice_id)
        if one.approved_on is not None:
            raise PracticeRefused("is_approved")
        kept = {name: getattr(told, name) for name in ("title", "problem", "method", "result")}
        changed = {**kept, **who, "returned_because": ""}
        for name, value in changed.items():
            setattr(one, name, value)
        one.save(update_fields=list(changed))
    _tell(now, actor, "practice_written", one, source=one.source)
    return one.pk


def _locked(practice_id: int) -> Practice:
    return Practice.objects.select_for_update(of=("self",)).get(pk=practice_id)


def _to_edit(actor: Actor, practice_id: int) -> Practice:
    """Nobody approves or sends back the own words."""
    one = _locked(practice_id)
    if actor.person_id is None or actor.person_id == one.written_by:
        raise PracticeRefused("second_person_needed")
    if one.approved_on is not None:
        raise PracticeRefused("is_approved")
    return one


@transaction.atomic
def approve(*, now: datetime, actor: Actor, practice_id: int, seen: datetime | None = None) -> None:
    """The editor takes it into the library: everybody who signs in can read it. Twice is once; what was written anew since
    the page was opened (`seen`: when the words read were written) has not been read. Raises PracticeRefused."""
    if Practice.objects.filter(pk=practice_id, approved_on__isnull=False).exclude(written_by=actor.person_id).exists():
        return
    one = _to_edit(actor, practice_id)
    if seen is not None and seen != one.written_at:
        raise PracticeRefused("changed_meanwhile")
    one.approved_on, one.approved_by_label, one.returned_because = timezone.localdate(now), actor.label, ""
    one.save(update_fields=["approved_on", "approved_by_label", "returned_because"])
    _tell(now, actor, "practice_approved", one)


@transaction.atomic
def send_back(*, now: datetime, actor: Actor, practice_id: int, reason: str) -> None:
    """Back to who wrote it, with what to change. Raises PracticeRefused."""
    if not reason.strip():
        raise PracticeRefused("reason_missing")
    one = _to_edit(actor, practice_id)
    one.returned_because = reason.strip()[:500]
    one.save(update_fields=["returned_because"])
    _tell(now, actor, "practice_returned", one)


@transaction.atomic
def adopt(*, now: datetime, actor: Actor, practice_id: int, organization_id: int, note: str = "") -> None:
    """在本单位采用. Twice is once. Raises PracticeRefused."""
    one = _locked(practice_id)
    if one.approved_on is None:
        raise PracticeRefused("not_approved")
    if one.organization_id == organization_id:
        raise PracticeRefused("own_practice")
    _made, is_new = Adoption.objects.get_or_create(
        practice=one,
        organization_id=organization_id,
        defaults={"note": note.strip()[:200], "adopted_on": timezone.localdate(now), "adopted_by_label": actor.label},
    )
    if is_new:
        _tell(now, actor, "practice_adopted", one, unit=organization_id)


@transaction.atomic
def give_up(*, now: datetime, actor: Actor, practice_id: int, organization_id: int) -> None:
    """The unit no longer uses it; no reason is asked for."""
    one = _locked(practice_id)
    gone, _ = Adoption.objects.filter(practice=one, organization_id=organization_id).delete()
    if gone:
        _tell(now, actor, "practice_given_up", one, unit=organization_id)
