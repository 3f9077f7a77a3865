"""The booth: a sheet with items filled in by thumb and kept on the device, the key ceremony, and a code without JavaScript."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from tests.apps.ballots.making import STARS, appoint, elector, open_poll
from tests.browser.hand import each_width, on_both, press
from xianfeng.apps.ballots import actions, queries
from xianfeng.apps.ballots.models import RollEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def key_folder(settings, tmp_path):
    settings.KEY_FOLDER = tmp_path / "keys"
    queries.get_sheet.cache_clear()


def make_poll(district, **more):
    now = timezone.now()
    words = {"yes": "同意", "no": "不同意", "abstain": "弃权"}
    rules = replace(STARS, comment=200, cap=3, capped="yes", choices=tuple(words), labels=words)
    electors = [elector(one) for one in district.members]
    made = {"rules": rules, "electors": electors, "candidates": district.members[1:5], "title": "十星评定"}
    return open_poll(district, now=now, closes_at=now + timedelta(hours=2), **{**made, **more})


def test_the_sheet_outlives_a_refresh_and_is_gone_after_sending(visit):
    district = factories.District(members=7, staff=6)
    poll_id = make_poll(district)
    voter = on_both(visit(district.account_of(district.members[6]), "phone"))
    page = voter.go(f"/ballots/{poll_id}/sheet/", "booth-sheet")
    for row in (1, 4):
        press(voter, page.locator(f'input[name="r{row}"][value="yes"]'))
    press(voter, page.locator("#comment"))
    page.locator("#comment").fill("讲得具体")
    page.reload()
    assert page.locator('input[name="r4"][value="yes"]').is_checked()
    assert page.locator("#comment").input_value() == "讲得具体"
    voter.look("booth-kept")
    heights = "all => all.map(one => one.getBoundingClientRect().height)"
    for width in each_width(voter):
        assert page.locator("[data-filled]").inner_text() == "2", width
        assert min(page.locator(".choice").evaluate_all(heights)) >= 44, width
    page.evaluate("document.documentElement.classList.add('large-text')")
    lines = "all => all.map(one => { const r = document.createRange(); r.selectNodeContents(one); return r.getClientRects().length; })"
    for width in each_width(voter):
        voter.shoot("booth-large", width)
        broken = set(page.locator(".choice > span").evaluate_all(lines)) - {1}
        assert not broken, f"no word of the sheet is broken in large text on a {width}"
    press(voter, page.get_by_role("button", name="检查一遍"))
    voter.look("booth-review")
    press(voter, page.get_by_role("button", name="交票"))
    voter.look("booth-sent")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('xf-keep:'))") == []
    assert queries.count_received(poll_id) == 1


def test_the_three_screens_of_the_key_ceremony(visit, size="phone"):
    district = factories.District(members=7, staff=6)
    secretary = visit(district.account_of(district.secretary), size)
    page = secretary.go(f"/ballots/trustees/{district.branch.pk}/", "keys-1-appoint")
    for name, one in zip(("holder1", "deputy1", "holder2", "deputy2"), district.staff, strict=False):
        page.locator(f"#{name}").select_option(str(one.pk))
    page.get_by_role("button", name="任命").click()
    secretary.look("keys-1-appointed")
    keeper = visit(district.account_of(district.staff[0]), size)
    page = keeper.go("/ballots/my-key/", "keys-2-before")
    page.get_by_role("button", name="生成并打印").click()
    keeper.look("keys-2-sheet")
    code = re.sub(r"\s+", "", page.locator("#recovery-code").inner_text())
    page.get_by_role("link", name="打印好了，去核对").click()
    keeper.look("keys-3-check")
    page.locator("#code").fill(code[:-1] + ("2" if code[-1] != "2" else "3"))
    page.get_by_role("button", name="核对").click()
    assert "第7组抄错了" in page.locator("main [role=alert]").inner_text()
    page.locator("#code").fill(code)
    page.get_by_role("button", name="核对").click()
    keeper.look("keys-3-done")
    assert [one.has_key for one in queries.list_keepers(district.branch.pk)] == [True, False, False, False]


def test_a_box_is_opened_by_two(visit, size="phone"):
    district = factories.District(members=7, staff=6)
    codes = appoint(district)
    poll_id = make_poll(district)
    now = timezone.now()
    voter = visit(district.account_of(district.members[6]), size)
    voter.go(f"/ballots/{poll_id}/", "booth-start")
    for one in district.members:
        actions.cast(now=now, poll_id=poll_id, person_id=one.pk, marks={1: ["yes"], 4: ["no"]}, comment="多听课")
    organiser = visit(district.account_of(district.secretary), size)
    page = organiser.go(f"/ballots/{poll_id}/manage/", "booth-manage")
    page.get_by_role("button", name="结束投票").click()
    organiser.look("booth-waiting")
    for turn in (1, 2):
        keeper = visit(district.account_of(district.staff[turn]), size)
        page = keeper.go(f"/ballots/{poll_id}/unseal/", f"booth-unseal-{turn}")
        page.locator("#code").fill(codes[turn])
        page.get_by_role("button", name="交出钥匙").click()
        keeper.look(f"booth-unsealed-{turn}")
    assert queries.get_poll(poll_id).state == "closed"
    organiser.go(f"/ballots/{poll_id}/comments/", "booth-comments")
    page = organiser.go(f"/ballots/{poll_id}/tally/", "booth-tally")
    page.get_by_role("link", name="重新计票").click()
    organiser.look("recount-before")
    page.get_by_role("button", name="申请重新计票").click()
    for turn in (0, 3):
        keeper = visit(district.account_of(district.staff[turn]), ("phone", "desktop")[turn > 0])
        page = keeper.go("/home/")
        page.get_by_role("link", name="重新计票").first.click()
        keeper.look(f"recount-{turn}")
        page.locator("#code").fill(codes[turn])
        page.get_by_role("button", name="交出钥匙").click()
        keeper.look(f"recounted-{turn}")
    assert "与保存的票数一致" in page.inner_text("main")


def codes_of(poll_id, *people):
    entries = list(RollEntry.objects.filter(poll=poll_id, person__in=people).values_list("pk", flat=True))
    return actions.issue_codes(now=timezone.now(), actor=factories.TEST_ACTOR, poll_id=poll_id, entry_ids=entries)


def test_a_sheet_by_code_outlives_a_refresh_and_is_gone_after_sending(visit):
    """The same device, first one code and then another: each finds its own draft, until it is sent."""
    district = factories.District(members=7, staff=6)
    poll_id = make_poll(district)
    mine, other = codes_of(poll_id, *district.members[5:7])
    guest = visit(size="phone")
    page = guest.go(f"/ballots/code/?c={mine}")

    def opens(code):
        page.goto(f"{guest.base}/ballots/code/?c={code}")
        page.get_by_role("button", name="下一步").click()
        return page.locator("#ballot input:checked").count(), page.locator("[data-keep-said]").is_visible()

    assert opens(mine) == (0, False)
    page.locator('input[name="r1"][value="yes"]').check()
    page.locator("#comment").fill("讲得具体")
    page.reload()
    assert page.locator('input[name="r1"][value="yes"]').is_checked()
    assert page.locator("#comment").input_value() == "讲得具体"
    assert opens(other) == (0, False)
    page.locator('input[name="r4"][value="no"]').check()
    assert opens(mine) == (1, True)
    guest.look("code-kept")
    page.get_by_role("button", name="检查一遍").click()
    assert "讲得具体" in page.inner_text("main")
    with page.expect_navigation():
        page.get_by_role("button", name="交票").click()
    guest.look("code-sent")
    assert (queries.count_received(poll_id), "?" in page.url) == (1, False)
    kept = "Object.keys(localStorage).filter(key => key.startsWith('xf-keep:'))"
    assert len(page.evaluate(kept)) == 1
    assert opens(other) == (1, True)
    assert mine not in str(page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})"))


def test_a_code_works_without_javascript(visit):
    district = factories.District(members=7, staff=6)
    poll_id = make_poll(district)
    (code,) = codes_of(poll_id, district.members[6])
    guest = visit(javascript=False)
    page = guest.page
    page.goto(f"{guest.base}/ballots/code/?c={code}")
    page.get_by_role("button", name="下一步").click()
    guest.shoot("code-sheet")
    page.locator('input[name="r2"][value="no"]').check()
    page.get_by_role("button", name="检查一遍").click()
    page.get_by_role("button", name="返回修改").click()
    assert page.locator('input[name="r2"][value="no"]').is_checked()
    page.get_by_role("button", name="检查一遍").click()
    page.get_by_role("button", name="交票").click()
    assert page.get_by_role("heading", name="已收到").count() == 1
    assert queries.count_received(poll_id) == 1
    organiser = visit(district.account_of(district.secretary), "desktop")
    organiser.go(f"/ballots/{poll_id}/paper-sheet/", "paper-sheet")
