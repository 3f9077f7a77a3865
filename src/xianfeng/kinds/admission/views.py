"""The register of applicants: for the branch committee and the level above; everybody else is told no."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xianfeng.apps.journal.telling import explaining, telling
from xianfeng.apps.people.access import require, stamp_of
from xianfeng.apps.people.choosing import everybody_of, these
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.kinds.admission import actions, forms, queries
from xianfeng.kinds.admission.words import gap_sentence, sentence
from xianfeng.ui import typed


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Applicants down, stages across; below, one form for the next stage."""
    at = visit(request, campaign_id, step_code, kind="admission")
    require(queries.may_see(at.viewer, at.branch.id))
    rows = queries.list_applicants(at.params, at.branch.id, at.on)
    form = forms.Record(
        request.POST if request.POST.get("act") == "record" else None,
        crowd=everybody_of(at.branch.id, on=at.on) if at.branch.is_branch else these([]),
        stages=[(one.code, one.title) for one in at.params.stages],
        about=at.params.about,
        initial={"nonce": uuid4(), "reached_on": at.on},
    )
    writes = at.is_writable and at.branch.is_branch and at.branch.id in at.viewer.heads(*queries.COMMITTEE)
    if request.method == "POST":
        require(writes)
        if _act(request, at, form, {cell.record_id for row in rows for cell in row.cells}):
            return redirect(at.url())
    context = {
        "at": at,
        "trail": at.trail(),
        "rows": [{"row": row, "gaps": [gap_sentence(code, title) for code, title in row.gaps]} for row in rows],
        "form": form,
        "writes": writes,
    }
    return render(request, "admission/step.html", context, status=422 if form.errors else 200)


def _act(request: HttpRequest, at: Visit, form: forms.Record, known: set[int | None]) -> bool:
    """Carry out one act; False when the form has to be shown again."""
    if request.POST.get("act") == "record":
        if not form.is_valid():
            return False
        with explaining(form, sentence):
            actions.record_stage(
                **stamp_of(request),
                campaign_id=at.campaign.id,
                step_code=at.step.code,
                organization_id=at.branch.id,
                **form.cleaned_data,
            )
            messages.success(request, _("已登记。"))
        return form.is_valid()
    number = typed.number(request.POST.get("record"))
    require(number in known)
    with telling(request, sentence, _("已撤回，原登记和原因保留。")):
        actions.take_back(**stamp_of(request), record_id=number or 0, reason=request.POST.get("reason", ""))
    return True
