"""Build the demonstration: the roster through the importer, everything else through the actions that the pages call."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from xianfeng.apps.campaigns import actions as campaigns
from xianfeng.apps.campaigns import passing
from xianfeng.apps.campaigns import queries as campaign_queries
from xianfeng.apps.campaigns.queries import StepRow
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.people import actions as people
from xianfeng.apps.people import queries
from xianfeng.apps.people.actions import imports
from xianfeng.apps.people.jobs import run_import
from xianfeng.apps.plans import actions as plans
from xianfeng.apps.plans import queries as plan_queries
from xianfeng.config import first_start
from xianfeng.config.demo import replacing, roster, stages, words
from xianfeng.config.demo.crowd import Branch, Someone, gather
from xianfeng.config.demo.stations import last_year

PACK = "statement_appraisal_publicity"
DEFAULT_STAGE = "selection"
WORKERS = min(os.cpu_count() or 1, 4)
OFFICE = Actor(account_id=None, person_id=None, label="云溪区（演示）活动办公室")
BASIS = "《云溪区教育系统创先争优活动方案》（云教党〔2026〕12号，演示文件，内容虚构）"
BLANKS = {
    "criteria.three_innovations.slot_1": "创学习型党组织（演示条目）",
    "criteria.three_innovations.slot_2": "创服务型党组织（演示条目）",
    "criteria.three_innovations.slot_3": "创创新型党组织（演示条目）",
    "criteria.four_deeds.slot_1": "做师德的表率（演示条目）",
    "criteria.four_deeds.slot_2": "做教学的能手（演示条目）",
    "criteria.four_deeds.slot_3": "做育人的模范（演示条目）",
    "criteria.four_deeds.slot_4": "做服务的先锋（演示条目）",
}


@dataclass(frozen=True)
class World:
    """What the stations work on: the campaign, who acts in it, and one moment of each day."""

    campaign_id: int
    committee_id: int
    branches: tuple[Branch, ...]
    today: date
    starts_on: date
    plan_version_id: int
    steps: dict[str, StepRow]
    plan: dict[str, Any]
    left_to_do: frozenset[str]
    """The people whose accounts are printed: in the station reached, their own part is left for the visitor."""
    office: Actor
    """The bureau's officer: reviews what secretaries write about themselves, and what goes public."""
    inspector: Someone | None

    def at(self, day: date, hour: int = 10) -> datetime:
        """A moment of a day of the demonstration, never in the future."""
        moment = timezone.make_aware(datetime.combine(day, time(hour)))
        return min(moment, timezone.now())

    def later(self, moment: datetime, days: int = 1) -> datetime:
        return min(moment + timedelta(days=days, hours=1), timezone.now())

    def opens_on(self, step_code: str) -> date:
        return self.steps[step_code].opens_on

    def criteria(self, code: str) -> list[dict[str, Any]]:
        """Items of a criteria set of the plan as frozen at opening: `key`, `title`."""
        return self.plan["criteria"][code]

    def fate(self, branch: Branch, someone: Someone, step_code: str, *, reached: bool) -> str:
        """What becomes of one member's part: done, waiting (for the secretary), returned, missing or excused.

        Earlier stations are complete but for a few people; in the station reached about 60 % are done.
        """
        draw = branch.draw(f"{step_code}:{someone.number}:fate")
        if reached and someone.number in self.left_to_do:
            return "missing"
        if not reached and branch.code == stages.BEHIND and draw.random() < 0.3:
            return "missing"
        if draw.random() < 0.015 and someone != branch.secretary and someone.number not in self.left_to_do:
            return "excused"
        if not reached:
            return "done"
        chance = draw.random()
        return "done" if chance < 0.6 else "waiting" if chance < 0.76 else "returned" if chance < 0.8 else "missing"

    def excuse(self, branch: Branch, someone: Someone, step_code: str) -> None:
        campaigns.excuse(
            now=self.at(self.opens_on(step_code) + timedelta(days=2)),
            actor=branch.secretary.actor if branch.secretary else self.office,
            campaign_id=self.campaign_id,
            step_code=step_code,
            organization_id=branch.id,
            person_id=someone.id,
            reason=branch.draw(someone.number).choice(words.EXCUSES),
        )

    def let_through(self, branch: Branch, step_code: str, day: date) -> None:
        """The bureau opens what still holds a step back in this branch, with its reason (a branch that is behind)."""
        campaign = campaign_queries.get_campaign(self.campaign_id, branch.id)
        for one in passing.list_blocking(campaign, step_code, branch.id, day):
            campaigns.decide_gate(
                now=self.at(day, 8),
                actor=self.office,
                campaign_id=self.campaign_id,
                gate_code=one.gate.code,
                organization_id=branch.id,
                holder="superior",
                reason=words.LET_THROUGH,
            )


