"""Pages of projects on trial: enter one, look at it, say what came of it (S2-15)."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import explaining, refusal_sentence
from xianfeng.apps.people.access import require, stamp_of
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.kinds.statement import forms, projects


def sentence(refused: Refused) -> str:
    return refusal_sentence(
        refused,
        {
            "trial_backwards": _("试行的结束日期不能早于开始日期。"),
            "is_decided": _("这个项目已经有了结论，不能再改。"),
            "result_missing": _("请写明试行的结果。"),
            "decision_missing": _("请选择推广还是停止。"),
            "trial_runs": _("试行到 %(until)s 才满，期满后再决定推广；需要停止的可以先停止。"),
        },
    )


def may_enter(at: Visit) -> bool:
    return at.params.projects is not None and at.may_run and at.is_writable and at.branch.is_branch


def enter(request: HttpRequest, campaign_id: int, step_code: str, project_id: int | None = None) -> HttpResponse:
    """A new project, or another wording and other days for one that is not decided."""
    row = projects.get_project(project_id) if project_id is not None else None
    at = visit(request, campaign_id, step_code, kind="statement", organization_id=row.organization_id if row else None)
    require(may_enter(at))
    if row is not None and (row.decision or (row.campaign_id, row.step_code) != (campaign_id, step_code)):
        return redirect(row.url)
    initial: dict[str, object] = {"nonce": uuid4(), "trial_from": at.on}
    if row is not None:
        initial |= {name: getattr(row, name) for name in ("sort", "title", "idea", "trial_from", "trial_until")}
    bound = request.POST if request.method == "POST" else None
    form = forms.ProjectForm(bound, initial=initial, sorts=at.params.projects.sorts)
    if bound is not None and form.is_valid():
        said = dict(form.cleaned_data)
        nonce = said.pop("nonce")
        with explaining(form, sentence):
            made = projects.start_project(
                **stamp_of(request),
                nonce=nonce,
                campaign_id=campaign_id,
                step_code=step_code,
                organization_id=at.branch.id,
                draft=projects.Draft(**said),
                project_id=project_id,
            )
            messages.success(request, _("已登记。试行期满后在这里写明结果，决定推广或停止。"))
            return redirect("statement:project", made)
    return render(
        request,
        "statement/enter_project.html",
        {"at": at, "trail": at.trail(row.title if row else _("登记项目")), "form": form, "is_new": row is None},
        status=422 if bound is not None else 200,
    )


def project(request: HttpRequest, project_id: int) -> HttpResponse:
    """One project; for the branch, the form that says what came of it."""
    row = projects.get_project(project_id)
    at = visit(request, row.campaign_id, row.step_code, kind="statement", organization_id=row.organization_id)
    may_decide = may_enter(at) and not row.decision
    bound = request.POST if request.method == "POST" else None
    form = forms.DecideProject(bound)
    if bound is not None:
        require(may_enter(at))
        if form.is_valid():
            with explaining(form, sentence):
                projects.decide_project(**stamp_of(request), project_id=row.id, **form.cleaned_data)
                messages.success(request, _("已写明结果和结论。"))
                return redirect(row.url)
    return render(
        request,
        "statement/project.html",
        {
            "at": at,
            "trail": at.trail(row.title),
            "row": row,
            "waits": row.waits_on(at.on),
            "form": form if may_decide or bound is not None else None,
            "may_write_practice": at.may_run and row.decision == "spread",
        },
        status=422 if bound is not None else 200,
    )
