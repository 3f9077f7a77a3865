"""按工程看进度: the programme's tree with n of N at each node, of one unit or of all, down to the steps and the units.

A piece is one step in one unit; it is done when everybody of the unit has done it. Nothing is put in order by figures
(S2-03, S2-12, S4-01).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.queries import CampaignRow, StepRow
from xianfeng.apps.journal.rooms import each_room
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, viewer_of
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.progress.queries import BoardRow, Cell
from xianfeng.core.progress import Node, Tally, programme_tree, tally
from xianfeng.desk.board.views import filtered, one_step
from xianfeng.desk.home.lines import link
from xianfeng.files import sheets
from xianfeng.ui import typed
from xianfeng.ui.downloads import download

NO_FILTER = {"type": "", "area": "", "state": "", "q": ""}


def tree(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """`?organization=` shows one unit, for whoever belongs to it or may see it; without, all of them, for the bureau.
    `?step=` names the units of one step, `?export=xlsx` gives the tree as a workbook."""
    viewer, today = viewer_of(request), timezone.localdate()
    wanted = request.GET.get("organization", "")
    if wanted and not typed.is_number(wanted):
        raise Http404
    unit = int(wanted) if wanted else None
    campaign = campaigns.get_campaign(campaign_id, unit) if unit else campaigns.get_campaign(campaign_id)
    root = campaign.organization_id
    if unit:
        require(viewer.may_see(unit) or viewer.belongs_to(unit))
    else:
        require(viewer.has("bureau_officer", root) or viewer.has("inspector", root))
    if campaign.opened_at is None:
        raise Http404
    if unit:
        row, steps = progress.board_row(campaign_id, unit, today)
        if row is None:
            raise Http404
        rows: tuple[BoardRow, ...] = (row,)
    else:
        whole = progress.board(campaign_id, today)
        rows, steps = whole.rows, whole.steps
    standing = _standing(steps, rows)
    measures = (
        dict(each_room("list_measures", campaign_id=campaign_id, organization_id=unit)) if unit else dict[str, str]()
    )
    ledgers = dict(each_room("tell_ledgers", organization_id=unit, on=today)) if viewer.may_see(unit or 0) else {}
    roots = programme_tree(campaign.plan)
    if request.GET.get("export") == "xlsx":
        return _workbook(campaign, roots, steps, standing, today)
    chosen = next((step for step in steps if step.code == request.GET.get("step", "")), None)
    groups = []
    if chosen is not None and not unit:
        school_of = people.schools_covered([row.organization_id for row in rows], on=today)
        groups = one_step(whole, filtered(whole, school_of, NO_FILTER), school_of, chosen.code)
    return render(
        request,
        "board/tree.html",
        {
            "campaign": campaign,
            "unit": people.get_organization(unit) if unit else None,
            "roots": [_branch_of_tree(node, steps, standing, unit, measures, ledgers) for node in roots],
            "outside": _outside(roots, steps, standing, unit),
            "chosen": chosen,
            "groups": groups,
        },
    )


def _standing(steps: tuple[StepRow, ...], rows: tuple[BoardRow, ...]) -> dict[str, Tally]:
    """Units that have done each step, of those that owe it; steps nobody can count have no entry."""
    found: dict[str, Tally] = {}
    for row in rows:
        for unit in row.branches or (row,):
            for step, cell in zip(steps, unit.cells, strict=True):
                if _counts(cell):
                    found[step.code] = found.get(step.code, Tally()) + Tally(int(cell.state == "done"), 1)
    return found


def _counts(cell: Cell) -> bool:
    return cell.state not in ("no_data", "not_applicable")


def _line(step: StepRow, standing: Mapping[str, Tally], unit: int | None) -> dict[str, object]:
    url = link(f"{step.kind}:step", step.campaign_id, step.code, organization_id=unit) if unit else ""
    return {
        "title": step.title,
        "tally": standing.get(step.code),
        "url": url or ("" if unit else f"?step={step.code}"),
        "last_day": step.last_day,
    }


def _branch_of_tree(
    node: Node,
    steps: tuple[StepRow, ...],
    standing: Mapping[str, Tally],
    unit: int | None,
    measures: Mapping[str, str],
    ledgers: Mapping[str, object],
) -> dict[str, object]:
    """A node with its figure, what the unit does about it and where that is put on record (S2-16), its own steps in the order of the plan, the nodes below it."""
    own = set(node.steps)
    return {
        "title": node.title,
        "measure": measures.get(node.code, ""),
        "ledger": ledgers.get(node.ledger),
        "tally": tally(node.all_steps, standing),
        "steps": [_line(step, standing, unit) for step in steps if step.code in own],
        "nodes": [_branch_of_tree(child, steps, standing, unit, measures, ledgers) for child in node.children],
    }


def _outside(
    roots: tuple[Node, ...], steps: tuple[StepRow, ...], standing: Mapping[str, Tally], unit: int | None
) -> list[dict[str, object]]:
    """Steps that serve no node: told, so that nothing of the programme is hidden by its tree."""
    inside = {code for node in roots for code in node.all_steps}
    return [_line(step, standing, unit) for step in steps if step.code not in inside]


def _workbook(
    campaign: CampaignRow,
    roots: tuple[Node, ...],
    steps: tuple[StepRow, ...],
    standing: Mapping[str, Tally],
    today: date,
) -> HttpResponse:
    """One line a node and one a step below it, as on the page."""
    titles = {step.code: step.title for step in steps}
    body: list[list[object]] = []

    def write(node: Node, depth: int) -> None:
        mine = tally(node.all_steps, standing)
        body.append(["　" * depth + node.title, "", mine.done, mine.of])
        for code in node.steps:
            if code in titles:
                one = standing.get(code, Tally())
                body.append(["", titles[code], one.done, one.of])
        for child in node.children:
            write(child, depth + 1)

    for node in roots:
        write(node, 0)
    columns = [sheets.Column(_("工程"), width=30), sheets.Column(_("步骤"), width=30)]
    columns += [sheets.Column(_("已完成")), sheets.Column(_("应完成"))]
    sheet = sheets.SheetOut(_("按工程看进度"), columns, body, title=campaign.title)
    notes = [_("数据截至 %(day)s。") % {"day": today.isoformat()}, _("一个单位的一个步骤算一项。")]
    return download(sheets.write_workbook([sheet], notes=notes), f"{campaign.title}-{today:%Y%m%d}.xlsx")
