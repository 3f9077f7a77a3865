"""Take a roster in: look at it, apply it as a whole, take it back as a whole within 30 days.

The file is kept with its batch, so that a check is repeated against the tables of the moment when it is applied. While
it is applied, `ImportProgress` is written over a second connection: the page sees it, the transaction does not carry it.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone

from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.people.actions.structure import rebuild_closure
from xianfeng.apps.people.importing.applying import TakeBackRefused, take_back, write_plan
from xianfeng.apps.people.importing.changes import Plan
from xianfeng.apps.people.importing.columns import SHEETS
from xianfeng.apps.people.importing.planning import make_plan
from xianfeng.apps.people.importing.reading import Fault, Reading, read_rows
from xianfeng.apps.people.importing.scope import list_outside, scope_of
from xianfeng.apps.people.models import ImportBatch
from xianfeng.files.sheets import FileRefused, read_sheets

log = logging.getLogger(__name__)
UNDO_DAYS = 30
FAULTS_KEPT = 1000
PREVIEW_ROWS = 8
State = ImportBatch.State


class ImportRefused(Refused):
    """`unreadable` (file_code), `too_large`, `batch_state`, `batch_busy`, `too_old`, `depended_on`, `changed_since`, `faulty`."""

    code = "import"


def upload_roster(*, now: datetime, actor: Actor, file_name: str, content: bytes) -> int:
    """Keep a file and look at it at once; gives the batch. Nothing of the roster is written yet."""
    reading, plan = _look(now, file_name, content, actor.account_id)
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            file_name=file_name[-200:],
            file_sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            state=State.FAULTY if plan.faults else State.CHECKED,
            uploaded_by_id=actor.account_id,
            uploaded_at=now,
            rows_total=reading.total,
            report=_report(reading, plan),
        )
        record(
            now=now,
            actor=actor,
            action="import.uploaded",
            subject=f"import:{batch.pk}",
            detail={"file": batch.file_name, "sha256": batch.file_sha256, "faults": len(plan.faults)},
        )
    return batch.pk


def _look(now: datetime, file_name: str, content: bytes, account_id: int | None) -> tuple[Reading, Plan]:
    if len(content) > settings.UPLOAD_LIMIT_BYTES:
        raise ImportRefused("too_large", limit=settings.UPLOAD_LIMIT_BYTES // 1024 // 1024)
    try:
        reading = read_rows(read_sheets(content, file_name))
    except FileRefused as refused:
        raise ImportRefused("unreadable", file_code=refused.code, file_params=refused.params) from refused
    return reading, _plan(reading, account_id, timezone.localdate(now))


def _plan(reading: Reading, account_id: int | None, today: date) -> Plan:
    """What would be written, with a fault for every row outside what the uploader answers for."""
    plan, scope = make_plan(reading, today=today), scope_of(account_id, on=today)
    if scope is not None:
        plan.faults += list_outside(reading, scope, on=today)
    return plan


def preview_roster(*, now: datetime, file_name: str, content: bytes) -> dict[str, object]:
    """What a roster would change and what is wrong with it; nothing is kept, not even the file."""
    return _report(*_look(now, file_name, content, None))


def _report(reading: Reading, plan: Plan) -> dict[str, object]:
    preview = {}
    for sheet in SHEETS:
        lines = reading.lines[sheet.code]
        if lines:
            used = [column for column in sheet.columns if any(column.code in line.values for line in lines)]
            preview[sheet.code] = {
                "columns": [column.code for column in used],
                "rows": [
                    [line.row, *[_shown(line.values.get(column.code)) for column in used]]
                    for line in lines[:PREVIEW_ROWS]
                ],
                "lines": len(lines),
            }
    return {
        "counts": plan.counts(),
        "preview": preview,
        "faults": [fault.as_json() for fault in plan.faults[:FAULTS_KEPT]],
        "fault_count": len(plan.faults),
        "notes": [fault.as_json() for fault in plan.notes[:100]],
    }


def _shown(value: object) -> object:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return "、".join(value) if isinstance(value, tuple) else value


def faults_of(report: dict[str, object], kind: str = "faults") -> list[Fault]:
    return [Fault(**row) for row in report.get(kind, [])]


@transaction.atomic
def start_import(*, now: datetime, actor: Actor, batch_id: int) -> None:
    """Confirm a checked batch: the worker applies it. Confirming twice starts it once. Raises ImportRefused."""
    batch = ImportBatch.objects.select_for_update().defer("content", "changes").get(pk=batch_id)
    if batch.state in (State.APPLYING, State.APPLIED):
        return
    if batch.state not in (State.CHECKED, State.FAILED):
        raise ImportRefused("batch_state", state=batch.get_state_display())
    batch.state, batch.rows_done = State.APPLYING, 0
    batch.save(update_fields=["state", "rows_done"])
    record(now=now, actor=actor, action="import.confirmed", subject=f"import:{batch_id}")


class _Progress:
    """Written over a connection of its own, so that others see it before the import's transaction ends."""

    def __init__(self, batch_id: int, total: int) -> None:
        self.batch_id, self.total, self.told = batch_id, total, -1
        self.side = connection.copy()
        self.side.set_autocommit(True)

    def say(self, stage: str, done: int) -> None:
        with self.side.cursor() as cursor:
            cursor.execute(
                "INSERT INTO people_importprogress (batch_id, stage, done, total) VALUES (%s, %s, %s, %s) "
                "ON CONFLICT (batch_id) DO UPDATE SET stage = excluded.stage, done = excluded.done, total = excluded.total",
                [self.batch_id, stage, done, self.total],
            )

    def close(self) -> None:
        try:
            with self.side.cursor() as cursor:
                cursor.execute("DELETE FROM people_importprogress WHERE batch_id = %s", [self.batch_id])
        finally:
            self.side.close()


