"""设岗定责: branch and department sheets with holders, everybody's own sheet, adopted by the secretary."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.plans import actions as plans
from xianfeng.apps.plans import queries as plan_queries
from xianfeng.apps.progress import queries as progress
from xianfeng.config.demo import words
from xianfeng.config.demo.crowd import Branch, Someone
from xianfeng.config.demo.reach import acts, asks

LOCAL = "XX04ZB"

if TYPE_CHECKING:
    from xianfeng.config.demo.build import World


def of_branch(world: World, branch: Branch, *, reached: bool) -> None:
    _unit(world, branch, "branch_duties", "branch", branch, words.BRANCH_DUTIES)
    for place in progress.coverage(world.campaign_id, "department_duties", branch.id, world.today).missing:
        _unit(world, branch, "department_duties", "department", place, words.DEPARTMENT_DUTIES)
    _posts(world, branch, reached=reached)


def of_district(world: World, *, reached: bool) -> None:
    """One school tightens the plan for itself; in whatever station, the bureau has not decided yet."""
    branch = next((one for one in world.branches if one.code == LOCAL and one.secretary), None)
    if branch is None:
        return
    pack = plan_queries.get_pack(world.plan_version_id)
    plans.file_overlay(
        now=world.at(world.starts_on + timedelta(days=2)),
        actor=branch.secretary.actor,
        version_id=world.plan_version_id,
        organization_id=branch.id,
        content={
            "format": 1,
            "base": pack.code,
            "base_version": pack.meta.version,
            "code": "longer_notice",
            "title": f"{branch.name}实施细则（演示）",
            "reason": "家长多在周末到校，公示多挂两个工作日",
            "parameters": [{"code": "notice_days", "value": 7, "reason": "多挂两个工作日，家长看得到"}],
        },
    )


def _unit(
    world: World, branch: Branch, step: str, level: str, unit: Branch | progress.Subject, texts: tuple[str, ...]
) -> None:
    """The sheet of a branch or department: written, each duty given a holder, adopted."""
    duties = acts("duties")
    draw = branch.draw(f"{level}:{unit.name}")
    now, actor = world.at(world.starts_on + timedelta(days=1)), branch.secretary.actor
    common = {"campaign_id": world.campaign_id, "step_code": step}
    version = duties.start(now=now, actor=actor, **common, level=level, organization_id=unit.id)
    chosen = draw.sample(texts, len(texts) - 1)
    lines = [duties.NewLine(text) for text in chosen]
    _save(now, actor, version, lines)
    for line in asks("duties").get_version(version).lines:
        duties.assign(
            now=now,
            actor=actor,
            stem=line.stem,
            organization_id=unit.id,
            person_id=draw.choice(branch.members).id,
            from_date=now.date(),
        )
    duties.adopt(now=now, actor=actor, version_id=version)


def _posts(world: World, branch: Branch, *, reached: bool) -> None:
    draw = branch.draw("posts")
    above = asks("duties").list_branch_choices(branch.id)
    for someone in branch.members:
        fate = world.fate(branch, someone, "post_duties", reached=reached)
        if fate == "missing":
            continue
        if fate == "excused":
            world.excuse(branch, someone, "post_duties")
            continue
        _own_sheet(world, branch, someone, draw.choice(above).stem, adopt=fate == "done")


def _own_sheet(world: World, branch: Branch, someone: Someone, branch_stem, *, adopt: bool) -> None:
    duties = acts("duties")
    draw = branch.draw(someone.number)
    now = world.at(world.starts_on + timedelta(days=draw.randint(2, 5)), draw.randint(8, 17))
    version = duties.start(
        now=now,
        actor=someone.actor,
        campaign_id=world.campaign_id,
        step_code="post_duties",
        level="post",
        organization_id=branch.id,
        person_id=someone.id,
    )
    departments = asks("duties").list_department_choices(someone.id, on=now.date())
    post = draw.choice(words.POSTS)
    lines = [
        duties.NewLine(
            text.format(post=post),
            branch_stem=branch_stem,
            department_stem=draw.choice(departments).stem if departments else None,
        )
        for text in draw.sample(words.POST_DUTIES, draw.randint(2, 3))
    ]
    _save(now, someone.actor, version, lines)
    duties.submit(now=now, actor=someone.actor, version_id=version)
    if adopt:
        duties.adopt(now=world.later(now), actor=reviewer(world, branch, someone), version_id=version)


def _save(now: datetime, actor: Actor, version: int, lines: list) -> None:
    """In place of what a round that was put away may have left unfinished."""
    revision = asks("duties").get_version(version).revision
    acts("duties").save(now=now, actor=actor, version_id=version, revision=revision, lines=lines, journal=False)


def reviewer(world: World, branch: Branch, someone: Someone) -> Actor:
    """The secretary; for the secretary's own sheet whoever stands above."""
    return world.office if someone == branch.secretary else branch.secretary.actor
