"""Vetoes with their evidence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from xianfeng.apps.results.models import Veto


@dataclass(frozen=True)
class VetoRow:
    id: int
    organization_id: int
    person_id: int | None
    person_name: str
    code: str
    title: str
    evidence: str
    state: str
    contest_until: date | None
    objection: str
    answer: str
    recorded_by: str
    recorded_by_id: int | None = None
    """Who may not decide an objection to it."""

    @property
    def bars(self) -> bool:
        """Keeps off the list: until it is lifted."""
        return self.state != Veto.State.LIFTED


def list_vetoes(
    campaign_id: int,
    step_code: str,
    organization_ids: Collection[int] | None = None,
    person_id: int | None = None,
) -> list[VetoRow]:
    """In the order in which they were recorded; of these organisations (none given: of all)."""
    found = Veto.objects.select_related("person").filter(campaign_id=campaign_id, step_code=step_code)
    if organization_ids is not None:
        found = found.filter(organization_id__in=organization_ids)
    if person_id is not None:
        found = found.filter(person_id=person_id)
    return [
        VetoRow(
            one.pk,
            one.organization_id,
            one.person_id,
            one.person.name if one.person else "",
            one.code,
            one.title,
            one.evidence,
            one.state,
            one.contest_until,
            one.objection,
            one.answer,
            one.recorded_by_label,
            one.recorded_by_id,
        )
        for one in found.order_by("pk")
    ]


def find_veto_place(veto_id: int) -> tuple[int, str, int, int | None] | None:
    """(campaign, step, organisation, person or none) of a veto."""
    found = Veto.objects.filter(pk=veto_id)
    return found.values_list("campaign_id", "step_code", "organization_id", "person_id").first()
