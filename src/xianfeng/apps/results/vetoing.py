"""Two acts around a veto, the same on the pages of every kind: whom it hits objects, and somebody else decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.telling import Sentence, telling
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.apps.results import queries


@dataclass(frozen=True)
class VetoPlace:
    campaign_id: int
    step_code: str
    organization_id: int
    person_id: int | None


def _place(veto_id: int, kind: str) -> VetoPlace:
    """404 for a veto of another kind: its result has to be counted again by its own rules."""
    found = queries.find_veto_place(veto_id)
    if found is None:
        raise Http404
    place = VetoPlace(*found)
    try:
        step = campaigns.get_step(place.campaign_id, place.step_code)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    if step.kind != kind:
        raise Http404
    return place


def contest(request: HttpRequest, veto_id: int, kind: str, act: Callable[..., object], sentence: Sentence) -> VetoPlace:
    """The person concerned objects; for an organisation its secretary."""
    place, viewer = _place(veto_id, kind), viewer_of(request)
    require(
        viewer.person_id == place.person_id
        if place.person_id is not None
        else viewer.has("branch_secretary", place.organization_id)
    )
    with telling(request, sentence, _("异议已提交，由认定人以外的人复核。")):
        act(
            **stamp_of(request),
            veto_id=veto_id,
            objection=request.POST.get("objection", "")[:2000],
            on=timezone.localdate(),
        )
    return place


def decide(request: HttpRequest, veto_id: int, kind: str, act: Callable[..., object], sentence: Sentence) -> VetoPlace:
    """Somebody who runs the organisation upholds the veto or lifts it."""
    place = _place(veto_id, kind)
    require(viewer_of(request).may_run(place.organization_id))
    with telling(request, sentence, _("复核结论已记下。")):
        act(
            **stamp_of(request),
            veto_id=veto_id,
            lifted=request.POST.get("verdict") == "lifted",
            answer=request.POST.get("answer", "")[:2000],
        )
    return place
