"""讲述: every member tells, with an example tied to a pledge."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from xianfeng.apps.evidence import records
from xianfeng.config.demo import words
from xianfeng.config.demo.crowd import Branch, Someone
from xianfeng.config.demo.reach import acts

if TYPE_CHECKING:
    from xianfeng.config.demo.build import World

STEP = "narration"


def of_branch(world: World, branch: Branch, *, reached: bool) -> None:
    _params, sections = acts("statement").params_of(world.campaign_id, STEP, branch.id)
    for someone in branch.members:
        fate = world.fate(branch, someone, STEP, reached=reached)
        if fate == "excused":
            world.excuse(branch, someone, STEP)
        elif fate != "missing":
            _tell(world, branch, someone, sections, hand_in=fate == "done")


def _tell(world: World, branch: Branch, someone: Someone, sections, *, hand_in: bool) -> None:
    """Write the narration; without a pledge or duty to tie the example to it stays a draft."""
    statement = acts("statement")
    draw = branch.draw(f"narration:{someone.number}")
    now = world.at(world.opens_on(STEP) + timedelta(days=draw.randint(1, 12)), draw.randint(8, 17))
    told = {}
    for key, title, _required in sections:
        told[key] = draw.choice(words.NARRATION.get(title, words.DEEDS))
    ties = records.list_of_person("pledge", someone.id, on=world.today, campaign_id=world.campaign_id)
    tie = draw.choice(ties) if ties else None
    number, _revision = statement.save(
        now=now,
        actor=someone.actor,
        campaign_id=world.campaign_id,
        step_code=STEP,
        organization_id=branch.id,
        about_id=someone.id,
        revision=0,
        parts=[statement.NewPart(key, title, told[key]) for key, title, _required in sections],
        examples=[
            statement.NewExample(
                draw.choice(words.NARRATION["具体事例"]), tie.subject if tie else "", tie.title if tie else ""
            )
        ],
        journal=False,
    )
    if hand_in and tie is not None:
        statement.submit(now=now, actor=someone.actor, statement_id=number)
