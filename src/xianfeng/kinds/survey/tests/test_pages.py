"""满意度测评 in the browser's place: the secretary, staff with an account, parents with a code, a stranger."""

from datetime import date, timedelta
from fractions import Fraction
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook
from tests.factories import NOW, TEST_ACTOR, District, campaign, organization, person, plan_step

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.ballots.models import RollEntry, Slip, VoteCode
from xianfeng.apps.people.models import Account
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.tracking import actions as tracking
from xianfeng.kinds.survey import actions, jobs, queries, register
from xianfeng.kinds.survey.actions import SurveyRefused
from xianfeng.kinds.survey.kind import Judgement, Params, judge
from xianfeng.kinds.survey.models import Problem, Round

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)
PARAMS = {"about": "programme", "instruments": ["everyone"], "answered_by": ["non_members", "parents"]}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def key_folder(settings, tmp_path):
    settings.KEY_FOLDER = str(tmp_path)
    return tmp_path


class Place:
    def __init__(self, client, staff=6, **params):
        self.district = District(members=3, staff=staff)
        step = plan_step("survey", "survey", subject="organization", who=("branches",), params={**PARAMS, **params})
        self.running = campaign(self.district, [step])
        self.client = client

    def as_(self, someone):
        self.client.force_login(self.district.account_of(someone))
        return self.client

    def url(self, name="step"):
        return reverse(f"survey:{name}", args=[self.running.pk, "survey"])

    def cover(self):
        return progress.coverage(self.running.pk, "survey", self.district.branch.pk, DAY)

    def open(self, **more):
        answer = self.as_(self.district.secretary).post(self.url("open"), {"last_day": "2026-09-22"} | more)
        assert answer.status_code == 302, answer.content.decode()
        return Round.objects.order_by("-pk").first()

    def codes(self, one, count, group="parents"):
        poll_id = queries.get_round(one.pk).slips[group]
        made = ballots.issue_slips(now=NOW, actor=TEST_ACTOR, poll_id=poll_id, count=count)
        self.client.logout()
        return made

    def cast(self, one, said):
        for someone, choice in zip(self.district.staff, said, strict=False):
            ballots.cast(now=NOW, poll_id=one.poll_id, person_id=someone.pk, marks={1: [choice]})

    def say(self, code, choice):
        ballots.cast_by_code(now=NOW, code=code, marks={1: [choice]})

    def close(self, one, reason="全部交齐"):
        return self.as_(self.district.secretary).post(
            reverse("survey:round", args=[one.pk]), {"act": "close", "reason": reason}
        )

    def round(self, *, staff=(), parents=()):
        one = self.open()
        for code, choice in zip(self.codes(one, max(len(parents), 5)), parents, strict=False):
            self.say(code, choice)
        self.cast(one, staff)
        assert self.close(one).status_code == 302
        one.refresh_from_db()
        return one


@pytest.fixture
def place(client):
    return Place(client)


def test_a_round_passes_and_the_step_is_done(place):
    one = place.round(staff=["satisfied"] * 6, parents=["satisfied"] * 5 + ["dissatisfied"] * 2)
    assert (one.outcome, one.number) == ("satisfied", 1)
    assert place.cover().n == 1
    page = place.as_(place.district.members[1]).get(place.url()).content.decode()
    assert "发出 7 份，收回 7 份" in page and "不单列" in page
    with pytest.raises(SurveyRefused) as refused:
        actions.open_round(
            now=NOW, actor=TEST_ACTOR, campaign_id=place.running.pk, step_code="survey",
            organization_id=place.district.branch.pk, unit_id=place.district.branch.pk, instrument="everyone",
            closes_at=NOW + timedelta(days=1), question="效果", on=DAY,
        )  # fmt: skip
    assert refused.value.code == "passed_already"


def test_a_baseline_keeps_the_register_and_its_problems_wait_for_an_answer(client):
    """S1-12, S1-13: what the register said stays beside the questionnaire, and is compared; problems show until answered."""
    place = Place(client, about="baseline", answered_by=["non_members"])
    branch, secretary = place.district.branch, place.district.secretary
    place.cast(one := place.open(), ["satisfied"] * 6)
    place.close(one)
    person(branch=branch, works_at=place.district.school)
    Round.objects.filter(pk=one.pk).update(closed_at=NOW - timedelta(days=1))
    found = register.compare(place.running.pk, "survey", branch.pk, on=DAY)
    assert found.rows[:2] == (("党支部", (1, 1)), ("正式党员", (3, 4)))
    page = place.as_(secretary).get(place.url()).content.decode()
    assert "与起点对照" in page and "起点" in page
    assert place.open().number == 2  # a baseline is taken again, whatever came out

    problems = place.url("problems")
    assert place.client.post(problems, {"text": "学习不深入", "source": ""}).status_code == 422
    for text in ("学习不深入", "带教不够", "学习不深入"):
        assert place.client.post(problems, {"text": text, "source": "座谈"}).status_code == 302
    first = Problem.objects.earliest("pk")
    assert Problem.objects.count() == 2
    stamp = {"now": NOW, "actor": TEST_ACTOR}
    draft = tracking.Draft("补课", DAY + timedelta(days=9))
    item = tracking.open_item(**stamp, organization_id=branch.pk, draft=draft)
    answer = reverse("survey:answer", args=[first.pk])
    place.client.post(answer, {"answer": "item:999999"})
    first.refresh_from_db()
    assert first.answer == ""
    place.client.post(answer, {"answer": f"item:{item}"})
    shown = place.as_(place.district.members[1]).get(problems).content.decode()
    assert shown.index("带教不够") < shown.index("学习不深入") < shown.index("整改事项：补课")
    assert shown.count("还没有着落") == 2  # the sentence above the list, and the one that nothing answers
    assert place.client.post(problems, {"text": "不是书记", "source": "座谈"}).status_code == 403


