"""Put a veto on record, object to it, decide on it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.journal.telling import telling
from xianfeng.apps.people.access import stamp_of, viewer_of
from xianfeng.apps.results import vetoing
from xianfeng.kinds.rating import actions, queries, words
from xianfeng.kinds.rating.queries import RoundRow
from xianfeng.kinds.rating.views.doors import back, is_own, round_to_run
from xianfeng.ui import typed


@require_POST
def veto(request: HttpRequest, round_id: int) -> HttpResponse:
    at, wanted = round_to_run(request, round_id), typed.number(request.POST.get("subject"))
    with telling(request, words.sentence, _("已记下，本人可以看到并提出异议。")):
        actions.record_veto(
            **stamp_of(request),
            rated_id=wanted if at.find(wanted) else 0,
            code=request.POST.get("code", "")[:60],
            evidence_text=request.POST.get("evidence", "")[:2000],
            on=timezone.localdate(),
        )
    return back(at)


def _round_of(place: vetoing.VetoPlace) -> RoundRow:
    found = queries.find_round_about(place.campaign_id, place.step_code, place.organization_id)
    if found is None:
        raise Http404
    return found


@require_POST
def contest(request: HttpRequest, veto_id: int) -> HttpResponse:
    at = _round_of(vetoing.contest(request, veto_id, "rating", actions.contest_veto, words.sentence))
    viewer = viewer_of(request)
    return back(at, next((one.unit_id for one in at.rated if is_own(viewer, one)), at.organization_id))


@require_POST
def decide_veto(request: HttpRequest, veto_id: int) -> HttpResponse:
    return back(_round_of(vetoing.decide(request, veto_id, "rating", actions.decide_veto, words.sentence)))
