"""学习 in the browser's place: a member, the secretary, the bureau's officer, a stranger."""

from datetime import UTC, date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from tests.factories import NOW, TEST_ACTOR, District, campaign, plan_step

from xianfeng.apps.campaigns.models import Campaign
from xianfeng.apps.evidence.models import Fact
from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people import record_notes
from xianfeng.apps.progress import queries as progress
from xianfeng.core.kind import Need
from xianfeng.kinds.study import actions, essays, jobs, queries
from xianfeng.kinds.study.kind import kind
from xianfeng.kinds.study.models import Attendance, Confirmation, Document, Essay, Session

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)
RULES = "操作规程"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


class Place:
    def __init__(self, client, members=3):
        self.district = District(members=members)
        self.running = campaign(
            self.district,
            [
                plan_step("rules", "study", params={"topics": [RULES], "confirms_reading": True}),
                plan_step("meeting", "study", params={"topics": ["全会精神"], "collective_hours": 2}),
                plan_step(
                    "branch", "study", subject="organization", who=("branches",), params={"topics": ["全会精神"]}
                ),
            ],
        )
        self.client = client

    def as_(self, someone):
        self.client.force_login(self.district.account_of(someone))
        return self.client

    def url(self, name="step", code="rules", *args):
        return reverse(f"study:{name}", args=[self.running.pk, code, *args])

    def cover(self, code):
        return progress.coverage(self.running.pk, code, self.district.branch.pk, DAY)

    def issue(self, text="第一条 讲述要精炼。", **more):
        return self.as_(self.district.officer).post(
            self.url("issue", "rules", 1),
            {"issuer": "教管中心总支", "number": "总支〔2026〕1号", "issued_on": "2026-09-01", "text": text} | more,
        )

    def confirm(self, someone, version=1):
        return self.as_(someone).post(self.url("read", "rules", 1), {"version": str(version)})

    def log(self, code="meeting", someone=None, **more):
        data = {
            "nonce": str(uuid4()),
            "held_on": "2026-09-14",
            "form": "coaching",
            "topic": "全会精神",
            "minutes": "90",
        }
        return self.as_(someone or self.district.secretary).post(self.url("log", code), data | more)


@pytest.fixture
def place(client):
    return Place(client)


def test_a_member_reads_and_confirms_once(place):
    assert place.issue().status_code == 302
    member = place.district.members[1]
    page = place.as_(member).get(place.url("read", "rules", 1)).content.decode()
    assert "讲述要精炼" in page and "我已读过（第 1 版）" in page
    for _ in range(2):
        assert place.confirm(member).status_code == 302
    assert Confirmation.objects.count() == Fact.objects.count() == 1
    assert [one.name for one in place.cover("rules").done] == [member.name]
    assert [line.title for line in queries.list_record(member.pk)] == [RULES]


def test_a_new_version_asks_again_and_says_so(place):
    place.issue()
    member = place.district.members[1]
    place.confirm(member)
    assert place.issue("第一条 讲述要精炼，以事例说话。", change_note="第一条有改动").status_code == 302
    assert place.cover("rules").n == 0
    page = place.as_(member).get(place.url()).content.decode()
    assert "您确认的是第 1 版，现在是第 2 版" in page
    assert place.confirm(member, 1).status_code == 409  # what was shown is no longer in force
    assert place.confirm(member, 2).status_code == 302
    assert place.cover("rules").n == 1
    assert Confirmation.objects.count() == 2


def test_the_same_text_is_no_new_version(place):
    place.issue()
    place.confirm(place.district.members[1])
    response = place.issue()
    assert response.status_code == 422 and "完全相同" in response.content.decode()
    assert Document.objects.count() == 1 and place.cover("rules").n == 1


def test_nothing_is_confirmed_before_it_is_issued(place):
    assert place.confirm(place.district.members[1]).status_code == 409
    assert Confirmation.objects.count() == 0


