"""结果公示: posted inside and outside, objections, opinions; then confirmed and reported up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from xianfeng.apps.notices import actions as notices
from xianfeng.apps.notices import queries as found
from xianfeng.apps.notices.actions import Named, Wording
from xianfeng.apps.results import queries as results
from xianfeng.config.demo import words
from xianfeng.config.demo.crowd import Branch
from xianfeng.config.demo.reach import acts

if TYPE_CHECKING:
    from xianfeng.config.demo.build import World

STEP, BOX, OF_STEP = "result_notice", "opinion_box", "selection"
CONTESTED, ASKED = ("XX05ZB",), ("XX05ZB", "CZ03ZB", "JN02ZB")


def of_branch(world: World, branch: Branch, *, reached: bool) -> None:
    """Reached: it hangs in most branches; over: it has been confirmed and reported."""
    draw = branch.draw("notice")
    if reached and draw.random() < 0.2 and branch.code not in ASKED:
        return
    posted = post_result(world, branch, world.opens_on(STEP) + timedelta(days=1))
    if branch.code in ASKED:
        acts("opinion").write(
            now=world.at(world.opens_on(BOX) + timedelta(days=2)),
            campaign_id=world.campaign_id,
            step_code=BOX,
            organization_id=branch.id,
            text=draw.choice(words.OPINIONS),
        )
    if posted is None:
        return
    if branch.code in CONTESTED:
        contest(world, posted, world.opens_on(STEP) + timedelta(days=2))
    if not reached:
        conclude(world, branch, posted)


def contest(world: World, notice_id: int, day: date) -> None:
    """Somebody who gives no name says that a figure in it is wrong."""
    notices.object(now=world.at(day), actor=None, notice_id=notice_id, text=words.OBJECTION)


def post_result(world: World, branch: Branch, day: date) -> int | None:
    """Propose, review, approve and hang the notice of the branch's decision; none where nothing was decided."""
    decision = results.find_decision(world.campaign_id, OF_STEP, branch.id)
    if decision is None:
        return None
    world.let_through(branch, STEP, day)
    actor, office = branch.secretary.actor, world.office
    names = tuple(
        Named(str(one["name"]), "承诺兑现，群众认可", one.get("person")) for one in results.list_chosen(decision.id)
    )
    wording = Wording(
        title=f"{branch.name}优秀党员评选结果公示（演示）",
        basis="根据本轮“一讲二评三公示”方案和支部党员大会投票结果",
        what="现将评选结果公示如下，如有不同意见，请在公示期内反映。" + words.MADE_UP,
        days=int(world.steps[STEP].params["days"]),
        place="校门口公示栏",
        contact_unit=branch.name,
        contact_person="支部办公室",
        contact_phone="5550100",
        scope="society",
        names=names,
    )
    notice_id = notices.propose(
        now=world.at(day, 8),
        actor=actor,
        campaign_id=world.campaign_id,
        step_code=STEP,
        organization_id=branch.id,
        wording=wording,
        nonce=f"demo-{world.campaign_id}-{branch.id}",
        subject=f"decision:{decision.id}",
    )

    def version() -> int:
        return found.get_notice(notice_id).version

    notices.review(now=world.at(day, 9), actor=office, notice_id=notice_id, version=version(), secrecy_checked=True)
    notices.approve(now=world.at(day, 9), actor=office, notice_id=notice_id, version=version())
    notices.post(now=world.at(day, 10), actor=actor, notice_id=notice_id, version=version())
    return notice_id


def conclude(world: World, branch: Branch, notice_id: int) -> int | None:
    """Decide what is open, confirm after the period, report up; gives the report, none while the period runs."""
    notice = found.get_notice(notice_id)
    after = notice.ends_on + timedelta(days=1)
    if after > world.today:
        return None
    for one in found.list_objections(notice_id):
        notices.decide_objection(
            now=world.at(after, 9),
            actor=world.office,
            objection_id=one.id,
            finding="not_upheld",
            reason=words.OBJECTION_ANSWER,
        )
    notice = found.get_notice(notice_id)
    if notice.hindrances(after):
        return None
    return acts("notice").close_notice(
        now=world.at(after, 15), actor=branch.secretary.actor, notice_id=notice_id, version=notice.version
    )
