"""Outcome indicators: chosen with a baseline at the start, kept as they are, read again with the summary (S2-36)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.kinds.closing.kind import Params
from xianfeng.kinds.closing.models import Indicator

MOST = Decimal(10) ** 11


class IndicatorsRefused(Refused):
    """code: not_open | not_asked | chosen_already | too_few_indicators (least) | indicator_twice | indicator_half."""


@dataclass(frozen=True)
class NewIndicator:
    title: str
    unit: str
    baseline: Decimal
    source: str


@dataclass(frozen=True)
class IndicatorRow:
    id: int
    title: str
    unit: str
    baseline: Decimal
    source: str
    chosen_at: datetime
    chosen_by_label: str
    is_late: bool
    result: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """By how much it rose (below 0: fell) since the start; none while nobody has looked again."""
        return None if self.result is None else self.result - self.baseline


def list_indicators(campaign_id: int, step_code: str, organization_id: int) -> list[IndicatorRow]:
    found = Indicator.objects.filter(campaign_id=campaign_id, step_code=step_code, organization_id=organization_id)
    return [
        IndicatorRow(id=one.pk, **{n: getattr(one, n) for n in IndicatorRow.__dataclass_fields__ if n != "id"})
        for one in found
    ]


def chosen_in(campaign_id: int, step_code: str) -> frozenset[int]:
    """The units that have chosen theirs."""
    found = Indicator.objects.filter(campaign_id=campaign_id, step_code=step_code)
    return frozenset(found.values_list("organization_id", flat=True))


@transaction.atomic
def choose(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    chosen: Sequence[NewIndicator],
) -> None:
    """Fix by what the unit wants to be judged. Once: nothing is exchanged afterwards. Raises IndicatorsRefused."""
    campaign, step = campaigns.get_with_step(campaign_id, step_code, organization_id)
    if not campaign.is_open:
        raise IndicatorsRefused("not_open")
    params = Params.model_validate(step.params)
    if not params.indicators:
        raise IndicatorsRefused("not_asked")
    campaigns.Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)  # two at once: the second is refused
    if list_indicators(campaign_id, step_code, organization_id):
        raise IndicatorsRefused("chosen_already")
    if any(not one.title.strip() or not one.source.strip() for one in chosen):
        raise IndicatorsRefused("indicator_half")
    if len({one.title.strip() for one in chosen}) != len(chosen):
        raise IndicatorsRefused("indicator_twice")
    if len(chosen) < params.indicators:
        raise IndicatorsRefused("too_few_indicators", least=params.indicators)
    made = Indicator.objects.bulk_create(
        Indicator(
            campaign_id=campaign_id,
            step_code=step_code,
            organization_id=organization_id,
            position=position,
            title=one.title.strip(),
            unit=one.unit.strip(),
            baseline=one.baseline,
            source=one.source.strip(),
            chosen_at=now,
            chosen_by_label=actor.label,
            is_late=step.state_on(timezone.localdate(now)) != "ahead",
        )
        for position, one in enumerate(chosen, start=1)
    )
    record(
        now=now,
        actor=actor,
        action="closing.choose_indicators",
        subject=f"closing_indicator:{made[0].pk}",
        organization_id=organization_id,
        detail={
            "campaign": campaign_id,
            "step": step_code,
            "indicators": [{"title": one.title, "baseline": str(one.baseline)} for one in made],
        },
    )


def keep_results(campaign_id: int, step_code: str, organization_id: int, results: Mapping[int, Decimal | None]) -> None:
    """What the numbers are now, as a draft of the summary says."""
    for one in Indicator.objects.filter(campaign_id=campaign_id, step_code=step_code, organization_id=organization_id):
        if one.pk in results and one.result != results[one.pk]:
            one.result = results[one.pk]
            one.save(update_fields=["result"])


def read_number(text: str) -> Decimal | None:
    """A number as people type it, 95.5% and ten thousands apart by commas included; none for anything else."""
    try:
        found = Decimal(text.strip().removesuffix("%").removesuffix("％").replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    return round(found, 2) if found.is_finite() and abs(found) < MOST else None
