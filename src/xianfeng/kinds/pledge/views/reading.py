"""Reading pledges: the step with what waits, the list on the board, the public page, the workbook."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.evidence import reach
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import open_to_all, require, viewer_of
from xianfeng.apps.progress.visiting import Visit
from xianfeng.core.kind import find_kind
from xianfeng.files.sheets import Column, SheetOut, write_workbook
from xianfeng.kinds.pledge import queries, topics
from xianfeng.kinds.pledge.queries import PledgeRow
from xianfeng.kinds.pledge.systems import systems_of
from xianfeng.kinds.pledge.views.doors import may_write, per_person, trail, visit_step
from xianfeng.kinds.pledge.words import STATE_WORDS, measure_word, scope_word
from xianfeng.ui.downloads import download


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Entry of everybody: the own pledges, and for who organises what waits and who is missing."""
    at = visit_step(request, campaign_id, step_code)
    context: dict[str, object] = {
        "at": at,
        "trail": trail(at),
        "measure": measure_word(at.params.measure),
        "scope": scope_word(at.params.scope),
        "may_write": may_write(at),
        "words": STATE_WORDS,
        "need": at.params.at_least,
    }
    if per_person(at) and at.is_concerned:
        own = {"person_id": at.viewer.person_id, "organization_id": at.branch.id}
        context["own"] = queries.list_own(campaign_id, step_code, **own, on=at.on)
        if at.params.every_topic:
            context["topics"] = topics.list_topics(campaign_id, step_code, **own)
        context["carried"] = queries.list_carried(campaign_id, on=at.on, person_id=at.viewer.person_id)
    elif not per_person(at):
        own = {"person_id": None, "organization_id": at.branch.id}
        context["own"] = queries.list_own(campaign_id, step_code, **own, on=at.on)
        if at.branch.is_branch and at.params.every_topic:
            context["topics"] = topics.list_topics(campaign_id, step_code, **own)
        context["carried"] = queries.list_carried(campaign_id, on=at.on, organization_id=at.branch.id)
    if at.may_see:
        within = people.subtree_ids(at.branch.id)
        rows = queries.list_of_unit(campaign_id, step_code, within, on=at.on)
        if at.params.every_topic and not at.branch.is_branch and not per_person(at):
            below = [branch.id for branch in people.list_branches(at.branch.id)]
            context["topic_counts"] = topics.count_topics(campaign_id, step_code, below)
        context["unit_rows"] = [row for row in rows if row.current or (row.live and row.live.state != "draft")]
        context["waiting"] = [row for row in rows if row.live and row.live.state == "submitted"]
        context["claimed"] = [row for row in rows if row.claimed_at and not row.fulfilled_on]
    return render(request, "pledge/step.html", context)


def mine(request: HttpRequest) -> HttpResponse:
    """The own duties, targets and pledges of the year beside each other; for oneself alone (S1-15)."""
    viewer = viewer_of(request)
    require(viewer.person_id is not None)
    found = systems_of(viewer.person_id or 0, on=viewer.on)
    return render(request, "pledge/mine.html", {"systems": found, "words": STATE_WORDS})


def _list_rows(at: Visit) -> list[PledgeRow]:
    """What hangs on the board for this reader: the branch's own people read more than the school does."""
    reach = "branch" if at.may_see or at.branch.id in at.viewer.branch_ids else "school"
    within = people.subtree_ids(at.branch.id) if at.may_see else {at.branch.id}
    return [
        row
        for row in queries.list_of_unit(at.campaign.id, at.step.code, within, on=at.on)
        if (row.current or row.dropped_on) and queries.WIDTH[row.scope] >= queries.WIDTH[reach]
    ]


def published(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The list of the unit as it hangs on the board: also the sheet to print."""
    at = visit_step(request, campaign_id, step_code)
    rows = _list_rows(at)
    own = {"person_id": None, "organization_id": at.branch.id}
    is_told = at.params.every_topic and at.branch.is_branch and not per_person(at)
    told = topics.list_topics(campaign_id, step_code, **own) if is_told else []
    return render(
        request,
        "pledge/list.html",
        {
            "at": at,
            "trail": trail(at, {"label": _("公开的承诺")}),
            "rows": rows,
            "explained": [row for row in told if row.state == "explained"],
            "words": STATE_WORDS,
            "done": sum(row.state == "fulfilled" for row in rows),
            "scope": scope_word(at.params.scope),
        },
    )


@open_to_all
def public(request: HttpRequest, organization_id: int) -> HttpResponse:
    """What a unit has promised to society, with how it stands and where to say something about it."""
    try:
        branch = people.get_organization(organization_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    today = timezone.localdate()
    rows = queries.list_published(organization_id, "public", on=today)
    if not rows:
        raise Http404
    return render(request, "pledge/public.html", {"branch": branch, **_hanging(organization_id, rows, "public", today)})


def _hanging(organization_id: int, rows: list[PledgeRow], reader: str, on: date) -> dict[str, object]:
    """What both boards show: the pledges, how many were kept, and where to say something about them."""
    return {
        "rows": rows,
        "words": STATE_WORDS,
        "kept": queries.fulfilment(organization_id, on=on, scope=reader),
        "boxes": [card for card in reach.each_room("list_public_cards", on=on) if card.group == "opinion"],
    }


def school(request: HttpRequest, organization_id: int) -> HttpResponse:
    """What hangs in the school: for everybody who works there, members or not (S0-47)."""
    viewer = viewer_of(request)
    covering = people.list_covering(viewer.workplace_ids, on=viewer.on)
    require(viewer.may_see(organization_id) or organization_id in viewer.branch_ids | covering)
    rows = queries.list_published(organization_id, "school", on=viewer.on)
    context = {
        "branch": people.get_organization(organization_id),
        "explained": topics.list_explained(organization_id),
        **_hanging(organization_id, rows, "school", viewer.on),
    }
    return render(request, "pledge/school.html", context)


def export(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The unit's pledges as a workbook."""
    at = visit_step(request, campaign_id, step_code)
    require(at.may_see)
    within = people.subtree_ids(at.branch.id)
    names = {"fulfilled": _("已兑现"), "in_progress": _("进行中"), "overdue": _("已逾期"), "dropped": _("已撤下")}
    rows = [
        (
            row.organization_name,
            row.name,
            row.shown.text,
            "；".join(words for _subject, words in row.shown.cites),
            row.shown.result,
            row.shown.beneficiary,
            row.shown.due_on,
            row.shown.target,
            row.shown.unit,
            row.percent,
            names.get(row.state, _("未公开")),
        )
        for row in queries.list_of_unit(campaign_id, step_code, within, on=at.on)
        if row.current or row.dropped_on or (row.live and row.live.state != "draft")
    ]
    titles = (
        _("单位"), _("姓名"), _("承诺内容"), _("对照"), _("怎样算兑现"), _("受益人"), _("完成日期"), _("指标"), _("单位名称"),
        _("完成（%）"), _("状态"),
    )  # fmt: skip
    kinds = {6: "date", 7: "number", 9: "number"}
    columns = [Column(title, kinds.get(place, "text")) for place, title in enumerate(titles)]
    return download(
        write_workbook([SheetOut(find_kind("pledge").title, columns, rows)]), f"{at.step.title}-{at.branch.name}.xlsx"
    )
