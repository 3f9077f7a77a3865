"""班子带头: each leader's own study, visits and talks beside the unit's median, for the unit's own people alone (S2-32).

Nothing is put in order by figures and nothing leaves the unit: neither the level above nor another unit sees the page. Where
fewer than five people stand beside the leaders there is no median: it would tell the figures of the others.
"""

from __future__ import annotations

from statistics import median

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import queries as evidence
from xianfeng.apps.people import posts
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, viewer_of
from xianfeng.core.scoring.masking import SMALLEST_CELL
from xianfeng.core.strokes import stroke_key
from xianfeng.ui import typed

GOES = ("contact_point", "home_visit", "help", "care", "support")
COLUMNS = (
    (gettext_lazy("集中学习（小时）"), {("collective_hour", "")}),
    (gettext_lazy("调研走访（项）"), {("contacts_met", form) for form in GOES}),
    (gettext_lazy("听取意见谈话（项）"), {("contacts_met", "talk")}),
)
"""What is put on record of a person, as (fact, part): one figure a column."""


def leaders(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """`?organization=` is the branch; default: the viewer's own."""
    viewer = viewer_of(request)
    asked = request.GET.get("organization", "")
    if asked and not typed.is_number(asked):
        raise Http404
    unit = int(asked) if asked else min(viewer.branch_ids, default=0)
    require(unit in viewer.branch_ids)
    campaign = campaigns.get_campaign(campaign_id, unit)
    members = {row["person_id"] for row in people.members_of([unit], on=viewer.on)}
    chosen = {row.person_id: row for row in posts.list_leading_team([unit], on=viewer.on)}
    everybody = members | set(chosen)
    counted = evidence.count_by_person(campaign_id, everybody)

    def figures(person: int) -> list[int]:
        return [sum(counted.get((person, *place), 0) for place in places) for _label, places in COLUMNS]

    is_enough = len(everybody - set(chosen)) >= SMALLEST_CELL
    middle = [median(column) for column in zip(*map(figures, everybody), strict=True)] if is_enough else []
    context = {
        "campaign": campaign,
        "unit": people.get_organization(unit),
        "columns": [{"label": _("姓名")}, *({"label": label, "number": True} for label, _places in COLUMNS)],
        "rows": [
            {"cells": [f"{row.name} {row.title}", *map(str, figures(row.person_id))]}
            for row in sorted(chosen.values(), key=lambda one: stroke_key(one.name))
        ],
        "total": [{"text": _("本单位中位数")}, *[{"text": f"{one:g}"} for one in middle]] if is_enough else [],
    }
    return render(request, "board/leaders.html", context)
