"""Background work of this room: apply confirmed rosters, and rebuild who is under whom when a day begins."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from xianfeng.apps.journal.actions import SYSTEM
from xianfeng.apps.people import actions, queries


def run_import(batch_id: int, now: datetime | None = None) -> bool:
    """Apply one confirmed batch; true when it was written. Running it twice, or after a crash, does no harm."""
    actor = queries.get_import_actor(batch_id)
    return actions.run_import(now=now or timezone.now(), actor=actor, batch_id=batch_id)


def run_waiting_imports(now: datetime) -> int:
    """Every confirmed batch in order, those left by a killed process included."""
    return sum(run_import(batch_id, now) for batch_id in queries.list_waiting_imports())


def keep_closure_current(now: datetime) -> None:
    """Relations that begin or end today take effect without anybody touching them."""
    actions.rebuild_closure(on=timezone.localdate(now))


def forget_expired(now: datetime) -> None:
    """Delete what has outlived its period."""
    actions.forget_expired(now=now, actor=SYSTEM)


SCHEDULE = [
    ("people.imports", 2.0, run_waiting_imports),
    ("people.closure", 3600.0, keep_closure_current),
    ("people.retention", 24 * 3600.0, forget_expired),
]
