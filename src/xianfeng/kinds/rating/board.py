"""创星图板: what people and branches hold, never what they lack; and who has enough stars to be put forward (S1-21, S1-24).

Names in stroke order, items in the order of the plan; no numbers beside names, no order of merit, nobody without a star.
Stars aimed at and stars won stand apart (S1-14): the aims of a round while it is not signed, afterwards only what was won, with
a mark where it had been aimed at - an aim that was missed would be a list of what people lack.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.people import queries as people
from xianfeng.apps.results import queries as results
from xianfeng.core.strokes import sort_by_strokes
from xianfeng.kinds.rating import gathering, preparing, queries
from xianfeng.kinds.rating.queries import RoundRow, subject_key


@dataclass(frozen=True)
class Held:
    """`aimed`: those of the stars that had been aimed at."""

    name: str
    stars: tuple[str, ...]
    aimed: tuple[str, ...] = ()


@dataclass(frozen=True)
class BoardRound:
    """One round; `holders` in stroke order, and `aiming` while nothing is signed."""

    title: str
    phase: str
    items: tuple[str, ...]
    holders: tuple[Held, ...]
    aiming: tuple[Held, ...] = ()


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
    chosen = preparing.list_aims(campaign_id, organization_id)
    signed_of: dict[str, list[results.Standing]] = {}
    for standing in results.list_standing(campaign_id):
        signed_of.setdefault(standing.result.step_code, []).append(standing)
    rounds = []
    for step in campaigns.list_steps(campaign_id):
        if step.kind != "rating" or step.params.get("scale") != "star":
            continue
        titles = {item["code"]: item["title"] for item in queries.step_items(campaign, step)}
        aims = {one.key: one for one in chosen.get(step.code, ())}
        signed, holders = False, []
        for standing in signed_of.get(step.code, ()):
            for code, who in standing.result.subjects.items():
                if who.get("unit") != organization_id:
                    continue
                signed = True
                won = standing.stars_of(code) or ()
                aimed = set(aims[subject_key(who)].stars) & set(won) if subject_key(who) in aims else set()
                if won:
                    holders.append(Held(str(who["name"]), _in_order(titles, won), _in_order(titles, aimed)))
        aiming = [] if signed else [Held(one.name, _in_order(titles, one.stars)) for one in aims.values()]
        if holders or aiming:
            phase = phases.get(step.phase, "")
            rounds.append(
                BoardRound(step.title, phase, tuple(titles.values()), _by_strokes(holders), _by_strokes(aiming))
            )
    return Board(campaign.title, people.get_organization(organization_id).name, tuple(rounds))


def _in_order(titles: Mapping[str, str], codes: Collection[str]) -> tuple[str, ...]:
    return tuple(title for code, title in titles.items() if code in codes)


def _by_strokes(found: Iterable[Held]) -> tuple[Held, ...]:
    return tuple(sort_by_strokes(found, name_of=lambda one: one.name))


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
