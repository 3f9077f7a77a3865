"""What units read otherwise than the superior: local plans, and exceptions from soft words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xianfeng.apps.campaigns.models import (
    LocalPlan,
    SoftException,
)
from xianfeng.apps.people import queries as people


@dataclass(frozen=True)
class LocalPlanRow:
    """What one unit, or one group of school types, reads otherwise. `content` as `local.difference` makes it."""

    id: int
    campaign_id: int
    organization_id: int | None
    school_types: tuple[str, ...]
    effective_on: date
    content: dict[str, Any]


def _local_row(found: LocalPlan) -> LocalPlanRow:
    kinds = tuple(found.school_types.split())
    return LocalPlanRow(
        found.pk, found.campaign_id, found.organization_id, kinds, found.effective_on, found.content
    )  # fmt: skip


def list_local_plans(campaign_ids: Iterable[int]) -> list[LocalPlanRow]:
    return [_local_row(found) for found in LocalPlan.objects.filter(campaign_id__in=list(campaign_ids)).order_by("pk")]


def plans_of_units(campaign_ids: Iterable[int], unit_ids: Iterable[int]) -> dict[tuple[int, int], LocalPlanRow]:
    """(campaign, unit) -> the local plan it meets; units without one are missing. One query when nobody has one, else
    three. The nearest unit above (or itself) with a plan of its own decides, then the type of its schools."""
    units = list(unit_ids)
    rows = list_local_plans(campaign_ids)
    if not rows:
        return {}
    heads = {row.organization_id for row in rows if row.organization_id is not None}
    above = people.heads_above(heads, units) if heads else {}
    kinds = people.school_types_of(units) if any(row.school_types for row in rows) else {}
    by_place: dict[tuple[int, int | None], list[LocalPlanRow]] = {}
    for row in rows:
        by_place.setdefault((row.campaign_id, row.organization_id), []).append(row)
    found: dict[tuple[int, int], LocalPlanRow] = {}
    for campaign_id in {row.campaign_id for row in rows}:
        for unit in units:
            nearest = next((head for head in above.get(unit, ()) if (campaign_id, head) in by_place), None)
            choices = by_place.get((campaign_id, nearest), [])
            row = _of_kind(choices, kinds.get(unit, frozenset()))
            if row is not None:
                found[campaign_id, unit] = row
    return found


def _of_kind(rows: list[LocalPlanRow], kinds: frozenset[str]) -> LocalPlanRow | None:
    """The row for these types of school: of a group that holds them all, else the one for types without a variant."""
    fitting = [row for row in rows if kinds and kinds <= set(row.school_types)]
    return next(iter(fitting or [row for row in rows if not row.school_types]), None)


def change_of(campaign_id: int, organization_id: int) -> dict[str, Any] | None:
    row = plans_of_units([campaign_id], [organization_id]).get((campaign_id, organization_id))
    return row.content if row else None


@dataclass(frozen=True)
class ExceptionRow:
    """An exception from a soft word of the plan, as granted to one unit."""

    id: int
    campaign_id: int
    organization_id: int
    organization_name: str
    parameter: str
    value: Any
    reason: str
    granted_by: str
    granted_at: datetime
    ended_at: datetime | None


def _exception(found: SoftException) -> ExceptionRow:
    return ExceptionRow(
        found.pk,
        found.campaign_id,
        found.organization_id,
        found.organization.name,
        found.parameter,
        found.value,
        found.reason,
        found.granted_by_label,
        found.granted_at,
        found.ended_at,
    )


def get_exception(exception_id: int) -> ExceptionRow:
    return _exception(SoftException.objects.select_related("organization").get(pk=exception_id))


def list_exceptions(campaign_id: int, organization_ids: Iterable[int] | None = None) -> list[ExceptionRow]:
    """All that were granted, ended ones with their day, oldest first."""
    found = SoftException.objects.filter(campaign_id=campaign_id).select_related("organization")
    if organization_ids is not None:
        found = found.filter(organization_id__in=list(organization_ids))
    return [_exception(one) for one in found.order_by("granted_at", "pk")]