def apply_import(*, now: datetime, actor: Actor, batch_id: int) -> bool:
    """Apply a confirmed batch in one transaction: everything or nothing. True when it was written now.

    Killed half way it stays as it was, and a second call does it. A batch that another process is applying is refused
    (`batch_busy`); one that has meanwhile become faulty goes back to `faulty` with its new faults, and one that would now
    write something else than was confirmed goes back to `checked`. Raises ImportRefused.
    """
    progress = _Progress(batch_id, 0)
    try:
        with transaction.atomic():
            try:
                batch = ImportBatch.objects.select_for_update(nowait=True).get(pk=batch_id)
            except OperationalError as error:
                raise ImportRefused("batch_busy") from error
            if batch.state != State.APPLYING:
                return False
            progress.total = batch.rows_total
            progress.say("check", 0)
            reading = read_rows(read_sheets(bytes(batch.content), batch.file_name))
            plan = _plan(reading, batch.uploaded_by_id, timezone.localdate(now))
            confirmed, batch.report = batch.report.get("counts"), _report(reading, plan)
            if not plan.faults and plan.counts() != confirmed:
                # What would be written is no longer what was confirmed: ask again rather than surprise.
                plan.notes.insert(0, Fault("", 0, None, "", "changed_meanwhile"))
                batch.report, batch.state = _report(reading, plan), State.CHECKED
                batch.save(update_fields=["state", "report"])
                return False
            if plan.faults:
                batch.state = State.FAULTY
                batch.save(update_fields=["state", "report"])
                return False
            progress.say("write", 0)
            batch.changes = write_plan(plan, progress=lambda done: progress.say("write", min(done, progress.total)))
            if "organization" in batch.changes or "relation" in batch.changes:
                rebuild_closure(on=timezone.localdate(now))
            batch.state, batch.applied_at, batch.rows_done = State.APPLIED, now, batch.rows_total
            batch.save(update_fields=["state", "applied_at", "rows_done", "report", "changes"])
            record(
                now=now,
                actor=actor,
                action="import.applied",
                subject=f"import:{batch_id}",
                detail={"sha256": batch.file_sha256, "counts": plan.counts()},
            )
            return True
    finally:
        progress.close()


def run_import(*, now: datetime, actor: Actor, batch_id: int) -> bool:
    """Apply a confirmed batch and see to what may go wrong on the way; true when it was written."""
    try:
        return apply_import(now=now, actor=actor, batch_id=batch_id)
    except ImportRefused as refused:
        if refused.code != "batch_busy":
            raise
        return False
    except Exception as error:
        log.exception("import %s failed", batch_id)
        fail_import(now=now, actor=actor, batch_id=batch_id, reason=type(error).__name__)
        return False


def fail_import(*, now: datetime, actor: Actor, batch_id: int, reason: str) -> None:
    """After an error of the machine: nothing was written; the batch may be confirmed again."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().defer("content", "changes").get(pk=batch_id)
        if batch.state != State.APPLYING:
            return
        batch.state = State.FAILED
        batch.save(update_fields=["state"])
        record(
            now=now, actor=actor, action="import.failed", subject=f"import:{batch_id}", detail={"reason": reason[:200]}
        )


def undo_import(*, now: datetime, actor: Actor, batch_id: int) -> int:
    """Take a batch back; gives the number of rows touched. Refused after 30 days or when later work rests on it."""
    try:
        with transaction.atomic():
            batch = ImportBatch.objects.select_for_update().defer("content").get(pk=batch_id)
            if batch.state != State.APPLIED:
                raise ImportRefused("batch_state", state=batch.get_state_display())
            if now - batch.applied_at > timedelta(days=UNDO_DAYS):
                raise ImportRefused("too_old")
            touched = take_back(batch.changes or {})
            if batch.changes and ("organization" in batch.changes or "relation" in batch.changes):
                rebuild_closure(on=timezone.localdate(now))
            batch.state, batch.undone_at = State.UNDONE, now
            batch.save(update_fields=["state", "undone_at"])
            record(now=now, actor=actor, action="import.undone", subject=f"import:{batch_id}", detail={"rows": touched})
            return touched
    except TakeBackRefused as refused:
        raise ImportRefused(refused.code, table=refused.what, count=refused.count) from refused
    except DatabaseError as error:
        raise ImportRefused("depended_on", table="", count=1) from error
