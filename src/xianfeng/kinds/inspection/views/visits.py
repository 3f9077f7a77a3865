"""督导记录: every visit of a team to the units assigned to it, with what it suggested and what came of it (S2-34, S3-85).

A team's units are those its members are registered as inspectors for; it reads there and writes nothing but its own checks.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.people.access import require, viewer_of
from xianfeng.kinds.inspection import checks
from xianfeng.kinds.inspection.words import FORMS, STATES


def log(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Assigned units in the order of the roster, each with its visits, the newest first; a unit not yet visited says so."""
    viewer = viewer_of(request)
    covered = viewer.covered("inspector", "bureau_officer")
    units = [branch for branch in campaigns.branches_of(campaign_id) if branch.id in covered]
    require(bool(units))
    titles = {step.code: step.title for step in campaigns.list_steps(campaign_id)}
    by_unit: dict[int, list[checks.CheckRow]] = {}
    for one in checks.list_checks_from_outside(campaign_id, [unit.id for unit in units]):
        by_unit.setdefault(one.unit_id, []).append(one)
    context = {
        "campaign": campaigns.get_campaign(campaign_id),
        "trail": [{"label": campaigns.get_campaign(campaign_id).title, "url": ""}],
        "units": [
            {
                "unit": unit,
                "visits": [
                    {
                        "row": one,
                        "title": titles.get(one.step_code, one.step_code),
                        "form": FORMS.get(one.form, one.form),
                        "state": STATES[one.state],
                        "url": reverse("inspection:check", args=[one.id]),
                    }
                    for one in by_unit.get(unit.id, ())
                ],
            }
            for unit in units
        ],
        "visited": sum(unit.id in by_unit for unit in units),
    }
    return render(request, "inspection/log.html", context)
