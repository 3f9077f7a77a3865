"""A notice in its period, with one objection."""

from datetime import timedelta

from django.utils import timezone
from tests import factories

from xianfeng.apps.notices import actions, queries
from xianfeng.apps.notices.actions import Wording


def build(world):
    district, now = world.district, timezone.now()
    today = timezone.localdate()
    campaign = factories.campaign(
        district,
        [factories.plan_step("result", "notice", subject="organization", params={"what": "result", "days": 5})],
        opens=today - timedelta(days=5),
        closes=today + timedelta(days=60),
    )
    member = factories.actor_of(district.members[1])
    officer = factories.actor_of(district.officer)
    wording = Wording(
        title="结果公示",
        basis="根据实施方案",
        what="现将结果公示如下。",
        days=5,
        place="公示栏",
        contact_unit="党支部",
        contact_person="陆同志",
        contact_phone="6688",
        scope="society",
    )
    notice = actions.propose(
        now=now,
        actor=member,
        campaign_id=campaign.pk,
        step_code="result",
        organization_id=district.branch.pk,
        wording=wording,
        nonce=f"permissions{campaign.pk}",
    )
    actions.review(now=now, actor=officer, notice_id=notice, version=1, secrecy_checked=True)
    actions.approve(now=now, actor=officer, notice_id=notice, version=2)
    actions.post(now=now, actor=member, notice_id=notice, version=3)
    actions.object(now=now, actor=None, notice_id=notice, text="有不同意见")
    return {
        "campaign": campaign.pk,
        "step": "result",
        "notice": notice,
        "token": queries.get_notice(notice).token,
        "objection": queries.list_objections(notice)[0].id,
    }
