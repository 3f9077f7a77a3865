"""Pages of notices: the unit's list and board, one notice with its workflow, objections and the printed sheet."""

from __future__ import annotations

from urllib.parse import quote

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
from xianfeng.apps.notices import actions, forms, queries
from xianfeng.apps.notices.printing import make_sheet, objection_words, period_words, tally_words
from xianfeng.apps.notices.queries import NoticeRow
from xianfeng.apps.notices.refusals import sentence
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, require, viewer_of
from xianfeng.files.sheets import Column, SheetOut, write_workbook
from xianfeng.ui.listing import ListColumn, ListFilter, Listing, date_cell, make_listing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCUMENTS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
COMMISSIONERS = ("organization_commissioner", "publicity_commissioner", "discipline_commissioner")

SCOPE_WORDS = {
    "branch": gettext_lazy("本支部党员"),
    "unit": gettext_lazy("本单位教职工"),
    "school": gettext_lazy("全校师生员工"),
    "society": gettext_lazy("全校师生员工和社会"),
}
STATE_WORDS = {
    "proposed": gettext_lazy("待审核"),
    "reviewed": gettext_lazy("待审批"),
    "approved": gettext_lazy("待张贴"),
    "published": gettext_lazy("公示中"),
    "objection": gettext_lazy("有异议待办"),
    "ended": gettext_lazy("期满待确认"),
    "confirmed": gettext_lazy("已确认"),
    "superseded": gettext_lazy("已由新公示替代"),
    "withdrawn": gettext_lazy("已撤回"),
}
STATE_CODES = {
    "proposed": "in_review",
    "reviewed": "in_review",
    "approved": "approved",
    "published": "published",
    "objection": "objection",
    "ended": "due_soon",
    "confirmed": "confirmed",
    "superseded": "amended",
    "withdrawn": "withdrawn",
}


def xlsx_response(listing: Listing, title: str) -> HttpResponse:
    """The whole list as found, as a workbook."""
    columns = [Column(name) for name in listing.export_titles]
    content = write_workbook([SheetOut(title, columns, listing.export_rows, title=title)], title=title)
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.xlsx"
    return response


def may_propose(viewer: Viewer, organization_id: int) -> bool:
    return viewer.may_run(organization_id) or any(viewer.has(role, organization_id) for role in COMMISSIONERS)


def is_inside(viewer: Viewer, notice: NoticeRow) -> bool:
    """Whether the notice hangs where this person belongs, within the scope chosen for it."""
    if notice.organization_id in viewer.branch_ids:
        return True
    if notice.scope == "branch":
        return False
    return bool(people.subtree_ids(notice.organization_id, "covers") & viewer.workplace_ids)


def may_work(viewer: Viewer, notice: NoticeRow) -> bool:
    return may_propose(viewer, notice.organization_id) or viewer.may_see(notice.organization_id)


def may_handle(viewer: Viewer, notice: NoticeRow, named: set[int | None]) -> bool:
    """Who reads an objection in its own words: an organiser who neither decided the result nor stands on the list."""
    return (
        may_propose(viewer, notice.organization_id)
        and viewer.person_id is not None
        and viewer.person_id not in notice.authors
        and viewer.person_id not in named
    )


def state_cell(notice: NoticeRow, today) -> dict[str, object]:
    code = notice.state_on(today)
    return {"state": STATE_CODES[code], "text": "", "word": str(STATE_WORDS[code])}


def _ends(notice: NoticeRow) -> str:
    if notice.ends_on is None:
        return ""
    return date_cell(notice.ends_on) + (_("（暂算）") if notice.provisional else "")


def list_notices(request: HttpRequest) -> HttpResponse:
    """Notices of every unit the viewer works for."""
    viewer, today = viewer_of(request), timezone.localdate()
    covered = frozenset().union(
        *(
            viewer.over.get(role, frozenset())
            for role in ("branch_secretary", "deputy_secretary", "bureau_officer", "inspector", *COMMISSIONERS)
        )
    )
    require(bool(covered))
    rows = queries.list_notices(organization_ids=covered)
    columns = (
        ListColumn(
            "title",
            _("标题"),
            lambda row: {"text": row.title, "url": reverse("notices:detail", args=[row.id])},
            sorts=lambda row: row.title,
        ),
        ListColumn("unit", _("单位"), lambda row: row.organization_name, sorts=lambda row: row.organization_name),
        ListColumn(
            "state",
            _("状态"),
            lambda row: {
                "state": STATE_CODES[row.state_on(today)],
                "text": "",
                "word": str(STATE_WORDS[row.state_on(today)]),
            },
            written=lambda row: str(STATE_WORDS[row.state_on(today)]),
        ),
        ListColumn(
            "posted",
            _("张贴"),
            lambda row: date_cell(row.posted_on),
            sorts=lambda row: row.posted_on,
            written=lambda row: row.posted_on,
        ),
        ListColumn("ends", _("截止"), _ends, sorts=lambda row: row.ends_on, written=lambda row: row.ends_on),
        ListColumn(
            "objections",
            _("异议"),
            lambda row: f"{row.objections - row.open_objections}/{row.objections}" if row.objections else "",
            number=True,
        ),
    )
    filters = (
        ListFilter("state", _("状态"), list(STATE_WORDS.items()), lambda row: row.state_on(today)),
        ListFilter("scope", _("范围"), list(SCOPE_WORDS.items()), lambda row: row.scope),
    )
    listing = make_listing(
        request, rows, columns, search=lambda row: f"{row.title} {row.organization_name}", filters=filters
    )
    if request.GET.get("format") == "xlsx":
        return xlsx_response(listing, _("公示清单"))
    return render(request, "notices/list.html", {"listing": listing, "has_any": bool(rows)})


