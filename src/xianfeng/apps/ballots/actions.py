"""Open, fill and close polls.

`cast` differs on purpose from every other action: it takes no actor, writes no journal line and keeps no time, because
any of these would tie a person to a moment and, through it, to a sheet. What it does keep is listed in `disclosure`.
"""

from __future__ import annotations

import secrets
from collections import Counter as Counts
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.db.models import F

from xianfeng.apps.ballots import keys, queries, sealing
from xianfeng.apps.ballots.models import (
    Candidate,
    Counter,
    PaperCount,
    Poll,
    Recusal,
    RollEntry,
    Slip,
)
from xianfeng.apps.ballots.queries import PollRow, Tally
from xianfeng.apps.ballots.rolls import RollLine, merged_strata, roll_sha256
from xianfeng.apps.ballots.sheets import (
    COVER_ROW,
    SHEET_STATES,
    SHEET_VALID,
    UNUSED,
    Rules,
    Sheet,
    SheetFault,
    read_sheet,
)
from xianfeng.apps.journal.actions import Actor, Refused, record

_BATCH = 2000
MOST_ROWS = 2000
"""Each row is sealed by itself: a sheet longer than this belongs in several polls."""
_shuffle = secrets.SystemRandom().shuffle


class PollRefused(Refused):
    """code: too_few_electors (electors, least) | no_candidates | too_many_rows (rows, most) | twice_on_roll | closes_in_the_past | cap_not_below_rows |
    not_open | still_open | key_missing | slips_do_not_match | paper_not_entered | paper_differs (cells) | reason_missing.
    """


class SheetRefused(Refused):
    """code: not_on_roll | poll_not_open | over_cap (marked, cap, item) | unknown_choice | unknown_row."""


class PaperRefused(Refused):
    """code: poll_not_open | already_marked (names) | teller_is_candidate | two_tellers_already | unknown_cell |
    negative | more_returned_than_issued (returned, issued) | rows_do_not_add_up (row).
    """


@dataclass(frozen=True)
class NewCandidate:
    name: str
    person_id: int | None = None
    organization_id: int | None = None
    note: str = ""


@dataclass(frozen=True)
class NewElector:
    person_id: int
    name: str
    unit: str
    stratum: str = "members"


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
) -> int:
    """Freeze rules, list and roll, make the sealing key, and let the voting begin; gives the poll's id.

    `candidates` come in the order in which they are shown (1, 2, 3 …); `recusals` are (elector's person id, position)
    pairs beside the own name, which is always locked. Fewer electors than `rules.least_electors` cannot vote secretly:
    refused, the way out is a round together with other branches under the superior.
    """
    _check_opening(now, rules, candidates, electors, closes_at)
    sizes = Counts(elector.stratum for elector in electors)
    counts_in = merged_strata(dict(sizes), rules.smallest_cell)
    labels = {code: rules.strata.get(code, "") for code in sorted(set(counts_in.values()))}
    rules = Rules.from_json({**rules.as_json(), "strata": labels})
    private, public = sealing.make_key()
    poll = Poll(
        purpose=purpose,
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        title=title,
        rules=rules.as_json(),
        public_keys=[public.hex()],
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
    keys.save(poll.key, [private])
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
        },
    )
    return poll.pk


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
    if len(electors) < rules.least_electors:
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


def check_sheet(poll_id: int, recused: frozenset[int], marks: Mapping[int, Sequence[str]]) -> Sheet:
    """The sheet as it would be counted; refuses with the first fault. Stores nothing.

    `recused` are positions of candidates, all of whose rows are locked; `marks` are by row.
    """
    form = queries.get_sheet(poll_id)
    sheet, faults = read_sheet(form.rules, form.rows, marks, frozenset(form.rules.rows_of(recused)))
    if sheet is None:
        fault: SheetFault = faults[0]
        raise SheetRefused(fault.code, row=fault.row, marked=fault.marked, cap=fault.cap, item=fault.item)
    return sheet


