"""The public site: notices in their period, achievements, the opinion box. No sign-in, no trace of who looked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from xianfeng.apps.evidence import reach
from xianfeng.apps.people.access import open_to_all

GROUPS = ("notice", "opinion", "pledge", "honour")
SHORT = 6
"""So many cards are seen at a glance; more can be searched."""


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
    return render(request, "public/index.html", {**context, "q": wanted, "may_search": len(told) > SHORT})
