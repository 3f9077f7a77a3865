"""One mark laid open, the request to look at it again, and the board of stars."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xianfeng.apps.journal.telling import telling
from xianfeng.apps.people import access
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, stamp_of
from xianfeng.apps.results.packaging import public_code
from xianfeng.kinds.rating import actions, board, explaining, papers, preparing, queries, tables, words
from xianfeng.kinds.rating.queries import RatedRow, RoundRow
from xianfeng.kinds.rating.views.doors import back, is_own, may_judge, rated_of, refusals_of, trail_of
from xianfeng.ui.downloads import download


def _laid_open(request: HttpRequest, rated_id: int) -> tuple[RoundRow, RatedRow, queries.Stage, explaining.Mark]:
    """The mark of one subject: for itself once it is signed, for those who decide as soon as it is counted."""
    at, rated = rated_of(rated_id)
    viewer = access.viewer_of(request)
    decides = viewer.may_run(rated.unit_id)
    access.require(decides or is_own(viewer, rated))
    stage = queries.stage_of(at)
    if stage.result is None or (stage.decision is None and not decides):
        raise Http404
    return at, rated, stage, explaining.explain(at, stage.result, rated, stage.standing_of(rated.code))


@require_GET
def mark(request: HttpRequest, rated_id: int) -> HttpResponse:
    at, rated, stage, laid = _laid_open(request, rated_id)
    viewer = access.viewer_of(request)
    reviews = queries.list_reviews(at.id, rated_id)
    until = actions.review_until(at, stage.decision.signed_at) if stage.decision else None
    context = {
        "round": at,
        "rated": rated,
        "stage": stage,
        "mark": laid,
        "why": refusals_of(at, laid.refusals),
        "package_code": public_code(stage.result, rated.code) if stage.result else "",
        "is_signed": stage.standing_of(rated.code) is not None,
        "how_total": words.how_total(laid.total_how),
        "entries": preparing.entries_about(at, rated),
        "reviews": reviews,
        "is_own": is_own(viewer, rated),
        "may_ask": is_own(viewer, rated)
        and until is not None
        and timezone.localdate() <= until
        and not any(one.state == "open" for one in reviews),
        "until": until,
        "answerable": [one for one in reviews if one.state == "open"] if may_judge(viewer, at, rated) else [],
        "recounts": queries.list_recountable(at),
        "tables": tables.list_tables(at, rated.person_id) if rated.person_id and laid.counted_only else [],
        "trail": trail_of(at, rated.unit_id, rated.name),
    }
    return render(request, "rating/mark.html", context)


@require_GET
def mark_paper(request: HttpRequest, rated_id: int) -> HttpResponse:
    at, _rated, stage, laid = _laid_open(request, rated_id)
    return download(papers.mark_docx(at, stage, laid), _("测评结果及依据-%(name)s.docx") % {"name": laid.name})


@require_POST
def review(request: HttpRequest, rated_id: int) -> HttpResponse:
    at, rated = rated_of(rated_id)
    access.require(is_own(access.viewer_of(request), rated))
    with telling(request, words.sentence, _("申请已提交，由没有签署过这一结果的人复核。复核期间不公布。")):
        actions.ask_review(
            **stamp_of(request),
            rated_id=rated_id,
            text=request.POST.get("text", "")[:2000],
            on=timezone.localdate(),
        )
    return back(at, rated.unit_id)


@require_POST
def answer_review(request: HttpRequest, review_id: int) -> HttpResponse:
    place = queries.find_review_place(review_id)
    if place is None:
        raise Http404
    at, rated = place
    access.require(may_judge(access.viewer_of(request), at, rated))
    with telling(request, words.sentence, _("复核结论已记下。")):
        actions.answer_review(
            **stamp_of(request),
            review_id=review_id,
            changed=request.POST.get("verdict") == "changed",
            answer=request.POST.get("answer", "")[:2000],
        )
    return back(at, rated.unit_id)


@require_GET
def star_board(request: HttpRequest, campaign_id: int, organization_id: int) -> HttpResponse:
    """Stars held in one branch, by name in stroke order; open to its members and staff, never to the open web."""
    viewer = access.viewer_of(request)
    access.require(
        viewer.may_see(organization_id) or viewer.belongs_to(organization_id) or _works_in(viewer, organization_id)
    )
    found = board.get_board(campaign_id, organization_id)
    if found is None:
        raise Http404
    return render(request, "rating/board.html", {"board": found})


def _works_in(viewer: Viewer, organization_id: int) -> bool:
    school = people.schools_covered([organization_id], on=viewer.on).get(organization_id)
    return school is not None and viewer.belongs_to(school.organization_id)
