"""代表名册: whom the units elected, which send nobody yet, how many of the delegates lead (S2-44)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xianfeng.apps.campaigns import actions as campaigns
from xianfeng.apps.campaigns.sentences import refusal_sentence
from xianfeng.apps.journal.telling import telling
from xianfeng.apps.people.access import require, stamp_of
from xianfeng.apps.progress.visiting import visit
from xianfeng.kinds.selection import roster as seating
from xianfeng.ui import typed


@require_http_methods(["GET", "POST"])
def roster(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The roster of the unit visited and of all below it. Sent: whoever stands above a unit lets it go without a delegate,
    with the ground."""
    at = visit(request, campaign_id, step_code, kind="selection")
    rows = seating.list_seats(campaign_id=campaign_id, step_code=step_code, organization_id=at.branch.id, on=at.on)
    may_excuse = at.may_run and at.campaign.is_open and not at.branch.is_branch
    if request.method == "POST":
        unit = typed.number(request.POST.get("unit"))
        require(may_excuse and unit in {one.unit_id for one in rows if one.state == "none"})
        with telling(request, refusal_sentence, _("已登记，这个单位不再算缺代表。")):
            campaigns.excuse(
                **stamp_of(request),
                campaign_id=campaign_id,
                step_code=step_code,
                organization_id=unit,
                person_id=None,
                reason=request.POST.get("reason", "")[:500],
            )
        return redirect(at.url("delegates"))
    context = {
        "at": at,
        "trail": at.trail(_("代表名册")),
        "rows": rows,
        "missing": [one for one in rows if one.state == "none"],
        "may_excuse": may_excuse,
        "total": sum(len(one.standing) for one in rows),
        "leading": sum(one.leading for one in rows),
    }
    return render(request, "selection/delegates.html", context)
