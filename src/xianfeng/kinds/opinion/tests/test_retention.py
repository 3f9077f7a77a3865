"""Raw words are destroyed when their term is over; what was made of them stays. Days are counted from today: the database
looks at its own clock, which no test can move."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from tests.factories import actor_of

from xianfeng.apps.journal.actions import SYSTEM
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people.strangers import new_receipt, receipt_hash
from xianfeng.apps.tracking.actions import Draft
from xianfeng.apps.tracking.models import Item
from xianfeng.kinds.opinion import actions, digests, jobs, proposals, queries, retention
from xianfeng.kinds.opinion.kind import KEPT_DAYS
from xianfeng.kinds.opinion.models import Digest, Message, Opinion
from xianfeng.kinds.opinion.tests.test_actions import Case, refusal
from xianfeng.kinds.opinion.tests.test_digests import Fed

pytestmark = pytest.mark.django_db
RAW = "三年级二班的走廊灯坏了，我每天最后一个走"


def ago(days):
    return timezone.now() - timedelta(days=days)


def put(case, text=RAW, days=200, about=None, **more):
    """An entry that came in so many days ago; gives its code and number."""
    code = new_receipt()
    row = Opinion.objects.create(
        campaign=case.campaign,
        step_code="box",
        organization=case.district.branch,
        handled_by=case.district.branch,
        about=about,
        text=text,
        received_on=timezone.localdate(ago(days)),
        receipt_hash=receipt_hash(code),
        **more,
    )
    return code, row.pk


def decline(case, number, days):
    actions.decline(now=ago(days), actor=case.officer, opinion_id=number, reason="已转告物业")


def adopt(case, number, days):
    due_on = timezone.localdate() + timedelta(days=30)
    draft = Draft(what="检修走廊照明", due_on=due_on, how="报修", goal="都亮")
    return actions.adopt(now=ago(days), actor=case.officer, opinion_id=number, reply="已列入整改", draft=draft)


def test_raw_words_go_when_the_term_is_over_and_nothing_else_goes(client):
    case = Case()
    code, old = put(case, contact="孟同志", seconders=["韩附议"])
    decline(case, old, 150)
    actions.ask_further(now=ago(149), code=code, text="哪天修好？我天天路过")
    actions.reply(now=ago(148), actor=case.officer, opinion_id=old, text="本周")
    actions.write_public_copy(now=ago(148), actor=case.officer, opinion_id=old, text="走廊的灯坏了")
    actions.check_public_copy(now=ago(148), actor=case.secretary, opinion_id=old)
    _code, done = put(case, "照明")
    Item.objects.filter(pk=adopt(case, done, 150)).update(
        closed_on=timezone.localdate(ago(KEPT_DAYS + 1)), verdict="done"
    )
    asking, waiting = put(case, "有追问")
    decline(case, waiting, 150)
    actions.ask_further(now=ago(140), code=asking, text="为什么？")
    _code, fresh = put(case, "刚答复")
    decline(case, fresh, KEPT_DAYS - 1)
    _code, put_right = put(case, "刚整改好")
    item = Item.objects.filter(pk=adopt(case, put_right, 150))
    item.update(closed_on=timezone.localdate(ago(10)), verdict="done")
    adopt(case, put(case, "整改中")[1], 150)
    put(case, "没有答复")
    _code, twin = put(case, "今天才并案")
    proposals.merge(now=ago(0), actor=case.officer, opinion_id=twin, into_id=old)
    before = Entry.objects.count()
    for _ in range(2):
        jobs.destroy_words(timezone.now())
    today = timezone.localdate()
    gone = Opinion.objects.filter(words_destroyed_on=today)
    assert set(gone.values_list("pk", flat=True)) == {old, done} and Entry.objects.count() == before + 1
    assert Entry.objects.latest("pk").detail == {"opinions": 2}
    assert not Opinion.objects.exclude(pk__in=[old, done]).filter(text="").exists()
    kept = Opinion.objects.get(pk=old)
    assert (kept.text, kept.contact, kept.seconders, kept.public_text) == ("", "", [], "走廊的灯坏了")
    assert (kept.outcome, kept.source) == ("not_adopted", "not_said")
    assert [one.text for one in Message.objects.filter(opinion_id=old)] == ["已转告物业", "", "本周"]
    assert [(row.text, row.reply) for row in queries.list_answered([case.district.branch.pk])] == [
        ("走廊的灯坏了", "已转告物业")
    ]
    shown = client.post(reverse("opinion:look"), {"code": code}).content.decode()
    assert f"原文已于{today.year}年{today.month}月{today.day}日到期销毁" in shown and "本周" in shown
    assert (RAW in shown, "哪天修好" in shown, "<textarea" in shown) == (False, False, False)
    client.force_login(case.district.account_of(case.district.officer))
    page = client.get(reverse("opinion:detail", args=[old])).content.decode()
    assert "到期销毁" in page and "走廊的灯坏了" in page and 'value="reply"' not in page
    again = {"now": timezone.now(), "code": code}
    assert refusal(actions.ask_further, **again, text="再问") == "words_destroyed"
    copy = {"now": timezone.now(), "actor": case.officer, "opinion_id": done, "text": "照明"}
    assert refusal(actions.write_public_copy, **copy) == "words_destroyed"


def test_a_digest_keeps_its_lines_and_counts_and_no_longer_tells_whose_slips():
    case = Fed()
    _code, first = put(case, "听课少", about=case.member)
    _code, second = put(case, "批改不及时", about=case.member)
    _code, whole = put(case, "活动太少")
    decline(case, whole, 150)
    sources = {f"opinion:{number}": [1] for number in (first, second)}
    for back in (True, False):
        version = Digest.objects.get().version if Digest.objects.exists() else 0
        case.digest(case.member, ["教学上多下功夫"], sources, version=version)
        one = Digest.objects.get()
        if back:
            digests.send_back(now=ago(150), actor=case.checker, digest_id=one.pk, reason="听课少这句像原话")
    digests.check(now=ago(120), actor=case.checker, digest_id=one.pk)
    assert retention.destroy_words(now=timezone.now(), actor=SYSTEM) == 2  # the third waits for its digest
    one.refresh_from_db()
    assert one.lines == [["教学上多下功夫", ["opinion:0", "opinion:0"]]] and one.returned_because == ""
    standing = case.standings()[case.member.pk]
    assert (standing.state, standing.sources, standing.digests[0].lines[0].count) == ("sent", (), 2)
    for change in ({"lines": []}, {"about": case.other}, {"checked_label": "别人"}, {"state": "draft"}, {"version": 9}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Digest.objects.filter(pk=one.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.all().delete()
    digests.receive(now=timezone.now(), actor=actor_of(case.member), digest_id=one.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.filter(pk=one.pk).update(state="sent", received_on=None, received_label="")
    case.campaign.closed_at = timezone.now()
    case.campaign.save(update_fields=["closed_at"])
    assert retention.destroy_words(now=timezone.now(), actor=SYSTEM) == 1  # no digest will be made any more
