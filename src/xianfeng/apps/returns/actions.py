"""Send a report up, acknowledge it, send it back."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, Refused, pen
from xianfeng.apps.notices import queries as notices
from xianfeng.apps.people import queries as people
from xianfeng.apps.returns import queries
from xianfeng.apps.returns.models import Return

_note = pen("returns", "returns.return", unit="sender_id", carries={"receiver": "receiver_id", "sha256": "sha256"})


class ReturnRefused(Refused):
    """The report may not be sent, acknowledged or sent back. Codes: see `returns.refusals`."""

    code = "return_refused"


@transaction.atomic
def send(
    *,
    now: datetime,
    actor: Actor,
    sender_id: int,
    form: str,
    subject: str,
    title: str,
    content: dict,
    campaign_id: int | None = None,
    step_code: str = "",
    acknowledge_within: int | None = None,
    receiver_id: int | None = None,
) -> int:
    """Send to the next superior in the Party tree. An unanswered report of the same subject is not sent twice.

    `acknowledge_within`: working days the superior has for the receipt; `receiver_id`: another receiver than that superior (by
    cadre authority, or the level above as well). Raises ReturnRefused.
    """
    earlier = list(
        Return.objects.select_for_update(no_key=True)
        .filter(sender_id=sender_id, form=form, subject=subject)
        .order_by("number")
    )
    if earlier and earlier[-1].sent_back_on is None:
        return earlier[-1].pk
    if form not in Return.Form.values:
        raise ReturnRefused("form_unknown", form=form)
    if receiver_id is None:
        superior = people.find_superior(sender_id)
        if superior is None:
            raise ReturnRefused("no_superior")
        receiver_id = superior.id
    today = timezone.localdate(now)
    snapshot = json.loads(json.dumps(content, ensure_ascii=False, default=str))
    one = Return.objects.create(
        campaign_id=campaign_id,
        step_code=step_code,
        form=form,
        subject=subject,
        sender_id=sender_id,
        receiver_id=receiver_id,
        title=title,
        content=snapshot,
        sha256=queries.content_hash(snapshot),
        number=len(earlier) + 1,
        sent_on=today,
        sent_by_label=actor.label,
        acknowledge_by=campaigns.add_working_days(today, acknowledge_within) if acknowledge_within else None,
    )
    _note(now, actor, "sent", one, form=form, subject=subject, number=one.number)
    return one.pk


def _locked(return_id: int) -> Return:
    return Return.objects.select_for_update(no_key=True).get(pk=return_id)


@transaction.atomic
def acknowledge(*, now: datetime, actor: Actor, return_id: int) -> None:
    """The superior has received it. Twice is once. Raises ReturnRefused."""
    one = _locked(return_id)
    if one.acknowledged_on is not None:
        return
    if one.sent_back_on is not None:
        raise ReturnRefused("sent_back_already")
    one.acknowledged_on, one.acknowledged_by_label = timezone.localdate(now), actor.label
    one.save(update_fields=["acknowledged_on", "acknowledged_by_label"])
    if one.campaign_id is not None and one.step_code and campaigns.get_campaign(one.campaign_id).is_open:
        _submit_fact(now, actor, one)
    _note(now, actor, "acknowledged", one)


def _submit_fact(now: datetime, actor: Actor, one: Return) -> None:
    """The step that asked for the report has its acknowledgement (kinds `notice` and `returns`).

    A report of a period (`content.report`) counts once, when everybody it went to has acknowledged it; it counts for every
    organisation the sender answers for in that step (the school of a branch).
    """
    today = timezone.localdate(now)
    stamp = {"now": now, "actor": actor, "campaign_id": one.campaign_id, "step_code": one.step_code}
    if one.form == Return.Form.NOTICE_OUTCOME:
        evidence.submit(
            **stamp,
            organization_id=one.sender_id,
            fact="report_acknowledged",
            part=str(one.content.get("part", "")),
            subject=f"returns.return:{one.pk}",
            occurred_on=today,
        )
        return
    if "report" in one.content and not queries.is_acknowledged_by_all(one.pk):
        return
    for organization in queries.owing(one.campaign_id, one.step_code, one.sender_id, today):
        evidence.submit(
            **stamp,
            organization_id=organization,
            fact="return_acknowledged",
            part=one.form,
            subject=queries.fact_subject(one, organization),
            occurred_on=today,
        )


@transaction.atomic
def send_back(*, now: datetime, actor: Actor, return_id: int, reason: str) -> None:
    """Back to the sender with a reason; what was sent stays. Raises ReturnRefused."""
    one = _locked(return_id)
    if not reason.strip():
        raise ReturnRefused("reason_missing")
    if one.acknowledged_on is not None:
        raise ReturnRefused("acknowledged_already")
    if one.sent_back_on is not None:
        return
    one.sent_back_on, one.sent_back_reason = timezone.localdate(now), reason.strip()
    one.save(update_fields=["sent_back_on", "sent_back_reason"])
    _note(now, actor, "sent_back", one, reason=reason.strip())


def notice_outcome(notice_id: int) -> dict:
    """What goes up when a notice has ended: the sheet, the list, the objections and how each ended (S0-18).

    Objections go up as their checked redacted copy, or as a number only while there is none.
    """
    notice = notices.get_notice(notice_id)
    return {
        "notice": notice.id,
        "title": notice.title,
        "basis": notice.basis,
        "what": notice.what,
        "subject": notice.subject,
        "posted_on": notice.posted_on,
        "ends_on": notice.ends_on,
        "counts_posting_day": notice.count_posting_day,
        "days": notice.days,
        "confirmed_on": notice.confirmed_on,
        "outcome": notice.outcome,
        "names": [{"name": name.name, "line": name.line} for name in notices.list_names(notice_id)],
        "tally": notices.tally_objections(notice_id),
        "objections": [
            {
                "channel": objection.channel,
                "received_on": objection.received_on,
                "text": objection.redacted_text if objection.is_redacted else "",
                "finding": objection.finding,
                "reason": objection.reason,
                "decided_on": objection.decided_on,
                "decided_by": objection.decided_label,
            }
            for objection in notices.list_objections(notice_id)
        ],
        "earlier_notices": [row.id for row in notices.list_chain(notice_id) if row.id != notice_id],
    }


def send_notice_outcome(
    *, now: datetime, actor: Actor, notice_id: int, part: str, acknowledge_within: int | None = None
) -> int:
    """公示结果报上一级: made from the closed notice, never typed (S0-18). `part` is what the notice step makes public.

    Raises ReturnRefused.
    """
    notice = notices.get_notice(notice_id)
    if notice.state != "confirmed":
        raise ReturnRefused("notice_not_confirmed")
    return send(
        now=now,
        actor=actor,
        sender_id=notice.organization_id,
        form=Return.Form.NOTICE_OUTCOME,
        subject=f"notices.notice:{notice_id}",
        title=notice.title,
        content={"part": part, **notice_outcome(notice_id)},
        campaign_id=notice.campaign_id,
        step_code=notice.step_code,
        acknowledge_within=acknowledge_within,
    )
