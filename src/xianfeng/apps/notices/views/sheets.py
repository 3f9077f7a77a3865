"""One notice: its sheet, its period, what stands in the way, and the steps of the day."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal import queries as journal
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import telling
from xianfeng.apps.notices import actions, forms, queries
from xianfeng.apps.notices.printing import make_sheet, objection_words, period_words, tally_words
from xianfeng.apps.notices.queries import NoticeRow
from xianfeng.apps.notices.reading import is_inside, may_handle, may_propose, may_work
from xianfeng.apps.notices.refusals import sentence
from xianfeng.apps.notices.words import CHANNEL_WORDS, SCOPE_WORDS, STATE_CODES, STATE_WORDS
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.ui import typed
from xianfeng.ui.downloads import download


def notice_of(notice_id: int) -> NoticeRow:
    notice = queries.find_notice(notice_id)
    if notice is None:
        raise Http404
    return notice


def _step_url(notice: NoticeRow) -> str:
    """The page of the step this notice belongs to; by the contract of kinds it is named `<kind>:step`."""
    try:
        step = campaigns.get_step(notice.campaign_id, notice.step_code)
        address = reverse(f"{step.kind}:step", args=[notice.campaign_id, notice.step_code])
    except (NoReverseMatch, ObjectDoesNotExist):
        return ""
    return f"{address}?organization={notice.organization_id}"


def channel_words(channels: Iterable[str]) -> str:
    return "、".join(str(CHANNEL_WORDS[one]) for one in channels)


def sheet_facts(notice: NoticeRow) -> list[dict[str, object]]:
    """The parts of a sheet every reader sees, in the order of a printed one."""
    facts = [
        {"label": _("公示单位"), "value": notice.organization_name},
        {"label": _("张贴地点"), "value": notice.place},
        {"label": _("受理单位"), "value": notice.contact_unit},
        {"label": _("联系人"), "value": notice.contact_person},
        {"label": _("办公电话"), "value": notice.contact_phone},
    ]
    if notice.channels:
        facts.insert(1, {"label": _("公布方式"), "value": channel_words(notice.channels)})
    if notice.contact_address:
        facts.append({"label": _("来信来访地址"), "value": notice.contact_address})
    return facts


def period_context(notice: NoticeRow) -> dict[str, object]:
    return {
        "starts": notice.starts_on,
        "ends": notice.ends_on,
        "days": notice.days,
        "working": notice.working_days,
        "counting": _("张贴当天计入") if notice.count_posting_day else _("从张贴次日起算"),
        "other_counting": _("如从次日起算") if notice.count_posting_day else _("如当天计入"),
        "provisional": notice.provisional,
        "other_ends": notice.other_ends_on if notice.other_ends_on != notice.ends_on else None,
    }


def detail(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice: the sheet, its period, what stands in the way, objections, the workflow of the day."""
    notice, viewer, today = notice_of(notice_id), viewer_of(request), timezone.localdate()
    works = may_work(viewer, notice)
    require(works or (is_inside(viewer, notice) and notice.posted_on is not None))
    names = queries.list_names(notice_id)
    handles = may_handle(viewer, notice, {name.person_id for name in names})
    runs = may_propose(viewer, notice.organization_id)
    other = viewer.person_id is not None and viewer.person_id != notice.proposed_by
    warnings = []
    if works and notice.state in ("proposed", "reviewed", "approved", "posted"):
        start = notice.starts_on or notice.planned_on or today
        end = (
            notice.ends_on
            or queries.end_dates(start, notice.days, notice.count_posting_day, working=notice.working_days).ends_on
        )
        places = people.subtree_ids(notice.organization_id, "covers") | {notice.organization_id}
        warnings = queries.holiday_warnings(places, start, end)
    context = {
        "notice": notice,
        "names": names,
        "works": works,
        "runs": runs,
        "handles": handles,
        "state_code": STATE_CODES[notice.state_on(today)],
        "state_word": STATE_WORDS[notice.state_on(today)],
        "scope_word": SCOPE_WORDS[notice.scope],
        "facts": sheet_facts(notice),
        "period": period_context(notice) if notice.ends_on else None,
        "tally_words": tally_words(notice),
        "running": notice.is_running(today),
        "may_object": notice.is_running(today) and is_inside(viewer, notice),
        "hindrances": [sentence(Refused(code, ends_on=notice.ends_on)) for code in notice.hindrances(today)]
        if works and notice.state == "posted"
        else [],
        "warnings": warnings,
        "objections": queries.list_objections(notice_id) if works else [],
        "chain": [row for row in queries.list_chain(notice_id) if row.id != notice_id] if works else [],
        "history": journal.list_of_subject(f"notices.notice:{notice_id}") if works else [],
        "step_url": _step_url(notice) if works else "",
        "may_review": runs and other and notice.state == "proposed",
        "may_approve": viewer.may_run(notice.organization_id) and other and notice.state == "reviewed",
        "may_post": runs and notice.state == "approved",
        "elsewhere": channel_words(one for one in notice.channels if one in queries.ELSEWHERE),
        "review_form": forms.Review(),
        "remark_form": forms.Remark(),
        "board_form": forms.BoardDay(initial={"board_posted_on": today}),
        "gap_form": forms.Gap(),
    }
    return render(request, "notices/detail.html", context)


