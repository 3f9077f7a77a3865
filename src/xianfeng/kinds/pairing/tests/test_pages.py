"""谈心与结对 in the browser's place: two people, one responsible person, and everybody who may see numbers only."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories import NOW, TEST_ACTOR, District, campaign, organization, plan_step, rebuild_closure

from xianfeng.apps.evidence.models import Fact
from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people import posts
from xianfeng.apps.people.actions.movements import MovementRefused, appoint
from xianfeng.apps.people.models import Employment, Office, OrganizationRelation
from xianfeng.apps.people.queries import get_viewer
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.tracking.models import Item
from xianfeng.kinds.pairing import own, queries
from xianfeng.kinds.pairing.models import Contact, Pair

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)
EACH = {"code": "each", "title": "党员与党员", "target": "per_person", "at_least": 1}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


class Place:
    def __init__(self, client, subject="person", who=("members",), **params):
        self.district = District(members=4)
        self.secretary, self.one, self.two, self.third = self.district.members
        usual = {"form": "talk", "relations": [EACH]}
        self.running = campaign(
            self.district, [plan_step("talks", "pairing", subject=subject, who=who, params=usual | params)]
        )
        self.client = client

    def as_(self, someone):
        self.client.force_login(self.district.account_of(someone))
        return self.client

    def url(self, name="step"):
        return reverse(f"pairing:{name}", args=[self.running.pk, "talks"])

    def propose(self, someone, **more):
        data = {"nonce": str(uuid4()), "relation": "each", "from_date": "2026-09-10"}
        return self.as_(someone).post(self.url("propose"), data | {k: str(v) for k, v in more.items()})

    @property
    def page(self):
        return reverse("pairing:pair", args=[Pair.objects.get().pk])

    def act(self, someone, act, **more):
        return self.as_(someone).post(self.page, {"act": act} | more)

    def log(self, someone, **more):
        return self.act(someone, "log", **{"nonce": str(uuid4()), "held_on": "2026-09-14"} | more)

    def confirm(self, someone):
        contact = Contact.objects.filter(confirmed_on=None).first()
        return self.act(someone, "confirm", contact=str(contact.pk if contact else 0))

    def done(self):
        return {one.name for one in progress.coverage(self.running.pk, "talks", self.district.branch.pk, DAY).done}

    def todos(self, someone):
        viewer = get_viewer(self.district.account_of(someone).pk, on=DAY)
        return {one.what for one in each_room("list_todos", viewer=viewer, on=DAY)}


@pytest.fixture
def place(client):
    return Place(client)


def test_a_talk_counts_for_both_when_the_other_confirms(place):
    assert place.propose(place.one, right=place.two.pk).status_code == 302
    assert place.log(place.one).status_code == 302
    assert place.done() == set()
    assert "确认一次联系" in place.todos(place.two) and "确认一次联系" not in place.todos(place.one)
    assert place.confirm(place.one).status_code == 302  # told off, nothing changed
    assert place.done() == set()
    place.confirm(place.two)
    assert place.done() == {place.one.name, place.two.name}


def test_where_there_are_many_the_other_is_named_by_number(place, monkeypatch):
    monkeypatch.setattr("xianfeng.apps.people.choosing.MOST_IN_A_LIST", 3)
    read = place.as_(place.one).get(place.url("propose")).content.decode()
    assert "写工号" in read and place.two.name not in read and 'name="right"' in read
    unknown = place.propose(place.one, right="无此号")
    asked = unknown.content.decode()
    assert unknown.status_code == 422 and "可选的人中没有工号或姓名是“无此号”的" in asked and 'value="无此号"' in asked
    assert place.propose(place.one, right=place.two.number).status_code == 302
    assert Pair.objects.get().right == place.two


def test_nothing_of_a_talk_is_written_down(place):
    place.propose(place.one, right=place.two.pk)
    page = place.as_(place.one).get(place.page).content.decode()
    assert 'name="agreed"' not in page and "不记内容" in page
    place.log(place.one, agreed="谈了家里的事")
    assert Contact.objects.get().agreed == ""
    assert "家里的事" not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_names_are_for_the_two_and_one_responsible_person(place):
    place.propose(place.one, right=place.two.pk)
    place.log(place.one)
    assert place.as_(place.secretary).get(place.page).status_code == 200
    nobodys = reverse("pairing:pair", args=[Pair.objects.get().pk + 1])
    assert place.as_(place.third).get(place.page).status_code == place.client.get(nobodys).status_code == 403
    assert place.as_(place.district.officer).get(place.page).status_code == 403
    branch = f"?organization={place.district.branch.pk}"
    above = place.as_(place.district.officer).get(place.url() + branch).content.decode()
    assert "覆盖情况" in above and place.one.name not in above and place.two.name not in above
    assert place.one.name not in place.as_(place.third).get(place.url()).content.decode()
    assert place.act(place.secretary, "log", nonce=str(uuid4()), held_on="2026-09-14").status_code == 403


def test_help_begins_when_both_have_agreed_and_stays_between_them(client):
    place = Place(
        client,
        form="help",
        relations=[EACH | {"other": "person"}],
        content_kept=True,
        most_per_person=1,
    )
    assert place.propose(place.one, right=place.two.pk, goal="带新教师").status_code == 302
    place.log(place.one)
    assert Contact.objects.count() == 0 and "双方同意后才能登记联系" in place.client.get(place.page).content.decode()
    assert "看结对安排并答复" in place.todos(place.two)
    place.act(place.two, "agree")
    assert Pair.objects.get().state == "standing"
    refused = place.propose(place.one, right=place.third.pk)
    assert refused.status_code == 422 and "一人最多结对 1 个" in refused.content.decode()
    place.log(place.one, agreed="周三一起备课")
    assert "周三一起备课" in place.as_(place.two).get(place.page).content.decode()
    watched = place.as_(place.secretary).get(place.page).content.decode()
    assert "周三一起备课" not in watched and "14日" in watched
    place.confirm(place.two)
    place.act(place.two, "end", reason="一学期结束")
    assert Pair.objects.get().state == "ended" and place.done() == {place.one.name, place.two.name}
    assert [one.text for one in own.list_record(place.one.pk)] == ["已结束，已确认联系 1 次"]


def test_a_side_may_say_no_without_a_reason(client):
    place = Place(client, form="help", relations=[EACH | {"other": "person"}])
    place.propose(place.one, right=place.two.pk)
    place.act(place.two, "decline")
    assert Pair.objects.get().state == "declined"
    place.log(place.one)
    assert Contact.objects.count() == 0


def test_a_helped_person_without_an_account_agrees_through_the_responsible_one(client):
    place = Place(client, form="help")
    place.propose(place.one, right_name="张大爷")
    assert Pair.objects.get().state == "proposed"
    place.act(place.one, "consent")
    place.log(place.one)
    place.confirm(place.one)
    assert place.done() == set()
    place.confirm(place.secretary)
    assert place.done() == {place.one.name}


def test_a_familys_visit_names_a_code_and_nobody(client):
    place = Place(client, form="home_visit")
    refused = place.propose(place.one, right_name="李小红")
    assert refused.status_code == 422 and "不要写姓名" in refused.content.decode()
    assert place.propose(place.one, right_name="03-2-17").status_code == 302


def test_a_leaders_contact_point_is_confirmed_by_the_unit(client):
    place = Place(
        client, form="contact_point", who=("leaders",), contacts=2, relations=[EACH | {"target": "every_pair"}]
    )
    own = place.propose(place.secretary, right_unit=place.district.branch.pk)
    assert own.status_code == 422 and "不能是本单位" in own.content.decode()
    place.propose(place.secretary, right_unit=place.district.other_branch.pk)
    place.act(place.district.stranger, "agree")
    assert Pair.objects.get().state == "standing"
    for _ in range(2):
        assert place.done() == set()
        place.log(place.secretary)
        place.confirm(place.district.stranger)
    assert place.done() == {place.secretary.name}


def test_pairs_by_post_are_listed_once(client):
    between = {"code": "each", "title": "支书与党员", "target": "every_pair", "between": ["secretaries", "members"]}
    place = Place(client, relations=[between])
    assert place.as_(place.one).post(place.url("propose-many"), {"relation": "each"}).status_code == 403
    for _ in range(2):
        place.as_(place.secretary).post(place.url("propose-many"), {"relation": "each"})
    assert Pair.objects.count() == 3
    assert {one.left for one in Pair.objects.all()} == {place.secretary}


def test_pairs_by_portfolio_follow_the_roster(client):
    relation = {"code": "each", "title": "班子成员与分管部门负责人", "target": "every_pair", "by_portfolio": True}
    place = Place(client, relations=[relation])
    office = organization("department", "教务处", under=place.district.school, relation="administrative")
    for someone, role in ((place.one, "leader_in_charge"), (place.two, "department_head")):
        Office.objects.create(person=someone, organization=office, role=role, title=role, from_date=DAY)
    Employment.objects.create(person=place.two, organization=office, kind="joint", from_date=DAY)
    for _ in range(2):
        place.as_(place.secretary).post(place.url("propose-many"), {"relation": "each"})
    assert [(one.left, one.right) for one in Pair.objects.all()] == [(place.one, place.two)]
    page = place.as_(place.one).get(reverse("board:portfolio")).content.decode()
    assert "教务处" in page and "talks" in page
    assert place.as_(place.two).get(reverse("board:portfolio")).status_code == 403
    assert posts.leaders_of_head(place.two.pk, on=DAY) == {place.one.pk}


def test_two_postings_at_once_are_refused(client):
    place = Place(client, subject="campaign", who=("leaders",), form="secondment", relations=[EACH])
    officer = place.district.officer
    data = {"left": place.one.pk, "right_unit": place.district.other_school.pk, "until_date": "2026-12-01"}
    branch = {"organization": place.district.branch.pk}
    assert place.propose(officer, **data, **branch).status_code == 302
    again = place.propose(officer, **data | {"right_unit": place.district.school.pk}, **branch)
    assert again.status_code == 422 and "同一时间已经有安排" in again.content.decode()
    later = data | {"right_unit": place.district.school.pk, "from_date": "2026-12-01", "until_date": "2027-03-01"}
    assert place.propose(officer, **later, **branch).status_code == 302


def test_a_unit_cares_for_another(client):
    relation = EACH | {"target": "every_pair", "other": "organization"}
    place = Place(client, subject="organization", who=("branches",), form="care", relations=[relation])
    place.propose(place.secretary, right_unit=place.district.other_branch.pk)
    place.act(place.district.stranger, "agree")
    place.log(place.secretary)
    place.confirm(place.district.stranger)
    assert place.done() == {place.district.branch.name}


def test_a_practical_problem_becomes_an_item(place):
    place.propose(place.one, right=place.two.pk)
    data = {"nonce": "n1", "what": "办公室漏水", "due_on": "2026-10-15"}
    assert place.act(place.third, "put", **data).status_code == 403
    assert place.act(place.one, "put", **data).status_code == 302
    assert Item.objects.get().what == "办公室漏水"


def test_the_list_costs_the_same_for_three_pairs_as_for_one(place):
    spent, pairs = [], [(place.one, place.two), (place.two, place.third), (place.third, place.one)]
    for these in (pairs[:1], pairs[1:]):
        for left, right in these:
            place.propose(left, right=right.pk)
        place.as_(place.secretary)
        with CaptureQueriesContext(connection) as done:
            assert len(place.client.get(place.url()).context["others"]) == Pair.objects.count()
        spent.append(len(done))
    assert Pair.objects.count() == 3
    assert spent[0] == spent[1]


def test_help_asks_nothing_of_the_others_and_ends_with_a_bare_mark(client):
    relation = EACH | {"title": "教育帮助", "other": "person", "target": "as_needed"}
    place = Place(client, form="help", relations=[relation], content_kept=True, may_refer=True)
    assert progress.coverage(place.running.pk, "talks", place.district.branch.pk, DAY).of is None
    place.propose(place.secretary, left=place.one.pk, right=place.two.pk)
    for someone in (place.one, place.two):
        place.act(someone, "agree")
    place.log(place.one, agreed="按时参加组织生活")
    assert place.as_(place.district.officer).get(place.page).status_code == 403
    assert place.act(place.one, "refer").status_code == 403
    place.act(place.secretary, "refer")
    pair = Pair.objects.get()
    assert (pair.state, pair.until_date, pair.end_reason, pair.contacts.count()) == ("referred", DAY, "", 1)
    told = own.list_record(place.two.pk)[0]
    assert told.text == "已另行办理，已确认联系 0 次"


def test_a_posting_has_a_mentor_reports_and_the_word_of_the_host(client):
    place = Place(client, subject="campaign", who=("leaders",), form="secondment", relations=[EACH])
    unit = place.district.other_branch
    data = {"left": place.one.pk, "right_unit": unit.pk, "mentor": "秦老师", "organization": place.district.branch.pk}
    assert place.propose(place.district.officer, **data).status_code == 302
    place.act(place.one, "agree")
    place.act(place.district.stranger, "agree")
    words = {"kind": "middle", "text": ""}
    empty = place.act(place.one, "report", **words)
    assert empty.status_code == 422
    assert place.act(place.one, "report", kind="host", text="很好").status_code == 422
    place.act(place.one, "report", **words | {"text": "已接手教务"})
    place.act(place.district.stranger, "report", kind="host", text="带教研两次")
    page = place.as_(place.one).get(place.page).content.decode()
    assert all(word in page for word in ("秦老师", "中期小结", "已接手教务", "接收单位反馈", "带教研两次"))


def test_what_was_learned_outside_the_region_becomes_a_practice(client):
    """S4-23: the host outside is a name and no unit; the last report is there for the unit to write a practice from."""
    outside = EACH | {"code": "far", "target": "as_needed", "other": "outside"}
    place = Place(client, subject="campaign", who=("leaders",), form="secondment", relations=[EACH, outside])
    branch = place.district.branch
    data = {"left": place.one.pk, "right_unit": place.district.other_branch.pk, "organization": branch.pk}
    place.propose(place.district.officer, **data, relation="far", right_name="外省实验学校")
    assert (Pair.objects.get().right_name, Pair.objects.get().right_unit) == ("外省实验学校", None)
    unnamed = place.propose(place.district.officer, **data, relation="far")
    assert unnamed.status_code == 422 and "请选择或填写对方" in unnamed.content.decode()
    place.act(place.one, "agree")
    place.act(place.secretary, "consent")
    address = reverse("exemplars:write-practice", args=[branch.pk]) + f"?from=pairing_pair:{Pair.objects.get().pk}"
    place.act(place.one, "report", kind="middle", text="刚到")
    assert address not in place.as_(place.secretary).get(place.page).content.decode()
    place.act(place.one, "report", kind="final", text="那里每周开放课堂")
    assert address not in place.as_(place.one).get(place.page).content.decode()
    assert address in place.as_(place.secretary).get(place.page).content.decode()
    page = place.client.get(address).content.decode()
    assert "那里每周开放课堂" in page and "期满总结（外省实验学校）" in page and place.one.name not in page


def test_a_branch_leads_its_union_in_numbers(client):
    relation = {"code": "each", "title": "党建带工建", "target": "every_pair", "body": "union"}
    given = {"form": "mass_work", "relations": [relation], "content_kept": True, "both_confirm": False}
    place = Place(client, subject="organization", who=("branches",), **given)
    union = organization("union", "第一小学工会")
    OrganizationRelation.objects.create(relation="covers", lower=union, upper=place.district.branch, from_date=DAY)
    rebuild_closure()
    for _ in range(2):
        place.as_(place.secretary).post(place.url("propose-many"), {"relation": "each"})
    assert Pair.objects.get().right_unit == union
    place.log(place.secretary, agreed="教工运动会", taking_part="")
    assert Contact.objects.count() == 0
    place.log(place.secretary, agreed="教工运动会", taking_part="64")
    assert (Contact.objects.get().taking_part, place.done()) == (64, {place.district.branch.name})
    with pytest.raises(MovementRefused):
        appoint(
            now=NOW,
            actor=TEST_ACTOR,
            person_id=place.one.pk,
            organization_id=union.pk,
            role="branch_secretary",
            from_date=DAY,
        )


NEEDED = EACH | {"target": "as_needed", "other": "person"}


def test_care_is_kept_for_the_two_with_the_day_to_come_back(client):
    """S0-44: carer, cared-for, day, measure, next day; nobody else reads it, and nothing of it counts for or against."""
    place = Place(client, form="care", relations=[NEEDED], content_kept=True)
    cared_for = place.district.staff[0]
    assert place.propose(place.one, right=cared_for.pk).status_code == 302
    for someone in (place.one, cared_for):
        place.act(someone, "agree")
    refused = place.log(place.one, agreed="送去慰问信", next_on="2026-09-14")
    assert refused.status_code == 422 and "下次联系的日期须晚于这次" in refused.content.decode()
    assert place.log(place.one, agreed="送去慰问信", next_on="2026-09-20").status_code == 302
    place.confirm(cared_for)
    told = "按约定的日子联系对方"
    assert told in place.todos(place.one) and told not in place.todos(cared_for) | place.todos(place.secretary)
    assert "9月20日" in place.as_(cared_for).get(place.page).content.decode()
    assert "慰问信" not in place.as_(place.secretary).get(place.page).content.decode()
    assert (
        place.as_(place.third).get(place.page).status_code
        == place.as_(place.district.officer).get(place.page).status_code
        == 403
    )
    assert place.done() == set() and not Fact.objects.filter(step_code="talks").exists()
    place.log(place.one)
    assert told not in place.todos(place.one)


def test_talks_with_staff_are_counted_by_department_without_names(client):
    """S0-45: a day and a pair, no content; how far each department is covered, for those above as numbers."""
    place = Place(client, relations=[NEEDED | {"reaches": "non_members"}])
    first, second = place.district.staff[:2]
    group = organization("teaching_group", under=place.district.school, relation="administrative", name="语文组")
    Employment.objects.filter(person__in=[first, second]).update(organization=group)
    rebuild_closure()
    place.propose(place.one, right=first.pk)
    place.log(place.one)
    branch = f"?organization={place.district.branch.pk}"
    read = lambda: place.as_(place.district.officer).get(place.url() + branch).content.decode()  # noqa: E731
    assert "6 人，已联系 0 人" in read()
    place.confirm(first)
    page = read()
    assert (
        "其他部门" in page and "6 人，已联系 1 人" in page and "语文组" not in page
    )  # two people are no line of their own
    assert first.name not in page and place.one.name not in page


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ((7, 5), [7, 5]),
        ((7, 2, 3), [7, 5]),
        ((7, 6, 2), [7, 8]),  # two alone would be the difference of what is shown
        ((9, 1), [10]),
        ((2, 1), []),
    ],
)
def test_no_line_is_about_fewer_than_five(sizes, shown):
    rows = [queries.Reach(f"部门{n}", 1, size) for n, size in enumerate(sizes)]
    assert [row.of for row in queries.without_small(rows)] == shown
