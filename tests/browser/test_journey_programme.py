"""The programme by its pages, from the bureau's roster to the narrations.

Three branches of 3, 12 and 60 members. Each page is driven at least once, on a phone by members and secretary, on a
desk by the bureau; what the others do in numbers goes through the same actions as the demonstration's stations.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from tests import factories
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.jobs import run_import
from xianfeng.apps.people.models import Account, ImportBatch
from xianfeng.apps.progress import queries as progress
from xianfeng.config import first_start
from xianfeng.config.demo import build, roster, stages
from xianfeng.config.demo.stations import duties, narration, pledge

SCHOOLS = (
    ("XX06", "石桥小学", "小学", "镇区", 12, 3, 1),
    ("XX05", "望山小学", "小学", "镇区", 24, 12, 1),
    ("GZ01", "云溪中学", "高中", "城区", 90, 60, 1),
)
START = date(2026, 4, 8)


@dataclass(frozen=True)
class Everybody(build.World):
    """All do their part, except those whose part the browser does."""

    by_hand: frozenset[str] = frozenset()

    def fate(self, branch, someone, step_code, *, reached):
        return "missing" if someone.number in self.by_hand else "done"


class Clock:
    """Days of the campaign: `clock.on(15)` is 10:00 on its sixteenth day."""

    def __init__(self) -> None:
        self.traveller = None

    def on(self, days: int, hour: int = 10) -> None:
        self.stop()
        day = START + timedelta(days=days)
        self.traveller = time_machine.travel(
            datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Asia/Shanghai")), tick=True
        )
        self.traveller.start()

    def stop(self) -> None:
        if self.traveller is not None:
            self.traveller.stop()
            self.traveller = None


@pytest.fixture
def clock():
    made = Clock()
    yield made
    made.stop()


class Journey:
    """Who signs in where; every page is looked at for access, width and script faults."""

    def __init__(self, visit) -> None:
        self.visit = visit

    def as_(self, someone, size: str = "phone"):
        account = someone if isinstance(someone, Account) or someone is None else Account.objects.get(login=someone)
        return self.visit(account, size)


def fill(page, **values: str) -> None:
    for name, value in values.items():
        field = page.locator(f"[name='{name}']").first
        if field.count():
            field.fill(value)


def press(visitor, name: str) -> None:
    """Press the button and look at the page that follows."""
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name=name, exact=True).first.click()
    visitor.look()


@pytest.fixture
def setting(transactional_db, settings, monkeypatch, tmp_path, clock):
    settings.KEY_FOLDER = tmp_path / "keys"
    settings.CSRF_COOKIE_AGE = None  # the browser keeps its own time
    monkeypatch.setattr(roster, "SCHOOLS", SCHOOLS)
    monkeypatch.setattr(build, "ACCOUNTS_FILE", tmp_path / "accounts.json")
    clock.on(-60)
    first_start.load_official_calendar()
    committee = factories.organization("party_committee", f"中共{roster.DISTRICT}教育局委员会", roster.COMMITTEE)
    return committee, factories.account(grant="bureau_officer", at=committee)


def test_from_the_roster_to_the_narrations(setting, visit, clock, tmp_path):
    committee, first_account = setting
    go = Journey(visit)
    import_the_roster(go, first_account, tmp_path)
    build.make_accounts(committee.pk)
    cast = {role: number for role, number, _note in stages.cast()}
    campaign_id = open_the_campaign(go, cast, clock, committee)
    world = everybody(build.look_around(campaign_id, committee.pk, START + timedelta(days=100), START), cast)
    branch = next(one for one in world.branches if one.code == "XX05ZB")
    sorted_sizes = sorted(len(one.members) for one in world.branches)
    assert sorted_sizes == [3, 12, 14, 60]

    say_who_does_what(go, cast, clock, world, branch)
    promise(go, cast, clock, world, branch)
    tell(go, cast, clock, world, branch)


def everybody(world: build.World, cast) -> Everybody:
    values = {field.name: getattr(world, field.name) for field in fields(world)}
    return Everybody(**values, by_hand=frozenset({cast["党员教师"]}))


def import_the_roster(go, account, tmp_path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(roster.build_workbook())
    office = go.as_(account, "desktop")
    office.go("/people/imports/", "import-start")
    office.page.set_input_files("input[type=file]", str(path))
    press(office, "检查名册")
    assert "没有错误" in office.page.inner_text("main")
    office.page.get_by_role("button", name="确认导入").first.click()
    with office.page.expect_navigation():
        office.page.locator("dialog[open]").get_by_role("button", name="确认导入").click()
    assert run_import(ImportBatch.objects.get().pk, timezone.now())
    office.go(f"/people/imports/{ImportBatch.objects.get().pk}/", "import")
    office.go("/people/organizations/")
    office.go("/people/")


def open_the_campaign(go, cast, clock, committee) -> int:
    campaign_id = build.prepare_campaign(committee.pk, START)
    clock.on(0, 9)
    office = go.as_(cast["教育局经办人"], "desktop")
    office.go("/plans/")
    office.go(f"/campaigns/{campaign_id}/", "campaign-ready")
    press(office, "开始活动")
    office.go(f"/board/{campaign_id}/", "board-start")
    return campaign_id


def say_who_does_what(go, cast, clock, world, branch) -> None:
    """设岗定责."""
    clock.on(6)
    for one in world.branches:
        duties.of_branch(world, one, reached=False)
    member = go.as_(cast["党员教师"])
    member.go("/home/", "home-member")
    person = people.find_account_row(Account.objects.get(login=cast["党员教师"]).pk).person_id
    sheet = f"/duties/{world.campaign_id}/post_duties/post/{person}/"
    page = member.go(f"{sheet}?organization={branch.id}", "duties-own")
    page.locator("[name=text]").first.fill("承担四年级语文教学，按课程标准备课、上课")
    page.locator("select[name=branch]").first.select_option(index=1)
    press(member, "提交审定")
    secretary = go.as_(cast["支部书记"])
    secretary.go(f"/duties/{world.campaign_id}/post_duties/", "duties-secretary")
    secretary.go(f"{sheet}?organization={branch.id}")
    press(secretary, "审定")
    secretary.go(f"/duties/{world.campaign_id}/branch_duties/")
    for one in world.branches:
        found = progress.coverage(world.campaign_id, "post_duties", one.id, timezone.localdate())
        assert found.is_full, (one.code, found.missing)


def promise(go, cast, clock, world, branch) -> None:
    """公开承诺: three by the member, reviewed by the secretary."""
    clock.on(22)
    for one in world.branches:
        pledge.of_branch(world, one, reached=False)
    member, secretary = go.as_(cast["党员教师"]), go.as_(cast["支部书记"])
    for step in pledge.STEPS:
        member.go(f"/pledge/{world.campaign_id}/{step}/", f"pledge-{step}")
        page = member.go(f"/pledge/{world.campaign_id}/{step}/write/")
        if page.locator("[name=cites]").count():
            page.locator("[name=cites]").first.check()
        fill(page, text="本学期听评课不少于二十节，每节写一处可改进", result="听课记录本", beneficiary="教研组同事",
             due_on="2026-07-10", baseline="8", target="20", unit="节")  # fmt: skip
        press(member, "提交审核")
        secretary.go(f"/pledge/{world.campaign_id}/{step}/")
        address = member.page.url.split("?")[0]
        listed = secretary.page.locator("a[href*='/pledge/one/']").first.get_attribute("href")
        secretary.go(address.removeprefix(secretary.base) if "/one/" in address else listed)
        fill(secretary.page, place="校务公开栏")
        press(secretary, "通过并公开")
    for step in pledge.STEPS:
        found = progress.coverage(world.campaign_id, step, branch.id, timezone.localdate())
        assert found.is_full, (step, found.missing)
    secretary.go(f"/pledge/{world.campaign_id}/party_pledge/list/", "pledge-list")


def tell(go, cast, clock, world, branch) -> None:
    """讲述."""
    clock.on(43)
    for one in world.branches:
        narration.of_branch(world, one, reached=False)
    member = go.as_(cast["党员教师"])
    page = member.go(f"/statement/{world.campaign_id}/narration/write/", "narration")
    for field in page.locator("textarea[name^=part]").all():
        field.fill("听评课已完成十二节，家访五户，余下的排在六月。")
    page.locator("[name=example0]").fill("五月里一名学生连续三天没交作业，家访后改为在校完成，现在按时交。")
    page.locator("[name=tie0]").select_option(index=1)
    press(member, "提交")
    found = progress.coverage(world.campaign_id, "narration", branch.id, timezone.localdate())
    assert found.is_full, found.missing
