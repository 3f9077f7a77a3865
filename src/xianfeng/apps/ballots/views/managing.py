"""The organiser's pages: how many sheets came in, paper, closing. Never who has voted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.apps.ballots import actions, queries, words
from xianfeng.apps.ballots.queries import SheetForm
from xianfeng.apps.ballots.sheets import COVER_ROW, EXTRA_CHOICES, SHEET_STATES
from xianfeng.apps.ballots.views.doors import form_of, poll_to_run
from xianfeng.apps.ballots.views.keeping import keepers_by_post
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people import access


@require_GET
def manage(request: HttpRequest, poll_id: int) -> HttpResponse:
    poll = poll_to_run(request, poll_id)
    state = queries.get_paper_state(poll_id)
    form = form_of(poll_id)
    now = timezone.now()
    context = {
        "poll": poll,
        "state_code": words.state_code(poll.state),
        "received": queries.count_received(poll_id) if poll.state == "open" else poll.returned,
        "takes_sheets": poll.takes_sheets(now),
        "due": now >= poll.closes_at,
        "void": words.void_word(poll.void_reason) if poll.void_reason else "",
        "posts": keepers_by_post(queries.list_poll_keepers(poll_id)),
        "paper": state,
        "tellers": queries.list_tellers(poll_id),
        "differences": [
            {
                "where": form.row_name(cell.row) if cell.row else _("整张票"),
                "what": words.choice_word(cell.choice, poll.rules.labels),
                "stratum": poll.rules.strata.get(cell.stratum, ""),
                "first": cell.first,
                "second": cell.second,
            }
            for cell in state.differences
        ],
        "entries": queries.list_roll_entries(poll_id) if poll.takes_sheets(now) else [],
        "listed": form.candidates if poll.rules.by_slip else (),
    }
    return render(request, "ballots/manage.html", context)


def _answer(request: HttpRequest, poll_id: int, act, done: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, words.sentence(refused))
    else:
        messages.success(request, done)
    return redirect("ballots:manage", poll_id)


@require_POST
def hand_out(request: HttpRequest, poll_id: int) -> HttpResponse:
    poll_to_run(request, poll_id)
    chosen = [int(value) for value in request.POST.getlist("entry") if value.isascii() and value.isdigit()]
    return _answer(
        request,
        poll_id,
        lambda: actions.hand_out_paper(
            now=timezone.now(), actor=access.viewer_of(request).actor, poll_id=poll_id, entry_ids=chosen
        ),
        _("已登记领取纸质票的人，他们不能再在网上投票。"),
    )


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, poll_id: int) -> HttpResponse:
    """One teller's count of the paper sheets. Tellers see no figures but their own."""
    form = form_of(poll_id)
    poll = queries.get_poll(poll_id)
    viewer = access.viewer_of(request)
    access.require(
        viewer.person_id is not None
        and (viewer.may_run(poll.organization_id) or queries.find_elector(poll_id, viewer.person_id) is not None)
    )
    fault, typed = "", {}
    if request.method == "POST":
        typed = {name: value for name, value in request.POST.items() if name.startswith("c-")}
        try:
            counts = _paper_counts(form, typed)
            actions.enter_paper(
                now=timezone.now(), actor=viewer.actor, poll_id=poll_id, teller_id=viewer.person_id, counts=counts
            )
        except Refused as refused:
            fault = words.sentence(refused)
        except ValueError:
            fault = _("票数须填整数。")
        else:
            messages.success(request, _("已录入。两人的录入一致后即可计票。"))
            return redirect("ballots:paper", poll_id)
    blocks = [
        {
            "label": label or _("全体"),
            "rows": [
                {
                    "name": name,
                    "cells": [
                        {
                            "name": f"c-{at}-{row}-{code}",
                            "label": words.choice_word(code, {**poll.rules.labels, **_cover_words()}),
                            "value": typed.get(f"c-{at}-{row}-{code}", "0"),
                        }
                        for code in codes
                    ],
                }
                for row, name, codes in [
                    (COVER_ROW, _("整张票"), SHEET_STATES),
                    *((row, form.row_name(row), (*form.rules.choices, *EXTRA_CHOICES)) for row in form.rows),
                ]
            ],
        }
        for at, (_code, label) in enumerate(sorted(poll.rules.strata.items()))
    ]
    context = {
        "poll": poll,
        "blocks": blocks,
        "fault": fault,
        "entered": viewer.person_id in _tellers(poll_id),
        "barred": any(one.person_id == viewer.person_id for one in form.candidates),
        "takes_figures": poll.state == "open",
    }
    return render(request, "ballots/paper.html", context, status=422 if fault else 200)


def _cover_words() -> dict[str, str]:
    return {"valid": _("有效")}


def _tellers(poll_id: int) -> tuple[int, ...]:
    return queries.get_paper_state(poll_id).tellers


def _paper_counts(form: SheetForm, typed: dict[str, str]) -> dict[tuple[str, int, str], int]:
    strata = sorted(form.rules.strata)
    counts = {}
    for name, value in typed.items():
        _prefix, at, row, code = name.split("-", 3)
        counts[strata[int(at)], int(row), code] = int(value or 0)
    return counts


@require_POST
def discard_paper(request: HttpRequest, poll_id: int) -> HttpResponse:
    poll_to_run(request, poll_id)
    teller = request.POST.get("teller", "")
    return _answer(
        request,
        poll_id,
        lambda: actions.discard_paper(
            now=timezone.now(),
            actor=access.viewer_of(request).actor,
            poll_id=poll_id,
            teller_id=int(teller) if teller.isascii() and teller.isdigit() else 0,
        ),
        _("已清除这一人的录入。"),
    )


@require_POST
def close(request: HttpRequest, poll_id: int) -> HttpResponse:
    poll = poll_to_run(request, poll_id)
    return _answer(
        request,
        poll_id,
        lambda: actions.close_poll(
            now=timezone.now(),
            actor=access.viewer_of(request).actor,
            poll_id=poll_id,
            reason=request.POST.get("reason", "")[:200],
        ),
        _("投票已结束，票条已经计数并销毁。")
        if poll.trustees == 1
        else _("投票已停止。两位开票人交出钥匙后自动计票。"),
    )


@require_POST
def void(request: HttpRequest, poll_id: int) -> HttpResponse:
    poll_to_run(request, poll_id)
    return _answer(
        request,
        poll_id,
        lambda: actions.void_poll(
            now=timezone.now(),
            actor=access.viewer_of(request).actor,
            poll_id=poll_id,
            reason=request.POST.get("reason", "")[:200],
        ),
        _("投票已中止，票条已不拆封销毁。"),
    )
