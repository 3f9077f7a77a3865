"""评选: nominations, the masses' recommendation, the secret ballot, the count, the decision."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.people import queries as people
from xianfeng.apps.results import patterns
from xianfeng.config.demo import words
from xianfeng.config.demo.crowd import Branch, Someone
from xianfeng.config.demo.reach import acts, asks
from xianfeng.config.demo.stations import comment, notice

if TYPE_CHECKING:
    from xianfeng.config.demo.build import World

STEP = "selection"
LEAST_ELECTORS = 5
FATES = ("not_started", "nominating", "nominating", "recommending", "voting", "voting", "decided", "decided")
FIXED = {"XX05ZB": "voting", "XX06ZB": "recommending", "XX07ZB": "decided", "XX08ZB": "decided"}
"""Branches that the printed accounts look at stand where there is something for them to do."""
HANGING = "XX07ZB"
"""The branch whose notice hangs already, for the public site to show."""
QUICK = "XX08ZB"
"""The branch that is ahead: its report waits for the bureau's receipt."""
REMARK = "已逐人核对事迹，按得票和事迹研究决定，与年限和职务无关" + words.MADE_UP


def of_branch(world: World, branch: Branch, *, reached: bool) -> None:
    comment.of_branch(world, branch, reached=reached and branch.code not in (QUICK, HANGING))
    if len(electors(branch)) < LEAST_ELECTORS:
        return
    fate = FIXED.get(branch.code) or branch.draw("selection").choice(FATES)
    _run(world, branch, fate if reached else "decided")


def electors(branch: Branch) -> list[Someone]:
    return [one for one in branch.members if one.may_elect]


def of_district(world: World, *, reached: bool) -> None:
    """Branches too small to vote alone vote together under the committee."""
    if reached:
        for branch in world.branches:
            if branch.code == QUICK:
                _ahead(world, branch)
            if branch.code == HANGING:
                posted = notice.post_result(world, branch, world.today - timedelta(days=1))
                if posted is not None:
                    notice.contest(world, posted, world.today)
    small = [one for one in world.branches if one.secretary and len(electors(one)) < LEAST_ELECTORS]
    if len(small) < 2:
        return
    joint = Branch(
        world.committee_id,
        "joint",
        "小支部联合评选",
        small[0].secretary,
        tuple(member for one in small for member in one.members),
        tuple(teacher for one in small for teacher in one.staff),
    )
    _run(world, joint, "nominating" if reached else "decided", units=[one.id for one in small], by=world.office)


def _ahead(world: World, branch: Branch) -> None:
    posted = notice.post_result(world, branch, world.opens_on(STEP) + timedelta(days=1))
    if posted is not None:
        notice.conclude(world, branch, posted)


