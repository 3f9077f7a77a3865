"""Voting: first what is stored, then the sheet, a look over it, and the line that says it arrived.

The sheet is a hot page: its rows are drawn once for all who see the same ones, and it costs a fixed number of queries.
Nothing the voter fills in is stored on the server before it is sent.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.apps.ballots import actions, disclosure, queries, words
from xianfeng.apps.ballots.queries import ElectorRow, PollRow, SheetForm
from xianfeng.apps.ballots.sheets import COVER_ROW, SHEET_STATES
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people import access


def _form(poll_id: int) -> SheetForm:
    form = queries.find_sheet(poll_id)
    if form is None:
        raise Http404
    return form


def _elector(request: HttpRequest, poll_id: int) -> ElectorRow:
    elector = queries.find_elector(poll_id, request.user.person_id)
    if elector is None:
        raise PermissionDenied
    return elector


def _quiet(request: HttpRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    """A page of the booth: without menus, and so without the queries that menus cost."""
    page = render_to_string(template, {**context, "request": request, "csrf_token": get_token(request)})
    return HttpResponse(page, status=status)


def _poll_to_run(request: HttpRequest, poll_id: int) -> PollRow:
    _form(poll_id)
    poll = queries.get_poll(poll_id)
    access.require(access.viewer_of(request).may_run(poll.organization_id))
    return poll


def _may_read(request: HttpRequest, poll: PollRow) -> ElectorRow | None:
    """Electors, and who may see the organisation. Gives the elector's line, if there is one."""
    elector = queries.find_elector(poll.id, request.user.person_id)
    access.require(elector is not None or access.viewer_of(request).may_see(poll.organization_id))
    return elector


@require_GET
def start(request: HttpRequest, poll_id: int) -> HttpResponse:
    form = _form(poll_id)
    poll = queries.get_poll(poll_id)
    elector = _may_read(request, poll)
    context = {
        "poll": poll,
        "elector": elector,
        "takes_sheets": poll.takes_sheets(timezone.now()),
        "state_code": words.state_code(poll.state),
        "void": words.void_word(poll.void_reason) if poll.void_reason else "",
        "facts": [
            {"label": _("投票人"), "value": _("%(n)s人") % {"n": form.issued}},
            {"label": _("候选人"), "value": _("%(n)s人") % {"n": len(form.candidates)}},
            *([{"label": _("每人评几项"), "value": _("%(n)s项") % {"n": len(form.items)}}] if form.items else []),
            {"label": _("最多可选"), "value": _("%(n)s人") % {"n": form.rules.cap} if form.rules.cap else _("不限")},
        ],
        "claims": disclosure.claims(),
        "tables": disclosure.stored_tables(),
        "knowers": disclosure.knowers(trustees=poll.trustees, smallest_cell=form.rules.smallest_cell),
        "may_run": access.viewer_of(request).may_run(poll.organization_id),
    }
    return render(request, "ballots/start.html", context)


def _keep_key(form: SheetForm, person_id: int) -> str:
    """Name of the draft on the device: another account on the same device does not load it."""
    return hashlib.sha256(f"{form.key}:{person_id}".encode()).hexdigest()[:16]


@lru_cache(maxsize=512)
def _rows_html(poll_id: int, language: str, recused: frozenset[int]) -> str:
    """The rows as everybody with the same locked lines sees them."""
    return _draw_rows(queries.get_sheet(poll_id), recused, {})


def _draw_rows(form: SheetForm, recused: frozenset[int], marks: dict[int, list[str]]) -> str:
    words_of = [(code, words.choice_word(code, form.rules.labels)) for code in form.rules.choices]
    people = [
        {
            "position": one.position,
            "name": one.name,
            "note": one.note,
            "locked": one.position in recused,
            "lines": [
                {
                    "row": row,
                    "title": form.items.get(item, ""),
                    "item": item,
                    "choices": [(code, word, code in marks.get(row, ())) for code, word in words_of],
                }
                for item in form.rules.item_codes()
                for row in [form.rules.row_of(one.position, item)]
            ],
        }
        for one in form.candidates
    ]
    return render_to_string("ballots/_rows.html", {"people": people, "capped": form.rules.capped})


def _marks(request: HttpRequest) -> dict[int, list[str]]:
    """What was marked: fields `r1`, `r2` … Anything else in the form is not looked at."""
    return {
        int(name[1:]): [value[:20] for value in request.POST.getlist(name)]
        for name in request.POST
        if name[:1] == "r" and name[1:].isascii() and name[1:].isdigit() and len(name) <= 6
    }


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, poll_id: int) -> HttpResponse:
    """The empty sheet (GET) or the sheet as filled in, to change it (POST); nothing is stored."""
    return _show_sheet(request, poll_id, _marks(request) if request.method == "POST" else {}, "")


def _show_sheet(request: HttpRequest, poll_id: int, marks: dict[int, list[str]], fault: str) -> HttpResponse:
    form, elector = _form(poll_id), _elector(request, poll_id)
    if elector.marked:
        return redirect("ballots:sent", poll_id)
    if timezone.now() >= form.closes_at:
        return redirect("ballots:start", poll_id)
    drawn = _draw_rows(form, elector.recused, marks) if marks else _rows_html(poll_id, get_language(), elector.recused)
    context = {
        "form": form,
        "rows": drawn,
        "fault": fault,
        "bound": bool(marks),
        "keep": _keep_key(form, request.user.person_id),
        "capped_word": words.choice_word(form.rules.capped, form.rules.labels) if form.rules.capped else "",
        "caps": [(item, form.items.get(item, "")) for item in form.rules.item_codes()] if form.rules.cap else [],
        "n_rows": len(form.rows) - len(elector.recused) * len(form.rules.item_codes()),
    }
    return _quiet(request, "ballots/sheet.html", context, status=422 if fault else 200)


