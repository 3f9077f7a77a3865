"""Change notices: 提出 → 审核（含保密审查） → 审批 → 实施, objections, confirmation, a new notice when the result changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.journal import actions as journal
from xianfeng.apps.journal.actions import Actor, Refused
from xianfeng.apps.notices import queries
from xianfeng.apps.notices.models import Interruption, NamedPerson, Notice, Objection
from xianfeng.apps.notices.privacy import find_slips, is_mobile
from xianfeng.apps.notices.receipts import new_receipt, receipt_hash
from xianfeng.core.strokes import sort_by_strokes

State = Notice.State
MOST_TEXT = 3000


class NoticeRefused(Refused):
    """A notice may not take this step now. Codes: see `notices.refusals`."""

    code = "notice_refused"


class ObjectionRefused(Refused):
    """An objection may not be taken in, redacted or decided this way. Codes: see `notices.refusals`."""

    code = "objection_refused"


@dataclass(frozen=True)
class Named:
    """Somebody on the notice: the name, the line beside it, and the person's file where there is one."""

    name: str
    line: str = ""
    person_id: int | None = None


@dataclass(frozen=True)
class Wording:
    """What the sheet says. `days` is the length of the period; `working_days` False counts calendar days."""

    title: str
    basis: str
    what: str
    days: int
    place: str
    contact_unit: str
    contact_person: str
    contact_phone: str
    contact_address: str = ""
    scope: str = Notice.Scope.BRANCH
    working_days: bool = True
    count_posting_day: bool = False
    planned_on: date | None = None
    names: tuple[Named, ...] = field(default=())


REQUIRED = ("title", "basis", "what", "place", "contact_unit", "contact_person", "contact_phone")


def _today(now: datetime) -> date:
    return timezone.localdate(now)


def _checked(wording: Wording) -> None:
    for name in REQUIRED:
        if not str(getattr(wording, name)).strip():
            raise NoticeRefused("part_missing", part=name)
    if not 1 <= wording.days <= 60:
        raise NoticeRefused("days_out_of_range", days=wording.days)
    if wording.scope not in Notice.Scope.values:
        raise NoticeRefused("scope_unknown", scope=wording.scope)
    if wording.scope == Notice.Scope.SOCIETY and is_mobile(wording.contact_phone):
        raise NoticeRefused("contact_is_mobile")
    texts = [wording.title, wording.basis, wording.what]
    texts += [text for named in wording.names for text in (named.name, named.line)]
    for text in texts:
        for slip in find_slips(text):
            raise NoticeRefused("personal_detail", kind=slip.code, passage=slip.passage)


def _write_names(notice: Notice, names: Iterable[Named]) -> None:
    ordered = sort_by_strokes(names, name_of=lambda named: named.name)
    NamedPerson.objects.bulk_create(
        NamedPerson(notice=notice, position=n, person_id=named.person_id, name=named.name, line=named.line)
        for n, named in enumerate(ordered)
    )


def _fields(wording: Wording) -> dict[str, object]:
    names = [name for name in wording.__dataclass_fields__ if name != "names"]
    return {name: getattr(wording, name) for name in names}


def _locked(notice_id: int, version: int | None, *states: str) -> Notice:
    notice = Notice.objects.select_for_update(no_key=True).get(pk=notice_id)
    if version is not None and notice.version != version:
        raise NoticeRefused("changed_meanwhile")
    if states and notice.state not in states:
        raise NoticeRefused("wrong_state", state=notice.state)
    return notice


def _save(notice: Notice, *fields: str) -> None:
    notice.version += 1
    notice.save(update_fields=[*fields, "version"])


def _note(now: datetime, actor: Actor, action: str, notice: Notice, **detail: object) -> None:
    journal.record(
        now=now,
        actor=actor,
        action=f"notices.{action}",
        subject=f"notices.notice:{notice.pk}",
        organization_id=notice.organization_id,
        detail=detail,
    )


@transaction.atomic
def propose(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    wording: Wording,
    nonce: str,
    subject: str = "",
    authors: Iterable[int] = (),
    supersedes_id: int | None = None,
) -> int:
    """提出: write the sheet. The same `nonce` twice gives the same notice. Raises NoticeRefused."""
    known = Notice.objects.filter(nonce=nonce).values_list("pk", flat=True).first()
    if known is not None:
        return known
    _checked(wording)
    if supersedes_id is not None:
        old = _locked(supersedes_id, None, State.POSTED, State.CONFIRMED)
        if Notice.objects.filter(supersedes_id=supersedes_id).exclude(state=State.WITHDRAWN).exists():
            raise NoticeRefused("superseded_already")
        if (old.campaign_id, old.step_code, old.organization_id) != (campaign_id, step_code, organization_id):
            raise NoticeRefused("superseded_elsewhere")
    notice = Notice.objects.create(
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        subject=subject,
        authors=sorted(set(authors)),
        proposed_by=actor.person_id,
        proposed_label=actor.label,
        supersedes_id=supersedes_id,
        nonce=nonce,
        **_fields(wording),
    )
    _write_names(notice, wording.names)
    _note(now, actor, "proposed", notice, title=wording.title, scope=wording.scope, supersedes=supersedes_id)
    return notice.pk


