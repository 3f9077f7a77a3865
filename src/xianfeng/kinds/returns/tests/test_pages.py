"""报送 in the browser's place: a branch writes and sends, the committee receives all of them and merges them into one."""

from datetime import UTC, date, datetime
from io import BytesIO

import docx
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from tests.factories import TEST_ACTOR, District, campaign, organization, plan_step

from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.evidence.models import Fact
from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.people.actions import rebuild_closure
from xianfeng.apps.people.models import Office, OrganizationRelation
from xianfeng.apps.people.queries import get_viewer
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.returns import actions as sending
from xianfeng.apps.returns.models import Return
from xianfeng.kinds.returns.tests.test_kind import WINDOWS

pytestmark = pytest.mark.django_db
FIRST, SECOND = datetime(2026, 9, 10, 2, tzinfo=UTC), datetime(2026, 9, 29, 2, tzinfo=UTC)


class Place:
    def __init__(self, client, **params):
        self.district = District(members=3)
        self.secretary = self.district.secretary
        usual = {
            "form": "half_monthly",
            "relation": "party_affiliation",
            "parts": ["日常党建工作"],
            "windows": WINDOWS,
        }
        self.running = campaign(
            self.district,
            [
                plan_step("report", "returns", subject="organization", who=("branches",), params=usual | params),
                plan_step("study", "study", params={"topics": ["党章"], "sessions": 1}, title="学习党章"),
            ],
        )
        self.client = client

    def study(self, person, day):
        evidence.submit(
            now=FIRST,
            actor=TEST_ACTOR,
            campaign_id=self.running.pk,
            step_code="study",
            organization_id=self.district.branch.pk,
            person_id=person.pk,
            fact="session_held",
            subject=f"study_attendance:{person.pk}",
            occurred_on=day,
        )

    def as_(self, someone):
        self.client.force_login(self.district.account_of(someone))
        return self.client

    def url(self, name="step", *more):
        return reverse(f"returns:{name}", args=[self.running.pk, "report", *more])

    def write(self, key, text, act="send", branch=None, someone=None, **more):
        branch = branch or self.district.branch
        url = self.url("write", branch.pk, key) if key else self.url("write-once", branch.pk)
        page = self.as_(someone or self.secretary).get(url).content.decode()
        revision = page.split('name="revision" value="')[1].split('"')[0]
        return self.client.post(url, {"revision": revision, "part0": text, "act": act} | more)

    def collect(self, key, **more):
        return self.as_(self.district.officer).get(self.url("collect", self.district.committee.pk, key), more)

    def covered(self, day):
        return progress.coverage(self.running.pk, "report", self.district.branch.pk, day).n


@pytest.fixture
def place(client):
    return Place(client)


def test_figures_are_counted_and_words_are_written(place):
    place.study(place.secretary, date(2026, 9, 9))
    place.study(place.district.members[1], date(2026, 9, 20))  # after the day of writing, in the next period
    with time_machine.travel(FIRST, tick=False):
        assert "请写：日常党建工作" in place.write("first-2026-09", "").content.decode()
        assert place.write("first-2026-09", "学习党章一次").status_code == 302
    sent = Return.objects.get()
    lines = {one["code"]: (one["pieces"], one["done"], one["of"]) for one in sent.content["figures"]}
    assert lines == {"study": (1, 1, 3)}
    assert sent.receiver == place.district.committee and sent.content["parts"] == {"日常党建工作": "学习党章一次"}
    detail = place.as_(place.district.officer).get(reverse("returns:detail", args=[sent.pk])).content.decode()
    assert "学习党章" in detail and "1/3" in detail


def test_each_period_is_owed_and_counts_when_acknowledged(place):
    with time_machine.travel(FIRST, tick=False):
        place.write("first-2026-09", "学习党章一次")
        assert place.covered(FIRST.date()) == 0
        place.as_(place.district.officer).post(
            place.url("collect", place.district.committee.pk, "first-2026-09"), {"act": "acknowledge"}
        )
        assert place.covered(FIRST.date()) == 1
    with time_machine.travel(SECOND, tick=False):
        assert place.covered(SECOND.date()) == 0  # the second window has begun
        viewer = get_viewer(place.district.account_of(place.secretary).pk, on=SECOND.date())
        told = [one for one in each_room("list_todos", viewer=viewer, on=SECOND.date()) if "下半月" in one.what]
        assert [(one.due, one.state) for one in told] == [(date(2026, 9, 30), "open")]
        owed = progress.owed_by_person(place.secretary.pk, SECOND.date())
        assert "report" not in [line.step_code for line in owed]  # told by its period, and not again as a step


