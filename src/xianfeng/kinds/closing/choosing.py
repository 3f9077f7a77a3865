"""The page on which a unit fixes, at the start, by which outcomes it wants to be judged (S2-36)."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people.access import require, stamp_of
from xianfeng.apps.progress.visiting import visit
from xianfeng.kinds.closing.indicators import NewIndicator, choose, list_indicators, read_number
from xianfeng.kinds.closing.views import sentence

SPARE = 2
"""Rows beyond what the plan asks for at least."""
FIELDS = ("title", "unit", "baseline", "source")


def indicators(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Chosen once, as early as the programme runs; what is chosen late is marked so."""
    at = visit(request, campaign_id, step_code, kind="closing")
    require(at.may_run)
    if not at.params.indicators:
        raise Http404
    if list_indicators(campaign_id, step_code, at.branch.id) or not (at.campaign.is_open and at.is_running_here):
        return redirect(at.url())
    count = at.params.indicators + SPARE
    rows = [{name: request.POST.get(f"{name}{n}", "").strip() for name in FIELDS} for n in range(1, count + 1)]
    error = ""
    if request.method == "POST":
        typed = [row for row in rows if any(row.values())]
        wrong = [row["title"] or row["baseline"] for row in typed if read_number(row["baseline"]) is None]
        if wrong:
            error = _("基数请填数字：%(which)s。") % {"which": "、".join(wrong)}
        else:
            chosen = [
                NewIndicator(
                    row["title"][:100],
                    row["unit"][:20],
                    read_number(row["baseline"]) or Decimal(0),
                    row["source"][:200],
                )
                for row in typed
            ]
            try:
                choose(
                    **stamp_of(request),
                    campaign_id=campaign_id,
                    step_code=step_code,
                    organization_id=at.branch.id,
                    chosen=chosen,
                )
            except Refused as refused:
                error = sentence(refused)
            else:
                messages.success(request, _("已选定，总结时填写现在的数值。"))
                return redirect(at.url())
    context = {
        "at": at,
        "trail": at.trail(_("选定成效指标")),
        "rows": list(enumerate(rows, start=1)),
        "least": at.params.indicators,
        "error": error,
    }
    return render(request, "closing/indicators.html", context, status=409 if error else 200)
