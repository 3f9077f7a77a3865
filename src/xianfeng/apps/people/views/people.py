"""The list of people, one person's file, and what may happen to them. Everything is cut to the viewer's own subtree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from xianfeng.apps.journal.actions import record
from xianfeng.apps.journal.telling import explaining
from xianfeng.apps.people import access, actions, forms, queries, roster
from xianfeng.apps.people.rules import UNIT_TYPES
from xianfeng.apps.people.sentences import sentence
from xianfeng.files.sheets import write_list
from xianfeng.ui import typed
from xianfeng.ui.downloads import download

PAGE = 30


def _filters() -> list[tuple[str, str]]:
    return [
        ("members", _("党员")),
        ("probationary", _("预备党员")),
        ("activists", _("入党积极分子")),
        ("non_members", _("群众")),
        ("leave", _("休假离岗")),
        ("retired", _("离退休")),
        ("guests", _("就近参加")),
        ("no_unit", _("未落实单位")),
    ]


def _wanted(request: HttpRequest) -> dict[str, object]:
    return {
        "text": request.GET.get("q", "").strip()[:60],
        "kind": request.GET.get("kind", "") if request.GET.get("kind", "") in roster.FILTERS else "",
        "organization_id": typed.number(request.GET.get("organization")) or None,
        "sort": request.GET.get("sort", "number"),
    }


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = access.viewer_of(request)
    if not roster.seen_ids(viewer) and not viewer.has("bureau_officer"):
        if viewer.has("system_admin") or viewer.has("security_admin"):
            return redirect("people:accounts")
        access.require(False)
    wanted = _wanted(request)
    page = Paginator(roster.find_people(viewer, **wanted), PAGE).get_page(request.GET.get("page"))
    rows = roster.list_rows(page.object_list, viewer)
    organization = None
    if wanted["organization_id"] in roster.seen_ids(viewer):
        organization = queries.get_organization(wanted["organization_id"])
    context = {
        "page": page,
        "wanted": wanted,
        "organization": organization,
        "columns": _columns(request, wanted["sort"]),
        "rows": [{"cells": _cells(row)} for row in rows],
        "filters": [{"name": "kind", "label": _("范围"), "value": wanted["kind"], "options": _filters()}],
        "keep": [(name, request.GET[name]) for name in ("kind", "organization", "sort") if request.GET.get(name)],
        "carry": [(name, request.GET[name]) for name in ("q", "organization", "sort") if request.GET.get(name)],
        "clear_url": reverse("people:index") if wanted["kind"] or wanted["text"] or organization else "",
        "may_import": viewer.has("bureau_officer"),
        "may_accounts": viewer.has("system_admin") or viewer.has("security_admin"),
        "query": request.GET.urlencode(),
    }
    return render(request, "people/index.html", context)


def _columns(request: HttpRequest, sort: str) -> list[dict[str, object]]:
    def sortable(label: str, name: str) -> dict[str, object]:
        query = request.GET.copy()
        query["sort"] = f"-{name}" if sort == name else name
        query.pop("page", None)
        direction = {name: "up", f"-{name}": "down"}.get(sort)
        return {"label": label, "sort_url": f"?{query.urlencode()}", "sorted": direction}

    return [
        sortable(_("姓名"), "name"),
        sortable(_("工号"), "number"),
        {"label": _("工作单位")},
        {"label": _("支部")},
        {"label": _("政治面貌")},
        {"label": _("职务")},
    ]


def _cells(row: roster.PersonRow) -> list[object]:
    name = {"text": row.name, "url": reverse("people:person", args=[row.id])} if row.may_open else row.name
    units = [f"{unit}（{kind}）" if kind else unit for unit, kind in zip(row.units, row.kinds, strict=True)]
    return [name, row.number, "、".join(units), "、".join(row.branches), row.status, "、".join(row.posts)]


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The list as it stands on the page, every row of it."""
    viewer = access.viewer_of(request)
    access.require(bool(roster.seen_ids(viewer)))
    wanted = _wanted(request)
    found = list(roster.find_people(viewer, **wanted))
    rows = [
        [row.name, row.number, "、".join(row.units), "、".join(row.branches), row.status, "、".join(row.posts)]
        for row in roster.list_rows(found, viewer)
    ]
    record(**access.stamp_of(request), action="people.exported", detail={"rows": len(rows)})
    titles = (_("姓名"), _("工号"), _("工作单位"), _("支部"), _("政治面貌"), _("职务"))
    name = _("人员名册")
    return download(write_list(name, titles, rows), f"{name}.xlsx")


def _file(request: HttpRequest, person_id: int) -> tuple[access.Viewer, roster.PersonFile]:
    viewer = access.viewer_of(request)
    file = _file_or_404(person_id, viewer)
    access.require(roster.may_open(viewer, file))
    return viewer, file


def _file_or_404(person_id: int, viewer: access.Viewer) -> roster.PersonFile:
    file = roster.find_file(person_id, on=viewer.on)
    if file is None:
        # A stranger must not learn which numbers exist.
        access.require(viewer.has("bureau_officer"))
        raise Http404
    return file


