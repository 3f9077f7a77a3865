"""Voting: first what is stored, then the sheet, a look over it, and the line that says it arrived.

The sheet is a hot page: its rows are drawn once for all who see the same ones, and it costs a fixed number of queries.
Nothing the voter fills in is stored on the server before it is sent.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.apps.ballots import actions, disclosure, queries, words
from xianfeng.apps.ballots.queries import ElectorRow, SheetForm
from xianfeng.apps.ballots.sheets import Sheet
from xianfeng.apps.ballots.views.doors import form_of, may_read, quiet
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people import access


def _elector(request: HttpRequest, poll_id: int) -> ElectorRow:
    elector = queries.find_elector(poll_id, request.user.person_id)
    if elector is None:
        raise PermissionDenied
    return elector


@require_GET
def start(request: HttpRequest, poll_id: int) -> HttpResponse:
    form = form_of(poll_id)
    poll = queries.get_poll(poll_id)
    elector = may_read(request, poll)
    keepers = queries.list_poll_keepers(poll_id)
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
        "claims": disclosure.claims(trustees=poll.trustees),
        "tables": disclosure.stored_tables(
            trustees=poll.trustees, codes=poll.codes_issued > 0, comments=poll.rules.comment > 0
        ),
        "who_opens": disclosure.who_opens(keepers),
        "knowers": disclosure.knowers(keepers=keepers, smallest_cell=form.rules.smallest_cell),
        "is_keeper": any(one.person_id == request.user.person_id for one in keepers),
        "may_run": access.viewer_of(request).may_run(poll.organization_id),
    }
    return render(request, "ballots/start.html", context)


def _keep_key(form: SheetForm, person_id: int) -> str:
    """Name of the draft on the device: another account on the same device does not load it."""
    return hashlib.sha256(f"{form.key}:{person_id}".encode()).hexdigest()[:16]


@lru_cache(maxsize=512)
def _rows_html(poll_id: int, language: str, recused: frozenset[int]) -> str:
    """The rows as everybody with the same locked lines sees them."""
    return draw_rows(queries.get_sheet(poll_id), recused, {})


def draw_rows(form: SheetForm, recused: frozenset[int], marks: dict[int, list[str]]) -> str:
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


def read_marks(request: HttpRequest) -> dict[int, list[str]]:
    """What was marked: fields `r1`, `r2` … Anything else in the form is not looked at."""
    return {
        int(name[1:]): [value[:20] for value in request.POST.getlist(name)]
        for name in request.POST
        if name[:1] == "r" and name[1:].isascii() and name[1:].isdigit() and len(name) <= 6
    }


def read_comment(request: HttpRequest, form: SheetForm) -> str:
    return request.POST.get("comment", "")[: form.rules.comment]


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, poll_id: int) -> HttpResponse:
    """The empty sheet (GET) or the sheet as filled in, to change it (POST); nothing is stored."""
    return _show_sheet(request, poll_id, read_marks(request) if request.method == "POST" else {}, "")


def _show_sheet(request: HttpRequest, poll_id: int, marks: dict[int, list[str]], fault: str) -> HttpResponse:
    form, elector = form_of(poll_id), _elector(request, poll_id)
    if elector.marked:
        return redirect("ballots:sent", poll_id)
    if timezone.now() >= form.closes_at:
        return redirect("ballots:start", poll_id)
    bound = bool(marks or request.POST.get("comment"))
    drawn = draw_rows(form, elector.recused, marks) if marks else _rows_html(poll_id, get_language(), elector.recused)
    keep = _keep_key(form, request.user.person_id)
    context = {**sheet_context(request, form, elector.recused, fault), "rows": drawn, "bound": bound, "keep": keep}
    return quiet(request, "ballots/sheet.html", context, status=422 if fault else 200)


def sheet_context(request: HttpRequest, form: SheetForm, recused: frozenset[int], fault: str) -> dict[str, object]:
    """What the sheet needs beside its rows."""
    return {
        "form": form,
        "fault": fault,
        "capped_word": words.choice_word(form.rules.capped, form.rules.labels) if form.rules.capped else "",
        "caps": [(item, form.items.get(item, "")) for item in form.rules.item_codes()] if form.rules.cap else [],
        "n_rows": len(form.rows) - len(recused) * len(form.rules.item_codes()),
        "comment": read_comment(request, form),
    }


def review_context(request: HttpRequest, form: SheetForm, checked: Sheet) -> dict[str, object]:
    """The sheet as it will be counted, and the fields that carry it to the next page."""
    marks, comment = read_marks(request), read_comment(request, form)
    return {
        "form": form,
        "lines": [
            (form.row_name(row), words.choice_word(said, form.rules.labels)) for row, said in checked.rows.items()
        ],
        "blanks": [form.row_name(row) for row in checked.blanks],
        "hidden": [(f"r{row}", value) for row, values in marks.items() for value in values]
        + ([("comment", comment)] if comment else []),
        "comment": comment,
        "state": checked.state,
    }


@require_POST
def review(request: HttpRequest, poll_id: int) -> HttpResponse:
    """The whole sheet once more, blanks named, before it is sent."""
    form, elector, marks = form_of(poll_id), _elector(request, poll_id), read_marks(request)
    if elector.marked:
        return redirect("ballots:sent", poll_id)
    try:
        checked = actions.check_sheet(poll_id, elector.recused, marks)
    except Refused as refused:
        return _show_sheet(request, poll_id, marks, words.sentence(refused))
    context = review_context(request, form, checked)
    return quiet(request, "ballots/review.html", context)


@require_POST
def send(request: HttpRequest, poll_id: int) -> HttpResponse:
    marks = read_marks(request)
    comment = read_comment(request, form_of(poll_id))
    try:
        actions.cast(
            now=timezone.now(), poll_id=poll_id, person_id=request.user.person_id or 0, marks=marks, comment=comment
        )
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
    form, elector = form_of(poll_id), _elector(request, poll_id)
    if not elector.marked:
        return redirect("ballots:start", poll_id)
    return quiet(request, "ballots/sent.html", {"form": form, "keep": _keep_key(form, request.user.person_id)})
