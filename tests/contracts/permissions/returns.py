"""A report of the branch on its way to the bureau committee."""

from django.utils import timezone
from tests import factories

from xianfeng.apps.returns import actions


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
    return {"sent": sent}