def test_a_text_of_the_plan_is_there_from_the_start(place):
    place.running.plan["texts"] = {RULES: "随方案印发的正文"}
    place.running.save()
    member = place.district.members[1]
    assert "随方案印发的正文" in place.as_(member).get(place.url("read", "rules", 1)).content.decode()
    assert place.confirm(member).status_code == 302
    assert place.cover("rules").n == 1


def test_the_secretary_sees_who_is_missing_by_name_and_no_minutes(place):
    place.issue()
    one, other = place.district.members[1:3]
    place.confirm(one)
    page = place.as_(place.district.secretary).get(place.url()).content.decode()
    missing = page.split("确认情况", 1)[1].split("学习记录", 1)[0]
    assert other.name in missing.replace("\u3000", "") and one.name not in missing.replace("\u3000", "")
    assert {field.name for field in Confirmation._meta.get_fields()} == {
        "id",
        "document",
        "organization",
        "person",
        "confirmed_at",
        "confirmed_by_label",
    }


def test_a_session_counts_for_who_was_there_and_hours_are_worked_out(place):
    secretary, one, other = place.district.members
    lines = {f"s{secretary.pk}": "attended", f"s{one.pk}": "attended", f"s{other.pk}": "excused"}
    refused = place.log(**lines)
    assert refused.status_code == 422 and "请写明请假事由" in refused.content.decode()
    assert place.log(**lines, **{f"g{other.pk}": "出差"}).status_code == 302
    assert place.cover("meeting").n == 0  # an hour and a half is one hour of two
    place.log(**{f"s{secretary.pk}": "attended", f"s{one.pk}": "attended"}, minutes="30", held_on="2026-09-15")
    assert {person.name for person in place.cover("meeting").done} == {secretary.name, one.name}
    first = Session.objects.order_by("held_on").first()
    page = place.as_(secretary).get(place.url(code="meeting")).content.decode()
    assert page.count("补录") == 1 and "还差" in page
    url = reverse("study:session", args=[first.pk])
    keep = {**lines, f"s{other.pk}": "made_up", f"d{other.pk}": "2026-09-15"}
    assert place.as_(secretary).post(url, keep | {f"d{other.pk}": "2026-10-01"}).status_code == 409
    assert place.as_(secretary).post(url, keep).status_code == 302
    assert Attendance.objects.get(person=other).state == "made_up"
    assert "?format=xlsx" in place.client.get(url).content.decode()
    sheet = load_workbook(BytesIO(place.client.get(url, {"format": "xlsx"}).content))["参加情况"]
    assert (other.name, "已补学", None, "2026-09-15") in list(sheet.iter_rows(values_only=True))
    assert Fact.objects.filter(person=other, fact="collective_hour", withdrawn_at=None).count() == 1
    place.as_(secretary).post(url, {"act": "remove", "reason": "登记错了"})
    assert place.cover("meeting").n == 0
    assert Fact.objects.filter(person=other, withdrawn_at=None).count() == 0


def test_the_page_of_a_topic_names_the_branches_and_members_still_without_a_session(place):
    """S0-01: each branch studies the topic once, with attendance."""
    secretary, one, other = place.district.members
    everywhere = place.url(code="branch") + f"?organization={place.district.committee.pk}"

    def told(shown="开展过学习的支部"):
        page = place.as_(place.district.officer).get(everywhere).content.decode().replace("\u3000", "")
        return page.split(shown, 1)[1].split("coverage__figure", 1)[1].split("</section>", 1)[0]

    assert place.district.branch.name in told() and place.district.other_branch.name in told()
    place.log("branch", **{f"s{secretary.pk}": "attended", f"s{one.pk}": "attended"})
    assert place.district.branch.name not in told() and place.district.other_branch.name in told()
    members = told("参加过学习的党员")
    assert (other.name in members, one.name in members) == (True, False)
    assert "参加过学习的党员" not in place.as_(one).get(place.url(code="branch")).content.decode()


