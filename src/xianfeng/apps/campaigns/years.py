"""上一段总结和新一年打算: which round asks a branch for the pair, what it starts from, and whether the round runs there.

Only a round that follows another asks for it, and only where its plan has the condition `year_plan_accepted`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import local
from xianfeng.apps.campaigns.models import YearPlan
from xianfeng.apps.campaigns.queries import CampaignRow
from xianfeng.apps.journal.rooms import each_room
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer

RULE = "year_plan_accepted"
LOOK_BACK = local.LOOK_BACK
PLAN_FIELDS = ("focus", "goal", "action")


@dataclass(frozen=True)
class PairRow:
    id: int
    campaign_id: int
    organization_id: int
    organization_name: str
    figures: list[dict[str, Any]]
    review: str
    focus: str
    goal: str
    action: str
    state: str
    revision: int
    submitted_by: int | None
    submitted_by_label: str
    submitted_at: datetime | None
    returned_because: str
    decided_by_label: str
    decided_at: datetime | None


def _row(one: YearPlan) -> PairRow:
    plain = [name for name in PairRow.__dataclass_fields__ if name not in ("id", "organization_name")]
    return PairRow(
        id=one.pk,
        organization_name=one.organization.short_name or one.organization.name,
        **{name: getattr(one, name) for name in plain},
    )


def asks_for_pair(campaign: CampaignRow) -> bool:
    """Whether the plan wants the pair, and there is a round to look back on."""
    if campaign.predecessor_id is None:
        return False
    gates = campaign.plan.get("gates", ())
    return any(condition["rule"] == RULE for gate in gates for condition in gate["conditions"])


def find_pair(campaign_id: int, organization_id: int) -> PairRow | None:
    found = YearPlan.objects.select_related("organization").filter(
        campaign_id=campaign_id, organization_id=organization_id
    )
    return next((_row(one) for one in found), None)


def list_pairs(campaign_id: int, organization_ids: Iterable[int] | None = None) -> list[PairRow]:
    found = YearPlan.objects.select_related("organization").filter(campaign_id=campaign_id)
    if organization_ids is not None:
        found = found.filter(organization_id__in=list(organization_ids))
    return [_row(one) for one in found.order_by("organization__code")]


def accepted_in(campaign_id: int) -> frozenset[int]:
    """The branches whose pair has been accepted."""
    accepted = YearPlan.objects.filter(campaign_id=campaign_id, state=YearPlan.State.ACCEPTED)
    return frozenset(accepted.values_list("organization_id", flat=True))


def runs_in(campaign: CampaignRow, organization_id: int, step_code: str = "") -> bool:
    """Whether the new round runs in a branch: everywhere, except where the pair it asks for is still to come (S0-02).

    The look back at the last round belongs before the pair, so it never waits for it.
    """
    return run_in(campaign, [organization_id], step_code)


def run_in(campaign: CampaignRow, organization_ids: Iterable[int], step_code: str = "") -> bool:
    """The same for several units: whether it runs in all of them. No query where the round asks for no pair.

    A unit above the branches files no pair, so nothing of its own waits for one.
    """
    if step_code == local.LOOK_BACK or not asks_for_pair(campaign):
        return True
    left = set(organization_ids) - accepted_in(campaign.id)
    return not any(row.is_branch for row in people.list_organizations(frozenset(left))) if left else True


def may_decide(viewer: Viewer, row: PairRow) -> bool:
    """The superior looks at it: the officer over the branch, or the secretary above it, but never who handed it in."""
    if viewer.person_id is None or viewer.person_id == row.submitted_by:
        return False
    above = viewer.over.get("branch_secretary", frozenset()) - viewer.heads("branch_secretary")
    return viewer.has("bureau_officer", row.organization_id) or row.organization_id in above


def list_figures(campaign: CampaignRow, organization_id: int, on: date) -> list[dict[str, Any]]:
    """What the branch did in the round before, counted: [{title, pieces, done, of}]."""
    if campaign.predecessor_id is None:
        return []
    return list(
        each_room("list_year_figures", campaign_id=campaign.predecessor_id, organization_id=organization_id, on=on)
    )


def told_figures(figures: Iterable[dict[str, Any]]) -> str:
    """The counts as the lines a review begins with."""
    lines = []
    for one in figures:
        if one["of"] is not None:
            lines.append(_("%(title)s：%(n)s/%(of)s") % {"title": one["title"], "n": one["done"], "of": one["of"]})
        else:
            lines.append(_("%(title)s：%(n)s 件") % {"title": one["title"], "n": one["pieces"]})
    return "\n".join(lines)


def list_sources(campaign: CampaignRow, organization_id: int) -> list[str]:
    """What a branch's plan may not copy: the plans of those above it in this round, and the words of the programme."""
    above = people.list_superiors(frozenset({organization_id})) - {organization_id}
    texts = [text for row in list_pairs(campaign.id, above) for text in (row.focus, row.goal, row.action)]
    plan = campaign.plan
    texts += [str(text) for text in plan.get("texts", {}).values()]
    for step in plan.get("steps", ()):
        texts += [step.get("title", ""), step.get("asks", ""), step.get("quote", "")]
    return [text for text in texts if text]
