"""会议 in the browser's place: the secretary calls, a member takes minutes, the chair signs."""

from datetime import date, time
from io import BytesIO
from uuid import uuid4

import docx
import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories import NOW, District, campaign, plan_step

from xianfeng.apps.evidence.models import Fact
from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.people.queries import get_viewer
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.tracking.models import Item
from xianfeng.kinds.meeting import levels as panel
from xianfeng.kinds.meeting import own, queries
from xianfeng.kinds.meeting.models import Meeting, Venue

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


class Place:
    def __init__(self, client, members=4, **params):
        self.district = District(members=members)
        self.secretary, self.recorder, self.member = self.district.members[:3]
        self.running = campaign(
            self.district,
            [
                plan_step(
                    "launch",
                    "meeting",
                    subject="organization",
                    who=("branches",),
                    params={"form": "mobilisation", "agenda": ["安排部署"]} | params,
                ),
                plan_step("relay", "meeting", who=("members",), params={"form": "forum"}),
            ],
        )
        self.client = client

    def as_(self, someone):
        self.client.force_login(self.district.account_of(someone))
        return self.client

    def url(self, name="step", code="launch"):
        return reverse(f"meeting:{name}", args=[self.running.pk, code])

    def convene(self, someone=None, **more):
        data = {
            "nonce": str(uuid4()),
            "held_on": "2026-09-15",
            "place": "会议室",
            "chair": str(self.secretary.pk),
            "recorder": str(self.recorder.pk),
            "agenda": "讨论方案\n",
        }
        return self.as_(someone or self.secretary).post(self.url("convene"), data | more)

    @property
    def meeting(self):
        return queries.get_meeting(Meeting.objects.get().pk)

    def page(self, name="meeting", number=None):
        return reverse(f"meeting:{name}", args=[number or self.meeting.id])

    def write(self, someone=None, act="hand_in", **more):
        data = {"revision": str(self.meeting.revision), "held_on": "2026-09-15", "points": "作了部署", "act": act}
        return self.as_(someone or self.recorder).post(self.page("write"), data | more)

    def act(self, someone, act, **more):
        return self.as_(someone).post(self.page(), {"act": act} | more)

    def covered(self):
        return progress.coverage(self.running.pk, "launch", self.district.branch.pk, DAY).n


@pytest.fixture
def place(client):
    return Place(client)


def test_called_written_and_signed_by_two(place):
    assert place.convene().status_code == 302
    assert [one.title for one in place.meeting.agenda] == ["安排部署", "讨论方案"]
    todos = {one.what for one in each_room("list_todos", viewer=viewer(place.district, place.recorder), on=DAY)}
    assert "写会议记录：launch" in todos
    assert place.write().status_code == 302
    assert place.covered() == 0
    assert place.act(place.recorder, "sign").status_code == 403  # nobody signs what they wrote
    assert place.act(place.secretary, "sign").status_code == 302
    assert place.covered() == 1
    row = place.meeting
    assert (row.state, row.expected, row.present, row.signed_on_paper) == ("signed", 4, 4, False)
    place.act(place.secretary, "sign")
    assert Fact.objects.count() == 1


def viewer(district, someone):
    return get_viewer(district.account_of(someone).pk, on=DAY)


