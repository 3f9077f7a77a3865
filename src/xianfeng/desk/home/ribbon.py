"""The flow of one branch: each step with its dates, its mark, and what is in its way."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from xianfeng.apps.campaigns.queries import StepRow
from xianfeng.apps.progress.queries import BoardRow, Cell
from xianfeng.desk.home.lines import link
from xianfeng.ui.templatetags.xianfeng_ui import cn_date


def _state(cell: Cell, step: StepRow, today: date) -> str:
    if cell.verdict in ("passed", "forced"):
        return "done"
    if cell.state in ("no_data", "not_applicable"):
        return {"ahead": "not_started", "running": "open", "over": "closed"}[step.state_on(today)]
    return cell.state


def steps_of(steps: tuple[StepRow, ...], row: BoardRow, today: date) -> list[dict[str, object]]:
    """What the ribbon component shows; a step is blocked while a step it requires is not full (S3-56)."""
    state_of = {step.code: _state(cell, step, today) for step, cell in zip(steps, row.cells, strict=True)}
    title_of = {step.code: step.title for step in steps}
    found = []
    for step, cell in zip(steps, row.cells, strict=True):
        open_before = [code for code in step.requires if state_of.get(code, "done") not in ("done", "not_applicable")]
        unmet = None
        if open_before and state_of[step.code] != "done" and step.state_on(today) != "ahead":
            first = open_before[0]
            before = row.cells[[one.code for one in steps].index(first)]
            text = _("“%(title)s”还没有完成") % {"title": title_of[first]}
            if before.n is not None and before.of is not None:
                text = _("“%(title)s”完成 %(n)s/%(of)s") % {"title": title_of[first], "n": before.n, "of": before.of}
            kind = next(one.kind for one in steps if one.code == first)
            unmet = {
                "text": text,
                "url": link(f"{kind}:step", step.campaign_id, first, organization_id=row.organization_id),
            }
        found.append(
            {
                "title": step.title,
                "dates": f"{cn_date(step.opens_on)} — {cn_date(step.last_day)}",
                "state": "blocked" if unmet else state_of[step.code],
                "current": step.state_on(today) == "running" and state_of[step.code] != "done",
                "url": link(f"{step.kind}:step", step.campaign_id, step.code, organization_id=row.organization_id),
                "unmet": unmet,
                "cell": cell,
                "step": step,
            }
        )
    return found


def phases_of(phases: list[dict[str, str]], steps: list[dict[str, object]], today: date) -> list[dict[str, object]]:
    """The ribbon proper: the links of the programme, each standing for the steps inside it."""
    found = []
    for phase in phases:
        inside = [item for item in steps if item["step"].phase == phase["code"]]
        if not inside:
            continue
        waiting = [item for item in inside if item["state"] not in ("done", "not_applicable", "closed")]
        first, last = min(item["step"].opens_on for item in inside), max(item["step"].last_day for item in inside)
        running = first <= today <= last
        state = "done" if not waiting else "not_started" if today < first else "open" if running else "late"
        found.append(
            {
                "title": phase["title"],
                "dates": f"{cn_date(first)} — {cn_date(last)}",
                "state": state,
                "current": running and bool(waiting),
                "url": waiting[0]["url"] if waiting and today >= first else "",
                "unmet": next((item["unmet"] for item in waiting if item["unmet"]), None),
            }
        )
    return found
