"""What a unit meets otherwise than its superior: consent to local plans, exceptions from soft words, both in the open."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xianfeng.apps.campaigns import actions, queries
from xianfeng.apps.campaigns.actions import CampaignRefused
from xianfeng.apps.campaigns.sentences import refusal_sentence
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, require, viewer_of
from xianfeng.apps.plans import queries as plans
from xianfeng.apps.plans.actions import PlanRefused
from xianfeng.apps.plans.words import holder_word, told_value
from xianfeng.core.plan.parameters import Parameter
from xianfeng.core.plan.settling import soft_parameters, steps_using


@require_POST
def decide_local(request: HttpRequest, overlay_id: int) -> HttpResponse:
    """The superior agrees to a local plan, or sends it back; agreed, it holds in what has not begun."""
    overlay = plans.get_overlay(overlay_id)
    version = plans.get_version(overlay.plan_version_id)
    viewer = viewer_of(request)
    require(viewer.has("bureau_officer", version.organization_id))
    try:
        too_late = actions.decide_local_plan(
            now=timezone.now(),
            actor=viewer.actor,
            overlay_id=overlay_id,
            approved=request.POST.get("verdict") == "approve",
            remark=request.POST.get("remark", ""),
        )
    except PlanRefused as refused:
        reason = _("退回时请写明理由。") if refused.code == "reason_missing" else _("这份方案已经办理，请刷新页面。")
        messages.error(request, reason)
    else:
        messages.success(request, _("已办理。"))
        titles = {step.code: step.title for step in plans.get_pack(version.id).plan.steps}
        for campaign, codes in too_late.items():
            if codes:
                steps = "、".join(titles.get(code, code) for code in codes)
                told = _("“%(campaign)s”中这些步骤已经开始，仍照原来的要求办：%(steps)s。其余从今天起照新方案。")
                messages.info(request, told % {"campaign": campaign, "steps": steps})
    return redirect("plans:local", version_id=version.id, organization_id=overlay.organization_id)


class GrantException(forms.Form):
    """One exception from one soft word."""

    value = forms.CharField(label=gettext_lazy("改为"), max_length=40)
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("理由会写在有关步骤上，本单位的人都能看到。"),
    )  # fmt: skip


def may_except(viewer: Viewer, parameter: Parameter, organization_id: int, superior_id: int | None) -> bool:
    """Whether the viewer holds the post that the plan names for this word; the unit's own secretary only where it says so."""
    if parameter.soft is None:
        return False
    if parameter.soft.exception_by in (
        "branch_secretary",
        "committee",
        "principal",
        "leader_in_charge",
        "organization_commissioner",
    ):
        return viewer.may_run(organization_id)
    return superior_id is not None and viewer.may_run(superior_id)


def exceptions(request: HttpRequest, campaign_id: int, organization_id: int) -> HttpResponse:
    """The soft words of the plan, what one unit was allowed to do otherwise, by whom and why; who may, grants one here."""
    viewer = viewer_of(request)
    try:
        campaign, unit = queries.get_campaign(campaign_id), people.get_organization(organization_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    if organization_id not in people.subtree_ids(campaign.organization_id):
        raise Http404
    require(viewer.may_see(organization_id) or viewer.belongs_to(organization_id))
    pack = plans.get_settled(campaign.plan_version_id)
    superior = people.find_superior(organization_id)
    may = {
        item.code: campaign.is_open and may_except(viewer, item, organization_id, superior.id if superior else None)
        for item in soft_parameters(pack)
    }
    asked = request.POST.get("parameter") or request.GET.get("parameter") or ""
    form = GrantException(request.POST or None)
    if request.method == "POST":
        require(may.get(asked, False))
        if form.is_valid():
            try:
                actions.grant_exception(
                    now=timezone.now(),
                    actor=viewer.actor,
                    campaign_id=campaign_id,
                    organization_id=organization_id,
                    parameter=asked,
                    **form.cleaned_data,
                )
            except CampaignRefused as refused:
                form.add_error(None, refusal_sentence(refused))
            else:
                messages.success(request, _("已同意例外，从今天起用于还没有开始的步骤。"))
                return redirect("campaigns:exceptions", campaign_id=campaign_id, organization_id=organization_id)
    titles = {step.code: step.title for step in pack.plan.steps}
    granted = queries.list_exceptions(campaign_id, [organization_id])
    words = []
    for item in soft_parameters(pack):
        assert item.soft is not None
        tolerance = pack.find_parameter(item.soft.tolerance) if item.soft.tolerance else None
        words.append(
            {
                "parameter": item,
                "value": told_value(item, item.value),
                "tolerance": told_value(tolerance, tolerance.value) if tolerance else "",
                "by": holder_word(item.soft.exception_by),
                "steps": "、".join(titles[code] for code in steps_using(pack, item.code)),
                "granted": [
                    {"row": row, "value": told_value(item, row.value)} for row in granted if row.parameter == item.code
                ],
                "may": may[item.code],
                "form": (form if asked == item.code and form.is_bound else GrantException(auto_id=f"id_{item.code}_%s"))
                if may[item.code]
                else None,
            }
        )
    context = {"campaign": campaign, "unit": unit, "words": words}
    return render(request, "campaigns/exceptions.html", context)


@require_POST
def end_exception(request: HttpRequest, exception_id: int) -> HttpResponse:
    try:
        row = queries.get_exception(exception_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    viewer = viewer_of(request)
    parameter = plans.get_pack(queries.get_campaign(row.campaign_id).plan_version_id).find_parameter(row.parameter)
    superior = people.find_superior(row.organization_id)
    require(
        parameter is not None
        and may_except(viewer, parameter, row.organization_id, superior.id if superior else None)
    )  # fmt: skip
    try:
        actions.end_exception(now=timezone.now(), actor=viewer.actor, exception_id=exception_id)
        messages.success(request, _("例外已终止。"))
    except CampaignRefused as refused:
        messages.error(request, refusal_sentence(refused))
    return redirect("campaigns:exceptions", campaign_id=row.campaign_id, organization_id=row.organization_id)
