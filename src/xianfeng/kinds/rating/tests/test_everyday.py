"""平时考核: dated and sourced entries that whom they are about reads at once, beside the periodic part (S0-37)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from xianfeng.kinds.rating import actions, explaining
from xianfeng.kinds.rating.models import EverydayEntry
from xianfeng.kinds.rating.own import list_record
from xianfeng.kinds.rating.tests.place import DAY, EVERYDAY, Place

pytestmark = pytest.mark.django_db


def test_entries_are_dated_sourced_and_read_by_whom_they_are_about(client, monkeypatch):
    none = {"points_per_star": None, "star_from": None, "accumulates": False, "observer": False, "basic_stars": None}
    place = Place(members=3, staff=0, **{**EVERYDAY, **none, "order": ["everyday", "organization"], "vetoes": []})
    mine, other = place.district.members[1:3]
    step = [place.running.pk, place.step_code]
    page = f"{reverse('rating:everyday', args=step)}?organization={place.organization.pk}"
    client.force_login(place.district.accounts[place.district.secretary.pk])
    typed = {"subject": mine.pk, "occurred_on": DAY, "item": "work", "text": "带教两名新教师", "source": ""}
    refused = client.post(page, typed)
    assert (refused.status_code, "带教两名新教师" in refused.content.decode()) == (422, True)
    tomorrow = client.post(page, {**typed, "source": "九月教研记录", "occurred_on": DAY + timedelta(days=1)})
    assert "日期须在活动开始以后" in tomorrow.content.decode()
    about_oneself = client.post(page, {**typed, "source": "自己说的", "subject": place.district.secretary.pk})
    assert "由别人记" in about_oneself.content.decode()
    once = {**typed, "source": "九月教研记录", "nonce": uuid4()}
    for _double_click in range(2):
        assert client.post(page, once).status_code == 302
    assert EverydayEntry.objects.count() == 1 and 'name="nonce"' in client.get(page).content.decode()
    wrong = client.post(page, {**typed, "source": "听说", "text": "记错了人"})
    assert wrong.status_code == 302
    gone = EverydayEntry.objects.get(source="听说")
    for _double_click in range(2):
        back = client.post(reverse("rating:withdraw", args=[gone.pk]), {"reason": "不是本人的事"})
        assert back.status_code == 302
    criticised = EverydayEntry.objects.create(
        campaign=place.running, step_code=place.step_code, organization=place.organization, text="迟到",
        person=place.district.secretary, occurred_on=DAY, source="考勤", recorded_at=place.now,
    )  # fmt: skip
    client.post(reverse("rating:withdraw", args=[criticised.pk]), {"reason": "不想要"})
    criticised.refresh_from_db()
    assert criticised.withdrawn_at is None  # a secretary cannot make what stands about the own person go away
    type(place.running).objects.update(closed_at=place.now)
    with pytest.raises(actions.RatingRefused, match="not_open"):
        actions.withdraw_everyday(now=place.now, actor=place.actor, entry_id=criticised.pk, reason="归档前改")
    type(place.running).objects.update(closed_at=None)
    criticised.delete()

    client.force_login(place.district.accounts[mine.pk])
    read = client.get(reverse("rating:step", args=step)).content.decode()
    assert all(word in read for word in ("带教两名新教师", "九月教研记录", "书记甲", "不是本人的事"))
    assert client.get(page).status_code == 403  # who is assessed reads the own entries, and nobody else's
    client.force_login(place.district.accounts[other.pk])
    assert "带教两名新教师" not in client.get(reverse("rating:step", args=step)).content.decode()
    assert [line.text for line in list_record(mine.pk)] == [
        "带教两名新教师（来源：九月教研记录）",
        "已撤销：记错了人（来源：听说）",
    ]
    monkeypatch.setattr("xianfeng.kinds.rating.own.campaigns.list_steps", lambda *place: [])
    assert len(list_record(mine.pk)) == 2  # also when the unit's own plan leaves the step out since
    monkeypatch.undo()

    place.start()
    place.open("everyday")
    for one in place.at.rated:
        place.sheet(one, "everyday", marks={"thinking": "good", "work": "good"})
    with pytest.raises(actions.RatingRefused, match="entry_counted"):
        actions.note_everyday(
            now=place.now, actor=place.actor, campaign_id=place.running.pk, step_code=place.step_code,
            organization_id=place.organization.pk, person_id=mine.pk, occurred_on=DAY, text="补记", source="补记", on=DAY,
        )  # fmt: skip
    place.close("everyday").open("organization")
    for one in place.at.rated:
        place.sheet(one, "organization", marks={"thinking": "fair", "work": "fair"})
    place.close("organization").count()
    laid = explaining.explain(place.at, place.stage.result, place.rated(mine))
    assert [(part.title, part.value, part.weight) for part in laid.items[0].parties] == [
        ("平时考核", "95", "0.4"),
        ("定期考核", "70", "0.6"),
    ]
    assert laid.items[0].value == "80"
    client.force_login(place.district.accounts[place.district.secretary.pk])
    shown = client.get(reverse("rating:mark", args=[place.rated(mine).id])).content.decode()
    assert "九月教研记录" in shown and "记错了人" not in shown
