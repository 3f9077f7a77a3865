"""Write the conclusions, hand them in with the figures of the day, take note of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, Refused, pen
from xianfeng.apps.returns import queries as returns
from xianfeng.kinds.closing import indicators, queries
from xianfeng.kinds.closing.kind import Params, lacks
from xianfeng.kinds.closing.models import Summary

State = Summary.State
_note = pen("closing", "closing_summary")


class ClosingRefused(Refused):
    """code: not_open | archived | conflict | handed_in | part_missing (parts) | indicators_missing |
    result_missing (titles) | not_submitted | own_summary | reason_missing."""


def _params(campaign_id: int, step_code: str, organization_id: int) -> tuple[campaigns.StepRow, Params]:
    campaign, step = campaigns.get_with_step(campaign_id, step_code, organization_id)
    if not campaign.is_open:
        raise ClosingRefused("not_open")
    return step, Params.model_validate(step.params)


@transaction.atomic
def save(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    revision: int,
    texts: Mapping[str, str],
    results: Mapping[int, Decimal | None] | None = None,
) -> int:
    """Keep what was typed; gives the summary. Handed in, noted or archived it is not changed here.

    `results`: indicator -> its number now, none while it is not known.

    Raises ClosingRefused.
    """
    _step, params = _params(campaign_id, step_code, organization_id)
    if queries.is_frozen(campaign_id, organization_id):
        raise ClosingRefused("archived")
    one, _is_new = Summary.objects.select_for_update(of=("self",)).get_or_create(
        campaign_id=campaign_id, step_code=step_code, organization_id=organization_id
    )
    if one.state not in (State.DRAFT, State.RETURNED):
        raise ClosingRefused("handed_in")
    if one.revision != revision:
        raise ClosingRefused("conflict")
    one.texts = {part: texts.get(part, "").strip() for part in params.parts}
    one.revision += 1
    one.save(update_fields=["texts", "revision"])
    indicators.keep_results(campaign_id, step_code, organization_id, results or {})
    _note(now, actor, "save", one)
    return one.pk


def _locked(summary_id: int) -> Summary:
    return Summary.objects.select_for_update(of=("self",)).get(pk=summary_id)


@transaction.atomic
def submit(*, now: datetime, actor: Actor, summary_id: int) -> None:
    """Hand it in. The figures are taken now and stay with it; a part left empty, the problems too, is refused.

    Raises ClosingRefused.
    """
    one = _locked(summary_id)
    if one.state not in (State.DRAFT, State.RETURNED):
        return
    step, params = _params(one.campaign_id, one.step_code, one.organization_id)
    missing = lacks(params, one.texts)
    if missing:
        raise ClosingRefused("part_missing", parts="、".join(missing))
    if params.indicators:
        known = indicators.list_indicators(one.campaign_id, one.step_code, one.organization_id)
        if not known:
            raise ClosingRefused("indicators_missing")
        blank = [row.title for row in known if row.result is None]
        if blank:
            raise ClosingRefused("result_missing", titles=blank)
    today = timezone.localdate(now)
    one.figures = queries.list_figures(step, params, one.organization_id, today)
    one.left_open = len(queries.list_open(one.campaign_id, one.organization_id))
    one.state, one.submitted_at, one.returned_because = State.SUBMITTED, now, ""
    one.submitted_by, one.submitted_by_label = actor.person_id, actor.label
    one.save()
    _fact(now, actor, one, "summary_submitted")
    _note(now, actor, "submit", one, left_open=one.left_open)


def _fact(now: datetime, actor: Actor, one: Summary, fact: str) -> None:
    today = timezone.localdate(now)
    for organization in returns.owing(one.campaign_id, one.step_code, one.organization_id, today):
        own = organization == one.organization_id
        evidence.submit(
            now=now,
            actor=actor,
            campaign_id=one.campaign_id,
            step_code=one.step_code,
            organization_id=organization,
            fact=fact,
            subject=f"closing_summary:{one.pk}" if own else f"closing_summary:{one.pk}-{organization}",
            occurred_on=today,
        )


@transaction.atomic
def note(*, now: datetime, actor: Actor, summary_id: int) -> None:
    """The superior has read it; the unit is through. Twice changes nothing; nobody takes note of the own summary.

    Raises ClosingRefused.
    """
    one = _locked(summary_id)
    if one.state == State.NOTED:
        return
    if one.state != State.SUBMITTED:
        raise ClosingRefused("not_submitted")
    if actor.person_id is not None and actor.person_id == one.submitted_by:
        raise ClosingRefused("own_summary")
    one.state, one.noted_at, one.noted_by_label = State.NOTED, now, actor.label
    one.save(update_fields=["state", "noted_at", "noted_by_label"])
    _fact(now, actor, one, "closed")
    _note(now, actor, "note", one)


@transaction.atomic
def send_back(*, now: datetime, actor: Actor, summary_id: int, reason: str) -> None:
    """Back to the unit with a reason. Raises ClosingRefused."""
    if not reason.strip():
        raise ClosingRefused("reason_missing")
    one = _locked(summary_id)
    if one.state != State.SUBMITTED:
        raise ClosingRefused("not_submitted")
    if actor.person_id is not None and actor.person_id == one.submitted_by:
        raise ClosingRefused("own_summary")
    one.state, one.returned_because = State.RETURNED, reason.strip()
    one.save(update_fields=["state", "returned_because"])
    today = timezone.localdate(now)
    for organization in returns.owing(one.campaign_id, one.step_code, one.organization_id, today):
        own = organization == one.organization_id
        evidence.withdraw(
            now=now,
            actor=actor,
            subject=f"closing_summary:{one.pk}" if own else f"closing_summary:{one.pk}-{organization}",
            reason=reason.strip(),
        )
    _note(now, actor, "send_back", one, reason=reason.strip())
