"""Write down that an applicant has come to a stage; take a wrong entry back."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.actions import Actor, Refused, pen
from xianfeng.apps.people import queries as people
from xianfeng.kinds.admission import queries
from xianfeng.kinds.admission.kind import Params, first_day
from xianfeng.kinds.admission.models import StageRecord

_note = pen("admission", "admission_stage", carries={"stage": "stage"})


class AdmissionRefused(Refused):
    """code: not_open | stage_unknown | recorded_already | day_impossible | before_earlier (title) | too_early (first) |
    paper_missing (paper) | reason_missing | person_elsewhere."""


@transaction.atomic
def record_stage(
    *,
    now: datetime,
    actor: Actor,
    nonce: UUID,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    person_id: int,
    stage: str,
    reached_on: date,
    paper: str = "",
) -> int:
    """One stage with its day and its paper; twice is once. Where the roster says the standing, its day is taken from there.

    A stage follows the one before it, and not sooner than the plan allows. Raises AdmissionRefused.
    """
    known = StageRecord.objects.filter(nonce=nonce).first()
    if known is not None:
        return known.pk
    campaign, step = campaigns.get_with_step(campaign_id, step_code, organization_id)
    if not campaign.is_open:
        raise AdmissionRefused("not_open")
    today = timezone.localdate(now)
    params = Params.model_validate(step.params)
    at = next((n for n, one in enumerate(params.stages) if one.code == stage), None)
    if at is None:
        raise AdmissionRefused("stage_unknown")
    wanted = params.stages[at]
    if not people.belong([person_id], organization_id, on=today):
        raise AdmissionRefused("person_elsewhere")
    standing = StageRecord.objects.filter(person_id=person_id, taken_back_on__isnull=True)
    if standing.filter(stage=stage).exists():
        raise AdmissionRefused("recorded_already")
    since = people.list_standings({person_id}, on=today).get(person_id, {})
    if wanted.standing is not None:
        if wanted.standing not in since:
            raise AdmissionRefused("from_roster")
        reached_on = since[wanted.standing]
    if reached_on > today:
        raise AdmissionRefused("day_impossible")
    reached = queries.reached_of(params, standing, since)
    if at and params.stages[at - 1].code not in reached:
        raise AdmissionRefused("before_earlier", title=params.stages[at - 1].title)
    earliest = first_day(params.stages, at, reached)
    if wanted.standing is None and earliest is not None and reached_on < earliest:
        raise AdmissionRefused("too_early", first=earliest)
    if wanted.paper and not paper.strip():
        raise AdmissionRefused("paper_missing", paper=wanted.paper)
    made = StageRecord.objects.create(
        nonce=nonce,
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        person_id=person_id,
        stage=stage,
        title=wanted.title,
        reached_on=reached_on,
        paper=paper.strip(),
        recorded_on=today,
        recorded_by_label=actor.label,
    )
    _note(now, actor, "record", made)
    return made.pk


@transaction.atomic
def take_back(*, now: datetime, actor: Actor, record_id: int, reason: str) -> None:
    """A wrong entry no longer counts; it stays with the reason. Raises AdmissionRefused."""
    made = StageRecord.objects.select_for_update(of=("self",)).get(pk=record_id)
    if not reason.strip():
        raise AdmissionRefused("reason_missing")
    if made.taken_back_on is not None:
        return
    made.taken_back_on, made.taken_back_because = timezone.localdate(now), reason.strip()
    made.save(update_fields=["taken_back_on", "taken_back_because"])
    _note(now, actor, "take_back", made)
