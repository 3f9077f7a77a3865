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

from xianfeng.apps.ballots import actions, queries, recovery, words
from xianfeng.apps.ballots.actions import NewPost
from xianfeng.apps.ballots.views.doors import form_of
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people import access, choosing
from xianfeng.apps.people import queries as people

TITLES = ("纪检委员", "教师代表")


def _persons(organization_id: int) -> list[dict[str, object]]:
    """Who may be chosen: members and staff at or below the organisation, by unit."""
    on = timezone.localdate()
    branches = frozenset(branch.id for branch in people.list_branches(organization_id))
    found = {row.person_id: (row.branch_name, row.name) for row in people.list_member_rows(branches, on=on)}
    found |= {person: (unit, name) for person, name, unit in people.list_non_member_staff(branches, on=on)}
    units: dict[str, list[tuple[int, str]]] = {}
    for person, (unit, name) in sorted(found.items(), key=lambda one: (one[1], one[0])):
        units.setdefault(unit, []).append((person, name))
    return [{"name": unit, "persons": persons} for unit, persons in units.items()]


@require_http_methods(["GET", "POST"])
def trustees(request: HttpRequest, organization_id: int) -> HttpResponse:
    """谁保管: both posts with holder, deputy and the state of their keys; the organisation fills them here."""
    viewer = access.viewer_of(request)
    access.require(viewer.may_see(organization_id))
    may_run = viewer.may_run(organization_id)
    units = _persons(organization_id) if may_run else []
    everybody = [person for unit in units for person, _name in unit["persons"]]
    numbers = people.list_numbers(everybody) if len(everybody) > choosing.MOST_IN_A_LIST else {}
    fault = ""
    if request.method == "POST":
        access.require(may_run)
        try:
            actions.appoint_trustees(
                now=timezone.now(), actor=viewer.actor, organization_id=organization_id, posts=_posts(request, numbers)
            )
        except Refused as refused:
            fault = words.sentence(refused)
        else:
            messages.success(request, _("已任命。四人各自登录，生成并核对自己的钥匙后开始使用。"))
            return redirect("ballots:trustees", organization_id)
    keepers = queries.list_keepers(organization_id)
    context = {
        "organization": people.get_organization(organization_id),
        "posts": _posts_shown(keepers, request, numbers),
        "ready": bool(keepers) and all(one.has_key for one in keepers),
        "missing": [one.name for one in keepers if not one.has_key],
        "history": queries.list_appointments(organization_id),
        "units": [] if numbers else units,
        "may_run": may_run,
        "fault": fault,
    }
    return render(request, "ballots/trustees.html", context, status=422 if fault else 200)


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() else 0


def _posts(request: HttpRequest, numbers: dict[int, str]) -> list[NewPost]:
    """What was chosen, or typed as a staff number where the unit is large. Raises TrusteeRefused for a number nobody has."""
    sent, by_number = request.POST, {number: person for person, number in numbers.items()}

    def chosen(field: str) -> int:
        typed = sent.get(field, "").strip()
        person = by_number.get(typed, 0) if numbers else _number(typed)
        if numbers and not person:
            raise actions.TrusteeRefused("number_unknown", number=typed[:20])
        return person

    return [NewPost(sent.get(f"title{n}", ""), chosen(f"holder{n}"), chosen(f"deputy{n}")) for n in queries.POSTS]


def _posts_shown(
    keepers: list[queries.KeeperRow], request: HttpRequest, numbers: dict[int, str]
) -> list[dict[str, object]]:
    at = {(one.post, one.is_deputy): one for one in keepers}
    shown = []
    for number, usual in zip(queries.POSTS, TITLES, strict=True):
        holder, deputy = at.get((number, False)), at.get((number, True))
        shown.append(
            {
                "number": number,
                "title": request.POST.get(f"title{number}") or (holder.title if holder else usual),
                "holder": holder,
                "deputy": deputy,
                "holder_id": _number(request.POST.get(f"holder{number}")) or (holder.person_id if holder else 0),
                "deputy_id": _number(request.POST.get(f"deputy{number}")) or (deputy.person_id if deputy else 0),
                "holder_number": request.POST.get(f"holder{number}")
                or (numbers.get(holder.person_id, "") if holder else ""),
                "deputy_number": request.POST.get(f"deputy{number}")
                or (numbers.get(deputy.person_id, "") if deputy else ""),
            }
        )
    return shown


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