@transaction.atomic
def revise(*, now: datetime, actor: Actor, notice_id: int, version: int, wording: Wording) -> None:
    """Change the sheet before anybody has reviewed it. Raises NoticeRefused."""
    notice = _locked(notice_id, version, State.PROPOSED)
    _checked(wording)
    fields = _fields(wording)
    for name, value in fields.items():
        setattr(notice, name, value)
    notice.remark, notice.proposed_by, notice.proposed_label = "", actor.person_id, actor.label
    notice.names.all().delete()
    _write_names(notice, wording.names)
    _save(notice, *fields, "remark", "proposed_by", "proposed_label")
    _note(now, actor, "revised", notice)


@transaction.atomic
def review(*, now: datetime, actor: Actor, notice_id: int, version: int, secrecy_checked: bool) -> None:
    """审核, the secrecy review included; never by the proposer. Raises NoticeRefused."""
    notice = _locked(notice_id, version, State.PROPOSED)
    if not secrecy_checked:
        raise NoticeRefused("secrecy_not_checked")
    if actor.person_id is None or actor.person_id == notice.proposed_by:
        raise NoticeRefused("second_person_needed")
    notice.state, notice.reviewed_by, notice.reviewed_label = State.REVIEWED, actor.person_id, actor.label
    _save(notice, "state", "reviewed_by", "reviewed_label")
    _note(now, actor, "reviewed", notice, secrecy_checked=True)


@transaction.atomic
def send_back(*, now: datetime, actor: Actor, notice_id: int, version: int, remark: str) -> None:
    """Back to the proposer with a reason. Raises NoticeRefused."""
    notice = _locked(notice_id, version, *queries.IN_WORK)
    if not remark.strip():
        raise NoticeRefused("reason_missing")
    notice.state, notice.remark = State.PROPOSED, remark.strip()
    notice.reviewed_by, notice.reviewed_label, notice.approved_label = None, "", ""
    _save(notice, "state", "remark", "reviewed_by", "reviewed_label", "approved_label")
    _note(now, actor, "sent_back", notice, remark=remark.strip())


@transaction.atomic
def approve(*, now: datetime, actor: Actor, notice_id: int, version: int) -> None:
    """审批, never by the proposer. Raises NoticeRefused."""
    notice = _locked(notice_id, version, State.REVIEWED)
    if actor.person_id is None or actor.person_id == notice.proposed_by:
        raise NoticeRefused("second_person_needed")
    notice.state, notice.approved_label = State.APPROVED, actor.label
    _save(notice, "state", "approved_label")
    _note(now, actor, "approved", notice)


def _count(notice: Notice) -> None:
    """Set both ends from the day it really hung, gaps left out: a late posting extends the period."""
    start = max(day for day in (notice.posted_on, notice.board_posted_on) if day is not None)
    gaps = list(notice.interruptions.values_list("from_date", "until_date"))
    ends = queries.end_dates(start, notice.days, notice.count_posting_day, working=notice.working_days, gaps=gaps)
    notice.ends_on, notice.other_ends_on, notice.provisional = ends.ends_on, ends.other_ends_on, ends.provisional


PERIOD = ("ends_on", "other_ends_on", "provisional")


@transaction.atomic
def post(*, now: datetime, actor: Actor, notice_id: int, version: int) -> None:
    """实施: it hangs from today, with the hashes of the counters behind it. What it supersedes comes down in the same
    moment. Raises NoticeRefused.
    """
    notice = _locked(notice_id, version, State.APPROVED)
    notice.state, notice.posted_on, notice.posted_label = State.POSTED, _today(now), actor.label
    notice.tallies = queries.list_tallies(notice.subject)
    _count(notice)
    _save(notice, "state", "posted_on", "posted_label", "tallies", *PERIOD)
    if notice.supersedes_id is not None:
        old = _locked(notice.supersedes_id, None, State.POSTED, State.CONFIRMED)
        old.state = State.SUPERSEDED
        _save(old, "state")
        _note(now, actor, "superseded", old, by=notice.pk)
    _note(now, actor, "posted", notice, ends_on=notice.ends_on, provisional=notice.provisional)


