"""Take in an objection, let others read it without its sender, decide on it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.journal.actions import Actor, Refused
from xianfeng.apps.notices.actions.changes import note, save
from xianfeng.apps.notices.models import Notice, Objection
from xianfeng.apps.people.strangers import new_receipt, receipt_hash

State = Notice.State
MOST_TEXT = 3000


class ObjectionRefused(Refused):
    """An objection may not be taken in, redacted or decided this way. Codes: see `notices.refusals`."""

    code = "objection_refused"


def _locked_objection(objection_id: int) -> Objection:
    locked = Objection.objects.select_for_update(of=("self",), no_key=True).select_related("notice")
    return locked.get(pk=objection_id)


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
    notice = Notice.objects.select_for_update(no_key=True).get(
        pk=notice_id
    )  # two clicks at once come one after the other
    if Objection.objects.filter(receipt_hash=receipt_hash(code)).exists():
        return code
    day = received_on or timezone.localdate(now)
    if not text.strip():
        raise ObjectionRefused("text_missing")
    if len(text) > MOST_TEXT:
        raise ObjectionRefused("text_too_long", most=MOST_TEXT)
    if notice.state != State.POSTED or day > timezone.localdate(now) or not notice.posted_on <= day <= notice.ends_on:
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
        note(now, actor, "objection_recorded", notice, objection=objection.pk, channel=channel)
    return code


@transaction.atomic
def redact(*, now: datetime, actor: Actor, objection_id: int, redacted_text: str) -> None:
    """Write the copy that others may read: what identifies the sender left out. Raises ObjectionRefused."""
    objection = _locked_objection(objection_id)
    if objection.redaction_checked_label:
        raise ObjectionRefused("redacted_already")
    if objection.words_destroyed_on is not None:
        raise ObjectionRefused("words_destroyed", day=objection.words_destroyed_on)
    if not redacted_text.strip():
        raise ObjectionRefused("text_missing")
    objection.redacted_text, objection.redacted_by = redacted_text.strip(), actor.person_id
    objection.redacted_label = actor.label
    objection.save(update_fields=["redacted_text", "redacted_by", "redacted_label"])
    note(now, actor, "objection_redacted", objection.notice, objection=objection.pk)


@transaction.atomic
def check_redaction(*, now: datetime, actor: Actor, objection_id: int, agrees: bool) -> None:
    """A second person compares the copy with the original; disagreeing clears the copy. Raises ObjectionRefused."""
    objection = _locked_objection(objection_id)
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
    note(now, actor, "redaction_checked", objection.notice, objection=objection.pk, agrees=agrees)


@transaction.atomic
def decide_objection(
    *, now: datetime, actor: Actor, objection_id: int, finding: str, reason: str, result_changes: bool = False
) -> None:
    """Finding and reason, by somebody who neither decided the result nor is named in it. Raises ObjectionRefused.

    `result_changes`: the result does not stand, so this notice can only be superseded by a new one.
    """
    objection = _locked_objection(objection_id)
    if objection.decided_on is not None:
        raise ObjectionRefused("decided_already")
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
    objection.decided_on, objection.decided_label = timezone.localdate(now), actor.label
    objection.save(update_fields=["finding", "reason", "result_changes", "decided_on", "decided_label"])
    if result_changes and not notice.needs_new_notice:
        notice.needs_new_notice = True
        save(notice, "needs_new_notice")
    note(now, actor, "objection_decided", notice, objection=objection.pk, finding=finding, changes=result_changes)
