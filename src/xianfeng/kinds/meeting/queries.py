"""Read meetings: the roll of the day, one record, what a person has to do, what is kept about a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import queries as facts
from xianfeng.apps.journal.rooms import each_room
from xianfeng.apps.people import queries as people
from xianfeng.apps.progress import queries as progress
from xianfeng.kinds.meeting.kind import Params
from xianfeng.kinds.meeting.models import AgendaItem, Meeting, Missing

STUDY_FACT = "session_held"
"""What a study session leaves on record, whichever room wrote it."""
PEOPLE_OF = {"branches": "members", "organizations": "members", "schools": "staff"}
"""Who should be there when the plan names only the organisation."""


@dataclass(frozen=True)
class Called:
    """Somebody who should be there. `votes`: counts in the quorum."""

    id: int
    name: str
    votes: bool


def _of_persons(step: campaigns.StepRow) -> campaigns.StepRow:
    """The step as a question about persons: who is meant where the plan names organisations."""
    words = tuple(dict.fromkeys(PEOPLE_OF.get(word, word) for word in step.audience))
    return replace(step, subject="person", audience=words)


def list_called(step: campaigns.StepRow, organization_id: int, on: date) -> tuple[Called, ...]:
    """应到会: the people the step's audience means in this organisation on the day, or those a step elected; empty where no
    roster exists."""
    delegates = [who for seats in list_seats(step, organization_id, on) for who in seats.standing]
    if delegates:
        return tuple(Called(who.person_id, who.name, True) for who in sorted(delegates, key=lambda one: one.person_id))
    campaign = campaigns.get_campaign(step.campaign_id)
    of_persons = _of_persons(step)
    words = of_persons.audience
    found = progress.list_audience(campaign, of_persons, organization_id, on)
    if not found:
        return ()
    rights = {row.person_id: row.may_vote for row in people.list_member_rows([organization_id], on=on)}
    return tuple(
        Called(row.id, row.name, rights.get(row.id, "members" not in words and "full_members" not in words))
        for row in sorted(found, key=lambda one: one.id)
    )


def may_be_named(person_ids: Iterable[int], step: campaigns.StepRow, organization_id: int, on: date) -> bool:
    """Whether all of these may chair, take minutes or answer for a decision: those called; without a roll, those of the unit."""
    called = {one.id for one in list_called(step, organization_id, on)}
    return called.issuperset(person_ids) if called else people.belong(person_ids, organization_id, on=on)


def list_attended(person_id: int) -> list[Meeting]:
    """Signed meetings at which a person was, worked out as the minutes count it: called on the day and not among those missing.

    For the person's own record only (S3-76); nothing of it is stored.
    """
    units = people.list_superiors(people.list_ties(person_id))
    held = Meeting.objects.filter(
        signed_at__isnull=False, removed_at__isnull=True, person=None, organization_id__in=units
    )
    return [
        one
        for one in held.exclude(missing__person_id=person_id).order_by("held_on", "pk")
        if _was_called(one, person_id)
    ]


def _was_called(one: Meeting, person_id: int) -> bool:
    step = campaigns.get_step(one.campaign_id, one.step_code, one.organization_id)
    if step.params.get("delegates_from"):
        return any(who.id == person_id for who in list_called(step, one.organization_id, one.held_on))
    asked = replace(_of_persons(step), closes_on=one.held_on + timedelta(days=1))
    own = progress.find_own_standing(campaigns.get_campaign(one.campaign_id), asked, person_id, one.held_on)
    return own is not None and one.organization_id in people.list_superiors({own.unit_id})


def list_seats(step: campaigns.StepRow, organization_id: int, on: date) -> list[Any]:
    """What each unit below sends by the election that the plan names; empty where it names none (S2-44)."""
    code = step.params.get("delegates_from")
    if not code:
        return []
    place = {"campaign_id": step.campaign_id, "step_code": code, "organization_id": organization_id}
    return list(each_room("list_delegates", **place, on=on))


def list_without_delegate(step: campaigns.StepRow, organization_id: int, on: date) -> list[str]:
    """Units that send nobody and are not excused (S2-44)."""
    return [one.label for one in list_seats(step, organization_id, on) if one.state == "none"]


@dataclass(frozen=True)
class Item:
    id: int
    position: int
    title: str
    is_report: bool
    is_added: bool
    figures: list[dict[str, Any]]
    papers_on: date | None
    notes: str
    in_favour: int | None
    against: int | None
    abstained: int | None
    is_carried: bool | None
    decision: str
    item_id: int | None


def list_counts(params: Params, campaign_id: int, organization_id: int, on: date) -> list[dict[str, Any]]:
    """What the register says for the report that is worked out and not written, the last round's included (S2-49)."""
    if not params.counted_report:
        return []
    earlier = campaigns.get_campaign(campaign_id).predecessor_id
    place = {"step_codes": params.counted_from, "organization_ids": people.subtree_ids(organization_id), "on": on}
    return [
        found
        for number in (earlier, campaign_id)
        if number is not None
        for found in each_room("list_register_counts", campaign_id=number, **place)
    ]


def are_too_few(organization_id: int, delegates: int, share: Fraction, on: date) -> bool:
    """Whether delegates are fewer than the asked share of the staff of the roster (S2-44); no staff on record: not said."""
    staff = people.staff_of([organization_id], on=on).values("person_id").distinct().count()
    return bool(staff) and Fraction(delegates, staff) < share


def count_of_week(organization_id: int, on: date) -> int:
    """Meetings this branch has called for the week of a day, whatever the campaign: what people have to come to (S2-35)."""
    monday = on - timedelta(days=on.weekday())
    held = Meeting.objects.filter(organization_id=organization_id, removed_at__isnull=True)
    return held.filter(held_on__gte=monday, held_on__lt=monday + timedelta(days=7)).count()


