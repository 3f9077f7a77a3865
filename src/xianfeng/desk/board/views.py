"""The bureau's board: steps across, schools down, by type and strokes of the name - never by figures. Export as seen."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.queries import StepRow
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import only, require, viewer_of
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.progress.queries import Cell
from xianfeng.core.strokes import NameOrder, stroke_key
from xianfeng.desk.home.lines import link
from xianfeng.files import sheets
from xianfeng.ui.downloads import download
from xianfeng.ui.words import state_word


@only("bureau_officer", "inspector")
def latest(request: HttpRequest) -> HttpResponse:
    """The newest open campaign the viewer looks after."""
    viewer = viewer_of(request)
    covered = viewer.over.get("bureau_officer", frozenset()) | viewer.over.get("inspector", frozenset())
    for campaign in campaigns.list_campaigns(covered):
        if campaign.opened_at is not None:
            return redirect("board:campaign", campaign_id=campaign.id)
    return render(request, "board/empty.html")


def _text(cell: Cell) -> str:
    if cell.n is None or not cell.of:
        return ""
    return f"{cell.n}/{cell.of}"


def filtered(
    board: progress.Board, school_of: dict[int, people.SchoolRow], wanted: dict[str, str]
) -> list[progress.BoardRow]:
    rows = []
    for row in board.rows:
        school = school_of.get(row.organization_id)
        if wanted["type"] and (school is None or school.type != wanted["type"]):
            continue
        if wanted["area"] and (school is None or school.area != wanted["area"]):
            continue
        if wanted["q"] and wanted["q"] not in row.name and wanted["q"] not in (school.name if school else ""):
            continue
        if wanted["state"] and not any(cell.state == wanted["state"] for cell in row.cells):
            continue
        rows.append(row)
    return sorted(
        rows,
        key=lambda row: (
            school_of[row.organization_id].type_order if row.organization_id in school_of else 99,
            stroke_key(row.name, NameOrder.FULL_NAME),
        ),
    )


def board(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """All schools on one page. `?export=xlsx` gives what is seen as a workbook."""
    viewer, today = viewer_of(request), timezone.localdate()
    campaign = campaigns.get_campaign(campaign_id)
    require(viewer.has("bureau_officer", campaign.organization_id) or viewer.has("inspector", campaign.organization_id))
    if campaign.opened_at is None:
        raise Http404
    whole = progress.board(campaign_id, today)
    school_of = people.schools_covered([row.organization_id for row in whole.rows], on=today)
    wanted = {name: request.GET.get(name, "") for name in ("type", "area", "state")}
    wanted["q"] = request.GET.get("q", "").strip()[:40]
    rows = filtered(whole, school_of, wanted)
    if request.GET.get("export") == "xlsx":
        return _workbook(whole, rows, campaign.title, today)
    step = request.GET.get("step") or _current(whole, today)
    columns = [{"label": _("单位")}] + [{"label": one.title, "number": True} for one in whole.steps]
    if whole.own is not None:
        columns.append({"label": _("自选动作"), "number": True})
    table, group = [], None
    for row in rows:
        school = school_of.get(row.organization_id)
        label = school.type_label if school else _("其他")
        if label != group:
            group = label
            table.append({"group": True, "cells": [{"text": label}]})
        table.append(
            {
                "cells": [
                    {
                        "text": row.name,
                        "url": link(
                            "home:branch-of", row.branches[0].organization_id if row.branches else row.organization_id
                        ),
                    },
                    *[
                        {
                            "text": _text(cell),
                            "state": cell.state if cell.state != "no_data" else "",
                            "url": _leads_to(campaign_id, one, row) if _text(cell) else "",
                        }
                        for one, cell in zip(whole.steps, row.cells, strict=True)
                    ],
                    *_own(whole, row.own),
                ]
            }
        )
    return render(
        request,
        "board/board.html",
        {
            "campaign": campaign,
            "columns": columns,
            "rows": table,
            "total": [{"text": _("合计")}, *[{"text": _text(cell)} for cell in whole.total], *_own(whole, whole.own)],
            "steps": [
                {"label": one.title, "url": _query(wanted, one.code), "current": one.code == step}
                for one in whole.steps
            ],
            "one_step": one_step(whole, rows, school_of, step),
            "one_total": next(
                (_text(cell) for one, cell in zip(whole.steps, whole.total, strict=True) if one.code == step), ""
            ),
            "find": {"label": _("学校名称"), "value": wanted["q"]},
            "clear_url": link("board:campaign", campaign_id) if any(wanted.values()) else "",
            "kept": [("step", step)] if "step" in request.GET else [],
            "filters": [
                {
                    "name": "type",
                    "label": _("学校类型"),
                    "value": wanted["type"],
                    "options": people.school_type_options(),
                },
                {"name": "area", "label": _("区域"), "value": wanted["area"], "options": people.school_area_options()},
                {
                    "name": "state",
                    "label": _("状态"),
                    "value": wanted["state"],
                    "options": [(code, state_word(code).word) for code in ("late", "open", "done", "not_started")],
                },
            ],
            "count": len(rows),
        },
    )


def _query(wanted: dict[str, str], step: str) -> str:
    """The board at one step, filtered as it is."""
    return "?" + urlencode({**{name: value for name, value in wanted.items() if value}, "step": step})


def one_step(
    whole: progress.Board, rows: list[progress.BoardRow], school_of: dict[int, people.SchoolRow], step: str
) -> list[dict[str, object]]:
    """For a small screen: one step of every unit, under the types of schools."""
    place = next((number for number, one in enumerate(whole.steps) if one.code == step), None)
    groups: list[dict[str, object]] = []
    for row in rows if place is not None else []:
        school = school_of.get(row.organization_id)
        label = school.type_label if school else _("其他")
        if not groups or groups[-1]["label"] != label:
            groups.append({"label": label, "units": []})
        cell, one = row.cells[place], whole.steps[place]
        url = _leads_to(one.campaign_id, one, row)
        groups[-1]["units"].append({"name": row.name, "cell": cell, "text": _text(cell), "url": url})
    return groups


def _own(whole: progress.Board, cell: Cell | None) -> list[dict[str, str]]:
    """The cell of what a unit has added itself; no column while nobody has, no figure where a unit has not."""
    if whole.own is None:
        return []
    return [{"text": _text(cell), "state": cell.state if _text(cell) else ""} if cell is not None else {"text": ""}]


def _leads_to(campaign_id: int, step: StepRow, row: progress.BoardRow) -> str:
    """The step's page of the unit; of a unit with branches below, the page of its first branch."""
    if row.branches:
        return link("home:branch-of", row.branches[0].organization_id)
    return link(f"{step.kind}:step", campaign_id, step.code, organization_id=row.organization_id)


