"""Pages of 总结: the unit writes conclusions beside figures it does not type; the superior takes note."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import refusal_sentence, telling
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, stamp_of
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.files.documents import Block, Heading, OfficialDocument, Paragraph, Table, TableColumn, official_docx
from xianfeng.files.sheets import write_list
from xianfeng.kinds.closing import actions, indicators, queries
from xianfeng.kinds.closing.indicators import IndicatorRow, read_number
from xianfeng.kinds.closing.queries import SummaryRow
from xianfeng.ui import typed
from xianfeng.ui.downloads import download
from xianfeng.ui.words import state_word

MOST_TEXT = 10_000
STATES = {
    "not_started": ("not_started", ""),
    "draft": ("draft", ""),
    "submitted": ("in_review", gettext_lazy("已提交，待上级知悉")),
    "returned": ("returned", ""),
    "noted": ("done", gettext_lazy("上级已知悉")),
}


def sentence(refused: Refused) -> str:
    """Why it did not go through, and what to do next."""
    words = {
        "not_open": _("活动还没有开始或已经结束，现在不能写。"),
        "campaign_not_open": _("活动还没有开始或已经结束，现在不能写。"),
        "archived": _("已经归档，不能再改；需要更正的，在档案中加注。"),
        "conflict": _("这份总结刚刚被别人改过，请刷新页面后再写。"),
        "handed_in": _("总结已经提交，上级退回后才能修改。"),
        "part_missing": _("请写：%(parts)s。"),
        "not_asked": _("方案没有要求选定成效指标。"),
        "chosen_already": _("成效指标已经选定，不再更换。"),
        "too_few_indicators": _("至少选定 %(least)s 项指标。"),
        "indicator_twice": _("有两项指标相同，请改正。"),
        "indicator_half": _("每项指标都要写名称和数据出处。"),
        "indicators_missing": _("还没有选定成效指标，请先选定。"),
        "result_missing": _("请填现在的数值（只填数字）：%(titles)s。"),
        "not_submitted": _("总结还没有提交，或已经处理。"),
        "own_summary": _("提交总结的人不能代上级知悉。"),
    }
    return refusal_sentence(refused, words)


def _may_note(at: Visit) -> bool:
    """The organisation above; where there is none, whoever runs the unit and did not write it."""
    superior = people.find_superior(at.branch.id)
    return at.viewer.may_run(superior.id if superior else at.branch.id)


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The summary of this unit, or for a unit with others below where each of them stands."""
    at = visit(request, campaign_id, step_code, kind="closing")
    require(at.may_see)
    summary = queries.find_summary(campaign_id, step_code, at.branch.id)
    if request.method == "POST":
        require(_may_note(at) and at.campaign.is_open and summary is not None)
        _decide(request, summary)
        return redirect(at.url())
    units = queries.list_units(campaign_id, step_code, at.branch.id)
    if units and request.GET.get("format") == "xlsx":
        title = _("%(title)s收集情况") % {"title": at.step.title}
        rows = [(one.organization.label, str(STATES[one.state][1] or state_word(one.state).word)) for one in units]
        return download(write_list(title, (_("单位"), _("状态")), rows), f"{title}.xlsx")
    state = summary.state if summary else "not_started"
    writes = at.may_run and at.is_writable and state in ("not_started", "draft", "returned") and not units
    shown = indicators.list_indicators(campaign_id, step_code, at.branch.id)
    context = {
        "at": at,
        "trail": at.trail(),
        "summary": summary,
        "parts": [(part, summary.texts.get(part, "")) for part in at.params.parts] if summary else [],
        "figures": summary.figures
        if summary and summary.submitted_at
        else queries.list_figures(at.step, at.params, at.branch.id, at.on)
        if not units
        else [],
        "code": STATES[state][0],
        "word": STATES[state][1],
        "units": [{"unit": one, "code": STATES[one.state][0], "word": STATES[one.state][1]} for one in units],
        "writes": writes,
        "indicators": shown,
        "chooses": bool(at.params.indicators)
        and not (shown or units)
        and at.may_run
        and at.campaign.is_open
        and at.is_running_here,
        "may_note": summary is not None
        and summary.state == "submitted"
        and _may_note(at)
        and at.campaign.is_open
        and summary.submitted_by != at.viewer.person_id,
    }
    return render(request, "closing/step.html", context)


