"""Pages of 满意度测评: rounds and results, opening one, printing codes, and the sheet for people without an account."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import explaining, telling
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.files.sheets import Column, SheetOut, write_workbook
from xianfeng.kinds.survey import actions, comparing, forms, problems, queries, register, words
from xianfeng.kinds.survey.kind import BEFOREHAND, CHOICES, NOT_INFORMED
from xianfeng.kinds.survey.queries import RoundRow
from xianfeng.ui.downloads import download


def _visit(request: HttpRequest, campaign_id: int, step_code: str) -> Visit:
    return visit(request, campaign_id, step_code, kind="survey")


def _url(at: Visit, name: str = "step") -> str:
    return reverse(f"survey:{name}", args=[at.campaign.id, at.step.code]) + f"?organization={at.branch.id}"


def _trail(at: Visit, *more: dict[str, str]) -> list[dict[str, str]]:
    return [*at.campaign_crumb, {"label": at.step.title, "url": _url(at)}, *more]


def _organizer_id(at: Visit) -> int:
    """Whose round it is: the branch's, or the campaign's own."""
    return at.campaign.organization_id if at.step.subject == "campaign" else at.branch.id


def _unit_id(at: Visit) -> int:
    """Who owes the step: the branch, or the one school it answers for."""
    found = at.coverage
    units = [one.id for one in (*found.missing, *found.done, *found.excused) if not one.is_person]
    organizer = _organizer_id(at)
    return organizer if organizer in units or not units else units[0]


def _shown(row: RoundRow) -> dict[str, object]:
    """One round with words; percentages come from the shown figures only."""
    return {
        "row": row,
        "instrument": words.INSTRUMENTS[row.instrument],
        "outcome": words.OUTCOMES.get(row.outcome, ""),
        "state": {
            "satisfied": "done",
            "counted": "done",
            "majority_dissatisfied": "blocked",
            "too_few_answers": "too_few_sheets",
        }.get(row.outcome, "open"),
        "channels": [
            {
                "name": words.GROUPS[channel.code],
                "channel": channel,
                "tables": [
                    {
                        "question": figures.question,
                        "base": figures.base,
                        "cells": [
                            (words.CHOICES[choice], figures.cells[choice], choice != "not_informed")
                            for choice in CHOICES
                        ],
                    }
                    for figures in channel.rows
                ],
            }
            for channel in row.channels
        ],
    }


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Every round with its result; for who organises, what is due next."""
    at = _visit(request, campaign_id, step_code)
    rounds = queries.list_rounds(campaign_id, step_code, [_organizer_id(at)])
    last = {row.instrument: row for row in rounds}
    due = []
    for code in at.params.instruments:
        row = last.get(code)
        is_again = row is not None and row.is_telling and at.params.about in BEFOREHAND
        if row is None or is_again or (not row.is_open and row.outcome != "satisfied"):
            due.append({"code": code, "name": words.INSTRUMENTS[code], "after": row, "again": is_again})
    return render(
        request,
        "survey/step.html",
        {
            "at": at,
            "trail": _trail(at),
            "rounds": [_shown(row) for row in reversed(rounds)],
            "due": due,
            "may_open": at.may_run and at.is_writable and queries.is_asked(at.step, at.coverage),
            "line": at.params.make_up_above,
            "asked_all": at.params.base == "all_asked",
            "has_items": bool(at.step.criteria),
            "is_beforehand": at.params.about in BEFOREHAND,
            "groups": _compared(at, rounds),
            **_beforehand(at),
        },
    )


def _compared(at: Visit, rounds: list[RoundRow]) -> list[dict[str, object]]:
    """What was asked before the work beside the satisfaction now, where the plan names the step compared with."""
    return [
        {
            "name": words.GROUPS[group.code],
            "columns": [(column, words.INSTRUMENTS[column.instrument]) for column in group.columns],
            "rows": [
                (
                    item,
                    [(column, _cells(one) if one else None) for column, one in zip(group.columns, told, strict=True)],
                )
                for item, told in group.rows
            ],
            "is_one_sided": group.is_one_sided,
        }
        for group in comparing.compare(at.step, at.params, _organizer_id(at), rounds)
    ]


def _cells(figures: queries.Figures) -> dict[str, object]:
    """The choices of those who know with their sheets, as far as they are shown, and whether some are withheld."""
    known = [(words.CHOICES[one], figures.cells[one]) for one in CHOICES if one != NOT_INFORMED]
    shown = [(word, count) for word, count in known if count is not None]
    return {"shown": shown, "is_cut": len(shown) < len(known)}


