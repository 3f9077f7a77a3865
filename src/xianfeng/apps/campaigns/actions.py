"""Change campaigns. Opening one writes a handful of rows, however many people it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import adapting, gates, local, queries
from xianfeng.apps.campaigns.local import step_key
from xianfeng.apps.campaigns.models import (
    CalendarDay,
    CalendarYear,
    Campaign,
    Excuse,
    SoftException,
    StepVerdict,
    StepWindow,
)
from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.people import queries as people
from xianfeng.apps.plans import actions as plan_actions
from xianfeng.apps.plans import queries as plans
from xianfeng.core.gates import MissingReason, NotEntitled, force_open
from xianfeng.core.plan.model import Pack
from xianfeng.core.plan.resolving import PlanUnresolvable
from xianfeng.core.plan.values import ValueRefused, checked_value


class CampaignRefused(Refused):
    """code: obstacles (params: obstacles) | already_open | not_open | window_without_length | reason_missing | closed |
    gate_unmet (params: judged, may_force) | gate_unknown | gate_not_theirs | gate_opens_itself | not_soft | unit_elsewhere | value_* (params: title, limit) | exception_ended."""


@dataclass(frozen=True)
class Obstacle:
    """One thing that keeps a campaign from opening, and who can put it right (a holder of `core.plan.model.Holder`)."""

    code: str
    params: dict[str, Any]
    met_by: str


@transaction.atomic
def prepare_campaign(
    *,
    now: datetime,
    actor: Actor,
    version_id: int,
    organization_id: int,
    starts_on: date,
    title: str = "",
    predecessor_id: int | None = None,
) -> int:
    """Set a campaign up without opening it; gives its id. Asked twice for the same, it gives the one there is."""
    version = plans.get_version(version_id)
    campaign, created = Campaign.objects.get_or_create(
        opened_at=None,
        plan_version_id=version_id,
        organization_id=organization_id,
        title=title or version.title,
        starts_on=starts_on,
        predecessor_id=predecessor_id,
    )
    if created:
        record(
            now=now,
            actor=actor,
            action="campaign.prepared",
            subject=f"campaign:{campaign.pk}",
            organization_id=organization_id,
        )
    return campaign.pk


def _titles(pack: Pack) -> dict[str, str]:
    """What people know the parts of a plan by; a code means the same whatever part it names."""
    plan = pack.plan
    return {item.code: item.title for item in (*plan.criteria, *plan.parameters, *plan.phases, *plan.steps)}


def list_obstacles(campaign_id: int) -> list[Obstacle]:
    """Everything that keeps the campaign from opening, each with who can put it right. Empty: it may open."""
    campaign = Campaign.objects.get(pk=campaign_id)
    version = plans.get_version(campaign.plan_version_id)
    pack = plans.get_pack(version.id)
    titles = _titles(pack)
    found: list[Obstacle] = []
    if version.state != "published":
        found.append(Obstacle("plan_not_published", {"state": version.state_label}, "programme_office"))
    if not version.approval_basis.strip():
        found.append(Obstacle("basis_missing", {}, "programme_office"))
    try:
        plan = plans.get_resolved(version.id, campaign.starts_on, add_working_days=queries.working_days())
    except PlanUnresolvable as error:
        return [
            *found,
            Obstacle(
                "plan_unresolvable",
                {"where": titles.get(error.where, error.where), "why": error.code},
                "programme_office",
            ),
        ]
    found += [
        Obstacle("ask_open", {"key": ask.code, "question": ask.question}, "programme_office")
        for ask in plan.asks
        if ask.code != "approval_basis"
    ]
    found += [
        Obstacle(
            "kind_not_built", {"kind": kind, "steps": [step.title for step in plan.steps if step.kind == kind]}, ""
        )
        for kind in plan.unbuilt
    ]
    if not plan.may_open and not found:
        found += [
            Obstacle(
                f"note_{note.code}",
                {name: titles.get(value, value) for name, value in note.values},
                "programme_office",
            )
            for note in plan.notes
        ]
    nobody = people.list_branches_without_secretary(campaign.organization_id, on=campaign.starts_on)
    found += [Obstacle("secretary_missing", {"branch": row.label}, "superior") for row in nobody]
    if not people.list_branches(campaign.organization_id):
        found.append(Obstacle("no_branch", {}, "programme_office"))
    return found


@transaction.atomic
def open_campaign(*, now: datetime, actor: Actor, campaign_id: int) -> None:
    """Freeze the resolved plan and open. Refused, with the whole list, while anything stands in the way."""
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    if campaign.opened_at is not None:
        raise CampaignRefused("already_open")
    obstacles = list_obstacles(campaign_id)
    if obstacles:
        raise CampaignRefused("obstacles", obstacles=tuple(obstacles))
    plan = plans.get_resolved(campaign.plan_version_id, campaign.starts_on, add_working_days=queries.working_days())
    campaign.plan = local.frozen(plan, plans.get_pack(campaign.plan_version_id))
    campaign.opened_at = now
    windows = [(step_key(step.key), step.opens, step.closes) for step in plan.steps]
    again = queries.find_look_back(campaign_id)
    if again is not None and not local.has_look_back(campaign.plan):
        campaign.plan["steps"].append(
            local.look_back_step(again.covers, again.quote, campaign.plan["phases"][0]["code"])
        )
        windows.append((local.LOOK_BACK, again.opens, again.closes))
    campaign.save(update_fields=["plan", "opened_at"])
    StepWindow.objects.bulk_create(
        StepWindow(campaign=campaign, step_code=code, position=position, opens_on=opens, closes_on=closes)
        for position, (code, opens, closes) in enumerate(windows)
    )
    adapting.adapt(campaign_id=campaign_id, on=timezone.localdate(now), opening=True)
    record(
        now=now,
        actor=actor,
        action="campaign.opened",
        subject=f"campaign:{campaign_id}",
        organization_id=campaign.organization_id,
        detail={"steps": len(plan.steps), "fingerprint": plan.fingerprint},
    )


@transaction.atomic
def decide_local_plan(
    *, now: datetime, actor: Actor, overlay_id: int, approved: bool, remark: str
) -> dict[str, tuple[str, ...]]:  # fmt: skip
    """The superior agrees to a local plan or sends it back. Agreed, it holds at once in every running campaign of that
    plan for what has not begun there. Gives campaign title -> codes of the steps for which it comes too late."""
    plan_actions.decide_overlay(now=now, actor=actor, overlay_id=overlay_id, approved=approved, remark=remark)
    if not approved:
        return {}
    overlay = plans.get_overlay(overlay_id)
    told: dict[str, tuple[str, ...]] = {}
    running = Campaign.objects.filter(
        plan_version_id=overlay.plan_version_id, opened_at__isnull=False, closed_at__isnull=True
    )
    for campaign in running.order_by("pk"):
        told[campaign.title] = _adapted(now, actor, campaign, overlay.organization_id, {"overlay": overlay_id})
    return told


def _adapted(
    now: datetime, actor: Actor, campaign: Campaign, organization_id: int, detail: dict[str, Any]
) -> tuple[str, ...]:  # fmt: skip
    late = adapting.adapt(campaign_id=campaign.pk, on=timezone.localdate(now), below=organization_id)
    too_late = late.get(organization_id, ())
    row = queries.plans_of_units([campaign.pk], [organization_id]).get((campaign.pk, organization_id))
    content = row.content if row else {}
    record(
        now=now,
        actor=actor,
        action="campaign.local_plan",
        subject=f"campaign:{campaign.pk}",
        organization_id=organization_id,
        detail={
            **detail,
            "changed": sorted(content.get("steps", {})),
            "added": [step["code"] for step in content.get("added", ())],
            "too_late": list(too_late),
        },
    )
    return too_late


@transaction.atomic
def grant_exception(
    *, now: datetime, actor: Actor, campaign_id: int, organization_id: int, parameter: str, value: Any, reason: str
) -> int:
    """One unit need not keep a soft word of the plan (原则上, 左右 ...), for a recorded reason; gives the exception's id.

    It holds for what has not begun there. The one it replaces ends. Who may grant it, the edge asks of the plan.
    """
    campaign = _open(campaign_id)
    known = plans.get_pack(campaign.plan_version_id).find_parameter(parameter)
    if known is None or known.soft is None:
        raise CampaignRefused("not_soft")
    if organization_id not in people.subtree_ids(campaign.organization_id):
        raise CampaignRefused("unit_elsewhere")
    if known.soft.reason_required and not reason.strip():
        raise CampaignRefused("reason_missing")
    try:
        stored = checked_value(known, value)
    except ValueRefused as refused:
        raise CampaignRefused(refused.code, title=known.title, limit=refused.limit) from None
    held = SoftException.objects.select_for_update().filter(
        campaign_id=campaign_id, organization_id=organization_id, parameter=parameter, ended_at=None
    )
    for one in held:
        if one.value == stored and one.reason == reason.strip():
            return one.pk
    held.update(ended_at=now)
    made = SoftException.objects.create(
        campaign_id=campaign_id,
        organization_id=organization_id,
        parameter=parameter,
        value=stored,
        reason=reason.strip(),
        granted_by_label=actor.label,
        granted_at=now,
    )
    detail = {"exception": made.pk, "parameter": parameter, "value": stored, "reason": made.reason}
    _adapted(now, actor, campaign, organization_id, detail)
    return made.pk


@transaction.atomic
def end_exception(*, now: datetime, actor: Actor, exception_id: int) -> None:
    """From now on the unit keeps the word again, in what has not begun."""
    one = SoftException.objects.select_for_update().get(pk=exception_id)
    campaign = _open(one.campaign_id)
    if one.ended_at is not None:
        raise CampaignRefused("exception_ended")
    one.ended_at = now
    one.save(update_fields=["ended_at"])
    _adapted(now, actor, campaign, one.organization_id, {"exception": one.pk, "ended": True})


def _open(campaign_id: int) -> Campaign:
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    if campaign.opened_at is None:
        raise CampaignRefused("not_open")
    if campaign.closed_at is not None:
        raise CampaignRefused("closed")
    return campaign


@transaction.atomic
def reschedule(
    *, now: datetime, actor: Actor, campaign_id: int, step_code: str, opens_on: date, closes_on: date, reason: str
) -> None:
    """Move one step's window. The old dates stay in the journal with the reason."""
    campaign = _open(campaign_id)
    if closes_on <= opens_on:
        raise CampaignRefused("window_without_length")
    if not reason.strip():
        raise CampaignRefused("reason_missing")
    window = StepWindow.objects.select_for_update().get(campaign_id=campaign_id, step_code=step_code)
    before = {"opens_on": window.opens_on, "closes_on": window.closes_on}
    window.opens_on, window.closes_on = opens_on, closes_on
    window.save(update_fields=["opens_on", "closes_on"])
    record(now=now, actor=actor, action="campaign.rescheduled", subject=f"campaign:{campaign_id}",
           organization_id=campaign.organization_id,
           detail={"step": step_code, "before": before, "opens_on": opens_on, "closes_on": closes_on, "reason": reason})  # fmt: skip


