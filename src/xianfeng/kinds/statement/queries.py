"""Read authored texts: the own one, those of a branch, those alike, and who comments on whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.queries import StepRow
from xianfeng.apps.evidence.reach import Mirror, RecordLine, each_room
from xianfeng.apps.evidence.records import Record
from xianfeng.apps.people import posts
from xianfeng.apps.people import queries as people
from xianfeng.core.fairness.texts import texts_like
from xianfeng.kinds.statement.kind import Params
from xianfeng.kinds.statement.models import Statement


@dataclass(frozen=True)
class PartRow:
    key: str
    title: str
    text: str


@dataclass(frozen=True)
class ExampleRow:
    text: str
    tied_to: str
    wording: str


@dataclass(frozen=True)
class ReadingRow:
    role: str
    is_passed: bool
    reason: str
    reader: str
    read_at: datetime
    is_of_this_wording: bool


@dataclass(frozen=True)
class ReplyRow:
    id: int
    name: str
    text: str
    said_at: datetime
    asks_review: bool
    answer: str
    answered_by: str


@dataclass(frozen=True)
class StatementRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    organization_name: str
    about_id: int | None
    name: str
    """Of the person (or branch) it is about."""
    author_id: int | None
    form: str
    state: str
    revision: int
    saved_at: datetime
    submitted_at: datetime | None
    accepted_at: datetime | None
    signed: str
    same_text_because: str
    parts: tuple[PartRow, ...]
    examples: tuple[ExampleRow, ...]
    readings: tuple[ReadingRow, ...]
    replies: tuple[ReplyRow, ...]
    changes: int
    adopted: dict[str, Any]
    seen_at: datetime | None
    destroyed_on: date | None

    @property
    def url(self) -> str:
        return reverse("statement:statement", args=[self.id])

    @property
    def characters(self) -> int:
        """Letters of all parts and examples, spaces not counted."""
        return sum(len("".join(one.text.split())) for one in (*self.parts, *self.examples))

    @property
    def returned_because(self) -> str:
        return next((one.reason for one in reversed(self.readings) if not one.is_passed), "")

    def text_of(self, key: str) -> str:
        return next((part.text for part in self.parts if part.key == key), "")


def _row(one: Statement) -> StatementRow:
    return StatementRow(
        one.pk,
        one.campaign_id,
        one.step_code,
        one.organization_id,
        str(one.organization),
        one.about_id,
        one.about.name if one.about_id else str(one.organization),
        one.author_id,
        one.form,
        one.state,
        one.revision,
        one.saved_at,
        one.submitted_at,
        one.accepted_at,
        one.signed_label,
        one.same_text_because,
        tuple(PartRow(part.key, part.title, part.text) for part in one.parts.all()),
        tuple(ExampleRow(example.text, example.tied_to, example.wording) for example in one.examples.all()),
        tuple(
            ReadingRow(
                reading.role,
                reading.is_passed,
                reading.reason,
                reading.reader_label,
                reading.read_at,
                reading.round == one.submitted_at,
            )
            for reading in sorted(one.readings.all(), key=lambda reading: reading.pk)
        ),
        tuple(
            ReplyRow(
                reply.pk,
                reply.person.name,
                reply.text,
                reply.said_at,
                reply.asks_review,
                reply.answer,
                reply.answered_by_label,
            )
            for reply in one.replies.all()
        ),
        one.changes,
        one.adopted,
        one.seen_at,
        one.destroyed_on,
    )


def _statements() -> QuerySet[Statement]:
    return Statement.objects.select_related("organization", "about").prefetch_related(
        "parts", "examples", "readings", "replies__person"
    )


def get_statement(statement_id: int) -> StatementRow:
    return _row(_statements().get(pk=statement_id))


def find_about(
    campaign_id: int, step_code: str, *, about_id: int | None, organization_id: int | None = None
) -> StatementRow | None:
    """The text of a step about one person, or about a branch."""
    whom = Q(about_id=about_id) if about_id is not None else Q(about__isnull=True, organization_id=organization_id)
    found = _statements().filter(whom, campaign_id=campaign_id, step_code=step_code).first()
    return _row(found) if found else None


def list_of_unit(campaign_id: int, step_code: str, organization_ids: Iterable[int]) -> list[StatementRow]:
    found = _statements().filter(
        campaign_id=campaign_id, step_code=step_code, organization_id__in=list(organization_ids)
    )
    return [_row(one) for one in found.order_by("about__number", "pk")]


@dataclass(frozen=True)
class Alike:
    name: str
    is_identical: bool
    percent: int
    title: str
    """Of the part that is alike."""


def list_alike(
    campaign_id: int,
    step_code: str,
    *,
    author_id: int | None,
    except_about: int | None,
    parts: dict[str, str],
    names: Iterable[str] = (),
) -> list[Alike]:
    """Texts of other people with the same or nearly the same words, part by part; names are left out of the comparison.

    With an author: what this author wrote (a secretary's comments); without: everybody's of the step.
    """
    others = Statement.objects.filter(campaign_id=campaign_id, step_code=step_code).exclude(about_id=except_about)
    if author_id is not None:
        others = others.filter(author_id=author_id)
    rows = [
        _row(one)
        for one in others.select_related("organization", "about").prefetch_related(
            "parts", "examples", "readings", "replies__person"
        )
    ]
    known = [*names, *(row.name for row in rows)]

    def plain(text: str) -> str:
        for name in known:
            text = text.replace(name, "")
        return text

    found = []
    for key, text in parts.items():
        by_key = {f"s{row.id}": row for row in rows}
        for other, share in texts_like(plain(text), {name: plain(row.text_of(key)) for name, row in by_key.items()}):
            found.append(Alike(by_key[other].name, share == 1, int(share * 100), key.partition(":")[2]))
    return found


def mirrors_of(campaign_id: int, step_code: str, organization_id: int, about_id: int | None, on: date) -> list[Mirror]:
    """What the steps before hold up to the author of a text about the own work (S3-31)."""
    step = campaigns.get_step(campaign_id, step_code, organization_id)
    if about_id is None or not step.requires:
        return []
    arguments = {"campaign_id": campaign_id, "step_codes": step.requires, "organization_id": organization_id}
    return list(each_room("list_mirrors", **arguments, person_id=about_id, on=on))


def find_revised(campaign_id: int, params: Params, about_id: int | None, organization_id: int) -> StatementRow | None:
    """The text that this one is written upon, once it was handed in (S3-40)."""
    if params.revises is None:
        return None
    found = find_about(campaign_id, params.revises, about_id=about_id, organization_id=organization_id)
    return found if found and found.state in (Statement.State.SUBMITTED, Statement.State.ACCEPTED) else None


def list_committee(organization_id: int, about_id: int | None, on: date) -> list[tuple[int, str]]:
    """支委会 of a branch, without the person whose opinion is discussed (S3-44)."""
    workers = posts.list_party_workers([organization_id], on=on) - {about_id}
    return [(one.id, one.name) for one in people.list_choosable(organization_id, on=on, among=workers)]


def needs_adoption(params: Params, organization_id: int, about_id: int | None, on: date) -> bool:
    """Not where the superior writes, about who leads the branch."""
    return params.adopted and (organization_id, about_id) not in people.list_leaders([organization_id], on=on)


def last_review_day(
    campaign_id: int, step_code: str, organization_id: int, accepted_at: datetime | None
) -> date | None:
    """The last day on which a review may be asked for; none where the plan names no days, or the text does not stand."""
    days = campaigns.get_step(campaign_id, step_code, organization_id).params.get("review_days")
    if not days or accepted_at is None:
        return None
    return campaigns.add_working_days(timezone.localtime(accepted_at).date(), days)


def review_open_until(row: StatementRow, on: date) -> date | None:
    """The last day for asking for a review, while it has not passed."""
    last = last_review_day(row.campaign_id, row.step_code, row.organization_id, row.accepted_at)
    return last if last is not None and on <= last else None


def list_contested(step: StepRow, unit_ids: Iterable[int], on: date) -> list[int]:
    """How many opinions of a step are not final yet: a review waits for its answer, or may still be asked for by somebody
    who has not signed that it was seen (S3-45)."""
    if step.kind != "statement" or not step.params.get("review_days"):
        return []
    found = Statement.objects.filter(
        campaign_id=step.campaign_id, step_code=step.code, organization_id__in=list(unit_ids)
    )
    asked = found.filter(replies__asks_review=True, replies__answered_at__isnull=True).values_list("pk", flat=True)
    unseen = [
        (number, timezone.localtime(at).date())
        for number, at in found.filter(state=Statement.State.ACCEPTED, seen_at__isnull=True).values_list(
            "pk", "accepted_at"
        )
        if at is not None
    ]
    days = step.params["review_days"]
    open_days = {day for _number, day in unseen if on <= campaigns.add_working_days(day, days)}
    return [len({number for number, day in unseen if day in open_days} | set(asked))]


BY_POST = ("by_post", "leader_in_charge")


def is_read_by_post(row: StatementRow, person_id: int | None, on: date) -> bool:
    """Whether the plan has this text read by post, and this person is in charge of a department that its subject heads."""
    if row.about_id is None or row.state == Statement.State.DRAFT:
        return False
    readers = campaigns.get_step(row.campaign_id, row.step_code, row.organization_id).params.get("readers", ())
    return any(role in BY_POST for role in readers) and person_id in posts.leaders_of_head(row.about_id, on=on)


def list_of_portfolio(person_id: int, on: date) -> list[StatementRow]:
    """Texts that wait for this person as the leader in charge of a department (S3-34)."""
    heads = posts.heads_in_portfolio(person_id, on=on)
    found = _statements().filter(about_id__in=heads, state=Statement.State.SUBMITTED).order_by("submitted_at", "pk")
    return [row for row in map(_row, found) if is_read_by_post(row, person_id, on)]


class StatementRecords:
    """What other kinds may show of accepted texts."""

    def list_of_person(self, person_id: int, *, on: date, campaign_id: int | None) -> list[Record]:
        found = Statement.objects.filter(about_id=person_id, state=Statement.State.ACCEPTED)
        if campaign_id is not None:
            found = found.filter(campaign_id=campaign_id)
        return [_record(one) for one in found.prefetch_related("parts").order_by("pk")]

    def list_by_ids(self, ids: Iterable[int]) -> list[Record]:
        return [_record(one) for one in Statement.objects.filter(pk__in=list(ids)).prefetch_related("parts")]


def _record(one: Statement) -> Record:
    first = next((part.text for part in one.parts.all() if part.text), "")
    return Record(
        f"statement:{one.pk}",
        first[:60],
        "",
        reverse("statement:statement", args=[one.pk]),
        one.about_id,
        one.organization_id,
        one.campaign_id,
    )


def list_record(person_id: int) -> list[RecordLine]:
    """What is kept here about a person: own texts in every state, and what others signed about the person."""
    found = _statements().filter(Q(about_id=person_id) & (Q(author_id=person_id) | Q(state=Statement.State.ACCEPTED)))
    return [
        RecordLine(
            timezone.localtime(row.submitted_at or row.saved_at).date(),
            _("讲述材料") if row.author_id == person_id else _("点评"),
            row.organization_name,
            "\n".join(f"{part.title}：{part.text}" for part in row.parts if part.text),
            row.signed,
            row.state,
            f"statement:{row.id}",
        )
        for row in (_row(one) for one in found.order_by("pk"))
    ]
