"""Read exemplars: one account, those of a unit, and what is public; and practices with the units that use them. Stages follow
from facts; none is stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.exemplars.models import Exemplar, Practice
from xianfeng.apps.journal.rooms import each_room
from xianfeng.apps.results import queries as results

CRITERIA = "exemplar"
"""Code of the criteria set a plan names exemplars by."""


@dataclass(frozen=True)
class DeedRow:
    id: int
    what: str
    proof: str
    verified_on: date | None
    verified_by: str
    doubt: str


@dataclass(frozen=True)
class ExemplarRow:
    id: int
    campaign_id: int
    organization_id: int
    organization_name: str
    person_id: int
    name: str
    title: str
    story: str
    recommended_by: int | None
    recommended_by_label: str
    consented_at: datetime | None
    consent_revoked_at: datetime | None
    published_on: date | None
    published_by_label: str
    withdrawn_on: date | None
    withdrawn_note: str
    version: int
    reasons: tuple[tuple[str, str, str], ...]
    """(key, criterion, why it is met)."""
    deeds: tuple[DeedRow, ...]
    is_agreed: bool
    """The person agreed to these very words, and has not taken it back."""

    @property
    def is_verified(self) -> bool:
        return bool(self.deeds) and all(deed.verified_on for deed in self.deeds)

    @property
    def is_public(self) -> bool:
        return self.published_on is not None and self.withdrawn_on is None

    @property
    def stage(self) -> str:
        """withdrawn | public | doubted | to_verify | to_consent | to_publish"""
        if self.withdrawn_on is not None:
            return "withdrawn"
        if self.is_public:
            return "public"
        if any(deed.doubt for deed in self.deeds):
            return "doubted"
        if not self.is_verified:
            return "to_verify"
        return "to_publish" if self.is_agreed else "to_consent"


def words_hash(title: str, story: str, deeds: Iterable[str]) -> str:
    """SHA-256 of what would be published: what a consent is given to."""
    text = json.dumps([title, story, list(deeds)], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _row(one: Exemplar) -> ExemplarRow:
    deeds = tuple(
        DeedRow(deed.pk, deed.what, deed.proof, deed.verified_on, deed.verified_by_label, deed.doubt)
        for deed in sorted(one.deeds.all(), key=lambda deed: deed.position)
    )
    agreed = words_hash(one.title, one.story, [deed.what for deed in deeds]) == one.consent_sha256
    return ExemplarRow(
        one.pk,
        one.campaign_id,
        one.organization_id,
        one.organization.short_name or one.organization.name,
        one.person_id,
        one.person.name,
        one.title,
        one.story,
        one.recommended_by,
        one.recommended_by_label,
        one.consented_at,
        one.consent_revoked_at,
        one.published_on,
        one.published_by_label,
        one.withdrawn_on,
        one.withdrawn_note,
        one.version,
        tuple((reason.key, reason.title, reason.text) for reason in sorted(one.reasons.all(), key=lambda one: one.pk)),
        deeds,
        agreed and one.consented_at is not None and one.consent_revoked_at is None,
    )


def _exemplars():
    return Exemplar.objects.select_related("organization", "person").prefetch_related("reasons", "deeds")


def get_exemplar(exemplar_id: int) -> ExemplarRow:
    return _row(_exemplars().get(pk=exemplar_id))


def list_exemplars(*, organization_ids: Iterable[int] | None = None, person_id: int | None = None) -> list[ExemplarRow]:
    """By unit and number, never by figures or by how much was done."""
    found = _exemplars().order_by("organization__code", "person__number", "pk")
    if organization_ids is not None:
        found = found.filter(organization_id__in=list(organization_ids))
    if person_id is not None:
        found = found.filter(person_id=person_id)
    return [_row(one) for one in found]


def list_public() -> list[ExemplarRow]:
    """What hangs in the gallery, accounts taken down included: they stand there as a note without name."""
    found = _exemplars().filter(published_on__isnull=False)
    return [_row(one) for one in found.order_by("organization__code", "person__number", "pk")]


def criteria_of(campaign_id: int, organization_id: int) -> list[dict[str, Any]]:
    """What the plan calls an exemplar by: {key, title}; empty where it names none."""
    plan = campaigns.get_campaign(campaign_id, organization_id).plan
    return [item for item in plan.get("criteria", {}).get(CRITERIA, []) if item.get("title")]


def find_campaign(organization_id: int) -> campaigns.CampaignRow | None:
    """The running campaign whose plan says what an exemplar is."""
    for campaign in campaigns.list_running([organization_id]):
        if criteria_of(campaign.id, organization_id):
            return campaign
    return None


def list_honours(person_ids: Iterable[int]) -> dict[int, list[str]]:
    """Honours each person holds today: title and year; one taken back is not among them. One query for all of them."""
    held: dict[int, list[str]] = {number: [] for number in person_ids}
    for row in results.list_honours(person_ids=held):
        if row.revoked_on is None and row.person_id is not None:
            held[row.person_id].append(f"{row.title}（{row.granted_on.year}）")
    return held


@dataclass(frozen=True)
class AdoptionRow:
    organization_id: int
    organization_name: str
    note: str
    adopted_on: date


@dataclass(frozen=True)
class PracticeRow:
    id: int
    organization_id: int
    organization_name: str
    title: str
    problem: str
    method: str
    result: str
    source_label: str
    written_by: int | None
    written_by_label: str
    written_at: datetime
    returned_because: str
    approved_on: date | None
    approved_by_label: str
    adoptions: tuple[AdoptionRow, ...]
    """By unit: who uses it, never how many against another."""

    @property
    def stage(self) -> str:
        """approved | returned | waiting"""
        return "approved" if self.approved_on else "returned" if self.returned_because else "waiting"


def _practice_row(one: Practice) -> PracticeRow:
    return PracticeRow(
        one.pk,
        one.organization_id,
        one.organization.short_name or one.organization.name,
        one.title,
        one.problem,
        one.method,
        one.result,
        one.source_label,
        one.written_by,
        one.written_by_label,
        one.written_at,
        one.returned_because,
        one.approved_on,
        one.approved_by_label,
        tuple(
            AdoptionRow(
                made.organization_id,
                made.organization.short_name or made.organization.name,
                made.note,
                made.adopted_on,
            )
            for made in sorted(one.adoptions.all(), key=lambda made: made.organization.code)
        ),
    )


def _practices():
    return Practice.objects.select_related("organization").prefetch_related("adoptions__organization")


def get_practice(practice_id: int) -> PracticeRow:
    return _practice_row(_practices().get(pk=practice_id))


def list_library(words: str = "") -> list[PracticeRow]:
    """What is approved, the newest first; with `words` only what tells of them. Three queries."""
    found = _practices().filter(approved_on__isnull=False)
    if words.strip():
        asked = words.strip()
        found = found.filter(
            Q(title__icontains=asked)
            | Q(problem__icontains=asked)
            | Q(method__icontains=asked)
            | Q(organization__name__icontains=asked)
        )
    return [_practice_row(one) for one in found.order_by("-approved_on", "-pk")]


def list_unapproved(organization_ids: Iterable[int]) -> list[PracticeRow]:
    """What these units have written that is not in the library yet, the oldest first."""
    found = _practices().filter(approved_on=None, organization_id__in=list(organization_ids))
    return [_practice_row(one) for one in found.order_by("written_at", "pk")]


@dataclass(frozen=True)
class Offer:
    """A record that a practice may be written from: a report, an inspection, an accepted text of a unit."""

    organization_id: int
    label: str
    title: str
    method: str
    problem: str = ""
    result: str = ""


PLACES = (("method", ("做法",)), ("problem", ("问题",)), ("result", ("成效", "效果", "成绩")))
"""Where a part of a text belongs by a word of its title, as plans write them; asked in this order."""


def offer_of_parts(organization_id: int, label: str, title: str, parts: Mapping[str, str]) -> Offer:
    """The parts of a text where a practice has them, so that nothing is typed twice (S4-06, S4-48).

    Before: 问题 "凑不齐", 值得交流的做法 "错开", 日常党建工作 "支委会". After: problem "凑不齐", method "错开"; the daily work is no
    practice. A text without any part of that name is the method as a whole.
    """
    told: dict[str, list[str]] = {name: [] for name, _words in PLACES}
    for part, text in parts.items():
        place = next((name for name, words in PLACES if any(word in part for word in words)), None)
        if place is not None and text.strip():
            told[place].append(text.strip())
    if not told["method"]:
        return Offer(
            organization_id, label, title, "\n".join(f"{part}\n{text}" for part, text in parts.items() if text)
        )
    return Offer(organization_id, label, title, **{name: "\n".join(texts) for name, texts in told.items()})


def find_offer(subject: str) -> Offer | None:
    """The record "model:id", where the room that keeps it offers it (`offer_practice(subject) -> [Offer]`)."""
    return next(each_room("offer_practice", subject=subject), None) if subject else None
