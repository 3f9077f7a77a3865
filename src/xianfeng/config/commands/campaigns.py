"""`xianfeng campaign open|status ID [--json]`."""

from __future__ import annotations

import json
from typing import Any, TextIO

from django.utils import timezone

from xianfeng.apps.campaigns import actions, queries
from xianfeng.apps.campaigns.actions import CampaignRefused
from xianfeng.apps.campaigns.sentences import obstacle_sentence, refusal_sentence
from xianfeng.apps.journal.actions import SYSTEM
from xianfeng.apps.progress import queries as progress

LARGEST_ID = 2**62


def _asked(arguments: list[str], err: TextIO, name: str) -> tuple[queries.CampaignRow, bool] | None:
    """The campaign and whether JSON is wanted; None after one sentence on what is wrong."""
    as_json = "--json" in arguments
    rest = [word for word in arguments if word != "--json"]
    if len(rest) != 1 or not rest[0].isascii() or not rest[0].isdigit() or not 0 < int(rest[0]) < LARGEST_ID:
        err.write(f"用法：xianfeng campaign {name} 活动编号 [--json]\n")
        return None
    campaign = queries.find_campaign(int(rest[0]))
    if campaign is None:
        err.write(f"没有编号为 {rest[0]} 的活动。\n")
        return None
    return campaign, as_json


def campaign_open(arguments: list[str], out: TextIO, err: TextIO) -> int:
    """Open it; or print everything that is in the way, one line each, and give 2."""
    asked = _asked(arguments, err, "open")
    if asked is None:
        return 2
    campaign, as_json = asked
    try:
        actions.open_campaign(now=timezone.now(), actor=SYSTEM, campaign_id=campaign.id)
    except CampaignRefused as refused:
        obstacles = [obstacle_sentence(item) for item in refused.params.get("obstacles", ())]
        if as_json:
            found = {"opened": False, "reason": refusal_sentence(refused), "obstacles": obstacles}
            out.write(json.dumps(found, ensure_ascii=False) + "\n")
        err.write("\n".join([refusal_sentence(refused), *(f"  {line}" for line in obstacles)]) + "\n")
        return 2
    if as_json:
        out.write(json.dumps({"opened": True, "campaign": campaign.id}) + "\n")
    else:
        out.write(f"活动“{campaign.title}”已开始。\n")
    return 0


def _status(campaign: queries.CampaignRow) -> dict[str, Any]:
    today = timezone.localdate()
    found: dict[str, Any] = {
        "campaign": campaign.id,
        "title": campaign.title,
        "starts_on": campaign.starts_on.isoformat(),
        "state": "closed" if campaign.closed_at else "open" if campaign.opened_at else "prepared",
    }
    if campaign.opened_at is None:
        found["obstacles"] = [obstacle_sentence(item) for item in actions.list_obstacles(campaign.id)]
        return found
    board = progress.board(campaign.id, today)
    found["steps"] = [
        {
            "code": step.code,
            "title": step.title,
            "opens_on": step.opens_on.isoformat(),
            "last_day": step.last_day.isoformat(),
            "n": cell.n,
            "of": cell.of,
            "excused": cell.excused,
            "state": cell.state,
        }
        for step, cell in zip(board.steps, board.total, strict=True)
    ]
    return found


def campaign_status(arguments: list[str], out: TextIO, err: TextIO) -> int:
    """Where it stands: each step with its dates and n of N (nothing where there is no data, never 0)."""
    asked = _asked(arguments, err, "status")
    if asked is None:
        return 2
    campaign, as_json = asked
    status = _status(campaign)
    if as_json:
        out.write(json.dumps(status, ensure_ascii=False, indent=1) + "\n")
        return 0
    out.write(f"{status['title']}（{status['starts_on']} 起）\n")
    for line in status.get("obstacles", []):
        out.write(f"  还需办好：{line}\n")
    for step in status.get("steps", []):
        figure = "暂无数据" if step["n"] is None else f"{step['n']}/{step['of']}"
        out.write(f"  {step['title']}  {step['opens_on']} 至 {step['last_day']}  {figure}\n")
    return 0
