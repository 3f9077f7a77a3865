"""Writing a pledge: a new one, a draft taken up again, an amendment; saved while typing."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.evidence import records
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import telling
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.apps.progress.drafting import draft_kept, draft_refused
from xianfeng.apps.progress.visiting import Visit
from xianfeng.apps.tracking import queries as tracking
from xianfeng.kinds.pledge import actions, forms, queries, topics
from xianfeng.kinds.pledge.queries import PledgeRow
from xianfeng.kinds.pledge.views.doors import find_pledge, is_owner, may_write, per_person, trail, visit_step
from xianfeng.kinds.pledge.words import measure_word, refusal_sentence, scope_word


def _choices(at: Visit) -> tuple[str, list[tuple[str, str]]]:
    """(label, what a pledge of this step may answer): requirements, own duties, topics, open items."""
    found: list[tuple[str, str]] = []
    label = measure_word(at.params.measure)
    codes = [at.params.requirements] if at.params.requirements else []
    if at.params.measure == "work_target":
        codes += [code for code in at.step.criteria if code not in codes]
    for code in codes:
        found += [(f"criterion:{code}.{item['key']}", item["title"]) for item in at.criteria(code)]
    if at.params.measure in ("post_duty", "work_target") and per_person(at) and at.viewer.person_id:
        duties = records.list_of_person("duty", at.viewer.person_id, on=at.on)
        found += [(record.subject, record.title) for record in duties]
    if at.params.adopts_open_items and at.params.measure not in ("party_requirement", "post_duty"):
        for item in tracking.list_items(organization_ids=[at.branch.id]):
            if item.closed_on is None and not item.restricted:
                found.append((f"item:{item.id}", _("整改事项：%(what)s") % {"what": item.what}))
    return label, found


def _form(at: Visit, data=None, initial=None) -> forms.Write:
    label, choices = _choices(at)
    return forms.Write(
        data,
        initial=initial,
        choices=choices,
        label=label,
        needs_target=at.params.needs_target,
        longest=at.params.most_characters,
    )


def write(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """A new pledge. A draft that was begun is taken up again, on whatever device."""
    at = visit_step(request, campaign_id, step_code)
    require(may_write(at))
    person_id = at.viewer.person_id if per_person(at) else None
    if request.method == "GET":
        draft = queries.find_draft(campaign_id, step_code, person_id=person_id, organization_id=at.branch.id, on=at.on)
        if draft is not None:
            return redirect("pledge:edit", draft.id)
        return _write_page(request, at, _form(at, initial={"nonce": secrets.token_hex(16), "revision": 0}), None)
    row = queries.find_by_nonce(request.POST.get("nonce", ""), on=at.on)

    def begin() -> int:
        return actions.start(
            **stamp_of(request),
            campaign_id=campaign_id,
            step_code=step_code,
            organization_id=at.branch.id,
            person_id=person_id,
            nonce=request.POST.get("nonce") or secrets.token_hex(16),
        )

    return _handle(request, at, row, begin)


@require_POST
def say_why(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Why nothing is promised on one topic of the plan."""
    at = visit_step(request, campaign_id, step_code)
    require(may_write(at))
    with telling(request, refusal_sentence, _("理由已记下，与承诺一起公开。")):
        topics.say_why(
            **stamp_of(request),
            campaign_id=campaign_id,
            step_code=step_code,
            organization_id=at.branch.id,
            person_id=at.viewer.person_id if per_person(at) else None,
            topic=request.POST.get("topic", ""),
            reason=request.POST.get("reason", ""),
        )
    return redirect(at.url())


def _visit_of(request: HttpRequest, row: PledgeRow) -> Visit:
    request.GET = request.GET.copy()
    request.GET["organization"] = str(row.organization_id)
    return visit_step(request, row.campaign_id, row.step_code)


