"""代表名册: whom the units elected, which send nobody yet, how many of the delegates lead (S2-44)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.files.sheets import Column, SheetOut, write_workbook
from xianfeng.kinds.selection import roster as seating
from xianfeng.kinds.selection.roster import Seats
from xianfeng.ui.downloads import download


@require_GET
def roster(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The roster of the unit visited and of all below it; `?format=xlsx`: the delegates one by one, as a workbook."""
    at = visit(request, campaign_id, step_code, kind="selection")
    rows = seating.list_seats(campaign_id=campaign_id, step_code=step_code, organization_id=at.branch.id, on=at.on)
    if request.GET.get("format") == "xlsx":
        return download(_workbook(at, rows), _("代表名册-%(unit)s.xlsx") % {"unit": at.branch.name})
    context = {
        "at": at,
        "trail": at.trail(_("代表名册")),
        "rows": rows,
        "missing": [one for one in rows if one.state == "none"],
        "total": sum(len(one.standing) for one in rows),
        "leading": sum(one.leading for one in rows),
        "url": at.url("delegates"),
    }
    return render(request, "selection/delegates.html", context)


def _workbook(at: Visit, rows: list[Seats]) -> bytes:
    titles = (_("单位"), _("代表"), _("担任领导职务"), _("选出日期"), _("任期至"))
    lines = [
        [one.label, who.name, _("是") if who.leads else "", one.elected_on, one.until]
        for one in rows
        for who in one.standing
    ]
    return write_workbook([SheetOut(_("代表名册"), [Column(title) for title in titles], lines)])
