"""From the confirmed notice and the opinion acted upon to the archive and next year's look-back."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.browser.programme import ballots as voting
from tests.browser.programme.late import day
from tests.browser.programme.stage import client_of, fill, press, said, todo, try_doors
from xianfeng.apps.archive import queries as archive
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.notices import queries as notices
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.returns import queries as returns
from xianfeng.apps.tracking import queries as tracking
from xianfeng.config.demo.reach import asks


def confirmed(players, world, notice: int) -> int:
    """After the period: confirmed and reported up; gives the report."""
    branch, secretary = players.branch, players.secretary
    page = todo(secretary, "期满确认公示")
    if "/notice/" not in page.url:
        page.get_by_role("link", name="期满，去确认并报上级").click()
    secretary.look("notice-confirm")
    press(secretary, "确认结果", "notice-confirmed")
    assert notices.get_notice(notice).state == "confirmed"
    return returns.list_outgoing([branch.id], campaign_id=world.campaign_id)[0].id


def acknowledged(players, report: int) -> None:
    office = players.office
    page = todo(office, "签收", "reports")
    if f"/returns/{report}/" not in page.url:
        page = office.go(f"/returns/{report}/", "report")
    press(office, "签收", "report-acknowledged")
    page.go_back()
    players.secretary.go(f"/returns/{report}/", "report-sent")
    assert returns.find_return(report).acknowledged_on is not None


def acted_upon(players, world, receipt: str) -> None:
    """The opinion becomes an item with owner and date; the work is checked by a second person; the writer reads it."""
    branch, owner, office, secretary = players.branch, players.who, players.office, players.secretary
    box = f"/opinion/{world.campaign_id}/opinion_box/?organization={branch.id}"
    page = office.go(box, "box")
    page.locator("main a", has_text="希望公示栏").first.click()
    office.look("opinion")
    voting.unfold(page, "采纳，列入整改")
    fill(
        page,
        what="公示栏移到校门口",
        how="与总务处商量，移到传达室外墙",
        goal="家长在校外能看到公示",
        due_on=day(95),
        reply="已采纳，公示栏将在一个月内移到校门口。",
    )
    page.locator("main select[name=owner]").select_option(label=owner.name)
    press(office, "列入整改并答复", "opinion-adopted")
    window = players.member
    page = todo(window, "公示栏移到校门口", "item-owner")
    press(window, "认领")
    voting.unfold(page, "填写完成情况")
    fill(page, text="公示栏已装在传达室外墙，已拍照核对。")
    press(window, "保存", "item-done")
    page = todo(secretary, "公示栏移到校门口", "item-check")
    voting.unfold(page, "核查并下结论")
    page.locator("[name=verdict][value=done]").check()
    press(secretary, "记下结论", "item-closed")
    item = next(
        one
        for one in tracking.list_items(organization_ids=[branch.id], campaign_id=world.campaign_id)
        if one.what == "公示栏移到校门口"
    )
    assert item.closed_on == timezone.localdate()
    stranger = players.stranger
    page = stranger.go("/opinion/look/")
    page.locator("main [name=code]").fill(receipt)
    press(stranger, "查看", "opinion-answered")
    assert "一个月内移到校门口" in said(stranger)


def satisfied(players, world) -> None:
    """满意度测评: teachers by their account, parents by code, one of each in the browser."""
    secretary, branch = players.secretary, players.branch
    place = f"/survey/{world.campaign_id}/satisfaction/"
    page = secretary.go(place, "survey")
    page.get_by_role("link", name="开始测评").click()
    secretary.look("survey-open")
    page.locator("[name=last_day]").fill(day(88))
    press(secretary, "开始测评", "survey-running")
    round_url = page.url
    row = page.locator("main form", has=page.locator("[name=count]")).first
    row.locator("[name=count]").fill("6")
    row.get_by_role("button", name="生成并打印").click()
    secretary.look("survey-codes")
    codes = [one.inner_text() for one in page.locator(".slip-code, p.num strong").all()]
    assert len(codes) == 6
    parent = players.stranger
    sheet = parent.go("/ballots/code/", "survey-code")
    sheet.fill("#c", codes[0])
    press(parent, "下一步", "survey-answer")
    sheet.get_by_label("满意", exact=True).check()
    press(parent, "检查一遍")
    press(parent, "提交", "survey-answered")
    sheet = parent.go("/ballots/code/")
    sheet.fill("#c", codes[0])
    press(parent, "下一步")
    assert "用过" in said(parent)
    for code in codes[1:]:
        client_of(players.by_name["teacher"]).post(
            reverse("ballots:by_code"), {"c": code, "r1": "satisfied", "act": "send"}
        )
    poll = voting.vote(players.teacher, "满意度", "satisfied", shot="survey-teacher")
    voting.vote_by_address(poll, branch.staff[1:], lambda turn, form: dict.fromkeys(form.rows, "satisfied"))
    page = secretary.go(round_url)
    page.locator("#reason").fill("全部交齐")
    press(secretary, "结束并计票", "survey-result")
    found = progress.coverage(world.campaign_id, "satisfaction", branch.id, timezone.localdate())
    assert found.is_full


def finds_open_doors(players, world) -> None:
    """What the pages offer can be opened by whom they offer it to, while everything is going on."""
    branch = f"/branch/{players.branch.id}/"
    board = f"/board/{world.campaign_id}/"
    for role, pages in {
        "member": (branch,),
        "teacher": ("/notices/board/",),
        "inspector": (board, branch),
    }.items():
        try_doors(players.by_name[role], "/home/", *pages)


def filed(players, world) -> None:
    """The box is closed, the branch's part frozen; a note goes beside it, and filing again changes nothing."""
    branch, secretary, office = players.branch, players.secretary, players.office
    box = f"/opinion/{world.campaign_id}/opinion_box/?organization={branch.id}"
    secretary.go(box, "box-secretary")
    press(secretary, "意见已全部答复，办结本环节")
    players.inspector.go(box, "box-inspector")
    page = office.go(f"/archive/campaign/{world.campaign_id}/", "archive")
    with page.expect_navigation():
        page.locator(f"button[name=organization][value='{branch.id}']").click()
    if page.locator("button[name=early]").count():  # steps of the branch are still to be finished: asked once more
        office.look("archive-early")
        with page.expect_navigation():
            page.locator("button[name=early]").click()
    office.look()
    one = archive.find_archived(world.campaign_id, branch.id)
    again = {"organization": branch.id, "retention": "30年"}
    client_of(players.by_name["office"]).post(reverse("archive:campaign", args=[world.campaign_id]), again)
    assert archive.find_archived(world.campaign_id, branch.id) == one and archive.verify(one.id) == []
    page = secretary.go(f"/archive/{one.id}/", "archived")
    assert one.package_sha256 in said(secretary)
    fill(page, text="第 3 号公示的联系人改为传达室。")
    press(secretary, "加附注")
    assert archive.find_archived(world.campaign_id, branch.id).package_sha256 == one.package_sha256
    players.inspector.go(f"/archive/{one.id}/", "archived-inspector")
    players.inspector.go(f"/board/{world.campaign_id}/", "board")
    players.member.go("/record/", "record")


