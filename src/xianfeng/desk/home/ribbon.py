"""The flow of one branch: each step with its dates, its mark, and what is in its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from xianfeng.apps.campaigns.gates import Judged
from xianfeng.apps.campaigns.queries import CampaignRow, StepRow
from xianfeng.apps.campaigns.sentences import condition_sentence
from xianfeng.apps.plans.words import holder_word
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.progress.queries import BoardRow, Cell
from xianfeng.core.gates import stands_before
from xianfeng.desk.home.lines import link
from xianfeng.ui.templatetags.xianfeng_ui import cn_date


def _state(cell: Cell, step: StepRow, today: date) -> str:
    if cell.verdict in ("passed", "forced"):
        return "done"
    if cell.of == 0:
        return "not_applicable"
    if cell.state in ("no_data", "not_applicable"):
        return {"ahead": "not_started", "running": "open", "over": "closed"}[step.state_on(today)]
    return cell.state


def _gate_of(judged: Sequence[Judged], campaign: CampaignRow, step: StepRow, row: BoardRow) -> dict[str, str] | None:
    """What the gate before a step still asks for: its first condition, who can meet it, and where all of them stand."""
    frozen = {"code": step.code, "phase": step.phase}
    frozen |= next((one for one in campaign.plan.get("steps", ()) if one["code"] == step.code), {})
    one = next((one for one in judged if not one.is_open and stands_before(one.gate, frozen)), None)
    if one is None:
        return None
    titles = {other["code"]: replace(step, title=other["title"]) for other in campaign.plan.get("steps", ())}
    url = link("campaigns:gates", campaign.id, row.organization_id)
    if not one.verdict.unmet:
        return {"text": _("等待同意进入"), "who": holder_word(one.awaits), "url": url}
    left = [(condition, finding) for condition, finding in one.found if not finding.met]
    condition, finding = left[0]
    text = condition_sentence(condition, finding, titles)
    if len(left) > 1:
        text = _("%(first)s等 %(n)s 项") % {"first": text, "n": len(left)}
    return {"text": text, "who": "、".join(holder_word(holder) for holder in condition.met_by), "url": url}


def steps_of(
    steps: tuple[StepRow, ...],
    row: BoardRow,
    today: date,
    campaign: CampaignRow | None = None,
    judged: Sequence[Judged] = (),
) -> list[dict[str, object]]:
    """What the ribbon component shows; a step is blocked while a step it requires is not full, or its gate is not open
    (S3-56)."""
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
        if unmet is None and campaign is not None and state_of[step.code] != "done" and step.state_on(today) != "ahead":
            unmet = _gate_of(judged, campaign, step, row)
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
    """The ribbon proper: the links of the programme, each standing for what is owed inside it; a step beside the rest that
    asks nothing of anybody, or that runs on into the last link as the look-back does, holds no link open."""
    links = {phase["code"]: [item for item in steps if item["step"].phase == phase["code"]] for phase in phases}
    links = {code: inside for code, inside in links.items() if inside}
    last_code = next(reversed(links), "")
    last_begins = min((item["step"].opens_on for item in links.get(last_code, ())), default=today)
    found = []
    for phase in phases:
        inside = links.get(phase["code"])
        if not inside:
            continue
        inside = [
            item
            for item in inside
            if progress.is_owed(item["step"]) and (phase["code"] == last_code or item["step"].last_day < last_begins)
        ] or inside
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
