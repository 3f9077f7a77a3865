"""Open a poll: rules, list and roll are frozen, the key is made."""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.ballots import keys, queries, sealing
from xianfeng.apps.ballots.actions.refusals import NewCandidate, NewElector, PollRefused
from xianfeng.apps.ballots.models import Candidate, Poll, PollKey, Recusal, RollEntry, StandingKey
from xianfeng.apps.ballots.rolls import RollLine, merged_strata, roll_sha256
from xianfeng.apps.ballots.sheets import Rules
from xianfeng.apps.campaigns.passing import pass_gates
from xianfeng.apps.journal.actions import Actor, record

_BATCH = 2000


MOST_ROWS = 2000
"""Each row is sealed by itself: a sheet longer than this belongs in several polls."""


@transaction.atomic
def open_poll(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    title: str,
    rules: Rules,
    candidates: Sequence[NewCandidate],
    electors: Sequence[NewElector],
    closes_at: datetime,
    purpose: str = Poll.Purpose.BALLOT,
    recusals: Sequence[tuple[int, int]] = (),
    predecessor_id: int | None = None,
    seal_to_trustees: bool | None = None,
) -> int:
    """Freeze rules, list and roll, make the sealing keys, and let the voting begin; gives the poll's id.

    Where the organisation or a superior of it has two trustees whose keys are ready, slips are sealed to both, and
    nobody opens the box alone; elsewhere to a key of the system. `seal_to_trustees` True refuses to open without
    trustees, False does without them where the vote is not secret from the organiser anyway.

    `candidates` come in the order in which they are shown (1, 2, 3 …); `recusals` are (elector's person id, position)
    pairs beside the own name, which is always locked. Fewer electors than `rules.least_electors` cannot vote secretly:
    refused, the way out is a round together with other branches under the superior. A poll `by_slip` has no roll and one
    class: its slips are printed with `issue_slips`.
    """
    pass_gates(now=now, campaign_id=campaign_id, step_code=step_code, organization_id=organization_id)
    _check_opening(now, rules, candidates, electors, closes_at)
    sizes = Counts(elector.stratum for elector in electors)
    counts_in = merged_strata(dict(sizes), rules.smallest_cell)
    if not rules.by_slip:
        labels = {code: rules.strata.get(code, "") for code in sorted(set(counts_in.values()))}
        rules = Rules.from_json({**rules.as_json(), "strata": labels})
    keepers = _keepers(now, organization_id, candidates, seal_to_trustees)
    pairs = [sealing.make_key() for _post in (queries.POSTS if keepers else (1,))]
    poll = Poll(
        purpose=purpose,
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        title=title,
        rules=rules.as_json(),
        public_keys=[public.hex() for _private, public in pairs],
        opened_at=now,
        closes_at=closes_at,
        issued=len(electors),
        predecessor_id=predecessor_id,
    )
    ordered = sorted(electors, key=lambda elector: (elector.unit, elector.name, elector.person_id))
    lines = [
        RollLine(position, elector.name, elector.unit, counts_in[elector.stratum])
        for position, elector in enumerate(ordered, start=1)
    ]
    poll.roll_sha256 = roll_sha256(title, lines)
    poll.save(force_insert=True)
    listed = Candidate.objects.bulk_create(
        Candidate(
            poll=poll,
            position=position,
            person_id=one.person_id,
            organization_id=one.organization_id,
            name=one.name,
            note=one.note,
        )
        for position, one in enumerate(candidates, start=1)
    )
    roll = RollEntry.objects.bulk_create(
        [
            RollEntry(
                poll=poll,
                position=line.position,
                person_id=elector.person_id,
                name=line.name,
                unit=line.unit,
                stratum=line.stratum,
            )
            for line, elector in zip(lines, ordered, strict=True)
        ],
        batch_size=_BATCH,
    )
    _add_recusals(roll, listed, recusals)
    if keepers:
        _seal_to(poll, keepers, [private for private, _public in pairs])
    else:
        keys.save(poll.key, [pairs[0][0]])
    record(
        now=now,
        actor=actor,
        action="ballots.open_poll",
        subject=f"poll:{poll.pk}",
        organization_id=organization_id,
        detail={
            "title": title,
            "electors": len(electors),
            "candidates": len(listed),
            "roll_sha256": poll.roll_sha256,
            "rules": poll.rules,
            "closes_at": closes_at,
            "public_keys": poll.public_keys,
            "keepers": [[one.post, one.title, one.person_id, one.is_deputy] for one in keepers],
        },
    )
    return poll.pk


def _keepers(
    now: datetime, organization_id: int, candidates: Sequence[NewCandidate], wanted: bool | None
) -> list[queries.KeeperRow]:
    if wanted is False:
        return []
    standing = {one.person_id for one in candidates if one.person_id is not None}
    keepers = queries.find_trustees(organization_id, standing, on=timezone.localtime(now).date())
    if wanted and not keepers:
        raise PollRefused("no_trustees")
    return keepers


def _seal_to(poll: Poll, keepers: list[queries.KeeperRow], privates: list[bytes]) -> None:
    """The private halves go to the trustees and deputies and are kept nowhere else, not even in the key folder."""
    standing = {
        one.person_id: one
        for one in StandingKey.objects.filter(
            person_id__in=[one.person_id for one in keepers], confirmed_at__isnull=False, retired_at__isnull=True
        )
    }
    PollKey.objects.bulk_create(
        PollKey(
            poll=poll,
            post=one.post,
            title=one.title,
            person_id=one.person_id,
            is_deputy=one.is_deputy,
            standing_key=standing[one.person_id],
            sealed=sealing.seal_key(privates[one.post - 1], bytes.fromhex(standing[one.person_id].public_key)),
        )
        for one in keepers
    )


def _check_opening(
    now: datetime,
    rules: Rules,
    candidates: Sequence[NewCandidate],
    electors: Sequence[NewElector],
    closes_at: datetime,
) -> None:
    if not candidates:
        raise PollRefused("no_candidates")
    rows = len(candidates) * len(rules.item_codes())
    if rows > MOST_ROWS:
        raise PollRefused("too_many_rows", rows=rows, most=MOST_ROWS)
    if len({elector.person_id for elector in electors}) != len(electors):
        raise PollRefused("twice_on_roll")
    if rules.by_slip and (electors or len(rules.strata) != 1):
        raise ValueError("a poll by slip has no roll and one class of voters")
    if not rules.by_slip and len(electors) < rules.least_electors:
        raise PollRefused("too_few_electors", electors=len(electors), least=rules.least_electors)
    if closes_at <= now:
        raise PollRefused("closes_in_the_past")


def _add_recusals(roll: list[RollEntry], listed: list[Candidate], wanted: Sequence[tuple[int, int]]) -> None:
    at = {one.position: one for one in listed}
    own = {one.person_id: one.position for one in listed if one.person_id is not None}
    pairs = {(person_id, position) for person_id, position in wanted if position in at}
    pairs |= {(entry.person_id, own[entry.person_id]) for entry in roll if entry.person_id in own}
    entry_of = {entry.person_id: entry for entry in roll}
    Recusal.objects.bulk_create(
        Recusal(entry=entry_of[person_id], candidate=at[position])
        for person_id, position in sorted(pairs)
        if person_id in entry_of
    )