@dataclass(frozen=True)
class Adopted:
    """Requirements that a branch worked out by itself and adopted by a vote; the newest of its versions (S3-22)."""

    criteria: str
    title: str
    lines: tuple[str, ...]
    adopted_on: date
    in_favour: int | None
    against: int | None
    version: int
    meeting_id: int


def list_adopted(campaign_id: int, organization_id: int) -> list[Adopted]:
    """For every set of criteria that this branch filled by a signed meeting: what stands now."""
    held = Meeting.objects.filter(campaign_id=campaign_id, organization_id=organization_id, signed_at__isnull=False)
    found: dict[str, Adopted] = {}
    for one in held.exclude(output="").order_by("held_on", "pk").prefetch_related("agenda"):
        params = Params.model_validate(campaigns.get_step(campaign_id, one.step_code, organization_id).params)
        vote = next((row for row in one.agenda.all() if row.title == params.output and row.is_carried), None)
        if params.output_criteria is None or vote is None:
            continue
        before = found.get(params.output_criteria)
        found[params.output_criteria] = Adopted(
            params.output_criteria,
            vote.title,
            tuple(line.strip() for line in one.output.splitlines() if line.strip()),
            one.held_on,
            vote.in_favour,
            vote.against,
            before.version + 1 if before else 1,
            one.pk,
        )
    return list(found.values())


@dataclass(frozen=True)
class Absentee:
    id: int
    person_id: int
    name: str
    state: str
    state_word: str
    ground: str
    make_up_by: date | None
    made_up_on: date | None

    @property
    def is_waiting(self) -> bool:
        return self.made_up_on is None


@dataclass(frozen=True)
class MeetingRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    organization_name: str
    person_id: int | None
    held_on: date
    place: str
    starts_at: time | None
    ends_at: time | None
    convened_at: datetime
    convened_by_label: str
    chair_id: int | None
    chair_name: str
    recorder_id: int | None
    recorder_name: str
    expected: int | None
    voting: int | None
    voting_present: int | None
    present: int | None
    also_present: dict[str, int]
    heard: dict[str, int]
    preconditions: list[str]
    head_spoke: bool | None
    head_reason: str
    points: str
    output: str
    remarks: list[str]
    written_at: datetime | None
    written_by: int | None
    written_by_label: str
    signed_at: datetime | None
    signed_by_label: str
    signed_on_paper: bool
    revision: int
    agenda: tuple[Item, ...]
    missing: tuple[Absentee, ...]

    @property
    def state(self) -> str:
        """convened | written | signed."""
        return "signed" if self.signed_at else "written" if self.written_at else "convened"

    @property
    def is_supplement(self) -> bool:
        """Written down more than a week after it was held (补录)."""
        return self.written_at is not None and (timezone.localtime(self.written_at).date() - self.held_on).days > 7

    def of_state(self, state: str) -> list[Absentee]:
        return [one for one in self.missing if one.state == state]

    @property
    def excused(self) -> int:
        return len(self.of_state("excused"))

    @property
    def waiting(self) -> list[Absentee]:
        """Who has a make-up day and has not made it up."""
        return [one for one in self.missing if one.make_up_by and one.is_waiting]


def _row(one: Meeting) -> MeetingRow:
    plain = [
        name
        for name in MeetingRow.__dataclass_fields__
        if name not in ("organization_name", "chair_name", "recorder_name", "agenda", "missing", "id")
    ]
    return MeetingRow(
        id=one.pk,
        **{name: getattr(one, name) for name in plain},
        organization_name=one.organization.short_name or one.organization.name,
        chair_name=one.chair.name if one.chair else "",
        recorder_name=one.recorder.name if one.recorder else "",
        agenda=tuple(
            Item(**{name: getattr(row, name) for name in Item.__dataclass_fields__}) for row in one.agenda.all()
        ),
        missing=tuple(
            Absentee(
                line.pk,
                line.person_id,
                line.person.name,
                line.state,
                line.get_state_display(),
                line.ground,
                line.make_up_by,
                line.made_up_on,
            )
            for line in one.missing.all()
        ),
    )


def _meetings():
    return (
        Meeting.objects.filter(removed_at__isnull=True)
        .select_related("organization", "chair", "recorder")
        .prefetch_related("agenda", "missing__person")
    )


def list_meetings(campaign_id: int, step_code: str, organization_ids: Iterable[int]) -> list[MeetingRow]:
    """Meetings of these organisations, newest first; three queries."""
    found = _meetings().filter(campaign_id=campaign_id, step_code=step_code, organization_id__in=list(organization_ids))
    return [_row(one) for one in found.order_by("-held_on", "-pk")]


def get_meeting(meeting_id: int) -> MeetingRow:
    return _row(_meetings().get(pk=meeting_id))


def missing_options() -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in Missing.State.choices]


def find_item(item_id: int) -> tuple[MeetingRow, Item] | None:
    found = AgendaItem.objects.filter(pk=item_id, meeting__removed_at__isnull=True).values_list("meeting_id", flat=True)
    if not found:
        return None
    meeting = get_meeting(found[0])
    return meeting, next(one for one in meeting.agenda if one.id == item_id)


def has_study_before(campaign_id: int, organization_id: int, since: date, until: date) -> bool:
    """Whether a study session of the branch is on record in these days (S3-36)."""
    found = facts.list_facts(campaign_id=campaign_id, organization_id=organization_id, on=until)
    return any(one.fact == STUDY_FACT and since <= one.occurred_on for one in found)
