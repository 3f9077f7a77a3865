"""抓校长，校长抓: what is open with the principals one level down, each with the sums of what lies below (S1-41).

By type of school and strokes of the name, as the board; never by figures. Who stands two levels down is not shown one by one:
the level between has a page of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, require, viewer_of
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.progress.queries import BoardRow
from xianfeng.apps.tracking import queries as tracking
from xianfeng.desk.board.views import filtered
from xianfeng.desk.home.lines import link
from xianfeng.ui import typed

NO_FILTER = {"type": "", "area": "", "state": "", "q": ""}
LEADS = ("branch_secretary", "deputy_secretary")
WAITING = ("open", "late")


def heads(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """`?organization=` a level between, for who leads it; without, the level below the campaign's root for the bureau."""
    viewer, today = viewer_of(request), timezone.localdate()
    campaign = campaigns.get_campaign(campaign_id)
    wanted = request.GET.get("organization", "")
    if wanted and not typed.is_number(wanted):
        raise Http404
    unit = int(wanted) if wanted else campaign.organization_id
    require(_may_press(viewer, unit, campaign.organization_id))
    if campaign.opened_at is None:
        raise Http404
    whole = progress.board(campaign_id, today)
    if unit == campaign.organization_id:
        found: Sequence[BoardRow] = whole.rows
    else:
        found = next((row.branches for row in whole.rows if row.organization_id == unit), ())
    school_of = people.schools_covered([row.organization_id for row in found], on=today)
    rows = filtered(progress.Board(whole.campaign, whole.steps, tuple(found), ()), school_of, NO_FILTER)
    return render(
        request,
        "board/heads.html",
        {
            "campaign": campaign,
            "unit": people.get_organization(unit),
            "heads": _heads(campaign_id, rows, today),
        },
    )


def _may_press(viewer: Viewer, unit: int, root: int) -> bool:
    """The bureau for the level below the root; below that, who leads the level itself."""
    if unit == root:
        return viewer.has("bureau_officer", root) or viewer.has("inspector", root) or unit in viewer.heads(*LEADS)
    return unit in viewer.heads(*LEADS)


def _heads(campaign_id: int, rows: Sequence[BoardRow], on: date) -> list[dict[str, object]]:
    """One line a unit, with everything below it counted in; a fixed number of queries."""
    below = {row.organization_id: [row.organization_id, *(one.organization_id for one in row.branches)] for row in rows}
    units = sorted({unit for found in below.values() for unit in found})
    principals = people.list_principals(units, on=on)
    overdue: dict[int, int] = {}
    for item in tracking.list_items(organization_ids=units, only_open=True):
        overdue[item.organization_id] = overdue.get(item.organization_id, 0) + item.is_overdue(on)
    seen: dict[int, date] = {}
    for unit, day in each_room("list_last_inspections", organization_ids=units):
        seen[unit] = max(day, seen.get(unit, day))
    return [
        {
            "unit": row.name,
            "principals": [one.name for one in principals.get(row.organization_id, ())],
            "below": len(row.branches),
            "open": sum(cell.state in WAITING for cell in row.cells),
            "late": sum(cell.state == "late" for cell in row.cells),
            "overdue": sum(overdue.get(unit, 0) for unit in below[row.organization_id]),
            "inspected": max((seen[unit] for unit in below[row.organization_id] if unit in seen), default=None),
            "url": "" if row.branches else link("home:branch-of", row.organization_id),
        }
        for row in rows
    ]
