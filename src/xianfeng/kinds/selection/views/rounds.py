"""The page of a round: where it stands and what comes next; put forward, vote, count, vote again."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xianfeng.apps.ballots import queries as ballots
from xianfeng.apps.ballots.sheets import Rules
from xianfeng.apps.journal.telling import telling
from xianfeng.apps.people import access
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import stamp_of
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.apps.results import queries as results
from xianfeng.core.strokes import sort_by_strokes
from xianfeng.kinds.selection import actions, honours, queries, words
from xianfeng.kinds.selection.queries import RoundRow
from xianfeng.kinds.selection.views.doors import back, round_of, round_to_run
from xianfeng.ui import typed


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
        "trail": at.trail(),
        "may_run": at.viewer.may_run(found.organization_id if found else at.branch.id),
        "may_see": at.may_see,
        "own_vetoes": results.list_vetoes(campaign_id, step_code, person_id=at.viewer.person_id or 0),
    }
    if found is None:
        context |= _before_start(at)
    if found is not None:
        context |= _round_context(found, at.on, is_member=at.branch.id in at.viewer.branch_ids)
        own_polls = {one.id for one in context["polls"] if ballots.find_elector(one.id, at.viewer.person_id)}
        context["own_polls"] = own_polls
        if not at.may_see:
            context["polls"] = [one for one in context["polls"] if one.id in own_polls]
        context["has_nominated"] = queries.has_nominated(found.id, at.viewer.person_id)
    return render(request, "selection/step.html", context)


def _own_poll(request: HttpRequest, campaign_id: int, step_code: str) -> int | None:
    """The newest poll of the round asked for that has the visitor on its roll."""
    asked, person_id = request.GET.get("organization", ""), access.viewer_of(request).person_id
    if not typed.is_number(asked) or person_id is None:
        return None
    found = queries.find_round(campaign_id, step_code, int(asked))
    polls = queries.list_polls(found) if found else []
    return next((poll.id for poll in reversed(polls) if ballots.find_elector(poll.id, person_id)), None)


def _before_start(at: Visit) -> dict[str, object]:
    """Who could take part; a branch too small for a secret vote goes with others, under whoever stands above."""
    by_person = at.params.subjects == "persons"
    voters = at.params.electorate if by_person else "members"
    units = queries.list_units(at.campaign.id, at.step.code, at.branch.id, electorate=voters, on=at.on)
    is_joint = [unit.id for unit in units] != [at.branch.id]
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
    nominates = stage.code in ("nominating", "no_list")
    records = queries.list_year_records(at) if nominates and queries.asks_for_record(at) else {}
    return {
        "stage": stage,
        "is_member": is_member,
        "eligible": [{"row": row, "reasons": [words.reason_word(code) for code in row.reasons]} for row in everybody],
        "listed": listed,
        "unrecorded": queries.list_without_record(at, records) if nominates else set(),
        "year_records": [(row.name, records.get(row.subject_id, [])) for row in everybody if row.is_eligible]
        if nominates and queries.asks_for_record(at)
        else [],
        "composition": queries.composition(listed),
        "veto_subjects": [(row.subject_id, row.name) for row in everybody],
        "nominations": queries.list_nominations(at.id),
        "masses": queries.mass_part(at, on=on),
        "polls": queries.list_polls(at),
        "vetoes": queries.list_vetoes(at),
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


@require_POST
def start(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    at = visit(request, campaign_id, step_code, kind="selection")
    units = typed.numbers(request.POST.getlist("unit"))
    access.require(at.may_run and all(at.viewer.may_run(unit) for unit in units))
    with telling(request, words.sentence):
        actions.start_round(
            **stamp_of(request),
            campaign_id=campaign_id,
            step_code=step_code,
            organization_id=at.branch.id,
            unit_ids=units,
        )
    return redirect(at.url())


@require_POST
def nominate(request: HttpRequest, round_id: int) -> HttpResponse:
    at, viewer = round_of(round_id), access.viewer_of(request)
    source = request.POST.get("source", "member")
    if source in ("committee", "superior"):
        access.require(viewer.may_run(at.organization_id))
    else:
        access.require(bool(viewer.branch_ids & set(at.unit_ids)))
    with telling(request, words.sentence, _("推荐已记下。")):
        actions.nominate(
            **stamp_of(request),
            round_id=round_id,
            subject_id=viewer.person_id or 0 if source == "self" else typed.number(request.POST.get("subject")),
            source=source,
            reason=request.POST.get("reason", "")[:2000],
            without_record=request.POST.get("without_record", ""),
            on=timezone.localdate(),
        )
    return back(request, at)


POLLS = {
    "recommendation": (actions.open_recommendation, gettext_lazy("群众推荐已开始。")),
    "ballot": (actions.open_ballot, gettext_lazy("候选名单已确定，投票已开始。")),
    "run_off": (actions.open_run_off, gettext_lazy("再投一轮已开始。")),
}


@require_POST
def open_poll(request: HttpRequest, round_id: int, purpose: str) -> HttpResponse:
    """One of the polls of a round. A deadline that is missing or cannot be read is now, and refused as too early."""
    at, (act, done) = round_to_run(request, round_id), POLLS[purpose]
    with telling(request, words.sentence, done):
        act(
            **stamp_of(request),
            round_id=round_id,
            closes_at=typed.moment(request.POST.get("closes_at"), timezone.now()),
            on=timezone.localdate(),
        )
    return back(request, at)


@require_POST
def count(request: HttpRequest, round_id: int) -> HttpResponse:
    at = round_to_run(request, round_id)
    with telling(request, words.sentence, _("已按规则得出结论。")):
        actions.count_round(**stamp_of(request), round_id=round_id, on=timezone.localdate())
    return back(request, at)