def test_the_words_of_the_last_issue_need_a_reason(place):
    text = "组织党员学习党章一次，召开支部委员会会议一次，走访困难教师两名"
    with time_machine.travel(FIRST, tick=False):
        place.write("first-2026-09", text)
    with time_machine.travel(SECOND, tick=False):
        refused = place.write("second-2026-09", text)
        assert refused.status_code == 409 and "与上一期基本相同" in refused.content.decode()
        assert place.write("second-2026-09", text, copied_because="本期按同样安排进行").status_code == 302
    assert Return.objects.get(content__report="second-2026-09").content["copied_because"] == "本期按同样安排进行"


def test_early_is_only_written_and_late_is_said(place):
    with time_machine.travel(FIRST, tick=False):
        refused = place.write("second-2026-09", "提前写")
        assert refused.status_code == 409 and "2026-09-28" in refused.content.decode()
        assert place.write("second-2026-09", "提前写", act="save").status_code == 302
    with time_machine.travel(SECOND, tick=False):
        page = place.as_(place.secretary).get(place.url()).content.decode()
        assert "逾期未报" in page
        place.write("first-2026-09", "补报上半月情况")
        assert "晚于截止日报送" in place.as_(place.secretary).get(place.url()).content.decode()


def test_sent_back_is_sent_again(place):
    with time_machine.travel(FIRST, tick=False):
        place.write("first-2026-09", "学习党章一次")
        stamp = {"now": FIRST, "actor": TEST_ACTOR}
        sending.send_back(**stamp, return_id=Return.objects.get().pk, reason="写具体些")
        page = place.as_(place.secretary).get(place.url("write", place.district.branch.pk, "first-2026-09"))
        assert "写具体些" in page.content.decode()
        assert place.write("first-2026-09", "学习党章一次，讨论两个问题").status_code == 302
        newest = Return.objects.order_by("number").last()
        sending.acknowledge(**stamp, return_id=newest.pk)
        assert newest.number == 2 and place.covered(FIRST.date()) == 1


def test_one_merged_report_instead_of_many_files(place):
    with time_machine.travel(FIRST, tick=False):
        place.study(place.secretary, date(2026, 9, 9))
        place.write("first-2026-09", "学习党章一次")
        place.write("first-2026-09", "听课评课", branch=place.district.other_branch, someone=place.district.stranger)
        page = place.collect("first-2026-09").content.decode()
        assert "应报 2 个单位，收到 2 份" in page
        book = load_workbook(BytesIO(place.collect("first-2026-09", format="xlsx").content))
        total = [row for row in book.worksheets[1].iter_rows(values_only=True) if row[0] == "合计"]
        assert [row[1:5] for row in total] == [("学习党章", 1, 1, 4)]
        assert {row[2] for row in book.worksheets[2].iter_rows(values_only=True)} >= {"学习党章一次", "听课评课"}
        picked = {"format": "docx", "pick": str(place.district.branch.pk)}
        file = docx.Document(BytesIO(place.collect("first-2026-09", **picked).content))
        text = "\n".join(one.text for one in file.paragraphs)
        assert "收到 2 份" in text and "学习党章一次" in text and "听课评课" not in text
        place.client.post(place.url("collect", place.district.committee.pk, "first-2026-09"), {"act": "acknowledge"})
        assert Return.objects.filter(acknowledged_on=None).count() == 0
        assert Fact.objects.filter(fact="return_acknowledged").count() == 2


def test_the_merged_report_goes_on_up(place):
    upper = organization("party_committee", "中共示例市教育局委员会")
    OrganizationRelation.objects.create(
        relation="party", lower=place.district.committee, upper=upper, from_date=date(2025, 9, 1)
    )
    rebuild_closure()
    with time_machine.travel(FIRST, tick=False):
        place.write("first-2026-09", "学习党章一次")
        data = {"act": "merge", "pick": str(place.district.branch.pk)}
        url = place.url("collect", place.district.committee.pk, "first-2026-09")
        place.as_(place.district.officer).post(url, data)
    merged = Return.objects.get(receiver=upper)
    assert merged.content["units"] == {"expected": 2, "came": 1}
    assert list(merged.content["parts"].values()) == ["学习党章一次"]


def test_both_levels_count_when_both_have_acknowledged(client):
    place = Place(client, receivers="both_levels")
    upper = organization("party_committee", "中共示例市教育局委员会")
    OrganizationRelation.objects.create(
        relation="party", lower=place.district.committee, upper=upper, from_date=date(2025, 9, 1)
    )
    rebuild_closure()
    with time_machine.travel(FIRST, tick=False):
        place.write("first-2026-09", "学习党章一次")
        own, above = Return.objects.order_by("pk")
        assert {own.receiver, above.receiver} == {place.district.committee, upper}
        stamp = {"now": FIRST, "actor": TEST_ACTOR}
        sending.acknowledge(**stamp, return_id=own.pk)
        assert place.covered(FIRST.date()) == 0
        sending.acknowledge(**stamp, return_id=above.pk)
        assert place.covered(FIRST.date()) == 1


