"""Read campaigns: what runs where, from when until when, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import local
from xianfeng.apps.campaigns.models import (
    CalendarDay,
    CalendarYear,
    Campaign,
    Excuse,
    LocalPlan,
    SchoolHoliday,
    SoftException,
    StepVerdict,
)
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.record_notes import RecordLine
from xianfeng.apps.plans import queries as plans
from xianfeng.core.plan.calendar_checks import Holiday, calendar_notes
from xianfeng.core.plan.resolved import Note, PlanUnresolvable
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
    is_local: bool = False
    """A step that only this unit has added to its superior's plan (S0-43)."""
    is_changed: bool = False
    """Reads otherwise here than in the superior's plan: by a variant, a local plan or an exception."""

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


def get_campaign(campaign_id: int, organization_id: int | None = None) -> CampaignRow:
    """The campaign; with an organisation, its `plan` is the one that unit meets (superior, variant, local plan)."""
    row = _row(Campaign.objects.select_related("organization").get(pk=campaign_id))
    if organization_id is None:
        return row
    return replace(row, plan=local.merged(row.plan, _change(campaign_id, organization_id)))


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


def _windows(campaign: Campaign) -> dict[str, tuple[int, date, date]]:
    return {row.step_code: (row.position, row.opens_on, row.closes_on) for row in campaign.windows.all()}


def _steps(campaign: Campaign, change: dict[str, Any] | None = None) -> list[StepRow]:
    return [_step(campaign.pk, step) for step in local.applied(campaign.plan, _windows(campaign), change)]


def _step(campaign_id: int, step: dict[str, Any]) -> StepRow:
    return StepRow(
        campaign_id,
        step["code"],
        step["title"],
        step["kind"],
        step["subject"],
        tuple(step["who"]),
        tuple(step.get("without", ())),
        tuple(step.get("school_types", ())),
        step["params"],
        step["position"],
        step["opens_on"],
        step["closes_on"],
        step.get("responsible", ""),
        tuple(step.get("requires", ())),
        tuple(step.get("criteria", ())),
        step.get("core", True),
        step.get("quote", ""),
        step.get("phase", ""),
        step.get("asks", ""),
        bool(step.get("added")) and not step.get("core", True),
        step["changed"],
    )


def list_steps(campaign_id: int, organization_id: int | None = None) -> list[StepRow]:
    """All steps in the order of the flow. Without an organisation as the superior's plan has them (two queries); with one
    as that unit meets them: own steps after the core ones of their day, own values in `params` (at most five)."""
    change = _change(campaign_id, organization_id) if organization_id is not None else None
    return _steps(_with_windows(campaign_id), change)


def get_step(campaign_id: int, step_code: str, organization_id: int | None = None) -> StepRow:
    """One step; with an organisation as that unit meets it. Without one, a step that only some unit has is found too."""
    for step in list_steps(campaign_id, organization_id):
        if step.code == step_code:
            return step
    if organization_id is None:
        for row in LocalPlan.objects.filter(campaign_id=campaign_id).order_by("pk"):
            for step in local.applied({}, {}, row.content):
                if step["code"] == step_code:
                    return _step(campaign_id, step)
    raise Campaign.DoesNotExist(step_code)


def met_by(campaign: CampaignRow, step: StepRow, organization_id: int) -> tuple[CampaignRow, StepRow]:
    """A campaign and one of its steps as a unit meets them. One query where nobody has a local plan.

    Raises `ObjectDoesNotExist` for a step that the unit does not meet.
    """
    row = plans_of_units([campaign.id], [organization_id]).get((campaign.id, organization_id))
    if row is None:
        if step.is_local:
            raise Campaign.DoesNotExist(step.code)
        return campaign, step
    own = next((one for one in _steps(_with_windows(campaign.id), row.content) if one.code == step.code), None)
    if own is None:
        raise Campaign.DoesNotExist(step.code)
    return replace(campaign, plan=local.merged(campaign.plan, row.content)), own


def _with_windows(campaign_id: int) -> Campaign:
    return Campaign.objects.prefetch_related("windows").get(pk=campaign_id)


def has_step(campaign: CampaignRow, step_code: str) -> bool:
    """Whether anybody in the campaign meets a step of this code; a query only for steps that units have added."""
    if any(step.get("code") == step_code for step in campaign.plan.get("steps", ())):
        return True
    try:
        return bool(get_step(campaign.id, step_code))
    except Campaign.DoesNotExist:
        return False


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


def list_school_holidays(organization_ids: Iterable[int]) -> list[tuple[str, date, date]]:
    """(title, first day, day after the last) of the 寒暑假 that these organisations recorded."""
    found = SchoolHoliday.objects.filter(organization_id__in=list(organization_ids)).order_by("from_date")
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


def branches_of(campaign_id: int) -> list[people.OrganizationRow]:
    """The branches a campaign runs in: those of the Party subtree below its root."""
    return people.list_branches(Campaign.objects.values_list("organization_id", flat=True).get(pk=campaign_id))


def list_open_steps() -> list[tuple[CampaignRow, list[StepRow]]]:
    """Every open campaign with all steps of the superior's plan, in two queries whatever their number."""
    return [(_row(campaign), _steps(campaign)) for campaign in _open_campaigns()]


def _open_campaigns():
    return (
        Campaign.objects.select_related("organization")
        .prefetch_related("windows")
        .filter(opened_at__isnull=False, closed_at__isnull=True)
        .order_by("starts_on", "pk")
    )


@dataclass(frozen=True)
class LocalPlanRow:
    """What one unit, or one group of school types, reads otherwise. `content` as `local.difference` makes it."""

    id: int
    campaign_id: int
    organization_id: int | None
    school_types: tuple[str, ...]
    effective_on: date
    content: dict[str, Any]


