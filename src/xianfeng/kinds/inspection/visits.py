"""Pages of inspections: plan and begin on the step's page, one line at a time on the sheet, then the unit's answer."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.telling import explaining, refusal_sentence
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, require, stamp_of, viewer_of
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.progress.visiting import visit
from xianfeng.kinds.inspection import checking, checks
from xianfeng.kinds.inspection.checking import CheckRefused
from xianfeng.kinds.inspection.checks import CheckRow

FORMS = {
    "look_back": gettext_lazy("回头看"),
    "report_hearing": gettext_lazy("听取汇报"),
    "dispatch": gettext_lazy("专题调度"),
    "exchange": gettext_lazy("交流研讨"),
    "visit": gettext_lazy("明查暗访"),
    "target": gettext_lazy("目标考核"),
    "dues": gettext_lazy("党费收缴检查"),
    "admission": gettext_lazy("发展程序抽查"),
    "study": gettext_lazy("理论学习检查"),
    "through_lines": gettext_lazy("四个始终"),
}
STATES = {"planned": "not_started", "open": "open", "shown": "waiting", "answered": "in_review", "closed": "done"}


def sentence(refused: CheckRefused) -> str:
    words = {
        "not_open": _("活动还没有开始或已经结束。"),
        "check_closed": _("这次检查已经办结。"),
        "shown_already": _("这一步已经办过，请刷新页面。"),
        "not_begun": _("检查还没有开始。"),
        "lines_left": _("还有 %(left)s 项没有结论，逐项写完才能交被查单位。"),
        "guidance_missing": _("成绩、问题、努力方向三项都要写。"),
        "reply_missing": _("请写明答复。"),
        "reply_open": _("被查单位的答复期到 %(until)s，之后或答复之后才能办结。"),
        "not_shown": _("检查情况还没有交被查单位。"),
        "verdict_unknown": _("请选择结论。"),
        "finding_missing": _("“有问题”的必须写明是什么问题。"),
        "due_missing": _("“有问题”的必须写整改期限，不早于今天。"),
        "own_check": _("不能检查自己。"),
    }
    return refusal_sentence(refused, words)


class Plan(forms.Form):
    planned_on = forms.DateField(label=gettext_lazy("哪天去"), widget=forms.DateInput(attrs={"type": "date"}))
    unannounced = forms.BooleanField(
        label=gettext_lazy("不事先告知"), required=False,
        help_text=gettext_lazy("暗访：检查前被查单位看不到；检查后必须把情况交给对方答复。"),
    )  # fmt: skip

    def __init__(self, *args, may_hide: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not may_hide:
            del self.fields["unannounced"]


class Finding(forms.Form):
    verdict = forms.ChoiceField(
        label=gettext_lazy("结论"), choices=checks.Verdict.choices, widget=forms.RadioSelect
    )  # fmt: skip
    finding = forms.CharField(
        label=gettext_lazy("所见"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("“有问题”的必须写，交被查单位后列入整改。"),
    )  # fmt: skip
    evidence_seen = forms.CharField(
        label=gettext_lazy("凭什么"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("看了哪份记录、和谁谈、在哪里看到。不必另做台账，也不要求照片。"),
    )  # fmt: skip
    due_on = forms.DateField(
        label=gettext_lazy("整改期限"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )  # fmt: skip


class Guidance(forms.Form):
    """成绩, 问题, 方向 (S2-34)."""

    achievements = forms.CharField(
        label=gettext_lazy("成绩"), max_length=1500, widget=forms.Textarea(attrs={"rows": 2})
    )
    problems = forms.CharField(label=gettext_lazy("问题"), max_length=1500, widget=forms.Textarea(attrs={"rows": 2}))
    direction = forms.CharField(
        label=gettext_lazy("努力方向"), max_length=1500, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip
    reply_by = forms.DateField(
        label=gettext_lazy("请在哪天前答复"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("不填则按方案规定的工作日计算，方案没有规定的为十个工作日。"),
    )  # fmt: skip


class Answer(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("本单位的答复"), max_length=3000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("对检查情况有不同意见也写在这里，会与检查情况一起留存。"),
    )  # fmt: skip


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The check of this unit in this step, and for inspectors the other units still to look at."""
    at = visit(request, campaign_id, step_code, kind="inspection")
    inspects = checks.may_inspect(at.viewer, at.step.responsible, at.branch.id) and at.campaign.is_open
    check = checks.find_check_of(campaign_id, step_code, at.branch.id)
    form = Plan(request.POST or None, may_hide=at.params.unannounced)
    if request.method == "POST":
        require(inspects)
        stamp = stamp_of(request)
        place = {"campaign_id": campaign_id, "step_code": step_code, "unit_id": at.branch.id}
        try:
            if request.POST.get("act") == "begin":
                made = checking.begin(**stamp, **place)
                return redirect("inspection:check", check_id=made)
            if form.is_valid():
                days = {"unannounced": False, **form.cleaned_data}
                checking.plan(**stamp, **place, **days)
                messages.success(request, _("已安排。"))
                return redirect(at.url())
        except CheckRefused as refused:
            messages.error(request, sentence(refused))
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
        "form_word": FORMS[at.params.form],
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
    }
    return render(request, "inspection/step.html", context)


def _check(request: HttpRequest, check_id: int) -> tuple[Viewer, CheckRow, campaigns.StepRow]:
    found = checks.find_check(check_id)
    if found is None:
        raise Http404
    try:
        row = campaigns.get_step(found.campaign_id, found.step_code, found.unit_id)
    except ObjectDoesNotExist:
        raise Http404 from None
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
    guidance = Guidance(request.POST if act == "show" else None)
    reply = Answer(request.POST if act == "answer" else None)
    stamp = {**stamp_of(request), "check_id": check_id}
    if request.method == "POST":
        require(answers if act == "answer" else inspects)
        try:
            if act == "answer" and reply.is_valid():
                checking.answer(**stamp, **reply.cleaned_data)
                messages.success(request, _("答复已送出。"))
                return redirect("inspection:check", check_id=check_id)
            if act == "show" and found.is_own:
                checking.show(**stamp, achievements="", problems="", direction="")
                messages.success(request, _("自查已办结。"))
                return redirect("inspection:check", check_id=check_id)
            if act == "show" and guidance.is_valid():
                checking.show(**stamp, **guidance.cleaned_data)
                messages.success(request, _("检查情况已交被查单位，问题已列入整改。"))
                return redirect("inspection:check", check_id=check_id)
            if act == "close":
                checking.close(**stamp)
                messages.success(request, _("检查已办结。"))
                return redirect("inspection:check", check_id=check_id)
        except CheckRefused as refused:
            messages.error(request, sentence(refused))
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
        "writes": inspects and found.state == "open",
        "guidance": guidance if inspects and found.state == "open" and not found.left and not found.is_own else None,
        "may_finish_own": inspects and found.state == "open" and not found.left and found.is_own,
        "reply_form": reply if answers and found.state in ("shown", "answered") else None,
        "may_close": inspects
        and (found.state == "answered" or (found.state == "shown" and timezone.localdate() > found.reply_by)),
    }
    return render(request, "inspection/check.html", context)


def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """One line of the sheet."""
    number = checks.check_of_line(line_id)
    if number is None:
        raise Http404
    viewer, found, row = _check(request, number)
    require(checks.may_inspect(viewer, row.responsible, found.unit_id) and found.state == "open")
    at = next(one for one in found.lines if one.id == line_id)
    initial = {"verdict": at.verdict, "finding": at.finding, "evidence_seen": at.evidence, "due_on": at.due_on}
    form = Finding(request.POST or None, initial=initial)
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