def test_a_report_that_comes_once_for_a_school_counts_for_the_school(client):
    place = Place(client, form="summary", windows=[], parts=["开展情况"])
    place.running.plan["steps"][0]["who"] = ["schools"]
    place.running.save()
    with time_machine.travel(FIRST, tick=False):
        place.write("", "按计划完成")
        sending.acknowledge(now=FIRST, actor=TEST_ACTOR, return_id=Return.objects.get().pk)
        found = progress.coverage(place.running.pk, "report", place.district.branch.pk, FIRST.date())
        assert [one.name for one in found.done] == [place.district.school.name]


def test_a_recommendation_names_its_level(client):
    place = Place(client, form="recommendation", windows=[], parts=[], level_at_least="town")
    with time_machine.travel(FIRST, tick=False):
        assert "请选择推荐到哪一级" in place.write("", "").content.decode()
        assert place.write("", "", level="county").status_code == 302
    assert Return.objects.get().content["level"] == "county"


def test_members_and_strangers_stay_outside(place):
    branch = f"?organization={place.district.branch.pk}"
    with time_machine.travel(FIRST, tick=False):
        member = place.district.members[1]
        assert place.as_(member).get(place.url()).status_code == 403
        assert place.as_(place.district.stranger).get(place.url() + branch).status_code == 403
        url = place.url("write", place.district.branch.pk, "first-2026-09")
        assert place.as_(place.district.stranger).post(url, {"act": "send"}).status_code == 403
        assert (
            place.as_(place.secretary)
            .get(place.url("collect", place.district.committee.pk, "first-2026-09"))
            .status_code
            == 403
        )
        assert place.as_(place.secretary).get(place.url("write", place.district.branch.pk, "zz")).status_code == 404


def test_cadre_authority_goes_its_own_way_where_it_is_recorded(client):
    place = Place(client, form="meeting_material", relation="cadre_authority", windows=[], parts=["情况"])
    with time_machine.travel(FIRST, tick=False):
        assert "按党组织隶属关系报送" in place.as_(place.secretary).get(place.url()).content.decode()
        place.write("", "会议开过")
        office = organization("party_committee", "中共示例区委组织部门机关委员会")
        OrganizationRelation.objects.create(
            relation="cadre", lower=place.district.other_branch, upper=office, from_date=date(2025, 9, 1)
        )
        rebuild_closure()
        place.write("", "会议也开过", branch=place.district.other_branch, someone=place.district.stranger)
    assert {(one.sender, one.receiver) for one in Return.objects.all()} == {
        (place.district.branch, place.district.committee),
        (place.district.other_branch, office),
    }


def test_what_came_in_costs_the_same_for_two_reports_as_for_one(place):
    spent, key = [], "first-2026-09"
    with time_machine.travel(FIRST, tick=False):
        for branch, leader in (
            (place.district.branch, place.secretary),
            (place.district.other_branch, place.district.stranger),
        ):
            place.write(key, f"{branch.name}学习一次", branch=branch, someone=leader)
            counts = []
            for address in (place.url("collect", place.district.committee.pk, key), reverse("returns:list")):
                place.as_(place.district.officer)
                with CaptureQueriesContext(connection) as done:
                    assert place.client.get(address).status_code == 200
                counts.append(len(done))
            spent.append(counts)
    assert Return.objects.count() == 2
    assert spent[0] == spent[1]


@time_machine.travel(FIRST, tick=False)
def test_the_leader_in_charge_reports_first_and_the_secretary_hears_when_it_is_late(client):
    place = Place(client)
    place.running.plan["steps"][0]["responsible"] = "leader_in_charge"
    place.running.save(update_fields=["plan"])
    leader = place.district.members[1]
    branch = place.district.branch
    Office.objects.create(
        person=leader, organization=branch, role="leader_in_charge", title="分管副校长", from_date=date(2026, 9, 1)
    )

    def told(someone, on):
        viewer = get_viewer(place.district.account_of(someone).pk, on=on)
        return [
            todo.state for todo in each_room("list_todos", viewer=viewer, on=on) if todo.url_name == "returns:write"
        ]

    assert (told(leader, FIRST.date()), told(place.secretary, FIRST.date())) == (["open"], [])
    assert told(place.secretary, date(2026, 9, 20)) == ["late"]
    first = next(
        todo
        for todo in each_room(
            "list_todos", viewer=get_viewer(place.district.account_of(leader).pk, on=FIRST.date()), on=FIRST.date()
        )
        if todo.url_name == "returns:write"
    )
    assert place.write(first.url_args[3], "慰问两次", someone=leader).status_code == 302
    assert Return.objects.count() == 1
    assert place.as_(place.district.members[2]).get(place.url()).status_code == 403
