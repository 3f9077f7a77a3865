"""总结 in the browser's place: the unit writes conclusions, the figures stand there, the superior takes note."""

from datetime import date
from io import BytesIO

import docx
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories import NOW, TEST_ACTOR, District, actor_of, campaign, plan_step

from xianfeng.apps.archive import gathering
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.evidence.records import describe
from xianfeng.apps.people.queries import get_viewer
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.tracking import actions as tracking
from xianfeng.kinds.closing.kind import Params, lacks
from xianfeng.kinds.closing.models import Indicator, Summary

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)
PARTS = ["开展情况", "存在的问题"]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


class Place:
    def __init__(self, client, who=("branches",), **params):
        self.district = District(members=3)
        self.running = campaign(
            self.district,
            [
                plan_step("summary", "closing", subject="organization", who=who, params={"parts": PARTS} | params),
                plan_step("study", "study", params={"topics": ["党章"], "sessions": 1}, title="学习党章"),
            ],
        )
        self.client = client

    def studied(self, person):
        evidence.submit(
            now=NOW,
            actor=TEST_ACTOR,
            campaign_id=self.running.pk,
            step_code="study",
            organization_id=self.district.branch.pk,
            person_id=person.pk,
            fact="session_held",
            subject=f"study_attendance:{person.pk}",
            occurred_on=DAY,
        )

    def as_(self, someone):
        self.client.force_login(self.district.account_of(someone))
        return self.client

    def url(self, name="step"):
        branch = f"?organization={self.district.branch.pk}"
        return reverse(f"closing:{name}", args=[self.running.pk, "summary"]) + branch

    def write(self, act="submit", someone=None, **more):
        known = Summary.objects.first()
        data = {
            "revision": str(known.revision if known else 0),
            "part0": "按方案完成",
            "part1": "读书笔记不够及时",
            "act": act,
        }
        return self.as_(someone or self.district.secretary).post(self.url("write"), data | more)

    def decide(self, act="note", someone=None, **more):
        return self.as_(someone or self.district.officer).post(self.url(), {"act": act} | more)

    def done(self):
        found = progress.coverage(self.running.pk, "summary", self.district.branch.pk, DAY)
        return [one.name for one in found.done]


@pytest.fixture
def place(client):
    return Place(client)


def test_blank_problems_are_refused():
    params = Params.model_validate({"parts": PARTS})
    assert lacks(params, {"开展情况": "完成", "存在的问题": "  "}) == ["存在的问题"]


def test_figures_are_counted_and_kept_with_what_was_handed_in(place):
    place.studied(place.district.secretary)
    page = place.as_(place.district.secretary).get(place.url("write")).content.decode()
    assert "学习党章" in page and "1/3" in page
    refused = place.write(part1=" ")
    assert refused.status_code == 409 and "请写：存在的问题" in refused.content.decode()
    assert place.write().status_code == 302
    place.studied(place.district.members[1])
    kept = Summary.objects.get()
    assert [(one["code"], one["done"], one["of"]) for one in kept.figures] == [("study", 1, 3)]
    assert "1/3" in place.as_(place.district.secretary).get(place.url()).content.decode()


def test_the_superior_takes_note_and_the_step_is_done(place):
    place.write()
    assert place.decide(someone=place.district.secretary).status_code == 403
    assert place.done() == []
    for _ in range(2):
        assert place.decide().status_code == 302
    assert place.done() == [place.district.branch.name]
    assert place.write(part0="改一改").status_code == 302 and Summary.objects.get().texts["开展情况"] == "按方案完成"


def test_each_side_is_told_whose_turn_it_is(place):
    def own_line():
        lines = progress.owed_by_person(place.district.secretary.pk, DAY)
        return [(one.role, one.state) for one in lines if one.step_code == "summary"]

    def told(someone):
        viewer = get_viewer(place.district.account_of(someone).pk, on=DAY)
        return [one.what for one in each_room("list_todos", viewer=viewer, on=DAY) if "总结" in one.what]

    assert (own_line(), told(place.district.officer)) == ([("branch", "open")], [])
    place.write()
    assert (own_line(), told(place.district.officer)) == ([("branch", "in_review")], ["看总结并知悉（1 份）"])
    place.decide("send_back", reason="写具体些")
    assert told(place.district.secretary) == ["修改总结"] and told(place.district.officer) == []


def test_sent_back_with_a_reason_and_handed_in_again(place):
    place.write()
    place.decide("send_back", reason="")
    assert Summary.objects.get().state == "submitted"
    place.decide("send_back", reason="问题写具体些")
    assert "问题写具体些" in place.as_(place.district.secretary).get(place.url()).content.decode()
    assert place.write(part1="三名党员没有交笔记").status_code == 302
    place.decide()
    assert place.done() == [place.district.branch.name]


