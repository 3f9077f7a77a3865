"""The page of one named sheet."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people import access
from xianfeng.apps.people.access import stamp_of
from xianfeng.apps.progress.drafting import draft_kept, draft_refused
from xianfeng.kinds.rating import actions, preparing, queries, words
from xianfeng.kinds.rating.views.doors import back, may_write, rated_of, trail_of
from xianfeng.kinds.rating.weighing import ABSTAIN, choices_of, is_polled
from xianfeng.ui import typed


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, rated_id: int, code: str) -> HttpResponse:
    """One named sheet, all items on one page. A draft is kept as it is typed; what is sent carries the name."""
    at, rated = rated_of(rated_id)
    wanted = at.party(code)
    if wanted is None or is_polled(wanted):
        raise Http404
    access.require(may_write(access.viewer_of(request), at, rated, code))
    known = queries.find_sheet(rated_id, code)
    form = request.POST if request.method == "POST" else None
    fault = ""
    if form is not None:
        send = form.get("act") == "send"
        try:
            new = actions.save_sheet(
                **stamp_of(request),
                rated_id=rated_id,
                party=code,
                marks={item["code"]: form.get(f"mark-{item['code']}", "") for item in at.items},
                reasons={item["code"]: form.get(f"reason-{item['code']}", "") for item in at.items},
                revision=typed.number(form.get("revision")),
                send=send,
            )
        except Refused as refused:
            fault = words.sentence(refused)
        else:
            if request.htmx:
                return draft_kept(request, "sheet", new)
            messages.success(request, _("已提交。") if send else _("草稿已保存。"))
            if send:
                return back(at, rated.unit_id)
            return redirect(request.path)
        if request.htmx:
            return draft_refused(request, "sheet", fault)
    context = {
        "round": at,
        "rated": rated,
        "party": wanted,
        "is_own": code == "self",
        "open": actions.sheet_is_open(at, rated, code),
        "sheet": known,
        "revision": (form or {}).get("revision") or (known.revision if known else 0),
        "fault": fault,
        "choices": [(value, word) for value, word in choices_of(at.params).items() if value != ABSTAIN],
        "items": [
            {
                **item,
                "mark": form.get(f"mark-{item['code']}", "")
                if form is not None
                else (known.marks.get(item["code"], "") if known else ""),
                "reason": form.get(f"reason-{item['code']}", "")
                if form is not None
                else (known.reasons.get(item["code"], "") if known else ""),
            }
            for item in at.items
        ],
        "entries": preparing.entries_about(at, rated) if code == preparing.EVERYDAY else (),
        "is_everyday": code == preparing.EVERYDAY,
        "self_sheet": queries.find_sheet(rated_id, "self") if code != "self" else None,
        "trail": trail_of(at, rated.unit_id, wanted.title),
    }
    return render(request, "rating/sheet.html", context, status=422 if fault else 200)
