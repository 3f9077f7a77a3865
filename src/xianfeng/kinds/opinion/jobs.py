"""Background work of this room: what was written into the boxes is destroyed when its term is over."""

from __future__ import annotations

from datetime import datetime

from xianfeng.apps.journal.actions import SYSTEM
from xianfeng.kinds.opinion import retention


def destroy_words(now: datetime) -> None:
    """Destroy the raw words that have outlived their term."""
    retention.destroy_words(now=now, actor=SYSTEM)


SCHEDULE = [("opinion.retention", 24 * 3600.0, destroy_words)]
