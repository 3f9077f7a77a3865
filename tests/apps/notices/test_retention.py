"""The words of an objection go when it is decided and its notice is over; what was made of them stays. Days are counted from
today: the database looks at its own clock, which no test can move."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from tests.apps.notices.test_actions import Case, ObjectionRefused, refusal
from xianfeng.apps.archive import gathering
from xianfeng.apps.journal import queries as journal
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.notices import actions, jobs, queries
from xianfeng.apps.notices.models import KEPT_DAYS, Notice, Objection

pytestmark = pytest.mark.django_db
RAW = "我是三班家长，赵一的奖状是假的"


def ago(days):
    return timezone.now() - timedelta(days=days)


def day(days):
    return timezone.localdate(ago(days))


def objected(case, nonce, *, decided=True, copy="", checked=False):
    """A notice that hung 130 days ago, and one objection to it; gives (notice, objection, receipt code)."""
    steps = (actions.review, actions.approve, actions.post)
    notice = case.run(case.propose(nonce), *steps, now=ago(130)).id
    code = actions.object(now=ago(130), actor=None, notice_id=notice, text=RAW, sender="孟家长", contact="孟家")
    number = queries.list_objections(notice)[0].id
    one = {"now": ago(120), "objection_id": number}
    if copy:
        actions.redact(**one, actor=case.officer, redacted_text=copy)
    if checked:
        actions.check_redaction(**one, actor=case.member, agrees=True)
    if decided:
        actions.decide_objection(**one, actor=case.officer, finding="not_upheld", reason="已核对原件")
    return notice, number, code


def end(notice, state="confirmed", confirmed=KEPT_DAYS):
    Notice.objects.filter(pk=notice).update(
        state=state, ends_on=day(123), confirmed_on=day(confirmed) if state == "confirmed" else None
    )


def test_the_words_of_an_objection_go_when_it_is_decided_and_its_notice_is_over(client):
    case = Case()
    notice, old, code = objected(case, "n1", copy="有家长认为一项奖励不实", checked=True)
    end(notice)
    unchecked_notice, unchecked, _code = objected(case, "n2", copy="三班家长认为")
    end(unchecked_notice, "withdrawn")
    end(objected(case, "n3")[0], confirmed=KEPT_DAYS - 1)
    end(objected(case, "n4", decided=False)[0], "withdrawn")
    objected(case, "n5")  # its period is over, nobody has confirmed it
    superseded = objected(case, "n6")[0]
    end(superseded, "superseded")
    Notice.objects.filter(pk=case.propose("n7")).update(supersedes_id=superseded, state="posted", ends_on=day(1))
    kept = Objection.objects.filter(pk=unchecked)
    for change in ({"text": ""}, {"decided_on": day(200)}, {"contact": ""}, {"redacted_text": "", "text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            kept.update(**change)
    archived = gathering.gather(case.campaign.pk, case.district.branch.pk, day(0))
    lines = Entry.objects.count()
    assert [jobs.destroy_words(timezone.now()) for _ in "12"] == [2, 0]
    assert Entry.objects.count() == lines + 1 and Entry.objects.latest("pk").detail == {"objections": 2}
    assert set(Objection.objects.filter(words_destroyed_on=day(0)).values_list("pk", flat=True)) == {old, unchecked}
    assert set(Objection.objects.exclude(pk__in=[old, unchecked]).values_list("text", flat=True)) == {RAW}
    after = gathering.gather(case.campaign.pk, case.district.branch.pk, day(0))
    assert after == archived, "an archive never held the words, so nothing of it changes"
    assert journal.verify_chain()[1] is None
    row = Objection.objects.get(pk=old)
    assert (row.text, row.sender, row.contact, row.is_anonymous) == ("", "", "", False)
    assert (row.redacted_text, row.finding, row.reason) == ("有家长认为一项奖励不实", "not_upheld", "已核对原件")
    assert kept.get().redacted_text == ""
    for change in ({"text": "改写"}, {"words_destroyed_on": None}, {"redacted_text": "改写"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Objection.objects.filter(pk=old).update(**change)
    again = {"now": timezone.now(), "actor": case.officer, "objection_id": unchecked, "redacted_text": "再写"}
    assert refusal(ObjectionRefused, actions.redact, **again) == "words_destroyed"
    today = timezone.localdate()
    gone_on = f"原文已于{today.year}年{today.month}月{today.day}日到期销毁"
    told = client.post(reverse("notices:receipt"), {"code": code}).content.decode()
    assert gone_on in told and "已核对原件" in told
    client.force_login(case.district.account_of(case.district.officer))
    page = client.get(reverse("notices:objection", args=[notice, old])).content.decode()
    assert gone_on in page and "有家长认为一项奖励不实" in page and "孟家" not in page
