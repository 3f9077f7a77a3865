"""The register in the browser's place: committee, level above, everybody else, the person."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from tests.factories import NOW, District, campaign, person, plan_step

from xianfeng.apps.people.models import Membership
from xianfeng.kinds.admission.models import StageRecord
from xianfeng.kinds.admission.own import list_file_gaps, list_record

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)
STAGES = [
    {"code": "applied", "title": "递交申请书", "paper": "入党申请书"},
    {"code": "activist", "title": "入党积极分子", "standing": "activist"},
    {"code": "candidate", "title": "发展对象", "after_months": 12, "paper": "支委会记录"},
]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place(client):
    return Place(client)


class Place:
    def __init__(self, client):
        self.district = District(members=3)
        steps = [
            plan_step("admission", "admission", subject="organization", who=("branches",), params={"stages": STAGES}),
            plan_step(
                "spot_check",
                "inspection",
                subject="organization",
                who=("branches",),
                params={"form": "admission", "sample": "1"},
            ),
        ]
        steps[1]["responsible"] = "superior"
        cadres = {"about": "cadres", "stages": [{"code": "listed", "title": "列入培养名单", "paper": "培养方向"}]}
        steps.append(
            plan_step("cadres", "admission", subject="organization", who=("branches",), params=cadres, title="后备干部")
        )
        self.running = campaign(self.district, steps)
        self.activist = person("入党甲", branch=self.district.branch, status="activist", works_at=self.district.school)
        self.applicant = self.district.staff[0]
        self.address = reverse("admission:step", args=[self.running.pk, "admission"])
        self.here = {"organization": self.district.branch.pk}
        self.client = client

    def as_(self, someone):
        self.client.force_login(self.district.account_of(someone))
        return self.client

    def write(self, someone, about, stage, on="2026-09-10", paper="", **more):
        data = {"act": "record", "nonce": str(uuid4()), "person_id": about.pk, "stage": stage, "reached_on": on}
        return self.as_(someone).post(self.address, data | self.here | {"paper": paper} | more)


def test_only_the_committee_and_the_level_above_see_it(place):
    for someone, status in (
        (place.district.secretary, 200),
        (place.district.officer, 200),
        (place.district.members[1], 403),
        (place.applicant, 403),
        (place.district.stranger, 403),
    ):
        assert place.as_(someone).get(place.address, place.here).status_code == status
    assert place.write(place.district.officer, place.applicant, "applied", paper="申请书").status_code == 403


def test_stages_follow_each_other_and_the_roster_gives_its_own_days(place):
    secretary = place.district.secretary
    page = place.as_(secretary).get(place.address).content.decode()
    assert "入党甲" in page and "2025年9月1日" in page and "“递交申请书”没有日期" in page
    assert place.write(secretary, place.activist, "candidate", paper="支委会记录").status_code == 302
    assert StageRecord.objects.count() == 1  # twelve months have passed since 1 September 2025
    assert "请写明材料：入党申请书" in place.write(secretary, place.applicant, "applied").content.decode()
    assert place.write(secretary, place.applicant, "applied", paper="申请书，存组织柜").status_code == 302
    early = place.write(secretary, place.applicant, "candidate", paper="记录").content.decode()
    assert "还没有登记上一环节“入党积极分子”" in early
    Membership.objects.filter(person=place.applicant).update(status="activist", from_date=date(2026, 3, 1))
    soon = place.write(secretary, place.applicant, "candidate", paper="记录").content.decode()
    assert "最早 2027年3月1日" in soon and "记录" in soon
    assert (
        "不能晚于今天"
        in place.write(secretary, place.applicant, "candidate", on="2027-03-02", paper="记").content.decode()
    )


def test_a_wrong_entry_is_taken_back_and_stays(place):
    secretary = place.district.secretary
    place.write(secretary, place.applicant, "applied", paper="申请书")
    made = StageRecord.objects.get()
    back = {"act": "take_back", "record": made.pk} | place.here
    place.as_(secretary).post(place.address, back)
    assert StageRecord.objects.get().taken_back_on is None
    place.client.post(place.address, back | {"reason": "登记错人"})
    made.refresh_from_db()
    assert (made.taken_back_on, made.taken_back_because) == (DAY, "登记错人")
    assert [(one.title, one.state) for one in list_record(place.applicant.pk)] == [("递交申请书", "taken_back")]
    assert place.client.post(place.address, back | {"record": 99}).status_code == 403


def test_a_spot_check_shows_what_the_drawn_files_lack(place):
    told = dict(list_file_gaps(place.running.pk, place.district.branch.pk, DAY))
    assert told == {place.activist.pk: "“递交申请书”没有日期"}
    begin = reverse("inspection:step", args=[place.running.pk, "spot_check"])
    page = place.as_(place.district.officer).post(begin, place.here | {"act": "begin"}, follow=True).content.decode()
    assert "入党甲（登记情况：“递交申请书”没有日期）" in page


def test_cadres_in_training_are_a_list_of_their_own_that_no_other_unit_sees(place):
    """S4-20: purpose, training, period; the person knows the own entry; no standing of the roster fills it."""
    joining, place.address = place.address, reverse("admission:step", args=[place.running.pk, "cadres"])
    secretary, young = place.district.secretary, place.district.staff[1]
    assert "入党甲" not in place.as_(secretary).get(place.address, place.here).content.decode().split("<form", 1)[0]
    told = "教学管理，2026 年 9 月至 12 月校长后备班"
    assert place.write(secretary, young, "listed", paper=told).status_code == 302
    page = place.as_(place.district.officer).get(place.address, place.here).content.decode()
    assert young.name in page and told in page
    for someone in (place.district.stranger, place.district.members[1], young):
        assert place.as_(someone).get(place.address, place.here).status_code == 403
    assert [(one.what, one.title, one.text) for one in list_record(young.pk)] == [("后备干部", "列入培养名单", told)]
    assert young.name not in place.as_(secretary).get(joining, place.here).content.decode().split("<form", 1)[0]
