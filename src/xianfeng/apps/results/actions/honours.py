"""Give honours after their notice, and take them back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.results import queries
from xianfeng.apps.results.models import Honour


class HonourRefused(Refused):
    """code: no_notice | approval_missing | not_a_selection | decision_replaced | reason_missing | already_revoked."""


@transaction.atomic
def grant_honours(
    *, now: datetime, actor: Actor, decision_id: int, title: str, granted_on: date, notice: str, approval: str
) -> list[int]:
    """Give the honour to everyone in the decision; gives their ids, the same again when asked twice.

    It rests on three proofs: the decision that stands, the finished publication `notice` ("notice:id", S2-29) and the
    `approval` (who approved it, under which number).
    """
    if not notice:
        raise HonourRefused("no_notice")
    if not approval.strip():
        raise HonourRefused("approval_missing")
    result = queries.get_result(queries.get_decision(decision_id).result_id)
    if result.outcome.get("selection") is None:
        raise HonourRefused("not_a_selection")
    standing = queries.find_decision(result.campaign_id, result.step_code, result.organization_id)
    if standing is None or standing.id != decision_id:
        raise HonourRefused("decision_replaced")
    given = []
    for who in queries.list_chosen(decision_id):
        honour, is_new = Honour.objects.get_or_create(
            decision_id=decision_id,
            person_id=who.get("person"),
            organization_id=who.get("organization"),
            defaults={
                "title": title,
                "granted_on": granted_on,
                "notice": notice,
                "approval": approval.strip()[:200],
            },
        )
        given.append(honour.pk)
        if is_new:
            record(
                now=now,
                actor=actor,
                action="results.grant_honour",
                subject=f"honour:{honour.pk}",
                organization_id=who.get("organization"),
                person_id=who.get("person"),
                detail={"title": title, "notice": notice, "approval": approval.strip()},
            )
    return given


@transaction.atomic
def revoke_honour(*, now: datetime, actor: Actor, honour_id: int, on: date, reason: str) -> None:
    honour = Honour.objects.select_for_update().get(pk=honour_id)
    if not reason.strip():
        raise HonourRefused("reason_missing")
    if honour.revoked_on is not None:
        raise HonourRefused("already_revoked")
    honour.revoked_on, honour.revoked_because = on, reason.strip()
    honour.save(update_fields=["revoked_on", "revoked_because"])
    record(
        now=now,
        actor=actor,
        action="results.revoke_honour",
        subject=f"honour:{honour.pk}",
        person_id=honour.person_id,
        organization_id=honour.organization_id,
        detail={"reason": reason.strip()},
    )