def looks_back(players, world) -> None:
    """Next year: the round is closed, the next one prepared on it, and its sheet shows every link with its gaps."""
    office, branch, secretary = players.office, players.branch, players.secretary
    page = office.go(f"/campaigns/{world.campaign_id}/close/", "campaign-close")
    if page.locator("[name=reason]").count():
        fill(page, reason="学期结束，其余事项转入下一轮。")
    with page.expect_navigation():
        page.get_by_role("button", name="结束活动").click()
    office.look("campaign-closed")
    page = office.go("/campaigns/new/", "campaign-new")
    page.locator("[name=version]").select_option(str(world.plan_version_id))
    page.locator("[name=predecessor]").select_option(str(world.campaign_id))
    fill(page, title="下一轮“一讲二评三公示”活动", starts_on=timezone.localdate().isoformat())
    press(office, "建立")
    press(office, "开始活动")
    following = max(row.id for row in campaigns.list_campaigns())
    assert campaigns.get_campaign(following).predecessor_id == world.campaign_id
    page = secretary.go(f"/inspection/look-back/{following}/?organization={branch.id}", "look-back")
    points = asks("inspection").list_points(following, branch.id, timezone.localdate())
    steps = {point.step_code for point in points}
    assert {"post_duties", "target_pledge", "narration", "selection", "result_notice", "satisfaction"} <= steps
    person = next(one for one in points if one.step_code == "narration" and one.person_id != branch.secretary.id)
    place = reverse("inspection:point", args=[following, person.step_code, person.person_id])
    page = secretary.go(f"{place}?organization={branch.id}", "look-back-point")
    page.locator("[name=verdict][value=partly]").check()
    press(secretary, "记下结论")
    assert "请写明说明。" in said(secretary)
    page.locator("[name=verdict][value=partly]").check()
    fill(page, note="讲述中答应的教研课题还没有立项", due_on=(timezone.localdate() + timedelta(days=60)).isoformat())
    press(secretary, "记下结论", "look-back-gap")
    opened = tracking.list_items(organization_ids=[branch.id], campaign_id=following)
    assert [one.origin for one in opened] == ["look_back"]