def _decide(request: HttpRequest, summary: SummaryRow | None) -> None:
    if summary is None:
        raise Http404
    stamp = {**stamp_of(request), "summary_id": summary.id}
    if request.POST.get("act") == "note":
        with telling(request, sentence, _("已知悉，这个单位的总结办结，可以归档。")):
            actions.note(**stamp)
    else:
        with telling(request, sentence, _("已退回，本单位可以看到理由。")):
            actions.send_back(**stamp, reason=request.POST.get("reason", ""))


def write(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Conclusions are written here; the figures beside them are counted."""
    at = visit(request, campaign_id, step_code, kind="closing")
    require(at.may_run and at.is_writable)
    summary = queries.find_summary(campaign_id, step_code, at.branch.id)
    if summary is not None and summary.state not in ("draft", "returned"):
        return redirect(at.url())
    measured = indicators.list_indicators(campaign_id, step_code, at.branch.id)
    numbers = {one.id: "" if one.result is None else str(one.result) for one in measured}
    texts, revision, error = (summary.texts, summary.revision, "") if summary else ({}, 0, "")
    if request.method == "POST":
        texts = {part: request.POST.get(f"part{n}", "")[:MOST_TEXT] for n, part in enumerate(at.params.parts)}
        numbers = {one.id: request.POST.get(f"result{one.id}", "") for one in measured}
        stamp = stamp_of(request)
        hand_in = request.POST.get("act") == "submit"
        try:
            made = actions.save(
                **stamp,
                campaign_id=campaign_id,
                step_code=step_code,
                organization_id=at.branch.id,
                revision=typed.number(request.POST.get("revision"), -1),
                texts=texts,
                results={number: read_number(text) for number, text in numbers.items()},
            )
            revision += 1
            if hand_in:
                actions.submit(**stamp, summary_id=made)
        except Refused as refused:
            error = sentence(refused)
        else:
            messages.success(request, _("已提交，等上级知悉。") if hand_in else _("已保存，还没有提交。"))
            return redirect(at.url())
    context = {
        "at": at,
        "trail": at.trail(_("写总结")),
        "summary": summary,
        "parts": [(n, part, texts.get(part, "")) for n, part in enumerate(at.params.parts)],
        "figures": queries.list_figures(at.step, at.params, at.branch.id, at.on),
        "indicators": [(one, numbers[one.id]) for one in measured],
        "left_open": queries.list_open(campaign_id, at.branch.id),
        "revision": revision,
        "error": error,
    }
    return render(request, "closing/write.html", context, status=409 if error else 200)


def word(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The summary as a Word file, figures first."""
    at = visit(request, campaign_id, step_code, kind="closing")
    require(at.may_see)
    summary = queries.find_summary(campaign_id, step_code, at.branch.id)
    if summary is None or summary.submitted_at is None:
        raise Http404
    blocks: list[Block] = []
    if summary.figures:
        blocks.append(
            Table(
                [
                    TableColumn(_("事项"), 2),
                    TableColumn(_("件数"), align="right"),
                    TableColumn(_("完成/应完成"), align="right"),
                ],
                [
                    (one["title"], str(one["pieces"]), f"{one['done']}/{one['of']}" if one["of"] else "")
                    for one in summary.figures
                ],
                _("数据由系统按记录计算"),
            )
        )
    measured = indicators.list_indicators(campaign_id, step_code, at.branch.id)
    if measured:
        blocks.append(_outcomes(measured))
    for part in at.params.parts:
        blocks += [Heading(part), Paragraph(summary.texts.get(part, ""))]
    document = OfficialDocument(
        title=_("%(campaign)s总结") % {"campaign": at.campaign.title},
        blocks=blocks,
        issuer=at.branch.name,
        date=timezone.localtime(summary.submitted_at).date(),
        seal="none",
    )
    return download(official_docx(document), f"{document.title}-{at.branch.name}.docx")


def _outcomes(measured: list[IndicatorRow]) -> Table:
    return Table(
        [TableColumn(_("成效指标"), 2), TableColumn(_("开始时"), align="right"), TableColumn(_("现在"), align="right")],
        [(one.title, f"{one.baseline}{one.unit}", f"{one.result}{one.unit}") for one in measured],
        _("指标在活动开始时选定，没有更换"),
    )