@transaction.atomic
def record_board(*, now: datetime, actor: Actor, notice_id: int, version: int, board_posted_on: date) -> None:
    """Say when the paper sheet was hung; hung later than on screen, it extends the period. Raises NoticeRefused."""
    notice = _locked(notice_id, version, State.POSTED)
    if not notice.posted_on <= board_posted_on <= _today(now):
        raise NoticeRefused("board_day_impossible")
    notice.board_posted_on = board_posted_on
    _count(notice)
    _save(notice, "board_posted_on", *PERIOD)
    _note(now, actor, "board_posted", notice, board_posted_on=board_posted_on, ends_on=notice.ends_on)


@transaction.atomic
def interrupt(
    *, now: datetime, actor: Actor, notice_id: int, version: int, from_date: date, until_date: date, reason: str
) -> None:
    """Days [from_date, until_date) on which it did not hang: they do not count. Raises NoticeRefused."""
    notice = _locked(notice_id, version, State.POSTED)
    if not reason.strip():
        raise NoticeRefused("reason_missing")
    if not (notice.posted_on <= from_date < until_date) or from_date > _today(now):
        raise NoticeRefused("gap_impossible")
    Interruption.objects.create(notice=notice, from_date=from_date, until_date=until_date, reason=reason.strip())
    _count(notice)
    _save(notice, *PERIOD)
    _note(now, actor, "interrupted", notice, from_date=from_date, until_date=until_date, ends_on=notice.ends_on)


@transaction.atomic
def recount(*, now: datetime, actor: Actor, on: date) -> int:
    """Count provisional periods again after a new holiday notice was entered; gives how many dates changed."""
    changed = 0
    for number in Notice.objects.filter(state=State.POSTED, provisional=True).values_list("pk", flat=True):
        notice = _locked(number, None)
        before = [getattr(notice, name) for name in PERIOD]
        _count(notice)
        if before != [getattr(notice, name) for name in PERIOD]:
            _save(notice, *PERIOD)
            _note(now, actor, "recounted", notice, ends_on=notice.ends_on, provisional=notice.provisional)
            changed += 1
    return changed


@transaction.atomic
def withdraw(*, now: datetime, actor: Actor, notice_id: int, version: int, reason: str) -> None:
    """Take it down, or give it up before it hung; the record and the reason stay. Raises NoticeRefused."""
    notice = _locked(notice_id, version, *queries.IN_WORK, State.POSTED)
    if not reason.strip():
        raise NoticeRefused("reason_missing")
    notice.state, notice.remark = State.WITHDRAWN, reason.strip()
    _save(notice, "state", "remark")
    _note(now, actor, "withdrawn", notice, reason=reason.strip())


@transaction.atomic
def confirm(*, now: datetime, actor: Actor, notice_id: int, version: int, outcome: str = "") -> None:
    """Confirm the result after its period. Raises NoticeRefused with the first thing that stands in the way."""
    notice = _locked(notice_id, version, State.POSTED)
    if notice.provisional:
        _count(notice)  # the year's holiday notice may have come meanwhile
        notice.save(update_fields=list(PERIOD))
    hindrances = queries.get_notice(notice_id).hindrances(_today(now))
    if hindrances:
        raise NoticeRefused(hindrances[0], ends_on=notice.ends_on)
    notice.state, notice.confirmed_label = State.CONFIRMED, actor.label
    notice.confirmed_on, notice.outcome = _today(now), outcome.strip()
    _save(notice, "state", "confirmed_label", "confirmed_on", "outcome")
    _note(now, actor, "confirmed", notice, objections=queries.tally_objections(notice_id))


def repost(
    *,
    now: datetime,
    actor: Actor,
    notice_id: int,
    wording: Wording,
    nonce: str,
    subject: str = "",
    authors: Iterable[int] = (),
) -> int:
    """A new notice because the result changed: a fresh sheet, a fresh period, the old one kept and named."""
    old = queries.get_notice(notice_id)
    return propose(
        now=now,
        actor=actor,
        campaign_id=old.campaign_id,
        step_code=old.step_code,
        organization_id=old.organization_id,
        wording=wording,
        nonce=nonce,
        subject=subject or old.subject,
        authors=[*authors] or old.authors,
        supersedes_id=notice_id,
    )