def test_a_room_is_booked_once_for_the_same_hours(place):
    """S1-25: register, booking, one sentence for a conflict; what was typed stays."""
    rooms = reverse("meeting:rooms", args=[place.district.branch.pk])
    new = {"name": "党员活动室", "capacity": "30", "keeper": place.member.pk}
    assert place.as_(place.member).post(rooms, new).status_code == 403
    assert place.as_(place.secretary).post(rooms, new).status_code == 302
    with pytest.raises(IntegrityError), transaction.atomic():  # two forms at once make one room
        Venue.objects.create(
            organization=place.district.branch, name="党员活动室", capacity=1, keeper=place.member, registered_at=NOW
        )
    venue = Venue.objects.get()
    hours = {"venue": venue.pk, "starts_at": "14:00", "ends_at": "16:00", "place": ""}
    with CaptureQueriesContext(connection) as asked:
        assert place.convene(**hours).status_code == 302
    held = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"] and 'FROM "meeting_venue"' in one["sql"]]
    assert held, "the second of two bookings at once waits, sees the first, and is told so"
    assert (place.meeting.place, f"{place.meeting.starts_at:%H:%M}") == ("党员活动室", "14:00")
    booked = {name: getattr(place.meeting, name) for name in ("campaign_id", "step_code", "organization_id", "held_on")}
    with pytest.raises(IntegrityError, match="meeting_room_once"), transaction.atomic():  # two bookings at once are one
        Meeting.objects.create(**booked, venue=venue, starts_at=time(15, 59), ends_at=time(17), convened_at=NOW)
    again = place.convene(**{**hours, "starts_at": "15:30", "ends_at": "17:00"})
    read = again.content.decode()
    assert again.status_code == 422 and "14:00—16:00 已由" in read and 'value="15:30"' in read
    assert "结束要晚于开始" in place.convene(**{**hours, "ends_at": "13:00"}).content.decode()
    Venue.objects.update(capacity=3)
    assert "只能坐 3 人" in place.convene(**{**hours, "starts_at": "16:00", "ends_at": "17:00"}).content.decode()
    Venue.objects.update(capacity=30)
    assert (
        place.convene(**{**hours, "starts_at": "16:00", "ends_at": "17:00"}).status_code == 302
    )  # one after the other
    shown = place.as_(place.member).get(rooms).content.decode()
    assert all(word in shown for word in ("党员活动室", place.member.name, "14:00", "16:00—17:00"))
    assert [line.text for line in own.list_record(place.member.pk)] == ["党员活动室"]
    first = Meeting.objects.order_by("pk").first()
    place.as_(place.secretary).post(place.page(number=first.pk), {"act": "remove", "reason": "改期"})
    assert place.convene(**{**hours, "starts_at": "15:00", "ends_at": "16:00"}).status_code == 302
    elsewhere = reverse("meeting:rooms", args=[place.district.other_branch.pk])
    for number in (venue.pk, "", "x"):  # of another unit, and of none: nothing is done and nothing is said to be done
        stopped = place.as_(place.district.officer).post(elsewhere, {"act": "retire", "venue": number})
        assert stopped.status_code == 404
    for _twice in range(2):
        place.as_(place.secretary).post(rooms, {"act": "retire", "venue": venue.pk})
    assert "订用活动室" not in place.client.get(place.url("convene")).content.decode()


def test_each_level_shows_the_next_and_a_meeting_before_the_superiors_is_warned(place):
    """S1-31: 层层召开."""
    branch, committee = place.district.branch.pk, place.district.committee.pk
    officer = place.district.officer
    place.convene(held_on="2026-09-14")
    assert (
        place.convene(officer, organization=committee, chair=officer.pk).status_code == 422
    )  # nobody of the branch sits there
    Meeting.objects.create(
        campaign=place.running, step_code="launch", organization_id=committee, held_on=DAY, convened_at=NOW
    )
    page = place.as_(officer).get(f"{place.url()}?organization={committee}").content.decode()
    assert "早于上一级组织的会议" in page and "9月15日" in page
    levels = {one.id: one for one in panel.list_levels(place.running.pk, "launch", committee, committee)}
    assert [(one.state, one.is_early) for one in (levels[branch], levels[committee])] == [
        ("called", True),
        ("called", False),
    ]
    assert (levels[committee].below, levels[committee].below_done) == (2, 0)
    late = place.convene(held_on="2026-09-13")
    assert "日期早于上一级组织的会议" in place.client.get(late.url).content.decode()


def test_one_person_cannot_chair_and_take_the_minutes(place):
    refused = place.convene(recorder=str(place.secretary.pk))
    assert refused.status_code == 422 and "不能是同一人" in refused.content.decode()
    assert Meeting.objects.count() == 0


