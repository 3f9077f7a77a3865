"""Write one line to the journal, in the transaction of the act itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

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
    with transaction.atomic():
        head = ChainHead.objects.select_for_update().order_by("pk").first()
        if head is None:
            ChainHead.objects.get_or_create(pk=1)
            head = ChainHead.objects.select_for_update().get(pk=1)
        entry = Entry(
            number=head.number + 1,
            at=now.astimezone(UTC),
            actor_id=actor.account_id,
            actor_label=actor.label,
            action=action,
            subject=subject,
            organization_id=organization_id,
            person_id=person_id,
            detail=json.loads(json.dumps(detail or {}, ensure_ascii=False, default=str)),
            previous_hash=head.hash,
        )
        entry.hash = line_hash(entry)
        entry.save(force_insert=True)
        head.number, head.hash = entry.number, entry.hash
        head.save(update_fields=["number", "hash"])
    return entry