def test_leaders_owe_the_hours_the_plan_adds_for_them(place):
    secretary, one, _other = place.district.members
    step = next(step for step in place.running.plan["steps"] if step["code"] == "meeting")
    step["params"]["leaders_extra_hours"] = 1
    step["who"] = ["members", "leaders"]
    place.running.save(update_fields=["plan"])
    both = {f"s{person.pk}": "attended" for person in (secretary, one)}
    place.log(**both, minutes="120")
    assert {person.name for person in place.cover("meeting").done} == {one.name}
    place.log(**both, minutes="180", form="self_study")  # S3-16: an account of its own
    got = place.as_(secretary).get(place.url(code="meeting"))
    page = got.content.decode()
    assert "要求 3 小时，已有 2 小时，还差 1 小时" in page and "个人自学另记：3 小时，不计入。" in page
    assert [(row["hours"], row["alone"]) for row in got.context["hour_rows"]] == [(2, 3), (2, 3), (0, 0)]
    assert [(row["label"], row["done"], row["total"]) for row in got.context["classes"]] == [
        ("党员", 1, 3), ("干部", 0, 1)
    ], "coverage of each class of the audience (S4-04)"  # fmt: skip
    assert "要求 2 小时，已有 2 小时，还差 0 小时" in place.as_(one).get(place.url(code="meeting")).content.decode()
    place.log(**both, minutes="60", held_on="2026-09-15")
    assert {person.name for person in place.cover("meeting").done} == {secretary.name, one.name}
    last = Session.objects.order_by("held_on").last()
    place.as_(secretary).post(reverse("study:session", args=[last.pk]), {"act": "remove", "reason": "登记错了"})
    assert {person.name for person in place.cover("meeting").done} == {one.name}


def test_the_form_sent_twice_is_one_session(place):
    lines = {f"s{place.district.secretary.pk}": "attended", "nonce": str(uuid4())}
    assert [place.log("branch", **lines).status_code for _ in range(2)] == [302, 302]
    assert Session.objects.count() == 1
    assert place.cover("branch").n == 1


def test_a_session_of_tomorrow_or_with_nobody_is_refused(place):
    there = {f"s{place.district.secretary.pk}": "attended"}
    assert "今天以后" in place.log(held_on="2026-09-16", **there).content.decode()
    assert "没有人参加" in place.log().content.decode()
    assert Session.objects.count() == 0


def test_strangers_and_members_are_kept_to_their_own(place):
    place.issue()
    branch = f"?organization={place.district.branch.pk}"
    member = place.district.members[1]
    assert place.as_(place.district.stranger).get(place.url() + branch).status_code == 403
    for name, args in (("log", ()), ("export", ()), ("issue", (1,))):
        assert place.as_(member).get(place.url(name, "rules", *args)).status_code == 403
    assert place.as_(place.district.secretary).get(place.url("issue", "rules", 1)).status_code == 403
    assert place.log("meeting", someone=member, **{f"s{member.pk}": "attended"}).status_code == 403
    assert (
        place.as_(place.district.officer).post(place.url("read", "rules", 1) + branch, {"version": "1"}).status_code
        == 403
    )  # nobody confirms for others


def test_lists_go_out_as_a_workbook(place):
    place.issue()
    place.confirm(place.district.members[1])
    place.log("rules", **{f"s{place.district.secretary.pk}": "attended"})
    response = place.as_(place.district.secretary).get(place.url("export"))
    book = load_workbook(BytesIO(response.content))
    read = {row[1]: row[2] for row in book.worksheets[0].iter_rows(values_only=True) if row[1]}
    assert read[place.district.members[1].name] == "已确认" and not read[place.district.members[2].name]
    assert "补录" in [cell for row in book.worksheets[1].iter_rows(values_only=True) for cell in row]


