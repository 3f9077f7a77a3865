"""Write a report, send it, receive many at once, send the merged one on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.returns import actions as sending
from xianfeng.apps.returns import queries as returns
from xianfeng.kinds.returns import gathering, queries
from xianfeng.kinds.returns.kind import Params, Period, copied_parts, level_reached
from xianfeng.kinds.returns.models import Draft

ACKNOWLEDGE_WITHIN = 3
"""Working days the receiver has for the receipt."""


class ReportRefused(Refused):
    """code: conflict | not_open | not_yet (day) | part_missing (parts) | copied (parts) | no_receiver | level_too_low |
    nothing_came_in | nobody_above."""


def _place(
    campaign_id: int, step_code: str, key: str, organization_id: int
) -> tuple[campaigns.StepRow, Params, Period]:
    campaign, step = campaigns.get_with_step(campaign_id, step_code, organization_id)
    if not campaign.is_open:
        raise ReportRefused("not_open")
    params = Params.model_validate(step.params)
    period = queries.find_period(step, params, key)
    if period is None:
        raise ReportRefused("not_open")
    return step, params, period


@transaction.atomic
def save(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    key: str,
    revision: int,
    texts: Mapping[str, str],
    level: str = "",
    copied_because: str = "",
) -> int:
    """Keep what was typed; gives the new revision. Raises ReportRefused."""
    _step, params, _period = _place(campaign_id, step_code, key, organization_id)
    one, _is_new = Draft.objects.select_for_update(of=("self",)).get_or_create(
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        key=key,
        defaults={"saved_at": now},
    )
    if one.revision != revision:
        raise ReportRefused("conflict")
    one.texts = {part: texts.get(part, "").strip() for part in params.parts}
    one.level, one.copied_because = level, copied_because.strip()
    one.revision, one.saved_at = revision + 1, now
    one.save()
    record(
        now=now,
        actor=actor,
        action="returns.report_saved",
        subject=f"report.draft:{one.pk}",
        organization_id=organization_id,
        detail={"step": step_code, "key": key},
    )
    return one.revision


@transaction.atomic
def send(
    *, now: datetime, actor: Actor, campaign_id: int, step_code: str, organization_id: int, key: str, title: str
) -> list[int]:
    """Send the draft with the figures of today; gives the returns, one a receiver. What was sent and not sent back stays.

    Words taken over from the last issue need a reason (S4-48: what is worth exchanging); figures are never typed.
    Raises ReportRefused.
    """
    step, params, period = _place(campaign_id, step_code, key, organization_id)
    today = timezone.localdate(now)
    if today < period.hand_in.start:
        raise ReportRefused("not_yet", day=period.hand_in.start)
    draft = queries.find_draft(campaign_id, step_code, organization_id, key)
    texts = draft.texts if draft else {}
    missing = [part for part in params.parts if not texts.get(part, "").strip()]
    if missing:
        raise ReportRefused("part_missing", parts="、".join(missing))
    level = draft.level if draft else ""
    if not level_reached(params, level):
        raise ReportRefused("level_too_low")
    reason = draft.copied_because if draft else ""
    copied = copied_parts(texts, queries.last_texts(step, params, organization_id, key))
    if copied and not reason:
        raise ReportRefused("copied", parts="、".join(dict.fromkeys(one.part for one in copied)))
    receivers = queries.list_receivers(organization_id, params)
    if not receivers:
        raise ReportRefused("no_receiver")
    content = gathering.content_of(
        campaign_id,
        step,
        organization_id,
        key=key,
        title=period.title,
        span=period.facts,
        due=period.due_date,
        texts={part: texts[part] for part in params.parts},
        level=level,
        recommends=params.level_at_least is not None,
    )
    if copied:
        content["copied_because"] = reason
    made = [
        sending.send(
            now=now,
            actor=actor,
            sender_id=organization_id,
            form=params.form,
            subject=_subject(campaign_id, step_code, key, receiver.id if place else None),
            title=title,
            content=content,
            campaign_id=campaign_id,
            step_code=step_code,
            acknowledge_within=ACKNOWLEDGE_WITHIN if params.acknowledged else None,
            receiver_id=receiver.id,
        )
        for place, receiver in enumerate(receivers)
    ]
    for organization in returns.owing(campaign_id, step_code, organization_id, today):
        evidence.submit(
            now=now,
            actor=actor,
            campaign_id=campaign_id,
            step_code=step_code,
            organization_id=organization,
            fact="return_sent",
            part=params.form,
            subject=returns.fact_subject(returns.get_return(made[0]), organization),
            occurred_on=today,
        )
    record(
        now=now,
        actor=actor,
        action="returns.report_sent",
        subject=f"returns.return:{made[0]}",
        organization_id=organization_id,
        detail={
            "step": step_code,
            "key": key,
            "receivers": [one.id for one in receivers],
            "late": today > period.due_date,
        },
    )
    return made


def _subject(campaign_id: int, step_code: str, key: str, also: int | None) -> str:
    base = f"report:{campaign_id}-{step_code}-{key}"
    return (base if also is None else f"{base}-{also}")[:120]


@transaction.atomic
def acknowledge_all(*, now: datetime, actor: Actor, return_ids: Sequence[int]) -> int:
    """Receive the reports that were looked through together; gives how many. Those sent back stay sent back."""
    count = 0
    for number in return_ids:
        if returns.get_return(number).state_on(timezone.localdate(now)) in ("waiting", "overdue"):
            sending.acknowledge(now=now, actor=actor, return_id=number)
            count += 1
    return count


@transaction.atomic
def send_merged(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    key: str,
    title: str,
    picked: Sequence[int],
) -> int:
    """Send one report for all units below on to the level above: figures added up, and the texts of those picked.

    Raises ReportRefused.
    """
    step, params, period = _place(campaign_id, step_code, key, organization_id)
    rows = queries.collect(step, params, organization_id, period)
    came = [one for one in rows if one.row is not None and one.row.sent_back_on is None]
    if not came:
        raise ReportRefused("nothing_came_in")
    superiors = queries.list_receivers(organization_id, params)
    if not superiors:
        raise ReportRefused("nobody_above")
    parts: dict[str, Any] = {}
    for one in came:
        if one.organization.id in picked and one.row is not None:
            for part, text in one.row.content.get("parts", {}).items():
                parts[f"{one.organization.label}：{part}"] = text
    made = sending.send(
        now=now,
        actor=actor,
        sender_id=organization_id,
        form=params.form,
        subject=_subject(campaign_id, step_code, key, None),
        title=title,
        content={
            "report": key,
            "period": {"title": period.title, "from": period.facts.start, "until": period.facts.last_day},
            "units": {"expected": len(rows), "came": len(came)},
            "figures": [
                {"code": one.code, "title": one.title, "pieces": one.pieces, "done": one.done, "of": one.of}
                for one in queries.totals(rows)
            ],
            "parts": parts,
        },
        acknowledge_within=ACKNOWLEDGE_WITHIN,
        receiver_id=superiors[0].id,
    )
    record(
        now=now,
        actor=actor,
        action="returns.report_merged",
        subject=f"returns.return:{made}",
        organization_id=organization_id,
        detail={"step": step_code, "key": key, "units": len(came)},
    )
    return made
