"""设岗定责 in the browser's place: a member, the secretary, a stranger."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from tests.factories import NOW, START, District, actor_of, campaign, organization, plan_step

from xianfeng.apps.evidence import records
from xianfeng.apps.evidence.models import Fact
from xianfeng.apps.people.models import Employment
from xianfeng.apps.progress import queries as progress
from xianfeng.kinds.duties import actions, queries
from xianfeng.kinds.duties.models import Duty, Holding, Version

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)
POST = {"level": "post", "hangs_under": ["department", "branch"]}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


class Place:
    def __init__(self, client, members=3):
        self.district = District(members=members)
        self.department = organization("department", "教务处", under=self.district.school, relation="administrative")
        self.running = campaign(
            self.district,
            [
                plan_step(
                    "department_duties",
                    "duties",
                    subject="organization",
                    who=("departments",),
                    params={"level": "department"},
                ),
                plan_step(
                    "branch_duties", "duties", subject="organization", who=("branches",), params={"level": "branch"}
                ),
                plan_step("post_duties", "duties", params=POST),
            ],
        )
        self.client = client

    def as_(self, someone):
        self.client.force_login(self.district.account_of(someone))
        return self.client

    def url(self, name="step", code="post_duties", *args):
        return reverse(f"duties:{name}", args=[self.running.pk, code, *args])

    def cover(self, code):
        return progress.coverage(self.running.pk, code, self.district.branch.pk, DAY)

    def write(self, someone, texts, act, url, **more):
        data = {"act": act, "text": texts, "stem": [""] * len(texts), "revision": "0"} | more
        return self.as_(someone).post(url, data)

    def branch_sheet(self, *texts):
        self.write(
            self.district.secretary,
            list(texts),
            "adopt",
            self.url("unit_sheet", "branch_duties", self.district.branch.pk),
        )


@pytest.fixture
def place(client):
    return Place(client)


def test_a_member_writes_the_secretary_adopts_and_it_counts(place):
    member = place.district.members[1]
    url = place.url("post_sheet", "post_duties", member.pk)
    response = place.write(member, ["上好语文课", "带好青年教师", ""], "submit", url)
    assert response.status_code == 302
    version = Version.objects.get(sheet__person=member)
    assert (version.state, [duty.text for duty in version.duties.all()]) == (
        "submitted",
        ["上好语文课", "带好青年教师"],
    )
    assert [(one.role, one.state) for one in progress.owed_by_person(member.pk, DAY)] == [("self", "in_review")]
    assert ("post_duties", "reviewer", 1) in [
        (one.step_code, one.role, one.left) for one in progress.owed_by_person(place.district.secretary.pk, DAY)
    ]
    assert place.as_(place.district.secretary).post(url, {"act": "adopt"}).status_code == 302
    version.refresh_from_db()
    assert (version.state, version.decided_by_label) == ("adopted", "书记甲（支部书记）")
    assert [one.name for one in place.cover("post_duties").done] == [member.name]
    assert [one.title for one in records.list_of_person("duty", member.pk, on=DAY)] == ["上好语文课", "带好青年教师"]


def test_sending_twice_is_once(place):
    member = place.district.members[1]
    url = place.url("post_sheet", "post_duties", member.pk)
    for _ in range(2):
        assert place.write(member, ["上好语文课"], "submit", url).status_code == 302
    assert Version.objects.count() == 1
    assert Fact.objects.filter(fact="duty_sheet_submitted").count() == 1


def test_a_sheet_saved_elsewhere_is_a_conflict_and_keeps_what_was_typed(place):
    member = place.district.members[1]
    url = place.url("post_sheet", "post_duties", member.pk)
    place.write(member, ["第一稿"], "save", url)
    response = place.write(member, ["另一稿"], "save", url, revision="0")
    assert response.status_code == 409
    assert "另一处已修改" in response.content.decode()
    assert "另一稿" in response.content.decode()
    assert [duty.text for duty in Duty.objects.all()] == ["第一稿"]


def test_typing_saves_a_draft_without_a_page(place):
    member = place.district.members[1]
    url = place.url("post_sheet", "post_duties", member.pk)
    response = place.as_(member).post(
        url, {"text": ["写到一半"], "stem": [""], "revision": "0"}, headers={"HX-Request": "true"}
    )
    assert "草稿已存 10:00" in response.content.decode()
    assert 'value="1"' in response.content.decode()
    assert Version.objects.get().state == "draft"


def test_an_empty_sheet_is_not_handed_in(place):
    member = place.district.members[1]
    response = place.write(member, ["", " "], "submit", place.url("post_sheet", "post_duties", member.pk))
    assert response.status_code == 409
    assert "至少写一条" in response.content.decode()
    assert Fact.objects.count() == 0


def test_post_duties_hang_under_the_branch_once_there_are_branch_duties(place):
    place.branch_sheet("抓好党员教育")
    member = place.district.members[1]
    url = place.url("post_sheet", "post_duties", member.pk)
    refused = place.write(member, ["上好党课"], "submit", url)
    assert "第 1 条还没有对应" in refused.content.decode()
    stem = str(Duty.objects.get(text="抓好党员教育").stem)
    saved = Version.objects.get(sheet__person=member)
    assert (
        place.write(member, ["上好党课"], "submit", url, branch=[stem], revision=str(saved.revision)).status_code == 302
    )


def test_a_branch_sheet_counts_when_every_duty_has_a_holder(place):
    place.branch_sheet("抓好党员教育", "联系群众")
    assert place.cover("branch_duties").n == 0
    secretary = place.district.secretary
    for text in ("抓好党员教育", "联系群众"):
        place.as_(secretary).post(
            place.url("holder", "branch_duties"),
            {"stem": str(Duty.objects.get(text=text).stem), "person": str(place.district.members[1].pk)},
        )
    assert place.cover("branch_duties").n == 1
    holding = Holding.objects.first()
    # Who leads another branch cannot end it, nor hang a duty of this one on somebody there, nor be led off the site.
    district, back = place.district, "/\\\\elsewhere.example/"
    beside = {"organization": str(district.other_branch.pk), "back": back}
    for typed, status in (
        ({"release": str(holding.pk)}, 403),
        ({"stem": str(Duty.objects.first().stem), "person": str(district.stranger.pk)}, 302),
    ):
        answer = place.as_(district.stranger).post(place.url("holder", "branch_duties"), {**beside, **typed})
        assert (answer.status_code, "elsewhere" in answer.headers.get("Location", "")) == (status, False)
    holding.refresh_from_db()
    assert (holding.until_date, Holding.objects.count()) == (None, 2)
    with time_machine.travel(date(2026, 9, 20)):
        place.as_(secretary).post(place.url("holder", "branch_duties"), {"release": str(holding.pk)})
    holding.refresh_from_db()
    assert holding.until_date == date(2026, 9, 20)
    assert place.cover("branch_duties").n == 0
    assert [row.until_date for row in queries.list_holdings(place.district.branch.pk)].count(None) == 1


def test_a_duty_somebody_hangs_under_is_held_by_that_person(place):
    place.branch_sheet("抓好党员教育")
    member = place.district.members[1]
    stem = str(Duty.objects.get().stem)
    url = place.url("post_sheet", "post_duties", member.pk)
    place.write(place.district.secretary, ["上好党课"], "adopt", url, branch=[stem])
    (line,) = queries.find_adopted("branch", place.district.branch.pk, None, on=DAY).lines
    assert [holder.name for holder in line.holders] == [member.name]


def test_the_next_round_starts_from_a_copy_and_shows_the_difference(place):
    place.branch_sheet("抓好党员教育", "联系群众")
    url = place.url("unit_sheet", "branch_duties", place.district.branch.pk)
    place.as_(place.district.secretary).post(url, {"act": "start"})
    draft = Version.objects.get(number=2)
    kept = draft.duties.first()
    place.as_(place.district.secretary).post(
        url,
        {"act": "save", "revision": "0", "text": ["抓好党员教育和管理", "带好队伍"], "stem": [str(kept.stem), ""]},
    )
    assert [(row.kind, row.old, row.new) for row in queries.get_version(draft.pk).changes] == [
        ("changed", "抓好党员教育", "抓好党员教育和管理"),
        ("added", "", "带好队伍"),
        ("removed", "联系群众", ""),
    ]
    assert [duty.text for duty in Version.objects.get(number=1).duties.all()] == ["抓好党员教育", "联系群众"]


def test_nobody_adopts_the_own_sheet(place):
    secretary = place.district.secretary
    url = place.url("post_sheet", "post_duties", secretary.pk)
    place.write(secretary, ["抓全面"], "submit", url)
    response = place.as_(secretary).post(url, {"act": "adopt"})
    assert response.status_code == 409
    assert Version.objects.get().state == "submitted"
    assert (
        place.as_(place.district.officer)
        .post(url + f"?organization={place.district.branch.pk}", {"act": "adopt"})
        .status_code
        == 302
    )
    assert Version.objects.get().state == "adopted"


def test_a_returned_sheet_carries_its_reason_to_the_member(place):
    member = place.district.members[1]
    url = place.url("post_sheet", "post_duties", member.pk)
    place.write(member, ["好好工作"], "submit", url)
    assert place.as_(place.district.secretary).post(url, {"act": "return", "reason": ""}).status_code == 409
    place.as_(place.district.secretary).post(url, {"act": "return", "reason": "太笼统"})
    assert "太笼统" in place.as_(member).get(url).content.decode()
    assert Fact.objects.get(fact="duty_sheet_submitted").withdrawn_at is not None


def test_many_at_once_from_a_pasted_table(place):
    place.branch_sheet("抓好党员教育")
    names = [member.name for member in place.district.members[1:]]
    typed = f"姓名\t职责\t序号\n{names[0]}\t上好党课\t1\n{names[1]}\t带徒弟\t\n无此人\t某事\t9"
    secretary = place.district.secretary
    page = place.as_(secretary).post(place.url("many"), {"list": typed, "act": "enter"}).content.decode()
    assert "第 4 行：名册中没有“无此人”" in page
    assert "第 4 行：支部职责没有第“9”条" in page
    good = typed.rsplit("\n", 1)[0]
    assert place.as_(secretary).post(place.url("many"), {"list": good, "act": "enter"}).status_code == 302
    assert sorted(Duty.objects.filter(version__sheet__level="post").values_list("text", flat=True)) == [
        "上好党课",
        "带徒弟",
    ]
    place.as_(secretary).post(place.url("many"), {"list": good, "act": "enter"})
    assert Duty.objects.filter(version__sheet__level="post").count() == 2


def test_the_holder_confirms_or_says_what_does_not_fit(place):
    member = place.district.members[1]
    url = place.url("post_sheet", "post_duties", member.pk)
    place.write(place.district.secretary, ["上好语文课"], "adopt", url)
    for _ in range(2):
        place.as_(member).post(url, {"act": "confirm"})
    place.as_(member).post(url, {"act": "remark", "remark": "本学期改教数学"})
    assert [(one.is_confirmation, one.text) for one in Version.objects.get().remarks.order_by("pk")] == [
        (True, ""),
        (False, "本学期改教数学"),
    ]


def test_department_duties_are_offered_to_who_works_there(place):
    member = place.district.members[1]
    Employment.objects.create(person=member, organization=place.department, from_date=START)
    place.write(
        place.district.secretary,
        ["排好课表"],
        "adopt",
        place.url("unit_sheet", "department_duties", place.department.pk),
    )
    assert [choice.label for choice in queries.list_department_choices(member.pk, on=DAY)] == ["教务处：排好课表"]
    assert queries.list_department_choices(place.district.members[2].pk, on=DAY) == []


def test_strangers_see_nothing_and_members_write_only_their_own(place):
    member, other = place.district.members[1], place.district.members[2]
    branch = f"?organization={place.district.branch.pk}"
    stranger = place.district.stranger
    for name, code, args in [
        ("step", "post_duties", ()),
        ("many", "post_duties", ()),
        ("export", "post_duties", ()),
        ("post_sheet", "post_duties", (member.pk,)),
        ("unit_sheet", "branch_duties", (place.district.branch.pk,)),
    ]:
        assert place.as_(stranger).get(place.url(name, code, *args) + branch).status_code == 403, name
    assert place.as_(other).get(place.url("post_sheet", "post_duties", member.pk)).status_code == 403
    assert place.as_(other).get(place.url("many")).status_code == 403
    assert (
        place.write(
            other, ["代写"], "save", place.url("unit_sheet", "branch_duties", place.district.branch.pk)
        ).status_code
        == 403
    )
    assert Version.objects.count() == 0
    place.write(member, ["还没有想好"], "save", place.url("post_sheet", "post_duties", member.pk))
    draft = reverse("duties:version", args=[Version.objects.get().pk])
    assert [place.as_(one).get(draft).status_code for one in (member, other, stranger)] == [200, 403, 403]


def test_lists_go_out_as_a_workbook(place):
    response = place.as_(place.district.secretary).get(place.url("export"))
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert response.content[:2] == b"PK"


@pytest.mark.parametrize("members", [2, 4])
def test_the_overview_takes_a_fixed_number_of_queries(client, members, django_assert_num_queries):
    place = Place(client, members=members)
    for member in place.district.members[1:]:
        place.write(place.district.secretary, ["上好课"], "adopt", place.url("post_sheet", "post_duties", member.pk))
    place.as_(place.district.secretary)
    with django_assert_num_queries(13):
        place.client.get(place.url())


def test_what_was_left_unfinished_in_a_closed_round_is_gone_on_with_in_the_next(place):
    member = place.district.members[1]
    place.write(member, ["整理资料"], "submit", place.url("post_sheet", "post_duties", member.pk))
    (left,) = Version.objects.filter(sheet__person=member)
    assert left.state == "submitted"
    place.running.closed_at = NOW
    place.running.save()
    following = campaign(place.district, [plan_step("post_duties", "duties", params=POST)])
    version = actions.start(
        now=NOW,
        actor=actor_of(member),
        campaign_id=following.pk,
        step_code="post_duties",
        level="post",
        organization_id=place.district.branch.pk,
        person_id=member.pk,
    )
    left.refresh_from_db()
    assert (version, left.campaign_id, left.state) == (left.pk, following.pk, "draft")
    actions.submit(now=NOW, actor=actor_of(member), version_id=version)
    assert Fact.objects.filter(campaign=following, fact="duty_sheet_submitted").count() == 1
