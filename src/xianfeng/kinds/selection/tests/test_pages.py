"""The pages of 评选 for the organiser, a member, a teacher outside the Party and a stranger."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests import factories

from xianfeng.apps.ballots.models import Poll
from xianfeng.kinds.selection.models import Nomination, Round
from xianfeng.kinds.selection.tests.place import PATTERNS, Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


def sign_in(client, place, person):
    client.force_login(place.district.account_of(person), backend="xianfeng.apps.people.authentication.AccountBackend")
    return client


def step_url(place):
    return reverse("selection:step", args=[place.running.pk, "selection"])


def local(hours):
    return timezone.localtime(factories.NOW + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def test_the_whole_round_through_the_pages(client, place, clock):
    secretary, a, b = place.district.members[:3]
    sign_in(client, place, secretary)
    assert "开始评选" in client.get(step_url(place)).content.decode()
    client.post(reverse("selection:start", args=[place.running.pk, "selection"]))
    place.round_id = Round.objects.get().pk
    for who, whom in ((b, a), (a, b)):
        sign_in(client, place, who)
        client.post(
            reverse("selection:nominate", args=[place.round_id]), {"subject": whom.pk, "reason": "带教两名新教师"}
        )
    assert Nomination.objects.count() == 2
    sign_in(client, place, secretary)
    client.post(reverse("selection:recommendation", args=[place.round_id]), {"closes_at": local(1)})
    poll = Poll.objects.get()
    for teacher in place.district.staff:
        sign_in(client, place, teacher)
        assert client.get(reverse("ballots:start", args=[poll.pk])).status_code == 200
        client.post(reverse("ballots:send", args=[poll.pk]), {"r1": "recommend"})
    sign_in(client, place, secretary)
    client.post(reverse("ballots:close", args=[poll.pk]))
    answer = client.post(reverse("selection:ballot", args=[place.round_id]), {"closes_at": local(3)}, follow=True)
    assert "候选名单已确定，投票已开始。" in answer.content.decode()
    poll = Poll.objects.latest("pk")
    for member in place.district.members:
        sign_in(client, place, member)
        client.post(reverse("ballots:send", args=[poll.pk]), {"r1": "for", "r2": "for", "r3": "against"})
    sign_in(client, place, secretary)
    client.post(reverse("ballots:close", args=[poll.pk]))
    assert place.stage.code == "to_count"
    client.post(reverse("selection:count", args=[place.round_id]))
    assert place.stage.code == "deciding"
    decision = reverse("selection:decision", args=[place.round_id])
    page = client.get(decision)
    assert "是否轮流坐庄" in page.content.decode()
    # S1-37: results of the work and recognition stand side by side for each candidate, in figures that may be shown
    laid = {one["name"]: one["dossier"] for one in page.context["subjects"]}
    assert laid[a.name].works == ("带教两名新教师",)
    mass, vote = laid[a.name].recognition
    assert mass == "群众推荐：票数不单列（有效 6 张）"
    assert (vote.startswith("投票赞成："), vote.endswith("（有效 9 张）")) == (True, True)
    Nomination.objects.filter(person=b).delete()
    bare = client.get(decision).content.decode()
    assert ("没有材料" in bare, "没有民主测评" in bare) == (True, False)
    for said, body in (("general_meeting", "党员大会"), ("superior", "上级党组织"), ("committee", "支部委员会")):
        place.running.plan["steps"][0]["params"]["decided_by"] = said
        place.running.save(update_fields=["plan"])
        assert f'name="body" value="{body}"' in client.get(decision).content.decode()
    missing = client.post(decision, {"chosen": [], "body": "支部委员会", "meeting_on": "2026-09-15"})
    assert missing.status_code == 422
    assert "与计票结论不同之处须逐一写明理由" in missing.content.decode()
    sent = {"chosen": list(place.stage.result.chosen), "body": "支部委员会", "meeting_on": "2026-09-15"}
    sent |= {f"remark-{test}": "已研究" for test in PATTERNS}
    for no_day in ("2026-02-30", "", "2126-09-15"):
        refused = client.post(decision, sent | {"meeting_on": no_day})
        assert refused.status_code == 422 and "请填写会议日期，不能晚于今天。" in refused.content.decode()
    assert client.post(decision, sent).status_code == 302
    assert place.stage.code == "decided"
    sign_in(client, place, a)
    assert "支部委员会" in client.get(step_url(place)).content.decode()


def test_who_may_do_what(client, place):
    place.start()
    acts = {
        name: reverse(f"selection:{name}", args=[place.round_id])
        for name in ("recommendation", "ballot", "count", "run_off", "veto", "decision")
    }
    member, teacher, stranger = place.district.members[1], place.district.staff[0], place.district.stranger
    for person in (member, teacher, stranger):
        sign_in(client, place, person)
        assert {name: client.post(url).status_code for name, url in acts.items()} == dict.fromkeys(acts, 403)
        nominated = client.post(reverse("selection:nominate", args=[place.round_id]), {"subject": member.pk})
        assert nominated.status_code == (302 if person == member else 403)
        assert client.get(step_url(place) + f"?organization={place.district.branch.pk}").status_code == (
            200 if person == member else 403
        )
    sign_in(client, place, member)
    as_committee = {"subject": member.pk, "source": "committee", "reason": "事迹"}
    assert client.post(reverse("selection:nominate", args=[place.round_id]), as_committee).status_code == 403
    assert Nomination.objects.count() == 0


def test_refusals_are_sentences_with_the_way_out(client, place):
    place.start()
    sign_in(client, place, place.district.secretary)
    url = reverse("selection:ballot", args=[place.round_id])
    assert "至少需要3人" in client.post(url, {"closes_at": local(3)}, follow=True).content.decode()
    url = reverse("selection:recommendation", args=[place.round_id])
    assert "截止时间已经过去" in client.post(url, {"closes_at": "garbage"}, follow=True).content.decode()


def test_in_a_joint_round_a_member_stays_with_the_own_branch(client, place):
    district = place.district
    for _more in range(2):
        factories.person(branch=district.other_branch, works_at=district.other_school)
    small, member = district.branch, district.members[1]
    sign_in(client, place, district.officer)
    above = {"organization": district.committee.pk, "unit": [small.pk, district.other_branch.pk]}
    page = client.get(step_url(place) + f"?organization={district.committee.pk}").content.decode()
    assert "投票人9人" in page
    client.post(reverse("selection:start", args=[place.running.pk, "selection"]), above)
    round_id = Round.objects.get().pk
    sign_in(client, place, member)
    nominated = {"subject": district.members[2].pk, "reason": "带教两名新教师"}
    answer = client.post(reverse("selection:nominate", args=[round_id]), nominated, follow=True)
    assert answer.status_code == 200 and "推荐已记下。" in answer.content.decode()
    assert Nomination.objects.get().round_id == round_id


def test_whoever_is_on_the_roll_is_led_from_the_round_to_the_poll(client, place):
    place.start()
    place.nominate(place.district.members[1])
    url = step_url(place) + f"?organization={place.district.branch.pk}"
    sign_in(client, place, place.district.staff[0])
    assert client.get(url).status_code == 403
    sign_in(client, place, place.district.secretary)
    client.post(reverse("selection:recommendation", args=[place.round_id]), {"closes_at": local(1)})
    sign_in(client, place, place.district.staff[0])
    assert client.get(url).url == reverse("ballots:start", args=[Poll.objects.get().pk])