def test_attendance_is_a_number_and_an_absence_has_its_ground(place):
    place.convene()
    away = place.district.members[3]
    refused = place.write(**{f"s{away.pk}": "excused"})
    assert refused.status_code == 409 and "请写明请假事由" in refused.content.decode()
    lines = {f"s{away.pk}": "excused", f"g{away.pk}": "外出学习", f"d{away.pk}": "2026-09-20"}
    assert place.write(**lines).status_code == 302
    assert (place.meeting.present, place.meeting.excused) == (3, 1)
    kept = place.as_(place.secretary).get(place.page()).content.decode()
    assert "外出学习" in kept and away.name in kept
    others = place.as_(place.member).get(place.page()).content.decode()
    assert "外出学习" not in others and "应到会" in others
    line = place.meeting.missing[0]
    place.act(place.secretary, "make_up", line=str(line.id), day="2026-09-15")
    assert place.meeting.missing[0].made_up_on == DAY
    assert [one.text for one in own.list_record(away.pk)] == ["请假，外出学习，已补会"]
    assert own.list_record(place.member.pk) == []  # not signed yet
    place.act(place.secretary, "sign")
    assert [one.text for one in own.list_record(away.pk)] == ["请假，外出学习，已补会"]
    there = own.list_record(place.member.pk)  # S3-76: for the person alone, worked out, and open to a correction
    assert [(one.text, one.subject) for one in there] == [("到会", f"meeting:{place.meeting.id}")]
    assert own.list_record(place.district.stranger.pk) == [] == own.list_record(place.district.staff[0].pk)
    own_page = place.as_(place.member).get(reverse("record:record")).content.decode()
    assert "到会" in own_page and "申请更正" in own_page


def test_preconditions_and_the_head_hold_a_launch_up(client):
    place = Place(client, preconditions=["组建机构", "深入调研"], head_speaks=True, also_attend=["activists"])
    place.convene()
    page = place.write().content.decode()
    assert "会前须备齐的事项还没有全部完成" in page and "主要负责人没有讲" in page and "没有的填 0" in page
    ready = {"ready0": "1", "ready1": "1", "also0": "2"}
    place.write(**ready, head_spoke="no", head_reason="参加上级会议")
    assert place.meeting.remarks == ["not_by_the_head"]
    assert place.meeting.also_present == {"activists": 2} and place.meeting.present == 4
    assert "不是主要负责人亲自讲" in place.as_(place.secretary).get(place.page()).content.decode()


def test_everyone_speaks_or_has_a_day_to(client):
    place = Place(client, everyone_speaks=True, study_days_before=7)
    place.convene()
    silent = place.member
    assert "还有人没有发言" in place.write(**{f"s{silent.pk}": "no_turn"}).content.decode()
    assert place.write(**{f"s{silent.pk}": "no_turn", f"d{silent.pk}": "2026-09-22"}).status_code == 302
    assert place.meeting.present == 4 and place.meeting.remarks == ["no_study_before"]


def test_a_congress_counts_its_quorum_and_its_votes(client):
    place = Place(client, form="congress", reports=["财务工作报告"], quorum="2/3", majority="1/2", papers_days_before=3)
    place.convene()
    report = place.meeting.agenda[0]
    away = {f"s{one.pk}": "absent" for one in place.district.members[2:]}
    votes = {f"yes{report.id}": "2", f"no{report.id}": "0", f"decision{report.id}": "同意"}
    assert "还没有全部表决" in place.write().content.decode()
    too_many = place.write(**{f"yes{report.id}": "5"})
    assert too_many.status_code == 409 and "票数多于" in too_many.content.decode()
    assert "还没有全部写明审议意见" in place.write(**votes).content.decode()
    votes[f"notes{report.id}"] = "逐项审议，建议细化食堂支出"
    place.write(act="save", **votes, **away)
    assert place.meeting.agenda[0].is_carried is False  # two of four are not two thirds
    place.write(**votes | {f"yes{report.id}": "3"})
    assert place.meeting.agenda[0].is_carried is True and place.meeting.remarks == ["late_papers"]
    page = place.as_(place.secretary).get(place.page()).content.decode()
    assert "须超过半数：通过" in page and "符合规定人数" in page


