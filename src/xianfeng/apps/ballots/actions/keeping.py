"""Keep what a recount needs while the result can be contested, count it again when both trustees come, then destroy it.

Under the system's own key there is nobody to wait for: whoever asks has the answer at once.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter as Counts
from collections.abc import Mapping
from datetime import datetime

import numpy as np
from django.db import transaction
from django.utils import timezone

from xianfeng.apps.ballots import kept, keys, queries, sealing
from xianfeng.apps.ballots.actions.own_keys import TrusteeRefused, find_own
from xianfeng.apps.ballots.counts import Frame, count_cells, frame_of, named_cells, names_of
from xianfeng.apps.ballots.dead_rows import rewrite_keys
from xianfeng.apps.ballots.models import Candidate, KeptSlips, Poll, PollKey
from xianfeng.apps.ballots.sheets import COVER_ROW, UNUSED, Rules
from xianfeng.apps.journal.actions import SYSTEM, Actor, Refused, record


class RecountRefused(Refused):
    """code: not_kept | slips_destroyed (on) | already_asked | not_asked | kept_key_missing."""


def _frame(poll: Poll, rules: Rules) -> Frame:
    return frame_of(rules, rules.rows_of(Candidate.objects.filter(poll=poll).values_list("position", flat=True)))


def keep_slips(poll: Poll, rules: Rules, opened: array[int], paper: Mapping[tuple[str, int, str], int]) -> None:
    """Shuffle the opened slips together with those of the paper sheets and seal them as one block, each half of its key to
    one post; without trustees both go into the key folder. Part of the transaction of the count.

    Left out are the rows of sheets that do not count: they are in no counter, and only the screen has them, so they would
    tell how many of these sheets were sent there.
    """
    frame, strata = _frame(poll, rules), sorted(rules.strata)
    screen = np.asarray(opened, dtype=np.int64)
    is_row = (screen // frame.choices) % frame.rows != COVER_ROW
    unused = screen % frame.choices == rules.slip_codes().index(UNUSED)
    places = [frame.number_of(strata.index(s), row, names_of(rules, row).index(choice)) for s, row, choice in paper]
    on_paper = np.repeat(np.asarray(places, dtype=np.int64), np.asarray(list(paper.values()), dtype=np.int64))
    sealed, halves = kept.seal_block(poll.pk, np.concatenate([screen[~(is_row & unused)], on_paper]))
    KeptSlips.objects.create(poll=poll, sealed=sealed, sha256=hashlib.sha256(sealed).hexdigest())
    if not _has_trustees(poll):
        keys.save_kept(poll.key, halves)
    for one in PollKey.objects.filter(poll=poll).select_related("standing_key"):
        half = sealing.seal_key(halves[one.post - 1], bytes.fromhex(one.standing_key.public_key))
        PollKey.objects.filter(pk=one.pk).update(kept_half=half)


def _has_trustees(poll: Poll) -> bool:
    return len(poll.public_keys) > 1


def _kept(poll_id: int) -> KeptSlips:
    """The kept slips of a poll, locked. Refuses where there are none, or none any more."""
    found = KeptSlips.objects.select_for_update().select_related("poll").filter(poll_id=poll_id).first()
    if found is None:
        raise RecountRefused("not_kept")
    if found.destroyed_on is not None:
        raise RecountRefused("slips_destroyed", on=found.destroyed_on)
    return found


@transaction.atomic
def ask_recount(*, now: datetime, actor: Actor, poll_id: int) -> bool | None:
    """Ask for a recount while the slips are kept: both trustees find it on their lists. One at a time.

    Without trustees it is done at once: True when the slips agree with the counters, False when they do not.
    """
    found = _kept(poll_id)
    if found.asked_on is not None:
        raise RecountRefused("already_asked")
    found.asked_on, found.asked_by_label = timezone.localdate(now), actor.label
    found.save(update_fields=["asked_on", "asked_by_label"])
    record(
        now=now,
        actor=actor,
        action="ballots.ask_recount",
        subject=f"poll:{poll_id}",
        organization_id=found.poll.organization_id,
    )
    if _has_trustees(found.poll):
        return None
    if (agrees := finish_recount(now=now, actor=actor, poll_id=poll_id)) is None:
        raise RecountRefused("kept_key_missing")
    return agrees


def submit_half(*, now: datetime, actor: Actor, poll_id: int, person_id: int, code: str) -> bool | None:
    """Hand in the recovery code of one post for a recount that was asked for; the second post's counts. True: the slips agree
    with the counters; False: they do not; None: the other post is waited for. Sending the same again is harmless.
    """
    mine, private = find_own(poll_id, person_id, code)
    with transaction.atomic():
        found = _kept(poll_id)
        if found.asked_on is None:
            raise RecountRefused("not_asked")
        try:
            half = kept.open_half(bytes(mine.kept_half), private)
        except kept.BlockUnreadable as error:
            raise TrusteeRefused("key_damaged") from error
        if mine.post not in keys.parts_here(found.poll.key, keys.HALF):
            keys.save_part(found.poll.key, mine.post, half, keys.HALF)
    return finish_recount(now=now, actor=actor, poll_id=poll_id)


@transaction.atomic
def finish_recount(*, now: datetime, actor: Actor, poll_id: int) -> bool | None:
    """Count the kept slips again in memory once both halves are here; keeps whether they agree, and nothing else."""
    found = KeptSlips.objects.select_for_update().select_related("poll").get(poll_id=poll_id)
    if found.destroyed_on is not None or found.asked_on is None:
        return None
    poll = found.poll
    try:
        posts = len(poll.public_keys)
        halves = keys.load_parts(poll.key, posts, keys.HALF) if posts > 1 else keys.load_kept(poll.key)
    except keys.KeyMissing:
        return None
    agrees = _agrees(found, halves)
    record(
        now=now,
        actor=actor,
        action="ballots.recount",
        subject=f"poll:{poll_id}",
        organization_id=poll.organization_id,
        detail={"agrees": agrees, "asked_on": found.asked_on, "asked_by": found.asked_by_label},
    )
    found.asked_on, found.asked_by_label = None, ""
    found.save(update_fields=["asked_on", "asked_by_label"])
    transaction.on_commit(lambda: keys.destroy_halves(poll.key))
    return agrees


def _agrees(found: KeptSlips, halves: list[bytes]) -> bool:
    """Whether the block is the one of the count and says what the counters say. Slips that do not open do not agree."""
    poll, sealed = found.poll, bytes(found.sealed)
    if hashlib.sha256(sealed).hexdigest() != found.sha256:
        return False
    rules = Rules.from_json(poll.rules)
    try:
        numbers = kept.open_block(poll.pk, sealed, halves)
        slips = named_cells(rules, count_cells(_frame(poll, rules), numbers))
    except (kept.BlockUnreadable, IndexError, ValueError):
        return False
    counters = {(s, row, choice): n for s, row, choice, n in queries.list_counters(poll.pk) if n}
    return slips == Counts(counters)


def destroy_kept(*, now: datetime, poll_id: int) -> bool:
    """Destroy what is kept of one poll once nobody can contest it any more; False when it is not time, or done already."""
    on = timezone.localdate(now)
    with transaction.atomic():
        found = KeptSlips.objects.select_for_update().select_related("poll").get(poll_id=poll_id)
        if found.destroyed_on is not None or not queries.keeping_of_poll(poll_id).is_over(on):
            return False
        found.sealed, found.destroyed_on, found.asked_on, found.asked_by_label = b"", on, None, ""
        found.save(update_fields=["sealed", "destroyed_on", "asked_on", "asked_by_label"])
        PollKey.objects.filter(poll_id=poll_id).update(kept_half=b"")
        record(
            now=now,
            actor=SYSTEM,
            action="ballots.destroy_slips",
            subject=f"poll:{poll_id}",
            organization_id=found.poll.organization_id,
        )
        transaction.on_commit(lambda: keys.destroy_halves(found.poll.key))
        transaction.on_commit(lambda: keys.destroy_kept(found.poll.key))
        if _has_trustees(found.poll):
            transaction.on_commit(rewrite_keys)
    return True


def sweep_kept() -> int:
    """Destroy the keys to kept slips that a crash left behind: nothing is kept of these polls, or nothing any more."""
    kept_now = KeptSlips.objects.filter(destroyed_on__isnull=True).values("poll_id")
    finished = Poll.objects.filter(key__in=keys.kept_held(), state__in=(Poll.State.CLOSED, Poll.State.VOID))
    return sum(keys.destroy_kept(key) for key in finished.exclude(pk__in=kept_now).values_list("key", flat=True))


def sweep_halves(now: datetime) -> int:
    """Finish recounts that a crash cut short and destroy halves nobody waits for; gives how many polls were touched."""
    held = keys.halves_held()
    for key in held:
        found = KeptSlips.objects.filter(poll__key=key).values_list("poll_id", "asked_on").first()
        if found is None or found[1] is None:
            keys.destroy_halves(key)
        else:
            finish_recount(now=now, actor=SYSTEM, poll_id=found[0])
    return len(held)
