"""What runs by itself: rounds whose time is over are counted."""

from __future__ import annotations

import logging
from datetime import datetime

from xianfeng.apps.journal.actions import SYSTEM, Refused
from xianfeng.kinds.survey import actions, queries

log = logging.getLogger("xianfeng.survey")


def close_due(now: datetime) -> int:
    """Close every round past its deadline; gives how many. One that refuses is left to its organiser."""
    closed = 0
    for round_id in queries.list_due(now):
        try:
            actions.close_round(now=now, actor=SYSTEM, round_id=round_id)
            closed += 1
        except Refused as refused:
            log.info("survey round %s not closed: %s", round_id, refused.code)
    return closed


SCHEDULE = [("survey.close_due", 60.0, close_due)]
