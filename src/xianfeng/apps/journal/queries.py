"""Read the journal: history of a subject, of a person, and the check of the whole chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from xianfeng.apps.journal.models import ChainHead, Entry, line_hash


@dataclass(frozen=True)
class Line:
    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict
    actor_id: int | None = None


def _line(entry: Entry) -> Line:
    return Line(entry.number, entry.at, entry.actor_label, entry.action, entry.subject, entry.detail, entry.actor_id)


def list_of_subject(subject: str) -> list[Line]:
    return [_line(entry) for entry in Entry.objects.filter(subject=subject).order_by("number")]


def list_of_person(person_id: int, *, limit: int = 200) -> list[Line]:
    """Newest first: everything done about this person, the opening of the file included."""
    return [_line(entry) for entry in Entry.objects.filter(person_id=person_id).order_by("-number")[:limit]]


def search(
    *,
    text: str = "",
    subject: str = "",
    action: str = "",
    acts: frozenset[str] = frozenset(),
    organization_ids: list[int] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    offset: int = 0,
    limit: int = 50,
) -> tuple[int, list[Line]]:
    """(how many there are, one page of them newest first). `action` is the beginning of an action's name, or `acts` are
    the actions themselves; `text` stands in the actor or in the subject (there as `subject`,
    where it is written otherwise)."""
    found = Entry.objects.all()
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    if action:
        found = found.filter(Q(action__startswith=action) | Q(action__in=acts))
    if text:
        found = found.filter(Q(actor_label__contains=text) | Q(subject__contains=subject or text))
    if organization_ids is not None:
        found = found.filter(organization_id__in=organization_ids)
    return found.count(), [_line(entry) for entry in found.order_by("-number")[offset : offset + limit]]


@dataclass(frozen=True)
class ChainFault:
    number: int
    reason: str
    """gap | previous | content | head"""


def verify_chain() -> tuple[int, ChainFault | None]:
    """Walk the whole chain; (lines read, first fault or None). Lines may be added meanwhile.

    The head is read before each walk: it may lag behind the lines, and then the walk goes on. Where nothing new is found
    and the head still says something else, lines at the end are missing or were added behind its back.
    """
    previous, count = "0" * 64, 0
    while True:
        head, before = _head(), count
        lines = Entry.objects.filter(number__gt=count) if count else Entry.objects.all()
        for entry in lines.order_by("number").iterator(chunk_size=2000):
            if entry.number != count + 1:
                return count, ChainFault(count + 1, "gap")
            if entry.previous_hash != previous:
                return count, ChainFault(entry.number, "previous")
            if line_hash(entry) != entry.hash:
                return count, ChainFault(entry.number, "content")
            previous, count = entry.hash, count + 1
        if head == previous:
            return count, None
        if count == before:
            return count, ChainFault(count, "head")


def _head() -> str:
    head = ChainHead.objects.order_by("pk").first()
    return head.hash if head else "0" * 64
