"""Pages of checks: plan and begin on the step's page, one line at a time on the sheet, then the unit's answer."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.telling import explaining, telling
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, require, stamp_of, viewer_of
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.progress.visiting import visit
from xianfeng.kinds.inspection import checking, checks, forms
from xianfeng.kinds.inspection.checks import CheckRow
from xianfeng.kinds.inspection.words import FORMS, STATES, sentence


def of_unit(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The check of this unit in this step, and for inspectors the other units still to look at."""
    at = visit(request, campaign_id, step_code, kind="inspection")
    inspects = checks.may_inspect(at.viewer, at.step.responsible, at.branch.id) and at.campaign.is_open
    check = checks.find_check_of(campaign_id, step_code, at.branch.id)
    form = forms.Plan(
        request.POST or None,
        may_hide=at.params.unannounced,
        choices=[(code, FORMS[code]) for code in at.params.forms],
        initial={"form": check.form if check else at.params.form},
    )
    if request.method == "POST":
        require(inspects)
        place = {**stamp_of(request), "campaign_id": campaign_id, "step_code": step_code, "unit_id": at.branch.id}
        if request.POST.get("act") == "begin":
            with telling(request, sentence):
                return redirect("inspection:check", check_id=checking.begin(**place))
            return redirect(at.url())
        if form.is_valid():
            with telling(request, sentence, _("已安排。")):
                checking.plan(**place, **{"unannounced": False, **form.cleaned_data})
            return redirect(at.url())
    shown = check
    if check is not None and not inspects and not check.is_shown:
        shown = None
    planned = check if check and check.state == "planned" and (inspects or not check.unannounced) else None
    missing = []
    if at.viewer.has("inspector", at.campaign.organization_id) or at.viewer.has(
        "bureau_officer", at.campaign.organization_id
    ):
        missing = progress.coverage(campaign_id, step_code, at.campaign.organization_id, at.on).missing
    context = {
        "at": at,
        "trail": at.trail(),
        "form_word": FORMS[shown.form]
        if shown
        else "、".join(str(FORMS[one]) for one in at.params.forms or [at.params.form]),
        "check": shown
        if shown and shown.state != "planned" and checks.may_see(at.viewer, shown, at.step.responsible)
        else None,
        "state": STATES[shown.state] if shown else "",
        "planned": planned,
        "form": form,
        "inspects": inspects and at.is_writable and (check is None or check.state == "planned"),
        "units": [
            {
                "name": row.organization_name,
                "url": f"{request.path}?organization={row.organization_id}",
                "here": row.organization_id == at.branch.id,
            }
            for row in missing
        ],
        "share": at.params.sample,
        "dues_url": reverse("inspection:dues", args=[campaign_id, step_code]) + f"?organization={at.branch.id}"
        if at.params.form == "dues" and at.branch.is_branch
        else "",
        "log_url": reverse("inspection:log", args=[campaign_id])
        if at.viewer.covered("inspector", "bureau_officer")
        else "",
    }
    return render(request, "inspection/step.html", context)


def _check(request: HttpRequest, check_id: int) -> tuple[Viewer, CheckRow, campaigns.StepRow]:
    found = checks.find_check(check_id)
    if found is None:
        raise Http404
    row = campaigns.get_step(found.campaign_id, found.step_code, found.unit_id)
    viewer = viewer_of(request)
    require(checks.may_see(viewer, found, row.responsible))
    return viewer, found, row


def check(request: HttpRequest, check_id: int) -> HttpResponse:
    """The whole sheet: the inspector completes and hands it over, the unit answers, the inspector closes."""
    viewer, found, row = _check(request, check_id)
    campaign = campaigns.get_campaign(found.campaign_id)
    inspects = checks.may_inspect(viewer, row.responsible, found.unit_id) and campaign.is_open
    answers = checks.may_answer(viewer, found.unit_id) and not found.is_own and campaign.is_open
    act = request.POST.get("act", "")
    guidance = forms.Guidance(request.POST if act == "show" else None)
    reply = forms.Answer(request.POST if act == "answer" else None)
    if request.method == "POST":
        require(answers if act == "answer" else inspects)
        form = {"answer": reply, "show": None if found.is_own else guidance}.get(act)
        if form is None or form.is_valid():
            _act(request, act, found, form.cleaned_data if form is not None else {})
            return redirect("inspection:check", check_id=check_id)
    back = reverse("inspection:step", args=[found.campaign_id, found.step_code]) + f"?organization={found.unit_id}"
    context = {
        "check": found,
        "state": STATES[found.state],
        "campaign": campaign,
        "step": row,
        "unit": people.get_organization(found.unit_id),
        "form_word": FORMS.get(found.form, found.form),
        "trail": [{"label": row.title, "url": back}],
        "may_retell": checks.may_answer(viewer, found.unit_id) and found.is_shown and bool(found.achievements),
        "writes": inspects and found.state == "open",
        "guidance": guidance if inspects and found.state == "open" and not found.left and not found.is_own else None,
        "may_finish_own": inspects and found.state == "open" and not found.left and found.is_own,
        "reply_form": reply if answers and found.state in ("shown", "answered") else None,
        "may_close": inspects
        and (found.state == "answered" or (found.state == "shown" and timezone.localdate() > found.reply_by)),
    }
    return render(request, "inspection/check.html", context)


def _act(request: HttpRequest, act: str, shown: CheckRow, data: dict[str, Any]) -> None:
    """One button of the sheet; what an own check finds needs no guidance."""
    stamp = {**stamp_of(request), "check_id": shown.id}
    if act == "answer":
        with telling(request, sentence, _("答复已送出。")):
            checking.answer(**stamp, **data)
    elif act == "show":
        done = _("自查已办结。") if shown.is_own else _("检查情况已交被查单位，问题已列入整改。")
        with telling(request, sentence, done):
            checking.show(**stamp, **(data or {"achievements": "", "problems": "", "direction": ""}))
    elif act == "close":
        with telling(request, sentence, _("检查已办结。")):
            checking.close(**stamp)
    else:
        raise Http404


def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """One line of the sheet."""
    number = checks.check_of_line(line_id)
    if number is None:
        raise Http404
    viewer, found, row = _check(request, number)
    require(checks.may_inspect(viewer, row.responsible, found.unit_id) and found.state == "open")
    at = next(one for one in found.lines if one.id == line_id)
    initial = {"verdict": at.verdict, "finding": at.finding, "evidence_seen": at.evidence, "due_on": at.due_on}
    form = forms.Finding(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with explaining(form, sentence):
            checking.find(**stamp_of(request), line_id=line_id, **form.cleaned_data)
            following = next((one for one in found.lines if not one.verdict and one.id != line_id), None)
            if following is not None and "next" in request.POST:
                return redirect("inspection:line", line_id=following.id)
            return redirect("inspection:check", check_id=found.id)
    context = {
        "check": found,
        "line": at,
        "form": form,
        "unit": people.get_organization(found.unit_id),
        "back": reverse("inspection:check", args=[found.id]),
        "number": found.lines.index(at) + 1,
    }
    return render(request, "inspection/line.html", context)
