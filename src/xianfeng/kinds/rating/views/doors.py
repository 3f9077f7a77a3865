"""Who may do what in a rating round, and the way in and out of its pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from xianfeng.apps.people import access
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.kinds.rating import queries, words
from xianfeng.kinds.rating.kind import Params
from xianfeng.kinds.rating.queries import RatedRow, RoundRow

FROM_ABOVE = ("organizations", "schools")
"""Subjects that only somebody from above marks."""


def is_own(viewer: Viewer, rated: RatedRow) -> bool:
    """The person rated; for an organisation its secretary."""
    if rated.person_id is not None:
        return viewer.person_id == rated.person_id
    return viewer.has("branch_secretary", rated.unit_id) and rated.unit_id in viewer.branch_ids


def may_observe(viewer: Viewer, at: RoundRow) -> bool:
    """Somebody of the superior or an inspector, but nobody who leads one of the branches."""
    above = viewer.has("inspector", at.organization_id) or viewer.may_run(at.organization_id)
    return above and not any(unit in viewer.branch_ids for unit in at.unit_ids)


def may_lead(viewer: Viewer, organization_id: int, responsible: str) -> bool:
    """Who runs the round: the organiser of the unit; where the plan names the superior, only somebody from above."""
    if responsible == "superior":
        return _runs_above(viewer, organization_id)
    return viewer.may_run(organization_id)


def may_write(viewer: Viewer, at: RoundRow, rated: RatedRow, party: str) -> bool:
    return rated.id in writable(viewer, at, party)


def writable(viewer: Viewer, at: RoundRow, party: str) -> set[int]:
    """Ids of all whose sheet of this party the viewer may write; one query at most."""
    if party == "self":
        return {one.id for one in at.rated if is_own(viewer, one)}
    if party == "superior" or at.params.subjects in FROM_ABOVE:
        above = people.superiors_of({one.unit_id for one in at.rated})
        return {one.id for one in at.rated if viewer.may_run(above.get(one.unit_id, one.unit_id))}
    return {one.id for one in at.rated if viewer.may_run(one.unit_id)}


def may_judge(viewer: Viewer, at: RoundRow, rated: RatedRow) -> bool:
    """Who marks for an organisation, and who answers when a mark is contested: nobody the own unit's."""
    return may_enter(viewer, at.params, rated.unit_id)


def may_enter(viewer: Viewer, params: Params, unit_id: int) -> bool:
    """Who notes what was seen of people of a unit, or, from above, of the unit itself."""
    if params.subjects in FROM_ABOVE:
        return _runs_above(viewer, unit_id)
    return viewer.may_run(unit_id)


def _runs_above(viewer: Viewer, unit_id: int) -> bool:
    above = people.find_superior(unit_id)
    return viewer.may_run(above.id if above else unit_id)


def round_of(round_id: int) -> RoundRow:
    try:
        return queries.get_round(round_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def round_to_run(request: HttpRequest, round_id: int) -> RoundRow:
    at = round_of(round_id)
    access.require(may_lead(access.viewer_of(request), at.organization_id, at.responsible))
    return at


def rated_of(rated_id: int) -> tuple[RoundRow, RatedRow]:
    found = queries.find_round_of_rated(rated_id)
    if found is None:
        raise Http404
    return found


def url_of(at: RoundRow, unit_id: int | None = None) -> str:
    address = reverse("rating:step", args=[at.campaign_id, at.step_code])
    return f"{address}?organization={unit_id or at.organization_id}"


def back(at: RoundRow, unit_id: int | None = None) -> HttpResponse:
    return redirect(url_of(at, unit_id))


def trail_of(at: RoundRow, unit_id: int, label: str) -> list[dict[str, str]]:
    return [{"label": at.title, "url": url_of(at, unit_id)}, {"label": label}]


def refusals_of(at: RoundRow, refusals: Iterable[Mapping[str, Any]]) -> list[str]:
    """Why a subject has no result, in the words of this round."""
    titles = {item["code"]: item["title"] for item in at.items}
    parties = {party.code: party.title for party in at.params.parties}
    return [words.refusal_word(one, titles, parties) for one in refusals]


def refused_of(at: RoundRow, stage: queries.Stage) -> list[dict[str, object]]:
    """Who has no result, and why."""
    if stage.result is None:
        return []
    return [
        {"name": stage.result.name_of(one["code"]), "why": refusals_of(at, one["refusals"])}
        for one in stage.result.outcome["subjects"]
        if one["refusals"]
    ]
