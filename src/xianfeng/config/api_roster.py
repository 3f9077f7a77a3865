"""A roster from another system (personnel, statistics): checked, then applied as a whole, by the same acts as the page.

Officers alone come this far: `config.api` joins the router with that right.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from xianfeng.apps.people import actions, administration
from xianfeng.apps.people.actions.imports import faults_of
from xianfeng.apps.people.importing.scope import scope_of
from xianfeng.apps.people.importing.words import fault_sentence
from xianfeng.config.api_answers import ERRORS, LARGEST_ID, Faulty, Missing, Sentence, viewer_of

router = Router()
REFUSED = {400: Sentence, 409: Sentence, 413: Sentence, 422: Faulty}


class CountOut(Schema):
    new: int
    changed: int
    ended: int
    unchanged: int


class ImportOut(Schema):
    """`state`: checked | faulty | applying | applied | failed | undone. `faults` and `notes`: sheet, row, column and what is wrong."""

    id: int
    file_name: str
    state: str
    rows_total: int
    applied_at: datetime | None
    counts: dict[str, CountOut]
    fault_count: int
    faults: list[str]
    notes: list[str]


def _batch(request: HttpRequest, batch_id: int) -> administration.BatchRow:
    """A roster the caller uploaded, or any for who answers for the whole; others are not there."""
    viewer = viewer_of(request)
    row = administration.find_batch(batch_id) if 0 < batch_id <= LARGEST_ID else None
    scope = scope_of(viewer.account_id, on=viewer.on)
    if row is None or not (row.uploaded_by_id == viewer.account_id or scope is None or scope.founds):
        raise Missing
    return row


def _out(row: administration.BatchRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "file_name": row.file_name,
        "state": row.state,
        "rows_total": row.rows_total,
        "applied_at": row.applied_at,
        "counts": row.report.get("counts", {}),
        "fault_count": row.report.get("fault_count", 0),
        "faults": [fault_sentence(fault) for fault in faults_of(row.report)],
        "notes": [fault_sentence(note) for note in faults_of(row.report, "notes")],
    }


@router.post(
    "",
    response={201: ImportOut, **REFUSED, **ERRORS},
    summary="Check a roster (.xlsx, .xls, .csv); nothing is written yet",
)
def upload_roster(request: HttpRequest, roster: UploadedFile = File(...)) -> Any:  # noqa: B008  (the framework's way)
    actor = viewer_of(request).actor
    made = actions.upload_roster(now=timezone.now(), actor=actor, file_name=roster.name or "", content=roster.read())
    return 201, _out(_batch(request, made))


@router.get(
    "/{batch_id}", response={200: ImportOut, **ERRORS}, summary="How a roster stands, and what is wrong with it"
)
def get_import(request: HttpRequest, batch_id: int) -> Any:
    return _out(_batch(request, batch_id))


@router.post(
    "/{batch_id}/apply",
    response={202: ImportOut, **REFUSED, **ERRORS},
    summary="Apply a checked roster as a whole, in the background (twice is once)",
)
def apply_import(request: HttpRequest, batch_id: int) -> Any:
    _batch(request, batch_id)
    actions.start_import(now=timezone.now(), actor=viewer_of(request).actor, batch_id=batch_id)
    return 202, _out(_batch(request, batch_id))


@router.post(
    "/{batch_id}/undo",
    response={200: ImportOut, **REFUSED, **ERRORS},
    summary="Take an applied roster back as a whole, within 30 days",
)
def undo_import(request: HttpRequest, batch_id: int) -> Any:
    _batch(request, batch_id)
    actions.undo_import(now=timezone.now(), actor=viewer_of(request).actor, batch_id=batch_id)
    return _out(_batch(request, batch_id))
