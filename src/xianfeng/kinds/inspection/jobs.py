"""Background work of this room: dues that no check asks about any more are forgotten."""

from __future__ import annotations

from datetime import datetime

from xianfeng.apps.journal.actions import SYSTEM
from xianfeng.kinds.inspection import dues


def forget_dues(now: datetime) -> None:
    """Delete the months that have outlived their period."""
    dues.forget_expired(now=now, actor=SYSTEM)


SCHEDULE = [("inspection.dues", 24 * 3600.0, forget_dues)]
