"""The stations of the flow, each done by the people who would do it, through the same actions as on the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils import timezone

from xianfeng.apps.people import queries as people
from xianfeng.config.demo.stations import duties, pledge

if TYPE_CHECKING:
    from xianfeng.config.demo.build import World

STAGES = ("duties", "pledge", "narration", "selection", "notice", "archive")
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
"""The branch whose secretary, member and teacher have the printed accounts."""


def cast() -> list[tuple[str, str, str]]:
    """(role, staff number, note): one person of each role to sign in as, found in the roster by what they are."""
    today = timezone.localdate()
    branch = people.find_organization_by_code(SHOWN)
    members = list(people.members_of([branch.id], on=today))
    staff = list(people.staff_of([branch.id], on=today))
    member_ids = {row["person_id"] for row in members}
    secretary = people.find_secretary(branch.id, on=today)
    member = next(row for row in members if row["person_id"] != secretary.id)
    teacher = next(row for row in staff if row["person_id"] not in member_ids)
    bureau = people.find_organization_by_code("YXJGZB")
    officials = list(people.members_of([bureau.id], on=today))
    return [
        ("教育局经办人", officials[4]["person__number"], "教育局"),
        ("支部书记", secretary.number, branch.label),
        ("党员教师", member["person__number"], branch.label),
        ("非党员教师", teacher["person__number"], branch.label),
        ("督导员", officials[5]["person__number"], "教育局"),
    ]


def _nothing(world: World, *, reached: bool) -> None:
    """A station that has no made-up acts yet: its pages stand open, empty."""


RUN: dict[str, Callable[..., None]] = dict.fromkeys(STAGES, _nothing) | {"duties": duties.run, "pledge": pledge.run}
