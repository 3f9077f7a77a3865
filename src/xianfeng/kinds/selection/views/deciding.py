"""The page on which the organisation signs its decision beside the tally; vetoes before, honours after it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import telling
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.apps.results import actions as results_actions
from xianfeng.apps.results import patterns, vetoing
from xianfeng.apps.results import queries as results
from xianfeng.apps.results.signing import read_signing
from xianfeng.kinds.selection import actions, dossiers, fairness, honours, queries, words
from xianfeng.kinds.selection.views.doors import back, round_to_run, to_step
from xianfeng.ui import typed
from xianfeng.ui.downloads import download


@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, round_id: int) -> HttpResponse:
    """The organisation's decision beside the computed list, each difference with its reason."""
    at, on = round_to_run(request, round_id), timezone.localdate()
    stage = queries.stage_of(at)
    if stage.code not in ("deciding", "decided") or stage.result is None:
        return back(request, at)
    result, fault = stage.result, ""
    findings = patterns.lines(patterns.plain(fairness.panel(at, result, on=on)))
    signing = read_signing(request, findings, on, body=words.body_word(at.params["decided_by"]))
    chosen = signing.texts("chosen")
    if chosen is not None:
        try:
            actions.decide(
                **stamp_of(request),
                **signing.signed,
                round_id=round_id,
                chosen=chosen,
                reasons={code: signing.text(f"reason-{code}") for code in result.subjects},
                on=on,
            )
        except Refused as refused:
            fault = words.sentence(refused)
        else:
            messages.success(request, _("决定已签署。下一步是公示结果。"))
            return back(request, at)
    laid_out = dossiers.lay_out(at, result)
    context = {
        **signing.shown,
        "round": at,
        "result": result,
        "fault": fault,
        "subjects": [
            {
                "code": code,
                "name": result.name_of(code),
                "dossier": laid_out[code],
                "computed": code in result.chosen,
                "checked": code in (result.chosen if chosen is None else chosen),
                "reason": signing.text(f"reason-{code}"),
            }
            for code in sorted(result.subjects)
        ],
    }
    return render(request, "selection/decision.html", context, status=422 if fault else 200)


@require_POST
def veto(request: HttpRequest, round_id: int) -> HttpResponse:
    at = round_to_run(request, round_id)
    with telling(request, words.sentence, _("已记下，本人可以看到并提出异议。")):
        actions.record_veto(
            **stamp_of(request),
            round_id=round_id,
            subject_id=typed.number(request.POST.get("subject")),
            code=request.POST.get("code", "")[:60],
            evidence_text=request.POST.get("evidence", "")[:2000],
            on=timezone.localdate(),
        )
    return back(request, at)


@require_POST
def contest(request: HttpRequest, veto_id: int) -> HttpResponse:
    place = vetoing.contest(request, veto_id, "selection", results_actions.contest_veto, words.sentence)
    return redirect(reverse("selection:step", args=[place.campaign_id, place.step_code]))


@require_POST
def decide_veto(request: HttpRequest, veto_id: int) -> HttpResponse:
    place = vetoing.decide(request, veto_id, "selection", results_actions.decide_veto, words.sentence)
    return to_step(place.campaign_id, place.step_code, place.organization_id)


@require_POST
def award(request: HttpRequest, round_id: int) -> HttpResponse:
    at = round_to_run(request, round_id)
    with telling(request, words.sentence, _("已授予，可以下载证书。")):
        honours.award(
            **stamp_of(request),
            round_id=round_id,
            approval=request.POST.get("approval", "")[:200],
            on=timezone.localdate(),
        )
    return back(request, at)


def _honour(honour_id: int) -> tuple[results.HonourRow, results.ResultRow]:
    """The honour, and the result of the selection it came from."""
    found = results.find_honour(honour_id)
    if found is None:
        raise Http404
    return found, honours.result_of(found)


@require_GET
def certificate(request: HttpRequest, honour_id: int) -> HttpResponse:
    """For the organiser and the person; one that was taken back gives no certificate."""
    found, result = _honour(honour_id)
    viewer = viewer_of(request)
    own = found.person_id is not None and viewer.person_id == found.person_id
    require(own or viewer.may_run(result.organization_id))
    if found.revoked_on is not None:
        raise Http404
    return download(honours.certificate(found), _("荣誉证书-%(name)s.docx") % {"name": found.name})


@require_POST
def revoke(request: HttpRequest, honour_id: int) -> HttpResponse:
    _found, result = _honour(honour_id)
    require(viewer_of(request).may_run(result.organization_id))
    with telling(request, words.sentence, _("已撤销，理由已记录。")):
        results_actions.revoke_honour(
            **stamp_of(request),
            honour_id=honour_id,
            on=timezone.localdate(),
            reason=request.POST.get("reason", "")[:500],
        )
    return to_step(result.campaign_id, result.step_code, result.organization_id)
