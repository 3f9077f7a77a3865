"""Pages of 经验做法: the library for everybody who signs in, one practice with the units that use it, and its writing."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xianfeng.apps.exemplars import actions, forms, queries
from xianfeng.apps.exemplars.queries import Offer, PracticeRow
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import explaining, refusal_sentence, telling
from xianfeng.apps.notices.refusals import detail_word
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, require, stamp_of, viewer_of
from xianfeng.ui import typed

WRITERS = ("branch_secretary", "deputy_secretary", "principal")
STATES = {"approved": "confirmed", "returned": "returned", "waiting": "in_review"}


def sentence(refused: Refused) -> str:
    params = dict(refused.params)
    if "kind" in params:
        params["kind"] = detail_word(str(params["kind"]))
    return refusal_sentence(
        Refused(refused.code, **params),
        {
            "incomplete": _("名称、问题、做法和效果都要写。"),
            "personal_detail": _("“%(passage)s”像是%(kind)s，请删去后再保存。"),
            "is_approved": _("已经审定入库，不能再改。"),
            "second_person_needed": _("不能审定自己写的做法，请由另一人办理。"),
            "changed_meanwhile": _("打开以后又改过，请看过新的文字再审定。"),
            "not_approved": _("审定以后才能采用。"),
            "own_practice": _("这是本单位的做法，不用再登记。"),
        },
    )


def _edits(viewer: Viewer, row: PracticeRow) -> bool:
    """The editor: who organises the unit above, and not who wrote it."""
    superior = people.find_superior(row.organization_id)
    above = superior.id if superior is not None else row.organization_id
    return viewer.may_run(above) and not viewer.is_person(row.written_by)


def _units(viewer: Viewer) -> list[tuple[int, str]]:
    """Units the viewer speaks for."""
    return [(unit.id, unit.label) for unit in people.list_organizations(viewer.heads(*WRITERS))]


def library(request: HttpRequest) -> HttpResponse:
    """What is approved, the newest first, for whoever signs in; what the visitor is to approve or has written stands above."""
    viewer, words = viewer_of(request), request.GET.get("q", "")[:60]
    waiting = queries.list_unapproved(viewer.covered(*WRITERS, "bureau_officer"))
    units = [unit for unit, _label in _units(viewer) if viewer.may_run(unit)]
    rows = queries.list_library(words)
    return render(
        request,
        "exemplars/practices.html",
        {
            "rows": rows,
            "used_here": {row.id for row in rows for one in row.adoptions if one.organization_id in viewer.branch_ids},
            "waiting": [{"row": row, "state": STATES[row.stage]} for row in waiting],
            "words": words,
            "write_at": units[0] if units else None,
        },
    )


def practice(request: HttpRequest, practice_id: int) -> HttpResponse:
    """One practice: who wrote it from what, who uses it; and what this visitor may do about it."""
    viewer = viewer_of(request)
    try:
        row = queries.get_practice(practice_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    edits, writes = _edits(viewer, row), viewer.may_run(row.organization_id)
    require(row.stage == "approved" or edits or writes)
    used = {one.organization_id for one in row.adoptions}
    units = [unit for unit in _units(viewer) if unit[0] != row.organization_id]
    free = [unit for unit in units if unit[0] not in used]
    adopts = request.POST.get("act") == "adopt"
    form = forms.Adopt(request.POST if adopts else None, units=units if adopts else free)
    if request.method == "POST":
        stamp, act = {**stamp_of(request), "practice_id": row.id}, request.POST.get("act")
        if act in ("approve", "return"):
            require(edits)
            with telling(request, sentence, _("已审定入库。") if act == "approve" else _("已退回。")):
                if act == "approve":
                    actions.approve(**stamp, seen=typed.moment(request.POST.get("seen"), row.written_at))
                else:
                    actions.send_back(**stamp, reason=request.POST.get("reason", ""))
        elif act == "adopt" and form.is_valid():
            with telling(request, sentence, _("已登记在本单位采用。")):
                actions.adopt(
                    **stamp, organization_id=form.cleaned_data["organization"], note=form.cleaned_data["note"]
                )
        elif act == "give_up":
            mine = [unit for unit, _label in units if str(unit) == request.POST.get("organization")]
            require(bool(mine))
            with telling(request, sentence, _("已取消登记。")):
                actions.give_up(**stamp, organization_id=mine[0])
        else:
            require(bool(units))
        if not form.errors:
            return redirect("exemplars:practice", practice_id=row.id)
    context = {
        "row": row,
        "state": STATES[row.stage],
        "edits": edits and row.stage != "approved",
        "writes": writes and row.stage != "approved",
        "form": form if row.stage == "approved" and free else None,
        "own_units": {unit for unit, _label in units},
    }
    return render(request, "exemplars/practice.html", context, status=422 if form.errors else 200)


def write(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Write a practice down: from scratch, from a record of the unit (`?from=return:3`), or one sent back (`?practice=`)."""
    viewer = viewer_of(request)
    require(viewer.may_run(organization_id))
    wanted = typed.number(request.GET.get("practice"))
    known = queries.get_practice(wanted) if wanted else None
    if known is not None and known.organization_id != organization_id:
        raise Http404
    source = request.GET.get("from", "")[:120]
    offer = queries.find_offer(source) if known is None else None
    if offer is not None and offer.organization_id != organization_id:
        offer = None
    form = forms.PracticeForm(request.POST or None, initial=_initial(known, offer))
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("title", "problem", "method", "result")}
        with explaining(form, sentence):
            made = actions.write_practice(
                **stamp_of(request),
                nonce=form.cleaned_data["nonce"],
                organization_id=organization_id,
                practice_id=known.id if known else None,
                draft=actions.Draft(**told, source=source if offer else "", source_label=offer.label if offer else ""),
            )
            messages.success(request, _("已提交，由上级审定后入库。"))
            return redirect("exemplars:practice", practice_id=made)
    context = {"form": form, "organization": people.get_organization(organization_id), "offer": offer, "known": known}
    return render(request, "exemplars/write_practice.html", context, status=422 if form.is_bound else 200)


def _initial(known: PracticeRow | None, offer: Offer | None) -> dict[str, object]:
    begun: dict[str, object] = {"nonce": uuid4()}
    if known is not None:
        begun |= {name: getattr(known, name) for name in ("title", "problem", "method", "result")}
    elif offer is not None:
        begun |= {"title": offer.title[:60], "method": offer.method[:4000]}
        begun |= {"problem": offer.problem[:1000], "result": offer.result[:1000]}
    return begun
