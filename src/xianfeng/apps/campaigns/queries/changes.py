"""What units read otherwise than the superior: local plans, and exceptions from soft words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from xianfeng.apps.campaigns.models import (
    LocalPlan,
    SoftException,
)
from xianfeng.apps.people import queries as people


@dataclass(frozen=True)
class LocalPlace:
    """For whom a local plan is: one unit with all below it, or one group of school types."""

    id: int
    campaign_id: int
    organization_id: int | None
    school_types: tuple[str, ...]


@dataclass(frozen=True)
class LocalPlanRow(LocalPlace):
    """What is read otherwise there. `content` as `local.difference` makes it."""

    effective_on: date
    content: dict[str, Any]


def _local_row(found: LocalPlan) -> LocalPlanRow:
    kinds = tuple(found.school_types.split())
    return LocalPlanRow(
        found.pk, found.campaign_id, found.organization_id, kinds, found.effective_on, found.content
    )  # fmt: skip


Place = TypeVar("Place", bound=LocalPlace)


def list_local_plans(campaign_ids: Iterable[int]) -> list[LocalPlanRow]:
    return [_local_row(found) for found in LocalPlan.objects.filter(campaign_id__in=list(campaign_ids)).order_by("pk")]


def plans_of_units(campaign_ids: Iterable[int], unit_ids: Iterable[int]) -> dict[tuple[int, int], LocalPlanRow]:
    """(campaign, unit) -> the local plan it meets; units without one are missing. One query when nobody has one, else
    three. The nearest unit above (or itself) with a plan of its own decides, then the type of its schools."""
    return choose(list_local_plans(campaign_ids), list(unit_ids))


def choose(places: list[Place], units: list[int]) -> dict[tuple[int, int], Place]:
    """(campaign, unit) -> the local plan it meets. No query where there is none, else two at most."""
    heads = {one.organization_id for one in places if one.organization_id is not None}
    above = people.heads_above(heads, units) if heads else {}
    kinds = people.school_types_of(units) if any(one.school_types for one in places) else {}
    by_place: dict[tuple[int, int | None], list[Place]] = {}
    for one in places:
        by_place.setdefault((one.campaign_id, one.organization_id), []).append(one)
    found: dict[tuple[int, int], Place] = {}
    for campaign_id in {one.campaign_id for one in places}:
        for unit in units:
            nearest = next((head for head in above.get(unit, ()) if (campaign_id, head) in by_place), None)
            choices = by_place.get((campaign_id, nearest), [])
            chosen = _of_kind(choices, kinds.get(unit, frozenset()))
            if chosen is not None:
                found[campaign_id, unit] = chosen
    return found


def _of_kind(places: list[Place], kinds: frozenset[str]) -> Place | None:
    """The one for these types of school: of a group that holds them all, else the one for types without a variant."""
    fitting = [one for one in places if kinds and kinds <= set(one.school_types)]
    return next(iter(fitting or [one for one in places if not one.school_types]), None)


def change_at(places: list[LocalPlace], organization_id: int) -> dict[str, Any] | None:
    """What a unit reads otherwise, of the local plans of one campaign."""
    chosen = next(iter(choose(places, [organization_id]).values()), None)
    if chosen is None:
        return None
    content: dict[str, Any] = LocalPlan.objects.values_list("content", flat=True).get(pk=chosen.id)
    return content


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
