"""Read the register of what was made public beside notices (S2-37, S2-38)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xianfeng.apps.notices.models import Release


@dataclass(frozen=True)
class ReleaseRow:
    id: int
    organization_id: int
    organization_name: str
    place: str
    place_word: str
    outlet: str
    title: str
    text: str
    planned_on: date
    written_by: int | None
    written_by_label: str
    approved_on: date | None
    approved_by_label: str
    returned_because: str
    released_on: date | None
    link: str

    @property
    def state(self) -> str:
        """in_review | returned | approved | published"""
        if self.released_on is not None:
            return "published"
        if self.approved_on is not None:
            return "approved"
        return "returned" if self.returned_because else "in_review"


def list_releases(organization_ids: Iterable[int]) -> list[ReleaseRow]:
    found = Release.objects.filter(organization_id__in=list(organization_ids)).select_related("organization")
    return [
        ReleaseRow(
            one.pk,
            one.organization_id,
            one.organization.short_name or one.organization.name,
            one.place,
            str(one.get_place_display()),
            one.outlet,
            one.title,
            one.text,
            one.planned_on,
            one.written_by,
            one.written_by_label,
            one.approved_on,
            one.approved_by_label,
            one.returned_because,
            one.released_on,
            one.link,
        )
        for one in found
    ]