@require_POST
def review(request: HttpRequest, poll_id: int) -> HttpResponse:
    """The whole sheet once more, blanks named, before it is sent."""
    form, elector, marks = _form(poll_id), _elector(request, poll_id), _marks(request)
    if elector.marked:
        return redirect("ballots:sent", poll_id)
    try:
        checked = actions.check_sheet(poll_id, elector.recused, marks)
    except Refused as refused:
        return _show_sheet(request, poll_id, marks, words.sentence(refused))
    context = {
        "form": form,
        "lines": [
            (form.row_name(row), words.choice_word(said, form.rules.labels)) for row, said in checked.rows.items()
        ],
        "blanks": [form.row_name(row) for row in checked.blanks],
        "hidden": [(f"r{row}", value) for row, values in marks.items() for value in values],
        "state": checked.state,
    }
    return _quiet(request, "ballots/review.html", context)


@require_POST
def send(request: HttpRequest, poll_id: int) -> HttpResponse:
    marks = _marks(request)
    _form(poll_id)
    try:
        actions.cast(now=timezone.now(), poll_id=poll_id, person_id=request.user.person_id or 0, marks=marks)
    except actions.SheetRefused as refused:
        if refused.code == "not_on_roll":
            raise PermissionDenied from refused
        if refused.code == "poll_not_open":
            messages.error(request, words.sentence(refused))
            return redirect("ballots:start", poll_id)
        return _show_sheet(request, poll_id, marks, words.sentence(refused))
    return redirect("ballots:sent", poll_id)


@require_GET
def sent(request: HttpRequest, poll_id: int) -> HttpResponse:
    form, elector = _form(poll_id), _elector(request, poll_id)
    if not elector.marked:
        return redirect("ballots:start", poll_id)
    return _quiet(request, "ballots/sent.html", {"form": form, "keep": _keep_key(form, request.user.person_id)})


@require_GET
def roll(request: HttpRequest, poll_id: int) -> HttpResponse:
    _form(poll_id)
    poll = queries.get_poll(poll_id)
    _may_read(request, poll)
    strata = poll.rules.strata
    columns = [{"label": _("序号")}, {"label": _("姓名")}, {"label": _("组织")}, {"label": _("类别")}]
    rows = [
        {"cells": [str(line.position), line.name, line.unit, strata.get(line.stratum) or _("合并统计")]}
        for line in queries.list_roll(poll_id)
    ]
    return render(request, "ballots/roll.html", {"poll": poll, "columns": columns, "rows": rows})


@require_GET
def roll_file(request: HttpRequest, poll_id: int) -> HttpResponse:
    """The roll as the very bytes whose SHA-256 is published."""
    _form(poll_id)
    _may_read(request, queries.get_poll(poll_id))
    response = HttpResponse(queries.get_roll_text(poll_id).encode(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="roll-{poll_id}.txt"'
    return response


@require_GET
def tally(request: HttpRequest, poll_id: int) -> HttpResponse:
    _form(poll_id)
    poll = queries.get_poll(poll_id)
    _may_read(request, poll)
    if poll.state != "closed":
        return redirect("ballots:start", poll_id)
    return render(request, "ballots/tally.html", {"poll": poll, **_tally_context(poll)})


def _tally_context(poll: PollRow) -> dict[str, object]:
    published = queries.get_published(poll.id)
    codes = [code for code in poll.rules.row_codes() if code != "recused"]
    codes = [*poll.rules.choices, *(code for code in codes if code not in poll.rules.choices)]
    return {
        "papers": [
            {"label": _("发出"), "value": published.issued},
            {"label": pgettext("票数", "收回"), "value": published.returned},
            {"label": _("有效"), "value": published.valid},
            {"label": _("无效"), "value": published.invalid},
            {"label": _("弃权"), "value": published.blank},
        ],
        "grades": [words.choice_word(code, poll.rules.labels) for code in codes],
        "rows": [
            {
                "name": f"{row.candidate.name} · {poll.rules.items[row.item]}" if row.item else row.candidate.name,
                "cells": [row.cells[code] for code in codes],
            }
            for row in published.rows
        ],
        "base": published.valid,
        "least": published.smallest_cell,
    }


@require_GET
def manage(request: HttpRequest, poll_id: int) -> HttpResponse:
    poll = _poll_to_run(request, poll_id)
    state = queries.get_paper_state(poll_id)
    form = _form(poll_id)
    now = timezone.now()
    context = {
        "poll": poll,
        "state_code": words.state_code(poll.state),
        "received": queries.count_marked(poll_id) if poll.state == "open" else poll.returned,
        "takes_sheets": poll.takes_sheets(now),
        "due": now >= poll.closes_at,
        "void": words.void_word(poll.void_reason) if poll.void_reason else "",
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
    _poll_to_run(request, poll_id)
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
    form = _form(poll_id)
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
                    *((row, form.row_name(row), form.rules.row_codes()) for row in form.rows),
                ]
            ],
        }
        for at, (_code, label) in enumerate(sorted(poll.rules.strata.items()))
    ]
    context = {"poll": poll, "blocks": blocks, "fault": fault, "entered": viewer.person_id in _tellers(poll_id)}
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
    _poll_to_run(request, poll_id)
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
    _poll_to_run(request, poll_id)
    return _answer(
        request,
        poll_id,
        lambda: actions.close_poll(
            now=timezone.now(),
            actor=access.viewer_of(request).actor,
            poll_id=poll_id,
            reason=request.POST.get("reason", "")[:200],
        ),
        _("投票已结束，票条已经计数并销毁。"),
    )


@require_POST
def void(request: HttpRequest, poll_id: int) -> HttpResponse:
    _poll_to_run(request, poll_id)
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
