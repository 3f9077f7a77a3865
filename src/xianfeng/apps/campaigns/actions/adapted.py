"""What one unit reads otherwise than its superior: its own plan agreed, an exception granted or ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import adapting, queries
from xianfeng.apps.campaigns.actions.refusals import CampaignRefused, locked_open
from xianfeng.apps.campaigns.models import Campaign, SoftException
from xianfeng.apps.journal.actions import Actor, record
from xianfeng.apps.people import queries as people
from xianfeng.apps.plans import actions as plan_actions
from xianfeng.apps.plans import queries as plans
from xianfeng.core.plan.values import ValueRefused, checked_value


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


@transaction.atomic
def grant_exception(
    *, now: datetime, actor: Actor, campaign_id: int, organization_id: int, parameter: str, value: Any, reason: str
) -> int:
    """One unit need not keep a soft word of the plan (原则上, 左右 ...), for a recorded reason; gives the exception's id.

    It holds for what has not begun there. The one it replaces ends. Who may grant it, the edge asks of the plan.
    """
    campaign = locked_open(campaign_id)
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
    campaign = locked_open(one.campaign_id)
    if one.ended_at is not None:
        raise CampaignRefused("exception_ended")
    one.ended_at = now
    one.save(update_fields=["ended_at"])
    _adapted(now, actor, campaign, one.organization_id, {"exception": one.pk, "ended": True})


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