def board(request: HttpRequest) -> HttpResponse:
    """What hangs where the viewer belongs: everything in its period, pinned until the period is over (S0-17)."""
    viewer, today = viewer_of(request), timezone.localdate()
    units = set(viewer.branch_ids) | {
        upper for upper, lower in people.covers_pairs(on=today) if lower in viewer.workplace_ids
    }
    pinned = [
        row
        for row in queries.list_pinned(units, today)
        if row.organization_id in viewer.branch_ids or row.scope != "branch"
    ]
    return render(request, "notices/board.html", {"notices": pinned, "today": today})


def _found(notice_id: int) -> NoticeRow:
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


def sheet_facts(notice: NoticeRow) -> list[dict[str, object]]:
    """The parts of a sheet every reader sees, in the order of a printed one."""
    facts = [
        {"label": _("公示单位"), "value": notice.organization_name},
        {"label": _("依据"), "value": notice.basis},
        {"label": _("张贴地点"), "value": notice.place},
        {"label": _("受理单位"), "value": notice.contact_unit},
        {"label": _("联系人"), "value": notice.contact_person},
        {"label": _("办公电话"), "value": notice.contact_phone},
    ]
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
        "provisional": notice.provisional,
        "other_ends": notice.other_ends_on if notice.other_ends_on != notice.ends_on else None,
    }


def detail(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice: the sheet, its period, what stands in the way, objections, the workflow of the day."""
    notice, viewer, today = _found(notice_id), viewer_of(request), timezone.localdate()
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
    notice, viewer = _found(notice_id), viewer_of(request)
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
    version = request.POST.get("version", "")
    try:
        action(
            now=timezone.now(),
            actor=viewer.actor,
            notice_id=notice_id,
            version=int(version) if version.isdigit() else 0,
            **fields,
        )
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("notices:detail", notice_id=notice_id)


def sheet(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The A4 sheet with room for the seal; ``?format=docx`` or ``pdf`` where this installation can make it."""
    notice, viewer = _found(notice_id), viewer_of(request)
    require(may_work(viewer, notice) or is_inside(viewer, notice))
    names = queries.list_names(notice_id)
    wanted = request.GET.get("format", "")
    if wanted in DOCUMENTS and notice.posted_on is not None:
        response = HttpResponse(make_sheet(notice, names, wanted), content_type=DOCUMENTS[wanted])
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(notice.title)}.{wanted}"
        return response
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


def objection(request: HttpRequest, notice_id: int, objection_id: int) -> HttpResponse:
    """One objection: its words for who may handle it, the checked copy for the others, redaction and finding."""
    notice, viewer = _found(notice_id), viewer_of(request)
    row = next((one for one in queries.list_objections(notice_id) if one.id == objection_id), None)
    if row is None:
        raise Http404
    named = {name.person_id for name in queries.list_names(notice_id)}
    handles = may_handle(viewer, notice, named)
    require(handles or viewer.may_see(notice.organization_id))
    bound = {name: request.POST if request.POST.get("act") == name else None for name in ("redact", "check", "decide")}
    redact, decide = forms.Redact(bound["redact"]), forms.Decide(bound["decide"])
    if request.method == "POST":
        require(handles)
        now, actor = timezone.now(), viewer.actor
        try:
            if bound["redact"] is not None and redact.is_valid():
                actions.redact(now=now, actor=actor, objection_id=objection_id, **redact.cleaned_data)
                return redirect(request.path)
            if bound["check"] is not None:
                agrees = request.POST.get("agrees") == "1"
                actions.check_redaction(now=now, actor=actor, objection_id=objection_id, agrees=agrees)
                return redirect(request.path)
            if bound["decide"] is not None and decide.is_valid():
                actions.decide_objection(now=now, actor=actor, objection_id=objection_id, **decide.cleaned_data)
                messages.success(request, _("异议已办结，结论和理由提出人凭回执码可以看到。"))
                return redirect("notices:detail", notice_id=notice_id)
        except Refused as refused:
            form = decide if bound["decide"] is not None else redact
            if form.is_bound:
                form.add_error(None, sentence(refused))
            else:
                messages.error(request, sentence(refused))
    return render(
        request,
        "notices/objection.html",
        {"notice": notice, "objection": row, "handles": handles, "redact_form": redact, "decide_form": decide},
    )


def record(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Write down a letter, a call or a visit."""
    notice, viewer = _found(notice_id), viewer_of(request)
    require(may_propose(viewer, notice.organization_id))
    form = forms.Record(request.POST or None, initial={"received_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            code = actions.object(now=timezone.now(), actor=viewer.actor, notice_id=notice_id, **form.cleaned_data)
            return _no_store(render(request, "notices/receipt_given.html", {"notice": notice, "code": code}))
        except Refused as refused:
            form.add_error(None, sentence(refused))
    return render(request, "notices/record.html", {"notice": notice, "form": form})


def _no_store(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