ACTS = {
    "review": (forms.Review, actions.review, gettext_lazy("已审核，等待审批。")),
    "send_back": (forms.Remark, actions.send_back, gettext_lazy("已退回提出人。")),
    "approve": (None, actions.approve, gettext_lazy("已审批，可以张贴。")),
    "post": (None, actions.post, gettext_lazy("公示已开始。请打印公示稿，张贴在最显要位置。")),
    "withdraw": (forms.Remark, actions.withdraw, gettext_lazy("公示已撤回，记录和理由都已保存。")),
    "record_board": (forms.BoardDay, actions.record_board, gettext_lazy("张贴日期已登记。")),
    "interrupt": (forms.Gap, actions.interrupt, gettext_lazy("已登记，撤下的日子不计入公示期。")),
}


@require_POST
def act(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One step of the workflow; guarded by the version the page was read at."""
    notice, viewer = notice_of(notice_id), viewer_of(request)
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise Http404
    allowed = viewer.may_run if name in ("approve", "withdraw") else lambda unit: may_propose(viewer, unit)
    require(allowed(notice.organization_id))
    form_class, action, said = ACTS[name]
    form = form_class(request.POST) if form_class else None
    if form is not None and not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(errors))
        return redirect("notices:detail", notice_id=notice_id)
    fields = dict(form.cleaned_data) if form else {}
    if name == "withdraw":
        fields = {"reason": fields["remark"]}
    if name == "post":
        fields = {"told_elsewhere": request.POST.get("told_elsewhere") == "on"}
    with telling(request, sentence, said):
        action(
            **stamp_of(request),
            notice_id=notice_id,
            version=typed.number(request.POST.get("version")),
            **fields,
        )
    return redirect("notices:detail", notice_id=notice_id)


def sheet(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The A4 sheet with room for the seal; ``?format=docx`` or ``pdf`` where this installation can make it."""
    notice, viewer = notice_of(notice_id), viewer_of(request)
    require(may_work(viewer, notice) or (is_inside(viewer, notice) and notice.posted_on is not None))
    names = queries.list_names(notice_id)
    wanted = request.GET.get("format", "")
    if wanted in ("pdf", "docx") and notice.posted_on is not None:
        return download(make_sheet(notice, names, wanted), f"{notice.title}.{wanted}")
    token_url = request.build_absolute_uri(reverse("notices:token", args=[notice.token]))
    context = {
        "notice": notice,
        "names": names,
        "token_url": token_url if notice.scope in ("school", "society") else "",
        "period_words": period_words(notice),
        "objection_words": objection_words(notice),
        "tally_words": tally_words(notice),
    }
    return render(request, "notices/sheet.html", context)