def test_nobody_marks_the_own_notes():
    district = District(members=2)
    running = campaign(district, [plan_step("notes", "study", params={"topics": [RULES], "notes": True})])
    stamp = {"now": NOW, "campaign_id": running.pk, "step_code": "notes", "organization_id": district.branch.pk}
    secretary, member = district.members
    own = Actor(account_id=None, person_id=secretary.pk, label="书记甲")
    with pytest.raises(actions.StudyRefused) as refused:
        actions.mark_seen(**stamp, actor=own, nonce=uuid4(), person_id=secretary.pk, what="note")
    assert refused.value.code == "own_mark"
    actions.mark_seen(**stamp, actor=own, nonce=uuid4(), person_id=member.pk, what="note")
    actions.mark_seen(**stamp, actor=TEST_ACTOR, nonce=uuid4(), person_id=secretary.pk, what="note")
    assert progress.coverage(running.pk, "notes", district.branch.pk, DAY).n == 2


def test_every_topic_is_covered_and_the_page_says_by_whom(client):
    """S4-08: four awarenesses, coverage of each."""
    place = Place(client)
    place.running.plan["steps"][1]["params"] = {"topics": ["政治意识", "廉洁意识"], "every_topic": True}
    place.running.save(update_fields=["plan"])
    secretary, one, _other = place.district.members
    both = {f"s{person.pk}": "attended" for person in (secretary, one)}
    assert place.log(**both).status_code == 422, "which topics it was about has to be said"
    assert [row["done"] for row in place.as_(secretary).get(place.url(code="meeting")).context["topics"]] == [0, 0]
    place.running.plan["steps"][1]["params"]["every_topic"] = False
    place.running.save(update_fields=["plan"])
    assert place.log(**both, held_on="2026-09-13").status_code == 302
    got = place.as_(secretary).get(place.url(code="meeting"))
    assert got.context["topics"] == [] and "own_topics" not in got.context, "nothing was said of topics: no nought"
    place.running.plan["steps"][1]["params"]["every_topic"] = True
    place.running.save(update_fields=["plan"])
    place.log(**both, topics=["政治意识"], topic="")
    assert Session.objects.order_by("pk").last().topic == "政治意识"
    place.log(topics=["廉洁意识"], held_on="2026-09-15", **{f"s{one.pk}": "attended"})
    got = place.as_(secretary).get(place.url(code="meeting"))
    assert [(row["label"], row["done"], row["total"]) for row in got.context["topics"]] == [
        ("政治意识", 2, 3), ("廉洁意识", 1, 3)
    ]  # fmt: skip
    assert got.context["own_topics"] == [("政治意识", True), ("廉洁意识", False)]
    assert [person.name for person in place.cover("meeting").done] == [one.name]
    session = Session.objects.order_by("pk").last()
    lines = {f"s{one.pk}": "attended", f"s{secretary.pk}": "made_up", f"d{secretary.pk}": "2026-09-15"}
    place.as_(secretary).post(reverse("study:session", args=[session.pk]), lines)
    assert {person.name for person in place.cover("meeting").done} == {one.name, secretary.name}
    place.as_(secretary).post(reverse("study:session", args=[session.pk]), {f"s{secretary.pk}": "attended"})
    assert {person.name for person in place.cover("meeting").done} == {secretary.name}


