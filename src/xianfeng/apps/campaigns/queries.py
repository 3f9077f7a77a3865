"""Read campaigns: what runs where, from when until when, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns.models import CalendarDay, CalendarYear, Campaign, Excuse, SchoolHoliday, StepVerdict
from xianfeng.apps.people import queries as people
from xianfeng.core.schedule import calendar as schedule
from xianfeng.core.schedule.calendar import WorkCalendar, official_calendar


@dataclass(frozen=True)
class CampaignRow:
    id: int
    title: str
    organization_id: int
    organization_name: str
    plan_version_id: int
    starts_on: date
    opened_at: datetime | None
    closed_at: datetime | None
    predecessor_id: int | None
    plan: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None


@dataclass(frozen=True)
class StepRow:
    """One step of one campaign, as frozen at opening. `closes_on` is the first day after the step (half-open)."""

    campaign_id: int
    code: str
    title: str
    kind: str
    subject: str
    """person | organization | campaign: who the step is done by."""
    audience: tuple[str, ...]
    """Whom it concerns, in the words of `core.plan.model.Who`: members, full_members, staff, non_members, secretaries, branches …"""
    without: tuple[str, ...]
    school_types: tuple[str, ...]
    """Empty: every type of school."""
    params: dict[str, Any]
    position: int
    opens_on: date
    closes_on: date
    responsible: str
    requires: tuple[str, ...]
    criteria: tuple[str, ...]
    is_core: bool
    quote: str
    """The passage of the plan this step comes from ('' when it is a default)."""
    phase: str = ""
    asks: str = ""
    """What is asked of whoever does it, in one sentence."""

    @property
    def last_day(self) -> date:
        return self.closes_on - timedelta(days=1)

    def state_on(self, day: date) -> str:
        """ahead | running | over – by the calendar alone."""
        if day < self.opens_on:
            return "ahead"
        return "running" if day < self.closes_on else "over"


def _row(campaign: Campaign) -> CampaignRow:
    return CampaignRow(
        campaign.pk,
        campaign.title,
        campaign.organization_id,
        campaign.organization.name,
        campaign.plan_version_id,
        campaign.starts_on,
        campaign.opened_at,
        campaign.closed_at,
        campaign.predecessor_id,
        campaign.plan,
    )


def get_campaign(campaign_id: int) -> CampaignRow:
    return _row(Campaign.objects.select_related("organization").get(pk=campaign_id))


def find_campaign(campaign_id: int) -> CampaignRow | None:
    found = Campaign.objects.select_related("organization").filter(pk=campaign_id).first()
    return _row(found) if found else None


def list_campaigns(organization_ids: Iterable[int] | None = None) -> list[CampaignRow]:
    """Newest first; `organization_ids` are the roots to look at (None: all)."""
    found = Campaign.objects.select_related("organization").order_by("-starts_on", "-pk")
    if organization_ids is not None:
        found = found.filter(organization_id__in=organization_ids)
    return [_row(campaign) for campaign in found]


def list_running(organization_ids: Iterable[int]) -> list[CampaignRow]:
    """Open campaigns whose subtree holds any of these organisations (a person's branches and workplaces)."""
    found = (
        Campaign.objects.select_related("organization")
        .filter(opened_at__isnull=False, closed_at__isnull=True)
        .filter(
            Q(organization_id__in=list(organization_ids))
            | Q(
                organization__closure_down__relation__in=("party", "covers"),
                organization__closure_down__descendant_id__in=list(organization_ids),
            )
        )
        .distinct()
        .order_by("starts_on")
    )
    return [_row(campaign) for campaign in found]


def _steps(campaign: Campaign) -> list[StepRow]:
    frozen = {step["code"]: step for step in campaign.plan.get("steps", [])}
    rows = []
    for window in campaign.windows.all():
        step = frozen[window.step_code]
        rows.append(
            StepRow(
                campaign.pk,
                window.step_code,
                step["title"],
                step["kind"],
                step["subject"],
                tuple(step["who"]),
                tuple(step.get("without", ())),
                tuple(step.get("school_types", ())),
                step["params"],
                window.position,
                window.opens_on,
                window.closes_on,
                step.get("responsible", ""),
                tuple(step.get("requires", ())),
                tuple(step.get("criteria", ())),
                step.get("core", True),
                step.get("quote", ""),
                step.get("phase", ""),
                step.get("asks", ""),
            )
        )
    return rows


def list_steps(campaign_id: int) -> list[StepRow]:
    """All steps in the order of the flow, in two queries."""
    return _steps(Campaign.objects.prefetch_related("windows").get(pk=campaign_id))


def get_step(campaign_id: int, step_code: str) -> StepRow:
    for step in list_steps(campaign_id):
        if step.code == step_code:
            return step
    raise Campaign.DoesNotExist(step_code)


def find_step_of_kind(campaign_id: int, kind: str) -> StepRow | None:
    return next((step for step in list_steps(campaign_id) if step.kind == kind), None)


@dataclass(frozen=True)
class VerdictRow:
    step_code: str
    organization_id: int
    verdict: str
    reason: str
    decided_by: str
    decided_at: datetime


def list_verdicts(campaign_id: int, organization_ids: Iterable[int] | None = None) -> list[VerdictRow]:
    """The latest verdict of each step and organisation."""
    found = StepVerdict.objects.filter(campaign_id=campaign_id).order_by("decided_at", "pk")
    if organization_ids is not None:
        found = found.filter(organization_id__in=list(organization_ids))
    latest = {
        (verdict.step_code, verdict.organization_id): VerdictRow(
            verdict.step_code,
            verdict.organization_id,
            verdict.verdict,
            verdict.reason,
            verdict.decided_by_label,
            verdict.decided_at,
        )
        for verdict in found
    }
    return list(latest.values())


@dataclass(frozen=True)
class ExcuseRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    person_id: int | None
    reason: str
    make_up_on: date | None


def _excuse(found: Excuse) -> ExcuseRow:
    return ExcuseRow(
        found.pk,
        found.campaign_id,
        found.step_code,
        found.organization_id,
        found.person_id,
        found.reason,
        found.make_up_on,
    )


def get_excuse(excuse_id: int) -> ExcuseRow:
    return _excuse(Excuse.objects.get(pk=excuse_id))


def list_excuses(campaign_id: int, organization_ids: Iterable[int] | None = None) -> list[ExcuseRow]:
    found = Excuse.objects.filter(campaign_id=campaign_id, withdrawn_at__isnull=True)
    if organization_ids is not None:
        found = found.filter(organization_id__in=list(organization_ids))
    return [_excuse(excuse) for excuse in found]


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


def add_working_days(day: date, count: int) -> date:
    """The day `count` working days after `day` (before it for a negative count); the day itself is not counted."""
    calendar = work_calendar()
    step = timedelta(days=1 if count >= 0 else -1)
    for _day in range(abs(count)):
        day += step
        while not calendar.is_workday(day):
            day += step
    return day


def list_school_holidays(organization_ids: Iterable[int]) -> list[tuple[str, date, date]]:
    """(title, first day, day after the last) of the 寒暑假 that these organisations recorded."""
    found = SchoolHoliday.objects.filter(organization_id__in=list(organization_ids)).order_by("from_date")
    return list(found.values_list("title", "from_date", "until_date"))


def branches_of(campaign_id: int) -> list[people.OrganizationRow]:
    """The branches a campaign runs in: those of the Party subtree below its root."""
    return people.list_branches(Campaign.objects.values_list("organization_id", flat=True).get(pk=campaign_id))


def list_open_steps() -> list[tuple[CampaignRow, list[StepRow]]]:
    """Every open campaign with all its steps, in two queries whatever their number."""
    found = (
        Campaign.objects.select_related("organization")
        .prefetch_related("windows")
        .filter(opened_at__isnull=False, closed_at__isnull=True)
        .order_by("starts_on", "pk")
    )
    return [(_row(campaign), _steps(campaign)) for campaign in found]


@dataclass(frozen=True)
class RecordLine:
    """An excuse as the person it is about sees it, in the shape of `evidence.reach.RecordLine` (a room further down)."""

    on: date
    what: str
    title: str
    text: str = ""
    by: str = ""
    state: str = ""
    subject: str = ""
    parts: dict[str, Any] = field(default_factory=dict)


def list_record(person_id: int) -> list[RecordLine]:
    """Every excuse recorded about a person, withdrawn ones with their state (S0-04)."""
    found = Excuse.objects.filter(person_id=person_id).select_related("campaign").order_by("recorded_at", "pk")
    lines = []
    for excuse in found:
        titles = {step["code"]: step["title"] for step in excuse.campaign.plan.get("steps", [])}
        lines.append(
            RecordLine(
                timezone.localtime(excuse.recorded_at).date(),
                _("请假登记"),
                _("%(campaign)s · %(step)s")
                % {"campaign": excuse.campaign.title, "step": titles.get(excuse.step_code, excuse.step_code)},
                excuse.reason + (_("（已撤销）") if excuse.withdrawn_at else ""),
                excuse.recorded_by_label,
                "withdrawn" if excuse.withdrawn_at else "",
                f"excuse:{excuse.pk}",
            )
        )
    return lines