def _beforehand(at: Visit) -> dict[str, object]:
    """The register then and now, and the problems of a branch: where a plan asks how things stand before the work."""
    if at.params.about not in BEFOREHAND:
        return {}
    place = (at.campaign.id, at.step.code, _organizer_id(at))
    ended = at.campaign.closed_at
    return {
        "compared": register.compare(*place, on=timezone.localdate(ended) if ended is not None else at.on),
        "has_ended": ended is not None,
        "problems": problems.list_problems(at.campaign.id, at.step.code, at.branch.id),
        "problems_url": _url(at, "problems"),
    }


def problem_list(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The main problems of a branch, those that nothing answers first."""
    at = _visit(request, campaign_id, step_code)
    if at.params.about not in BEFOREHAND:
        raise Http404
    may_run = at.may_run and at.campaign.is_open
    require(may_run or request.method != "POST")
    bound = request.POST if request.method == "POST" else None
    form = forms.NewProblem(bound)
    if bound is not None and form.is_valid():
        with explaining(form, words.sentence):
            problems.note_problem(
                **stamp_of(request),
                campaign_id=campaign_id,
                step_code=step_code,
                organization_id=at.branch.id,
                **form.cleaned_data,
            )
            messages.success(request, _("已列出。"))
            return redirect(_url(at, "problems"))
    context = {
        "at": at,
        "trail": _trail(at, {"label": _("主要问题")}),
        "form": form,
        "problems": problems.list_problems(campaign_id, step_code, at.branch.id),
        "choices": problems.list_choices(campaign_id, at.branch.id) if may_run else [],
        "may_run": may_run,
    }
    return render(request, "survey/problems.html", context, status=422 if bound is not None else 200)


@require_POST
def answer(request: HttpRequest, problem_id: int) -> HttpResponse:
    row = problems.get_problem(problem_id)
    at = visit(request, row.campaign_id, row.step_code, kind="survey", organization_id=row.organization_id)
    require(at.may_run)
    with telling(request, words.sentence, _("已记下。")):
        problems.answer_problem(**stamp_of(request), problem_id=problem_id, answer=request.POST.get("answer", "")[:160])
    return redirect(_url(at, "problems"))


def open_round(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Begin a round, or the one after a make-up."""
    at = _visit(request, campaign_id, step_code)
    require(at.may_run and at.is_writable)
    instrument = request.POST.get("instrument") or request.GET.get("instrument") or at.params.instruments[0]
    if instrument not in at.params.instruments:
        raise Http404
    organizer = _organizer_id(at)
    without = queries.left_out(at.step, organizer, at.on)
    roster = queries.roster_of(organizer, at.params.answered_by, on=at.on, without=without)
    people = [(one.person_id, one.name) for one in roster.with_account] if instrument == "representatives" else []
    bound = request.POST if request.method == "POST" else None
    form = forms.Open(bound, people=people, initial={"last_day": at.on + timedelta(days=7)})
    if bound is not None and form.is_valid():
        try:
            made = actions.open_round(
                now=timezone.now(),
                actor=at.viewer.actor,
                campaign_id=campaign_id,
                step_code=step_code,
                organization_id=organizer,
                unit_id=_unit_id(at),
                instrument=instrument,
                closes_at=forms.end_of(form.cleaned_data["last_day"]),
                question=str(words.ABOUT[at.params.about]),
                chosen=form.cleaned_data.get("chosen", ()),
                on=at.on,
            )
        except Refused as refused:
            form.add_error(None, words.sentence(refused))
        else:
            messages.success(request, _("测评已开始。"))
            return redirect("survey:round", made)
    return render(
        request,
        "survey/open.html",
        {
            "at": at,
            "trail": _trail(at, {"label": words.INSTRUMENTS[instrument]}),
            "form": form,
            "instrument": instrument,
            "name": words.INSTRUMENTS[instrument],
            "roster": roster,
            "n": len(roster.with_account),
            "by_code": [words.GROUPS[group] for group in at.params.answered_by if group in queries.BY_CODE],
            "questions": [
                *(at.params.questions or (words.ABOUT[at.params.about],)),
                *queries.items_of(campaign_id, at.step, organizer),
            ],
        },
        status=422 if bound is not None else 200,
    )


def _round(request: HttpRequest, round_id: int) -> tuple[Visit, RoundRow]:
    try:
        row = queries.get_round(round_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    require(viewer_of(request).may_see(row.organization_id))
    request.GET = request.GET.copy()
    request.GET["organization"] = str(row.organization_id)
    return _visit(request, row.campaign_id, row.step_code), row


def manage(request: HttpRequest, round_id: int) -> HttpResponse:
    """One round: its codes and closing while it runs; result and make-up afterwards."""
    at, row = _round(request, round_id)
    may_run = at.may_run and at.campaign.is_open
    error, form = "", forms.MakeUp()
    if request.method == "POST":
        require(may_run)
        stamp = {"now": timezone.now(), "actor": at.viewer.actor, "round_id": round_id}
        try:
            if request.POST.get("act") == "close":
                row = actions.close_round(**stamp, reason=request.POST.get("reason", ""))
                waits = row.is_open  # the trustees' codes are still to come
                done = _("已停止作答。两位开票人交出钥匙后自动计票。") if waits else _("已结束并计票。")
                messages.success(request, done)
                return redirect("survey:round", round_id)
            form = forms.MakeUp(request.POST)
            if form.is_valid():
                actions.plan_make_up(**stamp, **form.cleaned_data)
                messages.success(request, _("补课已登记。完成后请重新测评。"))
                return redirect(_url(at))
        except Refused as refused:
            error = words.sentence(refused)
    return render(
        request,
        "survey/round.html",
        {
            "at": at,
            "trail": _trail(at, {"label": words.INSTRUMENTS[row.instrument]}),
            "row": row,
            "shown": _shown(row),
            "poll": polls.get_poll(row.poll_id) if row.poll_id is not None else None,
            "groups": [(words.GROUPS[group], row.issued[group], poll_id) for group, poll_id in row.slips.items()],
            "make_up_form": form,
            "may_run": may_run,
            "is_over": not row.takes_answers(timezone.now()),
            "error": error,
        },
        status=409 if error or form.errors else 200,
    )


def export(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Rounds and shown figures as a workbook; what is withheld on the page is withheld here."""
    at = _visit(request, campaign_id, step_code)
    require(at.may_see)
    hidden = _("不足5份，不单列")
    lines = []
    rounds = queries.list_rounds(campaign_id, step_code, [_organizer_id(at)])
    for row in rounds:
        head = (str(words.INSTRUMENTS[row.instrument]), row.number)
        end = (str(words.OUTCOMES.get(row.outcome, _("进行中"))), row.make_up, row.make_up_by)
        for channel in row.channels:
            sent = (str(words.GROUPS[channel.code]), channel.issued, channel.returned, channel.valid)
            for figures in channel.rows:
                cells = tuple(hidden if figures.cells[one] is None else figures.cells[one] for one in CHOICES)
                lines.append((*head, *sent, figures.question, *cells, figures.base, *end))
            if not channel.rows:
                lines.append((*head, *sent, _("未开启，已销毁"), *(("",) * len(CHOICES)), None, *end))
        if not row.channels:
            lines.append((*head, "", None, None, None, "", *(("",) * len(CHOICES)), None, *end))
    titles = [
        _("方式"), _("第几次"), _("作答的人"), _("发出"), _("收回"), _("有效"), _("测评内容"),
        *(str(words.CHOICES[one]) for one in CHOICES), _("比例的分母（有效，不含不了解）"), _("结果"), _("补课"), _("补课期限"),
    ]  # fmt: skip
    pages = [SheetOut(at.step.title, [Column(title) for title in titles], lines)]
    if found := comparing.compare(at.step, at.params, _organizer_id(at), rounds):
        pages.append(_compared_sheet(found, hidden))
    data = write_workbook(pages)
    return download(data, f"{at.step.title}-{at.branch.name}.xlsx")


def _compared_sheet(groups: list[comparing.Group], hidden: str) -> SheetOut:
    """One line an item, group and measurement, both surveys below each other for every item."""
    lines = [
        (
            str(words.GROUPS[group.code]),
            item,
            column.step_title,
            str(words.INSTRUMENTS[column.instrument]),
            column.number,
            column.valid,
            *(hidden if figures.cells[one] is None else figures.cells[one] for one in CHOICES),
            figures.base,
        )
        for group in groups
        for item, told in group.rows
        for column, figures in zip(group.columns, told, strict=True)
        if figures is not None
    ]
    titles = [
        _("作答的人"), _("测评内容"), _("测评"), _("方式"), _("第几次"), _("有效"),
        *(str(words.CHOICES[one]) for one in CHOICES), _("比例的分母（有效，不含不了解）"),
    ]  # fmt: skip
    return SheetOut(_("逐项对照"), [Column(title) for title in titles], lines)
