"""What happens to one step on the way: it is moved, passed, returned; somebody is excused from it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xianfeng.apps.campaigns.actions.refusals import CampaignRefused, locked_open
from xianfeng.apps.campaigns.models import Excuse, StepVerdict, StepWindow
from xianfeng.apps.journal.actions import Actor, record


@transaction.atomic
def reschedule(
    *, now: datetime, actor: Actor, campaign_id: int, step_code: str, opens_on: date, closes_on: date, reason: str
) -> None:
    """Move one step's window. The old dates stay in the journal with the reason."""
    campaign = locked_open(campaign_id)
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
    locked_open(campaign_id)
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
    locked_open(campaign_id)
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
