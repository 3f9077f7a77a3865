"""The stations of the flow, each done by the people who would do it, through the same actions as on the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from xianfeng.apps.people import queries as people
from xianfeng.config.demo import STAGES as STAGES
from xianfeng.config.demo.stations import archive, around, duties, narration, notice, pledge, selection, study, survey
from xianfeng.config.demo.swift import each_branch

if TYPE_CHECKING:
    from xianfeng.config.demo.build import World
    from xianfeng.config.demo.crowd import Branch

TITLES = {
    "duties": "设岗定责",
    "pledge": "公开承诺",
    "narration": "讲述",
    "selection": "点评评选",
    "notice": "结果公示",
    "archive": "归档",
}
# How long ago the campaign began, so that today lies inside the station: links of 14, 14, 21, 21 and 30 days.
DAYS_BEFORE = {"duties": 6, "pledge": 20, "narration": 38, "selection": 62, "notice": 74, "archive": 104}
SHOWN = "XX05ZB"
"""The branch whose secretary and member have the printed accounts."""
BEHIND = "XX12ZB"
"""The branch that is behind, so that the board shows what it is for."""
TEACHING = "XX06ZB"
"""The branch of the teacher who is no member: there the masses recommend while elsewhere members vote."""

TOLD_OF = (SHOWN, selection.HANGING, selection.QUICK, TEACHING)
"""Branches of whose members there is an account; of the first its printed member is asked to agree."""


def cast() -> list[tuple[str, str, str]]:
    """(role, staff number, note): one person of each role to sign in as, found in the roster by what they are."""
    today = timezone.localdate()
    branch = people.find_organization_by_code(SHOWN)
    members = list(people.members_of([branch.id], on=today))
    secretary = people.find_secretary(branch.id, on=today)
    member = next(row for row in members if row["person_id"] != secretary.id)
    school = people.find_organization_by_code(TEACHING)
    numbers = {row["person_id"]: row["person__number"] for row in people.staff_of([school.id], on=today)}
    teacher, _name, _branch = min(people.list_non_member_staff([school.id], on=today))
    bureau = people.find_organization_by_code("YXJGZB")
    officials = list(people.members_of([bureau.id], on=today))
    return [
        ("教育局经办人", officials[4]["person__number"], "教育局"),
        ("支部书记", secretary.number, branch.label),
        ("党员教师", member["person__number"], branch.label),
        ("非党员教师", numbers[teacher], school.label),
        ("督导员", officials[5]["person__number"], "教育局"),
    ]


@dataclass(frozen=True)
class Station:
    """What happens in every branch, then what happens once in the district."""

    of_branch: Callable[..., None] | None = None
    of_district: Callable[..., None] | None = None
    first: Callable[..., None] | None = None
    """Once, before the branches begin."""


def _duties_and_rules(world: World, branch: Branch, *, reached: bool) -> None:
    duties.of_branch(world, branch, reached=reached)
    study.of_branch(world, branch, reached=reached)
    study.topic(world, branch, reached=reached)


def _issue_and_ask(world: World) -> None:
    study.issue(world)
    around.consult_on_next(world)


def _duties_in_district(world: World, *, reached: bool) -> None:
    duties.of_district(world, reached=reached)
    around.put_right(world, SHOWN, BEHIND)
    around.name_keepers(world, SHOWN)
    around.keep_in_touch(world, SHOWN)
    around.set_up_office(world)
    around.share_practices(world, SHOWN, TEACHING)


def _selection_in_district(world: World, *, reached: bool) -> None:
    selection.of_district(world, reached=reached)
    around.tell_of_good_members(world, TOLD_OF)


def _notice_and_survey(world: World, branch: Branch, *, reached: bool) -> None:
    notice.of_branch(world, branch, reached=reached)
    survey.of_branch(world, branch, reached=reached, always=(SHOWN, TEACHING))


RUN: dict[str, Station] = {
    "duties": Station(_duties_and_rules, _duties_in_district, _issue_and_ask),
    "pledge": Station(pledge.of_branch),
    "narration": Station(narration.of_branch),
    "selection": Station(selection.of_branch, _selection_in_district),
    "notice": Station(_notice_and_survey),
    "archive": Station(archive.of_branch),
}


def run(name: str, world: World, say: Callable[[str], None], *, reached: bool, workers: int) -> None:
    say(TITLES[name])
    station = RUN[name]

    def told(number: int, of: int) -> None:
        say(f"{TITLES[name]}：{number}/{of} 个支部")

    if station.first is not None:
        station.first(world)
    if station.of_branch is not None:
        each_branch(world, station.of_branch, reached=reached, workers=workers, told=told)
    if station.of_district is not None:
        station.of_district(world, reached=reached)
