"""Read what people say to their own records: beside each entry, and as open requests for those who must answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.models import Affiliation, Employment, Office, RecordNote

_SALT = "record-entry"


@dataclass(frozen=True)
class NoteRow:
    id: int
    person_id: int
    person_name: str
    organization_id: int | None
    subject: str
    about: str
    entry_by: str
    kind: str
    kind_label: str
    text: str
    made_at: datetime
    due_on: date | None
    outcome: str
    outcome_label: str
    answer: str
    answered_by: str
    answered_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.outcome == RecordNote.Outcome.OPEN


@dataclass(frozen=True)
class Todo:
    """One line of a to-do list, as every room tells it. `what` is verb and object, translated."""

    what: str
    due: date | None
    url_name: str
    url_args: tuple[object, ...] = ()
    minutes: int | None = 10
    from_plan: str = ""
    state: str = "open"
    """open | late | in_review"""
    organization_id: int | None = None
    """For whom it is done, where the page asks for it (`?organization=`)."""


@dataclass(frozen=True)
class RecordLine:
    """One thing kept about a person, as a room tells it."""

    on: date
    what: str
    title: str
    text: str = ""
    by: str = ""
    state: str = ""
    subject: str = ""
    """model:id, what a statement or a correction can be attached to"""
    parts: dict[str, Any] = field(default_factory=dict)


def _row(note: RecordNote) -> NoteRow:
    return NoteRow(
        note.pk,
        note.person_id,
        note.person.name,
        note.organization_id,
        note.subject,
        note.about,
        note.entry_by,
        note.kind,
        note.get_kind_display(),
        note.text,
        note.made_at,
        note.due_on,
        note.outcome,
        note.get_outcome_display(),
        note.answer,
        note.answered_by_label,
        note.answered_at,
    )


def find_note(note_id: int) -> NoteRow | None:
    found = RecordNote.objects.select_related("person").filter(pk=note_id).first()
    return _row(found) if found else None


def list_notes(person_id: int) -> list[NoteRow]:
    """Everything a person said to the own record, in the order of time."""
    found = RecordNote.objects.select_related("person").filter(person_id=person_id)
    return [_row(note) for note in found.order_by("made_at", "pk")]


def find_home(person_id: int, *, on: date) -> int | None:
    """The organisation whose organisers answer: the home branch of a member, else the place of work."""
    for model in (Affiliation, Employment):
        current = model.objects.filter(person_id=person_id, from_date__lte=on).exclude(until_date__lte=on)
        found = current.order_by("pk").values_list("organization_id", flat=True).first()
        if found is not None:
            return int(found)
    return None


def signed_entry(subject: str, about: str, entry_by: str) -> str:
    """The entry as a sealed word, so that a note can only be about what was really shown."""
    return signing.dumps([subject, about[:300], entry_by[:200]], salt=_SALT)


def opened_entry(sealed: str) -> tuple[str, str, str] | None:
    try:
        subject, about, entry_by = signing.loads(sealed, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    return subject, about, entry_by


def may_answer(viewer: Viewer, note: NoteRow) -> bool:
    """An organiser over the unit, but never the person who asked, nor whoever wrote what is contested."""
    if note.organization_id is None or viewer.person_id == note.person_id or not viewer.may_run(note.organization_id):
        return False
    return not note.entry_by or note.entry_by != viewer.label


def _led_from(person_ids: Iterable[int]) -> set[int]:
    roles = ("branch_secretary", "deputy_secretary")
    return set(
        Office.objects.filter(person_id__in=list(person_ids), role__in=roles, until_date=None).values_list(
            "person_id", flat=True
        )
    )


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """Open requests: first for the unit's own secretary; for the bureau when late or when a secretary asked."""
    near = viewer.over.get("branch_secretary", frozenset()) | viewer.over.get("deputy_secretary", frozenset())
    far = viewer.over.get("bureau_officer", frozenset())
    if not near and not far:
        return []
    found = RecordNote.objects.select_related("person").filter(
        outcome=RecordNote.Outcome.OPEN, organization_id__in=list(near | far)
    )
    notes = [_row(note) for note in found.order_by("due_on", "pk")]
    leaders = _led_from(note.person_id for note in notes) if notes else set()
    todos = []
    for note in notes:
        late = note.due_on is not None and on > note.due_on
        if not may_answer(viewer, note):
            continue
        if note.organization_id not in near and not late and note.person_id not in leaders:
            continue
        todos.append(
            Todo(
                _("答复%(name)s的%(kind)s") % {"name": note.person_name, "kind": note.kind_label},
                note.due_on,
                "people:note-answer",
                (note.id,),
                state="late" if late else "open",
            )
        )
    return todos


def today_of(now: datetime) -> date:
    return timezone.localtime(now).date()