def edit(request: HttpRequest, pledge_id: int) -> HttpResponse:
    """Go on with a draft, a returned wording, or an amendment."""
    row = find_pledge(request, pledge_id)
    require(is_owner(viewer_of(request), row))
    at = _visit_of(request, row)
    if row.live is None or (row.live.state == "submitted" and request.method == "GET"):
        return redirect("pledge:pledge", row.id)
    if request.method == "POST":
        return _handle(request, at, row, lambda: row.id)
    return _write_page(request, at, _form(at, initial=_initial(row)), row)


def _initial(row: PledgeRow) -> dict[str, object]:
    live = row.live
    assert live is not None
    return {
        "revision": live.revision,
        "text": live.text,
        "result": live.result,
        "beneficiary": live.beneficiary,
        "due_on": live.due_on,
        "unit": live.unit,
        "baseline": live.baseline,
        "target": live.target,
        "cites": [subject for subject, _words in live.cites],
    }


def _handle(request: HttpRequest, at: Visit, row: PledgeRow | None, begin: Callable[[], int]) -> HttpResponse:
    """Save what was typed; hand it in when the button says so. What was typed stays on the page in every case."""
    is_sending = request.POST.get("act") == "submit"
    if row is not None and is_sending and (row.live is None or row.live.state == "submitted"):
        return redirect("pledge:pledge", row.id)  # the same form sent twice
    form = _form(at, request.POST)
    readable = form.is_valid()
    stamp = stamp_of(request)
    error = ""
    pledge_id = row.id if row else None
    if readable or request.htmx:
        try:
            pledge_id = begin()
            revision = actions.save(
                **stamp,
                pledge_id=pledge_id,
                revision=form.cleaned_data.get("revision") or 0,
                content=form.content(),
                journal=not request.htmx,
            )
            if request.htmx:
                return draft_kept(request, "pledge", revision)
            form.data = form.data.copy()
            form.data["revision"] = str(revision)
            if is_sending:
                actions.submit(**stamp, pledge_id=pledge_id)
                messages.success(request, _after_sending(at))
                return redirect("pledge:pledge", pledge_id)
            messages.success(request, _("草稿已存，随时可以接着写。"))
            return redirect("pledge:edit", pledge_id)
        except Refused as refused:
            error = refusal_sentence(refused)
            if request.htmx:
                return draft_refused(request, "pledge", error)
            if refused.code == "incomplete":
                form.name_lacks(refused.params["lacks"])
                error = ""
            if refused.code == "conflict" and pledge_id is not None:
                row = queries.get_pledge(pledge_id, on=at.on)
                form.data = form.data.copy()
                form.data["revision"] = str(row.live.revision if row.live else 0)
    if pledge_id is not None and row is None:
        row = queries.get_pledge(pledge_id, on=at.on)
    return _write_page(request, at, form, row, error=error, status=409 if error else 422)


def _after_sending(at: Visit) -> str:
    if not at.params.reviewed:
        return _("已公开。")
    return _("已提交，等待审核。审核通过后向%(scope)s公开；需要修改时会写明理由退回给您。") % {
        "scope": scope_word(at.params.scope)
    }


def _write_page(
    request: HttpRequest, at: Visit, form: forms.Write, row: PledgeRow | None, *, error: str = "", status: int = 200
) -> HttpResponse:
    form.name_required(at.params.tied)
    whose = {"person_id": at.viewer.person_id} if per_person(at) else {"organization_id": at.branch.id}
    context = {
        "carried": queries.list_carried(at.campaign.id, on=at.on, **whose),
        "at": at,
        "trail": trail(at, {"label": _("写承诺")}),
        "form": form,
        "row": row,
        "error": error,
        "theirs": row.live if error and row else None,
        "saved_at": row.live.saved_at if row and row.live and row.live.revision else None,
        "reviewer": _("支部书记") if per_person(at) else _("上级党组织"),
        "scope": scope_word(at.params.scope),
        "no_duty": at.params.measure == "post_duty" and "cites" not in form.fields,
    }
    return render(request, "pledge/write.html", context, status=status)
