"""上一轮: an earlier round, told in a few records, so that this one begins with a review beside a plan and looks back.

Its branch pledges and, in one branch, the pledges of members are on record; what is left of it is said in the reason for
closing it. The look-back of this round opens about now.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from xianfeng.apps.campaigns import actions as campaigns
from xianfeng.apps.campaigns import planning, years
from xianfeng.apps.campaigns import queries as campaign_queries
from xianfeng.apps.journal.actions import Actor
from xianfeng.config.demo import words
from xianfeng.config.demo.crowd import Branch, Someone
from xianfeng.config.demo.reach import acts, asks
from xianfeng.config.demo.swift import hurried

if TYPE_CHECKING:
    from xianfeng.config.demo.build import World

DAYS_BEFORE_TODAY, LENGTH = 292, 100
"""The look-back comes six months after the hundred days of a round: then it opens a few days ago."""
TITLE = "云溪区（演示）上一轮“一讲二评三公示”活动"
CHECKED = 6
"""So many points of the shown branch have been looked at again."""


def begins_on(today: date, starts_on: date) -> date:
    """When the round before began: long enough ago, and over before this one."""
    return min(today - timedelta(days=DAYS_BEFORE_TODAY), starts_on - timedelta(days=LENGTH + 14))


def find(committee_id: int) -> int | None:
    """The earlier round, where it was told already."""
    known = campaign_queries.list_campaigns([committee_id])
    return next((row.id for row in known if row.title == TITLE and not row.is_open), None)


def tell(world: World, told: str) -> None:
    """What is on record of the earlier round (`world`), and its end: secretaries kept what they promised, some branches
    did not and go on with it or say why not; in the branch `told` every member promised."""
    with hurried():
        for branch in world.branches:
            if branch.secretary is None:
                continue
            for someone in branch.members if branch.code == told else (branch.secretary,):
                aim = branch.draw(f"last:{someone.number}").choice(words.TARGET_PROMISES)
                _promised(world, branch, "target_pledge", someone, aim)
            draw = branch.draw("last_year")
            if draw.random() < 0.2 or branch.code == told:
                aim = draw.choice(words.BRANCH_PROMISES)
                made = _promised(world, branch, "branch_pledge", None, aim)
                if draw.random() < 0.4:
                    drop = world.at(world.starts_on + timedelta(days=LENGTH - 5))
                    acts("pledge").drop(now=drop, actor=branch.secretary.actor, pledge_id=made, reason=words.GIVEN_UP)
    end = world.at(world.starts_on + timedelta(days=LENGTH), 16)
    campaigns.close_campaign(now=end, actor=world.office, campaign_id=world.campaign_id, reason=words.LAST_CLOSED)


def _promised(world: World, branch: Branch, step: str, someone: Someone | None, aim: words.Aim) -> int:
    """Promised and public; what a person promised was kept as well."""
    pledge, whose = acts("pledge"), someone or branch.secretary
    by = _reviewer(world, branch, someone)
    day = world.opens_on(step)
    made = pledge.start(
        now=world.at(day),
        actor=whose.actor,
        campaign_id=world.campaign_id,
        step_code=step,
        organization_id=branch.id,
        person_id=someone.id if someone else None,
        nonce=f"demo-last-{world.campaign_id}-{step}-{branch.id}-{whose.id}",
    )
    content = pledge.Content(
        text=aim.text.format(target=aim.base + aim.plus),
        result=f"由{aim.base}{aim.unit}到{aim.base + aim.plus}{aim.unit}",
        beneficiary=aim.beneficiary,
        due_on=world.starts_on + timedelta(days=LENGTH),
        unit=aim.unit,
        baseline=Decimal(aim.base),
        target=Decimal(aim.base + aim.plus),
    )
    pledge.save(now=world.at(day), actor=whose.actor, pledge_id=made, revision=0, content=content, journal=False)
    pledge.submit(now=world.at(day), actor=whose.actor, pledge_id=made)
    pledge.publish(now=world.at(day + timedelta(days=1)), actor=by, pledge_id=made, place=words.PLACES[0])
    if someone is not None:
        done = world.starts_on + timedelta(days=LENGTH - 5)
        pledge.claim(now=world.at(done), actor=whose.actor, pledge_id=made, note=words.KEPT)
        pledge.confirm(now=world.at(done, 15), actor=by, pledge_id=made)
    return made


def _reviewer(world: World, branch: Branch, someone: Someone | None) -> Actor:
    return world.office if someone is None or someone == branch.secretary else branch.secretary.actor


def plan_the_year(world: World) -> None:
    """Each branch files the pair, the bureau agrees: only then the new round runs there (S0-02, S0-03)."""
    day = world.at(world.starts_on, 11)
    campaign = campaign_queries.get_campaign(world.campaign_id)
    with hurried():
        for branch in world.branches:
            if branch.secretary is None:
                continue
            draw = branch.draw("year_plan")
            counted = years.told_figures(years.list_figures(campaign, branch.id, world.starts_on))
            texts = draw.choice(words.YEAR_PLANS)
            pair = planning.save_pair(
                now=day,
                actor=branch.secretary.actor,
                campaign_id=world.campaign_id,
                organization_id=branch.id,
                texts={**texts, "review": f"{words.YEAR_REVIEW}\n{counted}".strip()},
                revision=0,
                hand_in=True,
            )
            planning.decide_pair(now=world.at(world.starts_on, 14), actor=world.office, pair_id=pair, accepted=True)


def look_back(world: World, code: str) -> None:
    """The shown branch has begun to look at the last round again; one gap is being put right in this one (S0-22)."""
    branch = next((one for one in world.branches if one.code == code and one.secretary), None)
    step = world.steps.get("look_back")
    if branch is None or step is None or step.state_on(world.today) != "running":
        return
    secretary = branch.secretary
    now = timezone.make_aware(datetime.combine(max(step.opens_on, world.today - timedelta(days=2)), time(15)))
    points = asks("inspection").list_points(world.campaign_id, branch.id, world.today)
    on_record = [one for one in points if one.facts and one.person_id != secretary.id]
    for point in on_record[:CHECKED]:
        common = {"step_code": point.step_code, "person_id": point.person_id, "verdict": "done"}
        acts("inspection").check_point(
            now=now, actor=secretary.actor, campaign_id=world.campaign_id, organization_id=branch.id, **common
        )
    gap = next((one for one in points if not one.facts and one.person_id is None), None)
    if gap is not None:
        acts("inspection").check_point(
            now=now,
            actor=secretary.actor,
            campaign_id=world.campaign_id,
            organization_id=branch.id,
            step_code=gap.step_code,
            person_id=None,
            verdict="not_done",
            note=words.LOOKED_BACK,
            due_on=world.today + timedelta(days=20),
        )
