"""How opinions were asked for: channels and numbers by day, corrected by taking back, never by rewriting."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from tests.factories import NOW

from xianfeng.apps.evidence import queries as facts
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.progress.queries.coverage import coverage
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

    def feed_back(self, text="一、放学拥堵。", held_on=DAY):
        hearings.feed_back(**self.stamp, text=text, held_on=held_on)

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


def test_channels_groups_and_digest_become_facts_once(case):
    assert case.standing().missing == [
        "还须再用 2 种渠道听取意见",
        "还没有听取民主党派的意见",
        "还没有听取离退休老同志的意见",
        "意见还没有整理反馈",
    ]
    for _ in range(2):
        case.hear("forum", 民主党派=2, 离退休老同志=0)
        case.feed_back()
    case.hear("forum", DAY - timedelta(days=1))
    case.hear("talk", 离退休老同志=1)
    assert case.facts() == [
        ("channel_used", "", DAY - timedelta(days=1)),
        ("channel_used", "", DAY),
        ("digest_received", "", DAY),
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
    assert refusal(case.feed_back, " ") == "text_missing"
    assert refusal(case.feed_back, "联系电话 13900000021") == "personal_detail"
    elsewhere = hearings.Place(case.campaign.pk, "box", case.district.committee.pk)
    case.hear()
    one = Hearing.objects.get().pk
    wrong = {**case.stamp, "place": elsewhere, "hearing_id": one, "reason": "错"}
    assert refusal(hearings.take_back, **wrong) == "hearing_unknown"
    for edit in (lambda: Hearing.objects.update(heard={"民主党派": 9}), lambda: Hearing.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            edit()


def test_the_secretary_registers_on_the_page_and_the_step_is_done(case, client):
    district = case.district
    page = reverse("opinion:step", args=[case.campaign.pk, "box"]) + f"?organization={district.branch.pk}"
    heard = {"act": "hear", "hear-channel": "forum", "hear-held_on": "2026-09-15", "hear-heard_0": "2"}
    digest = {"act": "feed_back", "digest-held_on": "2026-09-15", "digest-text": "一、放学拥堵。"}
    with time_machine.travel(NOW, tick=False):
        client.force_login(district.account_of(district.members[1]))
        assert "还没有听取民主党派的意见" in client.get(page).content.decode()
        assert client.post(page, heard).status_code == 403
        client.force_login(district.account_of(district.secretary))
        late = client.post(page, heard | {"hear-held_on": "2026-09-16"}).content.decode()
        assert "日期不能晚于今天" in late and 'value="2"' in late
        assert "“13900000021”" in client.post(page, digest | {"digest-text": "电话 13900000021"}).content.decode()
        paper = SimpleUploadedFile("意见汇总.txt", "一、放学拥堵。\n二、食堂排队。".encode())
        from_file = {**digest, "digest-text": "", "digest-paper": paper}
        wrong = client.post(page, from_file | {"digest-paper": SimpleUploadedFile("汇总.exe", b"MZ")}).content.decode()
        assert "不认识“.exe”这种文件" in wrong
        assert "请写下整理后的意见，或选一个文件。" in client.post(page, digest | {"digest-text": ""}).content.decode()
        day_ahead = client.post(page, from_file | {"digest-held_on": "2026-09-16"}).content.decode()
        assert "日期不能晚于今天" in day_ahead and "二、食堂排队。" in day_ahead
        paper.seek(0)
        assert client.post(page, from_file).status_code == 302
        read = Hearing.objects.get()
        assert read.text == "一、放学拥堵。\n二、食堂排队。"
        client.post(page, {"act": "take_back", "hearing": str(read.pk), "reason": "另行整理"})
        for sent in (heard, heard, digest, heard | {"hear-channel": "talk", "hear-heard_0": "", "hear-heard_1": "1"}):
            assert client.post(page, sent).status_code == 302
        told = client.get(page).content.decode()
        assert "方案要求的听取和反馈都已登记" in told and "民主党派 2 人" in told
        client.force_login(district.account_of(district.members[1]))
        assert "民主党派 2 人" not in client.get(page).content.decode()
        taken = {"act": "take_back", "hearing": str(Hearing.objects.get(channel="forum").pk), "reason": "记错"}
        assert client.post(page, taken).status_code == 403
        client.force_login(district.account_of(district.secretary))
        assert client.post(page, taken | {"hearing": "x"}, follow=True).content.decode().count("没有找到这条登记") == 1
    with time_machine.travel(datetime(2026, 12, 30, 2, tzinfo=UTC), tick=False):
        at = (case.campaign.pk, "box", district.branch.pk, timezone.localdate())
        assert [one.id for one in coverage(*at).missing] == [district.branch.pk]
        client.force_login(district.account_of(district.secretary))
        client.post(page)
        assert [one.id for one in coverage(*at).done] == [district.branch.pk]
