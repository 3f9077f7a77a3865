"""创星图板: what people and branches hold, never what they lack; and who has enough stars to be put forward (S1-21, S1-24).

Names in stroke order, items in the order of the plan; no numbers beside names, no order of merit, nobody without a star.
"""

from __future__ import annotations

from dataclasses import dataclass

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.people import queries as people
from xianfeng.apps.results import queries as results
from xianfeng.core.strokes import sort_by_strokes
from xianfeng.kinds.rating import gathering, queries
from xianfeng.kinds.rating.queries import RoundRow


@dataclass(frozen=True)
class Held:
    name: str
    stars: tuple[str, ...]


@dataclass(frozen=True)
class BoardRound:
    """One round; `holders` in stroke order."""

    title: str
    phase: str
    items: tuple[str, ...]
    holders: tuple[Held, ...]


@dataclass(frozen=True)
class Board:
    title: str
    organization: str
    rounds: tuple[BoardRound, ...]


def get_board(campaign_id: int, organization_id: int) -> Board | None:
    """The board of one branch; None without such a campaign. Only signed marks without an open contest are on it."""
    campaign = campaigns.find_campaign(campaign_id)
    if campaign is None:
        return None
    phases = {one["code"]: one["title"] for one in campaign.plan.get("phases", [])}
    rounds = []
    for step in campaigns.list_steps(campaign_id):
        if step.kind != "rating" or step.params.get("scale") != "star":
            continue
        titles = {item["code"]: item["title"] for item in queries.step_items(campaign_id, step)}
        holders = [
            Held(str(who["name"]), tuple(titles[item] for item in titles if item in (standing.stars_of(code) or ())))
            for standing in results.list_standing(campaign_id, step.code)
            for code, who in standing.result.subjects.items()
            if who.get("unit") == organization_id and standing.stars_of(code)
        ]
        if holders:
            ordered = sort_by_strokes(holders, name_of=lambda one: one.name)
            rounds.append(BoardRound(step.title, phases.get(step.phase, ""), tuple(titles.values()), tuple(ordered)))
    return Board(campaign.title, people.get_organization(organization_id).name, tuple(rounds))


def list_reached(at: RoundRow) -> list[str]:
    """Names of those in the round whose stars of all rounds reach what the plan asks for, in stroke order; no vetoed ones."""
    goal = gathering.find_goal(at)
    if goal is None:
        return []
    held = results.count_stars(at.campaign_id)
    barred, waiting = queries.list_vetoes(at), queries.contested(at)
    names = [
        one.name
        for one in at.rated
        if one.id not in barred and one.id not in waiting and one.key in held and held[one.key].stars >= goal.stars
    ]
    return list(sort_by_strokes(names))
