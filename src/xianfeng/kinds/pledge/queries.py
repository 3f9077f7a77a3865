"""Read pledges: one's own, those to review, the published list of a unit, what is carried over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.core.fairness.texts import similar_texts
from xianfeng.kinds.pledge.kind import percent_done, pledge_state
from xianfeng.kinds.pledge.models import Advance, Citation, Pledge, Text

WIDTH = {"branch": 0, "unit": 1, "school": 1, "superior": 2, "public": 3}
"""How far each scope reaches; a list for some readers shows what reaches at least as far as they stand."""
LIVE = (Text.State.DRAFT, Text.State.SUBMITTED, Text.State.RETURNED)


@dataclass(frozen=True)
class TextRow:
    id: int
    number: int
    state: str
    revision: int
    text: str
    result: str
    beneficiary: str
    due_on: date | None
    unit: str
    baseline: Decimal | None
    target: Decimal | None
    amended_because: str
    saved_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    decided_by: str
    returned_because: str
    published_at: datetime | None
    published_place: str
    cites: tuple[tuple[str, str], ...]
    """(subject, wording) of what it answers."""


@dataclass(frozen=True)
class AdvanceRow:
    on: date
    value: Decimal | None
    note: str
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True)
class PledgeRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    organization_name: str
    person_id: int | None
    name: str
    """Of the person, or of the branch whose own pledge it is."""
    measure: str
    scope: str
    made_on: date
    state: str
    """fulfilled | dropped | overdue | in_progress; '' while nothing is published."""
    percent: Decimal | None
    claimed_at: datetime | None
    claimed_note: str
    fulfilled_on: date | None
    confirmed_by: str
    dropped_on: date | None
    dropped_reason: str
    current: TextRow | None
    """The published wording."""
    live: TextRow | None
    """The wording being written or reviewed."""
    old: tuple[TextRow, ...]
    advances: tuple[AdvanceRow, ...]

    @property
    def shown(self) -> TextRow:
        found = self.current or self.live
        assert found is not None
        return found

    @property
    def url(self) -> str:
        return reverse("pledge:pledge", args=[self.id])


def _text(one: Text) -> TextRow:
    return TextRow(
        one.pk,
        one.number,
        one.state,
        one.revision,
        one.text,
        one.result,
        one.beneficiary,
        one.due_on,
        one.unit,
        one.baseline,
        one.target,
        one.amended_because,
        one.saved_at,
        one.submitted_at,
        one.decided_at,
        one.decided_by_label,
        one.returned_because,
        one.published_at,
        one.published_place,
        tuple((cite.subject, cite.wording) for cite in one.citations.all()),
    )


def _row(pledge: Pledge, on: date) -> PledgeRow:
    texts = [_text(one) for one in pledge.texts.all()]
    current = next((one for one in texts if one.state == Text.State.PUBLISHED), None)
    live = next((one for one in reversed(texts) if one.state in LIVE), None)
    advances = tuple(
        AdvanceRow(one.on, one.value, one.note, one.entered_by_label, one.entered_at) for one in pledge.advances.all()
    )
    percent = None
    if current is not None and current.target is not None and current.baseline is not None:
        reached = next((one.value for one in reversed(advances) if one.value is not None), current.baseline)
        percent = percent_done(current.baseline, current.target, reached)
    state = ""
    if current is not None or pledge.dropped_on is not None:
        state = pledge_state(
            current.due_on if current else None,
            on,
            fulfilled=pledge.fulfilled_on is not None,
            dropped=pledge.dropped_on is not None,
        )
    return PledgeRow(
        pledge.pk,
        pledge.campaign_id,
        pledge.step_code,
        pledge.organization_id,
        str(pledge.organization),
        pledge.person_id,
        pledge.person.name if pledge.person_id else str(pledge.organization),
        pledge.measure,
        pledge.scope,
        pledge.made_on,
        state,
        percent,
        pledge.claimed_at,
        pledge.claimed_note,
        pledge.fulfilled_on,
        pledge.confirmed_by_label,
        pledge.dropped_on,
        pledge.dropped_reason,
        current,
        live,
        tuple(one for one in texts if one is not current and one is not live),
        advances,
    )


def _pledges() -> QuerySet[Pledge]:
    """Everything a row shows, in a fixed number of queries."""
    return (
        Pledge.objects.select_related("organization", "person")
        .prefetch_related(
            Prefetch("texts", Text.objects.order_by("number")),
            Prefetch("texts__citations", Citation.objects.order_by("pk")),
            Prefetch("advances", Advance.objects.order_by("on", "pk")),
        )
        .order_by("person__number", "pk")
    )


def get_pledge(pledge_id: int, *, on: date) -> PledgeRow:
    return _row(_pledges().get(pk=pledge_id), on)


def find_by_nonce(nonce: str, *, on: date) -> PledgeRow | None:
    found = _pledges().filter(nonce=nonce).first()
    return _row(found, on) if found else None


def list_own(
    campaign_id: int, step_code: str, *, person_id: int | None, organization_id: int, on: date
) -> list[PledgeRow]:
    """Pledges of one person (or of a branch) in one step, drafts included."""
    whose = Q(person_id=person_id) if person_id is not None else Q(person__isnull=True, organization_id=organization_id)
    return [_row(one, on) for one in _pledges().filter(whose, campaign_id=campaign_id, step_code=step_code)]


def find_draft(
    campaign_id: int, step_code: str, *, person_id: int | None, organization_id: int, on: date
) -> PledgeRow | None:
    """A first wording that is not handed in yet: writing goes on there."""
    own = list_own(campaign_id, step_code, person_id=person_id, organization_id=organization_id, on=on)
    return next((row for row in own if row.current is None and row.live and row.live.state == "draft"), None)


def list_of_person(person_id: int, *, on: date) -> list[PledgeRow]:
    """Everything one person ever promised, drafts included."""
    return [_row(one, on) for one in _pledges().filter(person_id=person_id)]


def list_of_unit(campaign_id: int, step_code: str, organization_ids: Iterable[int], *, on: date) -> list[PledgeRow]:
    """All pledges of these branches in one step, without untouched drafts."""
    found = _pledges().filter(campaign_id=campaign_id, step_code=step_code, organization_id__in=list(organization_ids))
    return [_row(one, on) for one in found]


def predecessors(campaign_id: int) -> list[int]:
    """The campaigns before this one, nearest first."""
    found: list[int] = []
    earlier = campaigns.get_campaign(campaign_id).predecessor_id
    while earlier is not None and earlier not in found:
        found.append(earlier)
        earlier = campaigns.get_campaign(earlier).predecessor_id
    return found


def list_carried(
    campaign_id: int, *, on: date, person_id: int | None = None, organization_id: int | None = None
) -> list[PledgeRow]:
    """Unfinished pledges of earlier rounds: they go on by themselves, with their age, until fulfilled or dropped."""
    earlier = predecessors(campaign_id)
    if not earlier:
        return []
    whose = Q(person_id=person_id) if person_id is not None else Q(organization_id=organization_id)
    found = _pledges().filter(
        whose, campaign_id__in=earlier, fulfilled_on__isnull=True, dropped_on__isnull=True, texts__state="published"
    )
    return [_row(one, on) for one in found.order_by("made_on", "pk")]


def list_published(organization_id: int, scope: str, *, on: date, campaign_id: int | None = None) -> list[PledgeRow]:
    """Published pledges of a branch for readers who stand at `scope` (branch, school, superior, public), dropped ones
    with their explanation included. Persons by number, never by figures; no contact data is in a row."""
    wide = [name for name, width in WIDTH.items() if width >= WIDTH[scope]]
    found = _pledges().filter(
        Q(texts__state="published") | Q(dropped_on__isnull=False), organization_id=organization_id, scope__in=wide
    )
    if campaign_id is not None:
        found = found.filter(campaign_id=campaign_id)
    return [_row(one, on) for one in found.distinct()]


@dataclass(frozen=True)
class Fulfilment:
    """`done` of `of` published pledges fulfilled; `of` leaves dropped ones in: dropping is not keeping (S0-56)."""

    done: int
    of: int
    overdue: int
    dropped: int


def fulfilment(organization_id: int, *, on: date, campaign_id: int | None = None, scope: str = "branch") -> Fulfilment:
    rows = list_published(organization_id, scope, on=on, campaign_id=campaign_id)
    states = [row.state for row in rows]
    return Fulfilment(states.count("fulfilled"), len(states), states.count("overdue"), states.count("dropped"))


@dataclass(frozen=True)
class Alike:
    """Another pledge with the same or nearly the same wording."""

    name: str
    organization_name: str
    is_identical: bool
    percent: int


def list_alike(pledge: PledgeRow) -> list[Alike]:
    """For the reviewer: near copies within the branch and the step, equal wordings in the whole campaign."""
    wording = pledge.live or pledge.current
    if wording is None:
        return []
    mates = [
        row
        for row in list_of_unit(
            pledge.campaign_id, pledge.step_code, [pledge.organization_id], on=wording.saved_at.date()
        )
        if row.id != pledge.id and row.person_id != pledge.person_id and row.shown.text
    ]
    texts = {"own": wording.text} | {f"p{row.id}": row.shown.text for row in mates}
    by_key = {f"p{row.id}": row for row in mates}
    found = {}
    for pair in similar_texts(texts):
        other = pair.second if pair.first == "own" else pair.first if pair.second == "own" else ""
        if other:
            row = by_key[other]
            found[row.id] = Alike(row.name, row.organization_name, pair.is_identical, int(pair.similarity * 100))
    print_of = Text.objects.get(pk=wording.id).fingerprint
    equal = Text.objects.filter(fingerprint=print_of, pledge__campaign_id=pledge.campaign_id) if print_of else []
    for one in (
        equal.exclude(pledge_id=pledge.id).select_related("pledge__person", "pledge__organization") if print_of else []
    ):
        if one.pledge_id not in found and one.pledge.person_id != pledge.person_id:
            name = one.pledge.person.name if one.pledge.person_id else str(one.pledge.organization)
            found[one.pledge_id] = Alike(name, str(one.pledge.organization), True, 100)
    return list(found.values())