def test_open_items_go_on_and_private_ones_are_not_named(place):
    for what, private in (("改善食堂", False), ("某人备课", True)):
        tracking.open_item(
            now=NOW,
            actor=actor_of(place.district.secretary),
            organization_id=place.district.branch.pk,
            campaign_id=place.running.pk,
            draft=tracking.Draft(
                what=what,
                due_on=date(2026, 10, 1),
                person_id=place.district.members[1].pk if private else None,
                restricted=private,
            ),
            nonce=what,
        )
    page = place.as_(place.district.secretary).get(place.url("write")).content.decode()
    assert "改善食堂" in page and "某人备课" not in page
    place.write()
    assert Summary.objects.get().left_open == 1
    files = gathering.gather(place.running.pk, place.district.branch.pk, DAY)
    assert "改善食堂".encode() in files["tracking.json"] and "某人备课".encode() not in files["tracking.json"]
    assert "读书笔记不够及时".encode() in files["records.json"]


def test_a_school_is_closed_by_its_branch(client):
    place = Place(client, who=("schools",))
    place.write()
    place.decide()
    assert place.done() == [place.district.school.name]


def test_the_superior_sees_where_each_unit_stands(place):
    place.write()
    root = reverse("closing:step", args=[place.running.pk, "summary"]) + f"?organization={place.district.committee.pk}"
    page = place.as_(place.district.officer).get(root).content.decode()
    assert "示例第一小学" in page and "已提交，待上级知悉" in page and "未开始" in page


def test_it_prints_and_can_be_taken_along_by_a_report(place):
    assert place.as_(place.district.secretary).get(place.url("word")).status_code == 404
    place.write()
    file = docx.Document(BytesIO(place.as_(place.district.secretary).get(place.url("word")).content))
    assert "读书笔记不够及时" in "\n".join(one.text for one in file.paragraphs)
    subject = f"closing_summary:{Summary.objects.get().pk}"
    assert "存在的问题：读书笔记不够及时" in describe([subject])[subject].note


def test_members_and_strangers_do_not_write_it(place):
    for someone in (place.district.members[1], place.district.stranger):
        assert place.as_(someone).get(place.url()).status_code == 403
        assert place.write(someone=someone).status_code == 403


def test_the_units_cost_the_same_for_two_summaries_as_for_one(place):
    above, spent = f"?organization={place.district.committee.pk}", []
    for branch in (place.district.branch, place.district.other_branch):
        Summary.objects.create(campaign=place.running, step_code="summary", organization=branch)
        place.as_(place.district.officer)
        with CaptureQueriesContext(connection) as done:
            page = place.client.get(place.url().partition("?")[0] + above)
        assert sum(one["code"] == "draft" for one in page.context["units"]) == Summary.objects.count()
        spent.append(len(done))
    assert spent[0] == spent[1]


CHOSEN = {
    "title1": "学生体质合格率", "unit1": "%", "baseline1": "91.5%", "source1": "体质监测上报表",
    "title2": "家长投诉", "unit2": "件", "baseline2": "12", "source2": "信访登记",
}  # fmt: skip


def test_the_effect_is_tested_by_outcomes_chosen_with_their_baseline_and_never_exchanged(client):
    """S2-36."""
    place = Place(client, indicators=2)
    secretary = place.as_(place.district.secretary)
    assert "选定成效指标" in secretary.get("/home/", follow=True).content.decode()
    assert "请先选定" in place.write().content.decode()
    page = place.url("indicators")
    for data, told in (
        ({"title1": "合格率", "baseline1": "很高", "source1": "报表"}, "基数请填数字：合格率"),
        ({"title1": "合格率", "baseline1": "9", "source1": "报表"}, "至少选定 2 项"),
        (CHOSEN | {"source2": ""}, "名称和数据出处"),
        (CHOSEN | {"title2": "学生体质合格率"}, "有两项指标相同"),
    ):
        answer = place.as_(place.district.secretary).post(page, data)
        assert (answer.status_code, told in answer.content.decode()) == (409, True), told
        assert data["title1"] in answer.content.decode()
    assert place.as_(place.district.secretary).post(page, CHOSEN).status_code == 302
    place.as_(place.district.secretary).post(page, CHOSEN | {"title1": "换一项"})
    first, second = Indicator.objects.order_by("position")
    assert (first.title, str(first.baseline), first.is_late) == ("学生体质合格率", "91.50", True)
    missing = place.write(**{f"result{first.pk}": "94"}).content.decode()
    assert "请填现在的数值（只填数字）：家长投诉" in missing
    assert place.write(**{f"result{first.pk}": "94", f"result{second.pk}": "5"}).status_code == 302
    text = place.as_(place.district.officer).get(place.url()).content.decode()
    assert "94.00%" in text and "+2.50" in text and "-7.00" in text and "补选" in text
    file = place.as_(place.district.officer).get(place.url("word"))
    tables = docx.Document(BytesIO(b"".join(file.streaming_content) if file.streaming else file.content)).tables
    assert any(cell.text == "5.00件" for table in tables for row in table.rows for cell in row.cells)
    assert "选定成效指标" not in place.as_(place.district.secretary).get("/home/", follow=True).content.decode()


def test_outcomes_chosen_before_the_summary_is_due_are_not_marked_late(client):
    place = Place(client, indicators=2)
    place.running.windows.filter(step_code="summary").update(opens_on=date(2026, 12, 1))
    place.as_(place.district.secretary).post(place.url("indicators"), CHOSEN)
    assert not Indicator.objects.filter(is_late=True).exists() and Indicator.objects.count() == 2
    assert place.as_(place.district.stranger).post(place.url("indicators"), CHOSEN).status_code == 403
