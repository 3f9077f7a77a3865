"""The machine surface: reads, and the writes an integration needs. One OpenAPI document at `/api/openapi.json`.

Who calls is either signed in (session) or carries `Authorization: Bearer <token>`; what they may see and do is what the
same person may see and do on the pages. Errors are `{"detail": one sentence}` with 400, 401, 403, 404, 405, 409, 422 or 429
(`config.machine` keeps to that where nothing here answers).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer, SessionAuth

from xianfeng.apps.campaigns import actions as campaign_actions
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.sentences import refusal_sentence
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people import queries as people
from xianfeng.apps.people import tokens
from xianfeng.apps.people.access import require
from xianfeng.apps.people.actions.imports import ImportRefused
from xianfeng.apps.people.sentences import sentence as people_sentence
from xianfeng.apps.progress import queries as progress
from xianfeng.config import api_roster
from xianfeng.config.api_answers import ALWAYS, ERRORS, LARGEST_ID, Faulty, Missing, Sentence, viewer_of
from xianfeng.config.machine import PER_TOKEN
from xianfeng.config.middleware import archived_sentence, is_archived
from xianfeng.core.schedule.periods import end_of_period
from xianfeng.desk.home import lines


class Bearer(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Any:
        account = tokens.find_account(token, "api")
        if account is not None:
            request.api_viewer = people.get_viewer(account, on=timezone.localdate())
        return account


class Session(SessionAuth):
    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        if not request.user.is_authenticated:
            return None
        request.api_viewer = people.get_viewer(request.user, on=timezone.localdate())
        return request.user


class _Officers:
    """For officers of the bureau: whoever is none is told so before anything of what was sent is read."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        account = super().authenticate(request, key)  # type: ignore[misc]
        if account is not None:
            require(request.api_viewer.has("bureau_officer"))
        return account


class OfficersBearer(_Officers, Bearer):
    pass


class OfficersSession(_Officers, Session):
    pass


api = NinjaAPI(
    title="Xianfeng",
    version="1",
    description="Programmes, steps, coverage and to-do lists of an education bureau's Party organisations. "
    f"At most {PER_TOKEN} requests a minute for a token; 429 says in Retry-After how many seconds to wait.",
    auth=[Bearer(), Session(csrf=True)],
    docs_url=None,
    urls_namespace="api",
)


class OrganizationOut(Schema):
    id: int
    code: str
    name: str
    short_name: str
    type: str


class CampaignOut(Schema):
    id: int
    title: str
    organization_id: int
    organization_name: str
    starts_on: date
    opened_at: datetime | None
    closed_at: datetime | None


class StepOut(Schema):
    code: str
    title: str
    kind: str
    subject: str
    opens_on: date
    last_day: date
    is_core: bool
    quote: str


class CellOut(Schema):
    """`n` of `of`; both null when there is no data (never nought)."""

    step: str
    n: int | None
    of: int | None
    excused: int | None
    state: str


class BoardRowOut(Schema):
    organization_id: int
    name: str
    cells: list[CellOut]


class TodoOut(Schema):
    what: str
    due: date | None
    minutes: int | None
    url: str
    from_plan: str
    state: str


class PeriodOut(Schema):
    first_day: date
    last_day: date
    provisional: bool


class ExcuseIn(Schema):
    step_code: str = Field(max_length=60)
    organization_id: int = Field(ge=1, le=LARGEST_ID)
    person_id: int = Field(ge=1, le=LARGEST_ID)
    reason: str = Field(min_length=1, max_length=300)
    make_up_on: date | None = None


class ExcuseOut(Schema):
    id: int


@api.exception_handler(AuthenticationError)
def _stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return api.create_response(request, {"detail": _("请先登录，或带上有效的令牌。")}, status=401)