def _current(whole: progress.Board, today: date) -> str:
    running = [step.code for step in whole.steps if step.state_on(today) == "running"]
    return running[0] if running else (whole.steps[0].code if whole.steps else "")


def _word(cell: Cell) -> str:
    return str(state_word("not_applicable" if cell.of == 0 else "no_data").word)


def _workbook(whole: progress.Board, rows: list[progress.BoardRow], title: str, today: date) -> HttpResponse:
    columns = [sheets.Column(_("单位"), width=30), *[sheets.Column(step.title) for step in whole.steps]]
    body = [[row.name, *[_text(cell) or _word(cell) for cell in row.cells]] for row in rows]
    total = [_("合计"), *[_text(cell) for cell in whole.total]]
    if whole.own is not None:
        columns.append(sheets.Column(_("自选动作")))
        body = [[*line, *(one["text"] for one in _own(whole, row.own))] for line, row in zip(body, rows, strict=True)]
        total += [one["text"] for one in _own(whole, whole.own)]
    sheet = sheets.SheetOut(_("全区进展"), columns, body, title=title, total=total)
    data = sheets.write_workbook([sheet], notes=[_("数据截至 %(day)s。") % {"day": today.isoformat()}])
    return download(data, f"{title}-{today:%Y%m%d}.xlsx")