@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    viewer, file = _file(request, person_id)
    own = next(iter(file.organization_ids & roster.run_ids(viewer)), None)
    actions.open_file(**access.stamp_of(request), person_id=person_id, organization_id=own)
    mobile = bool(file.city) or file.is_away
    context = {
        "file": file,
        "movements": [
            {"code": code, "title": movement.title}
            for code, movement in MOVEMENTS.items()
            if code != "end-office" and (mobile or code not in ("guest-end", "guest-report"))
        ],
        "is_member": file.home_id is not None,
    }
    return render(request, "people/person.html", context)


@dataclass(frozen=True)
class Movement:
    title: str
    form: type[django_forms.Form]
    act: Callable[..., object]
    done: str


MOVEMENTS: dict[str, Movement] = {
    "transfer": Movement(
        gettext_lazy("调动工作单位"), forms.TransferForm, actions.transfer, gettext_lazy("已登记调动。")
    ),
    "joint": Movement(
        gettext_lazy("兼职、借调、支教"), forms.JointForm, actions.appoint_jointly, gettext_lazy("已登记。")
    ),
    "leave": Movement(gettext_lazy("休假离岗"), forms.LeaveForm, actions.start_leave, gettext_lazy("已登记休假。")),
    "return": Movement(gettext_lazy("休假后返岗"), forms.DayForm, actions.return_to_work, gettext_lazy("已登记返岗。")),
    "retire": Movement(gettext_lazy("离退休"), forms.DayForm, actions.retire, gettext_lazy("已登记离退休。")),
    "appoint": Movement(gettext_lazy("任职"), forms.AppointForm, actions.appoint, gettext_lazy("已登记任职。")),
    "status": Movement(
        gettext_lazy("政治面貌和权利变化"), forms.StatusForm, actions.change_status, gettext_lazy("已登记。")
    ),
    "affiliation": Movement(
        gettext_lazy("转接组织关系"),
        forms.TransferAffiliationForm,
        actions.transfer_affiliation,
        gettext_lazy("已转接。"),
    ),
    "guest": Movement(
        gettext_lazy("就近参加（流动党员）"), forms.GuestForm, actions.register_guest, gettext_lazy("已登记。")
    ),
    "guest-report": Movement(
        gettext_lazy("流动党员已报告"), forms.ReportForm, actions.report_guest, gettext_lazy("已登记报告。")
    ),
    "guest-end": Movement(
        gettext_lazy("结束就近参加"), forms.EndGuestForm, actions.end_guest, gettext_lazy("已登记。")
    ),
    "no-unit": Movement(
        gettext_lazy("未落实单位、关系保留"), forms.DayForm, actions.keep_without_unit, gettext_lazy("已登记。")
    ),
    "contact": Movement(gettext_lazy("记录一次联系"), forms.ContactForm, actions.log_contact, gettext_lazy("已记录。")),
}


def _choices(viewer: access.Viewer) -> dict[str, list]:
    units = roster.list_choices(viewer, UNIT_TYPES)
    branch_types = ("party_branch", "joint_branch", "temporary_branch", "party_group")
    branches = roster.list_choices(viewer, branch_types)
    committees = roster.list_choices(viewer, ("party_committee", "general_branch"))
    return {
        "units": units,
        "branches": branches,
        "all_branches": roster.list_choices(viewer, branch_types, everywhere=True),
        "organizations": [*units, *committees, *branches],
        "roles": queries.office_roles(),
    }


@require_http_methods(["GET", "POST"])
def movement(request: HttpRequest, person_id: int, code: str) -> HttpResponse:
    viewer, file = _file(request, person_id)
    if code not in MOVEMENTS:
        raise Http404
    chosen = MOVEMENTS[code]
    initial = {"from_date": viewer.on, "on_date": viewer.on, "reported_on": viewer.on, "until_date": None}
    if code == "guest":
        initial["city"] = file.city
    form = chosen.form(request.POST or None, choices=_choices(viewer), initial=initial)
    if request.method == "POST" and form.is_valid():
        extra = (
            {"organization_id": file.home_id or next(iter(file.organization_ids), None)} if code == "contact" else {}
        )
        with explaining(form, sentence):
            chosen.act(**access.stamp_of(request), person_id=person_id, **form.cleaned_data, **extra)
            messages.success(request, chosen.done)
            # A movement may take the person out of the viewer's own subtree.
            after = roster.find_file(person_id, on=viewer.on)
            stays = after is not None and roster.may_open(viewer, after)
            return redirect("people:person", person_id) if stays else redirect("people:index")
    context = {"file": file, "title": chosen.title, "form": form}
    return render(request, "people/movement.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def end_office(request: HttpRequest, person_id: int, office_id: int) -> HttpResponse:
    viewer, file = _file(request, person_id)
    office = next((row for row in file.offices if row.id == office_id), None)
    if office is None:
        raise Http404
    access.require(viewer.may_run(office.organization_id))
    form = forms.EndOfficeForm(request.POST or None, initial={"until_date": viewer.on})
    if request.method == "POST" and form.is_valid():
        with explaining(form, sentence):
            actions.end_office(
                **access.stamp_of(request),
                office_id=office_id,
                until_date=form.cleaned_data["until_date"],
            )
            messages.success(request, _("已登记免职。"))
            return redirect("people:person", person_id)
    context = {"file": file, "title": _("结束任职：%(title)s") % {"title": office.what}, "form": form}
    return render(request, "people/movement.html", context, status=422 if form.errors else 200)
