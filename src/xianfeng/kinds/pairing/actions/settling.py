"""What every act on a pair shares: its refusals, its lock, its line in the journal, and who is done because of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, Refused, pen
from xianfeng.apps.progress import queries as progress
from xianfeng.kinds.pairing import queries
from xianfeng.kinds.pairing.kind import Params, is_met
from xianfeng.kinds.pairing.models import Pair

note = pen("pairing", "pairing", person="left_id", carries={"relation": "relation"})
"""The journal learns that something happened to a pair, not who it is with."""


class PairRefused(Refused):
    """code: not_open | relation_unknown | other_missing | oneself | own_unit | code_needed | known_already | too_many (most) |
    overlap | dates_wrong | not_your_turn | not_standing | day_impossible | next_day_impossible | content_not_kept | own_confirmation | reason_missing |
    text_missing | activity_missing | number_missing | not_referable | report_not_asked | person_elsewhere.
    """


def params_of(campaign_id: int, step_code: str, organization_id: int | None = None) -> tuple[campaigns.StepRow, Params]:
    campaign, step = campaigns.get_with_step(campaign_id, step_code, organization_id)
    if not campaign.is_open:
        raise PairRefused("not_open")
    return step, Params.model_validate(step.params)


def locked_pair(pair_id: int) -> Pair:
    return Pair.objects.select_for_update(of=("self",)).get(pk=pair_id)


def settle(now: datetime, actor: Actor, one: Pair) -> None:
    """Work out again who of this pair has done what the step asks."""
    for person in (one.left_id, one.right_id):
        if person is not None:
            settle_person(now, actor, one.campaign_id, one.step_code, person)
    _settle_unit(now, actor, one)


def _put(
    now: datetime,
    actor: Actor,
    step: campaigns.StepRow,
    params: Params,
    met: bool,
    *,
    organization_id: int,
    person_id: int | None = None,
) -> None:
    """The fact stands or is taken back."""
    key = person_id or f"unit-{organization_id}"
    subject = f"pairing:{step.campaign_id}-{step.code}-{key}"
    if met:
        evidence.submit(
            now=now,
            actor=actor,
            campaign_id=step.campaign_id,
            step_code=step.code,
            organization_id=organization_id,
            person_id=person_id,
            fact="contacts_met",
            part=params.form,
            subject=subject,
            occurred_on=timezone.localdate(now),
        )
    else:
        evidence.withdraw(now=now, actor=actor, subject=subject, fact="contacts_met", step_code=step.code)


def settle_person(now: datetime, actor: Actor, campaign_id: int, step_code: str, person_id: int) -> None:
    step, params = params_of(campaign_id, step_code)
    if step.subject != "person":
        return
    on = timezone.localdate(now)
    own = progress.find_own_standing(campaigns.get_campaign(campaign_id), step, person_id, on)
    if own is None:
        return
    rows = queries.list_of_person(campaign_id, step_code, person_id)
    met = is_met(params, queries.tallies_of(rows, params, person_id))
    _put(now, actor, step, params, met, organization_id=own.unit_id, person_id=person_id)


def _settle_unit(now: datetime, actor: Actor, one: Pair) -> None:
    step, params = params_of(one.campaign_id, one.step_code, one.organization_id)
    if step.subject == "person":
        return
    rows = queries.list_of_step(one.campaign_id, one.step_code, [one.organization_id])
    met = is_met(params, queries.tallies_of(rows, params), by_unit=True)
    for unit in _owing(step, one.organization_id, timezone.localdate(now)):
        _put(now, actor, step, params, met, organization_id=unit)


def _owing(step: campaigns.StepRow, organization_id: int, on: date) -> Sequence[int]:
    """The organisations whose owing this unit settles: itself, or the schools it answers for."""
    if step.subject != "organization":
        return [organization_id]
    campaign = campaigns.get_campaign(step.campaign_id)
    return [row.id for row in progress.list_audience(campaign, step, organization_id, on)] or [organization_id]