def cast(*, now: datetime, poll_id: int, person_id: int, marks: Mapping[int, Sequence[str]]) -> bool:
    """Take one elector's sheet: True when it was taken now, False when one had been taken before (this one is dropped).

    Mark and slips are written in one transaction, so a crash leaves both or neither. `now` is only compared with the
    deadline. Closing first stops new sheets and then waits for every locked line of the roll: no sheet slips through.
    """
    form = queries.get_sheet(poll_id)
    elector = queries.find_elector(poll_id, person_id)
    if elector is None:
        raise SheetRefused("not_on_roll")
    if elector.marked:
        return False
    sheet = check_sheet(poll_id, elector.recused, marks)
    slips = _sealed_slips(form, elector.stratum, sheet)
    with transaction.atomic():
        if not RollEntry.objects.filter(pk=elector.entry_id, marked=False).update(marked=True):
            return False
        state = Poll.objects.filter(pk=poll_id).values_list("state", flat=True).get()
        if state != Poll.State.OPEN or now >= form.closes_at:
            raise SheetRefused("poll_not_open")
        Slip.objects.bulk_create(slips)
    return True


def _sealed_slips(form: queries.SheetForm, stratum: str, sheet: Sheet) -> list[Slip]:
    """One slip a row and one for the sheet as a whole, each sealed by itself, in random order."""
    stratum_number = form.strata.index(stratum)
    codes, counts = form.rules.slip_codes(), sheet.state == SHEET_VALID
    marks = [sealing.Mark(COVER_ROW, SHEET_STATES.index(sheet.state), stratum_number)]
    marks += [
        sealing.Mark(row, codes.index(said if counts else UNUSED), stratum_number) for row, said in sheet.rows.items()
    ]
    slips = [Slip(poll_id=form.poll_id, sealed=sealing.seal(form.poll_id, mark, form.public_keys)) for mark in marks]
    _shuffle(slips)
    return slips


@transaction.atomic
def hand_out_paper(*, now: datetime, actor: Actor, poll_id: int, entry_ids: Sequence[int]) -> int:
    """Mark those who were handed a paper sheet (no time is kept); gives how many. They can no longer vote here."""
    wanted = sorted(set(entry_ids))
    poll = Poll.objects.select_for_update().get(pk=poll_id)
    if poll.state != Poll.State.OPEN or now >= poll.closes_at:
        raise PaperRefused("poll_not_open")
    marked = RollEntry.objects.filter(poll=poll, pk__in=wanted, marked=False).update(marked=True)
    if marked != len(wanted):
        raise PaperRefused("already_marked", count=len(wanted) - marked)
    Poll.objects.filter(pk=poll_id).update(paper_issued=F("paper_issued") + marked)
    record(
        now=now,
        actor=actor,
        action="ballots.hand_out_paper",
        subject=f"poll:{poll_id}",
        organization_id=poll.organization_id,
        detail={"count": marked},
    )
    return marked


@transaction.atomic
def enter_paper(
    *,
    now: datetime,
    actor: Actor,
    poll_id: int,
    teller_id: int,
    counts: Mapping[tuple[str, int, str], int],
) -> queries.PaperState:
    """One teller's reading of the paper sheets, all figures at once: (stratum, row, choice) -> count; row 0 counts
    sheets by state. Two different persons enter, neither sees the other's figures, only where they differ. Entering again
    replaces the own entry.
    """
    poll = Poll.objects.select_for_update().get(pk=poll_id)
    if poll.state != Poll.State.OPEN:
        raise PaperRefused("poll_not_open")
    form = queries.get_sheet(poll_id)
    if any(one.person_id == teller_id for one in form.candidates):
        raise PaperRefused("teller_is_candidate")
    others = set(PaperCount.objects.filter(poll=poll).values_list("teller_id", flat=True)) - {teller_id}
    if len(others) > 1:
        raise PaperRefused("two_tellers_already")
    _check_paper(form, poll.paper_issued, counts)
    PaperCount.objects.filter(poll=poll, teller_id=teller_id).delete()
    PaperCount.objects.bulk_create(
        PaperCount(poll=poll, teller_id=teller_id, stratum=stratum, row=row, choice=choice, count=count)
        for (stratum, row, choice), count in sorted(counts.items())
    )
    record(
        now=now,
        actor=actor,
        action="ballots.enter_paper",
        subject=f"poll:{poll_id}",
        organization_id=poll.organization_id,
    )
    return queries.get_paper_state(poll_id)


