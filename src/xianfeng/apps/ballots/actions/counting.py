"""Stop the voting, open all slips at once, keep counters and destroy the rest.

Left for a recount are the slips, shuffled, in one block with a key of its own (`kept`), sealed to both trustees or, without them,
in the key folder.
"""

from __future__ import annotations

import secrets
from array import array
from collections import Counter as Counts
from datetime import datetime
from fractions import Fraction

from django.db import transaction

from xianfeng.apps.ballots import keys, queries, sealing
from xianfeng.apps.ballots.actions.keeping import keep_slips
from xianfeng.apps.ballots.actions.refusals import PollRefused
from xianfeng.apps.ballots.counts import count_cells, frame_of, named_cells
from xianfeng.apps.ballots.dead_rows import rewrite_keys
from xianfeng.apps.ballots.models import (
    Candidate,
    Comment,
    Counter,
    PaperCount,
    Poll,
    PollKey,
    Recusal,
    RollEntry,
    SealedComment,
    Slip,
    VoteCode,
    random_key,
)
from xianfeng.apps.ballots.queries import PollRow
from xianfeng.apps.ballots.sheets import COVER_ROW, SHEET_STATES, Rules
from xianfeng.apps.journal.actions import Actor, record

_BATCH = 2000
_shuffle = secrets.SystemRandom().shuffle


def close_poll(*, now: datetime, actor: Actor, poll_id: int, reason: str = "") -> PollRow:
    """Stop the voting, open all slips at once, shuffled, keep counters and destroy the rest. Doing it again is harmless.

    Before the deadline it takes everybody's sheet or a recorded `reason`. Fewer sheets than the smallest cell, or a
    missed quorum, make the poll void: its slips are destroyed unopened. Two transactions: the first refuses new sheets;
    the second waits for those on their way, then counts. A crash in between leaves a poll that can be closed again.
    A poll sealed to trustees stays `closing` until both have handed in their codes (`submit_key`).
    """
    with transaction.atomic():
        poll = Poll.objects.select_for_update().get(pk=poll_id)
        if poll.state == Poll.State.OPEN:
            _check_closing(now, poll, reason)
            Poll.objects.filter(pk=poll_id).update(state=Poll.State.CLOSING)
            if has_trustees(poll):
                record(
                    now=now,
                    actor=actor,
                    action="ballots.stop_voting",
                    subject=f"poll:{poll_id}",
                    organization_id=poll.organization_id,
                    detail={"reason": reason},
                )
    with transaction.atomic():
        poll = Poll.objects.select_for_update().get(pk=poll_id)
        is_finished = poll.state == Poll.State.CLOSING and has_trustees(poll)
        if poll.state == Poll.State.CLOSING:
            _count(now, actor, poll, reason)
        if poll.state in (Poll.State.CLOSED, Poll.State.VOID):
            transaction.on_commit(lambda: keys.destroy(poll.key))
            if is_finished:
                transaction.on_commit(rewrite_keys)
    return queries.get_poll(poll_id)


def has_trustees(poll: Poll) -> bool:
    return len(poll.public_keys) > 1


def _private_keys(poll: Poll) -> list[bytes] | None:
    """In the order of the public ones; None while a trustee is waited for. Refuses when the system's own is lost."""
    try:
        return keys.load_parts(poll.key, len(poll.public_keys)) if has_trustees(poll) else keys.load(poll.key)
    except keys.KeyMissing as error:
        if has_trustees(poll):
            return None
        raise PollRefused("key_missing") from error


def _check_closing(now: datetime, poll: Poll, reason: str) -> None:
    received = queries.count_received(poll.pk)
    if now < poll.closes_at and received < poll.issued and not reason.strip():
        raise PollRefused("still_open", closes_at=poll.closes_at)
    if poll.paper_issued:
        paper = queries.get_paper_state(poll.pk)
        if len(paper.tellers) < 2:
            raise PollRefused("paper_not_entered", tellers=len(paper.tellers))
        if paper.differences:
            raise PollRefused("paper_differs", cells=len(paper.differences))


