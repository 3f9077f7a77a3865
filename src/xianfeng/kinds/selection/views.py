"""Pages of 评选: one page that shows where the round stands and what comes next, and the page of the decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.apps.ballots import queries as ballots
from xianfeng.apps.ballots.sheets import Rules
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people import access
from xianfeng.apps.people import queries as people
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.apps.results import actions as results_actions
from xianfeng.apps.results import queries as results
from xianfeng.core.strokes import sort_by_strokes
from xianfeng.kinds.selection import actions, honours, queries, words
from xianfeng.kinds.selection.queries import RoundRow

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The round of one branch: for the organiser all of it, for others what they may do and see.

    Staff who are no members have no page here; whoever is on the roll of a poll of the round is led to that poll.
    """
    try:
        at = visit(request, campaign_id, step_code, kind="selection")
    except PermissionDenied:
        own = _own_poll(request, campaign_id, step_code)
        if own is None:
            raise
        return redirect("ballots:start", own)
    found = queries.find_round(campaign_id, step_code, at.branch.id)
    context: dict[str, object] = {
        "at": at,
        "round": found,
        "trail": [{"label": at.campaign.title}, {"label": at.step.title}],
        "may_run": at.viewer.may_run(found.organization_id if found else at.branch.id),
        "may_see": at.may_see,
        "own_vetoes": [
            veto
            for veto in results.list_vetoes(campaign_id, step_code, person_id=at.viewer.person_id or 0)
            if veto.state == "standing"
        ],
    }
    if found is None:
        context |= _before_start(at)
    if found is not None:
        context |= _round_context(found, at.on, is_member=at.branch.id in at.viewer.branch_ids)
        context["has_nominated"] = queries.has_nominated(found.id, at.viewer.person_id)
    return render(request, "selection/step.html", context)


def _own_poll(request: HttpRequest, campaign_id: int, step_code: str) -> int | None:
    """The newest poll of the round asked for that has the visitor on its roll."""
    asked, person_id = request.GET.get("organization", ""), access.viewer_of(request).person_id
    if not asked.isdigit() or person_id is None:
        return None
    found = queries.find_round(campaign_id, step_code, int(asked))
    polls = queries.list_polls(found) if found else []
    return next((poll.id for poll in reversed(polls) if ballots.find_elector(poll.id, person_id)), None)


def _before_start(at: Visit) -> dict[str, object]:
    """Who could take part; a branch too small for a secret vote goes with others, under whoever stands above."""
    units = queries.list_units(at.campaign.id, at.step.code, at.branch.id, on=at.on)
    is_joint = [unit.id for unit in units] != [at.branch.id]
    by_person = at.params.subjects == "persons"
    small = units[0] if by_person and units and not is_joint and units[0].is_small else None
    return {
        "units": units if is_joint else [],
        "small": small,
        "least": Rules.least_electors,
        "joint_url": _joint_url(at) if small else "",
    }


def _joint_url(at: Visit) -> str:
    """The same page for the organisation above that the visitor works for; '' for everybody else."""
    superior = people.find_superior(at.branch.id)
    for number in (at.campaign.organization_id, superior.id if superior else None):
        if number is not None and number != at.branch.id and at.viewer.may_run(number):
            return reverse("selection:step", args=[at.campaign.id, at.step.code]) + f"?organization={number}"
    return ""


