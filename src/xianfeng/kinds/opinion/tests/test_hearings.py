"""How opinions were asked for: channels and numbers by day, corrected by taking back, never by rewriting."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.factories import NOW

from xianfeng.apps.evidence import queries as facts
from xianfeng.apps.journal.models import Entry
from xianfeng.kinds.opinion import hearings
from xianfeng.kinds.opinion.models import Hearing
from xianfeng.kinds.opinion.tests.test_actions import DAY, Case, refusal

pytestmark = pytest.mark.django_db
ASKED = {
    "channels": ["forum", "talk", "box"],
    "channels_at_least": 2,
    "must_hear": ["民主党派", "离退休老同志"],
    "fed_back": True,
}


class Heard(Case):
    def __init__(self, **params):
        super().__init__(**ASKED | params)
        self.place = hearings.Place(self.campaign.pk, "box", self.district.branch.pk)
        self.stamp = {"now": NOW, "actor": self.secretary, "place": self.place}

    def hear(self, channel="forum", held_on=DAY, **heard):
        hearings.hear(**self.stamp, channel=channel, held_on=held_on, heard=heard)

    def facts(self):
        rows = facts.list_facts(campaign_id=self.campaign.pk, step_code="box")
        return sorted((row.fact, row.part, row.occurred_on) for row in rows)

    def standing(self):
        return hearings.standing_of(self.place, hearings.queries.params_of(self.step))

    @property
    def step(self):
        return hearings.campaigns.get_step(self.campaign.pk, "box", self.district.branch.pk)


@pytest.fixture
def case():
    return Heard()


def test_channels_and_groups_become_facts_once(case):
    assert case.standing().missing == [
        "还须再用 2 种渠道听取意见",
        "还没有听取民主党派的意见",
        "还没有听取离退休老同志的意见",
    ]
    for _ in range(2):
        case.hear("forum", 民主党派=2, 离退休老同志=0)
    case.hear("forum", DAY - timedelta(days=1))
    case.hear("talk", 离退休老同志=1)
    assert case.facts() == [
        ("channel_used", "", DAY - timedelta(days=1)),
        ("channel_used", "", DAY),
        ("group_heard", "民主党派", DAY),
        ("group_heard", "离退休老同志", DAY),
    ]
    assert case.standing().missing == []
    assert Entry.objects.filter(action="opinion.heard").count() == 3
    assert Hearing.objects.get(channel="forum", held_on=DAY).heard == {"民主党派": 2}


def test_a_wrong_entry_is_taken_back_and_written_anew(case):
    case.hear("forum", 民主党派=2)
    assert refusal(case.hear, "forum", 民主党派=3) == "registered_already"
    case.hear("forum", DAY - timedelta(days=1))
    first, second = Hearing.objects.order_by("held_on")
    take = {**case.stamp, "hearing_id": second.pk}
    assert refusal(hearings.take_back, **take, reason=" ") == "reason_missing"
    for _ in range(2):
        hearings.take_back(**take, reason="人数写错")
    assert case.facts() == [("channel_used", "", first.held_on)]
    hearings.take_back(**{**take, "hearing_id": first.pk}, reason="没有开成")
    assert case.facts() == []
    case.hear("forum", 民主党派=3)
    assert case.facts() == [("channel_used", "", DAY), ("group_heard", "民主党派", DAY)]
    assert len(case.standing().rows) == 3


def test_what_is_not_taken(case):
    assert refusal(case.hear, "hotline") == "channel_not_planned"
    assert refusal(case.hear, 学生=1) == "group_not_planned"
    assert refusal(case.hear, held_on=DAY + timedelta(days=1)) == "day_ahead"
    assert refusal(case.hear, held_on=case.campaign.starts_on - timedelta(days=1)) == "day_before_campaign"
    elsewhere = hearings.Place(case.campaign.pk, "box", case.district.committee.pk)
    case.hear()
    one = Hearing.objects.get().pk
    wrong = {**case.stamp, "place": elsewhere, "hearing_id": one, "reason": "错"}
    assert refusal(hearings.take_back, **wrong) == "hearing_unknown"
    for edit in (lambda: Hearing.objects.update(heard={"民主党派": 9}), lambda: Hearing.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            edit()


def test_the_secretary_registers_on_the_page(case, client):
    district = case.district
    page = reverse("opinion:step", args=[case.campaign.pk, "box"]) + f"?organization={district.branch.pk}"
    heard = {"act": "hear", "hear-channel": "forum", "hear-held_on": "2026-09-15", "hear-heard_0": "2"}
    with time_machine.travel(NOW, tick=False):
        client.force_login(district.account_of(district.members[1]))
        assert "还没有听取民主党派的意见" in client.get(page).content.decode()
        assert client.post(page, heard).status_code == 403
        client.force_login(district.account_of(district.secretary))
        late = client.post(page, heard | {"hear-held_on": "2026-09-16"}).content.decode()
        assert "日期不能晚于今天" in late and 'value="2"' in late
        for sent in (heard, heard, heard | {"hear-channel": "talk", "hear-heard_0": "", "hear-heard_1": "1"}):
            assert client.post(page, sent).status_code == 302
        told = client.get(page).content.decode()
        assert "方案要求的听取都已登记" in told and "民主党派 2 人" in told
        client.force_login(district.account_of(district.members[1]))
        assert "民主党派 2 人" not in client.get(page).content.decode()
        taken = {"act": "take_back", "hearing": str(Hearing.objects.get(channel="forum").pk), "reason": "记错"}
        assert client.post(page, taken).status_code == 403
        client.force_login(district.account_of(district.secretary))
        assert client.post(page, taken | {"hearing": "x"}, follow=True).content.decode().count("没有找到这条登记") == 1
