"""Write one line to the journal, in the transaction of the act itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from xianfeng.apps.journal.models import ChainHead, Entry, line_hash


@dataclass(frozen=True)
class Actor:
    """Who acts: the account, the person behind it, and the name with the post held that day."""

    account_id: int | None
    person_id: int | None
    label: str


class Refused(Exception):
    """An act that may not happen. `code` and `params` say why; the edge turns them into one sentence."""

    code = "refused"

    def __init__(self, code: str | None = None, **params: object) -> None:
        self.code = code or self.code
        self.params = params
        super().__init__(self.code)


COLUMNS = (
    "number",
    "at",
    "actor_id",
    "actor_label",
    "action",
    "subject",
    "organization_id",
    "person_id",
    "detail",
    "previous_hash",
    "hash",
)
_APPEND = (
    f"WITH line AS (INSERT INTO journal_entry ({', '.join(COLUMNS)})"  # noqa: S608  (constants of this room)
    f" VALUES ({', '.join(['%s'] * len(COLUMNS))}) RETURNING id)"
    " UPDATE journal_chainhead SET number = %s, hash = %s WHERE id = %s RETURNING (SELECT id FROM line)"
)
"""The line and the new head in one round trip: every act of the house passes here, many of them twice."""


def _lock_head(cursor) -> tuple[int, int, str]:
    """(key, number, hash) of the last line, locked until the transaction ends."""
    find = "SELECT id, number, hash FROM journal_chainhead ORDER BY id LIMIT 1 FOR UPDATE"
    cursor.execute(find)
    found = cursor.fetchone()
    if found is None:
        ChainHead.objects.get_or_create(pk=1)
        cursor.execute(find)
        found = cursor.fetchone()
    return found


SYSTEM = Actor(account_id=None, person_id=None, label="系统")


def record(
    *,
    now: datetime,
    actor: Actor,
    action: str,
    subject: str = "",
    organization_id: int | None = None,
    person_id: int | None = None,
    detail: dict | None = None,
) -> Entry:
    """Append one act. Call it last in the action: the chain head stays locked until the transaction ends.

    `subject` is "model:id"; `person_id` is the person the act concerns (shown on that person's record).
    """
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        head, number, previous = _lock_head(cursor)
        entry = Entry(
            number=number + 1,
            at=now.astimezone(UTC),
            actor_id=actor.account_id,
            actor_label=actor.label,
            action=action,
            subject=subject,
            organization_id=organization_id,
            person_id=person_id,
            detail=json.loads(json.dumps(detail or {}, ensure_ascii=False, default=str)),
            previous_hash=previous,
        )
        entry.hash = line_hash(entry)
        values = [getattr(entry, name) for name in COLUMNS]
        values[COLUMNS.index("detail")] = json.dumps(entry.detail, ensure_ascii=False)
        cursor.execute(_APPEND, [*values, entry.number, entry.hash, head])
        entry.pk = cursor.fetchone()[0]
    return entry


def record_forgotten(*, now: datetime, actor: Actor = SYSTEM, **gone: int) -> None:
    """One line for what a job destroyed because its term was over: how many of each, and only when something went."""
    if told := {name: count for name, count in gone.items() if count}:
        record(now=now, actor=actor, action="retention.forgotten", detail=told)


def pen(
    room: str,
    subject: str,
    *,
    unit: str = "organization_id",
    person: str = "person_id",
    carries: Mapping[str, str] | None = None,
) -> Callable[..., None]:
    """How a room writes about its own rows: `note = pen("closing", "closing_summary")`, then `note(now, actor, "save", row)`
    appends the act `closing.save` on `closing_summary:<id>`.

    `unit` and `person` name the fields that say where the row belongs and whom it is about; `carries` those that every line
    repeats in its detail. A line about somebody else gives `person_id`.
    """

    def note(
        now: datetime, actor: Actor, act: str, row: Any, *, person_id: int | None = None, **detail: object
    ) -> None:
        record(
            now=now,
            actor=actor,
            action=f"{room}.{act}",
            subject=f"{subject}:{row.id}",
            organization_id=getattr(row, unit),
            person_id=person_id if person_id is not None else getattr(row, person, None),
            detail={name: getattr(row, field) for name, field in (carries or {}).items()} | detail,
        )

    return note
