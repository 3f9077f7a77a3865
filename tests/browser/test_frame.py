"""The frame of every page: home, branch, board and campaign pages for each role, at phone and desktop width."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests import factories
from tests.browser.hand import each_width, on_both


@pytest.fixture
def district(transactional_db):
    return factories.District()


@pytest.fixture
def running(district):
    today = timezone.localdate()
    steps = [
        factories.plan_step("post_duties", "duties", title="岗位职责", params={"level": "post", "hangs_under": ["department", "branch"]}),
        factories.plan_step("party_pledge", "pledge", title="党性承诺", requires=("post_duties",),
                            params={"measure": "party_requirement", "at_least": 1, "scope": "school"}),
    ]  # fmt: skip
    return factories.campaign(
        district, steps, opens=today.replace(month=1, day=1), closes=today.replace(year=today.year + 1)
    )


def test_secretary_sees_list_and_flow(district, running, visit):
    visitor = on_both(visit(district.account_of(district.secretary), "desktop"))
    page = visitor.go("/home/", "home-secretary")
    for width in each_width(visitor):
        assert page.locator("h1").inner_text() == "我的待办", width
    assert page.locator(".todo-item").count() >= 2
    page = visitor.go(f"/branch/{district.branch.pk}/", "branch")
    assert page.locator(".ribbon__step").count() == 2
    for width in each_width(visitor):
        assert "0/5 人" in page.inner_text("main"), width
    visitor.go("/campaigns/", "campaigns")
    visitor.go(f"/campaigns/{running.pk}/", "campaign")
    visitor.go(f"/campaigns/{running.pk}/steps/party_pledge/excuse/{district.branch.pk}/", "excuse")


def test_officer_sees_the_board(district, running, visit):
    visitor = on_both(visit(district.officer_account, "desktop"))
    page = visitor.go(f"/board/{running.pk}/", "board")
    for width in each_width(visitor):
        assert "示例第一小学" in page.inner_text("main"), width
    visitor.go("/home/", "home-officer")
    visitor.go("/plans/", "plans")


def test_member_is_kept_out_of_other_branches(district, running, visit):
    visitor = visit(district.account_of(district.stranger), "phone")
    answer = visitor.page.goto(f"{visitor.base}/branch/{district.branch.pk}/")
    assert answer.status == 403


def test_pages_work_without_script(district, running, visit):
    visitor = visit(district.account_of(district.secretary), "phone", javascript=False)
    answer = visitor.page.goto(f"{visitor.base}/home/")
    assert answer.status == 200
    assert visitor.page.locator(".todo-item").count() >= 2


def test_record_and_public_site(district, running, visit):
    member = district.members[1]
    own = on_both(visit(district.account_of(member)))
    own.go("/record/", "record")
    for width in each_width(own):
        assert member.number in own.page.inner_text("main"), width
        assert "工号" in own.page.inner_text("main"), width
    stranger = on_both(visit(None))
    stranger.go("/", "public")
    for width in each_width(stranger):
        assert "现在没有公示" in stranger.page.inner_text("main"), width


def test_record_exports(district, client):
    client.force_login(district.account_of(district.members[1]))
    gathered = client.get("/record/record.json").json()
    assert sorted(gathered) == ["acts", "fields", "lines", "notes", "opened", "periods"]
    assert client.get("/record/record.pdf").content.startswith(b"%PDF")
