"""讲述与点评 in the browser's place: narrator, secretary, head above, stranger."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from tests.factories import NOW, START, District, account, campaign, organization, plan_step

from xianfeng.apps.archive.gathering import gather
from xianfeng.apps.campaigns import passing
from xianfeng.apps.campaigns.queries import get_campaign
from xianfeng.apps.evidence import records
from xianfeng.apps.evidence.models import Fact
from xianfeng.apps.evidence.reach import Mirror, each_room
from xianfeng.apps.evidence.records import Record
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people.models import Office
from xianfeng.apps.people.queries import get_viewer
from xianfeng.apps.progress import queries as progress
from xianfeng.kinds.statement import jobs, own, queries
from xianfeng.kinds.statement.models import Project, Reply, Statement

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)
NARRATION = {
    "form": "narration",
    "parts": ["完成情况", "下一步"],
    "examples": 1,
    "examples_tied_to": ["pledge", "duty"],
    "most_characters": 500,
    "speaking_minutes": 8,
}
COMMENT = {
    "form": "comment",
    "author": "branch_secretary",
    "author_of_secretary": "superior_head",
    "comments_on": "narration",
    "parts": ["成绩", "不足", "努力方向"],
    "signed": True,
    "shown_at_once": True,
}
ANALYSIS = {"form": "self_analysis", "parts": ["问题", "原因", "方向"], "readers": ["branch_secretary"]}
TOLD = {"part0": "承诺都已兑现", "part1": "多听课", "example0": "九月上公开课一节", "tie0": "pledge:7"}
SAID = {"part0": "教学扎实，带出两名新人", "part1": "外出学习偏少", "part2": "牵头做一项教研课题"}


class OnePledge:
    """Stands in for the pledges of another kind: everybody has pledge 7."""

    def list_of_person(self, person_id, *, on, campaign_id):
        return [Record("pledge:7", "上公开课一节", person_id=person_id)]

    def list_by_ids(self, ids):
        return []


@pytest.fixture(autouse=True)
def surroundings(monkeypatch):
    monkeypatch.setitem(records._sources, "pledge", OnePledge())
    with time_machine.travel(NOW, tick=False):
        yield


class Place:
    def __init__(self, client, members=4):
        self.district = District(members=members)
        self.running = campaign(
            self.district,
            [
                plan_step("narration", "statement", params=NARRATION),
                plan_step("comment", "statement", params=COMMENT),
                plan_step("analysis", "statement", params=ANALYSIS),
            ],
        )
        self.client = client

    def as_(self, someone):
        self.client.force_login(self.district.account_of(someone))
        return self.client

    def url(self, name="step", code="narration", *args):
        return reverse(f"statement:{name}", args=[self.running.pk, code, *args])

    def tell(self, someone, act="submit", **more):
        return self.as_(someone).post(self.url("write"), TOLD | {"act": act, "revision": "0"} | more)

    def comment(self, author, about, act="submit", **more):
        url = self.url("about", "comment", about.pk) + f"?organization={self.district.branch.pk}"
        return self.as_(author).post(url, SAID | {"act": act, "revision": "0"} | more)

    def act(self, someone, statement, what, **more):
        return self.as_(someone).post(reverse("statement:act", args=[statement.pk]), {"act": what} | more)

    def cover(self, code="narration"):
        found = progress.coverage(self.running.pk, code, self.district.branch.pk, DAY)
        return found.n, found.of


@pytest.fixture
def place(client):
    return Place(client)


def test_the_outline_that_the_plan_names_stands_beside_the_form(place):
    member = place.district.members[1]
    assert "提纲" not in place.as_(member).get(place.url("write", "analysis")).content.decode()
    place.running.plan["texts"] = {"outline": "先写问题的表现，再写原因。"}
    place.running.plan["steps"][2]["params"] = ANALYSIS | {"outline": "outline"}
    place.running.save(update_fields=["plan"])
    assert "先写问题的表现，再写原因。" in place.as_(member).get(place.url("write", "analysis")).content.decode()
    assert "先写问题的表现" not in place.as_(member).get(place.url("write")).content.decode()


def test_what_the_principal_writes_in_person_says_so_when_somebody_else_wrote_it(place):
    """S1-40: four tasks of the principal; an entry by another counts and is marked."""
    principal, branch = place.district.members[1], place.district.branch
    Office.objects.create(
        person=principal, organization=place.district.school, role="principal", title="校长", from_date=START
    )
    params = {
        "form": "review",
        "author": "principal",
        "parts": ["出题目", "搞调研", "提思路", "抓督导"],
        "signed": True,
    }
    step = plan_step("presses", "statement", subject="organization", who=("branches",), params=params)
    place.running.plan["steps"].append(step)
    place.running.save(update_fields=["plan"])
    place.running.windows.create(
        step_code="presses", position=3, opens_on=place.running.starts_on, closes_on=date(2027, 1, 1)
    )
    said = {f"part{n}": "到一年级听课三节，记录在教导处" for n in range(4)} | {"act": "submit", "revision": "0"}
    url = place.url("write", "presses") + f"?organization={branch.pk}"
    assert place.as_(place.district.members[2]).post(url, said).status_code == 403
    assert place.as_(place.district.secretary).post(url, said).status_code == 302
    one = Statement.objects.get()
    page = reverse("statement:statement", args=[one.pk])
    assert "不是校长本人填写" in place.client.get(page).content.decode()
    Statement.objects.update(author=principal)
    assert "不是校长本人填写" not in place.client.get(page).content.decode()
    [offer] = own.offer_practice(f"statement:{one.pk}")  # S4-06: an accepted text of a unit, without its writer
    assert (offer.organization_id, offer.label) == (branch.pk, "presses") and offer.method.startswith(
        "出题目\n到一年级"
    )


def test_each_member_sees_the_part_written_for_the_own_kind_of_post(place):
    """S2-20: a vehicle for each kind of post; who leads sees the one for leaders."""
    secretary, member = place.district.members[:2]
    posts = [{"who": "secretaries", "title": "干部岗位"}, {"who": "members", "title": "教师岗位"}]
    params = {"form": "plan", "author": "branch_secretary", "parts": ["目标"], "for_posts": posts}
    place.running.plan["steps"][0] |= {"subject": "organization", "who": ["branches"], "params": params}
    place.running.save(update_fields=["plan"])
    told = {"part0": "课堂见行动", "part1": "带一个薄弱班", "act": "submit", "revision": "0"}
    lacking = place.as_(secretary).post(place.url("write"), told)
    assert lacking.status_code == 422 and "part2" in lacking.context["form"].errors
    again = told | {"part2": "上一节示范课", "revision": lacking.context["form"].data["revision"]}
    assert place.as_(secretary).post(place.url("write"), again).status_code == 302
    page = place.as_(member).get(place.url()).content.decode()
    assert "课堂见行动" in page and "上一节示范课" in page and "带一个薄弱班" not in page
    assert reverse("statement:statement", args=[Statement.objects.get().pk]) not in page, (
        "nothing that is refused is offered"
    )
    got = place.as_(secretary).get(place.url())
    page = got.content.decode()
    assert got.context["fits"] == "post:secretaries" and page.index("带一个薄弱班") < page.index("上一节示范课")


def test_a_project_is_tried_and_then_spread_or_ended(place):
    """S2-15: idea, unit, trial period, result, decision; several projects of one branch."""
    secretary, member, officer = place.district.secretary, place.district.members[1], place.district.officer
    params = {"form": "plan", "author": "branch_secretary", "projects": {"sorts": ["党员活动方式创新"]}}
    place.running.plan["steps"][0] |= {"subject": "organization", "who": ["branches"], "params": params}
    place.running.save(update_fields=["plan"])
    enter = place.url("enter-project")

    def started(title, until="2026-09-15", **more):
        form = {"nonce": str(uuid4()), "sort": "党员活动方式创新", "title": title, "idea": "党员到班级讲一课"}
        return place.as_(secretary).post(enter, form | {"trial_from": "2026-09-01", "trial_until": until} | more)

    assert place.as_(member).get(enter).status_code == 403
    assert "结束日期不能早于开始日期" in started("微党课", "2026-08-31").content.decode()
    one, two = started("微党课").url, started("流动书架", "2026-12-01").url
    everywhere = place.url() + f"?organization={place.district.committee.pk}"
    assert [row["row"].title for row in place.as_(officer).get(everywhere).context["projects"]] == [
        "微党课",
        "流动书架",
    ]
    assert place.as_(member).get(one).context["form"] is None
    assert place.as_(member).post(one, {"result": "好", "decision": "end"}).status_code == 403
    assert place.as_(secretary).post(one, {"decision": "spread"}).status_code == 422
    refused = place.as_(secretary).post(two, {"result": "借阅多了", "decision": "spread"})
    assert "期满后再决定推广" in refused.content.decode() and "借阅多了" in refused.content.decode()
    assert place.cover() == (0, 1)
    assert place.as_(secretary).post(one, {"result": "十二个班听了课", "decision": "spread"}).status_code == 302
    assert place.as_(secretary).post(two, {"result": "没有人借", "decision": "end"}).status_code == 302
    assert place.cover() == (1, 1)
    written = place.as_(secretary).get(
        reverse("exemplars:write-practice", args=[place.district.branch.pk])
        + f"?from=statement_project:{Project.objects.get(decision='spread').pk}"
    )
    assert written.context["form"].initial["result"] == "十二个班听了课"
    edit = place.url("edit-project", "narration", Project.objects.get(decision="end").pk)
    assert place.as_(secretary).get(edit).url == two, "what is decided stays"
    assert place.as_(secretary).post(two, {"result": "没有人借", "decision": "end"}).status_code == 302, "twice is once"
    late = place.as_(secretary).post(two, {"result": "后来又有人借", "decision": "spread"})
    assert "已经有了结论" in late.content.decode() and "后来又有人借" in late.content.decode()


def test_a_narration_with_an_example_counts_and_the_branch_can_read_it(place):
    member = place.district.members[1]
    assert place.tell(member).status_code == 302
    one = Statement.objects.get()
    assert (one.state, one.signed_label) == ("accepted", member.name)
    assert [(e.text, e.tied_to, e.wording) for e in one.examples.all()] == [
        ("九月上公开课一节", "pledge:7", "承诺：上公开课一节")
    ]
    assert place.cover() == (1, 4)
    page = reverse("statement:statement", args=[one.pk])
    assert place.as_(place.district.members[2]).get(page).status_code == 200
    assert place.as_(place.district.stranger).get(page).status_code == 403
    assert place.as_(place.district.staff[0]).get(page).status_code == 403


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"example0": ""}, "请至少写 1 个具体事例"),
        ({"tie0": ""}, "请选择这个事例对应哪条承诺或职责"),
        ({"part1": " "}, "请写这一部分"),
        ({"part0": "好" * 500}, "全文超过 500 字"),
    ],
)
def test_what_is_lacking_is_named_and_what_was_typed_stays(place, change, sentence):
    response = place.tell(place.district.members[1], **change)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "多听课" in page or "part1" in change
    assert place.cover() == (0, 4)


def test_sending_twice_is_once_and_a_draft_is_taken_up_again(place):
    member = place.district.members[1]
    draft = place.as_(member).post(
        place.url("write"), {"part0": "写到一半", "revision": "0"}, headers={"HX-Request": "true"}
    )
    assert "草稿已存 10:00" in draft.content.decode()
    assert "写到一半" in place.as_(member).get(place.url("write")).content.decode()
    for _ in range(2):
        assert place.tell(member, revision="1").status_code == 302
    assert Statement.objects.count() == 1
    assert Fact.objects.count() == 1


def test_a_conflict_keeps_both_texts(place):
    member = place.district.members[1]
    place.tell(member, act="save", part0="这台设备上的")
    response = place.tell(member, act="save", part0="另一台设备上的")
    page = response.content.decode()
    assert response.status_code == 409
    assert [word in page for word in ("另一处已修改", "这台设备上的", "另一台设备上的")] == [True] * 3
    assert Statement.objects.get().parts.first().text == "这台设备上的"


def test_a_comment_needs_merit_shortcoming_and_direction_and_is_seen_at_once(place):
    secretary, member = place.district.secretary, place.district.members[1]
    place.tell(member)
    page = place.as_(secretary).get(place.url("about", "comment", member.pk)).content.decode()
    assert "承诺都已兑现" in page
    assert "请写这一部分" in place.comment(secretary, member, part1="").content.decode()
    assert "外出学习偏少" not in place.as_(member).get(place.url("step", "comment")).content.decode()
    assert place.comment(secretary, member, revision="1").status_code == 302
    one = Statement.objects.get(form="comment")
    assert (one.state, one.signed_label, one.author_id) == ("accepted", "书记甲（支部书记）", secretary.pk)
    assert own.offer_practice(f"statement:{one.pk}") == []  # about a person: never a practice
    assert "外出学习偏少" in place.as_(member).get(place.url("step", "comment")).content.decode()
    assert place.cover("comment") == (1, 4)
    assert place.as_(place.district.members[2]).get(reverse("statement:statement", args=[one.pk])).status_code == 403


def test_nobody_comments_on_oneself_and_the_secretary_is_commented_on_from_above(place):
    secretary, officer = place.district.secretary, place.district.officer
    assert place.comment(secretary, secretary).status_code == 403
    assert place.comment(place.district.members[1], place.district.members[2]).status_code == 403
    assert place.comment(officer, place.district.members[1]).status_code == 403
    assert place.comment(officer, secretary).status_code == 302
    assert Statement.objects.get().about_id == secretary.pk


def test_the_plan_names_who_comments_on_the_secretary(place):
    secretary, second = place.district.secretary, place.district.members[2]
    Office.objects.create(
        person=second, organization=place.district.branch, role="principal", title="校长", from_date=START
    )
    assert place.comment(second, secretary).status_code == 403
    for step in place.running.plan["steps"]:
        if step["code"] == "comment":
            step["params"] = COMMENT | {"author_of_secretary": "principal"}
    place.running.save(update_fields=["plan"])
    assert place.comment(second, secretary).status_code == 302


def test_the_same_words_for_several_need_a_reason(place):
    secretary, one, two = place.district.secretary, *place.district.members[1:3]
    place.comment(secretary, one, part0=f"{one.name}同志教学扎实，带出两名新人")
    response = place.comment(secretary, two, part0=f"{two.name}同志教学扎实，带出两名新人")
    page = response.content.decode()
    assert response.status_code == 409
    assert "与写给下列同志的文字相同或很像" in page
    assert one.name in page
    assert place.cover("comment") == (1, 4)
    again = place.comment(
        secretary,
        two,
        part0=f"{two.name}同志教学扎实，带出两名新人",
        revision="1",
        same_text_because="二人同组同事同一课题",
    )
    assert again.status_code == 302
    assert Statement.objects.get(about=two).same_text_because == "二人同组同事同一课题"


def test_the_person_attaches_a_reply_once(place):
    secretary, member = place.district.secretary, place.district.members[1]
    place.comment(secretary, member)
    one = Statement.objects.get()
    for _ in range(2):
        place.act(member, one, "reply", text="外出学习少是因为代课")
    assert list(Reply.objects.values_list("text", flat=True)) == ["外出学习少是因为代课"]
    assert (
        "外出学习少是因为代课"
        in place.as_(secretary).get(reverse("statement:statement", args=[one.pk])).content.decode()
    )
    assert place.act(place.district.members[2], one, "reply", text="别人的").status_code == 403


def test_a_text_with_readers_waits_goes_back_and_comes_again(place):
    secretary, member = place.district.secretary, place.district.members[1]
    url = place.url("write", "analysis")
    whole = {"part0": "学习不够", "part1": "时间安排", "part2": "每周读书", "act": "submit"}
    place.as_(member).post(url, whole | {"revision": "0"})
    one = Statement.objects.get()
    assert (one.state, place.cover("analysis")) == ("submitted", (0, 4))
    assert [line.state for line in progress.owed_by_person(member.pk, DAY) if line.step_code == "analysis"] == [
        "in_review"
    ]
    assert place.act(member, one, "pass").status_code == 403
    assert place.act(secretary, one, "send_back", reason="").status_code == 200
    place.act(secretary, one, "send_back", reason="原因没有讲到自己")
    assert "原因没有讲到自己" in place.as_(member).get(url).content.decode()
    place.as_(member).post(url, whole | {"revision": "1", "part1": "自己要求不严"})
    place.act(secretary, one, "pass")
    one.refresh_from_db()
    assert (one.state, place.cover("analysis")) == ("accepted", (1, 4))
    assert place.as_(place.district.members[2]).get(reverse("statement:statement", args=[one.pk])).status_code == 403


def test_after_the_end_of_the_campaign_a_text_is_no_longer_read(place):
    whole = {"part0": "学习不够", "part1": "时间安排", "part2": "每周读书", "act": "submit", "revision": "0"}
    place.as_(place.district.members[1]).post(place.url("write", "analysis"), whole)
    place.running.closed_at = NOW
    place.running.save()
    one = Statement.objects.get()
    answer = place.act(place.district.secretary, one, "pass")
    assert (answer.status_code, "活动还没有开始或已经结束" in answer.content.decode()) == (200, True)
    one.refresh_from_db()
    assert one.state == "submitted"


def test_the_secretarys_own_text_is_read_above(place):
    secretary = place.district.secretary
    whole = {"part0": "学习不够", "part1": "时间安排", "part2": "每周读书", "act": "submit", "revision": "0"}
    place.as_(secretary).post(place.url("write", "analysis"), whole)
    one = Statement.objects.get()
    assert place.act(secretary, one, "pass").status_code == 403
    assert place.act(place.district.officer, one, "pass").status_code == 302
    assert place.cover("analysis") == (1, 4)


def test_a_self_analysis_is_in_no_export_and_journal_and_goes_a_year_after_the_end(place):
    place.running.plan["steps"][2]["params"] = ANALYSIS | {"readers": []}
    place.running.save(update_fields=["plan"])
    member, branch = place.district.members[1], f"?organization={place.district.branch.pk}"
    write = place.url("write", "analysis")
    assert "365 天后销毁正文" in place.as_(member).get(write).content.decode()
    place.client.post(write, {"part0": "学习不够", "part1": "懒", "part2": "读书", "act": "submit", "revision": "0"})
    one = Statement.objects.get()
    place.as_(place.district.secretary)
    assert (
        place.url("export", "analysis") not in place.client.get(place.url("step", "analysis") + branch).content.decode()
    )
    assert place.client.get(place.url("export", "analysis") + branch).status_code == 403
    packed = gather(place.running.pk, place.district.branch.pk, DAY)
    assert not any("学习不够" in content.decode() for content in packed.values())
    place.running.closed_at = NOW
    place.running.save(update_fields=["closed_at"])
    assert [jobs.destroy_words(NOW + timedelta(days=days)) for days in (365, 366, 367)] == [0, 1, 0]
    told = place.as_(member).get(reverse("statement:statement", args=[one.pk])).content.decode()
    assert "2027年9月16日到期销毁" in told and "学习不够" not in told
    assert "学习不够" not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_taking_back_stops_it_counting_and_keeps_the_old_words_in_the_journal(place):
    member = place.district.members[1]
    place.tell(member)
    one = Statement.objects.get()
    place.act(member, one, "take_back", reason="数字写错")
    assert place.cover() == (0, 4)
    assert Entry.objects.get(action="statement.take_back").detail["text"] == ["承诺都已兑现", "多听课"]
    place.tell(member, revision="1", part0="承诺兑现三条")
    assert place.cover() == (1, 4)


def test_strangers_and_non_members_see_nothing(place):
    branch = f"?organization={place.district.branch.pk}"
    for name, code, args in [("step", "narration", ()), ("write", "narration", ()), ("export", "narration", ())]:
        assert place.as_(place.district.stranger).get(place.url(name, code, *args) + branch).status_code == 403, name
    assert place.as_(place.district.members[1]).get(place.url("export")).status_code == 403
    assert place.as_(place.district.staff[0]).get(place.url("write") + branch).status_code == 403
    # The text of a unit, written by an account of nobody: not the own one of every other account of nobody.
    place.tell(place.district.members[1])
    Statement.objects.update(about=None, author=None)
    place.client.force_login(account(grant="audit_admin"))
    assert place.client.get(reverse("statement:statement", args=[Statement.objects.get().pk])).status_code == 403


@pytest.mark.parametrize("members", [2, 4])
def test_the_overview_takes_a_fixed_number_of_queries(client, members, django_assert_num_queries):
    place = Place(client, members=members)
    for member in place.district.members:
        place.tell(member)
    place.as_(place.district.secretary)
    with django_assert_num_queries(19):
        place.client.get(place.url())


def test_read_by_post_the_leader_in_charge_reads_the_head_of_the_department(place):
    place.running.plan["steps"][2]["params"] = ANALYSIS | {"readers": ["by_post"]}
    place.running.save(update_fields=["plan"])
    secretary, leader, head, member = place.district.members
    office = organization("department", "教务处", under=place.district.school, relation="administrative")
    for someone, role in ((leader, "leader_in_charge"), (head, "department_head")):
        Office.objects.create(person=someone, organization=office, role=role, title=role, from_date=START)
    words = {"part0": "教研抓得不紧", "part1": "精力分散", "part2": "每周听课", "act": "submit", "revision": "0"}
    for someone in (secretary, head, member):
        place.as_(someone).post(place.url("write", "analysis"), words | {"part0": f"{someone.name}的问题"})
    of = {one.about: one for one in Statement.objects.all()}
    waiting = [todo.what for todo in each_room("list_todos", viewer=viewer_of(place, leader), on=DAY)]
    assert waiting == [f"审阅{head.name}的材料"]
    assert place.act(leader, of[member], "pass").status_code == 403
    assert place.act(secretary, of[head], "pass").status_code == 403
    assert place.act(secretary, of[secretary], "pass").status_code == 403
    for reader, about in ((leader, head), (secretary, member), (place.district.officer, secretary)):
        place.act(reader, of[about], "pass")
    assert set(Statement.objects.values_list("state", flat=True)) == {"accepted"}


def viewer_of(place, someone):
    return get_viewer(place.district.account_of(someone).pk, on=DAY)


def test_a_review_is_asked_for_in_time_and_answered_from_above(place):
    place.running.plan["steps"][1]["params"] = COMMENT | {"review_days": 2}
    place.running.save(update_fields=["plan"])
    member = place.district.members[1]
    place.comment(place.district.secretary, member)
    said = Statement.objects.get()
    assert "9月17日" in place.as_(member).get(reverse("statement:statement", args=[said.pk])).content.decode()
    place.act(member, said, "reply", text="外出学习已有两次", asks_review="1")
    asked = Reply.objects.get()
    answered = {"reply": str(asked.pk), "reason": "已核对，补写两次外出学习"}
    assert place.act(place.district.secretary, said, "answer_review", **answered).status_code == 403
    place.act(place.district.officer, said, "answer_review", **answered)
    page = place.as_(member).get(reverse("statement:statement", args=[said.pk])).content.decode()
    assert "已核对，补写两次外出学习" in page
    with time_machine.travel(datetime(2026, 9, 18, 2, tzinfo=UTC), tick=False):
        place.act(member, said, "reply", text="再看一次", asks_review="1")
        assert Reply.objects.count() == 1
        place.act(member, said, "reply", text="另作说明")
        assert Reply.objects.count() == 2


def test_a_text_that_stands_is_changed_only_as_often_as_the_plan_allows(place):
    place.running.plan["steps"][2]["params"] = ANALYSIS | {"readers": [], "changes_at_most": 1}
    place.running.save(update_fields=["plan"])
    member = place.district.members[1]
    words = {"part0": "甲", "part1": "乙", "part2": "丙", "act": "submit"}
    for _ in range(2):
        at = Statement.objects.first()
        place.as_(member).post(place.url("write", "analysis"), words | {"revision": str(at.revision if at else 0)})
        place.act(member, Statement.objects.get(), "take_back", reason="改一处")
    made = Statement.objects.get()
    assert (made.state, made.changes) == ("accepted", 1)
    assert "text" not in Entry.objects.get(action="statement.take_back").detail  # the journal keeps for ever


def test_a_revised_text_starts_from_the_first_and_shows_what_changed(place):
    steps = place.running.plan["steps"]
    steps[2]["params"] = ANALYSIS | {"readers": []}
    steps.append(plan_step("revised", "statement", params=ANALYSIS | {"readers": [], "revises": "analysis"}))
    windows = place.running.windows.get(step_code="analysis")
    windows.pk, windows.step_code = None, "revised"
    windows.save()
    place.running.save(update_fields=["plan"])
    member = place.district.members[1]
    words = {"part0": "学习不够。", "part1": "时间紧。", "part2": "每周读书。", "act": "submit", "revision": "0"}
    place.as_(member).post(place.url("write", "analysis"), words)
    assert "每周读书。" in place.as_(member).get(place.url("write", "revised")).content.decode()
    same = place.as_(member).post(place.url("write", "revised"), words).content.decode()
    assert "与原来的材料完全相同" in same
    place.as_(member).post(place.url("write", "revised"), words | {"part1": "抓得不紧。", "revision": "1"})
    first, second = Statement.objects.order_by("pk")
    page = place.as_(place.district.secretary).get(reverse("statement:statement", args=[second.pk]))
    told = page.content.decode()
    assert "<del>时间紧。</del>" in told and "<ins>抓得不紧。</ins>" in told
    assert (first.state, second.state) == ("accepted", "accepted")


def test_the_committee_adopts_without_the_member_concerned(place):
    place.running.plan["steps"][1]["params"] = COMMENT | {"author": "committee", "adopted": True}
    place.running.save(update_fields=["plan"])
    secretary, member, commissioner, _other = place.district.members
    for someone in (commissioner, member):
        Office.objects.create(
            person=someone,
            organization=place.district.branch,
            role="organization_commissioner",
            title="组织委员",
            from_date=START,
        )
    url = place.url("about", "comment", member.pk) + f"?organization={place.district.branch.pk}"
    form = place.as_(secretary).get(url).context["form"]
    assert [name for name, _label in form.fields["present"].choices] == [secretary.name, commissioner.name]
    adopted = {"adopted_on": "2026-09-14", "present": [secretary.name]}
    refused = place.comment(secretary, member, **adopted).content.decode()
    assert "应到会 2 人中过半数到会" in refused and "教学扎实" in refused
    both = adopted | {"present": [secretary.name, commissioner.name], "revision": "1"}
    assert place.comment(secretary, member, **both).status_code == 302
    said = Statement.objects.get()
    assert said.adopted == {"on": "2026-09-14", "present": [secretary.name, commissioner.name], "due": 2}
    page = place.as_(member).get(reverse("statement:statement", args=[said.pk])).content.decode()
    assert "应到会 2 人，实到会 2 人" in page
    assert place.comment(place.district.officer, secretary).status_code == 302


def test_what_comes_after_waits_until_the_opinion_is_final(place):
    place.running.plan["steps"][1]["params"] = COMMENT | {"review_days": 2}
    place.running.plan["steps"].append(plan_step("bulletin", "notice", subject="organization", requires=("comment",)))
    window = place.running.windows.get(step_code="comment")
    window.closes_on = DAY
    window.save(update_fields=["closes_on"])
    window.pk, window.step_code = None, "bulletin"
    window.save()
    place.running.save(update_fields=["plan"])
    member, branch = place.district.members[1], place.district.branch.pk

    def held(on=DAY):
        campaign = get_campaign(place.running.pk)
        return [one.gate.target for one in passing.list_blocking(campaign, "bulletin", branch, on)]

    assert held() == []
    place.comment(place.district.secretary, member)
    said = Statement.objects.get()
    assert (held(), held(date(2026, 9, 18))) == (["bulletin"], [])
    for _ in range(2):
        place.act(member, said, "see")
    assert held() == [] and Entry.objects.filter(action="statement.see").count() == 1
    place.act(member, said, "reply", text="有一处不实", asks_review="1")
    assert held(date(2026, 12, 20)) == ["bulletin"]
    asked = Reply.objects.get()
    place.act(place.district.officer, said, "answer_review", reply=str(asked.pk), reason="已更正")
    assert held() == []


class Opinions:
    """Stands in for a box of opinions: what it holds up to the author of a text."""

    def __init__(self, waits):
        self.waits = waits

    def __call__(self, **asked):
        yield Mirror("征求意见", ("多听课",), "/", self.waits)


@pytest.mark.parametrize(
    ("waits", "told"), [("to_confirm", "去看并确认"), ("collecting", "反馈给您以后再写"), ("", "<li>多听课</li>")]
)
def test_the_own_text_opens_after_the_digest_was_confirmed(place, monkeypatch, waits, told):
    place.running.plan["steps"][2]["requires"] = ["narration"]
    place.running.save(update_fields=["plan"])
    stand_in = Opinions(waits)
    monkeypatch.setattr(queries, "each_room", lambda name, **asked: stand_in(**asked))
    member = place.district.members[1]
    words = {"part0": "甲", "part1": "乙", "part2": "丙", "act": "submit", "revision": "0"}
    page = place.as_(member).get(place.url("write", "analysis")).content.decode()
    assert told in page and ("<textarea" in page) is (waits == "")
    words["part0"] = "正在写的一段"
    sent = place.as_(member).post(place.url("write", "analysis"), words)
    assert Statement.objects.count() == (0 if waits else 1)
    assert not waits or "正在写的一段" in sent.content.decode()  # begun before the digest came: nothing typed is lost
