"""A recount: asked for while the slips are kept, carried out by both trustees; only whether they agree is kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from xianfeng.apps.ballots import actions, queries, words
from xianfeng.apps.ballots.queries import PollRow
from xianfeng.apps.ballots.views.doors import form_of, may_read
from xianfeng.apps.ballots.views.keeping import keepers_by_post
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import telling
from xianfeng.apps.people import access


def _may_ask(request: HttpRequest, poll: PollRow) -> bool:
    """Who runs the vote, who stands in it (for an organisation, who runs it), who keeps a key of it."""
    viewer = access.viewer_of(request)
    stands = any(
        viewer.may_run(one.organization_id)
        if one.organization_id is not None
        else one.person_id is not None and one.person_id == viewer.person_id
        for one in form_of(poll.id).candidates
    )
    return viewer.may_run(poll.organization_id) or stands or queries.is_keeper_of(poll.id, viewer.person_id)


@never_cache
@require_http_methods(["GET", "POST"])
def recount(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Until when the slips are kept, whether somebody asked, how earlier recounts ended; a trustee hands in the own code."""
    form_of(poll_id)
    poll, viewer = queries.get_poll(poll_id), access.viewer_of(request)
    if not _may_ask(request, poll):
        may_read(request, poll)
    fault, own = "", queries.list_poll_keepers(poll_id)
    if request.method == "POST":
        access.require(queries.is_keeper_of(poll_id, viewer.person_id))
        code = request.POST.get("code", "")[:200]
        try:
            agrees = actions.submit_half(
                **access.stamp_of(request), poll_id=poll_id, person_id=viewer.person_id, code=code
            )
        except Refused as refused:
            fault = words.sentence(refused)
        else:
            _tell(request, agrees)
            return redirect("ballots:recount", poll_id)
    kept = queries.find_kept(poll_id)
    mine = [one.post for one in own if one.person_id == viewer.person_id]
    arrived = kept.arrived if kept else frozenset()
    context = {
        "poll": poll,
        "kept": kept,
        "posts": keepers_by_post(own, arrived),
        "waits_for_me": bool(kept and kept.asked_on and mine) and not set(mine) <= arrived,
        "may_ask": bool(kept and kept.keeping and not kept.asked_on) and _may_ask(request, poll),
        "fault": fault,
    }
    return render(request, "ballots/recount.html", context, status=422 if fault else 200)


def _tell(request: HttpRequest, agrees: bool | None, waiting: str = "") -> None:
    if agrees is None:
        messages.success(request, waiting or _("已收到您的钥匙，等另一边的钥匙。"))
    elif agrees:
        messages.success(request, _("已重新计票，与保存的票数一致。"))
    else:
        messages.error(request, _("已重新计票，与保存的票数不一致。请立即报告上级党组织。"))


@require_POST
def ask(request: HttpRequest, poll_id: int) -> HttpResponse:
    form_of(poll_id)
    access.require(_may_ask(request, queries.get_poll(poll_id)))
    with telling(request, words.sentence):
        agrees = actions.ask_recount(**access.stamp_of(request), poll_id=poll_id)
        _tell(request, agrees, _("已申请。两位开票人的待办里会有这一项。"))
    return redirect("ballots:recount", poll_id)
