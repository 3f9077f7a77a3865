"""The way in and out of the pages of a round."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from xianfeng.apps.people.access import require, viewer_of
from xianfeng.kinds.selection import queries
from xianfeng.kinds.selection.queries import RoundRow


def round_of(round_id: int) -> RoundRow:
    try:
        return queries.get_round(round_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def round_to_run(request: HttpRequest, round_id: int) -> RoundRow:
    at = round_of(round_id)
    require(viewer_of(request).may_run(at.organization_id))
    return at


def to_step(campaign_id: int, step_code: str, organization_id: int) -> HttpResponse:
    return redirect(reverse("selection:step", args=[campaign_id, step_code]) + f"?organization={organization_id}")


def back(request: HttpRequest, at: RoundRow) -> HttpResponse:
    """The page of the round: a member sees it at the own branch, whoever runs it where it is run."""
    viewer = viewer_of(request)
    own = viewer.branch_ids & set(at.unit_ids)
    place = at.organization_id if viewer.may_run(at.organization_id) or not own else min(own)
    return to_step(at.campaign_id, at.step_code, place)
