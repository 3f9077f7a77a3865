"""Works out what each unit of a campaign reads otherwise than its superior: variants, local plans, exceptions (S0-43)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from xianfeng.apps.campaigns import local, queries
from xianfeng.apps.campaigns.local import step_key
from xianfeng.apps.campaigns.models import Campaign, LocalPlan
from xianfeng.apps.people import queries as people
from xianfeng.apps.plans import queries as plans
from xianfeng.apps.plans.words import told_value
from xianfeng.core.plan.model import Pack
from xianfeng.core.plan.settling import left_out, steps_using, variant_groups


def adapt(*, campaign_id: int, on: date, opening: bool = False, below: int | None = None) -> dict[int, tuple[str, ...]]:
    """Work out anew what each unit reads otherwise than the superior; called inside an action that writes the journal.

    One row a unit with a local plan or an exception and group of school types found there, in a fixed number of queries. What has begun
    stays as it was unless the campaign is only `opening`. `below`: only this unit and those under it. Gives unit -> codes
    for which the change came too late.
    """
    campaign = Campaign.objects.prefetch_related("windows").get(pk=campaign_id)
    version_id, start = campaign.plan_version_id, campaign.starts_on
    groups = variant_groups(plans.get_pack(version_id))
    within = people.subtree_ids(campaign.organization_id)
    approved = {unit: content for unit, content in plans.list_approved(version_id).items() if unit in within}
    granted: dict[int, list[queries.ExceptionRow]] = {}
    for exception in queries.list_exceptions(campaign_id):
        if exception.ended_at is None:
            granted.setdefault(exception.organization_id, []).append(exception)
    rows = queries.list_local_plans([campaign_id])
    heads = {*approved, *granted, *(row.organization_id for row in rows if row.organization_id)}
    chains = people.heads_above(heads, heads)
    places: list[int | None] = sorted(head for head in heads if below is None or below in chains[head])
    if below is None and groups:
        places.insert(0, None)
    if not places:
        return {}
    kinds_below = people.school_types_of(heads) if groups else {}
    working_days = queries.working_days()
    resolved = plans.local_resolver(version_id, start, working_days)
    windows_of = {step_key(step.key): (step.opens, step.closes) for step in resolved(()).plan.steps}
    running = {row.step_code: (row.position, row.opens_on, row.closes_on) for row in campaign.windows.all()}
    before = {(row.organization_id, row.school_types): row.content for row in rows}
    late: dict[int, tuple[str, ...]] = {}
    made = []
    for place in places:
        chain = chains[place] if place is not None else []
        exceptions = [row for head in reversed(chain) for row in granted.get(head, ())]
        contents = [approved[head] for head in reversed(chain) if head in approved]
        here = kinds_below.get(place or 0, frozenset())
        for group in groups if place is None else ((), *(one for one in groups if here & set(one))):
            kind = group[0] if group else None
            met = resolved(contents, kind, {row.parameter: row.value for row in exceptions})
            change: Mapping[str, Any] = local.difference(
                campaign.plan,
                local.frozen(met.plan, met.pack),
                base_windows=windows_of,
                local_windows={step_key(step.key): (step.opens, step.closes) for step in met.plan.steps},
                left_out=left_out(met.pack, kind),
            )
            if not opening:
                was = next((before[head, group] for head in (*chain, None) if (head, group) in before), {})
                started = local.begun(local.applied(campaign.plan, running, was), on)
                change, too_late = local.from_now_on(was, change, started, campaign.plan, on)
                if place is not None and too_late:
                    late[place] = tuple(dict.fromkeys((*late.get(place, ()), *too_late)))
            content = {**change, "exceptions": _told(met.pack, exceptions)}
            made.append(
                LocalPlan(
                    campaign=campaign,
                    organization_id=place,
                    school_types=" ".join(group),
                    place=f"{place or 0}:{' '.join(group)}",
                    content=content,
                    effective_on=on,
                )
            )
    LocalPlan.objects.filter(campaign=campaign, place__in=[row.place for row in made]).delete()
    LocalPlan.objects.bulk_create(made)
    return late


def _told(pack: Pack, rows: list[queries.ExceptionRow]) -> list[dict[str, Any]]:
    """The exceptions of a unit as its step pages show them."""
    found = []
    for row in rows:
        parameter = pack.find_parameter(row.parameter)
        if parameter is not None:
            found.append(
                {
                    "id": row.id,
                    "parameter": row.parameter,
                    "title": parameter.title,
                    "value": told_value(parameter, row.value),
                    "reason": row.reason,
                    "by": row.granted_by,
                    "on": timezone.localdate(row.granted_at).isoformat(),
                    "steps": list(steps_using(pack, row.parameter)),
                }
            )
    return found
