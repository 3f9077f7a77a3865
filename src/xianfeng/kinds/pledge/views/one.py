"""One pledge: the wording in force, those before it, how far it has come, and every button of its page."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.telling import telling
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.kinds.pledge import actions, forms, hearing, queries, served
from xianfeng.kinds.pledge.actions import PledgeRefused
from xianfeng.kinds.pledge.queries import PledgeRow
from xianfeng.kinds.pledge.views.doors import find_pledge, is_owner, may_read, may_review, step_url
from xianfeng.kinds.pledge.words import STATE_WORDS, measure_word, refusal_sentence, scope_word
from xianfeng.ui import typed

REVIEWER = {
    "publish": (actions.publish, "place", gettext_lazy("已公开。")),
    "send_back": (actions.send_back, "reason", gettext_lazy("已退回，作者会看到理由。")),
    "confirm": (actions.confirm, "", gettext_lazy("已确认兑现。")),
    "reject_claim": (actions.reject_claim, "reason", gettext_lazy("已退回。")),
}
AUTHOR = {
    "amend": (actions.amend, "reason", gettext_lazy("请修改后提交。审核通过前，原来的承诺继续公开。")),
    "claim": (actions.claim, "note", gettext_lazy("已报告兑现，等待核实。")),
    "drop": (actions.drop, "reason", gettext_lazy("已撤下，说明在原处公开。")),
    "discard": (actions.discard, "", gettext_lazy("已删去这份草稿。")),
    "advance": (None, "", gettext_lazy("已记下进展。")),
}
"""Button -> what it does, the one field it takes, and what is said when it is done."""


def pledge(request: HttpRequest, pledge_id: int) -> HttpResponse:
    """The page; after a refusal it is shown again with what was typed."""
    row, viewer = find_pledge(request, pledge_id), viewer_of(request)
    campaign = campaigns.get_campaign(row.campaign_id)
    require(may_read(viewer, row, campaign.organization_id))
    reviews, owner = may_review(viewer, row), is_owner(viewer, row)
    step_row = campaigns.get_step(row.campaign_id, row.step_code, row.organization_id)
    shown = row.current or row.live
    hearings = served.list_hearings(pledge_id)
    context = {
        "row": row,
        "trail": [
            {"label": step_row.title, "url": step_url(row.campaign_id, row.step_code, row.organization_id)},
            {"label": row.name},
        ],
        "step": step_row,
        "is_owner": owner,
        "may_review": reviews,
        "sees_live": owner or viewer.may_see(row.organization_id),
        "may_run": viewer.may_run(row.organization_id),
        "hearings": hearings,
        "asking": any(one.is_running for one in hearings),
        "may_ask": reviews and row.claimed_at and not row.fulfilled_on,
        "alike": queries.list_alike(row) if reviews and row.live and row.live.state == "submitted" else [],
        "advance_form": forms.Advance(
            initial={"on": timezone.localdate(), "nonce": secrets.token_hex(16)},
            with_value=bool(shown and shown.target is not None),
            unit=shown.unit if shown else "",
        )
        if owner and row.current and row.state in ("in_progress", "overdue")
        else None,
        "scope": scope_word(row.scope),
        "measure": measure_word(row.measure),
        "state_code": STATE_WORDS.get(row.state, ""),
        "today": timezone.localdate(),
        "typed": request.POST,
    }
    return render(request, "pledge/pledge.html", context)


@require_POST
def act(request: HttpRequest, pledge_id: int) -> HttpResponse:
    """One button of the page of a pledge."""
    row, viewer, what = find_pledge(request, pledge_id), viewer_of(request), request.POST.get("act", "")
    if what in REVIEWER:
        require(may_review(viewer, row))
    elif what in AUTHOR:
        require(is_owner(viewer, row))
    else:
        raise Http404
    do, field, done = (REVIEWER | AUTHOR)[what]
    stamp = {**stamp_of(request), "pledge_id": pledge_id}
    with telling(request, refusal_sentence):
        if do is None:
            _advance(request, row, stamp)
        else:
            do(**stamp, **({field: request.POST.get(field, "")} if field else {}))
        messages.success(request, str(done))
        if what == "amend":
            return redirect("pledge:edit", pledge_id)
        if what == "discard":
            return redirect(step_url(row.campaign_id, row.step_code, row.organization_id))
        return redirect("pledge:pledge", pledge_id)
    return pledge(request, pledge_id)


def _advance(request: HttpRequest, row: PledgeRow, stamp: dict[str, Any]) -> None:
    shown = row.current
    form = forms.Advance(request.POST, with_value=bool(shown and shown.target is not None))
    if not form.is_valid():
        raise PledgeRefused("reason_missing")
    read = form.cleaned_data
    actions.enter_advance(**stamp, on=read["on"], value=read.get("value"), note=read["note"], nonce=read["nonce"])


@require_POST
def ask_served(request: HttpRequest, pledge_id: int) -> HttpResponse:
    """Begin to ask those it was for; slips, the last day and the count are pages of the poll."""
    require(may_review(viewer_of(request), find_pledge(request, pledge_id)))
    with telling(request, refusal_sentence, _("可以印纸条了。到截止日自动计票，之前谁也看不到结果。")):
        closes_on = typed.day(request.POST.get("closes_on"))
        if closes_on is None:
            raise PledgeRefused("day_past")
        poll_id = hearing.ask_served(**stamp_of(request), pledge_id=pledge_id, closes_on=closes_on)
        return redirect("ballots:manage", poll_id)
    return redirect("pledge:pledge", pledge_id)
