"""Convene a meeting, send its papers, write it down once, sign it or send it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.places import place_of
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, Refused, pen
from xianfeng.kinds.meeting import levels, queries, venues
from xianfeng.kinds.meeting.kind import Minutes, Params, Vote, carried, lacks
from xianfeng.kinds.meeting.models import AgendaItem, Meeting, Missing

State = Missing.State
note_down = pen("meeting", "meeting")


class MeetingRefused(Refused):
    """code: agenda_missing | chair_missing | same_person | conflict | not_yet_held | before_campaign (day) |
    ground_missing (names) | votes_too_many (title, most) | expected_missing | too_many_present | incomplete (lacks) |
    signed_already | not_written | not_the_chair | own_minutes | not_signed | not_carried | day_impossible |
    reason_missing | number_missing | day_kept (what) | day_busy (what) | units_without_delegate (names) |
    person_elsewhere.
    """


@dataclass(frozen=True)
class Line:
    """Somebody who was missing (or had no turn)."""

    person_id: int
    state: str
    name: str = ""
    ground: str = ""
    make_up_by: date | None = None


@dataclass(frozen=True)
class AgendaLine:
    """One item as written down. `id` none: put on the agenda at the meeting."""

    id: int | None
    title: str
    papers_on: date | None = None
    notes: str = ""
    vote: Vote = field(default_factory=Vote)
    decision: str = ""


@dataclass(frozen=True)
class Written:
    """Everything the minutes say. Numbers left out are none, never nought."""

    held_on: date
    place: str
    agenda: Sequence[AgendaLine]
    lines: Sequence[Line] = ()
    expected: int | None = None
    """Typed only where no roster exists; otherwise counted."""
    present: int | None = None
    also_present: Mapping[str, int] = field(default_factory=dict)
    heard: Mapping[str, int] = field(default_factory=dict)
    preconditions: Sequence[str] = ()
    head_spoke: bool | None = None
    head_reason: str = ""
    points: str = ""
    output: str = ""


def step_of(campaign_id: int, step_code: str, organization_id: int) -> tuple[campaigns.StepRow, Params]:
    step = campaigns.get_step(campaign_id, step_code, organization_id)
    return step, Params.model_validate(step.params)


def _check_calendar(organization_id: int, held_on: date, in_spite: bool) -> None:
    blocked = campaigns.list_blocked(organization_id, held_on)
    for one in blocked:
        if one.refuses:
            raise MeetingRefused("day_kept", what=one.title)
    if blocked and not in_spite:
        raise MeetingRefused("day_busy", what="、".join(one.title for one in blocked))


def _today(now: datetime) -> date:
    return timezone.localdate(now)


def _locked(meeting_id: int, revision: int | None = None) -> Meeting:
    one = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting_id, removed_at__isnull=True)
    if revision is not None and one.revision != revision:
        raise MeetingRefused("conflict")
    return one


@transaction.atomic
def convene(
    *,
    now: datetime,
    actor: Actor,
    nonce: UUID,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    held_on: date,
    chair_id: int,
    recorder_id: int,
    agenda: Sequence[str],
    place: str = "",
    booking: venues.Booking | None = None,
    in_spite: bool = False,
) -> int:
    """Call a meeting: day, place, agenda, who chairs and who takes the minutes. Gives its id; twice is once.

    What the plan wants on the agenda is put there first. Chair and recorder are two people, so that two sign.
    On a day that the school's calendar keeps for examinations or other work it is refused, or asked again (`in_spite`;
    S2-35, S3-75). Raises MeetingRefused.
    """
    known = Meeting.objects.filter(nonce=nonce).first()
    if known is not None:
        return known.pk
    if chair_id == recorder_id:
        raise MeetingRefused("same_person")
    step, params = step_of(campaign_id, step_code, organization_id)
    campaign = campaigns.get_campaign(campaign_id)
    if held_on < campaign.starts_on:
        raise MeetingRefused("before_campaign", day=campaign.starts_on)
    to_adopt = [params.output] if params.output and params.output_criteria else []
    _check_calendar(organization_id, held_on, in_spite)
    if not queries.may_be_named([chair_id, recorder_id], step, organization_id, _today(now)):
        raise MeetingRefused("person_elsewhere")
    if params.every_unit_sends and held_on >= _today(now):  # what has taken place can always be written down
        lacking = queries.list_without_delegate(step, organization_id, _today(now))
        if lacking:
            raise MeetingRefused("units_without_delegate", names=lacking)
    typed = [line.strip() for line in agenda if line.strip()]
    titles = list(dict.fromkeys([*params.reports, *params.agenda, *typed, *to_adopt]))
    if not titles:
        raise MeetingRefused("agenda_missing")
    venue = venues.book(booking, organization_id, held_on, len(queries.list_called(step, organization_id, held_on)))
    one = Meeting.objects.create(
        nonce=nonce,
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        held_on=held_on,
        place=place.strip() or (venue.name if venue else ""),
        venue=venue,
        starts_at=booking.starts_at if booking else None,
        ends_at=booking.ends_at if booking else None,
        convened_at=now,
        convened_by_label=actor.label,
        chair_id=chair_id,
        recorder_id=recorder_id,
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=one, position=position, title=title[:200], is_report=title in params.reports)
        for position, title in enumerate(titles, start=1)
    )
    note_down(now, actor, "convene", one, held_on=held_on, agenda=titles)
    return one.pk


@transaction.atomic
def send_papers(*, now: datetime, actor: Actor, meeting_id: int, item_ids: Sequence[int]) -> None:
    """The papers of these items went out today (S2-48, S4-10). An earlier day stays. Raises MeetingRefused."""
    one = _locked(meeting_id)
    if one.written_at is not None:
        raise MeetingRefused("signed_already")
    sent = one.agenda.filter(pk__in=list(item_ids), papers_on__isnull=True).update(papers_on=_today(now))
    if sent:
        note_down(now, actor, "send_papers", one, items=list(item_ids))


def _count(params: Params, step: campaigns.StepRow, one: Meeting, written: Written) -> tuple[int, int, int, int]:
    """(expected, present, voting, voting present): from the roster of the day, or as typed where there is none."""
    called = queries.list_called(step, one.organization_id, written.held_on)
    if not called:
        if written.expected is None or written.present is None:
            raise MeetingRefused("expected_missing")
        if written.present > written.expected:
            raise MeetingRefused("too_many_present", most=written.expected)
        return written.expected, written.present, written.expected, written.present
    away = {line.person_id for line in written.lines if line.state in (State.EXCUSED, State.ABSENT)}
    voting = [person for person in called if person.votes]
    return (
        len(called),
        len([person for person in called if person.id not in away]),
        len(voting),
        len([person for person in voting if person.id not in away]),
    )


def _check(params: Params, written: Written, today: date, starts_on: date, voters: int) -> None:
    if written.held_on > today:
        raise MeetingRefused("not_yet_held")
    if written.held_on < starts_on:
        raise MeetingRefused("before_campaign", day=starts_on)
    lacking = [line.name for line in written.lines if line.state == State.EXCUSED and not line.ground.strip()]
    if lacking:
        raise MeetingRefused("ground_missing", names="、".join(lacking))
    for line in written.agenda:
        if line.vote.was_taken and line.vote.cast > voters:
            raise MeetingRefused("votes_too_many", title=line.title, most=voters)


@transaction.atomic
def write(
    *, now: datetime, actor: Actor, meeting_id: int, revision: int, written: Written, hand_in: bool = False
) -> int:
    """Put the minutes down, and hand them to the chair for signing; gives the new revision.

    Numbers are worked out from the roster and the lines of those missing. Before handing in everything the plan asks for
    must be there (see `kind.lacks`). Signed minutes are not changed here. Raises MeetingRefused.
    """
    one = _locked(meeting_id, revision)
    if one.signed_at is not None:
        raise MeetingRefused("signed_already")
    step, params = step_of(one.campaign_id, one.step_code, one.organization_id)
    campaign = campaigns.get_campaign(one.campaign_id)
    expected, present, voting, voting_present = _count(params, step, one, written)
    _check(params, written, _today(now), campaign.starts_on, voting_present)
    one.held_on, one.place = written.held_on, written.place.strip()
    one.expected, one.present, one.voting, one.voting_present = expected, present, voting, voting_present
    one.also_present, one.heard = dict(written.also_present), dict(written.heard)
    one.preconditions = [code for code in params.preconditions if code in written.preconditions]
    one.head_spoke, one.head_reason = written.head_spoke, written.head_reason.strip()
    one.points, one.output = written.points.strip(), written.output.strip()
    _write_agenda(one, params, written, voting_present, voting)
    made_up = dict(one.missing.exclude(made_up_on=None).values_list("person_id", "made_up_on"))
    one.missing.all().delete()
    Missing.objects.bulk_create(
        Missing(
            meeting=one,
            person_id=line.person_id,
            state=line.state,
            ground=line.ground.strip(),
            make_up_by=line.make_up_by,
            made_up_on=made_up.get(line.person_id),
        )
        for line in written.lines
        if line.state in State.values
    )
    one.remarks = _remarks(one, params, step)
    if hand_in:
        counts = queries.list_counts(params, one.campaign_id, one.organization_id, one.held_on)
        one.agenda.filter(is_report=True, title=params.counted_report or "").update(figures=counts)
        missing = lacks(params, _minutes(one, params, written))
        if missing:
            raise MeetingRefused("incomplete", lacks=missing)
        one.written_at, one.written_by, one.written_by_label = now, actor.person_id, actor.label
    one.revision += 1
    one.save()
    note_down(now, actor, "hand_in" if hand_in else "write", one, present=present, expected=expected)
    return one.revision


def _write_agenda(one: Meeting, params: Params, written: Written, present: int, expected: int) -> None:
    known = {row.pk: row for row in one.agenda.all()}
    one.agenda.filter(is_added=True).exclude(pk__in=[line.id for line in written.agenda if line.id]).delete()
    position = max((row.position for row in known.values()), default=0)
    for line in written.agenda:
        row = known.get(line.id) if line.id else None
        if row is None:
            if not line.title.strip():
                continue
            position += 1
            row = AgendaItem(meeting=one, position=position, title=line.title.strip()[:200], is_added=True)
        if line.papers_on is not None:
            row.papers_on = line.papers_on
        row.notes, row.decision = line.notes.strip(), line.decision.strip()
        row.in_favour, row.against, row.abstained = line.vote.in_favour, line.vote.against, line.vote.abstained
        row.is_carried = carried(params, line.vote, present, expected)
        row.save()


def _minutes(one: Meeting, params: Params, written: Written) -> Minutes:
    agenda = list(one.agenda.all())
    waiting = [line for line in written.lines if line.state in State.values and line.make_up_by is None]
    return Minutes(
        preconditions=one.preconditions,
        heard=one.heard,
        also_present=one.also_present,
        reports_voted=[row.title for row in agenda if row.is_report and row.in_favour is not None],
        reports_noted=[row.title for row in agenda if row.is_report and row.notes],
        carried=[row.title for row in agenda if row.is_carried],
        present=one.present or 0,
        expected=one.expected or 0,
        turns_open=len(waiting) if params.make_up else 0,
        head_spoke=one.head_spoke,
        head_reason=one.head_reason,
        points=one.points,
        output=one.output,
    )


def _remarks(one: Meeting, params: Params, step: campaigns.StepRow) -> list[str]:
    """What stays visible beside the minutes without keeping them from being signed."""
    found = []
    agenda = list(one.agenda.all())
    if params.papers_days_before is not None:
        last = one.held_on - timedelta(days=params.papers_days_before)
        if any(row.papers_on is None or row.papers_on > last for row in agenda if not row.is_added):
            found.append("late_papers")
    if params.delegates_at_least is not None and queries.are_too_few(
        one.organization_id, one.expected or 0, params.delegates_at_least, one.held_on
    ):
        found.append("few_delegates")
    if queries.list_without_delegate(step, one.organization_id, one.held_on):
        found.append("units_without_delegate")
    if any(row.is_added and not row.is_carried for row in agenda):
        found.append("added_without_vote")
    if params.head_speaks and one.head_spoke is False:
        found.append("not_by_the_head")
    if params.study_days_before is not None and not queries.has_study_before(
        one.campaign_id,
        one.organization_id,
        one.held_on - timedelta(days=params.study_days_before),
        one.held_on,
    ):
        found.append("no_study_before")
    if levels.is_before_superior(one.campaign_id, one.step_code, one.organization_id, one.held_on):
        found.append("before_superior")
    return found


@transaction.atomic
def sign(*, now: datetime, actor: Actor, meeting_id: int, on_paper: bool = False) -> None:
    """The chair signs; now the meeting counts. `on_paper`: an organiser saw the signed printout. Twice changes nothing.

    Nobody signs the minutes they wrote. Raises MeetingRefused.
    """
    one = _locked(meeting_id)
    if one.signed_at is not None:
        return
    if one.written_at is None:
        raise MeetingRefused("not_written")
    if actor.person_id is not None and actor.person_id == one.written_by:
        raise MeetingRefused("own_minutes")
    if not on_paper and (actor.person_id is None or actor.person_id != one.chair_id):
        raise MeetingRefused("not_the_chair")
    _step_row, params = step_of(one.campaign_id, one.step_code, one.organization_id)
    one.signed_at, one.signed_by_label, one.signed_on_paper = now, actor.label, on_paper
    one.save(update_fields=["signed_at", "signed_by_label", "signed_on_paper"])
    put_on_record(now, actor, one, params)
    note_down(now, actor, "sign", one, on_paper=on_paper, remarks=one.remarks)


def put_on_record(now: datetime, actor: Actor, one: Meeting, params: Params) -> None:
    evidence.submit(
        now=now,
        actor=actor,
        **place_of(one),
        person_id=one.person_id,
        fact="meeting_held",
        part=params.form,
        subject=f"meeting:{one.pk}",
        occurred_on=one.held_on,
    )


@transaction.atomic
def send_back(*, now: datetime, actor: Actor, meeting_id: int, reason: str) -> None:
    """The chair returns the minutes to the recorder before signing. Raises MeetingRefused."""
    if not reason.strip():
        raise MeetingRefused("reason_missing")
    one = _locked(meeting_id)
    if one.signed_at is not None:
        raise MeetingRefused("signed_already")
    if one.written_at is None:
        return
    if actor.person_id is None or actor.person_id != one.chair_id:
        raise MeetingRefused("not_the_chair")
    one.written_at, one.written_by, one.written_by_label = None, None, ""
    one.save(update_fields=["written_at", "written_by", "written_by_label"])
    note_down(now, actor, "send_back", one, reason=reason.strip())
