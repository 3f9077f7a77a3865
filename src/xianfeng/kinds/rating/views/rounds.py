"""The page of a round: where it stands and what comes next; start it, give parties their turn, count, watch."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xianfeng.apps.campaigns.queries import StepRow
from xianfeng.apps.journal.telling import telling
from xianfeng.apps.people import access
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, stamp_of
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.kinds.rating import actions, board, explaining, gathering, papers, queries, tables, words
from xianfeng.kinds.rating.queries import RoundRow
from xianfeng.kinds.rating.views.before import shown_before
from xianfeng.kinds.rating.views.doors import (
    back,
    is_own,
    may_lead,
    may_observe,
    refused_of,
    round_of,
    round_to_run,
    trail_of,
    writable,
)
from xianfeng.kinds.rating.weighing import is_polled, only_counted, weights_of
from xianfeng.ui import typed
from xianfeng.ui.downloads import download


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The round of one branch: for the organiser all of it, for others what they may do and see."""
    visited = visit(request, campaign_id, step_code, kind="rating")
    place = _place(visited)
    found = queries.find_round(campaign_id, step_code, place)
    viewer = visited.viewer
    context: dict[str, object] = {
        "at": visited,
        "round": found,
        "trail": [*visited.campaign_crumb, {"label": visited.step.title}],
        "place": place,
        "may_run": may_lead(viewer, found.organization_id if found else place, visited.step.responsible),
        "items": queries.step_items(visited.campaign, visited.step),
        "params": queries.params_of(visited.step),
        "weights": _party_words(visited.step),
        **shown_before(visited, found),
    }
    if found is None:
        if context["may_run"]:
            branches = context["branches"] = people.list_branches(place)
            if len(branches) <= 1:
                context["short"] = gathering.list_short(queries.params_of(visited.step), [place], on=visited.on)
            context["candidates"] = _choosable(visited.step, place, visited.on)
    else:
        context |= _round_context(found, viewer, visited.on)
    return render(request, "rating/step.html", context)


def _place(visited: Visit) -> int:
    """Who holds the round: the branch, or for a step of the whole campaign whoever runs it."""
    return visited.campaign.organization_id if visited.step.subject == "campaign" else visited.branch.id


def _party_words(step_row: StepRow) -> list[dict[str, object]]:
    params = queries.params_of(step_row)
    weights = weights_of(params)
    counted_only = only_counted(params)
    return [
        {
            "title": party.title,
            "weight": "" if counted_only else f"{float(weights[party.code]):.0%}",
            "secret": is_polled(party),
        }
        for party in params.parties
    ]


def _choosable(step_row: StepRow, place: int, on: date) -> list[object]:
    params = queries.params_of(step_row)
    if params.subjects not in ("teaching_groups", "leaders"):
        return []
    return list(gathering.list_subjects(params, [place], on=on))


def _round_context(at: RoundRow, viewer: Viewer, on: date) -> dict[str, object]:
    stage = queries.stage_of(at)
    sheets = queries.list_sheets(at.id)
    own = [one for one in at.rated if is_own(viewer, one)]
    reviews, barred = queries.list_reviews(at.id), queries.list_vetoes(at)
    runs = may_lead(viewer, at.organization_id, at.responsible)
    decides = [one for one in at.rated if viewer.may_run(one.unit_id)]
    current = [row for row in stage.parties if row.state == "open" and not row.is_polled]
    may = {row.party.code: writable(viewer, at, row.party.code) for row in stage.parties if not row.is_polled}
    return {
        "stage": stage,
        "own": [
            {
                "rated": one,
                "sheet": sheets.get((one.id, "self")),
                "open": actions.sheet_is_open(at, one, "self", stage.parties),
                "decided": stage.decision is not None,
                "vetoes": barred.get(one.id, ()),
            }
            for one in own
        ],
        "next": next((row for row in stage.parties if row.state == "next"), None),
        "sheets": [
            {
                "party": row.party,
                "lines": [
                    {
                        "rated": one,
                        "sheet": sheets.get((one.id, row.party.code)),
                        "may": one.id in may[row.party.code],
                    }
                    for one in at.rated
                ],
            }
            for row in current
            if row.party.code != "self" and may[row.party.code]
        ],
        "sent_back": [
            {"rated": one, "party": party}
            for (rated_id, party), sheet in sheets.items()
            if not sheet.is_sent and party != "self" and not any(row.party.code == party for row in current)
            for one in at.rated
            if one.id == rated_id and one.id in may.get(party, ())
        ],
        "decides": decides if stage.result is not None else [],
        "waiting": queries.contested_among(reviews, barred),
        "may_observe": may_observe(viewer, at),
        "may_sign": runs,
        "reviews": [row for row in reviews if runs or any(row.rated_id == o.id for o in decides)],
        "vetoes": [(one, barred[one.id]) for one in at.rated if one.id in barred] if runs else [],
        "veto_rules": at.params.vetoes if runs and not any(row.poll for row in stage.parties) else (),
        "veto_subjects": [(one.id, one.name) for one in at.rated],
        "refused": refused_of(at, stage) if decides else [],
        "has_tables": any(row.poll and row.poll.state == "closed" for row in stage.parties) and bool(decides),
        "reached": board.list_reached(at) if decides and stage.code == "decided" else [],
        "differences": _differences(at, stage) if decides else [],
        "raters": gathering.list_raters("delegates", at.unit_ids, on=on)
        if runs and any(row.state == "next" and row.party.code == "delegates" for row in stage.parties)
        else [],
    }


