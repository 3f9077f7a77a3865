"""发文登记 (S0-62): the register, one document with who has acknowledged it, and its entry."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import actions, forms, queries
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.rooms import each_room
from xianfeng.apps.journal.telling import explaining, refusal_sentence, telling
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, require, stamp_of, viewer_of

HEADS = ("branch_secretary", "deputy_secretary")


def _sentence(refused: Refused) -> str:
    return refusal_sentence(
        refused,
        {
            "title_missing": _("请写标题。"),
            "issued_later": _("印发日期还没有到，请核对。"),
            "number_taken": _("文号“%(number)s”已经登记过。"),
            "recipients_missing": _("请选择发给哪些单位。"),
            "recipient_elsewhere": _("只能发给本单位的下级。"),
            "not_a_recipient": _("这份文件没有发给您的单位。"),
            "step_unknown": _("请选择哪一步。"),
        },
    )


def _issuers(viewer: Viewer) -> list[people.OrganizationRow]:
    """Organisations with others below that the viewer organises: whoever issues documents."""
    heads = viewer.heads(*HEADS, "bureau_officer")
    return [unit for unit in people.list_organizations(heads) if people.list_children(unit.id)]


def _places(viewer: Viewer) -> frozenset[int]:
    """Every unit whose documents the viewer may read."""
    return viewer.branch_ids | viewer.covered(*HEADS, "bureau_officer", "inspector", "principal")


def documents(request: HttpRequest) -> HttpResponse:
    """What was issued by and to the visitor's units, the newest first; and below what the programmes have put on reading lists."""
    viewer = viewer_of(request)
    issuers, places = _issuers(viewer), _places(viewer)
    return render(
        request,
        "campaigns/documents.html",
        {
            "rows": queries.list_documents(places),
            "readings": list(each_room("list_issued_readings", organization_ids=places)),
            "enter_at": issuers[0].id if issuers else None,
        },
    )


def document(request: HttpRequest, document_id: int) -> HttpResponse:
    """One document: its text, who has acknowledged it, what stands on it; acknowledge it, or cite it in a step."""
    viewer = viewer_of(request)
    try:
        row = queries.get_document(document_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    issues = viewer.may_run(row.organization_id)
    require(issues or viewer.may_see(row.organization_id) or bool(_places(viewer) & row.recipient_ids))
    received = [one for one in row.receipts if one.organization_id in viewer.heads(*HEADS)]
    mine = [one for one in received if one.acknowledged_on is None]
    cited = {f"{campaign}:{step}" for campaign, _title, step, _name in row.steps}
    citable = [one for one in queries.list_citable([row.organization_id]) if one[0] not in cited] if issues else []
    if request.method == "POST":
        stamp = {**stamp_of(request), "document_id": row.id}
        if request.POST.get("act") == "acknowledge":
            require(bool(received))
            with telling(request, _sentence, _("已签收。")):
                for one in mine:
                    actions.acknowledge_document(**stamp, organization_id=one.organization_id)
        else:
            require(issues)
            campaign, _colon, step = request.POST.get("step", "").partition(":")
            is_known = f"{campaign}:{step}" in {*dict(citable), *cited}
            with telling(request, _sentence, _("已注明为这一步的依据。") if is_known else ""):
                actions.cite_document(
                    **stamp, campaign_id=int(campaign) if is_known else 0, step_code=step if is_known else ""
                )
        return redirect("campaigns:document", document_id=row.id)
    context = {
        "row": row,
        "mine": mine,
        "citable": citable,
        "shows_receipts": issues or viewer.may_see(row.organization_id),
    }
    return render(request, "campaigns/document.html", context)


def enter(request: HttpRequest, organization_id: int) -> HttpResponse:
    """A document is entered by whoever organises its issuer, with the units it goes to."""
    viewer = viewer_of(request)
    require(viewer.may_run(organization_id))
    units = [(unit.id, unit.label) for unit in people.list_branches(organization_id) if unit.id != organization_id]
    form = forms.Document(request.POST or None, units=units, initial={"nonce": uuid4(), "issued_on": viewer.on})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        with explaining(form, _sentence):
            made = actions.issue_document(
                **stamp_of(request),
                nonce=told["nonce"],
                organization_id=organization_id,
                title=told["title"],
                number=told["number"],
                issued_on=told["issued_on"],
                text=told["text"],
                recipient_ids=told["recipients"] or [unit for unit, _label in units],
            )
            messages.success(request, _("已登记，收文单位的待办里会有“签收”。"))
            return redirect("campaigns:document", document_id=made)
    context = {"form": form, "unit": people.get_organization(organization_id)}
    return render(request, "campaigns/enter_document.html", context, status=422 if form.is_bound else 200)
