"""A unit is let through a gate; a campaign ends once its gates before the end allow it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import gates
from xianfeng.apps.campaigns.actions.refusals import CampaignRefused, locked_open
from xianfeng.apps.campaigns.actions.steps import decide_step
from xianfeng.apps.campaigns.models import StepVerdict
from xianfeng.apps.journal.actions import Actor, record
from xianfeng.core.gates import MissingReason, NotEntitled, force_open


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
    locked_open(campaign_id)
    judged = gates.judge_unit(campaign_id, organization_id, timezone.localdate(now), codes={gate_code})
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


@transaction.atomic
def close_campaign(
    *, now: datetime, actor: Actor, campaign_id: int, reason: str = "", holder: str = "superior"
) -> None:
    """End the campaign. What its gates before the end ask for is judged first, the programme's in every branch and a local
    one in its own; refused with all that is unmet unless `holder` may end it all the same and gives a reason (S3-56)."""
    campaign = locked_open(campaign_id)
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


def _may_force(judged: list[gates.Judged], holder: str, reason: str) -> None:
    """Refused with everything that is unmet, unless this holder may open every one of these gates and says why."""
    for one in judged:
        try:
            force_open(one.verdict, holder, [one.gate.forced_by] if one.gate.forced_by else [], reason)
        except NotEntitled:
            raise CampaignRefused("gate_unmet", judged=tuple(judged), may_force=False) from None
        except MissingReason:
            raise CampaignRefused("gate_unmet", judged=tuple(judged), may_force=True) from None