def test_below_the_line_it_is_made_up_and_asked_afresh(place):
    one = place.round(staff=["dissatisfied"] * 6, parents=["satisfied"] * 5)
    assert one.outcome == "majority_dissatisfied"
    assert place.cover().n == 0
    secretary = place.as_(place.district.secretary)
    page = secretary.get(place.url()).content.decode()
    assert "先写明补课做什么" in page and place.url("open") not in page
    refused = secretary.post(place.url("open"), {"last_day": "2026-09-22"})
    assert refused.status_code == 422 and "补课" in refused.content.decode()
    at = reverse("survey:round", args=[one.pk])
    assert secretary.post(at, {"act": "make_up", "text": "", "by": "2026-09-20"}).status_code == 409
    assert (
        secretary.post(at, {"act": "make_up", "text": "重讲承诺事项，逐件说明", "by": "2026-09-20"}).status_code == 302
    )
    again = place.round(staff=["satisfied"] * 6, parents=["basically_satisfied"] * 5)
    assert (again.number, again.outcome) == (2, "satisfied")
    assert again.poll_id != one.poll_id and place.cover().n == 1
    page = secretary.get(place.url()).content.decode()
    assert "第 1 次" in page and "第 2 次" in page and "重讲承诺事项" in page


def test_nothing_is_known_before_closing(place):
    one = place.open()
    for code in place.codes(one, 6)[:5]:
        place.say(code, "satisfied")
    assert queries.get_round(one.pk).channels == ()
    page = place.as_(place.district.secretary).get(reverse("survey:round", args=[one.pk])).content.decode()
    assert "已印 6 张" in page and "收回" not in page.split("账号作答", 1)[1].split("结束", 1)[0]
    place.close(one)
    assert VoteCode.objects.count() == Slip.objects.count() == 0


def test_parents_answer_every_question_on_the_page_of_their_slip(place):
    one = place.open()
    code = place.codes(one, 5)[0]
    sheet = place.client.post(reverse("ballots:by_code"), {"c": code})
    assert "对本单位开展这项活动的效果" in sheet.content.decode()
    assert "（家长）" in sheet.content.decode()


def test_groups_under_five_are_destroyed_unopened_and_too_few_decide_nothing(place):
    one = place.round(staff=["satisfied"] * 4, parents=["dissatisfied"] * 4)
    assert one.outcome == "too_few_answers"
    assert [(channel.returned, channel.is_counted) for channel in queries.get_round(one.pk).channels] == [
        (4, False),
        (4, False),
    ]
    assert place.cover().n == 0
    assert place.open().number == 2


def test_small_cells_are_withheld_so_that_nothing_can_be_subtracted(place):
    one = place.round(
        staff=["satisfied"] * 6, parents=["satisfied"] * 9 + ["basically_satisfied"] * 6 + ["dissatisfied"] * 1
    )
    parents = next(channel for channel in queries.get_round(one.pk).channels if channel.code == "parents")
    (figures,) = parents.rows
    shown = [cell for cell in figures.cells.values() if cell is not None]
    assert figures.cells["dissatisfied"] is None and figures.base is None
    assert parents.valid - sum(shown) >= queries.SMALLEST


def test_staff_without_account_and_small_staffs_answer_by_code(client):
    place = Place(client, staff=4)
    Account.objects.filter(person=place.district.staff[0]).delete()
    one = place.open()
    assert one.poll_id is None and one.without_account == 4
    assert queries.get_round(one.pk).groups == ("parents", "staff")
    assert len(place.codes(one, 5, "staff")) == 5
    with pytest.raises(ballots.PaperRefused, match="too_few_slips"):
        place.codes(one, 4)


def test_too_few_without_codes_is_refused_with_the_way_out(client):
    place = Place(client, staff=3, answered_by=["members"])
    for member in place.district.members[2:]:
        assert Account.objects.filter(person=member).exists()
    answer = place.as_(place.district.secretary).post(place.url("open"), {"last_day": "2026-09-22"})
    # three members: nobody answers by account, all get codes
    assert answer.status_code == 302 and queries.get_round(Round.objects.get().pk).groups == ("staff",)


