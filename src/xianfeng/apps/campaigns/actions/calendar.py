"""The table of working days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from xianfeng.apps.campaigns.actions.refusals import CampaignRefused
from xianfeng.apps.campaigns.models import CalendarDay, CalendarYear, SchoolHoliday
from xianfeng.apps.journal.actions import Actor, record


@transaction.atomic
def add_school_days(
    *,
    now: datetime,
    actor: Actor,
    organization_id: int,
    kind: str,
    title: str,
    first: date,
    last: date,
    refuses: bool = False,
) -> int:
    """Write down examinations, a holiday or other work of a school or district, last day included; twice is once.

    Raises CampaignRefused.
    """
    if last < first:
        raise CampaignRefused("days_wrong")
    made, is_new = SchoolHoliday.objects.get_or_create(
        organization_id=organization_id,
        kind=kind,
        title=title.strip(),
        from_date=first,
        until_date=last + timedelta(days=1),
        defaults={"refuses": refuses},
    )
    if is_new:
        record(
            now=now,
            actor=actor,
            action="calendar.school_days_added",
            organization_id=organization_id,
            detail={"title": made.title, "first": first, "last": last},
        )
    return made.pk


@transaction.atomic
def remove_school_days(*, now: datetime, actor: Actor, days_id: int) -> None:
    """Take a stretch out of the calendar."""
    made = SchoolHoliday.objects.filter(pk=days_id).first()
    if made is None:
        return
    told = {"title": made.title, "first": made.from_date}
    made.delete()
    record(
        now=now,
        actor=actor,
        action="calendar.school_days_removed",
        organization_id=made.organization_id,
        detail=told,
    )


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
