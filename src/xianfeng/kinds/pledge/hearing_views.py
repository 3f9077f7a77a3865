"""Pages of the slips: asking those a pledge was for, printing, and the sheet that is open to everybody with a code."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.notices.limiter import Limiter
from xianfeng.apps.notices.open_views import no_store
from xianfeng.apps.people.access import open_to_all, require, viewer_of
from xianfeng.kinds.pledge import hearing
from xianfeng.kinds.pledge.actions import PledgeRefused
from xianfeng.kinds.pledge.views import find_pledge, may_review, refusal_sentence

WRONG_CODES = Limiter(30, timedelta(hours=1))


@require_POST
def act(request: HttpRequest, pledge_id: int) -> HttpResponse:
    """Begin to ask, or end it: the reviewer, never the author."""
    row, viewer = find_pledge(request, pledge_id), viewer_of(request)
    require(may_review(viewer, row))
    stamp = {"now": timezone.now(), "actor": viewer.actor, "pledge_id": pledge_id}
    try:
        if request.POST.get("act") == "ask":
            hearing.ask_served(**stamp, closes_on=_day(request.POST.get("closes_on", "")))
            messages.success(request, _("可以打印确认条了。"))
        else:
            hearing.close_hearing(**stamp)
            messages.success(request, _("已结束，结果见下。"))
    except PledgeRefused as refused:
        messages.error(request, refusal_sentence(refused))
    return redirect("pledge:pledge", pledge_id)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise PledgeRefused("day_past") from None


@require_POST
def slips(request: HttpRequest, pledge_id: int) -> HttpResponse:
    """Slips to print and cut apart. They are shown this once: only hashes are kept."""
    row, viewer = find_pledge(request, pledge_id), viewer_of(request)
    require(may_review(viewer, row))
    typed = request.POST.get("count", "")
    try:
        count = int(typed) if typed.isdigit() else 0
        made = hearing.print_slips(now=timezone.now(), actor=viewer.actor, pledge_id=pledge_id, count=count)
    except PledgeRefused as refused:
        messages.error(request, refusal_sentence(refused))
        return redirect("pledge:pledge", pledge_id)
    address = request.build_absolute_uri(reverse("pledge:slip"))
    shown = [{"code": "-".join((one[:4], one[4:8], one[8:])), "link": f"{address}?c={one}"} for one in made]
    until = next(one.closes_on for one in hearing.list_hearings(pledge_id) if one.is_open)
    return no_store(
        render(request, "pledge/slips.html", {"row": row, "slips": shown, "address": address, "until": until})
    )


@open_to_all
def answer(request: HttpRequest) -> HttpResponse:
    """The sheet of one slip: what is kept is said first, then one choice."""
    now = timezone.now()
    code = (request.POST.get("c") or request.GET.get("c") or "").strip()[:40]
    sheet = hearing.find_by_code(code, timezone.localdate(now)) if code else None
    error = ""
    if code and sheet is None:
        often = not WRONG_CODES.allows(request.META.get("REMOTE_ADDR", ""), now)
        error = refusal_sentence(PledgeRefused("too_often" if often else "slip_unknown"))
    elif request.method == "POST" and "send" in request.POST:
        try:
            hearing.answer(now=now, code=code, said=request.POST.get("said", ""))
        except PledgeRefused as refused:
            error = refusal_sentence(refused)
        else:
            return no_store(render(request, "pledge/answered.html", {}))
    context = {"sheet": sheet, "code": code, "error": error}
    return no_store(render(request, "pledge/answer.html", context, status=422 if error else 200))
