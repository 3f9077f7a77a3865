"""公开承诺 in the browser's place: author, reviewer, stranger; only what is public counts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from tests.factories import NOW, START, District, actor_of, campaign, person, plan_step

from xianfeng.apps.evidence.models import Fact
from xianfeng.apps.evidence.records import Record
from xianfeng.apps.people.models import Office
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.tracking import actions as tracking
from xianfeng.apps.tracking.models import Item
from xianfeng.apps.tracking.refusals import sentence as refusal_sentence
from xianfeng.kinds.pledge import queries, systems, topics
from xianfeng.kinds.pledge.models import Citation, Pledge, Text

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)
TARGET = {"measure": "work_target", "needs_target": True}
TOPICS = {"measure": "topic", "requirements": "topics", "every_topic": True}
WHOLE = {
    "text": "本学期听评课 20 节",
    "result": "听课记录 20 份",
    "beneficiary": "教研组同事",
    "due_on": "2026-12-20",
    "unit": "节",
    "baseline": "0",
    "target": "20",
}


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
                plan_step("target", "pledge", params=TARGET),
                plan_step("party", "pledge", params={"measure": "party_requirement", "requirements": "five_leads"}),
                plan_step("post", "pledge", params={"measure": "post_duty"}),
                plan_step("branch", "pledge", subject="organization", who=("branches",), params=TARGET),
                plan_step("school", "pledge", subject="organization", who=("branches",), params=TOPICS),
            ],
        )
        self.running.plan["criteria"] = {
            "five_leads": [
                {"key": "study", "title": "带头学习提高", "key_item": False, "goal": None},
                {"key": "serve", "title": "带头服务群众", "key_item": False, "goal": None},
            ],
            "topics": [
                {"key": "party", "title": "加强党的建设"},
                {"key": "lessons", "title": "深化课程改革"},
                {"key": "harmony", "title": "创建和谐学校"},
            ],
        }
        self.running.save(update_fields=["plan"])
        self.client = client
        self.n = 0

    def as_(self, someone):
        self.client.force_login(self.district.account_of(someone))
        return self.client

    def url(self, name="step", code="target"):
        return reverse(f"pledge:{name}", args=[self.running.pk, code])

    def write(self, someone, act="submit", code="target", **more):
        self.n += 1
        data = WHOLE | {"act": act, "nonce": f"nonce{self.n}", "revision": "0"} | more
        return self.as_(someone).post(self.url("write", code), data)

    def act(self, someone, pledge, what, **more):
        return self.as_(someone).post(reverse("pledge:act", args=[pledge.pk]), {"act": what} | more)

    def cover(self, code="target"):
        found = progress.coverage(self.running.pk, code, self.district.branch.pk, DAY)
        return found.n, found.of

    def published(self, someone=None):
        self.write(someone or self.district.members[1])
        pledge = Pledge.objects.latest("pk")
        self.act(self.district.secretary, pledge, "publish", place="校务公开栏")
        return pledge


@pytest.fixture
def place(client):
    return Place(client)


def test_a_pledge_counts_only_once_it_is_public(place):
    member = place.district.members[1]
    assert place.write(member).status_code == 302
    pledge = Pledge.objects.get()
    assert place.cover() == (0, 3)
    assert [one.state for one in progress.owed_by_person(member.pk, DAY) if one.step_code == "target"] == ["in_review"]
    place.act(place.district.secretary, pledge, "publish", place="校务公开栏")
    assert place.cover() == (1, 3)
    text = pledge.texts.get()
    assert (text.state, text.published_place, text.decided_by_label) == (
        "published",
        "校务公开栏",
        "书记甲（支部书记）",
    )
    assert queries.get_pledge(pledge.pk, on=DAY).percent == 0


def test_what_is_lacking_is_said_at_its_field_and_what_was_typed_stays(place):
    response = place.write(place.district.members[1], beneficiary="", due_on="", target="", text="我要听课")
    page = response.content.decode()
    assert response.status_code == 422
    assert [word in page for word in ("请写明谁受益", "请填完成日期", "请填要达到的数", "我要听课")] == [True] * 4
    assert Text.objects.get().state == "draft"
    assert Fact.objects.count() == 0


def test_the_same_form_sent_twice_is_one_pledge(place):
    member = place.district.members[1]
    for _ in range(2):
        assert place.write(member, nonce="same").status_code == 302
    assert Pledge.objects.count() == 1
    assert Fact.objects.count() == 1


def test_a_draft_saved_while_typing_is_there_on_the_next_visit(place):
    member = place.district.members[1]
    response = place.as_(member).post(
        place.url("write"),
        {"text": "写到一半", "nonce": "n1", "revision": "0", "due_on": "不是日期"},
        headers={"HX-Request": "true"},
    )
    assert "草稿已存 10:00" in response.content.decode()
    again = place.as_(member).get(place.url("write"), follow=True)
    assert "写到一半" in again.content.decode()
    assert Text.objects.get().revision == 1


def test_a_conflict_keeps_both_texts_on_the_page(place):
    member = place.district.members[1]
    place.write(member, act="save", nonce="n1", text="这台设备上的")
    response = place.write(member, act="save", nonce="n1", text="另一台设备上的", revision="0")
    page = response.content.decode()
    assert response.status_code == 409
    assert [word in page for word in ("另一处已修改", "这台设备上的", "另一台设备上的")] == [True] * 3
    assert Text.objects.get().text == "这台设备上的"
    assert 'id="pledge-revision" value="1"' in page


def test_a_party_pledge_says_which_requirement_it_answers(place):
    member = place.district.members[1]
    refused = place.write(member, code="party", nonce="p1")
    assert "请至少选一项" in refused.content.decode()
    place.write(member, code="party", nonce="p1", cites=["criterion:five_leads.study"], revision="1")
    pledge = Pledge.objects.get(step_code="party")
    assert queries.get_pledge(pledge.pk, on=DAY).shown.cites == (("criterion:five_leads.study", "带头学习提高"),)
    assert pledge.texts.get().state == "submitted"


def test_a_post_pledge_needs_a_duty_on_record(place):
    page = place.as_(place.district.members[1]).get(place.url("write", "post")).content.decode()
    assert "您还没有审定的岗位职责" in page
    assert place.write(place.district.members[1], code="post").status_code == 422


def test_duty_target_and_pledge_stand_side_by_side_and_what_is_missing_is_seen(place, monkeypatch):
    """S1-15: a duty written anew keeps the pledge on its earlier version, by its words."""
    member = place.district.members[1]
    duties = [
        Record(f"duty:{n}", words, "", "", member.pk, place.district.branch.pk)
        for n, words in ((7, "听评课"), (8, "家访"))
    ]
    monkeypatch.setattr(systems.records, "list_of_person", lambda model, person_id, *, on: duties)
    empty = place.as_(member).get(reverse("pledge:mine")).content.decode()
    assert ("今年还没有写承诺" in empty, empty.count("还没有承诺")) == (True, 2)
    place.write(member)
    Citation.objects.create(text=Text.objects.get(), subject="duty:3", wording="听评课")
    found = systems.systems_of(member.pk, on=DAY)
    assert [(line.duty.subject, len(line.pledges)) for line in found.lines] == [("duty:7", 1), ("duty:8", 0)]
    assert (found.others, found.has_target) == ((), True)
    assert systems.systems_of(member.pk, on=date(2027, 3, 1)).pledges == ()
    page = place.client.get(reverse("pledge:mine")).content.decode()
    assert ("本学期听评课 20 节" in page, page.count("还没有承诺")) == (True, 1)


def test_a_vague_pledge_goes_back_with_a_reason_and_comes_again(place):
    member = place.district.members[1]
    place.write(member)
    pledge = Pledge.objects.get()
    place.act(place.district.secretary, pledge, "send_back", reason="听谁的课没有写")
    assert "听谁的课没有写" in place.as_(member).get(place.url()).content.decode()
    assert (
        place.as_(member)
        .post(
            reverse("pledge:edit", args=[pledge.pk]),
            WHOLE | {"act": "submit", "revision": "1", "text": "听青年教师的课 20 节"},
        )
        .status_code
        == 302
    )
    assert pledge.texts.get().state == "submitted"
    assert Fact.objects.get(fact="pledge_submitted").withdrawn_at is None


def test_the_secretarys_own_pledge_is_reviewed_from_above(place):
    secretary = place.district.secretary
    place.write(secretary)
    pledge = Pledge.objects.get()
    assert place.act(secretary, pledge, "publish", place="公开栏").status_code == 403
    assert place.cover() == (0, 3)
    assert place.act(place.district.officer, pledge, "publish", place="公开栏").status_code == 302
    assert place.cover() == (1, 3)


def test_a_branch_pledges_too_and_is_reviewed_from_above(place):
    secretary = place.district.secretary
    place.write(secretary, code="branch")
    pledge = Pledge.objects.get()
    assert (pledge.person_id, pledge.organization_id) == (None, place.district.branch.pk)
    assert place.act(secretary, pledge, "publish", place="公开栏").status_code == 403
    place.act(place.district.officer, pledge, "publish", place="公开栏")
    assert place.cover("branch") == (1, 1)
    assert place.write(place.district.members[1], code="branch").status_code == 403


def test_a_school_answers_every_topic_of_the_plan_or_says_why_not(place):
    """S1-17: the step is done once each topic has a public pledge or a public reason."""
    secretary, officer = place.district.secretary, place.district.officer

    def states():
        rows = topics.list_topics(place.running.pk, "school", organization_id=place.district.branch.pk, person_id=None)
        return [row.state for row in rows]

    place.write(secretary, code="school", cites=["criterion:topics.party", "criterion:topics.lessons"])
    first = Pledge.objects.get()
    assert (states(), place.cover("school")) == (["written", "written", "missing"], (0, 1))
    place.act(officer, first, "publish", place="公开栏")
    assert (states(), place.cover("school")) == (["published", "published", "missing"], (0, 1))
    owed = [one.state for one in progress.owed_by_person(secretary.pk, DAY) if one.step_code == "school"]
    assert owed == ["open"]

    def why(who, topic, reason):
        return place.as_(who).post(place.url("why", "school"), {"topic": f"criterion:topics.{topic}", "reason": reason})

    assert why(place.district.members[1], "harmony", "不是书记").status_code == 403
    for topic, reason in (("harmony", " "), ("unknown", "有理由")):
        why(secretary, topic, reason)
        assert place.cover("school") == (0, 1)
    why(secretary, "harmony", "本学年已由另一项活动承担")
    assert (states(), place.cover("school")) == (["published", "published", "explained"], (1, 1))
    hanging = place.as_(place.district.staff[0]).get(reverse("pledge:school", args=[place.district.branch.pk]))
    listed = place.as_(place.district.members[2]).get(place.url("list", "school"))
    assert ["本学年已由另一项活动承担" in page.content.decode() for page in (hanging, listed)] == [True] * 2
    above = place.as_(officer).get(place.url("step", "school") + f"?organization={place.district.committee.pk}")
    assert [(one.published, one.explained, one.of) for one in above.context["topic_counts"]] == [
        (1, 0, 2),
        (1, 0, 2),
        (0, 1, 2),
    ]
    place.act(secretary, first, "amend", reason="课程改革另写一条")
    place.as_(secretary).post(
        reverse("pledge:edit", args=[first.pk]),
        WHOLE | {"act": "submit", "revision": "0", "cites": ["criterion:topics.party"]},
    )
    place.act(officer, first, "publish", place="公开栏")
    assert (states(), place.cover("school")) == (["published", "missing", "explained"], (0, 1))


def test_a_copied_pledge_is_shown_to_the_reviewer(place):
    place.write(place.district.members[1])
    place.write(place.district.members[2], text="本学期听评课20节。")
    pledge = Pledge.objects.get(person=place.district.members[2])
    page = place.as_(place.district.secretary).get(reverse("pledge:pledge", args=[pledge.pk])).content.decode()
    assert "完全相同" in page
    assert place.district.members[1].name in page


def test_an_amendment_keeps_the_old_text_visible_until_and_after_it_passes(place):
    pledge = place.published()
    member = place.district.members[1]
    assert place.act(member, pledge, "amend", reason="").status_code == 200
    place.act(member, pledge, "amend", reason="学期缩短")
    place.as_(member).post(
        reverse("pledge:edit", args=[pledge.pk]),
        WHOLE | {"act": "submit", "revision": "0", "text": "本学期听评课 15 节", "target": "15"},
    )
    row = queries.get_pledge(pledge.pk, on=DAY)
    assert (row.current.text, row.live.text, row.live.amended_because) == (
        "本学期听评课 20 节",
        "本学期听评课 15 节",
        "学期缩短",
    )
    assert place.cover() == (1, 3)
    place.act(place.district.secretary, pledge, "publish", place="校务公开栏")
    row = queries.get_pledge(pledge.pk, on=DAY)
    assert (row.current.text, [old.text for old in row.old]) == ("本学期听评课 15 节", ["本学期听评课 20 节"])
    reader = place.as_(place.district.members[2]).get(reverse("pledge:pledge", args=[pledge.pk])).content.decode()
    assert "本学期听评课 20 节" in reader
    assert Fact.objects.filter(fact="pledge_published", withdrawn_at__isnull=True).count() == 1


def test_progress_is_computed_and_fulfilment_is_confirmed_by_another(place):
    pledge = place.published()
    member = place.district.members[1]
    for _ in range(2):
        place.act(member, pledge, "advance", on="2026-09-15", value="5", note="", nonce="a1")
    row = queries.get_pledge(pledge.pk, on=DAY)
    assert (row.percent, len(row.advances), row.state) == (Decimal(25), 1, "in_progress")
    assert queries.get_pledge(pledge.pk, on=date(2026, 12, 21)).state == "overdue"
    place.act(member, pledge, "claim", note="听课本 20 份")
    assert place.act(member, pledge, "confirm").status_code == 403
    place.act(place.district.secretary, pledge, "confirm")
    assert queries.get_pledge(pledge.pk, on=DAY).state == "fulfilled"
    assert queries.fulfilment(place.district.branch.pk, on=DAY) == queries.Fulfilment(1, 1, 0, 0)
    assert Fact.objects.filter(fact="pledge_fulfilled").count() == 1


def test_dropping_needs_an_explanation_that_is_public(place):
    pledge = place.published()
    member = place.district.members[1]
    place.act(member, pledge, "drop", reason=" ")
    assert Pledge.objects.get().dropped_on is None
    place.act(member, pledge, "drop", reason="课程取消，向大家说明")
    page = place.as_(place.district.members[2]).get(place.url("list")).content.decode()
    assert "课程取消，向大家说明" in page
    assert place.cover() == (0, 3)
    assert [one.state for one in progress.owed_by_person(member.pk, DAY) if one.step_code == "target"] == ["open"]


def test_unfinished_pledges_go_on_in_the_next_round_with_their_age(place):
    pledge = place.published()
    member = place.district.members[1]
    following = campaign(place.district, [plan_step("target", "pledge", params=TARGET)])
    following.predecessor = place.running
    following.save(update_fields=["predecessor"])
    later = DAY + timedelta(days=100)
    (row,) = queries.list_carried(following.pk, on=later, person_id=member.pk)
    assert (row.id, row.made_on, row.state) == (pledge.pk, DAY, "overdue")
    page = place.as_(member).get(reverse("pledge:step", args=[following.pk, "target"])).content.decode()
    assert "上一轮转入" in page
    place.act(member, pledge, "claim", note="补上了")
    place.act(place.district.secretary, pledge, "confirm")
    assert queries.list_carried(following.pk, on=later, person_id=member.pk) == []


def test_an_item_that_a_pledge_has_taken_up_is_done_with_the_pledge(place):
    """S1-33: offered on the form, and no verdict before the pledge is kept."""
    secretary, member, officer = place.district.secretary, place.district.members[1], place.district.officer
    stamp = {"now": NOW, "actor": actor_of(secretary)}
    draft = tracking.Draft("学习笔记不实", DAY + timedelta(days=30))
    item = tracking.open_item(**stamp, organization_id=place.district.branch.pk, draft=draft)
    assert "整改事项：学习笔记不实" in place.as_(member).get(place.url("write")).content.decode()
    place.write(member, cites=[f"item:{item}"])
    pledge = Pledge.objects.get()
    place.act(secretary, pledge, "publish", place="校务公开栏")
    tracking.submit_evidence(**stamp, item_id=item, version=Item.objects.get().version, text="已补", occurred_on=DAY)
    verdict = {"now": NOW, "actor": actor_of(officer), "item_id": item, "verdict": "done"}
    for waived in ({}, {"verdict": "waived", "reason": "不再要求", "by_superior": True}):
        with pytest.raises(tracking.ItemRefused, match="pledge_open") as refused:
            tracking.decide(**(verdict | waived), version=Item.objects.get().version)
    assert (
        refusal_sentence(refused.value) == "这一事项已由承诺认领（本学期听评课 20 节），承诺兑现或公开撤下后才能办结。"
    )
    place.act(member, pledge, "claim", note="二十节都听了")
    place.act(secretary, pledge, "confirm")
    tracking.decide(**verdict, version=Item.objects.get().version)
    assert Item.objects.get().closed_on == DAY


def test_who_reads_what(place):
    member, other = place.district.members[1], place.district.members[2]
    place.write(member)
    pledge = Pledge.objects.get()
    page = reverse("pledge:pledge", args=[pledge.pk])
    look = lambda who: place.as_(who).get(page).status_code  # noqa: E731 - one word, asked often
    assert [look(member), look(place.district.secretary), look(place.district.officer)] == [200, 200, 200]
    assert [look(other), look(place.district.stranger), look(place.district.staff[0])] == [403, 403, 403]
    place.act(place.district.secretary, pledge, "publish", place="公开栏")
    assert [look(other), look(place.district.staff[0])] == [200, 200]
    hanging = reverse("pledge:school", args=[place.district.branch.pk])
    board = place.as_(place.district.staff[0]).get(reverse("notices:board")).content.decode()
    assert (hanging in board, place.client.get(hanging).status_code) == (True, 200)
    assert "本学期听评课 20 节" in place.client.get(hanging).content.decode()
    assert place.as_(place.district.stranger).get(hanging).status_code == 403
    assert look(place.district.stranger) == 403
    Pledge.objects.update(scope="branch")
    assert look(place.district.staff[0]) == 403
    assert "本学期听评课 20 节" not in place.client.get(hanging).content.decode()
    assert hanging not in place.client.get(reverse("notices:board")).content.decode()
    for name in ("step", "list", "export"):
        assert (
            place.as_(place.district.stranger)
            .get(place.url(name) + f"?organization={place.district.branch.pk}")
            .status_code
            == 403
        )
    assert place.act(other, pledge, "drop", reason="别人的").status_code == 403
    assert place.as_(place.district.staff[0]).get(place.url("write")).status_code == 403


def test_the_public_list_shows_what_reaches_the_public_only(place):
    pledge = place.published()
    assert queries.list_published(place.district.branch.pk, "public", on=DAY) == []
    assert [row.id for row in queries.list_published(place.district.branch.pk, "school", on=DAY)] == [pledge.pk]
    Pledge.objects.update(scope="public")
    assert [row.id for row in queries.list_published(place.district.branch.pk, "public", on=DAY)] == [pledge.pk]


def test_the_unit_list_goes_out_as_a_workbook(place):
    place.published()
    response = place.as_(place.district.secretary).get(place.url("export"))
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert place.as_(place.district.members[1]).get(place.url("export")).status_code == 403


@pytest.mark.parametrize("members", [2, 4])
def test_the_overview_takes_a_fixed_number_of_queries(client, members, django_assert_num_queries):
    place = Place(client, members=members)
    for member in place.district.members[1:]:
        place.published(member)
    place.as_(place.district.secretary)
    with django_assert_num_queries(14):
        place.client.get(place.url())


def test_the_head_above_is_told_about_the_secretaries_pledge(place):
    head = person("委书记")
    Office.objects.create(
        person=head, organization=place.district.committee, title="书记", role="branch_secretary", from_date=START
    )
    place.write(place.district.secretary)
    assert [
        (one.step_code, one.role, one.left) for one in progress.owed_by_person(head.pk, DAY) if one.role == "reviewer"
    ] == [("target", "reviewer", 1)]
