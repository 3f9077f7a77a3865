"""Items of an earlier programme: from a workbook, or those its round here left open."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import explaining
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.apps.tracking import actions, forms, queries, workbook
from xianfeng.apps.tracking.refusals import sentence
from xianfeng.apps.tracking.views.doors import campaign_of, covered, latest_due, unit_of
from xianfeng.files.sheets import FileRefused
from xianfeng.ui.downloads import download


def template(request: HttpRequest) -> HttpResponse:
    require(bool(covered(viewer_of(request))))
    return download(workbook.template(), _("整改台账模板.xlsx"))


def import_items(request: HttpRequest) -> HttpResponse:
    """Items of an earlier programme from a workbook: looked at as a whole, taken over as a whole (S0-51)."""
    viewer = viewer_of(request)
    unit = unit_of(request, viewer)
    form = forms.Upload(request.POST or None, request.FILES or None)
    faults: list[object] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            drafts, faults = workbook.read_items(upload.read(), upload.name)
            if not faults:
                campaign_id = campaign_of(unit.id)
                new, old = actions.import_items(
                    **stamp_of(request),
                    organization_id=unit.id,
                    campaign_id=campaign_id,
                    drafts=drafts,
                    latest=latest_due(campaign_id, "", timezone.localdate()),
                )
                messages.success(
                    request, _("导入 %(new)s 项；%(old)s 项以前已经导入，没有重复。") % {"new": new, "old": old}
                )
                return redirect("tracking:list")
        except FileRefused:
            form.add_error("file", _("这个文件读不出来。请用模板填写，保存为 .xlsx、.xls 或 .csv 后再试。"))
        except Refused as refused:
            form.add_error(None, sentence(refused))
    return render(request, "tracking/import.html", {"form": form, "unit": unit, "faults": faults})


def carry_over(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Bring the open items of the earlier round into this one; twice does not double (S0-51)."""
    viewer = viewer_of(request)
    campaign = campaigns.get_campaign(campaign_id)
    if campaign.predecessor_id is None:
        raise Http404
    units = [row.id for row in campaigns.branches_of(campaign_id) if viewer.may_run(row.id)]
    require(bool(units))
    form = forms.CarryOver(request.POST or None)
    open_items = queries.list_items(organization_ids=units, campaign_id=campaign.predecessor_id, only_open=True)
    if request.method == "POST" and form.is_valid():
        with explaining(form, sentence):
            carried = actions.carry_over(
                **stamp_of(request),
                from_campaign_id=campaign.predecessor_id,
                to_campaign_id=campaign_id,
                organization_ids=units,
                due_on=form.cleaned_data["due_on"],
            )
            messages.success(request, _("转入 %(n)s 项；以前已经转入的没有重复。") % {"n": carried})
            return redirect("tracking:list")
    return render(request, "tracking/carry_over.html", {"campaign": campaign, "form": form, "count": len(open_items)})