@transaction.atomic
def decide_step(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    verdict: str,
    reason: str = "",
) -> None:
    """Let a step of one organisation pass, return it, or force it in spite of open conditions (with a reason shown)."""
    _open(campaign_id)
    if verdict != StepVerdict.Verdict.PASSED and not reason.strip():
        raise CampaignRefused("reason_missing")
    made = StepVerdict.objects.create(
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        verdict=verdict,
        reason=reason.strip(),
        decided_by_label=actor.label,
        decided_at=now,
    )
    record(now=now, actor=actor, action=f"step.{verdict}", subject=f"verdict:{made.pk}", organization_id=organization_id,
           detail={"campaign": campaign_id, "step": step_code, "reason": reason})  # fmt: skip


@transaction.atomic
def excuse(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    person_id: int | None,
    reason: str,
    make_up_on: date | None = None,
) -> int:
    """Record why somebody is not counted as missing (S0-04). The person sees it on the own record."""
    _open(campaign_id)
    if not reason.strip():
        raise CampaignRefused("reason_missing")
    made, created = Excuse.objects.get_or_create(
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        person_id=person_id,
        withdrawn_at=None,
        defaults={
            "reason": reason.strip(),
            "make_up_on": make_up_on,
            "recorded_by_label": actor.label,
            "recorded_at": now,
        },
    )
    if created:
        record(now=now, actor=actor, action="step.excused", subject=f"excuse:{made.pk}", organization_id=organization_id,
               person_id=person_id, detail={"campaign": campaign_id, "step": step_code, "reason": reason})  # fmt: skip
    return made.pk


