"""Check one point of the look-back sheet; a gap becomes a tracked item of the new round, the old record stays (S0-22)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal import actions as journal
from xianfeng.apps.journal.actions import Actor, Refused
from xianfeng.apps.tracking import actions as tracking
from xianfeng.apps.tracking.actions import Draft
from xianfeng.kinds.inspection import queries
from xianfeng.kinds.inspection.models import LookBackVerdict


class LookBackRefused(Refused):
    """The point may not be checked this way. Codes: see `inspection.views`."""

    code = "look_back_refused"


@transaction.atomic
def check_point(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    organization_id: int,
    step_code: str,
    person_id: int | None,
    verdict: str,
    note: str = "",
    due_on: date | None = None,
) -> int | None:
    """One verdict on one point; gives the item that a gap opened. The same point twice is once.

    Nobody checks what was owed by themselves. Raises LookBackRefused, ItemRefused (a gap needs its due date).
    """
    today = timezone.localdate(now)
    point = next(
        (
            one
            for one in queries.list_points(campaign_id, organization_id, today)
            if (one.step_code, one.person_id) == (step_code, person_id)
        ),
        None,
    )
    if point is None:
        raise LookBackRefused("point_unknown")
    if point.verdict:
        raise LookBackRefused("checked_already")
    if verdict not in LookBackVerdict.Verdict.values:
        raise LookBackRefused("verdict_unknown")
    if actor.person_id is None or actor.person_id == person_id:
        raise LookBackRefused("second_person_needed")
    if verdict != LookBackVerdict.Verdict.DONE and not note.strip():
        raise LookBackRefused("note_missing")
    campaign = campaigns.get_campaign(campaign_id)
    assert campaign.predecessor_id is not None
    item_id = None
    if verdict in LookBackVerdict.GAPS:
        item_id = tracking.open_item(
            now=now,
            actor=actor,
            organization_id=organization_id,
            campaign_id=campaign_id,
            draft=Draft(
                what=note,
                due_on=due_on,
                origin="look_back",
                origin_ref=f"look_back:{campaign.predecessor_id}:{queries.point_key(step_code, organization_id, person_id)}",
                origin_text=point.step_title,
                level="person" if person_id else "organization",
                person_id=person_id,
                owner_id=person_id,
            ),
        )
    made = LookBackVerdict.objects.create(
        campaign_id=campaign_id,
        predecessor_id=campaign.predecessor_id,
        step_code=step_code,
        organization_id=organization_id,
        person_id=person_id,
        point=queries.point_key(step_code, organization_id, person_id),
        verdict=verdict,
        note=note.strip(),
        item_id=item_id,
        checked_on=today,
        checker_label=actor.label,
    )
    journal.record(
        now=now,
        actor=actor,
        action="inspection.checked",
        subject=f"inspection.point:{made.pk}",
        organization_id=organization_id,
        person_id=person_id,
        detail={"step": step_code, "verdict": verdict, "item": item_id},
    )
    return item_id


@transaction.atomic
def finish(*, now: datetime, actor: Actor, campaign_id: int, step_code: str, organization_id: int) -> None:
    """Every point has a verdict: the look-back step of the new round is done. Raises LookBackRefused."""
    today = timezone.localdate(now)
    points = queries.list_points(campaign_id, organization_id, today)
    left = sum(not point.verdict for point in points)
    if left or not points:
        raise LookBackRefused("points_left", left=left)
    evidence.submit(
        now=now,
        actor=actor,
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        fact="inspection_closed",
        part="look_back",
        subject=f"inspection.sheet:{campaign_id}:{organization_id}",
        occurred_on=today,
    )
