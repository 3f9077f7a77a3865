"""审核（含保密审查） → 审批 → 实施, days on which it did not hang, and the confirmation after its period."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns.passing import pass_gates
from xianfeng.apps.campaigns.places import place_of
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.notices import queries
from xianfeng.apps.notices.actions.changes import NoticeRefused, locked_notice, note, save
from xianfeng.apps.notices.models import Interruption, Notice

State = Notice.State
PERIOD = ("ends_on", "other_ends_on", "provisional")


@transaction.atomic
def review(*, now: datetime, actor: Actor, notice_id: int, version: int, secrecy_checked: bool) -> None:
    """审核, the secrecy review included; never by the proposer. Raises NoticeRefused."""
    notice = locked_notice(notice_id, version, State.PROPOSED)
    if not secrecy_checked:
        raise NoticeRefused("secrecy_not_checked")
    if actor.person_id is None or actor.person_id == notice.proposed_by:
        raise NoticeRefused("second_person_needed")
    notice.state, notice.reviewed_by, notice.reviewed_label = State.REVIEWED, actor.person_id, actor.label
    save(notice, "state", "reviewed_by", "reviewed_label")
    note(now, actor, "reviewed", notice, secrecy_checked=True)


@transaction.atomic
def send_back(*, now: datetime, actor: Actor, notice_id: int, version: int, remark: str) -> None:
    """Back to the proposer with a reason. Raises NoticeRefused."""
    notice = locked_notice(notice_id, version, *queries.IN_WORK)
    if not remark.strip():
        raise NoticeRefused("reason_missing")
    notice.state, notice.remark = State.PROPOSED, remark.strip()
    notice.reviewed_by, notice.reviewed_label, notice.approved_label = None, "", ""
    save(notice, "state", "remark", "reviewed_by", "reviewed_label", "approved_label")
    note(now, actor, "sent_back", notice, remark=remark.strip())


@transaction.atomic
def approve(*, now: datetime, actor: Actor, notice_id: int, version: int) -> None:
    """审批, never by the proposer. Raises NoticeRefused."""
    notice = locked_notice(notice_id, version, State.REVIEWED)
    if actor.person_id is None or actor.person_id == notice.proposed_by:
        raise NoticeRefused("second_person_needed")
    notice.state, notice.approved_label = State.APPROVED, actor.label
    save(notice, "state", "approved_label")
    note(now, actor, "approved", notice)


def _count(notice: Notice) -> None:
    """Set both ends from the day it really hung, gaps left out: a late posting extends the period."""
    start = max(day for day in (notice.posted_on, notice.board_posted_on) if day is not None)
    gaps = list(notice.interruptions.values_list("from_date", "until_date"))
    ends = queries.end_dates(start, notice.days, notice.count_posting_day, working=notice.working_days, gaps=gaps)
    notice.ends_on, notice.other_ends_on, notice.provisional = ends.ends_on, ends.other_ends_on, ends.provisional


@transaction.atomic
def post(*, now: datetime, actor: Actor, notice_id: int, version: int, told_elsewhere: bool = False) -> None:
    """实施: it hangs from today, with the hashes of the counters behind it. What it supersedes comes down in the same
    moment. `told_elsewhere`: the poster's word that the ways outside this system (a bulletin, a meeting) are seen to, where
    the plan names such. Raises NoticeRefused.
    """
    notice = locked_notice(notice_id, version, State.APPROVED)
    if queries.ELSEWHERE & set(notice.channels) and not told_elsewhere:
        raise NoticeRefused("channels_not_confirmed")
    pass_gates(now=now, **place_of(notice))
    notice.state, notice.posted_on, notice.posted_label = State.POSTED, timezone.localdate(now), actor.label
    notice.tallies = queries.list_tallies(notice.subject)
    _count(notice)
    save(notice, "state", "posted_on", "posted_label", "tallies", *PERIOD)
    if notice.supersedes_id is not None:
        old = locked_notice(notice.supersedes_id, None, State.POSTED, State.CONFIRMED)
        old.state = State.SUPERSEDED
        save(old, "state")
        note(now, actor, "superseded", old, by=notice.pk)
    told = {"channels": notice.channels} if notice.channels else {}
    note(now, actor, "posted", notice, ends_on=notice.ends_on, provisional=notice.provisional, **told)


@transaction.atomic
def record_board(*, now: datetime, actor: Actor, notice_id: int, version: int, board_posted_on: date) -> None:
    """Say when the paper sheet was hung; hung later than on screen, it extends the period. Raises NoticeRefused."""
    notice = locked_notice(notice_id, version, State.POSTED)
    if not notice.posted_on <= board_posted_on <= timezone.localdate(now):
        raise NoticeRefused("board_day_impossible")
    notice.board_posted_on = board_posted_on
    _count(notice)
    save(notice, "board_posted_on", *PERIOD)
    note(now, actor, "board_posted", notice, board_posted_on=board_posted_on, ends_on=notice.ends_on)


@transaction.atomic
def interrupt(
    *, now: datetime, actor: Actor, notice_id: int, version: int, from_date: date, until_date: date, reason: str
) -> None:
    """Days [from_date, until_date) on which it did not hang: they do not count. Raises NoticeRefused."""
    notice = locked_notice(notice_id, version, State.POSTED)
    if not reason.strip():
        raise NoticeRefused("reason_missing")
    if not (notice.posted_on <= from_date < until_date) or from_date > timezone.localdate(now):
        raise NoticeRefused("gap_impossible")
    Interruption.objects.create(notice=notice, from_date=from_date, until_date=until_date, reason=reason.strip())
    _count(notice)
    save(notice, *PERIOD)
    note(now, actor, "interrupted", notice, from_date=from_date, until_date=until_date, ends_on=notice.ends_on)


@transaction.atomic
def recount(*, now: datetime, actor: Actor, on: date) -> int:
    """Count provisional periods again after a new holiday notice was entered; gives how many dates changed."""
    changed = 0
    for number in Notice.objects.filter(state=State.POSTED, provisional=True).values_list("pk", flat=True):
        notice = locked_notice(number, None)
        before = [getattr(notice, name) for name in PERIOD]
        _count(notice)
        if before != [getattr(notice, name) for name in PERIOD]:
            save(notice, *PERIOD)
            note(now, actor, "recounted", notice, ends_on=notice.ends_on, provisional=notice.provisional)
            changed += 1
    return changed


@transaction.atomic
def withdraw(*, now: datetime, actor: Actor, notice_id: int, version: int, reason: str) -> None:
    """Take it down, or give it up before it hung; the record and the reason stay. Raises NoticeRefused."""
    notice = locked_notice(notice_id, version, *queries.IN_WORK, State.POSTED)
    if not reason.strip():
        raise NoticeRefused("reason_missing")
    notice.state, notice.remark = State.WITHDRAWN, reason.strip()
    save(notice, "state", "remark")
    note(now, actor, "withdrawn", notice, reason=reason.strip())


@transaction.atomic
def confirm(*, now: datetime, actor: Actor, notice_id: int, version: int, outcome: str = "") -> None:
    """Confirm the result after its period. Raises NoticeRefused with the first thing that stands in the way."""
    notice = locked_notice(notice_id, version, State.POSTED)
    pass_gates(now=now, **place_of(notice))
    if notice.provisional:
        _count(notice)  # the year's holiday notice may have come meanwhile
        notice.save(update_fields=list(PERIOD))
    hindrances = queries.get_notice(notice_id).hindrances(timezone.localdate(now))
    if hindrances:
        raise NoticeRefused(hindrances[0], ends_on=notice.ends_on)
    notice.state, notice.confirmed_label = State.CONFIRMED, actor.label
    notice.confirmed_on, notice.outcome = timezone.localdate(now), outcome.strip()
    save(notice, "state", "confirmed_label", "confirmed_on", "outcome")
    note(now, actor, "confirmed", notice, objections=queries.tally_objections(notice_id))
