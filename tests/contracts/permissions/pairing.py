"""A talk between the member of the table and another member, logged by that other one."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from tests import factories

from xianfeng.kinds.pairing import actions


def build(world):
    district, now, today = world.district, timezone.now(), timezone.localdate()
    relation = {"code": "each", "title": "党员与党员", "target": "per_person", "at_least": 1}
    running = factories.campaign(
        district,
        [factories.plan_step("talks", "pairing", params={"form": "talk", "relations": [relation]})],
        opens=today - timedelta(days=5),
        closes=today + timedelta(days=60),
    )
    pair = actions.propose(
        now=now,
        actor=factories.actor_of(district.members[2]),
        nonce=UUID(int=1),
        campaign_id=running.pk,
        step_code="talks",
        organization_id=district.branch.pk,
        new=actions.NewPair("each", district.members[2].pk, district.members[1].pk),
    )
    return {"pairing_campaign": running.pk, "pairing_pair": pair}