@transaction.atomic
def withdraw_excuse(*, now: datetime, actor: Actor, excuse_id: int) -> None:
    found = Excuse.objects.select_for_update().get(pk=excuse_id)
    if found.withdrawn_at is None:
        found.withdrawn_at = now
        found.save(update_fields=["withdrawn_at"])
        record(now=now, actor=actor, action="step.excuse_withdrawn", subject=f"excuse:{excuse_id}",
               organization_id=found.organization_id, person_id=found.person_id)  # fmt: skip


@transaction.atomic
def decide_gate(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    gate_code: str,
    organization_id: int,
    holder: str,
    reason: str = "",
) -> str:
    """Let one unit through a gate: `passed` where everything holds and somebody still has to say so, `forced` with a
    reason in spite of what is unmet, where the plan lets this `holder` do that. Gives the verdict that was written."""
    _open(campaign_id)
    judged = gates.judge_unit(campaign_id, organization_id, timezone.localdate(now))
    one = next((one for one in judged if one.gate.code == gate_code), None)
    if one is None:
        raise CampaignRefused("gate_unknown")
    if one.is_through:
        raise CampaignRefused("gate_opens_itself")
    if one.verdict.unmet:
        _may_force([one], holder, reason)
        verdict = StepVerdict.Verdict.FORCED
    elif one.awaits not in ("", holder):
        raise CampaignRefused("gate_not_theirs")
    elif not one.awaits:
        raise CampaignRefused("gate_opens_itself")
    else:
        verdict = StepVerdict.Verdict.PASSED
    decide_step(
        now=now,
        actor=actor,
        campaign_id=campaign_id,
        step_code=f"{gates.GATE}{gate_code}"[:60],
        organization_id=organization_id,
        verdict=verdict,
        reason=reason,
    )
    return str(verdict)


