"""Issue what is to be read, confirm it, write down a session and who was there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.evidence import queries as facts
from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.kinds.study import queries
from xianfeng.kinds.study.kind import Params
from xianfeng.kinds.study.models import Attendance, Confirmation, Document, Mark, Session

LONGEST_MINUTES = 12 * 60


class StudyRefused(Refused):
    """code: text_missing | same_text (version) | not_on_list | version_changed (version) | not_yet_held |
    before_campaign (day) | topic_missing | minutes_out_of_range (most) | nobody_there | ground_missing (names) |
    day_missing (names) | form_not_asked | own_mark | reason_missing.
    """


@dataclass(frozen=True)
class Line:
    """One person at one session. `ground` with excused; `made_up_on` with made_up."""

    person_id: int
    state: str
    name: str = ""
    ground: str = ""
    made_up_on: date | None = None


def _step(campaign_id: int, step_code: str, organization_id: int | None) -> tuple[campaigns.StepRow, Params]:
    step = campaigns.get_step(campaign_id, step_code, organization_id)
    return step, Params.model_validate(step.params)


@transaction.atomic
def issue(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    item: str,
    text: str,
    issuer: str,
    number: str = "",
    issued_on: date | None = None,
    change_note: str = "",
    organization_id: int | None = None,
) -> int:
    """Put a text on the reading list as its next version; gives the document.

    What was confirmed for an earlier version no longer counts from now on: everybody is asked again (S0-28). The
    confirmations stay on record with the version they were given for.
    """
    _step_row, params = _step(campaign_id, step_code, organization_id)
    if item not in params.reading_list:
        raise StudyRefused("not_on_list", item=item)
    text = text.strip()
    if not text:
        raise StudyRefused("text_missing")
    digest = hashlib.sha256(text.encode()).hexdigest()
    before = list(
        Document.objects.select_for_update()
        .filter(campaign_id=campaign_id, step_code=step_code, item=item)
        .order_by("-version")[:1]
    )
    if before and before[0].text_sha256 == digest:
        raise StudyRefused("same_text", version=before[0].version)
    made = Document.objects.create(
        campaign_id=campaign_id,
        step_code=step_code,
        item=item,
        version=before[0].version + 1 if before else 1,
        number=number.strip(),
        issuer=issuer.strip(),
        issued_on=issued_on,
        text=text,
        text_sha256=digest,
        change_note=change_note.strip(),
        entered_at=now,
        entered_by_label=actor.label,
    )
    reset = 0
    if before:
        for pk in before[0].confirmations.values_list("pk", flat=True):
            reset += evidence.withdraw(
                now=now,
                actor=actor,
                subject=f"study_confirmation:{pk}",
                step_code=step_code,
                reason=f"version {made.version}",
            )
    record(
        now=now,
        actor=actor,
        action="study.issue",
        subject=f"study_document:{made.pk}",
        organization_id=organization_id,
        detail={"item": item, "version": made.version, "sha256": digest, "reset": reset},
    )
    return made.pk


@transaction.atomic
def confirm(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    item: str,
    version: int,
    organization_id: int,
    person_id: int | None,
    plan_text: str = "",
    issuer: str = "",
) -> int:
    """Say that the version shown has been read; confirming twice changes nothing.

    `plan_text` is the text that came with the plan, used as version 1 when nothing has been issued. A version that is no
    longer the newest is refused: nobody confirms what they were not shown.
    """
    versions = Document.objects.filter(campaign_id=campaign_id, step_code=step_code, item=item).order_by("-version")
    list(versions.select_for_update())  # a new version waits for this one to be counted, or is seen below
    newest = versions.first()
    if newest is None and plan_text:
        made = issue(
            now=now,
            actor=actor,
            campaign_id=campaign_id,
            step_code=step_code,
            item=item,
            text=plan_text,
            issuer=issuer,
            organization_id=organization_id,
        )
        newest = Document.objects.get(pk=made)
    if newest is None:
        raise StudyRefused("text_missing")
    if newest.version != version:
        raise StudyRefused("version_changed", version=newest.version)
    said, is_new = Confirmation.objects.get_or_create(
        document=newest,
        person_id=person_id,
        **({} if person_id is not None else {"organization_id": organization_id}),
        defaults={"organization_id": organization_id, "confirmed_at": now, "confirmed_by_label": actor.label},
    )
    if not is_new:
        return said.pk
    evidence.submit(
        now=now,
        actor=actor,
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        person_id=person_id,
        fact="reading_confirmed",
        part=item,
        subject=f"study_confirmation:{said.pk}",
        occurred_on=timezone.localtime(now).date(),
    )
    record(
        now=now,
        actor=actor,
        action="study.confirm",
        subject=f"study_confirmation:{said.pk}",
        organization_id=organization_id,
        person_id=person_id,
        detail={"item": item, "version": version},
    )
    return said.pk


def _check_lines(lines: Sequence[Line], *, held_on: date, today: date) -> None:
    lacking = [one.name for one in lines if one.state == Attendance.State.EXCUSED and not one.ground.strip()]
    if lacking:
        raise StudyRefused("ground_missing", names="、".join(lacking))
    undated = [
        one.name
        for one in lines
        if one.state == Attendance.State.MADE_UP and (one.made_up_on is None or not held_on <= one.made_up_on <= today)
    ]
    if undated:
        raise StudyRefused("day_missing", names="、".join(undated))


@transaction.atomic
def log_session(
    *,
    now: datetime,
    actor: Actor,
    nonce: UUID,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    held_on: date,
    form: str,
    topic: str,
    minutes: int,
    lines: Sequence[Line],
    place: str = "",
    led_by: str = "",
) -> int:
    """Write down a session that was held, with everybody's attendance; the same form sent twice is one session."""
    known = Session.objects.filter(nonce=nonce).first()
    if known is not None:
        return known.pk
    today = timezone.localtime(now).date()
    _step_row, params = _step(campaign_id, step_code, organization_id)
    if held_on > today:
        raise StudyRefused("not_yet_held")
    starts = campaigns.get_campaign(campaign_id).starts_on
    if starts is not None and held_on < starts:
        raise StudyRefused("before_campaign", day=starts)
    if not topic.strip():
        raise StudyRefused("topic_missing")
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise StudyRefused("minutes_out_of_range", most=LONGEST_MINUTES)
    if form not in Session.Form.values:
        raise StudyRefused("form_not_asked")
    if not any(one.state == Attendance.State.ATTENDED for one in lines):
        raise StudyRefused("nobody_there")
    _check_lines(lines, held_on=held_on, today=today)
    made = Session.objects.create(
        nonce=nonce,
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        held_on=held_on,
        form=form,
        topic=topic.strip(),
        minutes=minutes,
        place=place.strip(),
        led_by=led_by.strip(),
        recorded_at=now,
        recorded_by_label=actor.label,
    )
    Attendance.objects.bulk_create(
        Attendance(
            session=made,
            person_id=one.person_id,
            state=one.state,
            ground=one.ground.strip() if one.state == Attendance.State.EXCUSED else "",
            made_up_on=one.made_up_on if one.state == Attendance.State.MADE_UP else None,
        )
        for one in lines
    )
    _count(now, actor, made, [one.person_id for one in lines], params)
    record(
        now=now,
        actor=actor,
        action="study.log_session",
        subject=f"study_session:{made.pk}",
        organization_id=organization_id,
        detail={"held_on": held_on, "form": form, "topic": topic.strip(), "attended": len(lines)},
    )
    return made.pk


