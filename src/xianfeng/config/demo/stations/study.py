"""学习操作规程: issued once by the office, read and confirmed by everybody (in the station that runs, by most)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

from xianfeng.config.demo import words
from xianfeng.config.demo.crowd import Branch
from xianfeng.config.demo.reach import acts

if TYPE_CHECKING:
    from xianfeng.config.demo.build import World

STEP = "rules_reading"
TOPIC = "topic_study"
TEXT = """一、设岗定责：部门、支部、个人岗位三层职责理清，任务到人。

二、公开承诺：对照党员要求、岗位职责、工作要求作出承诺并公开。

三、讲述评比：讲述以事例说话，支书点评客观公正，评选由党员和群众参加。

四、结果公示：接受内部、上级、社会三方面监督。

"""


def issue(world: World) -> None:
    """The text everybody is to read: a made-up outline, said to be one."""
    acts("study").issue(
        now=world.at(world.opens_on(STEP)),
        actor=world.office,
        campaign_id=world.campaign_id,
        step_code=STEP,
        item=_item(world),
        text=TEXT + words.MADE_UP,
        issuer="活动办公室（演示）",
        organization_id=world.committee_id,
    )


def of_branch(world: World, branch: Branch, *, reached: bool) -> None:
    """Over: everybody has confirmed. Running: some have not yet."""
    draw, study = branch.draw("study"), acts("study")
    for someone in branch.members:
        if reached and draw.random() < 0.4:
            continue
        study.confirm(
            now=world.at(world.opens_on(STEP) + timedelta(days=draw.randint(1, 3))),
            actor=someone.actor,
            campaign_id=world.campaign_id,
            step_code=STEP,
            item=_item(world),
            version=1,
            organization_id=branch.id,
            person_id=someone.id,
        )


def topic(world: World, branch: Branch, *, reached: bool) -> None:
    """专题学习: one session in the branch, with who was there; in the station that runs some have not held it yet."""
    draw = branch.draw("topic")
    if reached and draw.random() < 0.4:
        return
    acts("study").log_session(
        now=world.at(world.opens_on(TOPIC) + timedelta(days=4), 17),
        actor=branch.secretary.actor if branch.secretary else world.office,
        nonce=uuid5(NAMESPACE_OID, f"demo-{world.campaign_id}-{branch.code}-topic"),
        campaign_id=world.campaign_id,
        step_code=TOPIC,
        organization_id=branch.id,
        held_on=world.opens_on(TOPIC) + timedelta(days=draw.randint(2, 4)),
        form="coaching",
        topic=str(world.steps[TOPIC].params["topics"][0]),
        minutes=90,
        lines=[
            acts("study").Line(one.id, "excused", one.name, ground="出差（演示）")
            if len(branch.members) > 3 and one == branch.members[-1]
            else acts("study").Line(one.id, "attended", one.name)
            for one in branch.members
        ],
    )


def _item(world: World) -> str:
    return str(world.steps[STEP].params["readings"][0])
