"""整改 in the browser's place: whom a rating concerns writes, another of the committee adopts, those above see numbers."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from django.urls import reverse
from tests.factories import NOW, START, TEST_ACTOR, District, actor_of, campaign, plan_step

from xianfeng.apps.evidence.models import Fact
from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.people.models import Office
from xianfeng.apps.people.queries import get_viewer
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.tracking import actions as tracking
from xianfeng.apps.tracking.models import Item
from xianfeng.kinds.rectification import queries
from xianfeng.kinds.rectification.models import Plan

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


class Place:
    def __init__(self, client, **params):
        self.district = District(members=4)
        self.secretary, self.member, self.commissioner, self.other = self.district.members
        Office.objects.create(
            person=self.commissioner,
            organization=self.district.branch,
            role="organization_commissioner",
            title="组织委员",
            from_date=START,
        )
        usual = {
            "plans_of": ["person", "organization"],
            "sources": ["rating"],
            "parts": ["原因", "努力方向", "整改措施"],
            "latest": 60,
            "private": True,
        }
        self.running = campaign(
            self.district,
            [plan_step("below", "rectification", subject="organization", who=("branches",), params=usual | params)],
        )
        self.client = client

    def rated_below(self, someone):
        return tracking.open_item(
            now=NOW,
            actor=TEST_ACTOR,
            organization_id=self.district.branch.pk,
            campaign_id=self.running.pk,
            draft=tracking.Draft(
                what="达不到基本要求的，列入整改",
                due_on=date(2026, 10, 15),
                origin="consequence",
                origin_ref=f"consequence:improve:{someone.pk}",
                level="person",
                person_id=someone.pk,
                owner_id=someone.pk,
                restricted=True,
            ),
        )

    def as_(self, someone):
        self.client.force_login(self.district.account_of(someone))
        return self.client

    def url(self, name="step", *more):
        return reverse(f"rectification:{name}", args=[self.running.pk, "below", *more])

    def write(self, someone, act="submit", **more):
        data = {
            "revision": str(Plan.objects.get().revision) if Plan.objects.exists() else "0",
            "text0": "备课不够细",
            "text1": "把每节课讲实",
            "what0": "听两次示范课",
            "how0": "请备课组长一起",
            "due0": "2026-10-08",
            "act": act,
        }
        return self.as_(someone).post(self.url("mine", self.district.branch.pk), data | more)

    @property
    def plan_url(self):
        return reverse("rectification:plan", args=[Plan.objects.get().pk])

    def covered(self):
        return progress.coverage(self.running.pk, "below", self.district.branch.pk, DAY).n

    def todos(self, someone):
        viewer = get_viewer(self.district.account_of(someone).pk, on=DAY)
        return {one.what for one in each_room("list_todos", viewer=viewer, on=DAY)}


@pytest.fixture
def place(client):
    return Place(client)


def test_a_measure_is_put_in_one_of_the_classes_of_the_plan(client):
    place = Place(client, classes=["有条件解决的", "暂时解决不了的"])
    place.rated_below(place.member)
    refused = place.write(place.member)
    assert "请给每项措施选一个分类。" in refused.content.decode() and "听两次示范课" in refused.content.decode()
    assert "请给每项措施选一个分类。" in place.write(place.member, group0="别的").content.decode()
    assert place.write(place.member, group0="有条件解决的").status_code == 302
    assert "有条件解决的" in place.as_(place.commissioner).get(place.plan_url).content.decode()
    place.as_(place.commissioner).post(place.plan_url, {"act": "adopt"})
    page = place.as_(place.commissioner).get(place.url(), {"group": "有条件解决的"})
    assert [(row["item"].what, row["group"]) for row in page.context["items"]] == [("听两次示范课", "有条件解决的")]
    other = place.as_(place.commissioner).get(place.url(), {"group": "暂时解决不了的"})
    assert other.context["items"] == [] and "暂时解决不了的" in other.content.decode()


def test_only_whom_it_concerns_is_asked(place):
    place.rated_below(place.member)
    assert "写我的整改方案" in place.todos(place.member)
    assert "写我的整改方案" not in place.todos(place.other)
    assert place.as_(place.other).get(place.url("mine", place.district.branch.pk)).status_code == 403


def test_from_cause_to_verdict(place):
    source = place.rated_below(place.member)
    refused = place.write(place.member, text0="", due0="")
    assert refused.status_code == 409
    assert "请写“原因”" in refused.content.decode() and "每项措施都要有完成日期" in refused.content.decode()
    assert "不能晚于" in place.write(place.member, due0="2026-12-30").content.decode()
    assert place.write(place.member).status_code == 302
    assert "审定整改方案" in place.todos(place.secretary)
    assert place.as_(place.member).post(place.plan_url, {"act": "adopt"}).status_code == 403
    place.as_(place.secretary).post(place.plan_url, {"act": "adopt"})
    measure = Item.objects.exclude(pk=source).get()
    assert (measure.person, measure.owner, measure.restricted, str(measure.due_on)) == (
        place.member,
        place.member,
        True,
        "2026-10-08",
    )
    place.as_(place.secretary).post(place.url())
    assert set(Fact.objects.values_list("fact", flat=True)) == {"plan_adopted"} and place.covered() == 0
    for item in Item.objects.all():
        stamp = {"now": NOW, "item_id": item.pk}
        tracking.submit_evidence(
            **stamp, actor=actor_of(place.member), version=item.version, text="已听两次", occurred_on=DAY
        )
        tracking.decide(**stamp, actor=actor_of(place.secretary), version=item.version + 1, verdict="done")
    place.as_(place.secretary).post(place.url())
    assert place.covered() == 1


def test_sent_back_with_a_reason_and_written_again(place):
    place.rated_below(place.member)
    place.write(place.member)
    place.as_(place.secretary).post(place.plan_url, {"act": "send_back", "reason": "措施写具体些"})
    assert "修改我的整改方案" in place.todos(place.member)
    assert "措施写具体些" in place.as_(place.member).get(place.plan_url).content.decode()
    assert place.write(place.member).status_code == 302
    assert Plan.objects.get().state == "submitted"


def test_the_committee_and_the_person_see_it_and_nobody_else(place):
    item = place.rated_below(place.member)
    place.write(place.member)
    branch = f"?organization={place.district.branch.pk}"
    detail = reverse("tracking:detail", args=[item])
    for someone in (place.member, place.secretary, place.commissioner):
        assert place.as_(someone).get(place.plan_url).status_code == 200
        assert place.as_(someone).get(detail).status_code == 200
    for someone in (place.other, place.district.officer, place.district.stranger):
        assert place.as_(someone).get(place.plan_url).status_code == 403
        assert place.as_(someone).get(detail).status_code == 403
    above = place.as_(place.district.officer).get(place.url() + branch).content.decode()
    assert "应有 1 份，已审定 0 份" in above and place.member.name not in above
    beside = place.as_(place.other).get(place.url()).content.decode()
    assert place.member.name not in beside and "应有" not in beside
    listed = place.as_(place.district.officer).get(reverse("tracking:list")).content.decode()
    assert "达不到基本要求的" not in listed
    assert [one.text for one in queries.list_record(place.member.pk)] == ["原因：备课不够细\n努力方向：把每节课讲实"]


def test_the_secretarys_own_goes_up(place):
    place.rated_below(place.secretary)
    place.write(place.secretary)
    assert place.as_(place.secretary).post(place.plan_url, {"act": "adopt"}).status_code == 403
    assert place.as_(place.district.officer).get(place.plan_url).status_code == 200
    place.as_(place.commissioner).post(place.plan_url, {"act": "adopt"})
    assert Plan.objects.get().state == "adopted"


def test_nobody_concerned_is_nothing_to_put_right(place):
    page = place.as_(place.secretary).get(place.url()).content.decode()
    assert "目前没有需要整改的" in page
    place.as_(place.secretary).post(place.url())
    assert place.covered() == 1
    assert place.as_(place.other).post(place.url()).status_code == 403


def test_three_levels_and_a_plan_of_the_branch_that_everybody_reads(client):
    place = Place(
        client,
        plans_of=["person", "organization", "leading_team"],
        sources=["opinions", "appraisal"],
        parts=["整改重点", "整改时限", "整改责任"],
        private=False,
    )
    branch = place.district.branch.pk
    url = place.url("unit", branch, "organization")
    for what, kept in (
        ("修走廊灯", False),
        ("设心理辅导室", True),
    ):  # a plan is read by all, a restricted category is not
        draft = tracking.Draft(
            what, date(2026, 10, 15), origin="opinion", origin_ref=what, restricted=kept, category="类"
        )
        where = {"organization_id": branch, "campaign_id": place.running.pk}
        tracking.open_item(now=NOW, actor=TEST_ACTOR, draft=draft, **where)
    page = place.as_(place.secretary).get(url).content.decode()
    assert "修走廊灯" in page and "设心理辅导室" not in page
    data = {"revision": "0", "text0": "教师减负", "what0": "减少表格", "due0": "2026-10-08", "act": "submit"}
    refused = place.as_(place.secretary).post(url, data)
    assert refused.status_code == 409 and "每项措施都要有责任人" in refused.content.decode()
    data |= {"revision": "1", "what2": "修走廊灯", "due2": "2026-10-08", "owner2": "999999"}  # a row left out between
    again = place.as_(place.secretary).post(url, data | {"owner0": str(place.other.pk)})
    asked = again.content.decode()
    assert again.status_code == 409 and "措施 3：请从名单中选择。" in asked and 'value="修走廊灯"' in asked
    assert f'<option value="{place.other.pk}" selected>' in asked and 'name="revision" value="1"' in asked
    data |= {"owner0": str(place.other.pk), "what2": ""}
    assert place.as_(place.secretary).post(url, data).status_code == 302
    assert place.as_(place.secretary).post(place.plan_url, {"act": "adopt"}).status_code == 403
    place.as_(place.commissioner).post(place.plan_url, {"act": "adopt"})
    assert place.as_(place.other).get(place.plan_url).status_code == 200
    assert Item.objects.get(origin_ref__startswith="rectification_plan").restricted is False
    place.as_(place.secretary).post(place.url())
    assert Fact.objects.count() == 0  # members and the team have not written theirs
    assert place.as_(place.member).get(place.url("unit", branch, "organization")).status_code == 403


@pytest.mark.parametrize("measures", [1, 3])
def test_the_items_of_all_plans_are_one_query(client, django_assert_num_queries, measures):
    place = Place(client)
    items = [place.rated_below(someone) for someone in place.district.members[:measures]]
    plan = SimpleNamespace(measures=[SimpleNamespace(item_id=number) for number in items])
    with django_assert_num_queries(1):
        assert [item.id for item in queries.list_items([plan], [])] == items
