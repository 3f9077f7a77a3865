"""Paper sheets: handed out, counted by two tellers apart, compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from xianfeng.apps.ballots import queries
from xianfeng.apps.ballots.actions.refusals import PaperRefused
from xianfeng.apps.ballots.models import PaperCount, Poll, RollEntry
from xianfeng.apps.ballots.sheets import COVER_ROW, SHEET_STATES, SHEET_VALID
from xianfeng.apps.journal.actions import Actor, record


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