class NotADemonstration(Exception):
    """There are people in this installation who are not made up: nothing is added to them."""


def build_demo(say: Callable[[str], None], stage: str = DEFAULT_STAGE, workers: int = WORKERS) -> World:
    """The whole district, with the campaign standing at `stage` today. The roster is imported only once."""
    today = timezone.localdate()
    committee = queries.find_organization_by_code(roster.COMMITTEE)
    if committee is None and queries.has_accounts():
        raise NotADemonstration
    unfinished = first_start.UNFINISHED
    unfinished.touch()
    if committee is None:
        say("导入名册：30 所学校、约 2000 名教职工")
        _import_roster()
        committee = queries.find_organization_by_code(roster.COMMITTEE)
    if not first_start.ACCOUNTS_FILE.exists():
        say("建立账号")
        make_accounts(committee.id)
    if campaign_queries.list_running([committee.id]):
        say("收起上一轮演示活动")
        replacing.put_away(committee.id, officer(committee.id, today))
    starts_on = today - timedelta(days=stages.DAYS_BEFORE[stage])
    before = last_year.find(committee.id)
    if before is None:
        say("上一轮活动")
        earlier = _begin(committee.id, today, last_year.begins_on(today, starts_on), title=last_year.TITLE)
        last_year.tell(earlier, stages.SHOWN)
        before = earlier.campaign_id
    say("调整方案、征求意见并发布")
    world = _begin(committee.id, today, starts_on, predecessor_id=before)
    last_year.plan_the_year(world)
    for name in stages.STAGES:
        stages.run(name, world, say, reached=name == stage, workers=workers)
        if name == stage:
            break
    last_year.look_back(world, stages.SHOWN)
    unfinished.unlink(missing_ok=True)
    return world


def _begin(
    committee_id: int, today: date, starts_on: date, *, title: str = "", predecessor_id: int | None = None
) -> World:
    """Prepare a campaign and open it on its first day."""
    campaign_id = prepare_campaign(committee_id, starts_on, title=title, predecessor_id=predecessor_id)
    opened = timezone.make_aware(datetime.combine(starts_on, time(9)))
    campaigns.open_campaign(now=opened, actor=OFFICE, campaign_id=campaign_id)
    return look_around(campaign_id, committee_id, today, starts_on)


def officer(committee_id: int, today: date) -> Actor:
    """The bureau's officer, ready to act."""
    number = next(number for role, number, _note in stages.cast() if role == "教育局经办人")
    return next(one.actor for branch in gather(committee_id, today) for one in branch.members if one.number == number)


def look_around(campaign_id: int, committee_id: int, today: date, starts_on: date) -> World:
    """The world of one campaign."""
    branches, cast = gather(committee_id, today), stages.cast()
    left, who = frozenset(number for _role, number, _note in cast), {role: number for role, number, _note in cast}
    everybody = {one.number: one for branch in branches for one in branch.members}
    return World(
        campaign_id,
        committee_id,
        branches,
        today,
        starts_on,
        campaign_queries.get_campaign(campaign_id).plan_version_id,
        {step.code: step for step in campaign_queries.list_steps(campaign_id)},
        campaign_queries.get_campaign(campaign_id).plan,
        left,
        everybody[who["教育局经办人"]].actor,
        everybody.get(who["督导员"]),
    )


