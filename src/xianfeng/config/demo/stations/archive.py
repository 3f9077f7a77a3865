"""归档: reports acknowledged, opinions answered, the files of finished branches frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xianfeng.apps.archive import actions as archive
from xianfeng.apps.archive import queries as filed
from xianfeng.apps.returns import actions as returns
from xianfeng.apps.returns import queries as sent
from xianfeng.config.demo.crowd import Branch
from xianfeng.config.demo.reach import acts, asks
from xianfeng.config.demo.stations.notice import BOX

if TYPE_CHECKING:
    from xianfeng.config.demo.build import World

ANSWER = "已研究。这一条涉及全校安排，已转学校一并考虑，本支部不单独办理。（演示答复）"


def of_branch(world: World, branch: Branch, *, reached: bool) -> None:
    """In most branches everything is closed; a few wait for the receipt from above."""
    draw, now = branch.draw("archive"), world.at(world.today)
    for report in sent.list_outgoing([branch.id], campaign_id=world.campaign_id):
        if draw.random() < 0.8:
            returns.acknowledge(now=now, actor=world.office, return_id=report.id)
    opinion = acts("opinion")
    place = {"campaign_id": world.campaign_id, "step_code": BOX}
    for one in asks("opinion").list_opinions(organization_ids=[branch.id], **place, only_open=True):
        opinion.decline(now=now, actor=branch.secretary.actor, opinion_id=one.id, reason=ANSWER)
    if world.today >= world.steps[BOX].last_day:
        opinion.finish_box(now=now, actor=branch.secretary.actor, organization_id=branch.id, **place)
    if not filed.list_hindrances(world.campaign_id, branch.id):
        archive.archive(now=now, actor=branch.secretary.actor, campaign_id=world.campaign_id, organization_id=branch.id)
