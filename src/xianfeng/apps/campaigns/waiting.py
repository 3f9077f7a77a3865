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
OF_PLAN = frozenset({"plan_heard", "approval_basis", "no_blank_item"})
"""Conditions about the plan itself: met on its page."""
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
    labels: Mapping[str, str] | None = None,
) -> list[Line]:
    """The conditions of a gate as the page shows them; `state`: done | blocked | no_data. The one unit that the page is
    about is not named again; `all`: how many units there are where only some are named.
    `is_named`: false for somebody who may not read who is missing; the figures stay. `labels`: full names to short ones,
    where many units are named beside each other."""
    known = (unit.label, unit.name) if unit else ()
    found: list[Line] = []
    for condition, finding in one.found:
        names = finding.params.get("units", ()) if is_named and not finding.met else ()
        units = [(labels or {}).get(name, name) for name in names if name not in known]
        done, expected = finding.params.get("done"), finding.params.get("expected")
        counts_units = isinstance(done, int) and expected == len(one.unit_ids)
        line = {
            "text": condition_sentence(condition, finding, steps),
            "state": {True: "done", False: "blocked", None: "no_data"}[finding.met],
            "who": "、".join(holder_word(holder) for holder in condition.met_by),
            "url": _page_of(campaign, condition, steps, unit.id if unit else campaign.organization_id, is_named),
            "units": units,
            "all": expected - done if counts_units and units and expected - done > len(units) else None,
        }
        if line not in found:  # one sentence for what is told alike of two things
            found.append(line)
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


def step_page(campaign: CampaignRow, step: StepRow, organization_id: int | None = None) -> str:
    """The page of a step, of one unit where it is named; '' where the step has none."""
    try:
        page = reverse(f"{step.kind}:step", args=[campaign.id, step.code])
    except NoReverseMatch:
        return ""
    return page if organization_id is None else f"{page}?organization={organization_id}"


def _page_of(
    campaign: CampaignRow, condition: Condition, steps: Mapping[str, StepRow], organization_id: int, is_reader: bool
) -> str:
    """Where the condition is met; '' where no page is for it alone, or none that this visitor may open."""
    is_root = organization_id == campaign.organization_id
    step = steps.get(str(condition.params.get("step", "")))
    if condition.code == years.RULE and campaign.predecessor_id is not None:
        page = "campaigns:year-plans" if is_root else "campaigns:year-plan"
        return reverse(page, args=[campaign.id] if is_root else [campaign.id, organization_id])
    if condition.code == "organization_stands":
        return reverse("campaigns:group", args=[campaign.id, organization_id])
    if step is not None:
        return step_page(campaign, step, organization_id)
    try:
        if condition.code in OF_FLOW and not is_root:
            return reverse("home:branch-of", args=[organization_id])
        if condition.code in OF_PLAN:
            return reverse("plans:detail", args=[campaign.plan_version_id])
        if condition.code == "local_plan_approved" and is_reader and not is_root:
            return reverse("plans:local", args=[campaign.plan_version_id, organization_id])
        if condition.code == "responsible_named" and is_reader:
            return reverse("people:organization", args=[organization_id])
        return reverse(PLACES[condition.code]) if condition.code in PLACES else ""
    except NoReverseMatch:
        return ""