def test_a_decision_becomes_a_tracked_item_once(place):
    place.convene()
    one = place.meeting.agenda[1]
    place.write(**{f"decision{one.id}": "每月公开一次财务"})
    follow = reverse("meeting:follow", args=[one.id])
    data = {"owner": str(place.member.pk), "due_on": "2026-10-31"}
    assert place.as_(place.secretary).post(follow, data).status_code == 403  # not signed yet
    place.act(place.secretary, "sign")
    for _ in range(2):
        assert place.as_(place.secretary).post(follow, data).status_code == 302
    item = Item.objects.get()
    assert (item.what, item.owner, str(item.due_on)) == ("每月公开一次财务", place.member, "2026-10-31")
    decided = [(found.subject, found.title) for found in own.list_decisions(place.running.pk)]
    assert decided == [(f"meeting.agenda:{one.id}", "每月公开一次财务")] and own.list_cited([one.id]) == {one.id: []}


def test_without_a_roll_the_numbers_are_typed(client):
    place = Place(client)
    place.running.plan["steps"][0]["who"] = ["delegates"]
    place.running.plan["steps"][0]["subject"] = "campaign"
    place.running.save()
    officer = place.district.officer
    assert place.convene(officer).status_code == 302
    refused = place.write(officer)
    assert refused.status_code == 409 and "请填应到会和到会人数" in refused.content.decode()
    assert place.write(officer, expected="40", present="41").status_code == 409
    assert place.write(officer, expected="40", present="38").status_code == 302
    assert (place.meeting.expected, place.meeting.present) == (40, 38)


def test_signed_on_paper_and_taken_back_with_a_reason(place):
    place.convene()
    place.write()
    assert place.act(place.district.officer, "sign_paper").status_code == 302
    assert place.meeting.signed_on_paper and place.covered() == 1
    number = place.meeting.id
    assert place.write().status_code == 403
    place.act(place.secretary, "remove", reason="")
    assert Meeting.objects.get().removed_at is None
    place.act(place.secretary, "remove", reason="日期登记错了")
    assert place.covered() == 0
    assert place.as_(place.secretary).get(place.page(number=number)).status_code == 404


def test_the_minutes_print_as_word_with_room_for_two_names(place):
    place.convene()
    away = place.district.members[3]
    place.write(**{f"s{away.pk}": "excused", f"g{away.pk}": "病假"})
    file = docx.Document(BytesIO(place.as_(place.secretary).get(place.page("word")).content))
    text = "\n".join(one.text for one in file.paragraphs)
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    assert "作了部署" in text and "应到会：4 人" in text
    assert "主持人签名" in cells and "病假" in cells
    plain = docx.Document(BytesIO(place.as_(place.member).get(place.page("word")).content))
    assert "病假" not in [cell.text for table in plain.tables for row in table.rows for cell in row.cells]


def test_a_person_logs_the_own_relay(place):
    data = {"nonce": str(uuid4()), "held_on": "2026-09-15", "present": "12", "points": "传达三个报告"}
    for _ in range(2):
        assert place.as_(place.member).post(place.url(code="relay"), data).status_code == 302
    found = progress.coverage(place.running.pk, "relay", place.district.branch.pk, DAY)
    assert [one.name for one in found.done] == [place.member.name]
    other = place.as_(place.recorder).get(place.page()).status_code
    assert other == 403 and Meeting.objects.count() == 1


def test_strangers_and_members_do_not_run_meetings(place):
    branch = f"?organization={place.district.branch.pk}"
    assert place.as_(place.district.stranger).get(place.url() + branch).status_code == 403
    assert place.convene(place.member).status_code == 403
    place.convene()
    assert place.as_(place.district.stranger).get(place.page()).status_code == 403
    assert place.write(place.member).status_code == 403


def test_the_list_costs_the_same_for_three_meetings_as_for_one(place):
    spent = []
    for count in (1, 2):
        for _n in range(count):
            place.convene()
        with CaptureQueriesContext(connection) as done:
            assert len(place.client.get(place.url()).context["rows"]) == 2 * count - 1
        spent.append(len(done))
    assert spent[0] == spent[1]


