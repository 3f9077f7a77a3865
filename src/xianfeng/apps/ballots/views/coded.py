"""The way without an account: a printed code opens the sheet once. No sign-in, no cookie but the one against forged forms.

Also what is printed for people: the slips with the codes, and the coded paper sheet.
"""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.apps.ballots import actions, disclosure, queries, words
from xianfeng.apps.ballots.actions import SheetRefused
from xianfeng.apps.ballots.queries import SheetForm
from xianfeng.apps.ballots.views.doors import form_of, may_read, poll_to_run
from xianfeng.apps.ballots.views.voting import draw_rows, read_comment, read_marks, review_context, sheet_context
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people import access
from xianfeng.apps.people.strangers import Door
from xianfeng.ui import typed

DOOR = Door()


@access.open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def by_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code (GET); then the sheet, a look over it, and the sending, each a POST that carries the code."""
    code = (request.POST.get("c") or request.GET.get("c", ""))[:40]
    if request.method == "GET":
        return render(request, "ballots/code.html", {"code": code})
    try:
        return _step(request, code)
    except SheetRefused as refused:
        context = {"code": code, "fault": words.sentence(refused)}
        return render(request, "ballots/code.html", context, status=422)


def _keep_key(form: SheetForm, sha256: str) -> str:
    """Name of the draft on the device; it never stands in an address, where a log would tie the code to an hour."""
    return hashlib.sha256(f"{form.key}:{sha256}".encode()).hexdigest()[:16]


def _step(request: HttpRequest, code: str) -> HttpResponse:
    if DOOR.is_guessed(request):
        raise SheetRefused("too_often")
    found = queries.find_code(code)
    if found is None:
        DOOR.note_wrong(request)
        raise SheetRefused("code_unknown")
    if found.used:
        raise SheetRefused("code_used")
    form, act, marks = form_of(found.poll_id), request.POST.get("act", ""), read_marks(request)
    if not queries.get_poll(found.poll_id).takes_sheets(timezone.now()):
        raise SheetRefused("poll_not_open")
    fault, keep = "", _keep_key(form, found.sha256)
    try:
        if act == "send":
            comment = read_comment(request, form)
            actions.cast_by_code(now=timezone.now(), code=code, marks=marks, comment=comment)
            return redirect("ballots:by_code_sent")
        if act == "review":
            checked = actions.check_sheet(found.poll_id, frozenset(), marks)
            context = {**review_context(request, form, checked), "code": code, "keep": keep}
            return render(request, "ballots/code_review.html", context)
    except SheetRefused as refused:
        if refused.code not in ("over_cap", "unknown_choice", "unknown_row"):
            raise
        fault = words.sentence(refused)
    context = {
        **sheet_context(request, form, frozenset(), fault),
        "rows": draw_rows(form, frozenset(), marks),
        "bound": bool(marks or request.POST.get("comment")),
        "code": code,
        "keep": keep,
        "who_opens": disclosure.who_opens(queries.list_poll_keepers(found.poll_id)),
    }
    return render(request, "ballots/code_sheet.html", context, status=422 if fault else 200)


@access.open_to_all
@require_GET
def by_code_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "ballots/code_sent.html")


@never_cache
@require_POST
def codes(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Make codes for the chosen people, or slips for those nobody lists, and show them once, to be printed and mixed."""
    poll = poll_to_run(request, poll_id)
    stamp = {**access.stamp_of(request), "poll_id": poll_id}
    try:
        if poll.rules.by_slip:
            made = actions.issue_slips(**stamp, count=typed.number(request.POST.get("count")))
        else:
            made = actions.issue_codes(**stamp, entry_ids=typed.numbers(request.POST.getlist("entry")))
    except Refused as refused:
        messages.error(request, words.sentence(refused))
        return redirect("ballots:manage", poll_id)
    if not made:
        messages.error(request, _("请先选人。"))
        return redirect("ballots:manage", poll_id)
    address = request.build_absolute_uri(reverse("ballots:by_code"))
    slips = [
        {"code": " ".join(code[at : at + 4] for at in range(0, len(code), 4)), "link": f"{address}?c={code}"}
        for code in made
    ]
    listed = queries.list_candidates(poll_id) if poll.rules.by_slip else []
    context = {"poll": poll, "slips": slips, "address": address, "listed": listed}
    return render(request, "ballots/codes.html", context)


@require_GET
def paper_sheet(request: HttpRequest, poll_id: int) -> HttpResponse:
    """The paper sheet to be printed: the same rows and choices, the poll's code, nothing that differs between voters."""
    form = form_of(poll_id)
    poll = poll_to_run(request, poll_id)
    context = {
        "poll": poll,
        "form": form,
        "choices": [words.choice_word(code, form.rules.labels) for code in form.rules.choices],
        "capped_word": words.choice_word(form.rules.capped, form.rules.labels) if form.rules.capped else "",
        "rows": [(row, *_named(form, row)) for row in form.rows],
    }
    return render(request, "ballots/paper_sheet.html", context)


def _named(form: queries.SheetForm, row: int) -> tuple[str, str]:
    one, item = form.candidate_of(row)
    return one.name, form.items.get(item, "")


@require_http_methods(["GET", "POST"])
def comments(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Comments after the count. Readers see what was released; the reviewer also what waits - no class, sheet or order."""
    form = form_of(poll_id)
    poll, viewer = queries.get_poll(poll_id), access.viewer_of(request)
    may_read(request, poll)
    reviews = viewer.may_run(poll.organization_id) and viewer.person_id not in {
        one.person_id for one in form.candidates if one.person_id is not None
    }
    if request.method == "POST":
        access.require(reviews)
        actions.decide_comment(
            now=timezone.now(),
            actor=viewer.actor,
            poll_id=poll_id,
            key=request.POST.get("key", "")[:32],
            release=request.POST.get("act") == "release",
        )
        return redirect("ballots:comments", poll_id)
    rows = queries.list_comments(poll_id, released_only=not reviews)
    context = {
        "poll": poll,
        "reviews": reviews,
        "pending": [row for row in rows if row.state == "pending"],
        "released": [row for row in rows if row.state == "released"],
        "withheld": [row for row in rows if row.state == "withheld"],
    }
    return render(request, "ballots/comments.html", context)