@transaction.atomic
def object(
    *,
    now: datetime,
    actor: Actor | None,
    notice_id: int,
    text: str,
    channel: str = Objection.Channel.WEB,
    sender: str = "",
    contact: str = "",
    received_on: date | None = None,
    code: str = "",
) -> str:
    """Take in an objection; gives the receipt code, which is not stored. The same `code` twice is one objection.

    Over the web nothing is kept but the words, what the sender chose to add, and the day: there is no journal line
    either, because its hour would tell who it was; the line is written when somebody first handles the objection.
    `actor` is who writes down a letter, call or visit; `received_on` the day it came. Raises ObjectionRefused.
    """
    code = code or new_receipt()
    if Objection.objects.filter(receipt_hash=receipt_hash(code)).exists():
        return code
    notice = Notice.objects.get(pk=notice_id)
    day = received_on or _today(now)
    if not text.strip():
        raise ObjectionRefused("text_missing")
    if len(text) > MOST_TEXT:
        raise ObjectionRefused("text_too_long", most=MOST_TEXT)
    if notice.state != State.POSTED or day > _today(now) or not notice.posted_on <= day <= notice.ends_on:
        raise ObjectionRefused("not_in_period")
    written_down = channel != Objection.Channel.WEB
    if written_down and actor is None:
        raise ObjectionRefused("recorder_missing")
    objection = Objection.objects.create(
        notice=notice,
        channel=channel,
        is_anonymous=not sender.strip(),
        sender=sender.strip(),
        contact=contact.strip(),
        text=text.strip(),
        received_on=day,
        recorded_label=actor.label if written_down and actor else "",
        receipt_hash=receipt_hash(code),
    )
    if written_down and actor:
        _note(now, actor, "objection_recorded", notice, objection=objection.pk, channel=channel)
    return code


def _open_objection(objection_id: int) -> Objection:
    objection = (
        Objection.objects.select_for_update(of=("self",), no_key=True).select_related("notice").get(pk=objection_id)
    )
    if objection.decided_on is not None:
        raise ObjectionRefused("decided_already")
    return objection


@transaction.atomic
def redact(*, now: datetime, actor: Actor, objection_id: int, redacted_text: str) -> None:
    """Write the copy that others may read: what identifies the sender left out. Raises ObjectionRefused."""
    objection = (
        Objection.objects.select_for_update(of=("self",), no_key=True).select_related("notice").get(pk=objection_id)
    )
    if objection.redaction_checked_label:
        raise ObjectionRefused("redacted_already")
    if not redacted_text.strip():
        raise ObjectionRefused("text_missing")
    objection.redacted_text, objection.redacted_by = redacted_text.strip(), actor.person_id
    objection.redacted_label = actor.label
    objection.save(update_fields=["redacted_text", "redacted_by", "redacted_label"])
    _note(now, actor, "objection_redacted", objection.notice, objection=objection.pk)


@transaction.atomic
def check_redaction(*, now: datetime, actor: Actor, objection_id: int, agrees: bool) -> None:
    """A second person compares the copy with the original; disagreeing clears the copy. Raises ObjectionRefused."""
    objection = (
        Objection.objects.select_for_update(of=("self",), no_key=True).select_related("notice").get(pk=objection_id)
    )
    if not objection.redacted_text:
        raise ObjectionRefused("not_redacted")
    if objection.redaction_checked_label:
        return
    if actor.person_id is None or actor.person_id == objection.redacted_by:
        raise ObjectionRefused("second_person_needed")
    if agrees:
        objection.redaction_checked_label = actor.label
        objection.save(update_fields=["redaction_checked_label"])
    else:
        objection.redacted_text, objection.redacted_by, objection.redacted_label = "", None, ""
        objection.save(update_fields=["redacted_text", "redacted_by", "redacted_label"])
    _note(now, actor, "redaction_checked", objection.notice, objection=objection.pk, agrees=agrees)


@transaction.atomic
def decide_objection(
    *, now: datetime, actor: Actor, objection_id: int, finding: str, reason: str, result_changes: bool = False
) -> None:
    """Finding and reason, by somebody who neither decided the result nor is named in it. Raises ObjectionRefused.

    `result_changes`: the result does not stand, so this notice can only be superseded by a new one.
    """
    objection = _open_objection(objection_id)
    notice = Notice.objects.select_for_update(no_key=True).get(pk=objection.notice_id)
    if finding not in Objection.Finding.values:
        raise ObjectionRefused("finding_unknown", finding=finding)
    if not reason.strip():
        raise ObjectionRefused("reason_missing")
    if actor.person_id is None or actor.person_id in notice.authors:
        raise ObjectionRefused("decider_is_author")
    if notice.names.filter(person_id=actor.person_id).exists():
        raise ObjectionRefused("decider_is_named")
    if result_changes and finding not in (Objection.Finding.UPHELD, Objection.Finding.PARTLY):
        raise ObjectionRefused("change_without_ground")
    objection.finding, objection.reason, objection.result_changes = finding, reason.strip(), result_changes
    objection.decided_on, objection.decided_label = _today(now), actor.label
    objection.save(update_fields=["finding", "reason", "result_changes", "decided_on", "decided_label"])
    if result_changes and not notice.needs_new_notice:
        notice.needs_new_notice = True
        _save(notice, "needs_new_notice")
    _note(now, actor, "objection_decided", notice, objection=objection.pk, finding=finding, changes=result_changes)