@transaction.atomic
def discard_paper(*, now: datetime, actor: Actor, poll_id: int, teller_id: int) -> None:
    """Drop one teller's figures, so that somebody else can count again."""
    poll = Poll.objects.select_for_update().get(pk=poll_id)
    if poll.state != Poll.State.OPEN:
        raise PaperRefused("poll_not_open")
    dropped, _ = PaperCount.objects.filter(poll=poll, teller_id=teller_id).delete()
    if dropped:
        record(
            now=now,
            actor=actor,
            action="ballots.discard_paper",
            subject=f"poll:{poll_id}",
            organization_id=poll.organization_id,
            detail={"teller": teller_id},
        )


def _check_paper(form: queries.SheetForm, issued: int, counts: Mapping[tuple[str, int, str], int]) -> None:
    sheets = 0
    for stratum in form.strata:
        valid = counts.get((stratum, COVER_ROW, SHEET_VALID), 0)
        sheets += sum(counts.get((stratum, COVER_ROW, state), 0) for state in SHEET_STATES)
        for row in form.rows:
            if sum(counts.get((stratum, row, choice), 0) for choice in form.rules.row_codes()) != valid:
                raise PaperRefused("rows_do_not_add_up", row=row, stratum=stratum)
    for (stratum, row, choice), count in counts.items():
        known = SHEET_STATES if row == COVER_ROW else form.rules.row_codes()
        if stratum not in form.strata or choice not in known or row not in (COVER_ROW, *form.rows):
            raise PaperRefused("unknown_cell")
        if count < 0:
            raise PaperRefused("negative")
    if sheets > issued:
        raise PaperRefused("more_returned_than_issued", returned=sheets, issued=issued)


def close_poll(*, now: datetime, actor: Actor, poll_id: int, reason: str = "") -> PollRow:
    """Stop the voting, open all slips at once, shuffled, keep counters and destroy the rest. Doing it again is harmless.

    Before the deadline it takes everybody's sheet or a recorded `reason`. Fewer sheets than the smallest cell, or a
    missed quorum, make the poll void: its slips are destroyed unopened. Two transactions: the first refuses new sheets;
    the second waits for those on their way, then counts. A crash in between leaves a poll that can be closed again.
    """
    with transaction.atomic():
        poll = Poll.objects.select_for_update().get(pk=poll_id)
        if poll.state == Poll.State.OPEN:
            _check_closing(now, poll, reason)
            Poll.objects.filter(pk=poll_id).update(state=Poll.State.CLOSING)
    with transaction.atomic():
        poll = Poll.objects.select_for_update().get(pk=poll_id)
        if poll.state == Poll.State.CLOSING:
            _count(now, actor, poll, reason)
        transaction.on_commit(lambda: keys.destroy(poll.key))
    return queries.get_poll(poll_id)


def _check_closing(now: datetime, poll: Poll, reason: str) -> None:
    marked = queries.count_marked(poll.pk)
    if now < poll.closes_at and marked < poll.issued and not reason.strip():
        raise PollRefused("still_open", closes_at=poll.closes_at)
    if poll.paper_issued:
        paper = queries.get_paper_state(poll.pk)
        if len(paper.tellers) < 2:
            raise PollRefused("paper_not_entered", tellers=len(paper.tellers))
        if paper.differences:
            raise PollRefused("paper_differs", cells=len(paper.differences))


