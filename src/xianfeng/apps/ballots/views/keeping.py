"""The two trustees' pages: who keeps what, the own key in three plain screens, and the opening of a box.

The recovery sheet is shown in the answer to one POST and never again: it lies in no session, no table and no cache.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xianfeng.apps.ballots import actions, forms, queries, recovery, words
from xianfeng.apps.ballots.views.doors import form_of
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import explaining
from xianfeng.apps.people import access
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.choosing import everybody_of


@require_http_methods(["GET", "POST"])
def trustees(request: HttpRequest, organization_id: int) -> HttpResponse:
    """谁保管: both posts with holder, deputy and the state of their keys; the organisation fills them here."""
    viewer = access.viewer_of(request)
    access.require(viewer.may_see(organization_id))
    may_run = viewer.may_run(organization_id)
    keepers = queries.list_keepers(organization_id)
    form = None
    if may_run:
        crowd = everybody_of(organization_id, on=viewer.on)
        form = forms.Trustees(request.POST if request.method == "POST" else None, keepers=keepers, crowd=crowd)
    if request.method == "POST":
        access.require(may_run)
        if form.is_valid():
            with explaining(form, words.sentence):
                actions.appoint_trustees(
                    **access.stamp_of(request), organization_id=organization_id, posts=form.posts()
                )
                messages.success(request, _("已任命。四人各自登录，生成并核对自己的钥匙后开始使用。"))
                return redirect("ballots:trustees", organization_id)
    context = {
        "organization": people.get_organization(organization_id),
        "posts": _posts(keepers, form),
        "ready": bool(keepers) and all(one.has_key for one in keepers),
        "missing": [one.name for one in keepers if not one.has_key],
        "history": queries.list_appointments(organization_id),
        "form": form,
    }
    return render(request, "ballots/trustees.html", context, status=422 if form is not None and form.errors else 200)


def _posts(keepers: list[queries.KeeperRow], form: forms.Trustees | None) -> list[dict[str, object]]:
    at = {(one.post, one.is_deputy): one for one in keepers}
    return [
        {
            "number": number,
            "holder": at.get((number, False)),
            "deputy": at.get((number, True)),
            "fields": form.fields_of(number) if form else [],
        }
        for number in queries.POSTS
    ]


def _keeper_id(request: HttpRequest) -> int:
    """Only who is appointed somewhere, or keeps a key of a poll still to be counted, has pages of the own key."""
    person_id = request.user.person_id
    access.require(bool(queries.list_own_posts(person_id)) or bool(queries.list_polls_to_unseal(person_id)))
    return person_id


@never_cache
@require_http_methods(["GET", "POST"])
def my_key(request: HttpRequest) -> HttpResponse:
    """生成并打印: what the key is for (GET), and the recovery sheet, shown this once (POST)."""
    person_id, viewer = _keeper_id(request), access.viewer_of(request)
    code = ""
    if request.method == "POST":
        code = actions.make_key(now=timezone.now(), actor=viewer.actor, person_id=person_id)
    own = queries.list_own_keys(person_id)
    context = {
        "posts": queries.list_own_posts(person_id),
        "own": own,
        "in_use": next((one for one in own if one.is_confirmed), None),
        "making": next((one for one in own if not one.is_confirmed), None),
        "old": queries.old_keys_needed(person_id),
        "to_unseal": queries.list_polls_to_unseal(person_id),
        "code": code,
        "groups": code.split("-") if code else [],
        "check_value": recovery.check_value(recovery.public_key(code)) if code else "",
        "name": viewer.label,
        "today": timezone.localdate(),
    }
    return render(request, "ballots/my_key.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def check_key(request: HttpRequest) -> HttpResponse:
    """核对: the code is copied back from the printed sheet; only then is the key used."""
    person_id, viewer = _keeper_id(request), access.viewer_of(request)
    own = queries.list_own_keys(person_id)
    making = next((one for one in own if not one.is_confirmed), None)
    fault = ""
    if request.method == "POST":
        try:
            actions.confirm_key(
                now=timezone.now(), actor=viewer.actor, person_id=person_id, code=request.POST.get("code", "")[:200]
            )
        except Refused as refused:
            fault = words.sentence(refused)
        else:
            messages.success(request, _("核对无误，钥匙已启用。请把恢复页装入信封封好，自己保管。"))
            return redirect("ballots:my_key")
    elif making is None:
        return redirect("ballots:my_key")
    return render(request, "ballots/check_key.html", {"making": making, "fault": fault}, status=422 if fault else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def unseal(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Hand in the own code after closing; the page says whose is still missing."""
    form_of(poll_id)
    poll, viewer = queries.get_poll(poll_id), access.viewer_of(request)
    keepers = queries.list_poll_keepers(poll_id)
    if not keepers:
        raise Http404
    mine = [one for one in keepers if one.person_id == viewer.person_id]
    access.require(bool(mine) or viewer.may_run(poll.organization_id))
    fault = ""
    if request.method == "POST":
        access.require(bool(mine))
        try:
            poll = actions.submit_key(
                now=timezone.now(),
                actor=viewer.actor,
                poll_id=poll_id,
                person_id=viewer.person_id,
                code=request.POST.get("code", "")[:200],
            )
        except Refused as refused:
            fault = words.sentence(refused)
        else:
            finished = poll.state != "closing"
            messages.success(request, _("已开票并计票。") if finished else _("已收到您的钥匙，等另一边的钥匙。"))
            return redirect("ballots:unseal", poll_id)
    context = {
        "poll": poll,
        "kept": queries.find_kept(poll_id),
        "state_code": words.state_code(poll.state),
        "posts": keepers_by_post(keepers),
        "waits_for_me": bool(mine) and not mine[0].arrived and poll.state in ("open", "closing"),
        "over": poll.state != "open" or timezone.now() >= poll.closes_at,
        "fault": fault,
    }
    return render(request, "ballots/unseal.html", context, status=422 if fault else 200)


def keepers_by_post(
    keepers: list[queries.PollKeeperRow], halves: frozenset[int] | None = None
) -> list[dict[str, object]]:
    """One line a post: title, who may open, whether the part is here; at a recount, whether the half is."""
    return [
        {
            "title": next(one.title for one in keepers if one.post == post),
            "names": [one.name for one in keepers if one.post == post],
            "arrived": any(one.arrived for one in keepers if one.post == post) if halves is None else post in halves,
        }
        for post in sorted({one.post for one in keepers})
    ]
