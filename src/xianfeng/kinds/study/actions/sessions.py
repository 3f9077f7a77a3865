"""Write down a session and who was there, correct it, take it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.evidence import queries as facts
from xianfeng.apps.journal.actions import Actor, pen
from xianfeng.kinds.study import queries
from xianfeng.kinds.study.actions.refusals import StudyRefused
from xianfeng.kinds.study.kind import Params
from xianfeng.kinds.study.models import Attendance, Session

LONGEST_MINUTES = 12 * 60
_note = pen("study", "study_session")


@dataclass(frozen=True)
class Line:
    """One person at one session. `ground` with excused; `made_up_on` with made_up."""

    person_id: int
    state: str
    name: str = ""
    ground: str = ""
    made_up_on: date | None = None


def _place(session: Session) -> dict[str, Any]:
    return {"campaign_id": session.campaign_id, "step_code": session.step_code}


def _counted(topics: Sequence[str], params: Params) -> list[tuple[str, str]]:
    """(fact, part) of being there: the session, and each topic it took up where the plan wants every topic (S4-08)."""
    return [("session_held", ""), *(("topic_covered", one) for one in topics if params.every_topic)]


def _kept(line: Line) -> dict[str, Any]:
    """A line as it is stored: the ground only with an excuse, the day only with what was made up."""
    return {
        "state": line.state,
        "ground": line.ground.strip() if line.state == Attendance.State.EXCUSED else "",
        "made_up_on": line.made_up_on if line.state == Attendance.State.MADE_UP else None,
    }


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
    training: str = "",
    topics: Sequence[str] = (),
) -> int:
    """Write down a session that was held, with everybody's attendance; the same form sent twice is one session.

    Raises StudyRefused.
    """
    known = Session.objects.filter(nonce=nonce).first()
    if known is not None:
        return known.pk
    today = timezone.localdate(now)
    _step, params = queries.step_of(campaign_id, step_code, organization_id)
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
    if params.trainings and training not in {one.title for one in params.trainings}:
        raise StudyRefused("training_missing")
    attended = sum(one.state == Attendance.State.ATTENDED for one in lines)
    if not attended:
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
        topics=[one for one in params.topics if one in topics or len(params.topics) == 1],
        training=training if params.trainings else "",
        minutes=minutes,
        place=place.strip(),
        led_by=led_by.strip(),
        recorded_at=now,
        recorded_by_label=actor.label,
    )
    Attendance.objects.bulk_create(Attendance(session=made, person_id=one.person_id, **_kept(one)) for one in lines)
    _count(now, actor, made, [one.person_id for one in lines], params)
    _note(now, actor, "log_session", made, held_on=held_on, form=form, topic=made.topic, attended=attended)
    return made.pk


def _count(now: datetime, actor: Actor, session: Session, person_ids: Iterable[int], params: Params) -> None:
    """Let the session count: for the branch when the branch owes it, else for each who was there or made it up."""
    place = _place(session)
    if campaigns.get_step(session.campaign_id, session.step_code, session.organization_id).subject != "person":
        for fact, part in _counted(session.topics, params):
            evidence.submit(
                now=now,
                actor=actor,
                **place,
                organization_id=session.organization_id,
                fact=fact,
                part=part,
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
        for fact, part in _counted(session.topics, params):
            evidence.submit_many(now=now, actor=actor, **place, fact=fact, part=part, rows=rows, occurred_on=day)
    _recount(now, actor, session, list(person_ids), params)


def _recount(now: datetime, actor: Actor, session: Session, person_ids: Sequence[int], params: Params) -> None:
    _count_hours(now, actor, session, person_ids, params)
    _count_credits(now, actor, session, person_ids, params)


def _set_reached(
    now: datetime, actor: Actor, session: Session, person: int, *, fact: str, subject: str, is_reached: bool
) -> None:
    """Let it stand that somebody has what is owed, or no longer."""
    whose = f"{subject}:{session.campaign_id}-{session.step_code}-{person}"
    if not is_reached:
        evidence.withdraw(now=now, actor=actor, subject=whose, reason="attendance corrected")
        return
    evidence.submit(
        now=now,
        actor=actor,
        **_place(session),
        organization_id=session.organization_id,
        person_id=person,
        fact=fact,
        subject=whose,
        occurred_on=session.held_on,
    )


def _count_credits(now: datetime, actor: Actor, session: Session, person_ids: Sequence[int], params: Params) -> None:
    """Credits by the rule of the plan, worked out again from attendance and never typed (S4-17)."""
    if not params.credits_a_year:
        return
    found = queries.credits_of_people(session.campaign_id, session.step_code, person_ids, params)
    for person in person_ids:
        total = sum(one.credits for one in found.get(person, ()))
        reached = total >= params.credits_a_year
        _set_reached(
            now, actor, session, person, fact="credits_reached", subject="study_credits_reached", is_reached=reached
        )


def _count_hours(now: datetime, actor: Actor, session: Session, person_ids: Sequence[int], params: Params) -> None:
    """Whole hours of all sessions together, worked out again from attendance and never typed (S3-18)."""
    if not params.hours_of(leads=True):
        return
    place = _place(session)
    leaders = queries.leader_ids([session.organization_id], params, timezone.localdate(now))
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
        if not params.leaders_extra_hours:
            continue
        _set_reached(
            now,
            actor,
            session,
            person,
            fact="leader_hours_reached",
            subject="study_hours_reached",
            is_reached=wanted >= params.hours_of(leads=person in leaders),
        )


@transaction.atomic
def set_attendance(*, now: datetime, actor: Actor, session_id: int, line: Line) -> None:
    """Correct one line or write down that it was made up later; `state` '' takes the line away."""
    session = Session.objects.select_for_update(of=("self",)).get(pk=session_id, removed_at__isnull=True)
    step, params = queries.step_of(session.campaign_id, session.step_code, session.organization_id)
    _check_lines([line], held_on=session.held_on, today=timezone.localdate(now))
    before = session.attendance.filter(person_id=line.person_id).first()
    counted = (Attendance.State.ATTENDED, Attendance.State.MADE_UP)
    if before is not None and before.state in counted:
        evidence.withdraw(now=now, actor=actor, subject=f"study_attendance:{before.pk}")
    if not line.state:
        session.attendance.filter(person_id=line.person_id).delete()
    else:
        kept, _is_new = Attendance.objects.update_or_create(
            session=session,
            person_id=line.person_id,
            defaults=_kept(line),
        )
        if line.state in counted and step.subject == "person":
            for fact, part in _counted(session.topics, params):
                evidence.submit(
                    now=now,
                    actor=actor,
                    **_place(session),
                    organization_id=session.organization_id,
                    person_id=line.person_id,
                    fact=fact,
                    part=part,
                    subject=f"study_attendance:{kept.pk}",
                    occurred_on=kept.made_up_on or session.held_on,
                )
    _recount(now, actor, session, [line.person_id], params)
    changed = {"before": before.state if before else "", "after": line.state, "ground": line.ground.strip()}
    _note(now, actor, "set_attendance", session, person_id=line.person_id, **changed)


@transaction.atomic
def set_many(*, now: datetime, actor: Actor, session_id: int, lines: Sequence[Line]) -> None:
    """Several lines of one session at once: all of them or, when one is refused, none."""
    for line in lines:
        set_attendance(now=now, actor=actor, session_id=session_id, line=line)


@transaction.atomic
def remove_session(*, now: datetime, actor: Actor, session_id: int, reason: str) -> None:
    """Take back a session that was entered wrongly; it stays, marked, with the reason. Raises StudyRefused."""
    if not reason.strip():
        raise StudyRefused("reason_missing")
    session = Session.objects.select_for_update(of=("self",)).get(pk=session_id)
    if session.removed_at is not None:
        return
    _step, params = queries.step_of(session.campaign_id, session.step_code, session.organization_id)
    session.removed_at, session.removed_because = now, reason.strip()
    session.save(update_fields=["removed_at", "removed_because"])
    evidence.withdraw(now=now, actor=actor, subject=f"study_session:{session.pk}", reason=reason)
    there = list(session.attendance.values_list("pk", "person_id"))
    for pk, _person in there:
        evidence.withdraw(now=now, actor=actor, subject=f"study_attendance:{pk}", reason=reason)
    _recount(now, actor, session, [person for _pk, person in there], params)
    _note(now, actor, "remove_session", session, reason=reason.strip())