def test_the_report_on_proposals_is_worked_out_of_the_register(client):
    """S2-49: nobody types its figures; they stay as they stood when the minutes were handed in."""
    place = Place(
        client, form="congress", reports=["提案工作报告"], counted_report="提案工作报告", counted_from=["offers"]
    )
    branch, opinions = place.district.branch, apps.get_model("opinion", "Opinion").objects

    def comes_in(number: int, outcome: str, answered_on: date | None) -> None:
        opinions.create(
            campaign_id=place.running.pk, step_code="offers", organization=branch, handled_by=branch, text="提案",
            received_on=DAY, outcome=outcome, answered_on=answered_on, receipt_hash=str(number),
        )  # fmt: skip

    for number, said in enumerate((("adopted", DAY), ("not_adopted", DAY), ("open", None))):
        comes_in(number, *said)
    place.convene()
    told = "收到 3 件，采纳 1 件，未采纳 1 件，待答复 1 件"
    assert told in place.as_(place.secretary).get(place.page()).content.decode()
    report = place.meeting.agenda[0]
    place.write(**{f"yes{report.id}": "3", f"notes{report.id}": "同意"})
    comes_in(9, "open", None)
    assert place.meeting.agenda[0].figures[0]["received"] == 3
    assert told in place.as_(place.secretary).get(place.page()).content.decode()


def test_what_a_discussion_works_out_is_adopted_by_a_vote_and_stands_where_it_is_applied(client):
    """S3-22: a version of its own, with its vote, beside the texts that are written by it."""
    title = "本校党员先进性的具体要求"
    place = Place(client, form="discussion", output=title, output_criteria="local")
    plan = place.running.plan
    plan["criteria"] = {"local": []}
    plan["steps"].append(
        plan_step("analysis", "statement", params={"form": "self_analysis", "parts": ["问题"]})
        | {"criteria": ["local"]}
    )
    place.running.save()
    place.running.windows.create(step_code="analysis", position=9, opens_on=DAY, closes_on=date(2026, 12, 1))
    write = reverse("statement:write", args=[place.running.pk, "analysis"])
    assert "表决通过" not in place.as_(place.member).get(write).content.decode()
    place.convene()
    asked = next(one for one in place.meeting.agenda if one.title == title)
    text = {"output": "课堂上做示范\n家访不漏一户"}
    assert "还没有表决通过" in place.write(**text).content.decode()
    assert place.write(**text, **{f"yes{asked.id}": "4"}).status_code == 302
    assert "家访不漏一户" not in place.as_(place.member).get(write).content.decode()
    place.act(place.secretary, "sign")
    page = place.as_(place.member).get(write).content.decode()
    assert "家访不漏一户" in page and "赞成 4，反对 0），第 1 稿" in page


def test_a_meeting_keeps_off_the_days_of_examinations(place):
    address = reverse("campaigns:school-days", args=[place.district.branch.pk])
    days = {"act": "add", "kind": "exam", "title": "期中考试", "first": "2026-09-14", "last": "2026-09-16"}
    assert place.as_(place.district.members[2]).post(address, days).status_code == 403
    wrong = place.as_(place.secretary).post(address, days | {"last": "2026-09-13"})
    assert wrong.status_code == 422 and "最后一天早于第一天" in wrong.content.decode()
    place.client.post(address, days)
    busy = place.convene(held_on="2026-09-16")
    assert busy.status_code == 422 and "这一天是期中考试" in busy.content.decode()
    assert place.convene(held_on="2026-09-17").status_code == 302
    assert place.convene(held_on="2026-09-16", in_spite="on").status_code == 302
    place.as_(place.district.officer).post(
        reverse("campaigns:school-days", args=[place.district.committee.pk]), days | {"title": "中考", "refuses": "on"}
    )
    kept = place.convene(held_on="2026-09-15", in_spite="on")
    assert kept.status_code == 422 and "规定不安排会议" in kept.content.decode()
    assert "本周已有 2 次会议" in place.as_(place.secretary).get(place.url("convene")).content.decode()
