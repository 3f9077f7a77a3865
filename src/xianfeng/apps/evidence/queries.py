"""Read the facts that count. Who still owes what is worked out from them by `progress`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from xianfeng.apps.evidence.models import Fact


@dataclass(frozen=True)
class FactRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    person_id: int | None
    fact: str
    part: str
    subject: str
    occurred_on: date
    recorded_at: datetime

    @property
    def is_supplement(self) -> bool:
        """Written down on a later day than it happened (补录)."""
        from django.utils import timezone

        return timezone.localtime(self.recorded_at).date() > self.occurred_on


def _standing(on: date | None = None) -> QuerySet[Fact]:
    found = Fact.objects.filter(withdrawn_at__isnull=True)
    return found if on is None else found.filter(occurred_on__lte=on)


def list_facts(
    *,
    campaign_id: int | None = None,
    step_code: str | None = None,
    organization_id: int | None = None,
    organization_ids: Collection[int] | None = None,
    person_id: int | None = None,
    subject: str | None = None,
    on: date | None = None,
) -> list[FactRow]:
    """Facts that stand, oldest first; give at least one of campaign, person and subject."""
    if campaign_id is None and person_id is None and subject is None:
        raise ValueError("list_facts needs a campaign, a person or a subject")
    wanted = {
        "campaign_id": campaign_id,
        "step_code": step_code,
        "organization_id": organization_id,
        "organization_id__in": organization_ids,
        "person_id": person_id,
        "subject": subject,
    }
    found = _standing(on).filter(**{name: value for name, value in wanted.items() if value is not None})
    return [
        FactRow(
            one.pk,
            one.campaign_id,
            one.step_code,
            one.organization_id,
            one.person_id,
            one.fact,
            one.part,
            one.subject,
            one.occurred_on,
            one.recorded_at,
        )
        for one in found.order_by("occurred_on", "pk")
    ]
