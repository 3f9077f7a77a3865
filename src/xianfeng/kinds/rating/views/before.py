"""Before a round begins: choose the stars to aim at, note what was seen day by day."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.journal.telling import explaining, telling
from xianfeng.apps.people import access
from xianfeng.apps.people.access import stamp_of
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.kinds.rating import actions, forms, gathering, preparing, queries, words
from xianfeng.kinds.rating.queries import RoundRow
from xianfeng.kinds.rating.views.doors import may_enter


def shown_before(at: Visit, found: RoundRow | None) -> dict[str, object]:
    """What the page of the step shows of both: the choice while there is one, the entries about the visitor, the way to all."""
    params = queries.params_of(at.step)
    shown: dict[str, object] = {}
    if found is None and at.campaign.is_open:
        aimer = preparing.find_aimer(at.viewer, params, at.branch.id, at.on)
        if aimer is not None:
            shown |= {"aimer": aimer, "aims": preparing.aims_of(at.campaign.id, at.step.code, aimer)}
    if preparing.has_everyday(params):
        titles = {one["code"]: one["title"] for one in queries.step_items(at.campaign, at.step)}
        entries = preparing.list_entries(at.campaign.id, at.step.code, at.branch.id, titles)
        leads = at.viewer.has("branch_secretary", at.branch.id)
        shown["entries"] = [
            one for one in entries if at.viewer.is_person(one.person_id) or (one.person_id is None and leads)
        ]
        shown |= {"may_enter": may_enter(at.viewer, params, at.branch.id), "everyday_url": at.url("everyday")}
    return shown


@require_POST
def aims(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """A member for oneself, a secretary for the branch."""
    at = visit(request, campaign_id, step_code, kind="rating")
    who = preparing.find_aimer(at.viewer, queries.params_of(at.step), at.branch.id, at.on)
    access.require(who is not None)
    with telling(request, words.sentence, _("已记下。评星开始前可以再改。")):
        actions.choose_aims(
            **stamp_of(request),
            campaign_id=campaign_id,
            step_code=step_code,
            who=who,
            stars=request.POST.getlist("star"),
        )
    return redirect(at.url())


def everyday(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The entries of a branch for who keeps them; everybody else reads those about oneself on the page of the step."""
    at = visit(request, campaign_id, step_code, kind="rating")
    params = queries.params_of(at.step)
    if not preparing.has_everyday(params):
        raise Http404
    access.require(may_enter(at.viewer, params, at.branch.id))
    items = [(one["code"], one["title"]) for one in queries.step_items(at.campaign, at.step)]
    subjects = gathering.list_subjects(params, [at.branch.id], on=at.on)
    bound = request.POST if request.method == "POST" else None
    form = forms.Entry(
        bound,
        subjects=[(one.person_id or 0, one.name) for one in subjects],
        items=items,
        initial={"occurred_on": at.on, "nonce": uuid4()},
    )
    if bound is not None and form.is_valid():
        data = form.cleaned_data
        with explaining(form, words.sentence):
            actions.note_everyday(
                **stamp_of(request),
                campaign_id=campaign_id,
                step_code=step_code,
                organization_id=at.branch.id,
                person_id=data["subject"] or None,
                occurred_on=data["occurred_on"],
                text=data["text"],
                source=data["source"],
                item=data["item"],
                nonce=data["nonce"],
                on=at.on,
            )
            messages.success(request, _("已记下，本人可以看到。"))
            return redirect(at.url("everyday"))
    context = {
        "at": at,
        "trail": at.trail(_("平时考核")),
        "form": form,
        "entries": preparing.list_entries(campaign_id, step_code, at.branch.id, dict(items)),
    }
    return render(request, "rating/everyday.html", context, status=422 if bound is not None else 200)


@require_POST
def withdraw(request: HttpRequest, entry_id: int) -> HttpResponse:
    found = preparing.find_entry_place(entry_id)
    if found is None:
        raise Http404
    campaign_id, step_code, organization_id, _person = found
    at = visit(request, campaign_id, step_code, kind="rating", organization_id=organization_id)
    access.require(may_enter(at.viewer, queries.params_of(at.step), organization_id))
    with telling(request, words.sentence, _("已撤销，记录和理由保留。")):
        actions.withdraw_everyday(**stamp_of(request), entry_id=entry_id, reason=request.POST.get("reason", "")[:500])
    return redirect(at.url("everyday"))
