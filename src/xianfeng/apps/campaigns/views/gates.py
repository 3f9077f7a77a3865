"""The gates of one branch, and the end of a campaign: every condition with what was found and who can bring it about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.campaigns import actions, gates, queries
from xianfeng.apps.campaigns.actions import CampaignRefused
from xianfeng.apps.campaigns.gates import Judged
from xianfeng.apps.campaigns.sentences import refusal_sentence
from xianfeng.apps.campaigns.waiting import HOLDERS, holder_of, lines_of
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, viewer_of
from xianfeng.apps.plans.words import holder_word
from xianfeng.core.gates import after_gates

NAMED = 3
"""So many branches are named one by one."""


def list_gates(request: HttpRequest, campaign_id: int, organization_id: int) -> HttpResponse:
    """Every gate of the branch's plan, in its order; then the steps that wait for the one before them."""
    viewer, today = viewer_of(request), timezone.localdate()
    require(viewer.may_see(organization_id) or viewer.belongs_to(organization_id))
    try:
        campaign = queries.get_campaign(campaign_id, organization_id)
        unit = people.get_organization(organization_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    if campaign.opened_at is None or organization_id not in {row.id for row in queries.branches_of(campaign_id)}:
        raise Http404
    steps = {step.code: step for step in queries.list_steps(campaign_id, organization_id)}
    phases = {phase["code"]: phase["title"] for phase in campaign.plan.get("phases", ())}
    begun = {code for code, step in steps.items() if step.opens_on <= today}
    after = {gate.code for gate in after_gates(campaign.plan) if gate.target in begun}
    judged = gates.judge_unit(campaign_id, organization_id, today)
    if after:
        judged += [one for one in gates.judge_unit(campaign_id, organization_id, today, codes=after) if not one.is_open]
    return render(
        request,
        "campaigns/gates.html",
        {
            "campaign": campaign,
            "unit": unit,
            "gates": [
                {
                    "one": one,
                    "before": phases.get(one.gate.target)
                    or (steps[one.gate.target].title if one.gate.target in steps else ""),
                    "lines": lines_of(campaign, one, steps, unit, is_named=viewer.may_see(organization_id)),
                    "state": "done" if one.is_open else "waiting" if one.awaits else "blocked",
                    "awaits": holder_word(one.awaits) if one.awaits else "",
                    "may": holder_of(viewer, organization_id, one)
                    if campaign.is_open and one.gate.place != "close"
                    else "",
                }
                for one in judged
            ],
        },
    )


@require_POST
def decide_gate(request: HttpRequest, campaign_id: int, organization_id: int, gate_code: str) -> HttpResponse:
    """The superior (or the supervision group) lets a branch through, with a reason where something is unmet."""
    viewer = viewer_of(request)
    held = [holder for role, holder in HOLDERS if viewer.has(role, organization_id)]
    require(bool(held))
    wanted = request.POST.get("holder", "")
    try:
        actions.decide_gate(
            now=timezone.now(),
            actor=viewer.actor,
            campaign_id=campaign_id,
            gate_code=gate_code,
            organization_id=organization_id,
            holder=wanted if wanted in held else held[0],
            reason=request.POST.get("reason", ""),
        )
        messages.success(request, _("已办理。"))
    except CampaignRefused as refused:
        messages.error(request, refusal_sentence(refused))
    return redirect("campaigns:gates", campaign_id=campaign_id, organization_id=organization_id)


def close_campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What must hold before the end; the end itself, with a reason where something is still unmet."""
    campaign, viewer = queries.get_campaign(campaign_id), viewer_of(request)
    require(viewer.has("bureau_officer", campaign.organization_id))
    if campaign.opened_at is None or campaign.closed_at is not None:
        if request.method == "POST":
            messages.error(request, refusal_sentence(CampaignRefused("closed" if campaign.closed_at else "not_open")))
        return redirect("campaigns:detail", campaign_id=campaign_id)
    reason, error = request.POST.get("reason", ""), ""
    if request.method == "POST":
        try:
            actions.close_campaign(now=timezone.now(), actor=viewer.actor, campaign_id=campaign_id, reason=reason)
        except CampaignRefused as refused:
            error = refusal_sentence(refused)
        else:
            messages.success(request, _("活动已结束。"))
            return redirect("campaigns:detail", campaign_id=campaign_id)
    judged = gates.judge_closing(campaign_id, timezone.localdate())
    steps = {step.code: step for step in queries.list_steps(campaign_id)}
    branches = queries.branches_of(campaign_id)
    names, labels = {row.id: row.label for row in branches}, {row.name: row.label for row in branches}
    blocked = [one for one in judged if one.verdict.unmet and one.verdict.forced is None]
    return render(
        request,
        "campaigns/close.html",
        {
            "campaign": campaign,
            "gates": [
                {
                    "one": one,
                    "lines": lines_of(campaign, one, steps, None, labels=labels),
                    "for": _whose(one, judged, names),
                }
                for one in judged
            ],
            "blocked": bool(blocked),
            "may_force": all(one.gate.forced_by == "superior" for one in blocked),
            "reason": reason,
            "error": error,
        },
        status=400 if error else 200,
    )


def _whose(one: Judged, judged: Sequence[Judged], names: Mapping[int, str]) -> str:
    """The branches a gate of the end is told for; '' when it is told once for all of them. A few by name, many by the
    types of their schools, so that no two parts of the page read alike."""
    if len(one.unit_ids) <= NAMED:
        return "、".join(sorted(names[unit] for unit in one.unit_ids))
    if sum(other.gate.code == one.gate.code for other in judged) == 1 and len(one.unit_ids) == len(names):
        return ""
    held = {code for codes in people.school_types_of(one.unit_ids).values() for code in codes}
    types = "、".join(title for code, title in people.school_type_options() if code in held)
    return _("%(types)s，共 %(n)s 个支部") % {"types": types or _("各支部"), "n": len(one.unit_ids)}
