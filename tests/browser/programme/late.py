"""From the comments over the secret ballot to the notice that is contested and hangs again."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.browser.programme import ballots as voting
from tests.browser.programme.stage import START, client_of, fill, press, said, todo, what_is_typed
from xianfeng.apps.notices import queries as notices
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.results import queries as results
from xianfeng.config.demo import swift
from xianfeng.config.demo.reach import asks
from xianfeng.config.demo.stations import comment
from xianfeng.config.demo.stations.selection import electors


class Players:
    """One person of each role, around one branch."""

    def __init__(self, go, branch, cast, member) -> None:
        self.go, self.branch, self.cast, self.who = go, branch, cast, member
        self.by_name = {
            "secretary": branch.secretary.number,
            "member": member.number,
            "teacher": branch.staff[0].number,
            "office": cast["教育局经办人"],
            "inspector": cast["督导员"],
            "stranger": None,
        }

    def __getattr__(self, name: str):
        return self.go.as_(self.by_name[name])


def day(days: int) -> str:
    return (START + timedelta(days=days)).isoformat()


def comments(players, world) -> None:
    """支书点评: the secretary about a member, who sees it at once; about the secretary from above."""
    branch, member = players.branch, players.who
    with swift.hurried():
        comment.of_branch(world, branch, reached=False)
    place = f"/statement/{world.campaign_id}/secretary_comment/"
    secretary = players.secretary
    secretary.go(place, "comments")
    for about, by in ((member, secretary), (branch.secretary, players.office)):
        page = by.go(f"{place}about/{about.id}/?organization={branch.id}", "comment-write")
        fields = page.locator("textarea[name^=part]").all()
        texts = ("四年级的课上得扎实，带出一名新人。", "外出学习偏少，写得也少。", "下学期牵头做一项教研课题。")
        for field, text in zip(fields, texts, strict=True):
            field.fill(f"{about.name}：{text}" if about == branch.secretary else text)
        press(by, "署名提交", "comment-sent")
        if "相同或很像" in said(by):
            fill(page, same_text_because="几位书记的情况确实相近，已逐人核对。")
            press(by, "署名提交", "comment-alike")
    page = players.member.go(place, "comment-member")
    assert "带出一名新人" in said(players.member)
    page.get_by_role("link", name="打开").click()
    fill(page, text="谢谢，课题已经在准备。")
    press(players.member, "附上")
    secretary.go(place)
    assert "上得扎实" in said(secretary)
    found = progress.coverage(world.campaign_id, "secretary_comment", branch.id, timezone.localdate())
    assert found.is_full, found.missing


def selects(players, world) -> int:
    """评选: nominations, the masses, the secret ballot with its cap, the tally, the signed decision; gives the round."""
    branch, member, place = players.branch, players.who, f"/selection/{world.campaign_id}/selection/"
    secretary = players.secretary
    voting.start(secretary, place)
    round_row = asks("selection").find_round(world.campaign_id, "selection", branch.id)
    chosen = [one for one in electors(branch) if one not in (branch.secretary, member)][:6]
    voting.nominate(players.member, place, chosen[0].name)
    voting.nominate_by_address(branch, round_row.id, chosen[1:], branch.secretary)
    page = secretary.go(place)
    page.locator("#ballot-closes").fill(f"{day(57)}T18:00")
    press(secretary, "确定名单，开始投票")
    assert "请先开始群众推荐" in said(secretary)

    poll = voting.ask_the_masses(secretary, place, f"{day(57)}T18:00")
    assert voting.vote(players.teacher, "群众推荐", "recommend", shot="recommend") == poll
    voting.vote_by_address(poll, branch.staff[1:], voting.recommends)
    voting.close(secretary, poll)

    poll = voting.open_the_ballot(secretary, place, f"{day(57)}T20:00")
    assert voting.vote(players.member, "评选投票", "for", "against", shot="ballot") == poll
    assert client_of(players.by_name["teacher"]).get(reverse("ballots:sheet", args=[poll])).status_code == 403
    page = secretary.go(f"/ballots/{poll}/manage/")
    assert page.get_by_text("1/").count() or "1" in said(secretary)
    assert secretary.go(f"/ballots/{poll}/tally/").url.endswith(f"/ballots/{poll}/")
    voting.vote_by_address(poll, [one for one in electors(branch) if one != member], voting.approves)
    voting.close(secretary, poll)
    secretary.go(place, "selection-counting")
    press(secretary, "按规则得出结论", "selection-counted")
    voting.decide(secretary, round_row.id)
    players.member.go(f"/ballots/{poll}/tally/", "tally")
    players.member.go(place, "selection-decided")
    return round_row.id


def selects_together(players, world) -> int:
    """Three members cannot vote secretly by themselves: the bureau starts a round of two branches; gives the round."""
    place = f"/selection/{world.campaign_id}/selection/"
    small, own = players.branch, players.secretary
    own.go(place, "selection-small")
    assert "联合评选" in said(own)
    office = players.office
    page = office.go(f"{place}?organization={small.id}")
    page.get_by_role("link", name="发起联合评选").click()
    office.look("selection-joint")
    partner = next(one for one in world.branches if one.code == "YXJGZB")
    for branch in (small, partner):
        page.locator(f"[name=unit][value='{branch.id}']").check()
    press(office, "开始评选")
    joint = asks("selection").find_round(world.campaign_id, "selection", small.id)
    assert joint.unit_ids == tuple(sorted((small.id, partner.id)))
    voters = electors(small) + electors(partner)
    member, window = players.who, players.member
    voting.nominate(window, place, small.secretary.name)
    voting.nominate_by_address(small, joint.id, electors(partner)[1:5], small.secretary)
    above = f"{place}?organization={world.committee_id}"
    poll = voting.ask_the_masses(office, above, f"{day(58)}T18:00")
    voting.vote_by_address(poll, small.staff + partner.staff, voting.recommends)
    voting.close(office, poll)
    poll = voting.open_the_ballot(office, above, f"{day(58)}T20:00")
    voting.vote(window, "评选投票", "for", "against")
    voting.vote_by_address(poll, [one for one in voters if one != member], voting.approves)
    voting.close(office, poll)
    office.go(above)
    press(office, "按规则得出结论")
    voting.decide(office, joint.id)
    own.go(place, "selection-small-decided")
    for branch in (small, partner):
        found = progress.coverage(world.campaign_id, "selection", branch.id, timezone.localdate())
        assert found.is_full
    return joint.id


def hangs(players, world, again: int | None = None) -> int:
    """提出 → 审核 → 审批 → 张贴, each from the to-do list of whoever is next; gives the notice."""
    branch, secretary, office = players.branch, players.secretary, players.office
    place = f"/notice/{world.campaign_id}/result_notice/"
    page = secretary.go(f"{place}?organization={branch.id}", "notice-step")
    page.get_by_role("link", name="重新公示" if again else "提出公示").first.click()
    secretary.look("notice-propose")
    listed = [line for line in page.locator("main [name=names]").input_value().splitlines() if line.strip()]
    assert listed
    for name, value in {
        "what": "现将评选结果公示如下，如有不同意见，请在公示期内反映。", "place": "校门口公示栏",
        "contact_person": "陆同志", "contact_phone": "5550100",
    }.items():  # fmt: skip
        field = page.locator(f"main [name={name}]")
        if not field.input_value():
            field.fill(value)
    press(secretary, "提出")
    made = int(page.url.rstrip("/").split("/")[-1])
    page.go_back()
    if page.get_by_role("button", name="提出", exact=True).count():
        press(secretary, "提出")
    assert int(page.url.rstrip("/").split("/")[-1]) == made
    page = todo(office, "审核公示", "notice-review")
    if f"/notices/{made}/" not in page.url:
        page = office.go(f"/notices/{made}/")
    page.locator("[name=secrecy_checked]").check()
    press(office, "审核通过")
    press(office, "同意公示")
    secretary.go(f"/notices/{made}/")
    press(secretary, "开始公示", "notice-posted")
    return made


def supervised(players, world) -> tuple[int, str]:
    """Inside and society look at the notice; it is contested. Gives the notice and the receipt of the objection."""
    notice = hangs(players, world)
    teacher = players.teacher
    page = teacher.go("/notices/board/", "notice-board")
    page.locator(f"main a[href='/notices/{notice}/']").click()
    teacher.look("notice-inside")
    assert "公示期" in said(teacher)
    players.secretary.go(f"/notices/{notice}/sheet/", "notice-sheet")
    players.inspector.go(f"/notices/{notice}/", "notice-inspector")
    stranger = players.stranger
    page = stranger.go("/", "public")
    page.locator(f"a[href='/notices/open/{notice}/']").first.click()
    stranger.look("notice-public")
    page.get_by_role("link", name="提出异议").click()
    stranger.look("notice-object")
    press(stranger, "提交异议")
    assert page.locator("#field-text .field__error").is_visible() and notices.list_objections(notice) == []
    page.locator("main [name=text]").fill("名单里有一位的公开课次数与登记不一致，请核对。")
    sent = what_is_typed(page)
    press(stranger, "提交异议", "notice-objected")
    receipt = page.locator("#receipt-code").inner_text()
    again = Client().post(reverse("notices:public-object", args=[notice]), sent)
    assert receipt in again.content.decode() and len(notices.list_objections(notice)) == 1
    secretary = players.secretary
    secretary.go(f"/notices/{notice}/", "notice-contested")
    return notice, receipt


def speaks(players, world) -> str:
    """An opinion by somebody without an account; gives the receipt code."""
    stranger, branch = players.stranger, players.branch
    page = stranger.go("/")
    page.locator("main a[href='/opinion/boxes/']").first.click()
    stranger.look("opinion-boxes")
    page.locator(f"a[href='/opinion/write/{world.campaign_id}/opinion_box/{branch.id}/']").first.click()
    stranger.look("opinion-write")
    assert "谁会读到" in said(stranger)
    page.locator("main [name=text]").fill("希望公示栏放到校门口，家长在外面也能看到。")
    sent = what_is_typed(page)
    press(stranger, "投入意见箱", "opinion-given")
    receipt = page.locator("#receipt-code").inner_text()
    again = Client().post(urlsplit(page.url).path, sent)
    assert receipt in again.content.decode()
    found = asks("opinion").list_opinions(organization_ids=[branch.id], campaign_id=world.campaign_id)
    assert len(found) == 1
    return receipt


def answers_the_objection(players, world, round_id: int, first: int, receipt: str) -> int:
    """Found right: the result changes, is decided anew and hangs anew; gives the new notice."""
    branch, office, secretary = players.branch, players.office, players.secretary
    decision = results.find_decision(world.campaign_id, "selection", branch.id)
    dropped = results.list_chosen(decision.id)[0]
    page = todo(office, "办理异议", "objection")
    if "/objections/" not in page.url:
        objection = notices.list_objections(first)[0]
        page = office.go(f"/notices/{first}/objections/{objection.id}/", "objection")
    page.locator("[name=finding][value=upheld]").check()
    page.locator("[name=reason]").fill("与教务处登记核对，有一次公开课记重了，材料应当更正。")
    page.locator("[name=result_changes]").check()
    press(office, "办结", "objection-decided")
    page = secretary.go(f"/notice/{world.campaign_id}/result_notice/?organization={branch.id}", "notice-again")
    assert not page.get_by_role("button", name="确认结果").count()
    voting.decide(secretary, round_id, drop=dropped["code"], why="公开课次数更正后不够条件", shot="decision-again")
    second = hangs(players, world, again=first)
    assert notices.get_notice(first).state == "superseded"
    assert dropped["name"] not in {one.name for one in notices.list_names(second)}
    stranger = players.stranger
    stranger.go(f"/notices/open/{first}/", status=404)
    page = stranger.go("/notices/receipt/")
    page.locator("main [name=code]").fill(receipt)
    press(stranger, "查看", "objection-receipt")
    assert "公开课记重了" in said(stranger)
    return second
