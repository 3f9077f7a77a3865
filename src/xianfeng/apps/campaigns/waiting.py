"""What a gate waits for, as pages show it: each condition in words, who can bring it about, where, and who may let it pass."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.urls import NoReverseMatch, reverse

from xianfeng.apps.campaigns import passing, queries, years
from xianfeng.apps.campaigns.gates import Judged
from xianfeng.apps.campaigns.queries import CampaignRow, StepRow
from xianfeng.apps.campaigns.sentences import condition_sentence
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.queries import OrganizationRow
from xianfeng.apps.plans.words import holder_word
from xianfeng.core.gates import Condition

HOLDERS = (("bureau_officer", "superior"), ("inspector", "supervision_group"))
"""Who over a unit acts as which holder of a gate."""

PLACES = {"no_open_item": "tracking:list"}
"""Where a condition is met that is not about one step and has a page for the whole house."""
OF_FLOW = frozenset({"masses_heard", "phase_done"})
"""Conditions about several steps: met from the flow of the branch."""

Line = dict[str, object]


def holder_of(viewer: Viewer, organization_id: int, one: Judged) -> str:
    """As what this viewer may let the unit through the gate; '' for not at all."""
    if one.is_through:
        return ""
    wanted = (one.gate.forced_by or "") if one.verdict.unmet else one.awaits
    held = [holder for role, holder in HOLDERS if viewer.has(role, organization_id)]
    return wanted if wanted in held and one.verdict.forced is None else ""


def lines_of(
    campaign: CampaignRow,
    one: Judged,
    steps: Mapping[str, StepRow],
    unit: OrganizationRow | None,
    *,
    is_named: bool = True,
) -> list[Line]:
    """The conditions of a gate as the page shows them; `state`: done | blocked | no_data. The one unit that the page is
    about is not named again; `all`: how many units there are where only some are named.
    `is_named`: false for somebody who may not read who is missing; the figures stay."""
    known = (unit.label, unit.name) if unit else ()
    found: list[Line] = []
    for condition, finding in one.found:
        names = finding.params.get("units", ()) if is_named and not finding.met else ()
        units = [name for name in names if name not in known]
        done, expected = finding.params.get("done"), finding.params.get("expected")
        counts_units = isinstance(done, int) and expected == len(one.unit_ids)
        found.append(
            {
                "text": condition_sentence(condition, finding, steps),
                "state": {True: "done", False: "blocked", None: "no_data"}[finding.met],
                "who": "、".join(holder_word(holder) for holder in condition.met_by),
                "url": _page_of(campaign, condition, steps, unit.id) if unit else "",
                "units": units,
                "all": expected - done if counts_units and units and expected - done > len(units) else None,
            }
        )
    return found


def list_waiting(
    campaign: CampaignRow, step: StepRow, unit: OrganizationRow, viewer: Viewer, on: date
) -> list[dict[str, object]]:
    """The gates that hold a step back in a branch, for the head of its page: {gate, lines, awaits, may}; [] when nothing does.

    Only what is unmet is listed. `awaits`: everything holds and this holder still has to let it pass; `may`: this viewer
    can let the branch through. A fixed number of queries for a plan, however many people there are.
    """
    held = passing.list_blocking(campaign, step.code, unit.id, on)
    if not held:
        return []
    steps = {row.code: row for row in queries.list_steps(campaign.id, unit.id)}
    is_named = viewer.may_see(unit.id)
    return [
        {
            "gate": one.gate,
            "lines": [
                line for line in lines_of(campaign, one, steps, unit, is_named=is_named) if line["state"] != "done"
            ],
            "awaits": holder_word(one.awaits) if one.awaits else "",
            "may": bool(holder_of(viewer, unit.id, one)),
        }
        for one in held
    ]


def _page_of(campaign: CampaignRow, condition: Condition, steps: Mapping[str, StepRow], organization_id: int) -> str:
    """Where the condition is met; '' where no page is for it alone."""
    step = steps.get(str(condition.params.get("step", "")))
    if condition.code == years.RULE and campaign.predecessor_id is not None:
        return reverse("campaigns:year-plan", args=[campaign.id, organization_id])
    if condition.code == "organization_stands":
        return reverse("campaigns:group", args=[campaign.id, organization_id])
    try:
        if step is not None:
            return f"{reverse(f'{step.kind}:step', args=[campaign.id, step.code])}?organization={organization_id}"
        if condition.code in OF_FLOW:
            return reverse("home:branch-of", args=[organization_id])
        return reverse(PLACES[condition.code]) if condition.code in PLACES else ""
    except NoReverseMatch:
        return ""