@api.exception_handler(ValidationError)
def _faulty(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = list(dict.fromkeys(_place(fault["loc"]) for fault in error.errors))
    sentence = _("这些内容缺少或写法不对：%(fields)s。") % {"fields": "、".join(fields)}
    return api.create_response(request, {"detail": sentence, "code": "invalid", "fields": fields}, status=422)


def _place(where: Sequence[str | int]) -> str:
    """`("body", "payload", "reason")` as `reason`: where it came in is known to the caller."""
    names = [str(name) for name in where[1:] if name != "payload"]
    return ".".join(names) or str(where[0])


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    known = error.status_code == 400
    sentence = _("请求的内容读不懂，应为 UTF-8 编码的 JSON。") if known else _("没有办成，请核对后再试。")
    return api.create_response(request, {"detail": sentence}, status=error.status_code)


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return api.create_response(request, {"detail": _("没有权限查看或办理这一项。")}, status=403)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    if isinstance(error, campaign_actions.CampaignRefused):
        detail = refusal_sentence(error)
    elif isinstance(error, ImportRefused):
        detail = people_sentence(error)
    else:
        detail = _("没有办成，请核对后再试。")
    return api.create_response(request, {"detail": detail, "code": error.code}, status=409)


@api.exception_handler(IntegrityError)
def _archived(request: HttpRequest, error: IntegrityError) -> HttpResponse:
    if not is_archived(error):
        raise error
    return api.create_response(request, {"detail": archived_sentence()}, status=409)


@api.exception_handler(Missing)
def _missing(request: HttpRequest, error: Missing) -> HttpResponse:
    return api.create_response(request, {"detail": _("没有这一项。")}, status=404)


def _campaign(request: HttpRequest, campaign_id: int) -> campaigns.CampaignRow:
    """A campaign the viewer may know of; others are not there."""
    row = campaigns.find_campaign(campaign_id) if 0 < campaign_id <= LARGEST_ID else None
    viewer = viewer_of(request)
    covered = viewer.branch_ids | viewer.workplace_ids
    for held in viewer.over.values():
        covered |= held
    if row is None or row.organization_id not in people.list_superiors(covered):
        raise Missing
    return row


@api.get(
    "/organizations",
    response={200: list[OrganizationOut], **ALWAYS},
    summary="Organisations the caller looks after",
)
def organizations(request: HttpRequest) -> Any:
    viewer = viewer_of(request)
    covered: frozenset[int] = frozenset()
    for role in ("bureau_officer", "inspector", "branch_secretary", "deputy_secretary", "principal"):
        covered |= viewer.over.get(role, frozenset())
    return people.list_organizations(covered | viewer.branch_ids | viewer.workplace_ids)


@api.get("/campaigns", response={200: list[CampaignOut], **ALWAYS}, summary="Campaigns that concern the caller")
def list_campaigns(request: HttpRequest) -> Any:
    viewer = viewer_of(request)
    covered = viewer.branch_ids | viewer.workplace_ids
    for held in viewer.over.values():
        covered |= held
    return campaigns.list_campaigns(people.list_superiors(covered))


@api.get("/campaigns/{campaign_id}", response={200: CampaignOut, **ERRORS}, summary="One campaign")
def get_campaign(request: HttpRequest, campaign_id: int) -> Any:
    return _campaign(request, campaign_id)


@api.get(
    "/campaigns/{campaign_id}/steps", response={200: list[StepOut], **ERRORS}, summary="Its steps with their dates"
)
def list_steps(request: HttpRequest, campaign_id: int) -> Any:
    return campaigns.list_steps(_campaign(request, campaign_id).id)


@api.get(
    "/campaigns/{campaign_id}/board",
    response={200: list[BoardRowOut], **ERRORS},
    summary="n of N of every step and unit",
)
def board(request: HttpRequest, campaign_id: int) -> Any:
    campaign, viewer = _campaign(request, campaign_id), viewer_of(request)
    if not (
        viewer.has("bureau_officer", campaign.organization_id) or viewer.has("inspector", campaign.organization_id)
    ):
        raise PermissionDenied
    whole = progress.board(campaign.id, timezone.localdate())
    return [
        {
            "organization_id": row.organization_id,
            "name": row.name,
            "cells": [
                {"step": step.code, "n": cell.n, "of": cell.of, "excused": cell.excused, "state": cell.state}
                for step, cell in zip(whole.steps, row.cells, strict=True)
            ],
        }
        for row in whole.rows
    ]


@api.get("/me/todos", response={200: list[TodoOut], **ALWAYS}, summary="What the caller has to do, nearest date first")
def todos(request: HttpRequest) -> Any:
    return lines.list_lines(viewer_of(request), timezone.localdate())


@api.get(
    "/workdays",
    response={200: PeriodOut, 422: Faulty, **ALWAYS},
    summary="The last day of a period in working days",
)
def workdays(
    request: HttpRequest,
    posted: date = Query(..., ge=date(2004, 1, 1), le=date(2100, 1, 1)),  # noqa: B008  (the framework's way)
    days: int = Query(..., ge=1, le=400),
    count_posting_day: bool = False,
) -> Any:
    end = end_of_period(posted, days, campaigns.work_calendar(), count_posting_day)
    return {"first_day": end.first_day, "last_day": end.last_day, "provisional": end.provisional}


@api.post(
    "/campaigns/{campaign_id}/excuses",
    response={201: ExcuseOut, 400: Sentence, 409: Sentence, 422: Faulty, **ERRORS},
    summary="Record why a member cannot take part in a step (twice is once)",
)
def create_excuse(request: HttpRequest, campaign_id: int, payload: ExcuseIn) -> Any:
    campaign, viewer = _campaign(request, campaign_id), viewer_of(request)
    if not viewer.may_run(payload.organization_id):
        raise PermissionDenied
    members = {row["person_id"] for row in people.members_of([payload.organization_id], on=viewer.on)}
    steps = {step.code for step in campaigns.list_steps(campaign.id)}
    if payload.person_id not in members or payload.step_code not in steps:
        raise Missing
    made = campaign_actions.excuse(
        now=timezone.now(),
        actor=viewer.actor,
        campaign_id=campaign.id,
        step_code=payload.step_code,
        organization_id=payload.organization_id,
        person_id=payload.person_id,
        reason=payload.reason,
        make_up_on=payload.make_up_on,
    )
    return 201, {"id": made}


api.add_router("/people/imports", api_roster.router, auth=[OfficersBearer(), OfficersSession(csrf=True)])
