"""领导小组（主席团）: the register of a unit for one campaign; what stands can be read by all who see the unit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import actions, forms, queries
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import explaining, refusal_sentence
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, stamp_of, viewer_of


def _sentence(refused: Refused) -> str:
    return refusal_sentence(
        refused,
        {
            "not_open": _("活动还没有开始。"),
            "closed": _("活动已经结束，不能再改。"),
            "founded_later": _("成立日期还没有到，请核对。"),
            "names_unknown": _("本单位查不到：%(names)s。请按名册上的姓名填写。"),
            "names_ambiguous": _("本单位有同名的人：%(names)s。请在姓名后加上工号，例如“张三1001”。"),
            "one_head": _("组长（主席）只填一人。"),
            "named_twice": _("同一人只填一处：%(names)s。"),
        },
    )


def group(request: HttpRequest, campaign_id: int, organization_id: int) -> HttpResponse:
    """The group that stands, who sits in it and by which paper; whoever organises the unit writes it down."""
    viewer = viewer_of(request)
    try:
        campaign, unit = queries.get_campaign(campaign_id), people.get_organization(organization_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    units = people.subtree_ids(campaign.organization_id)
    if organization_id not in units or campaign.opened_at is None:
        raise Http404
    # The programme's own group and office can be reached by every unit of the programme.
    takes_part = organization_id == campaign.organization_id and bool(viewer.branch_ids & units)
    require(viewer.may_see(organization_id) or viewer.belongs_to(organization_id) or takes_part)
    standing = queries.find_group(campaign_id, organization_id)
    writes = viewer.may_run(organization_id) and campaign.is_open
    last = standing or (queries.find_last_group(organization_id) if writes else None)
    form = forms.Group(request.POST if request.method == "POST" else None, initial=_initial(last, anew=not standing))
    if request.method == "POST":
        require(writes)
        if form.is_valid():
            with explaining(form, _sentence):
                actions.register_group(
                    **stamp_of(request),
                    campaign_id=campaign_id,
                    organization_id=organization_id,
                    **form.cleaned_data,
                )
            if form.is_valid():
                messages.success(request, _("已登记。"))
                return redirect("campaigns:group", campaign_id=campaign_id, organization_id=organization_id)
    return render(
        request,
        "campaigns/group.html",
        {
            "campaign": campaign,
            "unit": unit,
            "group": standing,
            "form": form if writes else None,
            "without_sight": [name for number, name in queries.list_without_sight(viewer.on) if number == campaign_id]
            if writes and organization_id == campaign.organization_id
            else [],
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _initial(last: queries.GroupRow | None, *, anew: bool) -> dict[str, Any]:
    """What the form begins with: the group that stands, or the people and duties of the last campaign's."""
    if last is None:
        return {"founded_on": timezone.localdate()}
    names = {role: "、".join(last.names_of(role)) for role in ("head", "deputy", "member")}
    names["office_member"] = "、".join(last.names_of("office"))
    kept = {"name": last.name, **names, "office": last.office, "contact": last.contact, "duties": last.duties}
    return kept if anew else kept | {"document": last.document, "founded_on": last.founded_on}
