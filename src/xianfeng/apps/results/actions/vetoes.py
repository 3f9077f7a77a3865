"""Record a veto with its evidence, object to it, decide the objection."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xianfeng.apps.ballots import queries as ballots
from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.results.models import Veto


class VetoRefused(Refused):
    """code: poll_already_open | evidence_missing | not_yours | term_over | not_contested | own_veto | answer_missing."""


@transaction.atomic
def record_veto(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    code: str,
    title: str,
    evidence: str,
    person_id: int | None = None,
    contest_until: date | None = None,
) -> int:
    """Put a veto on record with its evidence, before the vote opens; gives its id."""
    if not evidence.strip():
        raise VetoRefused("evidence_missing")
    if any(poll.purpose != "recommendation" for poll in ballots.list_polls(campaign_id, step_code, organization_id)):
        raise VetoRefused("poll_already_open")
    veto = Veto.objects.create(
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        person_id=person_id,
        code=code,
        title=title,
        evidence=evidence.strip(),
        recorded_by_id=actor.person_id,
        recorded_by_label=actor.label,
        recorded_at=now,
        contest_until=contest_until,
    )
    record(
        now=now,
        actor=actor,
        action="results.record_veto",
        subject=f"veto:{veto.pk}",
        organization_id=organization_id,
        person_id=person_id,
        detail={"code": code},
    )
    return veto.pk


@transaction.atomic
def contest_veto(*, now: datetime, actor: Actor, veto_id: int, objection: str, on: date) -> None:
    """The person concerned objects, within the term; the list cannot be closed until somebody else has decided."""
    veto = Veto.objects.select_for_update().get(pk=veto_id)
    if veto.person_id is not None and veto.person_id != actor.person_id:
        raise VetoRefused("not_yours")
    if veto.state != Veto.State.STANDING or (veto.contest_until is not None and on > veto.contest_until):
        raise VetoRefused("term_over")
    if not objection.strip():
        raise VetoRefused("answer_missing")
    veto.state, veto.objection, veto.objected_at = Veto.State.CONTESTED, objection.strip(), now
    veto.save(update_fields=["state", "objection", "objected_at"])
    record(
        now=now,
        actor=actor,
        action="results.contest_veto",
        subject=f"veto:{veto.pk}",
        organization_id=veto.organization_id,
        person_id=veto.person_id,
    )


@transaction.atomic
def decide_veto(*, now: datetime, actor: Actor, veto_id: int, lifted: bool, answer: str) -> None:
    """Somebody other than its author upholds or lifts a contested veto, with a reason."""
    veto = Veto.objects.select_for_update().get(pk=veto_id)
    if veto.state != Veto.State.CONTESTED:
        raise VetoRefused("not_contested")
    if veto.recorded_by_id is not None and veto.recorded_by_id == actor.person_id:
        raise VetoRefused("own_veto")
    if not answer.strip():
        raise VetoRefused("answer_missing")
    veto.state = Veto.State.LIFTED if lifted else Veto.State.UPHELD
    veto.answer, veto.answered_by_label, veto.answered_at = answer.strip(), actor.label, now
    veto.save(update_fields=["state", "answer", "answered_by_label", "answered_at"])
    record(
        now=now,
        actor=actor,
        action="results.decide_veto",
        subject=f"veto:{veto.pk}",
        organization_id=veto.organization_id,
        person_id=veto.person_id,
        detail={"state": veto.state},
    )