def _round_context(at: RoundRow, on: date, *, is_member: bool) -> dict[str, object]:
    stage = queries.stage_of(at)
    everybody = queries.list_eligible(at, on=on)
    listed = [row for row in everybody if row.is_put_forward]
    if at.params["order"] == "strokes":
        listed = sort_by_strokes(listed, name_of=lambda row: row.name)
    result = stage.result
    return {
        "stage": stage,
        "is_member": is_member,
        "eligible": [{"row": row, "reasons": [words.reason_word(code) for code in row.reasons]} for row in everybody],
        "listed": listed,
        "composition": queries.composition(listed),
        "nominations": queries.list_nominations(at.id),
        "masses": queries.mass_part(at, on=on),
        "polls": queries.list_polls(at),
        "vetoes": [
            veto
            for unit in {*at.unit_ids, at.organization_id}
            for veto in results.list_vetoes(at.campaign_id, at.step_code, unit)
        ],
        "veto_rules": at.params["vetoes"],
        "chosen": [result.name_of(code) for code in result.chosen] if result and not result.refusals else [],
        "tied": [result.name_of(code) for code in result.run_off["tied"]] if result and result.run_off else [],
        "honours": results.list_honours_of(stage.decision.id) if stage.decision else [],
        "finished_notices": honours.list_finished_notices(at) if stage.decision else [],
        "decided": [who["name"] for who in results.list_chosen(stage.decision.id)] if stage.decision else [],
        "differences": [{"name": result.name_of(one["code"]), **one} for one in stage.decision.differences]
        if stage.decision and result
        else [],
    }