def _run(world: World, branch: Branch, until: str, units=(), by=None) -> None:
    """One round, as far as `until` says."""
    if until == "not_started":
        return
    selection, draw = acts("selection"), branch.draw("round")
    actor = by or branch.secretary.actor
    opened = world.opens_on(STEP)
    day = opened if branch.code == QUICK else opened + timedelta(days=3)
    round_id = selection.start_round(
        now=world.at(day),
        actor=actor,
        campaign_id=world.campaign_id,
        step_code=STEP,
        organization_id=branch.id,
        unit_ids=units,
    )
    at = asks("selection").get_round(round_id)
    eligible = [row.subject_id for row in asks("selection").list_eligible(at, on=day) if row.is_eligible]
    for subject in draw.sample(eligible, min(len(eligible), max(2, len(eligible) // 3 + 1))):
        selection.nominate(
            now=world.at(day, 15),
            actor=draw.choice([one for one in electors(branch) if one.id != subject]).actor,
            round_id=round_id,
            subject_id=subject,
            source="member",
            reason=words.pick(draw, words.NOMINATED_BECAUSE),
            without_record="今年调入本校，原支部有记录",
            on=day,
        )
    if until == "nominating":
        return
    day = world.today - timedelta(days=1) if until == "recommending" else _next(world, branch, day)
    world.let_through(branch, STEP, day)
    _recommend(world, branch, actor, round_id, day, is_open=until == "recommending")
    if until == "recommending":
        return
    day = world.today - timedelta(days=1) if until == "voting" else _next(world, branch, day)
    common = {"actor": actor, "round_id": round_id, "on": day}
    poll = selection.open_ballot(now=world.at(day, 9), closes_at=_close(world, day, until == "voting"), **common)
    _vote(world, branch, poll, world.at(day, 10), share=0.6 if until == "voting" else 1)
    if until == "voting":
        return
    for _again in range(3):
        ballots.close_poll(now=world.at(day, 18), actor=actor, poll_id=poll)
        selection.count_round(now=world.at(day, 18), **common)
        stage = asks("selection").stage_of(at)
        if stage.code != "run_off_needed":
            break
        day += timedelta(days=1)
        common["on"] = day
        poll = selection.open_run_off(now=world.at(day, 9), closes_at=_close(world, day, False), **common)
        _vote(world, branch, poll, world.at(day, 10))
    if stage.code == "deciding":
        _decide(world, at, actor, stage, day)


def _next(world: World, branch: Branch, day: date) -> date:
    """A quick branch does everything on one day."""
    return day if branch.code == QUICK else min(day + timedelta(days=2), world.today)


def _close(world: World, day: date, is_open: bool) -> datetime:
    return world.at(day, 17) + timedelta(days=4 if is_open else 0)


def _recommend(world: World, branch: Branch, actor, round_id: int, day: date, *, is_open: bool) -> None:
    draw = branch.draw("recommendation")
    poll = acts("selection").open_recommendation(
        now=world.at(day, 9), actor=actor, round_id=round_id, closes_at=_close(world, day, is_open), on=day
    )
    form = polls.get_sheet(poll)
    most = form.rules.cap or len(form.rows)
    share = 0.4 if is_open else 0.65
    left = {one.id for one in branch.staff if one.number in world.left_to_do}
    units = asks("selection").get_round(round_id).unit_ids
    roll = [person for person, _name, _unit in people.list_non_member_staff(list(units), on=day) if person not in left]
    for person in roll[: int(len(roll) * share) + 1]:
        marks = {row: ["recommend"] for row in draw.sample(list(form.rows), min(most, len(form.rows)))}
        ballots.cast(now=world.at(day, 10), poll_id=poll, person_id=person, marks=marks)
    if not is_open:
        ballots.close_poll(now=world.at(day, 18), actor=actor, poll_id=poll)


def _vote(world: World, branch: Branch, poll: int, now: datetime, share: float = 1) -> None:
    """Most approve the first names of a list of their own liking, so that results differ and ties are rare."""
    draw = branch.draw(f"vote:{poll}")
    form = polls.get_sheet(poll)
    most = form.rules.cap or len(form.rows)
    liked = list(form.rows)
    draw.shuffle(liked)
    voters = [one for one in electors(branch) if share == 1 or one.number not in world.left_to_do]
    for one in voters[: max(int(len(voters) * share), 1)]:
        mine = [row for row in liked if draw.random() < 0.9][:most]
        marks = {row: ["for" if row in mine else "against"] for row in form.rows}
        for row in form.recused.get(one.id, ()):
            marks.pop(row, None)
        ballots.cast(now=now, poll_id=poll, person_id=one.id, marks=marks)


def _decide(world: World, at, actor, stage, day: date) -> None:
    shown = patterns.plain(acts("selection", "fairness").panel(at, stage.result, on=day))
    acts("selection").decide(
        now=world.at(day, 16),
        actor=actor,
        round_id=at.id,
        body="支部委员会",
        meeting_on=day,
        chosen=list(stage.result.chosen),
        reasons={},
        remarks={one["test"]: REMARK for one in shown if one["notable"]},
        on=day,
    )
