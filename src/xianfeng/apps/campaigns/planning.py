"""Write, hand in and decide the pair of last period's review and next year's plan of a branch (S0-02, S0-03)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries, years
from xianfeng.apps.campaigns.models import YearPlan
from xianfeng.apps.campaigns.years import PLAN_FIELDS
from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.core.plan.own_words import plan_faults

State = YearPlan.State
FIELDS = ("review", *PLAN_FIELDS)


class YearPlanRefused(Refused):
    """code: not_asked | conflict | handed_in | faulty (faults: field -> empty or copied) | not_submitted |
    second_person_needed | reason_missing."""


def _note(now: datetime, actor: Actor, action: str, one: YearPlan, **detail: object) -> None:
    record(
        now=now,
        actor=actor,
        action=f"campaign.year_plan_{action}",
        subject=f"year_plan:{one.pk}",
        organization_id=one.organization_id,
        detail={"campaign": one.campaign_id, **detail},
    )


@transaction.atomic
def save_pair(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    organization_id: int,
    texts: Mapping[str, str],
    revision: int,
    hand_in: bool = False,
) -> int:
    """Keep what was typed; gives the pair. `hand_in`: to the superior as well, with the counts of the day.

    A pair with an empty field, or with the superior's words for its own, goes back to its author: nothing is handed in,
    and the refusal names each field (S0-03). Raises YearPlanRefused.
    """
    campaign = queries.get_campaign(campaign_id, organization_id)
    if not campaign.is_open or not years.asks_for_pair(campaign):
        raise YearPlanRefused("not_asked")
    one, _new = YearPlan.objects.select_for_update(of=("self",)).get_or_create(
        campaign_id=campaign_id, organization_id=organization_id
    )
    if one.state not in (State.DRAFT, State.RETURNED):
        raise YearPlanRefused("handed_in")
    if one.revision != revision:
        raise YearPlanRefused("conflict")
    for name in FIELDS:
        setattr(one, name, texts.get(name, "").strip())
    one.revision += 1
    changed = [*FIELDS, "revision"]
    if hand_in:
        faults = plan_faults(
            {name: getattr(one, name) for name in PLAN_FIELDS}, years.list_sources(campaign, organization_id)
        )
        if not one.review:
            faults["review"] = "empty"
        if faults:
            raise YearPlanRefused("faulty", faults=faults)
        one.figures = years.list_figures(campaign, organization_id, timezone.localdate(now))
        one.state, one.returned_because, one.submitted_at = State.SUBMITTED, "", now
        one.submitted_by, one.submitted_by_label = actor.person_id, actor.label
        changed += ["figures", "state", "returned_because", "submitted_at", "submitted_by", "submitted_by_label"]
    one.save(update_fields=changed)
    _note(now, actor, "submitted" if hand_in else "saved", one)
    return one.pk


@transaction.atomic
def decide_pair(*, now: datetime, actor: Actor, pair_id: int, accepted: bool, reason: str = "") -> None:
    """The superior agrees to the pair, and the new round runs in the branch; or sends it back with a reason."""
    one = YearPlan.objects.select_for_update(of=("self",)).get(pk=pair_id)
    if one.state != State.SUBMITTED:
        raise YearPlanRefused("not_submitted")
    if actor.person_id is None or actor.person_id == one.submitted_by:
        raise YearPlanRefused("second_person_needed")
    if not accepted and not reason.strip():
        raise YearPlanRefused("reason_missing")
    one.state = State.ACCEPTED if accepted else State.RETURNED
    one.returned_because = "" if accepted else reason.strip()
    one.decided_by_label, one.decided_at = actor.label, now
    one.save(update_fields=["state", "returned_because", "decided_by_label", "decided_at"])
    _note(now, actor, "accepted" if accepted else "returned", one, reason=reason.strip())
