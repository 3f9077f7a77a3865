"""Attach a statement to one's own record, or ask for correction or review; answer such a request."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.people import record_notes
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.models import RecordNote


class NoteRefused(Refused):
    """code: entry_unknown | kind_unknown | text_missing | already_asked | not_open | not_yours_to_answer | answer_missing."""


@transaction.atomic
def attach_note(*, now: datetime, actor: Actor, person_id: int, entry: str, kind: str, text: str) -> int:
    """`entry` is the sealed word of `record_notes.signed_entry`. One open request an entry; the same text twice is once.

    Raises NoteRefused.
    """
    opened = record_notes.opened_entry(entry)
    if opened is None or actor.person_id != person_id:
        raise NoteRefused("entry_unknown")
    if kind not in RecordNote.Kind.values:
        raise NoteRefused("kind_unknown")
    if not text.strip():
        raise NoteRefused("text_missing")
    subject, about, entry_by = opened
    mine = RecordNote.objects.select_for_update(no_key=True).filter(person_id=person_id, subject=subject, kind=kind)
    same = mine.filter(text=text.strip()).first()
    if same is not None:
        return same.pk
    asks = kind != RecordNote.Kind.STATEMENT
    if asks and mine.filter(outcome=RecordNote.Outcome.OPEN).exists():
        raise NoteRefused("already_asked")
    today = record_notes.today_of(now)
    made = RecordNote.objects.create(
        person_id=person_id,
        organization_id=record_notes.find_home(person_id, on=today),
        subject=subject,
        about=about,
        entry_by=entry_by,
        kind=kind,
        text=text.strip(),
        made_at=now,
        due_on=today + timedelta(days=getattr(settings, "RECORD_ANSWER_DAYS", 15)) if asks else None,
        outcome=RecordNote.Outcome.OPEN if asks else "",
    )
    record(now=now, actor=actor, action=f"record.{kind}", subject=f"note:{made.pk}", person_id=person_id,
           organization_id=made.organization_id, detail={"about": subject})  # fmt: skip
    return made.pk


@transaction.atomic
def answer_note(*, now: datetime, actor: Actor, viewer: Viewer, note_id: int, upheld: bool, answer: str) -> None:
    """Answered once, with reasons, by an organiser who is neither the person nor the author of what is contested.

    Raises NoteRefused.
    """
    note = RecordNote.objects.select_for_update(no_key=True).get(pk=note_id)
    row = record_notes.find_note(note_id)
    if row is None or not record_notes.may_answer(viewer, row):
        raise NoteRefused("not_yours_to_answer")
    if note.outcome != RecordNote.Outcome.OPEN:
        raise NoteRefused("not_open")
    if not answer.strip():
        raise NoteRefused("answer_missing")
    note.outcome = RecordNote.Outcome.UPHELD if upheld else RecordNote.Outcome.NOT_UPHELD
    note.answer, note.answered_by_label, note.answered_at = answer.strip(), actor.label, now
    note.save(update_fields=["outcome", "answer", "answered_by_label", "answered_at"])
    record(now=now, actor=actor, action="record.answered", subject=f"note:{note_id}", person_id=note.person_id,
           organization_id=note.organization_id, detail={"outcome": note.outcome})  # fmt: skip
