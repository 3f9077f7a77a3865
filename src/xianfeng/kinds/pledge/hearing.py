"""Ask those a pledge was for, by slip, whether it was kept (S0-50): a secret poll of `apps.ballots` in which nobody is listed.

Slips are sealed, opened once and counted when the last day is over, by the same clock and rules as any secret vote.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.journal.actions import Actor, record
from xianfeng.kinds.pledge import served
from xianfeng.kinds.pledge.actions import PledgeRefused, params_of
from xianfeng.kinds.pledge.models import Hearing, Pledge, Text


@transaction.atomic
def ask_served(*, now: datetime, actor: Actor, pledge_id: int, closes_on: date) -> int:
    """Begin to ask once it is reported fulfilled; gives the poll. Asked while one runs, that one stands.

    Who reviews the pledge runs the poll; the author may not.
    """
    pledge = Pledge.objects.select_for_update().get(pk=pledge_id)
    on = timezone.localdate(now)
    asking = served.reviewed_at(pledge.organization_id, pledge.person_id, on=on)
    if asking is None or (pledge.person_id is not None and pledge.person_id == actor.person_id):
        raise PledgeRefused("own_pledge")
    if pledge.claimed_at is None or pledge.fulfilled_on is not None:
        raise PledgeRefused("not_submitted")
    wording = pledge.texts.filter(state=Text.State.PUBLISHED).first()
    if wording is None or not wording.beneficiary.strip():
        raise PledgeRefused("no_beneficiary")
    newest = served.newest_hearing(pledge_id)
    if newest is not None and newest.is_running:
        return newest.poll_id
    if closes_on < on:
        raise PledgeRefused("day_past")
    name = pledge.person.name if pledge.person else str(pledge.organization)
    poll_id = ballots.open_poll(
        now=now,
        actor=actor,
        campaign_id=pledge.campaign_id,
        step_code=pledge.step_code,
        organization_id=asking,
        title=_("这件事办到了吗"),
        purpose="confirmation",
        rules=served.rules_of(params_of(pledge).confirmed_above),
        candidates=[
            ballots.NewCandidate(
                name, pledge.person_id, None if pledge.person_id else pledge.organization_id, wording.text[:200]
            )
        ],
        electors=(),
        closes_at=timezone.make_aware(datetime.combine(closes_on, time(23, 59, 59))),
    )
    made = Hearing.objects.create(pledge=pledge, number=newest.number + 1 if newest else 1, poll_id=poll_id)
    record(
        now=now,
        actor=actor,
        action="pledge.ask_served",
        subject=f"pledge:{pledge.pk}",
        organization_id=pledge.organization_id,
        person_id=pledge.person_id,
        detail={"number": made.number, "closes_on": closes_on, "poll": poll_id},
    )
    return poll_id