def _count(now: datetime, actor: Actor, session: Session, person_ids: Iterable[int], params: Params) -> None:
    """Let the session count: for the branch when the branch owes it, else for each who was there or made it up."""
    place = {"campaign_id": session.campaign_id, "step_code": session.step_code}
    if campaigns.get_step(session.campaign_id, session.step_code, session.organization_id).subject != "person":
        evidence.submit(
            now=now,
            actor=actor,
            **place,
            organization_id=session.organization_id,
            fact="session_held",
            subject=f"study_session:{session.pk}",
            occurred_on=session.held_on,
        )
        return
    there = session.attendance.exclude(state=Attendance.State.EXCUSED)
    fresh: dict[date, list[tuple[int, int | None, str]]] = {}
    for one in there.filter(person_id__in=list(person_ids)):
        fresh.setdefault(one.made_up_on or session.held_on, []).append(
            (session.organization_id, one.person_id, f"study_attendance:{one.pk}")
        )
    for day, rows in fresh.items():
        evidence.submit_many(now=now, actor=actor, **place, fact="session_held", rows=rows, occurred_on=day)
    if params.collective_hours:
        _count_hours(now, actor, session, list(person_ids))


def _count_hours(now: datetime, actor: Actor, session: Session, person_ids: Sequence[int]) -> None:
    """Whole hours of all sessions together, worked out again from attendance and never typed (S3-18)."""
    place = {"campaign_id": session.campaign_id, "step_code": session.step_code}
    minutes = queries.minutes_of(session.campaign_id, session.step_code, person_ids)
    start = f"study_hour:{session.campaign_id}-{session.step_code}"
    for person in person_ids:
        wanted = minutes.get(person, 0) // 60
        standing = {one.subject for one in facts.list_facts(person_id=person, **place) if one.fact == "collective_hour"}
        for n in range(1, wanted + 1):
            if f"{start}-{person}-{n}" not in standing:
                evidence.submit(
                    now=now,
                    actor=actor,
                    **place,
                    organization_id=session.organization_id,
                    person_id=person,
                    fact="collective_hour",
                    subject=f"{start}-{person}-{n}",
                    occurred_on=session.held_on,
                )
        for n in range(wanted + 1, len(standing) + 1):
            evidence.withdraw(now=now, actor=actor, subject=f"{start}-{person}-{n}", reason="attendance corrected")


