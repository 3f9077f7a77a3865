"""What an empty installation needs before anybody can use it."""

from __future__ import annotations

import json
import os

from django.utils import timezone

from xianfeng.apps.campaigns import actions as campaigns
from xianfeng.apps.journal.actions import SYSTEM
from xianfeng.apps.people import actions as people
from xianfeng.apps.people import queries as people_queries
from xianfeng.config.database import VAR
from xianfeng.core.schedule.calendar import DayKind, official_days

ACCOUNTS_FILE = VAR / "demo_accounts.json"
UNFINISHED = VAR / "demo_unfinished"
"""Stands there while the demonstration is being built; left behind when that was interrupted."""


def is_empty() -> bool:
    return not people_queries.has_accounts()


def is_demonstration() -> bool:
    """Whether everything here is made up; told by the printed accounts, without asking the database."""
    return ACCOUNTS_FILE.exists()


def load_official_calendar() -> None:
    """Load the shipped days once; a bureau adds the years to come by import."""
    from xianfeng.apps.campaigns import queries

    days = official_days()
    if set(queries.confirmed_years()) >= {day.year for day in days}:
        return
    campaigns.load_calendar(
        now=timezone.now(),
        actor=SYSTEM,
        days=[(day.date, day.kind is DayKind.WORK, day.name, day.document) for day in days],
        years=sorted({(day.year, day.document) for day in days}),
    )


def create_first_administrator() -> str:
    """Make the system administrator's account; gives the one-time address for its first password."""
    secret = people.create_administrator(now=timezone.now(), actor=SYSTEM, login="admin")
    return f"http://127.0.0.1:{os.environ.get('XF_PORT', '8000')}/people/first/{secret}/"


def demo_accounts() -> list[str]:
    """The printed lines of the demonstration's accounts; none when this is not a demonstration."""
    if not ACCOUNTS_FILE.exists():
        return []
    accounts = json.loads(ACCOUNTS_FILE.read_text(encoding="utf-8"))
    return [f"{line['role']}：工号 {line['login']}  密码 {line['password']}{line.get('note', '')}" for line in accounts]