def _count(now: datetime, actor: Actor, poll: Poll, reason: str) -> None:
    """Count and finish; does nothing while a trustee's part is not here."""
    rules = Rules.from_json(poll.rules)
    entries = list(RollEntry.objects.select_for_update().filter(poll=poll).order_by("position"))
    # Every code is locked, used or not: a sheet on its way is waited for, a later one finds the poll closing.
    used = sum(VoteCode.objects.select_for_update().filter(poll=poll).order_by("pk").values_list("used", flat=True))
    electronic = sum(1 for entry in entries if entry.marked) - poll.paper_issued - poll.codes_issued + used
    paper = _paper_cells(poll.pk)
    returned = electronic + sum(count for (_, row, _), count in paper.items() if row == COVER_ROW)
    void = _void_reason(rules, poll.issued, returned)
    if void:
        _finish(now, actor, poll, entries, state=Poll.State.VOID, returned=returned, why=void, reason=reason)
        return
    private_keys = _private_keys(poll)
    if private_keys is None:
        return
    screen, opened = _open_slips(poll, rules, private_keys, electronic)
    cells = screen + paper
    strata = sorted(rules.strata)
    wanted = [(stratum, COVER_ROW, state) for stratum in strata for state in SHEET_STATES]
    rows = rules.rows_of(Candidate.objects.filter(poll=poll).order_by("position").values_list("position", flat=True))
    wanted += [(stratum, row, code) for stratum in strata for row in rows for code in rules.row_codes()]
    counted = [(*cell, cells[cell]) for cell in wanted]
    Counter.objects.bulk_create(
        [Counter(poll=poll, stratum=s, row=row, choice=choice, count=count) for s, row, choice, count in counted],
        batch_size=_BATCH,
    )
    poll.counters_salt = random_key()
    poll.counters_sha256 = queries.counters_sha256(counted, poll.counters_salt)
    keep_slips(poll, rules, opened, paper)
    _open_comments(poll, rules, private_keys, electronic)
    _finish(now, actor, poll, entries, state=Poll.State.CLOSED, returned=returned, why="", reason=reason)


def _paper_cells(poll_id: int) -> Counts[tuple[str, int, str]]:
    """The agreed paper count: one teller's figures, since both are the same by now."""
    teller = (
        PaperCount.objects.filter(poll_id=poll_id).order_by("teller_id").values_list("teller_id", flat=True).first()
    )
    found = PaperCount.objects.filter(poll_id=poll_id, teller_id=teller)
    return Counts({(s, row, choice): n for s, row, choice, n in found.values_list("stratum", "row", "choice", "count")})


def _void_reason(rules: Rules, issued: int, returned: int) -> str:
    if returned < rules.smallest_cell:
        return "too_few_sheets"
    if rules.quorum is not None and Fraction(returned, issued) < Fraction(rules.quorum):
        return "quorum_missed"
    return ""


def _open_slips(
    poll: Poll, rules: Rules, private_keys: list[bytes], electronic: int
) -> tuple[Counts[tuple[str, int, str]], array[int]]:
    """Open every slip of the poll, in random order, into counts and the places they stand for; refuses when one is
    missing, foreign or added.
    """
    sealed = [bytes(content) for content in Slip.objects.filter(poll=poll).values_list("sealed", flat=True)]
    _shuffle(sealed)
    rows = rules.rows_of(Candidate.objects.filter(poll=poll).values_list("position", flat=True))
    frame = frame_of(rules, rows)
    opened = array("q")
    try:
        for content in sealed:
            mark = sealing.unseal(poll.pk, content, private_keys)
            opened.append(frame.number_of(mark.stratum, mark.row, mark.choice))
        cells = named_cells(rules, count_cells(frame, opened))
    except (sealing.SlipUnreadable, IndexError) as error:
        raise PollRefused("slips_do_not_match") from error
    per_row = Counts(dict.fromkeys((COVER_ROW, *rows), 0))
    for (_, row, _), count in cells.items():
        per_row[row] += count
    if set(per_row) != {COVER_ROW, *rows} or set(per_row.values()) - {electronic}:
        raise PollRefused("slips_do_not_match")
    return cells, opened


