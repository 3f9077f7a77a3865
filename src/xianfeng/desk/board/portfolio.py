"""分管: what is running in the departments and units a leader is in charge of, in numbers (S3-83)."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.queries import CampaignRow, StepRow
from xianfeng.apps.people import posts
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import only, viewer_of
from xianfeng.apps.people.posts import PortfolioRow
from xianfeng.apps.progress import queries as progress
from xianfeng.ui.listing import date_cell


@only("leader_in_charge")
def portfolio(request: HttpRequest) -> HttpResponse:
    """The units of the viewer's portfolio, each with the steps that run there: done of all, and until when."""
    viewer, today = viewer_of(request), timezone.localdate()
    units = posts.list_portfolios(on=today, person_id=viewer.person_id or 0)
    cards = [{"unit": unit, "rows": _rows(unit, today)} for unit in units]
    columns = [
        {"label": _("活动和环节")},
        {"label": _("已完成"), "number": True},
        {"label": _("应完成"), "number": True},
        {"label": _("到哪天为止")},
    ]
    return render(request, "board/portfolio.html", {"cards": cards, "columns": columns})


def _rows(unit: PortfolioRow, on: date) -> list[dict[str, object]]:
    """Steps with a number of their own in this unit; what nobody of the unit owes is left out."""
    branch = posts.find_answering(unit.organization_id)
    found = []
    for campaign, steps in campaigns.list_open_steps():
        if branch is None or branch not in people.subtree_ids(campaign.organization_id):
            continue
        for step in steps:
            if step.state_on(on) != "running":
                continue
            done, of = _count(campaign, step, branch, unit, on)
            if of:
                title = f"{campaign.title} · {step.title}"
                found.append({"cells": [title, str(done), str(of), date_cell(step.last_day)]})
    return found


def _count(campaign: CampaignRow, step: StepRow, branch: int, unit: PortfolioRow, on: date) -> tuple[int, int]:
    """(done, of): of a Party organisation or school everybody; of a department or group those who work there."""
    covered = progress.coverage(campaign.id, step.code, branch, on)
    done, missing = covered.done, covered.missing
    if unit.organization_type in ("department", "teaching_group"):
        here = {person for person, _place in posts.list_workers([unit.organization_id], on=on)}
        done = tuple(one for one in done if one.is_person and one.id in here)
        missing = tuple(one for one in missing if one.is_person and one.id in here)
    return len(done), len(done) + len(missing)
