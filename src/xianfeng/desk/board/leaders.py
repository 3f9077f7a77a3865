"""班子带头: each leader's own study, visits and talks beside the unit's median, for the unit's own people alone (S2-32).

Nothing is put in order by figures and nothing leaves the unit: neither the level above nor another unit sees the page. Where
fewer than five people stand beside the leaders there is no median: it would tell the figures of the others. What nobody has
anything on record of has no column.
"""

from __future__ import annotations

from collections import Counter
from statistics import median

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.rooms import each_room
from xianfeng.apps.people import posts
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, viewer_of
from xianfeng.core.scoring.masking import SMALLEST_CELL
from xianfeng.core.strokes import stroke_key
from xianfeng.ui import typed

COLUMNS = (
    ("study", gettext_lazy("集中学习（小时）"), 60),
    ("visit", gettext_lazy("调研走访（次）"), 1),
    ("talk", gettext_lazy("听取意见谈话（次）"), 1),
)
"""(what a room tells by `tell_efforts`, label, how many of it make one)."""


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
    counted: Counter[tuple[str, int]] = Counter()
    for what, person, number in each_room("tell_efforts", campaign_id=campaign_id, person_ids=everybody):
        counted[what, person] += number
    told = {what for what, _person in counted}
    shown = [column for column in COLUMNS if column[0] in told]

    def figures(person: int) -> list[float]:
        return [round(counted[what, person] / one, 1) for what, _label, one in shown]

    is_enough = len(everybody - set(chosen)) >= SMALLEST_CELL
    middle = [median(column) for column in zip(*map(figures, everybody), strict=True)] if is_enough else []
    context = {
        "campaign": campaign,
        "unit": people.get_organization(unit),
        "columns": [{"label": _("姓名")}, *({"label": label, "number": True} for _what, label, _one in shown)],
        "has_leaders": bool(chosen),
        "rows": [
            {"cells": [f"{row.name} {row.title}", *(f"{one:g}" for one in figures(row.person_id))]}
            for row in sorted(chosen.values(), key=lambda one: stroke_key(one.name))
            if shown
        ],
        "total": [{"text": _("本单位中位数")}, *[{"text": f"{one:g}"} for one in middle]] if is_enough else [],
    }
    return render(request, "board/leaders.html", context)