def _open_comments(poll: Poll, rules: Rules, private_keys: list[bytes], electronic: int) -> None:
    """Open all comments in random order and keep what was written, without class or sheet; nothing is shown before review."""
    if not rules.comment:
        return
    sealed = [bytes(content) for content in SealedComment.objects.filter(poll=poll).values_list("sealed", flat=True)]
    if len(sealed) != electronic:
        raise PollRefused("slips_do_not_match")
    _shuffle(sealed)
    try:
        texts = [sealing.unseal_text(poll.pk, content, private_keys) for content in sealed]
    except sealing.SlipUnreadable as error:
        raise PollRefused("slips_do_not_match") from error
    Comment.objects.bulk_create(Comment(poll=poll, text=text) for text in texts if text)


def _finish(
    now: datetime,
    actor: Actor,
    poll: Poll,
    entries: list[RollEntry],
    *,
    state: str,
    returned: int,
    why: str,
    reason: str,
) -> None:
    """Destroy slips, paper figures and marks; write the roll anew, so that no line shows when it was last touched."""
    Slip.objects.filter(poll=poll).delete()
    PaperCount.objects.filter(poll=poll).delete()
    SealedComment.objects.filter(poll=poll).delete()
    VoteCode.objects.filter(poll=poll).delete()
    PollKey.objects.filter(poll=poll).update(sealed=b"")
    recusals = list(Recusal.objects.filter(entry__poll=poll).order_by("pk"))
    RollEntry.objects.filter(poll=poll).delete()
    for entry in entries:
        entry.marked = False
    RollEntry.objects.bulk_create(entries, batch_size=_BATCH)
    Recusal.objects.bulk_create(recusals, batch_size=_BATCH)
    poll.state, poll.returned, poll.closed_at, poll.void_reason = state, returned, now, why
    poll.save(update_fields=["state", "returned", "closed_at", "void_reason", "counters_sha256", "counters_salt"])
    record(
        now=now,
        actor=actor,
        action="ballots.close_poll" if state == Poll.State.CLOSED else "ballots.void_poll",
        subject=f"poll:{poll.pk}",
        organization_id=poll.organization_id,
        detail={
            "issued": poll.issued,
            "returned": returned,
            "counters_sha256": poll.counters_sha256,
            "void": why,
            "reason": reason,
        },
    )


def void_poll(*, now: datetime, actor: Actor, poll_id: int, reason: str) -> PollRow:
    """Give a poll up with a recorded reason: its slips are destroyed unopened (a lost key, slips that do not match)."""
    if not reason.strip():
        raise PollRefused("reason_missing")
    with transaction.atomic():
        poll = Poll.objects.select_for_update().get(pk=poll_id)
        if poll.state in (Poll.State.OPEN, Poll.State.CLOSING):
            entries = list(RollEntry.objects.select_for_update().filter(poll=poll).order_by("position"))
            returned = queries.count_received(poll_id)
            _finish(now, actor, poll, entries, state=Poll.State.VOID, returned=returned, why="given_up", reason=reason)
        transaction.on_commit(lambda: keys.destroy(poll.key))
        if has_trustees(poll):
            transaction.on_commit(rewrite_keys)
    return queries.get_poll(poll_id)


def sweep_keys() -> int:
    """Destroy the keys of polls that are closed or void (a crash may have left one); gives how many. For the job clock."""
    finished = Poll.objects.filter(key__in=keys.held(), state__in=(Poll.State.CLOSED, Poll.State.VOID))
    return sum(keys.destroy(key) for key in finished.values_list("key", flat=True))