def test_a_sample_is_drawn_by_the_system_and_can_be_drawn_again(client):
    place = Place(client, staff=12, instruments=["random_sample", "representatives"], sample_size=6)
    one = place.open(instrument="random_sample")
    assert (one.sample["size"], one.sample["population"]) == (6, 12)
    assert polls.get_poll(one.poll_id).issued == 6
    refused = place.as_(place.district.secretary).post(
        place.url("open"), {"last_day": "2026-09-22", "instrument": "representatives"}
    )
    assert "请选择参加评议的代表" in refused.content.decode()
    chosen = [str(person.pk) for person in place.district.staff[:7]]
    other = place.open(instrument="representatives", chosen=chosen)
    assert polls.get_poll(other.poll_id).issued == 7


def test_due_rounds_close_by_themselves(place):
    one = place.open()
    for code in place.codes(one, 5):
        place.say(code, "satisfied")
    assert jobs.close_due(NOW) == 0
    assert jobs.close_due(NOW + timedelta(days=9)) == 1
    one.refresh_from_db()
    assert one.state == "closed"


def test_closing_early_needs_a_reason(place):
    one = place.open()
    assert place.close(one, reason=" ").status_code == 409
    one.refresh_from_db()
    assert one.state == "open"


def test_a_role_is_rated_by_those_the_plan_names_and_nobody_by_name(client):
    """S2-04: the head of a school does not answer about the head, the bureau's own staff are not asked, no teacher is named."""
    place = Place(client, staff=6, about="role", answered_by=["staff"], questions=["钻研业务的好校长"])
    step = place.running.plan["steps"][0] | {"who": ["schools"], "without": ["leaders"]}
    place.running.plan["steps"] = [step]
    place.running.save()
    head = person("校长丁", works_at=place.district.school, role="principal", office_at=place.district.school)
    Account.objects.create(login="head", person=head)
    one = place.open()
    assert polls.get_poll(one.poll_id).issued == 8  # three members without the secretary, six others without the head
    roll = {line.person_id for line in RollEntry.objects.filter(poll_id=one.poll_id)}
    assert head.pk not in roll and place.district.secretary.pk not in roll

    stamp = {
        "now": NOW, "actor": TEST_ACTOR, "campaign_id": place.running.pk, "step_code": "survey", "question": "",
        "instrument": "everyone", "closes_at": NOW + timedelta(days=1), "on": DAY,
    }  # fmt: skip
    office = organization("party_branch", "机关支部", under=place.district.committee)
    with pytest.raises(SurveyRefused, match="not_asked_here"):
        actions.open_round(**stamp, organization_id=office.pk, unit_id=office.pk)
    named = place.district.staff[0].name
    place.running.plan["steps"] = [step | {"params": step["params"] | {"questions": [f"{named}老师"]}}]
    place.running.save()
    other = {"organization_id": place.district.committee.pk, "unit_id": place.district.school.pk}
    with pytest.raises(SurveyRefused, match="person_named"):
        actions.open_round(**stamp, **other)


def test_strangers_and_members_run_nothing(place):
    one = place.open()
    branch = f"?organization={place.district.branch.pk}"
    stranger = place.as_(place.district.stranger)
    assert stranger.get(place.url() + branch).status_code == 403
    assert stranger.get(reverse("survey:round", args=[one.pk])).status_code == 403
    member = place.as_(place.district.members[1])
    assert member.get(place.url("open")).status_code == 403
    assert member.get(place.url("export")).status_code == 403


def test_lists_go_out_as_a_workbook_with_the_same_gaps(place):
    place.round(staff=["satisfied"] * 6, parents=["satisfied"] * 5 + ["dissatisfied"] * 2)
    response = place.as_(place.district.secretary).get(place.url("export"))
    cells = [
        str(cell) for row in load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True) for cell in row
    ]
    assert "不足5份，不单列" in cells and "2" not in cells


def _judged(**counts):
    more = {key: counts.pop(key) for key in ("params", "asked") if key in counts}
    return judge(Params.model_validate({**PARAMS, **more.get("params", {})}), [counts], more.get("asked", 100))


def test_the_line_and_its_base():
    half = {"satisfied": 10, "dissatisfied": 10, "not_informed": 50}
    assert _judged(**half) == Judgement("satisfied")  # half is not more than half
    assert _judged(**half | {"dissatisfied": 11}) == Judgement("majority_dissatisfied", 1)
    assert _judged(**half | {"dissatisfied": 11}, params={"base": "all_asked"}).outcome == "satisfied"
    assert _judged(**half, params={"make_up_above": "1/3"}).outcome == "majority_dissatisfied"
    assert _judged(**half, params={"satisfied_at_least": "60%"}).outcome == "majority_dissatisfied"
    assert _judged(**half, params={"least_answers": 21}).outcome == "too_few_answers"
    assert _judged(not_informed=30).outcome == "too_few_answers"
    assert Params.model_validate({**PARAMS, "make_up_above": "0.4"}).make_up_above == Fraction(2, 5)
