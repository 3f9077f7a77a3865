"""群众满意度测评: staff answer by account, parents and pupils by printed codes; counted, or still open."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.progress import queries as progress
from xianfeng.config.demo import words
from xianfeng.config.demo.crowd import Branch
from xianfeng.config.demo.reach import acts, asks

if TYPE_CHECKING:
    from xianfeng.config.demo.build import World

STEP = "satisfaction"
CODES = 8
"""Sheets printed for each group without accounts; most come back."""
MOOD = ("satisfied", "satisfied", "satisfied", "basically_satisfied", "basically_satisfied", "not_informed")
SHARE = 0.4
"""Of the branches have begun while the station runs."""


def of_branch(world: World, branch: Branch, *, reached: bool, always: tuple[str, ...]) -> None:
    draw, survey = branch.draw("survey"), acts("survey")
    day = world.opens_on(STEP) + timedelta(days=3)
    if day > world.today or (reached and branch.code not in always and draw.random() > SHARE):
        return
    is_open = reached and (branch.code in always or draw.random() < 0.5)
    closes_at = world.at(day, 17) + timedelta(days=4)
    if is_open or closes_at > world.at(world.today, 17):
        is_open, closes_at = True, world.at(world.today, 17) + timedelta(days=5)
    world.let_through(branch, STEP, day)
    actor = branch.secretary.actor
    round_id = survey.open_round(
        now=world.at(day),
        actor=actor,
        campaign_id=world.campaign_id,
        step_code=STEP,
        organization_id=branch.id,
        unit_id=_unit(world, branch),
        instrument="everyone",
        closes_at=closes_at,
        question=words.SATISFACTION,
        on=day,
    )
    now = world.at(day + timedelta(days=1))
    made = asks("survey").get_round(round_id)
    if made.poll_id is not None:
        left = {one.id for one in branch.staff if one.number in world.left_to_do}
        asked = asks("survey").roster_of(branch.id, made.params.answered_by, on=day).with_account
        rows = polls.get_sheet(made.poll_id).rows
        for person in asked:
            if person.person_id not in left and draw.random() < (0.5 if is_open else 0.85):
                marks = {row: [draw.choice(MOOD)] for row in rows}
                ballots.cast(now=now, poll_id=made.poll_id, person_id=person.person_id, marks=marks)
    for group, poll_id in made.slips.items():
        if group == "staff":
            continue
        codes = ballots.issue_slips(now=now, actor=actor, poll_id=poll_id, count=CODES)
        rows = polls.get_sheet(poll_id).rows
        for code in codes[: CODES // 2 if is_open else CODES - 1]:
            marks = {row: [draw.choice(MOOD)] for row in rows}
            ballots.cast_by_code(now=now, code=code, marks=marks)
    if not is_open:
        survey.close_round(now=closes_at + timedelta(minutes=1), actor=actor, round_id=round_id)


def _unit(world: World, branch: Branch) -> int:
    """The branch, or the school it answers for: whoever owes the step."""
    cover = progress.coverage(world.campaign_id, STEP, branch.id, world.today)
    units = [one.id for one in (*cover.missing, *cover.done, *cover.excused) if not one.is_person]
    return branch.id if branch.id in units or not units else units[0]