def _round(request: HttpRequest, round_id: int) -> RoundRow:
    try:
        return queries.get_round(round_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _round_to_run(request: HttpRequest, round_id: int) -> RoundRow:
    at = _round(request, round_id)
    access.require(access.viewer_of(request).may_run(at.organization_id))
    return at


def _back(campaign_id: int, step_code: str, organization_id: int) -> HttpResponse:
    return redirect(reverse("selection:step", args=[campaign_id, step_code]) + f"?organization={organization_id}")


def _answer(request: HttpRequest, at: RoundRow, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, words.sentence(refused))
    else:
        messages.success(request, done)
    own = access.viewer_of(request).branch_ids & set(at.unit_ids)
    runs = access.viewer_of(request).may_run(at.organization_id)
    return _back(at.campaign_id, at.step_code, at.organization_id if runs or not own else min(own))


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() else 0


def _deadline(request: HttpRequest) -> datetime:
    """The moment typed in; a missing or unreadable one is in the past and refused as such."""
    try:
        typed = parse_datetime(request.POST.get("closes_at", ""))
    except ValueError:
        typed = None
    return timezone.make_aware(typed) if typed and timezone.is_naive(typed) else typed or timezone.now()


@require_POST
def start(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    at = visit(request, campaign_id, step_code, kind="selection")
    access.require(at.may_run)
    units = [int(value) for value in request.POST.getlist("unit") if value.isascii() and value.isdigit()]
    access.require(all(at.viewer.may_run(unit) for unit in units))
    try:
        actions.start_round(
            now=timezone.now(),
            actor=at.viewer.actor,
            campaign_id=campaign_id,
            step_code=step_code,
            organization_id=at.branch.id,
            unit_ids=units,
        )
    except Refused as refused:
        messages.error(request, words.sentence(refused))
    return _back(campaign_id, step_code, at.branch.id)


@require_POST
def nominate(request: HttpRequest, round_id: int) -> HttpResponse:
    at = _round(request, round_id)
    viewer = access.viewer_of(request)
    source = request.POST.get("source", "member")
    if source in ("committee", "superior"):
        access.require(viewer.may_run(at.organization_id))
    elif not (viewer.branch_ids & set(at.unit_ids)):
        raise PermissionDenied
    subject = viewer.person_id or 0 if source == "self" else _number(request, "subject")
    return _answer(
        request,
        at,
        lambda: actions.nominate(
            now=timezone.now(),
            actor=viewer.actor,
            round_id=round_id,
            subject_id=subject,
            source=source,
            reason=request.POST.get("reason", "")[:2000],
            on=timezone.localdate(),
        ),
        _("推荐已记下。"),
    )


@require_POST
def recommendation(request: HttpRequest, round_id: int) -> HttpResponse:
    at = _round_to_run(request, round_id)
    return _answer(
        request,
        at,
        lambda: actions.open_recommendation(
            now=timezone.now(),
            actor=access.viewer_of(request).actor,
            round_id=round_id,
            closes_at=_deadline(request),
            on=timezone.localdate(),
        ),
        _("群众推荐已开始。"),
    )


@require_POST
def ballot(request: HttpRequest, round_id: int) -> HttpResponse:
    at = _round_to_run(request, round_id)
    return _answer(
        request,
        at,
        lambda: actions.open_ballot(
            now=timezone.now(),
            actor=access.viewer_of(request).actor,
            round_id=round_id,
            closes_at=_deadline(request),
            on=timezone.localdate(),
        ),
        _("候选名单已确定，投票已开始。"),
    )


@require_POST
def count(request: HttpRequest, round_id: int) -> HttpResponse:
    at = _round_to_run(request, round_id)
    return _answer(
        request,
        at,
        lambda: actions.count_round(
            now=timezone.now(), actor=access.viewer_of(request).actor, round_id=round_id, on=timezone.localdate()
        ),
        _("已按规则得出结论。"),
    )


@require_POST
def run_off(request: HttpRequest, round_id: int) -> HttpResponse:
    at = _round_to_run(request, round_id)
    return _answer(
        request,
        at,
        lambda: actions.open_run_off(
            now=timezone.now(),
            actor=access.viewer_of(request).actor,
            round_id=round_id,
            closes_at=_deadline(request),
            on=timezone.localdate(),
        ),
        _("再投一轮已开始。"),
    )


@require_POST
def veto(request: HttpRequest, round_id: int) -> HttpResponse:
    at = _round_to_run(request, round_id)
    return _answer(
        request,
        at,
        lambda: actions.record_veto(
            now=timezone.now(),
            actor=access.viewer_of(request).actor,
            round_id=round_id,
            subject_id=_number(request, "subject"),
            code=request.POST.get("code", "")[:60],
            evidence_text=request.POST.get("evidence", "")[:2000],
            on=timezone.localdate(),
        ),
        _("已记下，本人可以看到并提出异议。"),
    )


def _veto(veto_id: int) -> tuple[int, str, int, int | None]:
    place = results.find_veto_place(veto_id)
    if place is None:
        raise Http404
    return place


@require_POST
def contest(request: HttpRequest, veto_id: int) -> HttpResponse:
    """The person concerned; for an organisation its secretary."""
    campaign_id, step_code, organization_id, person_id = _veto(veto_id)
    viewer = access.viewer_of(request)
    access.require(
        viewer.person_id == person_id if person_id is not None else viewer.has("branch_secretary", organization_id)
    )
    try:
        results_actions.contest_veto(
            now=timezone.now(),
            actor=viewer.actor,
            veto_id=veto_id,
            objection=request.POST.get("objection", "")[:2000],
            on=timezone.localdate(),
        )
    except Refused as refused:
        messages.error(request, words.sentence(refused))
    else:
        messages.success(request, _("异议已提交，由认定人以外的人复核。"))
    return redirect(reverse("selection:step", args=[campaign_id, step_code]))


@require_POST
def decide_veto(request: HttpRequest, veto_id: int) -> HttpResponse:
    campaign_id, step_code, organization_id, _person_id = _veto(veto_id)
    viewer = access.viewer_of(request)
    access.require(viewer.may_run(organization_id))
    try:
        results_actions.decide_veto(
            now=timezone.now(),
            actor=viewer.actor,
            veto_id=veto_id,
            lifted=request.POST.get("verdict") == "lifted",
            answer=request.POST.get("answer", "")[:2000],
        )
    except Refused as refused:
        messages.error(request, words.sentence(refused))
    else:
        messages.success(request, _("复核结论已记下。"))
    return _back(campaign_id, step_code, organization_id)


@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, round_id: int) -> HttpResponse:
    """The organisation's decision beside the computed list, each difference with its reason."""
    at, on = _round_to_run(request, round_id), timezone.localdate()
    stage = queries.stage_of(at)
    if stage.code not in ("deciding", "decided") or stage.result is None:
        return _back(at.campaign_id, at.step_code, at.organization_id)
    result, fault = stage.result, ""
    findings = words.finding_lines(queries.fairness_panel(at, result, on=on))
    typed = request.POST if request.method == "POST" else None
    if typed is not None:
        try:
            actions.decide(
                now=timezone.now(),
                actor=access.viewer_of(request).actor,
                round_id=round_id,
                body=typed.get("body", "")[:120] or _("支部委员会"),
                meeting_on=_day(typed.get("meeting_on", ""), on),
                chosen=typed.getlist("chosen"),
                reasons={code: typed.get(f"reason-{code}", "")[:500] for code in result.subjects},
                remarks={str(one["test"]): typed.get(f"remark-{one['test']}", "")[:500] for one in findings},
                on=on,
            )
        except Refused as refused:
            fault = words.sentence(refused)
        else:
            messages.success(request, _("决定已签署。下一步是公示结果。"))
            return _back(at.campaign_id, at.step_code, at.organization_id)
    context = {
        "round": at,
        "result": result,
        "fault": fault,
        "today": on,
        "typed": typed,
        "subjects": [
            {
                "code": code,
                "name": result.name_of(code),
                "computed": code in result.chosen,
                "checked": code in (typed.getlist("chosen") if typed is not None else result.chosen),
                "reason": typed.get(f"reason-{code}", "") if typed is not None else "",
            }
            for code in sorted(result.subjects)
        ],
        "findings": [
            {**one, "typed": typed.get(f"remark-{one['test']}", "") if typed is not None else ""} for one in findings
        ],
        "body": (typed or {}).get("body") or _("支部委员会"),
        "meeting_on": (typed or {}).get("meeting_on") or on.isoformat(),
    }
    return render(request, "selection/decision.html", context, status=422 if fault else 200)


@require_POST
def award(request: HttpRequest, round_id: int) -> HttpResponse:
    at = _round_to_run(request, round_id)
    return _answer(
        request,
        at,
        lambda: honours.award(
            now=timezone.now(),
            actor=access.viewer_of(request).actor,
            round_id=round_id,
            approval=request.POST.get("approval", "")[:200],
            on=timezone.localdate(),
        ),
        _("已授予，可以下载证书。"),
    )


def _honour(honour_id: int) -> tuple[results.HonourRow, int]:
    found = results.find_honour(honour_id)
    if found is None:
        raise Http404
    return found, honours.find_place(found)


@require_GET
def certificate(request: HttpRequest, honour_id: int) -> HttpResponse:
    """For the organiser and the person; one that was taken back gives no certificate."""
    found, place = _honour(honour_id)
    viewer = access.viewer_of(request)
    access.require(viewer.may_run(place) or (found.person_id is not None and viewer.person_id == found.person_id))
    if found.revoked_on is not None:
        raise Http404
    response = HttpResponse(honours.certificate(found), content_type=DOCX)
    response["Content-Disposition"] = "attachment; filename=certificate.docx"
    return response


@require_POST
def revoke(request: HttpRequest, honour_id: int) -> HttpResponse:
    found, place = _honour(honour_id)
    viewer = access.viewer_of(request)
    access.require(viewer.may_run(place))
    result = results.get_result(results.get_decision(found.decision_id).result_id)
    try:
        results_actions.revoke_honour(
            now=timezone.now(),
            actor=viewer.actor,
            honour_id=honour_id,
            on=timezone.localdate(),
            reason=request.POST.get("reason", "")[:500],
        )
    except Refused as refused:
        messages.error(request, words.sentence(refused))
    else:
        messages.success(request, _("已撤销，理由已记录。"))
    return _back(result.campaign_id, result.step_code, place)


def _day(text: str, default: date) -> date:
    try:
        return parse_date(text) or default
    except ValueError:
        return default