def test_credits_of_trainings_follow_the_plans_rule_and_a_missing_one_is_contested(client):
    """S4-17: kind of training -> credits, a most a year for each kind; the own account; another person answers."""
    place = Place(client)
    secretary, one = place.district.members[:2]
    teacher, other = place.district.staff[:2]
    trainings = [{"title": "集中培训"}, {"title": "网络研修", "minutes_per_credit": 30, "most_a_year": 2}]
    place.running.plan["steps"][1] |= {
        "who": ["staff"], "params": {"topics": ["教师素质提升"], "trainings": trainings, "credits_a_year": 5},
    }  # fmt: skip
    place.running.save(update_fields=["plan"])
    form = place.as_(secretary).get(place.url("log", "meeting"))
    assert {row["state"] for row in form.context["rows"]} == {""}, "who was there is said, not taken for granted"
    both = {f"s{teacher.pk}": "attended", f"s{one.pk}": "attended", "form": "training"}
    assert "请选择培训类别" not in form.content.decode()
    assert place.log(**both).status_code == 422 and Session.objects.count() == 0
    assert place.log(**both, training="网络研修", minutes="120", topic="课程标准网络研修").status_code == 302
    assert place.log(**both, training="集中培训", minutes="100", topic="暑期集中培训").status_code == 302
    rows = {row["name"]: row for row in place.as_(secretary).get(place.url(code="meeting")).context["credit_rows"]}
    assert [(line.credits, line.left_out) for line in rows[teacher.name]["lines"]] == [(2, 0), (2, 2)]
    assert (rows[teacher.name]["total"], rows[teacher.name]["left"], rows[other.name]["lines"]) == (4, 1, [])
    assert place.cover("meeting").n == 0

    own = place.as_(teacher).get(place.url(code="meeting"))
    page = own.content.decode()
    assert (
        "要求 5 学时，已认定 4 学时，还差 1 学时" in page
        and "credit_rows" in own.context
        and not own.context["credit_rows"]
    )
    assert other.name not in page
    asked = {
        "entry": own.context["own_credits"]["entry"],
        "kind": "correction",
        "text": "九月十日校本教研一小时没有记上",
    }
    assert place.as_(teacher).post(reverse("people:note"), asked).status_code == 302
    note = record_notes.list_notes(teacher.pk)[0]
    assert note.about.endswith("认定 4 学时，要求 5 学时") and (note.due_on - DAY).days == 15
    assert "九月十日校本教研一小时没有记上" in place.as_(teacher).get(reverse("record:record")).content.decode()
    answer = reverse("people:note-answer", args=[note.id])
    assert place.as_(teacher).get(answer).status_code == 403
    assert place.as_(secretary).post(answer, {"upheld": "yes", "answer": "已核对，补记"}).status_code == 302
    place.log(**both, training="集中培训", minutes="60", topic="校本教研", held_on="2026-09-10")
    assert teacher.name in {person.name for person in place.cover("meeting").done}
    page = place.as_(teacher).get(place.url(code="meeting")).content.decode()
    assert "已认定 5 学时，还差 0 学时" in page and "已核对，补记" in page
    last = Session.objects.order_by("pk").last()
    place.as_(secretary).post(reverse("study:session", args=[last.pk]), {"act": "remove", "reason": "登记错了"})
    assert place.cover("meeting").n == 0


PASSAGE = "这次学习使我认识到，备课要备到每一个学生，课后的辅导也要跟上。"


