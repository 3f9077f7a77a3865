"""One-time codes on printed slips: for people on the roll who have no account, and for those nobody lists."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from xianfeng.apps.ballots import queries
from xianfeng.apps.ballots.actions.refusals import PaperRefused
from xianfeng.apps.ballots.models import Comment, Poll, Recusal, RollEntry, VoteCode
from xianfeng.apps.ballots.recovery import ALPHABET
from xianfeng.apps.ballots.sheets import Rules
from xianfeng.apps.journal.actions import Actor, record

CODE_LENGTH = 12
"""59 bits; easily mistaken letters are left out."""
MOST_SLIPS = 5000
"""Of one poll."""
_shuffle = secrets.SystemRandom().shuffle


def _keep(poll: Poll, strata: Sequence[str]) -> list[str]:
    """A code for each, of which only the hash is kept; given in an order that is not the one they lie in."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in strata]
    rows = [
        VoteCode(sha256=queries.hash_of(code), poll=poll, stratum=stratum)
        for code, stratum in zip(codes, strata, strict=True)
    ]
    _shuffle(rows)
    VoteCode.objects.bulk_create(rows)
    _shuffle(codes)
    return codes


@transaction.atomic
def issue_slips(*, now: datetime, actor: Actor, poll_id: int, count: int) -> list[str]:
    """Codes of a poll by slip, to be printed, cut apart and handed out unsorted; given this once, only hashes stay."""
    poll = Poll.objects.select_for_update().get(pk=poll_id)
    rules = Rules.from_json(poll.rules)
    if not rules.by_slip or poll.state != Poll.State.OPEN or now >= poll.closes_at:
        raise PaperRefused("poll_not_open")
    if count < 1 or poll.issued + count < rules.smallest_cell:
        raise PaperRefused("too_few_slips", least=rules.smallest_cell)
    if poll.issued + count > MOST_SLIPS:
        raise PaperRefused("too_many_slips", most=MOST_SLIPS)
    codes = _keep(poll, list(rules.strata) * count)
    Poll.objects.filter(pk=poll_id).update(issued=F("issued") + count)
    record(
        now=now,
        actor=actor,
        action="ballots.issue_codes",
        subject=f"poll:{poll_id}",
        organization_id=poll.organization_id,
        detail={"count": count},
    )
    return codes


@transaction.atomic
def issue_codes(*, now: datetime, actor: Actor, poll_id: int, entry_ids: Sequence[int]) -> list[str]:
    """One code for each of these people, in random order, given this once: only hashes stay, and of nobody in particular.

    They can no longer vote by account or on paper. Who stands in the poll, or is barred from a row of it, gets no code: a
    code does not know whose row to lock.
    """
    wanted = sorted(set(entry_ids))
    poll = Poll.objects.select_for_update().get(pk=poll_id)
    if poll.state != Poll.State.OPEN or now >= poll.closes_at:
        raise PaperRefused("poll_not_open")
    barred = Recusal.objects.filter(entry__poll=poll, entry_id__in=wanted).values("entry_id").distinct().count()
    if barred:
        raise PaperRefused("code_for_candidate", count=barred)
    entries = RollEntry.objects.filter(poll=poll, pk__in=wanted)
    strata = list(entries.values_list("stratum", flat=True))
    marked = entries.filter(marked=False).update(marked=True)
    if marked != len(wanted):
        raise PaperRefused("already_marked", count=len(wanted) - marked)
    codes = _keep(poll, strata)
    Poll.objects.filter(pk=poll_id).update(codes_issued=F("codes_issued") + len(codes))
    record(
        now=now,
        actor=actor,
        action="ballots.issue_codes",
        subject=f"poll:{poll_id}",
        organization_id=poll.organization_id,
        detail={"count": len(codes)},
    )
    return codes


@transaction.atomic
def decide_comment(*, now: datetime, actor: Actor, poll_id: int, key: str, release: bool) -> None:
    """Let one comment be read, or withhold it because it tells who wrote it. Deciding again changes it back."""
    state = Comment.State.RELEASED if release else Comment.State.WITHHELD
    poll = Poll.objects.get(pk=poll_id)
    changed = Comment.objects.filter(poll=poll, pk=key).exclude(state=state).update(state=state)
    if changed:
        record(
            now=now,
            actor=actor,
            action="ballots.decide_comment",
            subject=f"poll:{poll_id}",
            organization_id=poll.organization_id,
            detail={"state": state},
        )
