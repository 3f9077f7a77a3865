"""公开承诺: three kinds from every member and one from the branch, reviewed, published; some progress entered."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.evidence import records
from xianfeng.apps.journal.actions import Actor
from xianfeng.config.demo import words
from xianfeng.config.demo.crowd import Branch, Someone
from xianfeng.config.demo.reach import acts
from xianfeng.config.demo.stations.duties import reviewer

if TYPE_CHECKING:
    from xianfeng.config.demo.build import World

STEPS = ("party_pledge", "post_pledge", "target_pledge")
SLIPS = 10


def of_branch(world: World, branch: Branch, *, reached: bool) -> None:
    _branch_pledge(world, branch)
    for someone in branch.members:
        _three(world, branch, someone, reached=reached)


def _due(world: World):
    return world.starts_on + timedelta(days=100)


def _branch_pledge(world: World, branch: Branch) -> None:
    aim = branch.draw("branch_pledge").choice(words.BRANCH_PROMISES)
    now = world.at(world.opens_on("branch_pledge") + timedelta(days=1))
    _promise(world, branch, "branch_pledge", None, now, _aimed(world, aim), "done")


def _three(world: World, branch: Branch, someone: Someone, *, reached: bool) -> None:
    draw = branch.draw(f"pledge:{someone.number}")
    opened = world.opens_on("party_pledge")
    for step in STEPS:
        fate = world.fate(branch, someone, step, reached=reached)
        if fate == "excused":
            world.excuse(branch, someone, step)
        if fate in ("missing", "excused"):
            continue
        now = world.at(opened + timedelta(days=draw.randint(1, 5)), draw.randint(8, 17))
        content = _content(world, draw, step, someone)
        if content is not None:
            _promise(world, branch, step, someone, now, content, fate)


def _content(world: World, draw: random.Random, step: str, someone: Someone):
    pledge = acts("pledge")
    if step == "target_pledge":
        return _aimed(world, draw.choice(words.TARGET_PROMISES), draw.randint(0, 5))
    table = words.PARTY_PROMISES if step == "party_pledge" else words.POST_PROMISES
    promise = draw.choice(table)
    if step == "party_pledge":
        item = draw.choice(world.criteria("five_leads"))
        cites = [(f"criterion:five_leads.{item['key']}", item["title"])]
    else:
        duties = records.list_of_person("duty", someone.id, on=world.today)
        if not duties:
            return None
        cites = [(duties[0].subject, duties[0].title)]
    return pledge.Content(
        text=promise.text.format(n=draw.randint(12, 24), post=draw.choice(words.POSTS)),
        result=promise.result,
        beneficiary=promise.beneficiary,
        due_on=_due(world),
        cites=cites,
    )


def _aimed(world: World, aim: words.Aim, more: int = 0):
    target = aim.base + aim.plus + more
    return acts("pledge").Content(
        text=aim.text.format(target=target),
        result=f"由{aim.base}{aim.unit}到{target}{aim.unit}",
        beneficiary=aim.beneficiary,
        due_on=_due(world),
        unit=aim.unit,
        baseline=Decimal(aim.base),
        target=Decimal(target),
    )


def _promise(
    world: World, branch: Branch, step: str, someone: Someone | None, now: datetime, content, fate: str
) -> None:
    """Write one, hand it in; then published, waiting for review, or returned – as `fate` says."""
    pledge = acts("pledge")
    whose = someone or branch.secretary
    made = pledge.start(
        now=now,
        actor=whose.actor,
        campaign_id=world.campaign_id,
        step_code=step,
        organization_id=branch.id,
        person_id=someone.id if someone else None,
        nonce=f"demo-{world.campaign_id}-{step}-{branch.id}-{whose.id}",
    )
    pledge.save(now=now, actor=whose.actor, pledge_id=made, revision=0, content=content, journal=False)
    pledge.submit(now=now, actor=whose.actor, pledge_id=made)
    by = reviewer(world, branch, someone) if someone else world.office
    draw = branch.draw(f"{step}:{whose.number}")
    if fate == "returned":
        pledge.send_back(now=world.later(now), actor=by, pledge_id=made, reason=draw.choice(words.RETURNED))
    elif fate == "done":
        pledge.publish(now=world.later(now), actor=by, pledge_id=made, place=draw.choice(words.PLACES))
        if content.target is not None:
            _advance(world, branch.draw(f"advance:{step}:{whose.number}"), whose, made, content, by)


def _advance(world: World, draw: random.Random, whose: Someone, made: int, content, by: Actor) -> None:
    """How far a promise with a figure has come since: most are on their way, some not begun, a few kept or waiting for the
    word of a second person. Only what lies behind today is entered."""
    pledge = acts("pledge")
    since = (world.today - world.opens_on("target_pledge")).days - 7
    chance = draw.random()
    if since < 14 or chance < 0.15:
        return
    share = 1 if chance > 0.88 else min(0.9, since / 90 * draw.uniform(0.6, 1.6))
    more = (content.target - content.baseline) * Decimal(str(round(share, 2)))
    value = content.baseline + more.to_integral_value()
    day = world.today - timedelta(days=draw.randint(1, 9))
    words_of_it = words.pick(draw, words.PROGRESS, n=value - content.baseline, unit=content.unit)
    pledge.enter_advance(
        now=world.at(day, 15),
        actor=whose.actor,
        pledge_id=made,
        on=day,
        value=value,
        note=words_of_it,
        nonce=f"demo-advance-{made}",
    )
    if share == 1:
        pledge.claim(now=world.at(day, 16), actor=whose.actor, pledge_id=made, note=words.KEPT)
        if chance > 0.92:
            if by == world.office:
                _hear_the_served(made, by, world.at(day, 17))
            pledge.confirm(now=world.later(world.at(day, 16), 1), actor=by, pledge_id=made)


def _hear_the_served(made: int, by: Actor, now: datetime) -> None:
    """Slips for those a branch's pledge was for; most come back and say that it was kept."""
    stamp = {"now": now, "actor": by}
    poll_id = acts("pledge", "hearing").ask_served(**stamp, pledge_id=made, closes_on=timezone.localdate(now))
    for code in ballots.issue_slips(**stamp, poll_id=poll_id, count=SLIPS)[: SLIPS - 2]:
        ballots.cast_by_code(now=now, code=code, marks={1: ["kept"]})
    ballots.close_poll(**stamp, poll_id=poll_id, reason="多数已交回")
