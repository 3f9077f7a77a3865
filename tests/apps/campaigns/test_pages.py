"""Pages of campaigns for three people: the officer, a member of the branch, a secretary from elsewhere."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.apps.plans.settling import adopted, answered, consulted, published
from xianfeng.apps.campaigns import queries
from xianfeng.apps.campaigns.models import Campaign, Excuse
from xianfeng.apps.plans import actions as plans
from xianfeng.apps.plans import queries as queries_of_plans
from xianfeng.apps.tracking import actions as tracking
from xianfeng.kinds.closing.models import Summary


@pytest.fixture
def district(db):
    return factories.District(members=3, staff=2)


@pytest.fixture
def client_of(district):
    def make(who) -> Client:
        client = Client()
        client.force_login(who if hasattr(who, "login") else district.account_of(who))
        return client

    return make


@pytest.fixture
def running(district):
    return factories.campaign(district, [factories.plan_step("vow", "pledge", title="公开承诺")])


def test_from_preparing_to_closing(district, client_of):
    version = published(district)
    officer = client_of(district.officer)
    answer = officer.post("/campaigns/new/", {"version": version, "starts_on": "2026-10-12", "title": ""})
    campaign = Campaign.objects.get()
    page = f"/campaigns/{campaign.pk}/"
    assert answer.headers["Location"] == page
    assert client_of(district.secretary).post(f"{page}open/").status_code == 403
    assert "活动已开始" in officer.post(f"{page}open/", follow=True).content.decode()
    first = queries.list_steps(campaign.pk)[0]
    assert first.title in client_of(district.members[1]).get(page).content.decode()
    assert "活动已结束" in officer.post(f"{page}close/", {"reason": "学期结束"}, follow=True).content.decode()
    campaign.refresh_from_db()
    assert campaign.closed_at is not None
    _the_next_batch_learns(district, client_of, campaign, version)


def _the_next_batch_learns(district, client_of, over: Campaign, version: int) -> None:
    """S3-01: beside the campaign being prepared stands the closed one of the same pack, to be read as far as one may."""
    kept = {"campaign": over, "step_code": "end", "submitted_at": factories.NOW}
    for unit, words in ((district.branch, "先摸底再部署"), (district.other_branch, "别的支部的话")):
        Summary.objects.create(organization=unit, texts={"主要经验": words}, **kept)
    stamp = {"now": factories.NOW, "actor": factories.TEST_ACTOR, "organization_id": district.branch.pk}
    for what, restricted in (("公开栏更新慢", False), ("邻里纠纷", True)):
        item = tracking.Draft(what=what, due_on=date(2026, 12, 1), restricted=restricted)
        tracking.open_item(**stamp, campaign_id=over.pk, draft=item, nonce=what)
    officer, lessons = client_of(district.officer), f"/archive/lessons/{over.pk}/"
    officer.post("/campaigns/new/", {"version": version, "starts_on": "2027-03-01", "title": "第二批"})
    page = f"/campaigns/{Campaign.objects.get(title='第二批').pk}/"
    assert lessons in officer.get(page).content.decode()
    told = officer.get(lessons).content.decode()
    words = ("先摸底再部署", "别的支部的话", "公开栏更新慢", "邻里纠纷")
    assert [word in told for word in words] == [True, True, True, False]
    told = client_of(district.secretary).get(lessons).content.decode()
    assert [word in told for word in words] == [True, False, True, False]
    member = client_of(district.members[1])
    assert lessons not in member.get(page).content.decode() and member.get(lessons).status_code == 403


def test_obstacles_stand_on_the_page_in_words(district, client_of):
    officer = client_of(district.officer)
    officer.post("/campaigns/new/", {"version": adopted(district), "starts_on": "2026-10-12"})
    text = officer.get(f"/campaigns/{Campaign.objects.get().pk}/").content.decode()
    assert "方案还没有发布，请先征求意见并发布。" in text
    assert "方案没有写明开展依据，请在方案页面填写。" in text
    assert "note_" not in text


def test_two_equal_items_are_named_with_their_set(district, client_of):
    version = adopted(district)
    answered(version)
    group = next(one for one in queries_of_plans.get_pack(version).plan.criteria if len(one.slot_keys()) > 1)
    for slot in group.slot_keys()[:2]:
        plans.set_value(
            now=factories.NOW,
            actor=factories.TEST_ACTOR,
            version_id=version,
            key=f"criteria.{group.code}.{slot}",
            value="爱岗敬业",
        )
    consulted(version)
    plans.publish(now=factories.NOW, actor=factories.TEST_ACTOR, version_id=version, today=factories.NOW.date())
    officer = client_of(district.officer)
    officer.post("/campaigns/new/", {"version": version, "starts_on": "2026-10-12"})
    text = officer.get(f"/campaigns/{Campaign.objects.get().pk}/").content.decode()
    assert f"“{group.title}”中有两项相同，请在方案页面改正。" in text


def test_who_may_move_dates(district, client_of, running):
    page = f"/campaigns/{running.pk}/steps/vow/move/"
    move = {"opens_on": "2026-09-20", "last_day": "2026-10-20", "reason": "停课"}
    for who in (district.secretary, district.members[1], district.stranger):
        assert client_of(who).post(page, move).status_code == 403
    officer = client_of(district.officer)
    assert officer.post(page, {**move, "last_day": "2026-09-01"}).status_code == 200
    assert queries.get_step(running.pk, "vow").opens_on == date(2026, 9, 1)
    officer.post(page, move)
    assert queries.get_step(running.pk, "vow").last_day == date(2026, 10, 20)


def test_the_secretary_excuses_own_members_only(district, client_of, running):
    page = f"/campaigns/{running.pk}/steps/vow/excuse/{district.branch.pk}/"
    form = {"person": district.members[1].pk, "reason": "产假"}
    assert client_of(district.stranger).post(page, form).status_code == 403
    assert client_of(district.members[2]).post(page, form).status_code == 403
    secretary = client_of(district.secretary)
    assert secretary.post(page, {**form, "person": district.stranger.pk}).status_code == 200
    assert not Excuse.objects.exists()
    for _ in range(2):
        secretary.post(page, form)
    excuse = Excuse.objects.get()
    assert "产假" in secretary.get(page).content.decode()
    assert client_of(district.stranger).post(f"/campaigns/excuses/{excuse.pk}/withdraw/").status_code == 403
    secretary.post(f"/campaigns/excuses/{excuse.pk}/withdraw/")
    assert queries.list_excuses(running.pk) == []


def test_other_districts_do_not_see_it(district, client_of, running):
    committee = factories.organization("party_committee", "中共彼岸区教育局委员会")
    away = factories.account(factories.person("彼岸丁", status="non_member"), grant="bureau_officer", at=committee)
    client = client_of(away)
    assert client.get(f"/campaigns/{running.pk}/").status_code == 403
    assert client.post(f"/campaigns/{running.pk}/close/").status_code == 403
    assert running.title not in client.get("/campaigns/").content.decode()


def test_the_list_costs_the_same_for_one_and_three(district, client_of, running):
    member = client_of(district.members[1])
    member.get("/campaigns/")
    counts = []
    for more in (0, 2):
        for _ in range(more):
            factories.campaign(district, [factories.plan_step("vow", "pledge")])
        with CaptureQueriesContext(connection) as captured:
            page = member.get("/campaigns/")
        counts.append(len(captured))
    assert page.content.decode().count("测试活动") >= 3
    assert counts[0] == counts[1] <= 25


def test_an_excuse_stands_on_the_own_record_and_can_be_contested(district, client_of, running):
    client_of(district.secretary).post(
        f"/campaigns/{running.pk}/steps/vow/excuse/{district.branch.pk}/",
        {"person": district.members[1].pk, "reason": "产假"},
    )
    member = client_of(district.members[1])
    page = member.get("/record/")
    text = page.content.decode()
    assert "请假登记" in text
    assert "产假" in text
    sealed = page.context["entries"][0]["sealed"]
    member.post("/people/notes/", {"entry": sealed, "kind": "correction", "text": "应为病假"})
    shown = member.get("/record/").context["entries"][0]["notes"]
    assert [(note.text, note.kind, note.subject) for note in shown] == [
        ("应为病假", "correction", f"excuse:{Excuse.objects.get().pk}")
    ]
    assert "应为病假" in member.get("/record/record.json").content.decode()
    assert member.get("/record/record.pdf").status_code == 200
    assert "产假" not in client_of(district.members[2]).get("/record/").content.decode()