def _differences(at: RoundRow, stage: queries.Stage) -> list[dict[str, object]]:
    if stage.result is None or stage.decision is None:
        return []
    codes = {one["code"] for one in stage.decision.differences}
    differing = [one for one in at.rated if one.code in codes and stage.standing_of(one.code) is not None]
    laid = explaining.explain_all(at, stage.result, differing, stage.standing)
    return [{"name": one.name, "lines": one.differences} for one in laid]


@require_POST
def start(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    at = visit(request, campaign_id, step_code, kind="rating")
    place = _place(at)
    units = typed.numbers(request.POST.getlist("unit"))
    access.require(may_lead(at.viewer, place, at.step.responsible) and all(at.viewer.may_run(unit) for unit in units))
    with telling(request, words.sentence):
        actions.start_round(
            **stamp_of(request),
            campaign_id=campaign_id,
            step_code=step_code,
            organization_id=place,
            on=at.on,
            unit_ids=units,
            chosen=_chosen(request),
        )
    return redirect(at.url())


def _chosen(request: HttpRequest) -> list[int] | None:
    return typed.numbers(request.POST.getlist("chosen")) or None


@require_POST
def party(request: HttpRequest, round_id: int, code: str) -> HttpResponse:
    """Open, close or leave out one party."""
    at, act = round_to_run(request, round_id), request.POST.get("act", "")
    turn = {**stamp_of(request), "round_id": round_id, "party": code}
    if act == "open":
        with telling(request, words.sentence, _("已开始。")):
            actions.open_party(
                **turn,
                on=timezone.localdate(),
                closes_at=typed.moment(request.POST.get("closes_at"), timezone.now()),
                chosen=_chosen(request),
            )
    elif act == "close":
        with telling(request, words.sentence, _("已截止。")):
            actions.close_party(**turn)
    else:
        with telling(request, words.sentence, _("已记下，这一方的权重按方案分给其他各方。")):
            actions.leave_out(**turn, reason=request.POST.get("reason", "")[:500])
    return back(at)


@require_POST
def count(request: HttpRequest, round_id: int) -> HttpResponse:
    at = round_to_run(request, round_id)
    with telling(request, words.sentence, _("已按规则算出结果。")):
        actions.count_round(**stamp_of(request), round_id=round_id)
    return back(at)


@require_POST
def observe(request: HttpRequest, round_id: int) -> HttpResponse:
    at = round_of(round_id)
    access.require(may_observe(access.viewer_of(request), at))
    with telling(request, words.sentence, _("已确认。")):
        actions.confirm_conduct(**stamp_of(request), round_id=round_id, note=request.POST.get("note", "")[:1000])
    return back(at, at.unit_ids[0])


@require_GET
def table(request: HttpRequest, round_id: int) -> HttpResponse:
    """测评表: the tally in the layout of the forms, on screen, for printing, or as a workbook (`?as=xlsx`)."""
    at = round_to_run(request, round_id)
    found = tables.list_tables(at)
    if request.GET.get("as") == "xlsx":
        return download(papers.tables_xlsx(at, found), f"{at.title}.xlsx")
    trail = trail_of(at, at.organization_id, _("测评表"))
    return render(request, "rating/table.html", {"round": at, "tables": found, "trail": trail})
