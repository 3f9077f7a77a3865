"""The table of working days."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xianfeng.apps.campaigns.models import CalendarDay, CalendarYear
from xianfeng.apps.journal.actions import Actor, record


@transaction.atomic
def load_calendar(
    *, now: datetime, actor: Actor, days: list[tuple[date, bool, str, str]], years: list[tuple[int, str]]
) -> int:
    """Take in shifted days (date, works, name, source) and the years whose notice they come from; gives rows written."""
    for day, works, name, source in days:
        CalendarDay.objects.update_or_create(date=day, defaults={"is_workday": works, "name": name, "source": source})
    for year, source in years:
        CalendarYear.objects.update_or_create(year=year, defaults={"source": source})
    record(
        now=now, actor=actor, action="calendar.loaded", detail={"days": len(days), "years": [year for year, _ in years]}
    )
    return len(days)