@transaction.atomic
def set_attendance(*, now: datetime, actor: Actor, session_id: int, line: Line) -> None:
    """Correct one line or write down that it was made up later; `state` '' takes the line away."""
    session = Session.objects.select_for_update(of=("self",)).get(pk=session_id, removed_at__isnull=True)
    _step_row, params = _step(session.campaign_id, session.step_code, session.organization_id)
    _check_lines([line], held_on=session.held_on, today=timezone.localtime(now).date())
    before = session.attendance.filter(person_id=line.person_id).first()
    counted = (Attendance.State.ATTENDED, Attendance.State.MADE_UP)
    if before is not None and before.state in counted:
        evidence.withdraw(now=now, actor=actor, subject=f"study_attendance:{before.pk}", fact="session_held")
    if not line.state:
        session.attendance.filter(person_id=line.person_id).delete()
    else:
        kept, _is_new = Attendance.objects.update_or_create(
            session=session,
            person_id=line.person_id,
            defaults={
                "state": line.state,
                "ground": line.ground.strip() if line.state == Attendance.State.EXCUSED else "",
                "made_up_on": line.made_up_on if line.state == Attendance.State.MADE_UP else None,
            },
        )
        if (
            line.state in counted
            and campaigns.get_step(session.campaign_id, session.step_code, session.organization_id).subject == "person"
        ):
            evidence.submit(
                now=now,
                actor=actor,
                campaign_id=session.campaign_id,
                step_code=session.step_code,
                organization_id=session.organization_id,
                person_id=line.person_id,
                fact="session_held",
                subject=f"study_attendance:{kept.pk}",
                occurred_on=kept.made_up_on or session.held_on,
            )
    if params.collective_hours:
        _count_hours(now, actor, session, [line.person_id])
    record(
        now=now,
        actor=actor,
        action="study.set_attendance",
        subject=f"study_session:{session.pk}",
        organization_id=session.organization_id,
        person_id=line.person_id,
        detail={"before": before.state if before else "", "after": line.state, "ground": line.ground.strip()},
    )


@transaction.atomic
def set_many(*, now: datetime, actor: Actor, session_id: int, lines: Sequence[Line]) -> None:
    """Several lines of one session at once: all of them or, when one is refused, none."""
    for line in lines:
        set_attendance(now=now, actor=actor, session_id=session_id, line=line)


@transaction.atomic
def remove_session(*, now: datetime, actor: Actor, session_id: int, reason: str) -> None:
    """Take back a session that was entered wrongly; it stays, marked, with the reason."""
    if not reason.strip():
        raise StudyRefused("reason_missing")
    session = Session.objects.select_for_update(of=("self",)).get(pk=session_id)
    if session.removed_at is not None:
        return
    _step_row, params = _step(session.campaign_id, session.step_code, session.organization_id)
    session.removed_at, session.removed_because = now, reason.strip()
    session.save(update_fields=["removed_at", "removed_because"])
    evidence.withdraw(now=now, actor=actor, subject=f"study_session:{session.pk}", reason=reason)
    there = list(session.attendance.values_list("pk", "person_id"))
    for pk, _person in there:
        evidence.withdraw(now=now, actor=actor, subject=f"study_attendance:{pk}", reason=reason)
    if params.collective_hours:
        _count_hours(now, actor, session, [person for _pk, person in there])
    record(
        now=now,
        actor=actor,
        action="study.remove_session",
        subject=f"study_session:{session.pk}",
        organization_id=session.organization_id,
        detail={"reason": reason.strip()},
    )


@transaction.atomic
def mark_seen(
    *,
    now: datetime,
    actor: Actor,
    nonce: UUID,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    person_id: int,
    what: str,
    title: str = "",
) -> int:
    """The reviewer has looked at somebody's notes or essay; never the own ones (S3-20)."""
    known = Mark.objects.filter(nonce=nonce).first()
    if known is not None:
        return known.pk
    if person_id == actor.person_id:
        raise StudyRefused("own_mark")
    today = timezone.localtime(now).date()
    made = Mark.objects.create(
        nonce=nonce,
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        person_id=person_id,
        what=what,
        title=title.strip(),
        seen_on=today,
        seen_by_label=actor.label,
    )
    evidence.submit(
        now=now,
        actor=actor,
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        person_id=person_id,
        fact={Mark.What.NOTE: "note_kept", Mark.What.ESSAY: "essay_read"}[Mark.What(what)],
        subject=f"study_mark:{made.pk}",
        occurred_on=today,
    )
    record(
        now=now,
        actor=actor,
        action="study.mark_seen",
        subject=f"study_mark:{made.pk}",
        organization_id=organization_id,
        person_id=person_id,
        detail={"what": what},
    )
    return made.pk
