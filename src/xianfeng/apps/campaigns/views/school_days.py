"""学校日历: examinations, holidays and other work of a unit, so that activities do not collide with them (S2-35, S3-75)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import actions, forms, queries
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import explaining, refusal_sentence
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.ui import typed


def _sentence(refused: Refused) -> str:
    return refusal_sentence(refused, {"days_wrong": _("最后一天早于第一天，请核对。")})


def school_days(request: HttpRequest, organization_id: int) -> HttpResponse:
    """The calendar of one unit with what stands above it; whoever organises the unit writes it."""
    viewer = viewer_of(request)
    require(viewer.may_see(organization_id) or viewer.belongs_to(organization_id))
    try:
        unit = people.get_organization(organization_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    writes = viewer.may_run(organization_id)
    rows = queries.list_school_days({organization_id, *people.list_superiors({organization_id})})
    form = forms.SchoolDays(request.POST if request.POST.get("act") == "add" else None)
    if request.method == "POST":
        require(writes)
        if _act(request, organization_id, form, {row.id for row in rows if row.organization_id == organization_id}):
            return redirect("campaigns:school-days", organization_id=organization_id)
    context = {"unit": unit, "rows": rows, "form": form if writes else None}
    return render(request, "campaigns/school_days.html", context, status=422 if form.errors else 200)


def _act(request: HttpRequest, organization_id: int, form: forms.SchoolDays, own: set[int]) -> bool:
    """Carry out one act; False when the form has to be shown again."""
    if request.POST.get("act") == "remove":
        number = typed.number(request.POST.get("days"))
        require(number in own)
        actions.remove_school_days(**stamp_of(request), days_id=number or 0)
        messages.success(request, _("已删除。"))
        return True
    if not form.is_valid():
        return False
    with explaining(form, _sentence):
        actions.add_school_days(**stamp_of(request), organization_id=organization_id, **form.cleaned_data)
        messages.success(request, _("已登记。"))
    return form.is_valid()
