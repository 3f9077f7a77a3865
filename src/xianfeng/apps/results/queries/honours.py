"""Honours given and taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xianfeng.apps.results.models import Decision, Honour


@dataclass(frozen=True)
class HonourRow:
    id: int
    person_id: int | None
    organization_id: int | None
    title: str
    granted_on: date
    revoked_on: date | None
    revoked_because: str
    decision_id: int = 0
    notice: str = ""
    approval: str = ""
    name: str = ""


def _honour(one: Honour) -> HonourRow:
    return HonourRow(
        one.pk,
        one.person_id,
        one.organization_id,
        one.title,
        one.granted_on,
        one.revoked_on,
        one.revoked_because,
        one.decision_id,
        one.notice,
        one.approval,
        one.person.name if one.person else one.organization.name if one.organization else "",
    )


def list_honours(
    person_id: int | None = None, organization_id: int | None = None, *, person_ids: Iterable[int] | None = None
) -> list[HonourRow]:
    """Honours of one person or organisation, or of several persons, newest first, the revoked ones marked."""
    if person_ids is not None:
        found = Honour.objects.filter(person_id__in=list(person_ids))
    else:
        found = Honour.objects.filter(person_id=person_id, organization_id=organization_id)
    found = found.order_by("-granted_on", "-pk")
    return [_honour(one) for one in found.select_related("person", "organization")]


def list_honours_of(decision_id: int) -> list[HonourRow]:
    """All that were given on one decision, in the order they were given."""
    found = Honour.objects.filter(decision_id=decision_id).order_by("pk")
    return [_honour(one) for one in found.select_related("person", "organization")]


def find_honour(honour_id: int) -> HonourRow | None:
    one = Honour.objects.select_related("person", "organization").filter(pk=honour_id).first()
    return _honour(one) if one else None


def list_winners(title: str, organization_ids: list[int], *, before: date) -> list[tuple[date, int]]:
    """(day of the decision's meeting, person id) of everyone chosen for this title before a day: for rota statistics."""
    found = Decision.objects.select_related("result").filter(
        result__organization_id__in=organization_ids, meeting_on__lt=before, successors__isnull=True
    )
    winners = []
    for one in found.order_by("meeting_on", "pk"):
        if one.result.title == title:
            persons = [one.result.subjects[code].get("person") for code in one.chosen]
            winners += [(one.meeting_on, person) for person in persons if person]
    return winners
