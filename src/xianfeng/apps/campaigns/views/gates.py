"""The gates of one branch, and the end of a campaign: every condition with what was found and who can bring it about."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.campaigns import actions, gates, queries, years
from xianfeng.apps.campaigns.actions import CampaignRefused
from xianfeng.apps.campaigns.gates import Judged
from xianfeng.apps.campaigns.sentences import condition_sentence, refusal_sentence
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, require, viewer_of
from xianfeng.apps.plans.words import holder_word
from xianfeng.core.gates import Condition

HOLDERS = (("bureau_officer", "superior"), ("inspector", "supervision_group"))
"""Who over a unit acts as which holder of a gate."""


def _holder(viewer: Viewer, organization_id: int, one: Judged) -> str:
    """As what this viewer may let the unit through the gate; '' for not at all."""
    if one.is_through:
        return ""
    wanted = (one.gate.forced_by or "") if one.verdict.unmet else one.awaits
    held = [holder for role, holder in HOLDERS if viewer.has(role, organization_id)]
    return wanted if wanted in held and one.verdict.forced is None else ""


def _lines(
    campaign: queries.CampaignRow, one: Judged, steps: dict[str, queries.StepRow], organization_id: int | None
) -> list[dict[str, object]]:
    """The conditions of a gate as the page shows them; `state`: done | blocked | no_data. The one unit that the page is
    about is not named again."""
    unit = people.get_organization(organization_id) if organization_id is not None else None
    known = (unit.label, unit.name) if unit else ()
    found = []
    for condition, finding in one.found:
        found.append(
            {
                "text": condition_sentence(condition, finding, steps),
                "state": {True: "done", False: "blocked", None: "no_data"}[finding.met],
                "who": "、".join(holder_word(holder) for holder in condition.met_by),
                "url": _page_of(campaign, condition, steps, organization_id),
                "units": [] if finding.met else [name for name in finding.params.get("units", ()) if name not in known],
            }
        )
    return found


def _page_of(
    campaign: queries.CampaignRow, condition: Condition, steps: dict[str, queries.StepRow], organization_id: int | None
) -> str:
    step = steps.get(str(condition.params.get("step", "")))
    if condition.code == years.RULE and organization_id is not None and campaign.predecessor_id is not None:
        return reverse("campaigns:year-plan", args=[campaign.id, organization_id])
    if condition.code == "organization_stands" and organization_id is not None:
        return reverse("campaigns:group", args=[campaign.id, organization_id])
    if step is None or organization_id is None:
        return ""
    try:
        address = reverse(f"{step.kind}:step", args=[step.campaign_id, step.code])
    except NoReverseMatch:
        return ""
    return f"{address}?organization={organization_id}"


def list_gates(request: HttpRequest, campaign_id: int, organization_id: int) -> HttpResponse:
    """Every gate of the branch's plan, in its order."""
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
    judged = gates.judge_unit(campaign_id, organization_id, today)
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
                    "lines": _lines(campaign, one, steps, organization_id),
                    "state": "done" if one.is_open else "waiting" if one.awaits else "blocked",
                    "awaits": holder_word(one.awaits) if one.awaits else "",
                    "may": _holder(viewer, organization_id, one)
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
    names = {row.id: row.label for row in queries.branches_of(campaign_id)}
    blocked = [one for one in judged if one.verdict.unmet and one.verdict.forced is None]
    return render(
        request,
        "campaigns/close.html",
        {
            "campaign": campaign,
            "gates": [
                {
                    "one": one,
                    "lines": _lines(campaign, one, steps, None),
                    "for": "、".join(sorted(names[unit] for unit in one.unit_ids)) if len(one.unit_ids) <= 3 else "",
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
