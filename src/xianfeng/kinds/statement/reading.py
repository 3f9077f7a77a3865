"""One text as handed in: its readings, replies, reviews and changes; and all of a unit as a workbook."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, require, stamp_of, viewer_of
from xianfeng.apps.progress.visiting import visit
from xianfeng.files.sheets import Column, SheetOut, write_workbook
from xianfeng.kinds.statement import actions, queries
from xianfeng.kinds.statement.actions import StatementRefused
from xianfeng.kinds.statement.changes import changes
from xianfeng.kinds.statement.kind import PRIVATE
from xianfeng.kinds.statement.queries import StatementRow
from xianfeng.kinds.statement.views import STATE_WORDS, may_read_as, runs_above, sentence
from xianfeng.ui import typed
from xianfeng.ui.downloads import download


def _may_see(viewer: Viewer, row: StatementRow) -> bool:
    """The author and the organisers always; who is in charge of the author's department, where the plan has texts read by
    post; the person once it is there; the branch only what is narrated to it."""
    if viewer.is_person(row.author_id) or viewer.may_run(row.organization_id):
        return True
    if viewer.heads("leader_in_charge") and queries.is_read_by_post(row, viewer.person_id, viewer.on):
        return True
    if row.state != "accepted":
        return False
    if viewer.is_person(row.about_id):
        return True
    return row.form == "narration" and row.organization_id in viewer.branch_ids


def _is_by_another(row: StatementRow, author: str) -> bool:
    """What a principal has to write in person, written by somebody else: it counts, and says so (S1-40)."""
    if author != "principal" or row.about_id is not None:
        return False
    day = timezone.localdate(row.submitted_at or row.saved_at)
    heads = people.list_principals([row.organization_id], on=day).get(row.organization_id, ())
    return row.author_id not in {one.id for one in heads}


def statement(request: HttpRequest, statement_id: int) -> HttpResponse:
    """One text as handed in, with its readings and the person's reply."""
    row = queries.get_statement(statement_id)
    viewer = viewer_of(request)
    require(_may_see(viewer, row))
    step_row = campaigns.get_step(row.campaign_id, row.step_code, row.organization_id)
    params, _sections = actions.params_of(row.campaign_id, row.step_code, row.organization_id)
    turn = actions.next_reader(row, params.readers)
    earlier = queries.find_revised(row.campaign_id, params, row.about_id, row.organization_id)
    back = reverse("statement:step", args=[row.campaign_id, row.step_code]) + f"?organization={row.organization_id}"
    return render(
        request,
        "statement/statement.html",
        {
            "row": row,
            "step": step_row,
            "params": params,
            "trail": [{"label": step_row.title, "url": back}, {"label": row.name}],
            "words": STATE_WORDS,
            "reads_as": turn if may_read_as(viewer, row, turn) else "",
            "by_another": _is_by_another(row, params.author),
            "is_author": viewer.is_person(row.author_id),
            "may_reply": params.author != "self" and viewer.is_person(row.about_id) and row.state == "accepted",
            "may_sign": params.author != "self"
            and viewer.is_person(row.about_id)
            and row.state == "accepted"
            and not row.seen_at,
            "earlier": earlier,
            "changed": _changed(earlier, row) if earlier else [],
            "review_until": queries.review_open_until(row, viewer.on),
            "answers_review": runs_above(viewer, row.organization_id),
            "typed": request.POST,
            "back": back,
        },
    )


def _changed(earlier: StatementRow, row: StatementRow) -> list[dict[str, object]]:
    """Parts that were rewritten, sentence by sentence (S3-40)."""
    pairs = [(part, earlier.text_of(part.key)) for part in row.parts]
    return [{"title": part.title, "rows": changes(old, part.text)} for part, old in pairs if old != part.text]


@require_POST
def act(request: HttpRequest, statement_id: int) -> HttpResponse:
    """One button of the page of a text."""
    row = queries.get_statement(statement_id)
    viewer = viewer_of(request)
    require(_may_see(viewer, row))
    stamp = {**stamp_of(request), "statement_id": statement_id}
    what = request.POST.get("act", "")
    try:
        if what in ("pass", "send_back"):
            params, _sections = actions.params_of(row.campaign_id, row.step_code, row.organization_id)
            turn = actions.next_reader(row, params.readers)
            if not turn:
                raise StatementRefused("not_submitted")
            require(may_read_as(viewer, row, turn))
            reason = request.POST.get("reason", "")
            actions.read(**stamp, role=turn, is_passed=what == "pass", reason=reason)
            messages.success(request, _("已审阅。") if what == "pass" else _("已退回，作者会看到理由。"))
        elif what == "reply":
            require(viewer.is_person(row.about_id))
            asks = bool(request.POST.get("asks_review"))
            actions.reply(**stamp, text=request.POST.get("text", ""), asks_review=asks)
            messages.success(request, _("已要求复核，由上一级答复。") if asks else _("您的说明已附在点评后面。"))
        elif what == "see":
            require(viewer.is_person(row.about_id))
            actions.see(**stamp)
            messages.success(request, _("已签署。"))
        elif what == "answer_review":
            number = typed.number(request.POST.get("reply"))
            require(runs_above(viewer, row.organization_id) and number in {one.id for one in row.replies})
            del stamp["statement_id"]
            actions.answer_review(**stamp, reply_id=number, answer=request.POST.get("reason", ""))
            messages.success(request, _("复核结果已写明，本人看得到。"))
        elif what == "take_back":
            require(viewer.is_person(row.author_id))
            actions.take_back(**stamp, reason=request.POST.get("reason", ""))
            messages.success(request, _("已收回，请改好后重新提交。"))
            name = "statement:about" if row.about_id and row.about_id != viewer.person_id else "statement:write"
            arguments = [row.campaign_id, row.step_code] + ([row.about_id] if name.endswith("about") else [])
            return redirect(reverse(name, args=arguments) + f"?organization={row.organization_id}")
        else:
            raise Http404
    except Refused as refused:
        messages.error(request, sentence(refused))
        return statement(request, statement_id)
    return redirect(row.url)


def export(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """All texts of the unit as a workbook, one person a row, one part a column."""
    at = visit(request, campaign_id, step_code, kind="statement")
    require(at.may_run and at.params.form != PRIVATE)
    _params, sections = actions.params_of(campaign_id, step_code, at.branch.id)
    rows = [
        (
            row.organization_name,
            row.name,
            *(row.text_of(key) for key, _title, _required in sections),
            "\n".join(example.text for example in row.examples),
            row.signed,
            timezone.localtime(row.submitted_at).date() if row.submitted_at else None,
        )
        for row in queries.list_of_unit(campaign_id, step_code, people.subtree_ids(at.branch.id))
        if row.state in ("submitted", "accepted")
    ]
    titles = [_("支部"), _("姓名"), *(title for _key, title, _required in sections), _("事例"), _("署名")]
    columns = [Column(title) for title in titles] + [Column(_("日期"), "date")]
    return download(write_workbook([SheetOut(at.step.title, columns, rows)]), f"{at.step.title}-{at.branch.name}.xlsx")
