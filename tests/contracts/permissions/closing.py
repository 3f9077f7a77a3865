"""A summary handed in by the branch."""

from datetime import timedelta

from django.utils import timezone
from tests import factories

from xianfeng.kinds.closing import actions


def build(world):
    district, now, today = world.district, timezone.now(), timezone.localdate()
    running = factories.campaign(
        district,
        [factories.plan_step("summary", "closing", subject="organization", params={"parts": ["开展情况"]})],
        opens=today - timedelta(days=5),
        closes=today + timedelta(days=60),
    )
    stamp = {"now": now, "actor": factories.actor_of(district.secretary)}
    made = actions.save(
        **stamp,
        campaign_id=running.pk,
        step_code="summary",
        organization_id=district.branch.pk,
        revision=0,
        texts={"开展情况": "完成"},
    )
    actions.submit(**stamp, summary_id=made)
    return {"closing_campaign": running.pk}
