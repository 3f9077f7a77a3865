"""A report of the branch on its way to the bureau committee."""

from datetime import timedelta

from django.utils import timezone
from tests import factories

from xianfeng.apps.returns import actions
from xianfeng.kinds.returns.kind import Params, periods


def build(world):
    district = world.district
    sent = actions.send(
        now=timezone.now(),
        actor=factories.actor_of(district.secretary),
        sender_id=district.branch.pk,
        form="summary",
        subject="2026",
        title="总结",
        content={"做法": "略"},
    )
    today = timezone.localdate()
    params = {
        "form": "monthly",
        "relation": "party_affiliation",
        "windows": [{"code": "m", "title": "月报", "by_day": 28}],
    }
    running = factories.campaign(
        district,
        [factories.plan_step("report", "returns", subject="organization", params=params)],
        opens=today - timedelta(days=5),
        closes=today + timedelta(days=90),
    )
    first = periods(Params.model_validate(params), today - timedelta(days=5), today + timedelta(days=90))[0]
    return {"sent": sent, "returns_campaign": running.pk, "returns_key": first.key}