def _local_row(found: LocalPlan) -> LocalPlanRow:
    kinds = tuple(found.school_types.split())
    return LocalPlanRow(
        found.pk, found.campaign_id, found.organization_id, kinds, found.effective_on, found.content
    )  # fmt: skip


def list_local_plans(campaign_ids: Iterable[int]) -> list[LocalPlanRow]:
    return [_local_row(found) for found in LocalPlan.objects.filter(campaign_id__in=list(campaign_ids)).order_by("pk")]


def plans_of_units(campaign_ids: Iterable[int], unit_ids: Iterable[int]) -> dict[tuple[int, int], LocalPlanRow]:
    """(campaign, unit) -> the local plan it meets; units without one are missing. One query when nobody has one, else
    three. The nearest unit above (or itself) with a plan of its own decides, then the type of its schools."""
    units = list(unit_ids)
    rows = list_local_plans(campaign_ids)
    if not rows:
        return {}
    heads = {row.organization_id for row in rows if row.organization_id is not None}
    above = people.heads_above(heads, units) if heads else {}
    kinds = people.school_types_of(units) if any(row.school_types for row in rows) else {}
    by_place: dict[tuple[int, int | None], list[LocalPlanRow]] = {}
    for row in rows:
        by_place.setdefault((row.campaign_id, row.organization_id), []).append(row)
    found: dict[tuple[int, int], LocalPlanRow] = {}
    for campaign_id in {row.campaign_id for row in rows}:
        for unit in units:
            nearest = next((head for head in above.get(unit, ()) if (campaign_id, head) in by_place), None)
            choices = by_place.get((campaign_id, nearest), [])
            row = _of_kind(choices, kinds.get(unit, frozenset()))
            if row is not None:
                found[campaign_id, unit] = row
    return found


def _of_kind(rows: list[LocalPlanRow], kinds: frozenset[str]) -> LocalPlanRow | None:
    """The row for these types of school: of a group that holds them all, else the one for types without a variant."""
    fitting = [row for row in rows if kinds and kinds <= set(row.school_types)]
    return next(iter(fitting or [row for row in rows if not row.school_types]), None)


def _change(campaign_id: int, organization_id: int) -> dict[str, Any] | None:
    row = plans_of_units([campaign_id], [organization_id]).get((campaign_id, organization_id))
    return row.content if row else None


@dataclass(frozen=True)
class Variation:
    """One step as some units of a campaign meet it. `units`: only these (none: all but `but`)."""

    step: StepRow
    units: frozenset[int] | None = None
    but: frozenset[int] = frozenset()


def variations(
    steps: dict[int, list[StepRow]], unit_ids: Callable[[], Iterable[int]]
) -> dict[int, list[Variation]]:  # fmt: skip
    """Every step of these campaigns, once for each way in which it is met, in the order of the flow.

    `unit_ids` is asked only when some unit has a local plan. One query where nobody has one, else five at most.
    """
    whole = {number: [Variation(step) for step in found] for number, found in steps.items()}
    if not LocalPlan.objects.filter(campaign_id__in=list(steps)).exists():
        return whole
    met = plans_of_units(steps, unit_ids())
    campaigns = Campaign.objects.prefetch_related("windows").in_bulk({number for number, _ in met})
    for number, campaign in campaigns.items():
        plans: dict[int, tuple[LocalPlanRow, set[int]]] = {}
        for (of, unit), row in met.items():
            if of == number:
                plans.setdefault(row.id, (row, set()))[1].add(unit)
        base = {step.code: step for step in steps[number]}
        otherwise: dict[str, list[tuple[StepRow, set[int]]]] = {}
        gone: dict[str, set[int]] = {}
        for row, units in plans.values():
            local_steps = {step.code: step for step in _steps(campaign, row.content)}
            for code in row.content.get("dropped", ()):
                gone.setdefault(code, set()).update(units)
            for code, step in local_steps.items():
                if step.is_changed:
                    ways = otherwise.setdefault(code, [])
                    same = next((found for one, found in ways if one == step), None)
                    if same is None:
                        ways.append((step, set(units)))
                    else:
                        same.update(units)
        found = []
        for code in dict.fromkeys((*base, *otherwise)):
            ways = otherwise.get(code, [])
            if code in base:
                but = frozenset(gone.get(code, ())).union(*(units for _, units in ways))
                found.append(Variation(base[code], None, but))
            found += [Variation(step, frozenset(units)) for step, units in ways]
        whole[number] = sorted(found, key=lambda one: (one.step.position, one.units is not None))
    return whole


@dataclass(frozen=True)
class ExceptionRow:
    """An exception from a soft word of the plan, as granted to one unit."""

    id: int
    campaign_id: int
    organization_id: int
    organization_name: str
    parameter: str
    value: Any
    reason: str
    granted_by: str
    granted_at: datetime
    ended_at: datetime | None


def _exception(found: SoftException) -> ExceptionRow:
    return ExceptionRow(
        found.pk,
        found.campaign_id,
        found.organization_id,
        found.organization.name,
        found.parameter,
        found.value,
        found.reason,
        found.granted_by_label,
        found.granted_at,
        found.ended_at,
    )


def get_exception(exception_id: int) -> ExceptionRow:
    return _exception(SoftException.objects.select_related("organization").get(pk=exception_id))


def list_exceptions(campaign_id: int, organization_ids: Iterable[int] | None = None) -> list[ExceptionRow]:
    """All that were granted, ended ones with their day, oldest first."""
    found = SoftException.objects.filter(campaign_id=campaign_id).select_related("organization")
    if organization_ids is not None:
        found = found.filter(organization_id__in=list(organization_ids))
    return [_exception(one) for one in found.order_by("granted_at", "pk")]


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
