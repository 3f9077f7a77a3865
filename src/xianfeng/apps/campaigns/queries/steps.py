"""Steps as the superior has them, as one unit meets them, and in every way in which they are met."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from xianfeng.apps.campaigns import local
from xianfeng.apps.campaigns.models import (
    Campaign,
    LocalPlan,
)
from xianfeng.apps.campaigns.queries.changes import LocalPlanRow, plans_of_units
from xianfeng.apps.campaigns.queries.reading import read_campaign, read_campaigns, read_open_campaigns
from xianfeng.apps.campaigns.queries.rows import CampaignRow, StepRow, step_row


def get_with_steps(campaign_id: int, organization_id: int | None = None) -> tuple[CampaignRow, list[StepRow]]:
    """A campaign with its steps in the order of the flow, read once. Without an organisation as the superior's plan has
    them; with one as that unit meets them: own steps after the core ones of their day, own values in `params`. One query
    where nobody has a local plan, else at most three more."""
    at = read_campaign(campaign_id)
    change = at.change_for(organization_id)
    return at.with_change(change), at.steps(change)


def list_steps(campaign_id: int, organization_id: int | None = None) -> list[StepRow]:
    return get_with_steps(campaign_id, organization_id)[1]


def get_with_step(campaign_id: int, step_code: str, organization_id: int | None = None) -> tuple[CampaignRow, StepRow]:
    """A campaign and one step of it, likewise. Without an organisation, a step that only some unit has is found too."""
    campaign, steps = get_with_steps(campaign_id, organization_id)
    for step in steps:
        if step.code == step_code:
            return campaign, step
    if organization_id is None:
        for row in LocalPlan.objects.filter(campaign_id=campaign_id).order_by("pk"):
            for added in local.applied({}, {}, row.content):
                if added["code"] == step_code:
                    return campaign, step_row(campaign_id, added)
    raise Campaign.DoesNotExist(step_code)


def get_step(campaign_id: int, step_code: str, organization_id: int | None = None) -> StepRow:
    return get_with_step(campaign_id, step_code, organization_id)[1]


def met_by(campaign: CampaignRow, step: StepRow, organization_id: int) -> tuple[CampaignRow, StepRow]:
    """A campaign and one of its steps as a unit meets them. One query where nobody has a local plan.

    Raises `ObjectDoesNotExist` for a step that the unit does not meet.
    """
    row = plans_of_units([campaign.id], [organization_id]).get((campaign.id, organization_id))
    if row is None:
        if step.is_local:
            raise Campaign.DoesNotExist(step.code)
        return campaign, step
    own = next((one for one in read_campaign(campaign.id).steps(row.content) if one.code == step.code), None)
    if own is None:
        raise Campaign.DoesNotExist(step.code)
    return replace(campaign, plan=local.merged(campaign.plan, row.content)), own


def has_step(campaign: CampaignRow, step_code: str) -> bool:
    """Whether anybody in the campaign meets a step of this code; a query only for steps that units have added."""
    if any(step.get("code") == step_code for step in campaign.plan.get("steps", ())):
        return True
    try:
        return bool(get_step(campaign.id, step_code))
    except Campaign.DoesNotExist:
        return False


def find_step_of_kind(campaign_id: int, kind: str) -> StepRow | None:
    return next((step for step in list_steps(campaign_id) if step.kind == kind), None)


def list_open_steps() -> list[tuple[CampaignRow, list[StepRow]]]:
    """Every open campaign with all steps of the superior's plan, in one query whatever their number."""
    return [(at.campaign, at.steps()) for at in read_open_campaigns()]


@dataclass(frozen=True)
class Variation:
    """One step as some units of a campaign meet it. `units`: only these (none: all but `but`)."""

    step: StepRow
    units: frozenset[int] | None = None
    but: frozenset[int] = frozenset()


def variations(
    steps: dict[int, list[StepRow]], unit_ids: Callable[[], Iterable[int]]
) -> dict[int, list[Variation]]:  # fmt: skip
    """Every step of these campaigns, once for each way in which it is met, in the order of the flow.

    `unit_ids` is asked only when some unit has a local plan. One query where nobody has one, else five at most.
    """
    whole = {number: [Variation(step) for step in found] for number, found in steps.items()}
    if not LocalPlan.objects.filter(campaign_id__in=list(steps)).exists():
        return whole
    met = plans_of_units(steps, unit_ids())
    for at in read_campaigns({number for number, _ in met}):
        number = at.campaign.id
        plans: dict[int, tuple[LocalPlanRow, set[int]]] = {}
        for (of, unit), row in met.items():
            if of == number:
                plans.setdefault(row.id, (row, set()))[1].add(unit)
        base = {step.code: step for step in steps[number]}
        otherwise: dict[str, list[tuple[StepRow, set[int]]]] = {}
        gone: dict[str, set[int]] = {}
        for row, units in plans.values():
            local_steps = {step.code: step for step in at.steps(row.content)}
            for code in row.content.get("dropped", ()):
                gone.setdefault(code, set()).update(units)
            for code, step in local_steps.items():
                if step.is_changed:
                    ways = otherwise.setdefault(code, [])
                    same = next((found for one, found in ways if one == step), None)
                    if same is None:
                        ways.append((step, set(units)))
                    else:
                        same.update(units)
        found = []
        for code in dict.fromkeys((*base, *otherwise)):
            ways = otherwise.get(code, [])
            if code in base:
                but = frozenset(gone.get(code, ())).union(*(units for _, units in ways))
                found.append(Variation(base[code], None, but))
            found += [Variation(step, frozenset(units)) for step, units in ways]
        whole[number] = sorted(found, key=lambda one: (one.step.position, one.units is not None))
    return whole
