"""Take sheets.

`cast` differs on purpose from every other action: it takes no actor, writes no journal line and keeps no time, because
any of these would tie a person to a moment and, through it, to a sheet. What it does keep is listed in `disclosure`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from xianfeng.apps.ballots import queries, sealing
from xianfeng.apps.ballots.actions.refusals import SheetRefused
from xianfeng.apps.ballots.models import Poll, RollEntry, SealedComment, Slip, VoteCode
from xianfeng.apps.ballots.sheets import COVER_ROW, SHEET_STATES, SHEET_VALID, UNUSED, Sheet, SheetFault, read_sheet

_shuffle = secrets.SystemRandom().shuffle


def check_sheet(poll_id: int, recused: frozenset[int], marks: Mapping[int, Sequence[str]]) -> Sheet:
    """The sheet as it would be counted; refuses with the first fault. Stores nothing.

    `recused` are positions of candidates, all of whose rows are locked; `marks` are by row.
    """
    form = queries.get_sheet(poll_id)
    sheet, faults = read_sheet(form.rules, form.rows, marks, frozenset(form.rules.rows_of(recused)))
    if sheet is None:
        fault: SheetFault = faults[0]
        raise SheetRefused(
            fault.code, row=fault.row, marked=fault.marked, cap=fault.cap, item=form.items.get(fault.item, "")
        )
    return sheet


def cast(*, now: datetime, poll_id: int, person_id: int, marks: Mapping[int, Sequence[str]], comment: str = "") -> bool:
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
    words = _sealed_comment(form, comment)
    with transaction.atomic():
        if not RollEntry.objects.filter(pk=elector.entry_id, marked=False).update(marked=True):
            return False
        state = Poll.objects.filter(pk=poll_id).values_list("state", flat=True).get()
        if state != Poll.State.OPEN or now >= form.closes_at:
            raise SheetRefused("poll_not_open")
        Slip.objects.bulk_create(slips)
        SealedComment.objects.bulk_create(words)
    return True


def cast_by_code(*, now: datetime, code: str, marks: Mapping[int, Sequence[str]], comment: str = "") -> int:
    """Take the sheet of somebody who has no account, once a code; gives the poll. Counted with all others."""
    found = queries.find_code(code)
    if found is None:
        raise SheetRefused("code_unknown")
    form = queries.get_sheet(found.poll_id)
    sheet = check_sheet(found.poll_id, frozenset(), marks)
    slips, words = _sealed_slips(form, found.stratum, sheet), _sealed_comment(form, comment)
    with transaction.atomic():
        if not VoteCode.objects.filter(pk=found.sha256, used=False).update(used=True):
            raise SheetRefused("code_used" if VoteCode.objects.filter(pk=found.sha256).exists() else "poll_not_open")
        state = Poll.objects.filter(pk=found.poll_id).values_list("state", flat=True).get()
        if state != Poll.State.OPEN or now >= form.closes_at:
            raise SheetRefused("poll_not_open")
        Slip.objects.bulk_create(slips)
        SealedComment.objects.bulk_create(words)
    return found.poll_id


def _sealed_comment(form: queries.SheetForm, comment: str) -> list[SealedComment]:
    """One for every sheet of a poll that takes comments, written or not."""
    most = form.rules.comment
    if not most:
        return []
    text = " ".join(comment.split())
    return [SealedComment(poll_id=form.poll_id, sealed=sealing.seal_text(form.poll_id, text, most, form.public_keys))]


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