def _import_roster() -> None:
    now = timezone.now()
    batch = imports.upload_roster(now=now, actor=OFFICE, file_name="演示名册.xlsx", content=roster.build_workbook())
    imports.start_import(now=now, actor=OFFICE, batch_id=batch)
    if not run_import(batch, now):
        raise RuntimeError("the demonstration roster was not taken in; look at the import page")


def make_accounts(committee_id: int) -> None:
    """Accounts for everybody; passwords, by first-login links, only for one person of each role."""
    now = timezone.now()
    people.create_accounts(now=now, actor=OFFICE, organization_id=committee_id)
    wanted = stages.cast()
    lines = []
    for role, number, note in wanted:
        account = queries.find_account_id(number)
        password = f"yunxi-{secrets.token_hex(4)}"
        ((_, _, secret),) = people.issue_first_login(now=now, actor=OFFICE, account_ids=[account])
        people.set_first_password(now=now, secret=secret, password=password)
        if role == "教育局经办人":
            people.grant_role(
                now=now, actor=OFFICE, account_id=account, role="bureau_officer", organization_id=committee_id
            )
        elif role == "督导员":
            people.grant_role(now=now, actor=OFFICE, account_id=account, role="inspector", organization_id=committee_id)
        lines.append({"role": role, "login": number, "password": password, "note": f"（{note}）" if note else ""})
    first_start.ACCOUNTS_FILE.write_text(json.dumps(lines, ensure_ascii=False, indent=1), encoding="utf-8")
    first_start.ACCOUNTS_FILE.chmod(0o600)


def prepare_campaign(committee_id: int, starts_on: date, *, title: str = "", predecessor_id: int | None = None) -> int:
    """Adopt the pack, answer its questions, hear members and staff, publish – on the days it would happen."""

    def at(days_before: int) -> datetime:
        return timezone.make_aware(datetime.combine(starts_on - timedelta(days=days_before), time(9)))

    version = plans.adopt_pack(now=at(40), actor=OFFICE, pack=PACK, organization_id=committee_id)
    plans.set_value(now=at(40), actor=OFFICE, version_id=version, key="approval_basis", value=BASIS)
    for ask in plan_queries.list_asks(version):
        value = BLANKS.get(ask.code, ask.suggestion)
        if value is not None:
            plans.set_value(
                now=at(39), actor=OFFICE, version_id=version, key=ask.code, value=value, reason="按建议值确定"
            )
    plans.start_consultation(
        now=at(30),
        actor=OFFICE,
        version_id=version,
        from_date=starts_on - timedelta(days=30),
        until_date=starts_on - timedelta(days=15),
    )
    heard = plans.comment(
        today=starts_on - timedelta(days=25),
        version_id=version,
        source="staff",
        text="讲述时间建议不要安排在期中考试周。",
    )
    plans.comment(
        today=starts_on - timedelta(days=22), version_id=version, source="member", text="建议承诺数量少而实。"
    )
    for comment in plan_queries.list_comments(version):
        plans.answer_comment(
            now=at(12),
            actor=OFFICE,
            comment_id=comment.id,
            adopted=comment.id == heard,
            answer="已采纳，讲述环节避开期中考试周。"
            if comment.id == heard
            else "方案只要求每类一条，已能做到少而实，未作改动。",
        )
    plans.publish(now=at(10), actor=OFFICE, version_id=version, today=starts_on - timedelta(days=10))
    return campaigns.prepare_campaign(
        now=at(8),
        actor=OFFICE,
        version_id=version,
        organization_id=committee_id,
        starts_on=starts_on,
        title=title or f"云溪区（演示）{starts_on:%Y}年“一讲二评三公示”活动",
        predecessor_id=predecessor_id,
    )