def test_an_essay_is_shared_by_its_author_and_what_two_have_alike_is_shown_to_the_reviewer(client):
    """S3-20: notes are counted, an essay is handed in; copied passages are for a human to judge."""
    place = Place(client)
    place.running.plan["steps"][1]["params"] = {"topics": [RULES], "essays": 1}
    place.running.save(update_fields=["plan"])
    secretary, one, other = place.district.members

    def write(someone, title, text, **more):
        nonce = str(uuid4())
        form = {"nonce": nonce, "title": title, "text": text} | more
        assert [place.as_(someone).post(place.url("write-essay", "meeting"), form).status_code for _ in "12"] == [
            302
        ] * 2
        return Essay.objects.get(nonce=nonce)

    assert (
        "这个字段是必填项"
        in place.as_(one).post(place.url("write-essay", "meeting"), {"title": "所得"}).content.decode()
    )
    first = write(one, "学后所得", f"学习之前想得不多。\n{PASSAGE}")
    second = write(other, "一点体会", f"{PASSAGE}\n今后每周听课一节。")
    page = reverse("study:essay", args=[second.pk])
    assert place.as_(one).get(page).status_code == place.as_(place.district.stranger).get(page).status_code == 403
    assert place.as_(one).post(page, {"act": "share"}).status_code == 403
    place.as_(other).post(page, {"act": "share"})
    got = place.as_(one).get(page)
    assert got.status_code == 200 and got.context["alike"] == [], "flags are for the reviewer"
    assert "一点体会" in place.as_(one).get(place.url(code="meeting")).content.decode()
    place.as_(other).post(page, {"act": "keep"})
    assert place.as_(one).get(page).status_code == 403
    got = place.as_(secretary).get(page)
    assert [(pair.here, pair.other.id, pair.there, pair.percent) for pair, _may in got.context["alike"]] == [
        (1, first.pk, 2, 100)
    ]
    assert "本文第 1 段" in got.content.decode() and "第 2 段" in got.content.decode()
    assert place.cover("meeting").n == 0
    for _ in range(2):
        assert place.as_(secretary).post(page, {"act": "read"}).status_code == 302
    assert [person.name for person in place.cover("meeting").done] == [other.name]
    listed = place.as_(secretary).get(place.url(code="meeting")).content.decode()
    assert (listed.count("待审阅"), listed.count("已审阅")) == (1, 1)
    assert "已审阅" in place.as_(other).get(page).content.decode()
    edit = place.url("edit-essay", "meeting", second.pk)
    assert place.as_(one).get(edit).status_code == 403
    assert place.as_(other).post(edit, {"nonce": str(uuid4()), "title": "改", "text": "改"}).url == page
    place.as_(one).post(
        place.url("edit-essay", "meeting", first.pk), {"nonce": str(uuid4()), "title": "改过", "text": "改写"}
    )
    assert essays.list_alike(essays.get_essay(second.pk)) == []
    own = essays.get_essay(write(secretary, "书记的心得", PASSAGE).pk)
    assert place.as_(secretary).post(own.url, {"act": "read"}).status_code == 403
    assert [line.title for line in each_room("list_record", person_id=secretary.pk)] == ["书记的心得"]
    assert "365 天后由系统销毁正文" in place.as_(one).get(place.url("write-essay", "meeting")).content.decode()
    place.as_(secretary).post(own.url, {"act": "share"})
    kept, campaign = Essay.objects.filter(pk=second.pk), Campaign.objects.filter(pk=place.running.pk)
    now = time_machine.escape_hatch.datetime.datetime.now(UTC)  # as the database sees it
    for closed in (364, 366):
        campaign.update(closed_at=now - timedelta(days=closed))
        for change in ({"text": ""}, {"text": "", "words_destroyed_on": timezone.localdate(now)}):
            with pytest.raises(IntegrityError), transaction.atomic():
                (kept if closed == 364 else Essay.objects.filter(pk=own.id)).update(**change)
        assert jobs.destroy_words(now) == (0 if closed == 364 else 2)
    assert jobs.destroy_words(now) == 0 and Entry.objects.latest("pk").detail == {"essays": 2}
    gone, shared = essays.get_essay(second.pk), essays.get_essay(own.id)
    assert (gone.title, gone.text, gone.state, shared.text) == ("一点体会", "", "done", PASSAGE)
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.update(text="补写")
    shown = place.as_(other).get(page).content.decode()
    assert "到期销毁" in shown and 'value="share"' not in shown
    place.client.post(page, {"act": "share"})
    assert not Essay.objects.get(pk=second.pk).is_shared
    assert "原文已按期限销毁" in [line.text for line in each_room("list_record", person_id=other.pk)]


def test_what_a_step_needs():
    assert kind.needs(kind.read_params({"topics": [RULES], "confirms_reading": True})) == (
        Need("reading_confirmed", part=RULES),
    )
    assert kind.needs(kind.read_params({"topics": [RULES]})) == (Need("session_held"),)


@pytest.mark.parametrize("members", [2, 4])
def test_the_overview_takes_a_fixed_number_of_queries(client, members, django_assert_num_queries):
    place = Place(client, members=members)
    place.issue()
    for member in place.district.members:
        place.confirm(member)
        place.log("rules", **{f"s{member.pk}": "attended"})
    place.as_(place.district.secretary)
    with django_assert_num_queries(16):
        place.client.get(place.url())
