"""From the bureau's roster to the narrations: the first three links, each page driven once."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tests.browser.programme.stage import START, fill, press
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.jobs import run_import
from xianfeng.apps.people.models import Account, ImportBatch
from xianfeng.apps.progress import queries as progress
from xianfeng.config.demo import build, roster, swift
from xianfeng.config.demo.stations import duties, narration, pledge

LONG_AFTER = timedelta(days=340)
"""No day of the journey lies beyond it."""


def the_others(station, world) -> None:
    """Everybody whose part no page is driven for, by the same acts."""
    with swift.hurried():
        for branch in world.branches:
            station.of_branch(world, branch, reached=False)


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
    the_others(duties, world)
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
    the_others(pledge, world)
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
    the_others(narration, world)
    member = go.as_(cast["党员教师"])
    page = member.go(f"/statement/{world.campaign_id}/narration/write/", "narration")
    for field in page.locator("textarea[name^=part]").all():
        field.fill("听评课已完成十二节，家访五户，余下的排在六月。")
    page.locator("[name=example0]").fill("五月里一名学生连续三天没交作业，家访后改为在校完成，现在按时交。")
    page.locator("[name=tie0]").select_option(index=1)
    press(member, "提交")
    found = progress.coverage(world.campaign_id, "narration", branch.id, timezone.localdate())
    assert found.is_full, found.missing
