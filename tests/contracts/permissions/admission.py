"""A register of applicants that nobody is in yet."""

from datetime import timedelta

from django.utils import timezone
from tests import factories


def build(world):
    today = timezone.localdate()
    params = {"stages": [{"code": "applied", "title": "递交入党申请书"}]}
    running = factories.campaign(
        world.district,
        [factories.plan_step("joining", "admission", subject="organization", who=("branches",), params=params)],
        opens=today - timedelta(days=5),
        closes=today + timedelta(days=60),
    )
    return {"admission_campaign": running.pk}
