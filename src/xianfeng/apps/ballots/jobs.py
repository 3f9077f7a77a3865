"""What runs by itself: polls whose time is over are counted, keys left by a crash are destroyed, kept slips too in their time."""

from __future__ import annotations

import logging
from datetime import datetime

from xianfeng.apps.ballots import actions, queries
from xianfeng.apps.journal.actions import SYSTEM, Refused

log = logging.getLogger("xianfeng.ballots")


def close_due(now: datetime) -> int:
    """Close every poll past its deadline, and finish closings that a crash cut short; gives how many.

    Voting under two trustees is stopped and then waits for their codes. A poll with paper sheets not yet agreed on waits for its tellers. One that refuses is left to its organiser.
    """
    closed = 0
    for poll_id in queries.list_due(now):
        try:
            closed += actions.close_poll(now=now, actor=SYSTEM, poll_id=poll_id).state in ("closed", "void")
        except Refused as refused:
            log.info("poll %s not closed: %s", poll_id, refused.code)
    return closed


def sweep(now: datetime) -> int:
    return actions.sweep_keys() + actions.sweep_halves(now) + actions.sweep_kept()


def destroy_kept(now: datetime) -> int:
    """Destroy what is kept for a recount of every poll that nobody can contest any more; gives how many."""
    return sum(actions.destroy_kept(now=now, poll_id=poll_id) for poll_id in queries.list_kept())


SCHEDULE = [
    ("ballots.close_due", 30.0, close_due),
    ("ballots.sweep_keys", 3600.0, sweep),
    ("ballots.destroy_kept", 3600.0, destroy_kept),
]
