"""Read the reading list, who has confirmed which version, the sessions of a branch and who is missing from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence.reach import RecordLine
from xianfeng.apps.people import posts
from xianfeng.kinds.study.kind import Credit, Params, credits_of
from xianfeng.kinds.study.models import Attendance, Confirmation, Document, Mark, Session


def step_of(campaign_id: int, step_code: str, organization_id: int | None) -> tuple[campaigns.StepRow, Params]:
    """The step and its parameters as this unit meets it."""
    step = campaigns.get_step(campaign_id, step_code, organization_id)
    return step, Params.model_validate(step.params)


@dataclass(frozen=True)
class Reading:
    """One item of the reading list in its version of today. `id` is none for a text that came with the plan."""

    position: int
    item: str
    id: int | None
    version: int
    number: str
    issuer: str
    issued_on: date | None
    text: str
    change_note: str = ""
    confirmed_at: datetime | None = None
    """When the visitor (or the unit) confirmed this version."""
    confirmed_by: str = ""
    earlier_version: int | None = None
    """The last version confirmed before, when this one is not."""

    @property
    def is_issued(self) -> bool:
        return bool(self.text)


def current_documents(campaign_id: int, step_code: str) -> dict[str, Document]:
    """Item -> newest version."""
    found = Document.objects.filter(campaign_id=campaign_id, step_code=step_code).order_by("version")
    return {one.item: one for one in found}


def list_readings(
    campaign_id: int,
    step_code: str,
    items: Sequence[str],
    *,
    plan_texts: Mapping[str, str],
    issuer: str,
    person_id: int | None = None,
    organization_id: int | None = None,
) -> list[Reading]:
    """The reading list in order. `plan_texts` (item -> text) stand in until something is issued; two queries."""
    issued = current_documents(campaign_id, step_code)
    said = Confirmation.objects.filter(document__campaign_id=campaign_id, document__step_code=step_code)
    if person_id is not None:
        said = said.filter(person_id=person_id)
    else:
        said = said.filter(person__isnull=True, organization_id=organization_id)
    by_item: dict[str, dict[int, Confirmation]] = {}
    for one in said.annotate(item=F("document__item"), version=F("document__version")):
        by_item.setdefault(one.item, {})[one.version] = one
    rows = []
    for position, item in enumerate(items, start=1):
        one, mine = issued.get(item), by_item.get(item, {})
        if one is None:
            rows.append(Reading(position, item, None, 1, "", issuer, None, plan_texts.get(item, "")))
            continue
        now = mine.get(one.version)
        rows.append(
            Reading(
                position,
                item,
                one.pk,
                one.version,
                one.number,
                one.issuer,
                one.issued_on,
                one.text,
                one.change_note,
                now.confirmed_at if now else None,
                now.confirmed_by_label if now else "",
                max(mine) if mine and now is None else None,
            )
        )
    return rows


def list_versions(campaign_id: int, step_code: str, item: str) -> list[Document]:
    return list(Document.objects.filter(campaign_id=campaign_id, step_code=step_code, item=item).order_by("-version"))


def confirmed_ids(campaign_id: int, step_code: str, *, by_person: bool) -> dict[str, set[int]]:
    """Item -> who has confirmed its newest version: person ids, or organisation ids for a step of organisations."""
    newest = {one.pk: one.item for one in current_documents(campaign_id, step_code).values()}
    found: dict[str, set[int]] = {item: set() for item in newest.values()}
    said = Confirmation.objects.filter(document_id__in=newest, person__isnull=not by_person)
    for document, person, organization in said.values_list("document_id", "person_id", "organization_id"):
        found[newest[document]].add(person if by_person else organization)
    return found


@dataclass(frozen=True)
class IssuedReading:
    """A text of a reading list, for the register of documents (S0-62)."""

    label: str
    issuer: str
    issued_on: date | None
    url: str


def list_issued_readings(organization_ids: Iterable[int]) -> list[IssuedReading]:
    """The newest version of every text on the reading lists of what runs in these units, by programme and step."""
    running = {campaign.id: campaign.title for campaign in campaigns.list_running(organization_ids)}
    newest: dict[tuple[int, str, str], Document] = {}
    for one in Document.objects.filter(campaign_id__in=running).order_by("campaign_id", "step_code", "item", "version"):
        newest[one.campaign_id, one.step_code, one.item] = one
    return [
        IssuedReading(
            f"{one.item}（{one.number}）" if one.number else one.item,
            one.issuer,
            one.issued_on,
            reverse("study:step", args=[one.campaign_id, one.step_code]),
        )
        for one in newest.values()
    ]


@dataclass(frozen=True)
class Present:
    id: int
    person_id: int
    name: str
    state: str
    ground: str
    made_up_on: date | None


@dataclass(frozen=True)
class SessionRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    organization_name: str
    held_on: date
    form: str
    form_word: str
    topic: str
    topics: tuple[str, ...]
    training: str
    minutes: int
    place: str
    led_by: str
    recorded_at: datetime
    recorded_by: str
    present: tuple[Present, ...]

    @property
    def is_supplement(self) -> bool:
        """Written down on a later day than it was held (补录)."""
        return timezone.localtime(self.recorded_at).date() > self.held_on

    def names(self, state: str) -> str:
        return "、".join(one.name for one in self.present if one.state == state)

    @property
    def attended(self) -> tuple[Present, ...]:
        return tuple(one for one in self.present if one.state == "attended")

    @property
    def excused(self) -> tuple[Present, ...]:
        return tuple(one for one in self.present if one.state == "excused")

    @property
    def made_up(self) -> tuple[Present, ...]:
        return tuple(one for one in self.present if one.state == "made_up")


def _session_row(one: Session) -> SessionRow:
    return SessionRow(
        one.pk,
        one.campaign_id,
        one.step_code,
        one.organization_id,
        one.organization.short_name or one.organization.name,
        one.held_on,
        one.form,
        one.training or one.get_form_display(),
        one.topic,
        tuple(one.topics),
        one.training,
        one.minutes,
        one.place,
        one.led_by,
        one.recorded_at,
        one.recorded_by_label,
        tuple(
            Present(line.pk, line.person_id, line.person.name, line.state, line.ground, line.made_up_on)
            for line in one.attendance.all()
        ),
    )


def _sessions():
    return (
        Session.objects.filter(removed_at__isnull=True)
        .select_related("organization")
        .prefetch_related("attendance__person")
    )


def list_sessions(campaign_id: int, step_code: str, organization_ids: Iterable[int]) -> list[SessionRow]:
    """Sessions of these organisations, oldest first; two queries."""
    found = _sessions().filter(campaign_id=campaign_id, step_code=step_code, organization_id__in=list(organization_ids))
    return [_session_row(one) for one in found.order_by("held_on", "pk")]


def covered_by(sessions: Iterable[SessionRow]) -> dict[str, set[int]]:
    """Topic of the plan -> who was at a session that took it up, or made it up (S4-08)."""
    found: dict[str, set[int]] = {}
    for row in sessions:
        there = {one.person_id for one in row.present if one.state != Attendance.State.EXCUSED}
        for topic in row.topics:
            found.setdefault(topic, set()).update(there)
    return found


def get_session(session_id: int) -> SessionRow:
    return _session_row(_sessions().get(pk=session_id))


def minutes_of(campaign_id: int, step_code: str, person_ids: Iterable[int], *, alone: bool = False) -> dict[int, int]:
    """Person -> minutes of collective sessions attended or made up, of every step where none is named; `alone`: of
    self-study, the other account (S3-16)."""
    lines = Attendance.objects.filter(
        session__campaign_id=campaign_id,
        session__removed_at__isnull=True,
        person_id__in=list(person_ids),
        state__in=(Attendance.State.ATTENDED, Attendance.State.MADE_UP),
    )
    by_oneself = {"session__form": Session.Form.SELF_STUDY}
    if step_code:
        lines = lines.filter(session__step_code=step_code)
    lines = lines.filter(**by_oneself) if alone else lines.exclude(**by_oneself)
    found: dict[int, int] = {}
    for person, minutes in lines.values_list("person_id", "session__minutes"):
        found[person] = found.get(person, 0) + minutes
    return found


def credits_of_people(
    campaign_id: int, step_code: str, person_ids: Iterable[int], params: Params
) -> dict[int, list[Credit]]:
    """Person -> credits by the rule of the plan, for everybody with a training on record; worked out from attendance."""
    lines = Attendance.objects.filter(
        session__campaign_id=campaign_id,
        session__step_code=step_code,
        session__removed_at__isnull=True,
        person_id__in=list(person_ids),
        state__in=(Attendance.State.ATTENDED, Attendance.State.MADE_UP),
    ).exclude(session__training="")
    minutes: dict[int, dict[str, int]] = {}
    for person, training, length in lines.values_list("person_id", "session__training", "session__minutes"):
        trained = minutes.setdefault(person, {})
        trained[training] = trained.get(training, 0) + length
    return {person: credits_of(params.trainings, trained) for person, trained in minutes.items()}


def list_trained(person_id: int) -> list[tuple[int, str, int, date]]:
    """(campaign, step, unit, day of the last one) of trainings somebody was at."""
    there = Attendance.objects.filter(
        person_id=person_id,
        session__removed_at__isnull=True,
        state__in=(Attendance.State.ATTENDED, Attendance.State.MADE_UP),
    ).exclude(session__training="")
    step = ("session__campaign_id", "session__step_code")
    return [
        (campaign, code, unit, last)
        for campaign, code, unit, last in there.values_list(*step)
        .annotate(unit=Max("session__organization_id"), last=Max("session__held_on"))
        .order_by(*step)
    ]


def leader_ids(organization_ids: Iterable[int], params: Params, on: date) -> set[int]:
    """Who owes the additional hours of a leader; nobody where the plan asks for none."""
    if not params.leaders_extra_hours:
        return set()
    return {one.person_id for one in posts.list_leading_team(list(organization_ids), on=on)}


def count_marks(campaign_id: int, step_code: str, person_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Person -> {note, essay} -> how many the reviewer has seen."""
    found: dict[int, dict[str, int]] = {}
    for person, what in Mark.objects.filter(
        campaign_id=campaign_id, step_code=step_code, person_id__in=list(person_ids)
    ).values_list("person_id", "what"):
        counts = found.setdefault(person, {})
        counts[what] = counts.get(what, 0) + 1
    return found


def list_record(person_id: int) -> list[RecordLine]:
    """What is kept here about a person: what was confirmed, where the person was, what the reviewer has seen."""
    lines = [
        RecordLine(
            timezone.localtime(one.confirmed_at).date(),
            _("确认读过"),
            one.document.item,
            _("第 %(n)s 版") % {"n": one.document.version},
            one.confirmed_by_label,
            "confirmed",
            f"study_confirmation:{one.pk}",
        )
        for one in Confirmation.objects.filter(person_id=person_id).select_related("document")
    ]
    lines += [
        RecordLine(
            one.session.held_on,
            _("学习"),
            one.session.topic,
            " ".join(part for part in (one.get_state_display(), one.ground) if part),
            one.session.recorded_by_label,
            "",
            f"study_attendance:{one.pk}",
        )
        for one in Attendance.objects.filter(person_id=person_id, session__removed_at__isnull=True).select_related(
            "session"
        )
    ]
    return lines + [
        RecordLine(
            one.seen_on, one.get_what_display(), one.title, _("已看过"), one.seen_by_label, "", f"study_mark:{one.pk}"
        )
        for one in Mark.objects.filter(person_id=person_id)
    ]
