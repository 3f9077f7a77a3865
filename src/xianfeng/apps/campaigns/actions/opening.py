"""Prepare and open a campaign. Opening writes a handful of rows, however many people it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import adapting, local, queries
from xianfeng.apps.campaigns.actions.refusals import CampaignRefused
from xianfeng.apps.campaigns.local import step_key
from xianfeng.apps.campaigns.models import Campaign, StepWindow
from xianfeng.apps.journal.actions import Actor, record
from xianfeng.apps.people import posts
from xianfeng.apps.people import queries as people
from xianfeng.apps.plans import queries as plans
from xianfeng.core.plan.model import Pack
from xianfeng.core.plan.resolving import PlanUnresolvable


@dataclass(frozen=True)
class Obstacle:
    """One thing that keeps a campaign from opening, and who can put it right (a holder of `core.plan.vocabulary.Holder`)."""

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
    if any(role.required_to_open and role.holder == "leader_in_charge" for role in pack.plan.roles):
        lacking = posts.list_unanswered(campaign.organization_id, on=campaign.starts_on)
        found += [Obstacle(code, {"branch": row.label}, "superior") for code, row in lacking]
    if not people.list_branches(campaign.organization_id):
        found.append(Obstacle("no_branch", {}, "programme_office"))
    return found


def _titles(pack: Pack) -> dict[str, str]:
    """What people know the parts of a plan by; a code means the same whatever part it names."""
    plan = pack.plan
    return {item.code: item.title for item in (*plan.criteria, *plan.parameters, *plan.phases, *plan.steps)}


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
