"""Who gets in: the checks that all pages of the ballots share."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from xianfeng.apps.ballots import queries
from xianfeng.apps.ballots.queries import ElectorRow, PollRow, SheetForm
from xianfeng.apps.people import access


def form_of(poll_id: int) -> SheetForm:
    form = queries.find_sheet(poll_id)
    if form is None:
        raise Http404
    return form


def quiet(request: HttpRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    """A page of the booth: without menus, and so without the queries that menus cost."""
    page = render_to_string(template, {**context, "request": request, "csrf_token": get_token(request)})
    return HttpResponse(page, status=status)


def poll_to_run(request: HttpRequest, poll_id: int) -> PollRow:
    form, poll = form_of(poll_id), queries.get_poll(poll_id)
    viewer = access.viewer_of(request)
    access.require(viewer.may_run(poll.organization_id))
    # Slips about a person's own doing are not handed out, counted or called off by that person.
    access.require(not (poll.rules.by_slip and any(one.person_id == viewer.person_id for one in form.candidates)))
    return poll


def may_read(request: HttpRequest, poll: PollRow) -> ElectorRow | None:
    """Electors, who may see the organisation, and who keeps a key. Gives the elector's line, if there is one."""
    elector = queries.find_elector(poll.id, request.user.person_id)
    access.require(
        elector is not None
        or access.viewer_of(request).may_see(poll.organization_id)
        or queries.is_keeper_of(poll.id, request.user.person_id)
    )
    return elector
