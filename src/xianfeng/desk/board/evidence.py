"""标准与印证: each criterion of a plan with what it means, and what stands on record for it in one unit (S4-36 ... S4-40).

Read from the rooms that keep it. Nothing is judged, scored or put in order by figures: whoever reads it judges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.queries import CampaignRow
from xianfeng.apps.evidence.records import Record
from xianfeng.apps.journal.rooms import each_room
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, viewer_of
from xianfeng.apps.progress import queries as progress
from xianfeng.desk.home.lines import link
from xianfeng.ui import typed

REGISTERS = {
    "assessment": gettext_lazy("无记名测评公布的数"),
    "satisfaction": gettext_lazy("满意度测评公布的数"),
    "rules": gettext_lazy("制度台账"),
    "years": gettext_lazy("历次活动的结果"),
    "concerns": gettext_lazy("群众意见的答复"),
}
MOST_PROGRAMMES = 6
"""The newest programmes of a unit: several years."""


@dataclass(frozen=True)
class Shown:
    """One thing that evidences a criterion, and what it says of the unit; nothing: not on record yet."""

    label: str
    records: list[Record]


def evidence(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """`?organization=` is the unit, for whoever belongs to it or may see it; without, the bureau chooses one, and everybody
    else sees the own branch."""
    viewer, today = viewer_of(request), timezone.localdate()
    wanted = request.GET.get("organization", "")
    if wanted and not typed.is_number(wanted):
        raise Http404
    if not wanted:
        campaign = campaigns.get_campaign(campaign_id)
        if any(viewer.has(role, campaign.organization_id) for role in ("bureau_officer", "inspector")):
            return _choose(request, campaign)
    unit = int(wanted) if wanted else min(viewer.branch_ids, default=0)
    require(viewer.may_see(unit) or viewer.belongs_to(unit))
    campaign = campaigns.get_campaign(campaign_id, unit)
    row, _steps = progress.board_row(campaign_id, unit, today)
    if row is None or campaign.opened_at is None:
        raise Http404
    criteria: list[dict[str, Any]] = campaign.plan.get("evidence", [])
    asked = {code for one in criteria for code in one["shown_by"]}
    held = _held(campaign, unit, asked, today)
    school = people.schools_covered([unit], on=today).get(unit)
    context = {
        "campaign": campaign,
        "unit": people.get_organization(unit),
        "sets": _sets(criteria, held, school.type if school else ""),
        "tree_url": link("board:tree", campaign_id, organization_id=unit) if campaign.plan.get("tree") else "",
    }
    return render(request, "board/evidence.html", context)


def _choose(request: HttpRequest, campaign: CampaignRow) -> HttpResponse:
    """The units of the campaign by their code; `?q=` finds some of them by name."""
    if campaign.opened_at is None:
        raise Http404
    wanted = request.GET.get("q", "").strip()[:40]
    units = [one for one in campaigns.branches_of(campaign.id) if wanted in f"{one.name} {one.label}"]
    return render(request, "board/evidence_units.html", {"campaign": campaign, "units": units, "q": wanted})


def _sets(criteria: Iterable[dict[str, Any]], held: dict[str, Shown], school_type: str) -> list[dict[str, object]]:
    """The sets in the order of the plan, each with its criteria; a definition for other types of school is left out."""
    found: dict[str, list[dict[str, object]]] = {}
    for one in criteria:
        means = [
            told["text"]
            for told in one["definitions"]
            if not told["school_types"] or school_type in told["school_types"]
        ]
        shown = [held[code] for code in one["shown_by"] if code in held]
        found.setdefault(one["set"], []).append(
            {"title": one["title"], "definitions": means, "points": one["points"], "shown": shown}
        )
    return [{"title": title, "items_shown": items} for title, items in found.items()]


def _held(campaign: CampaignRow, unit: int, asked: set[str], today: date) -> dict[str, Shown]:
    """Code of a register or step -> what the unit has on record there."""
    records: dict[str, list[Record]] = {code: [] for code in asked & REGISTERS.keys()}
    for code, record in each_room("tell_evidence", wanted=frozenset(asked), organization_id=unit, on=today):
        records[code].append(record)
    own = campaigns.list_campaigns(people.list_superiors(frozenset({unit})))
    programmes = [one for one in own if one.opened_at is not None][:MOST_PROGRAMMES]
    if "years" in asked:
        records["years"] = [record for one in programmes for record in _result(one, unit, today)]
    if "concerns" in asked:
        records["concerns"] = [record for one in programmes for record in _concerns(one, unit, today)]
    found = {code: Shown(str(REGISTERS[code]), told) for code, told in records.items()}
    row, steps = progress.board_row(campaign.id, unit, today)
    for step, cell in zip(steps, row.cells if row else (), strict=False):
        base = step.code.partition("-")[0]
        if base in asked and base not in REGISTERS:
            told = _("%(n)s/%(of)s") % {"n": cell.n, "of": cell.of} if cell.of else _("暂无数据")
            url = link(f"{step.kind}:step", campaign.id, step.code, organization_id=unit)
            shown = found.setdefault(base, Shown(step.title, []))
            shown.records.append(Record("", step.title, told, url))
    return found


def _result(campaign: CampaignRow, unit: int, today: date) -> Iterator[Record]:
    """How many of its steps the unit has done in one programme."""
    row, _steps = progress.board_row(campaign.id, unit, today)
    cells = [cell for cell in row.cells if cell.of] if row else []
    if cells:
        done = sum(cell.state == "done" for cell in cells)
        until = _("%(year)s年起") if campaign.closed_at is None else _("%(year)s年，已结束")
        note = _("%(of)s 个步骤，已完成 %(n)s 个") % {"of": len(cells), "n": done}
        note = f"{until % {'year': campaign.starts_on.year}}，{note}"
        yield Record("", campaign.title, note, link("home:branch-of", unit))


def _concerns(campaign: CampaignRow, unit: int, today: date) -> Iterator[Record]:
    """What came in and what was answered in one programme, by the boxes of the unit."""
    codes = [step.code for step in campaigns.list_steps(campaign.id, unit)]
    counted = each_room(
        "list_register_counts", campaign_id=campaign.id, step_codes=codes, organization_ids=[unit], on=today
    )
    for line in counted:
        answered = line["adopted"] + line["not_adopted"]
        note = _("收到 %(of)s 条，已答复 %(n)s 条") % {"of": line["received"], "n": answered}
        yield Record("", line["title"], note)
