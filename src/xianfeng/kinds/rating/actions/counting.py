"""Put together what every party said and compute the result; again whenever a contest or a review changed it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import transaction

from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.ballots.sheets import RECUSED
from xianfeng.apps.campaigns.places import place_of
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.results import actions as results
from xianfeng.apps.results import queries as stored
from xianfeng.kinds.rating import gathering, queries
from xianfeng.kinds.rating.actions.rounds import RatingRefused, locked_round
from xianfeng.kinds.rating.queries import RoundRow
from xianfeng.kinds.rating.weighing import Marks, inputs_of, rules_of


def _marks(at: RoundRow) -> list[Marks]:
    """Everything known of every subject, as plain counters and signed sheets; drafts do not count."""
    found = {one.id: Marks(one.code) for one in at.rated}
    for (rated, party), sheet in queries.list_sheets(at.id).items():
        if sheet.is_sent:
            found[rated].sheets[party] = [dict(sorted(sheet.marks.items()))]
    for row in queries.list_parties(at):
        if row.poll is None or row.poll.state != "closed":
            continue
        counted: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
        for cell in polls.list_cells(row.poll.id):
            if cell.choice != RECUSED and cell.count:
                marks = counted[cell.position, cell.item]
                marks[cell.choice] = marks.get(cell.choice, 0) + cell.count
        for position, one in enumerate(at.rated, start=1):
            found[one.id].tallies[row.party.code] = {
                item["code"]: dict(sorted(counted.get((position, item["code"]), {}).items())) for item in at.items
            }
    barred, waiting, earlier = queries.list_vetoes(at), queries.contested(at), queries.earlier_stars(at)
    for one in at.rated:
        mark = found[one.id]
        mark.vetoes = [{"code": veto.code, "evidence": [f"veto:{veto.id}"]} for veto in barred.get(one.id, ())]
        mark.contested = one.id in waiting
        mark.earlier = earlier.get(one.key, [])
    return list(found.values())


def current_rules(at: RoundRow) -> dict[str, Any]:
    """The rule file of the round; with several rounds the stars a later selection asks for are part of it."""
    goal = gathering.find_goal(at)
    return rules_of(at.params, title=at.title, items=at.items, source=at.quote, goal=goal)


@transaction.atomic
def count_round(*, now: datetime, actor: Actor, round_id: int) -> int:
    """Apply the rules to what every party said and freeze the result; gives its id. Nothing new: the same result.

    Called again after a contest or its decision; then a later result takes the place of the one before.
    """
    at = locked_round(round_id)
    if not all(row.is_over for row in queries.list_parties(at)):
        raise RatingRefused("wrong_stage", stage="collecting")
    marks = _marks(at)
    goal = gathering.find_goal(at)
    if goal is None:
        for one in marks:
            one.earlier = []
    before = queries.latest_result(at)
    inputs = inputs_of(round_name=at.step_code, marks=marks)
    if before is not None:
        if before.inputs["subjects"] == inputs["subjects"] and before.rules == current_rules(at):
            return before.id
        counted = len(stored.list_results(at.campaign_id, at.step_code, at.organization_id))
        inputs["round"] = f"{at.step_code}#{counted + 1}"
    return results.freeze_result(
        now=now,
        actor=actor,
        **place_of(at),
        title=at.title,
        rules=current_rules(at),
        inputs=inputs,
        subjects={
            one.code: {
                "name": one.name,
                "unit": one.unit_id,
                **({"person": one.person_id} if one.person_id else {"organization": one.organization_id}),
            }
            for one in at.rated
        },
        supersedes_id=before.id if before else None,
    )
