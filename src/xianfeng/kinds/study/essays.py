"""Read essays: whose they are, who may read them, and which passages stand in another's essay as well (S3-20)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.urls import reverse

from xianfeng.apps.people.access import Viewer
from xianfeng.core.fairness.texts import normalized, texts_like
from xianfeng.kinds.study.models import Essay

SHORTEST_PASSAGE = 20
"""Characters; a shorter paragraph (a heading, a motto) says nothing about who copied."""


@dataclass(frozen=True)
class EssayRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    organization_name: str
    person_id: int
    name: str
    title: str
    text: str
    is_shared: bool
    written_at: datetime
    read_on: date | None
    read_by: str
    words_destroyed_on: date | None

    @property
    def url(self) -> str:
        return reverse("study:essay", args=[self.id])

    @property
    def characters(self) -> int:
        """Letters, spaces not counted."""
        return len("".join(self.text.split()))

    @property
    def state(self) -> str:
        """Nobody is to read one any more whose words are gone."""
        return "done" if self.read_on else "" if self.words_destroyed_on else "in_review"


def _essays() -> QuerySet[Essay]:
    return Essay.objects.select_related("organization", "person", "mark")


def _row(one: Essay) -> EssayRow:
    mark = getattr(one, "mark", None)
    return EssayRow(
        one.pk,
        one.campaign_id,
        one.step_code,
        one.organization_id,
        one.organization.short_name or one.organization.name,
        one.person_id,
        one.person.name,
        one.title,
        one.text,
        one.is_shared,
        one.written_at,
        mark.seen_on if mark else None,
        mark.seen_by_label if mark else "",
        one.words_destroyed_on,
    )


def get_essay(essay_id: int) -> EssayRow:
    return _row(_essays().get(pk=essay_id))


def list_of_person(person_id: int) -> list[EssayRow]:
    return [_row(one) for one in _essays().filter(person_id=person_id)]


def list_essays(campaign_id: int, step_code: str, organization_ids: Iterable[int]) -> list[EssayRow]:
    found = _essays().filter(campaign_id=campaign_id, step_code=step_code, organization_id__in=list(organization_ids))
    return [_row(one) for one in found]


def may_read(viewer: Viewer, row: EssayRow) -> bool:
    """The author; whoever organises the branch; the members of the branch once the author shares it."""
    if viewer.is_person(row.person_id) or viewer.may_run(row.organization_id):
        return True
    return row.is_shared and row.organization_id in viewer.branch_ids


@dataclass(frozen=True)
class Alike:
    """A passage of this essay that stands in another's too: its paragraph here (0: the whole text) and there."""

    here: int
    passage: str
    other: EssayRow
    there: int
    is_identical: bool
    percent: int


def _passages(text: str) -> list[tuple[int, str]]:
    """(number, paragraph) of those long enough to say something."""
    paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
    return [(at, one) for at, one in enumerate(paragraphs, start=1) if len(normalized(one)) >= SHORTEST_PASSAGE]


def list_alike(row: EssayRow) -> list[Alike]:
    """Passages alike to those of other members: near copies within the branch, the same words anywhere in the step.

    Nothing follows from it: the reviewer reads both places and judges.
    """
    mine = _passages(row.text)
    if not mine:
        return []
    same_words = reduce(or_, (Q(text__contains=passage) for _at, passage in mine))
    others = _essays().filter(
        Q(organization_id=row.organization_id) | same_words,
        campaign_id=row.campaign_id,
        step_code=row.step_code,
        words_destroyed_on__isnull=True,
    )
    rows = {one.pk: _row(one) for one in others.exclude(person_id=row.person_id)}
    found = [
        Alike(0, "", rows[int(key)], 0, share == 1, int(share * 100))
        for key, share in texts_like(row.text, {str(number): one.text for number, one in rows.items()})
    ]
    rest = {number: one for number, one in rows.items() if number not in {alike.other.id for alike in found}}
    there = {f"{number}:{at}": text for number, one in rest.items() for at, text in _passages(one.text)}
    for here, passage in mine:
        for key, share in texts_like(passage, there):
            number, _sign, at = key.partition(":")
            found.append(Alike(here, passage, rest[int(number)], int(at), share == 1, int(share * 100)))
    return found
