"""Working days, school holidays, what to look at before opening, and the look back a new round owes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from xianfeng.apps.campaigns.models import (
    CalendarDay,
    CalendarYear,
    Campaign,
    SchoolHoliday,
)
from xianfeng.apps.people import queries as people
from xianfeng.apps.plans import queries as plans
from xianfeng.core.plan.calendar_checks import Holiday, calendar_notes
from xianfeng.core.plan.resolved import Note, PlanUnresolvable
from xianfeng.core.schedule import calendar as schedule
from xianfeng.core.schedule.calendar import WorkCalendar, official_calendar


def work_calendar() -> WorkCalendar:
    """The calendar of the table; the days shipped with the release while the table is empty."""
    years = list(CalendarYear.objects.values_list("year", flat=True))
    if not years:
        return official_calendar()
    rows = (
        schedule.CalendarDay(day, schedule.DayKind.WORK if works else schedule.DayKind.OFF, name, day.year, source)
        for day, works, name, source in CalendarDay.objects.values_list("date", "is_workday", "name", "source")
    )
    return WorkCalendar.from_rows(rows, years)


def confirmed_years() -> list[int]:
    return list(CalendarYear.objects.order_by("year").values_list("year", flat=True))


def add_working_days(day: date, count: int, calendar: WorkCalendar | None = None) -> date:
    """The day `count` working days after `day` (before it for a negative count); the day itself is not counted.
    `calendar`: one that was read already."""
    calendar = calendar or work_calendar()
    step = timedelta(days=1 if count >= 0 else -1)
    for _day in range(abs(count)):
        day += step
        while not calendar.is_workday(day):
            day += step
    return day


def working_days() -> Callable[[date, int], date]:
    """`add_working_days` over one calendar, read once."""
    calendar = work_calendar()
    return lambda day, count: add_working_days(day, count, calendar)


@dataclass(frozen=True)
class SchoolDayRow:
    """A stretch of a school's calendar, first and last day included."""

    id: int
    organization_id: int
    organization_name: str
    kind: str
    kind_word: str
    title: str
    first: date
    last: date
    refuses: bool


def list_school_days(organization_ids: Iterable[int], *, on: date | None = None) -> list[SchoolDayRow]:
    """The calendar of these organisations; with a day, the stretches that hold it."""
    found = SchoolHoliday.objects.filter(organization_id__in=list(organization_ids)).select_related("organization")
    if on is not None:
        found = found.filter(from_date__lte=on, until_date__gt=on)
    return [
        SchoolDayRow(
            one.pk,
            one.organization_id,
            one.organization.short_name or one.organization.name,
            one.kind,
            str(one.get_kind_display()),
            one.title,
            one.from_date,
            one.until_date - timedelta(days=1),
            one.refuses,
        )
        for one in found.order_by("from_date", "pk")
    ]


def list_blocked(unit_id: int, on: date) -> list[SchoolDayRow]:
    """What stands in the way of an event of this unit on a day: its own calendar, its schools', and those above it."""
    covered = {row.organization_id for row in people.schools_covered([unit_id], on=on).values()}
    above = people.list_superiors({unit_id})
    return list_school_days({unit_id, *covered, *above}, on=on)


def list_school_holidays(organization_ids: Iterable[int]) -> list[tuple[str, date, date]]:
    """(title, first day, day after the last) of the 寒暑假 that these organisations recorded."""
    found = SchoolHoliday.objects.filter(organization_id__in=list(organization_ids), kind="holiday").order_by(
        "from_date"
    )
    return list(found.values_list("title", "from_date", "until_date"))


def list_advice(version_id: int, organization_id: int, starts_on: date) -> tuple[Note, ...]:
    """What to look at before a plan runs from this day: order, room, days off, school holidays, its own frame.

    Empty when no calendar can be made yet; what is missing then stands among the open questions.
    """
    calendar = work_calendar()
    try:
        plan = plans.get_resolved(
            version_id, starts_on, add_working_days=lambda day, count: add_working_days(day, count, calendar)
        )
    except PlanUnresolvable:
        return ()
    pack = plans.get_pack(version_id)
    titles = {phase.code: phase.title for phase in pack.plan.phases}
    frame = [
        Note(note.code, tuple((name, titles.get(value, value)) for name, value in note.values))
        for note in plan.notes
        if note.code in ("phase_before_frame", "phase_after_frame", "shorter_than_least")
        or note.code.endswith("_before_day")
    ]
    free = [Holiday(*row) for row in list_school_holidays(people.subtree_ids(organization_id))]
    return (*frame, *calendar_notes(pack, plan, calendar, free))


@dataclass(frozen=True)
class LookBackRow:
    """What the plan of the last round says of looking back, on the days of the new one."""

    predecessor_id: int
    predecessor_title: str
    titles: tuple[str, ...]
    """Links to be checked again."""
    covers: tuple[str, ...]
    opens: date
    closes: date
    quote: str


def find_look_back(campaign_id: int) -> LookBackRow | None:
    """The look-back that a campaign owes the one before it; none when there was none or its plan asks for none.

    It begins on the day the old plan names, but not before the new campaign does, and lasts as long as the old plan says.
    """
    campaign = Campaign.objects.select_related("predecessor").get(pk=campaign_id)
    earlier = campaign.predecessor
    if earlier is None or earlier.opened_at is None:
        return None
    try:
        pack = plans.get_pack(earlier.plan_version_id)
        rule = pack.plan.look_back
        found = plans.get_resolved(earlier.plan_version_id, earlier.starts_on, add_working_days=working_days())
    except (PlanUnresolvable, ValueError):
        return None
    if rule is None or found.look_back is None:
        return None
    first, after_last = found.look_back
    opens = max(first, campaign.starts_on)
    return LookBackRow(
        earlier.pk,
        earlier.title,
        tuple(step.title for step in pack.plan.steps if step.code in rule.covers),
        rule.covers,
        opens,
        opens + (after_last - first),
        rule.source.quote or "",
    )