def _count(now: datetime, actor: Actor, poll: Poll, reason: str) -> None:
    rules = Rules.from_json(poll.rules)
    entries = list(RollEntry.objects.select_for_update().filter(poll=poll).order_by("position"))
    electronic = sum(1 for entry in entries if entry.marked) - poll.paper_issued
    paper = _paper_cells(poll.pk)
    returned = electronic + sum(count for (_, row, _), count in paper.items() if row == COVER_ROW)
    void = _void_reason(rules, poll.issued, returned)
    if void:
        _finish(now, actor, poll, entries, state=Poll.State.VOID, returned=returned, why=void, reason=reason)
        return
    cells = _open_slips(poll, rules, electronic) + paper
    strata = sorted(rules.strata)
    wanted = [(stratum, COVER_ROW, state) for stratum in strata for state in SHEET_STATES]
    rows = rules.rows_of(Candidate.objects.filter(poll=poll).order_by("position").values_list("position", flat=True))
    wanted += [(stratum, row, code) for stratum in strata for row in rows for code in rules.row_codes()]
    counted = [(*cell, cells[cell]) for cell in wanted]
    Counter.objects.bulk_create(
        [Counter(poll=poll, stratum=s, row=row, choice=choice, count=count) for s, row, choice, count in counted],
        batch_size=_BATCH,
    )
    poll.counters_sha256 = queries.counters_sha256(counted)
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


def _open_slips(poll: Poll, rules: Rules, electronic: int) -> Counts[tuple[str, int, str]]:
    """Open every slip of the poll, in random order, into counts; refuses when one is missing, foreign or added."""
    try:
        private_keys = keys.load(poll.key)
    except keys.KeyMissing as error:
        raise PollRefused("key_missing") from error
    sealed = [bytes(content) for content in Slip.objects.filter(poll=poll).values_list("sealed", flat=True)]
    _shuffle(sealed)
    rows = rules.rows_of(Candidate.objects.filter(poll=poll).values_list("position", flat=True))
    strata, codes = sorted(rules.strata), rules.slip_codes()
    cells: Counts[tuple[str, int, str]] = Counts()
    try:
        for content in sealed:
            mark = sealing.unseal(poll.pk, content, private_keys)
            said = SHEET_STATES[mark.choice] if mark.row == COVER_ROW else codes[mark.choice]
            cells[strata[mark.stratum], mark.row, said] += 1
    except (sealing.SlipUnreadable, IndexError) as error:
        raise PollRefused("slips_do_not_match") from error
    per_row = Counts(dict.fromkeys((COVER_ROW, *rows), 0))
    for (_, row, _), count in cells.items():
        per_row[row] += count
    if set(per_row) != {COVER_ROW, *rows} or set(per_row.values()) - {electronic}:
        raise PollRefused("slips_do_not_match")
    return cells


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
    recusals = list(Recusal.objects.filter(entry__poll=poll).order_by("pk"))
    RollEntry.objects.filter(poll=poll).delete()
    for entry in entries:
        entry.marked = False
    RollEntry.objects.bulk_create(entries, batch_size=_BATCH)
    Recusal.objects.bulk_create(recusals, batch_size=_BATCH)
    poll.state, poll.returned, poll.closed_at, poll.void_reason = state, returned, now, why
    poll.save(update_fields=["state", "returned", "closed_at", "void_reason", "counters_sha256"])
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
            returned = sum(1 for entry in entries if entry.marked)
            _finish(now, actor, poll, entries, state=Poll.State.VOID, returned=returned, why="given_up", reason=reason)
        transaction.on_commit(lambda: keys.destroy(poll.key))
    return queries.get_poll(poll_id)


def sweep_keys() -> int:
    """Destroy the keys of polls that are closed or void (a crash may have left one); gives how many. For the job clock."""
    finished = Poll.objects.filter(key__in=keys.held(), state__in=(Poll.State.CLOSED, Poll.State.VOID))
    return sum(keys.destroy(key) for key in finished.values_list("key", flat=True))


__all__ = [
    "NewCandidate",
    "NewElector",
    "PaperRefused",
    "PollRefused",
    "SheetRefused",
    "Tally",
    "cast",
    "check_sheet",
    "close_poll",
    "discard_paper",
    "enter_paper",
    "hand_out_paper",
    "open_poll",
    "sweep_keys",
    "void_poll",
]
