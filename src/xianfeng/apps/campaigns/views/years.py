"""上一段总结和新一年打算: the branch's page, and the superior's list."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import forms, planning, queries, years
from xianfeng.apps.campaigns.planning import YearPlanRefused
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, viewer_of


def _campaign(campaign_id: int) -> queries.CampaignRow:
    try:
        campaign = queries.get_campaign(campaign_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    if campaign.opened_at is None or not years.asks_for_pair(campaign):
        raise Http404
    return campaign


def _sentence(refused: YearPlanRefused) -> str:
    return {
        "not_asked": _("活动还没有开始或已经结束，现在不能写。"),
        "conflict": _("这份总结和打算刚被别人改过。您写的内容还在下面，请核对后再保存。"),
        "handed_in": _("已经提交，不能再改。"),
        "faulty": _("还不能提交，请看下面标出的各项。您写的内容都还在。"),
        "not_submitted": _("这份总结和打算还没有提交，或已经办理。"),
        "second_person_needed": _("提交人不能自己同意，请由上级另一人办理。"),
        "reason_missing": _("退回时请写明理由。"),
    }.get(refused.code, _("没有办成，请刷新页面后再试。"))


def year_plan(request: HttpRequest, campaign_id: int, organization_id: int) -> HttpResponse:
    """Write the pair, hand it in, read it; the superior agrees or sends it back."""
    viewer, today = viewer_of(request), timezone.localdate()
    require(viewer.may_see(organization_id) or viewer.belongs_to(organization_id))
    campaign = _campaign(campaign_id)
    if organization_id not in {row.id for row in queries.branches_of(campaign_id)}:
        raise Http404
    pair = years.find_pair(campaign_id, organization_id)
    writes = organization_id in viewer.heads("branch_secretary", "deputy_secretary") and campaign.is_open
    writes = writes and (pair is None or pair.state in ("draft", "returned"))
    decides = pair is not None and pair.state == "submitted" and years.may_decide(viewer, pair)
    if not (writes or viewer.may_see(organization_id)):
        require(pair is not None and pair.state == "accepted")
    figures = pair.figures if pair and pair.figures else years.list_figures(campaign, organization_id, today)
    initial = {
        "review": pair.review if pair else years.told_figures(figures),
        "focus": pair.focus if pair else "",
        "goal": pair.goal if pair else "",
        "action": pair.action if pair else "",
        "revision": pair.revision if pair else 0,
    }
    form = forms.YearPair(request.POST if writes and request.method == "POST" else None, initial=initial)
    error = ""
    if request.method == "POST" and decides and pair is not None:
        try:
            planning.decide_pair(
                now=timezone.now(),
                actor=viewer.actor,
                pair_id=pair.id,
                accepted=request.POST.get("verdict") == "accept",
                reason=request.POST.get("reason", ""),
            )
        except YearPlanRefused as refused:
            error = _sentence(refused)
        else:
            messages.success(request, _("已办理。"))
            return redirect("campaigns:year-plans", campaign_id=campaign_id)
    elif request.method == "POST":
        require(writes)
        if form.is_valid():
            handing_in = "hand_in" in request.POST
            try:
                planning.save_pair(
                    now=timezone.now(),
                    actor=viewer.actor,
                    campaign_id=campaign_id,
                    organization_id=organization_id,
                    texts=form.cleaned_data,
                    revision=form.cleaned_data["revision"],
                    hand_in=handing_in,
                )
            except YearPlanRefused as refused:
                form.add_error(None, _sentence(refused))
                form.mark_faults(refused.params.get("faults", {}))
            else:
                messages.success(request, _("已提交上级。") if handing_in else _("已保存。"))
                return redirect("campaigns:year-plan", campaign_id=campaign_id, organization_id=organization_id)
    return render(
        request,
        "campaigns/year_plan.html",
        {
            "campaign": campaign,
            "unit": people.get_organization(organization_id),
            "pair": pair,
            "figures": figures,
            "form": form if writes else None,
            "decides": decides,
            "error": error,
            "reason": request.POST.get("reason", ""),
        },
        status=422 if error or (form.is_bound and form.errors) else 200,
    )


def year_plans(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Every branch below the viewer with the state of its pair, by code."""
    campaign, viewer = _campaign(campaign_id), viewer_of(request)
    branches = [row for row in queries.branches_of(campaign_id) if viewer.may_see(row.id)]
    require(bool(branches))
    pairs = {row.organization_id: row for row in years.list_pairs(campaign_id, [row.id for row in branches])}
    return render(
        request,
        "campaigns/year_plans.html",
        {
            "campaign": campaign,
            "rows": [{"unit": row, "pair": pairs.get(row.id), "state": _state(pairs.get(row.id))} for row in branches],
            "accepted": sum(1 for row in pairs.values() if row.state == "accepted"),
        },
    )


def _state(pair: years.PairRow | None) -> str:
    if pair is None:
        return "not_started"
    return {"draft": "draft", "submitted": "in_review", "returned": "returned", "accepted": "done"}[pair.state]