def _may_force(judged: list[gates.Judged], holder: str, reason: str) -> None:
    """Refused with everything that is unmet, unless this holder may open every one of these gates and says why."""
    for one in judged:
        try:
            force_open(one.verdict, holder, [one.gate.forced_by] if one.gate.forced_by else [], reason)
        except NotEntitled:
            raise CampaignRefused("gate_unmet", judged=tuple(judged), may_force=False) from None
        except MissingReason:
            raise CampaignRefused("gate_unmet", judged=tuple(judged), may_force=True) from None


@transaction.atomic
def close_campaign(
    *, now: datetime, actor: Actor, campaign_id: int, reason: str = "", holder: str = "superior"
) -> None:
    """End the campaign. What its gates before the end ask for is judged first, the programme's in every branch and a local
    one in its own; refused with all that is unmet unless `holder` may end it all the same and gives a reason (S3-56)."""
    campaign = _open(campaign_id)
    closing = gates.judge_closing(campaign_id, timezone.localdate(now))
    closed = [one for one in closing if one.verdict.unmet and one.verdict.forced is None]
    if closed:
        _may_force(closed, holder, reason)
    campaign.closed_at = now
    campaign.save(update_fields=["closed_at"])
    record(
        now=now,
        actor=actor,
        action="campaign.closed",
        subject=f"campaign:{campaign_id}",
        organization_id=campaign.organization_id,
        detail={"reason": reason.strip(), "unmet": [unmet.code for _one, unmet in gates.unmet_of(closed)]}
        if closed
        else {},
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
