"""The background worker: runs each room's jobs in turn. A job takes the time, calls actions, and may run twice without harm.

A room with something to do in the background has a `jobs.py` with `SCHEDULE`: (name, every how many seconds, function of `now`).
"""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from xianfeng.config.rooms import PACKAGE

log = logging.getLogger("xianfeng.worker")
Job = tuple[str, float, Callable[[datetime], object]]


def jobs() -> list[Job]:
    """Every job of every room, by name of the room."""
    found: list[Job] = []
    for storey in ("apps", "kinds"):
        for room in sorted((PACKAGE / storey).iterdir()):
            if (room / "jobs.py").exists():
                found += import_module(f"xianfeng.{storey}.{room.name}.jobs").SCHEDULE
    return found


def run_due(schedule: list[Job], last: dict[str, float], clock: float, now: datetime) -> list[str]:
    """Run what is due; a failing job is logged and tried again at its next turn. Gives the names that ran."""
    ran = []
    for name, every, function in schedule:
        if clock - last.get(name, float("-inf")) < every:
            continue
        last[name] = clock
        try:
            function(now)
            ran.append(name)
        except Exception:
            log.exception("job %s failed", name)
    return ran


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianfeng.config.settings")
    import django

    django.setup()
    from django.db import close_old_connections
    from django.utils import timezone

    stopping = {"asked": False}

    def stop(signum: int, frame: object) -> None:
        stopping["asked"] = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    schedule, last = jobs(), {}
    while not stopping["asked"]:
        close_old_connections()
        run_due(schedule, last, time.monotonic(), timezone.now())
        time.sleep(1)


if __name__ == "__main__":
    main()
