"""支书点评: the secretary about each member, whoever stands above about the secretary."""

from __future__ import annotations

from datetime import timedelta
from itertools import count, product
from typing import TYPE_CHECKING

from xianfeng.config.demo import words
from xianfeng.config.demo.crowd import Branch, Someone
from xianfeng.config.demo.reach import acts
from xianfeng.config.demo.stations.duties import reviewer

if TYPE_CHECKING:
    from xianfeng.config.demo.build import World

STEP = "secretary_comment"
REASON = "几位同志的情况相近，已逐人核对过讲述"


def of_branch(world: World, branch: Branch, *, reached: bool) -> None:
    _params, sections = acts("statement").params_of(world.campaign_id, STEP, branch.id)
    for turn, someone in zip(count(), branch.members, strict=False):
        fate = world.fate(branch, someone, STEP, reached=reached)
        if fate == "done":
            _comment(world, branch, someone, sections, turn)
        elif fate == "excused":
            world.excuse(branch, someone, STEP)


def _comment(world: World, branch: Branch, someone: Someone, sections, turn: int) -> None:
    statement = acts("statement")
    draw = branch.draw(f"comment:{someone.number}")
    by = reviewer(world, branch, someone)
    now = world.at(world.opens_on(STEP) + timedelta(days=draw.randint(1, 4)), draw.randint(8, 17))
    tables = {"成绩": words.MERITS, "不足": words.SHORTCOMINGS, "努力方向": words.DIRECTIONS}
    number, _revision = statement.save(
        now=now,
        actor=by,
        campaign_id=world.campaign_id,
        step_code=STEP,
        organization_id=branch.id,
        about_id=someone.id,
        revision=0,
        parts=[
            statement.NewPart(key, title, _worded(tables[title], turn).format(name=someone.name))
            for key, title, _required in sections
        ],
        examples=[],
        journal=False,
    )
    statement.submit(now=now, actor=by, statement_id=number, same_text_because=REASON)


def _worded(table: tuple[str, ...], turn: int) -> str:
    """Another pair of sentences for each member, as long as there are pairs."""
    pairs = list(product(table, words.WHEN))
    sentence, when = pairs[turn * 7 % len(pairs)]
    return when + sentence
