"""The public site: notices in their period, achievements, the opinion box, each programme with its plan and progress.

No sign-in, no trace of who looked.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import reach
from xianfeng.apps.people.access import open_to_all
from xianfeng.apps.progress import queries as progress
from xianfeng.core.kind import UNIT_HOLDERS

GROUPS = ("notice", "opinion", "pledge", "honour")
SHORT = 6
"""So many cards are seen at a glance; more can be searched."""
LEAST_COUNTED = 5
"""Of fewer than these a number would tell who it is."""
FRESH = 600
"""Seconds for which the figures of a programme are kept: strangers may ask as often as they like."""


@open_to_all
def index(request: HttpRequest) -> HttpResponse:
    """Everything that is open to society today, told by the rooms (`list_public_cards`)."""
    told = list(reach.each_room("list_public_cards", on=timezone.localdate()))
    wanted = request.GET.get("q", "").strip()[:40]
    cards: dict[str, list[object]] = {group: [] for group in GROUPS}
    for card in told:
        if wanted in f"{card.title} {card.text}":
            cards[card.group].append(card)
    context = {f"{group}_cards": cards[group] for group in GROUPS}
    running = [row for row, _steps in campaigns.list_open_steps() if wanted in row.title]
    context |= {"campaigns": running, "q": wanted, "may_search": len(told) > SHORT}
    return render(request, "public/index.html", context)


@open_to_all
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One programme with its door open (S0-46): the plan with its days, how far everybody is, and where to have a say."""
    row = campaigns.find_campaign(campaign_id)
    if row is None or not row.is_open:
        raise Http404
    today = timezone.localdate()
    cards = list(reach.each_room("list_public_cards", on=today))
    context = {
        "campaign": row,
        "phases": _phases(row, cache.get_or_set(f"public-programme:{row.id}:{today}", lambda: _lines(row.id), FRESH)),
        "opinion_cards": [card for card in cards if card.group == "opinion"],
        "shown_cards": [card for card in cards if card.group in ("notice", "pledge")],
    }
    return render(request, "public/campaign.html", context)


def _lines(campaign_id: int) -> list[dict[str, Any]]:
    """Each step with its days; how many have done it, in sums over everywhere, where a unit does it and they are not few."""
    today = timezone.localdate()
    board = progress.board(campaign_id, today)
    found = []
    for step, cell in zip(board.steps, board.total, strict=True):
        is_told = step.responsible in UNIT_HOLDERS and step.opens_on <= today and (cell.of or 0) >= LEAST_COUNTED
        found.append(
            {
                "title": step.title,
                "asks": step.asks,
                "phase": step.phase,
                "opens_on": step.opens_on,
                "last_day": step.last_day,
                "state": {"ahead": "not_started", "running": "open", "over": "closed"}[step.state_on(today)],
                "done": cell.n if is_told else None,
                "of": cell.of if is_told else None,
            }
        )
    return found


def _phases(row: campaigns.CampaignRow, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The links of the programme with the steps in each; steps of no link stand at the end."""
    titles = {phase["code"]: phase["title"] for phase in row.plan.get("phases", ())}
    codes = [*titles, *sorted({line["phase"] for line in lines} - set(titles))]
    grouped = [(titles.get(code, ""), [line for line in lines if line["phase"] == code]) for code in codes]
    return [{"title": title, "lines": inside} for title, inside in grouped if inside]
