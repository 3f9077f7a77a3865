"""An item of the branch and a long-term rule."""

from datetime import timedelta

from django.utils import timezone
from tests import factories

from xianfeng.apps.tracking import actions
from xianfeng.apps.tracking.actions import Draft


def build(world):
    district, now, today = world.district, timezone.now(), timezone.localdate()
    secretary = factories.actor_of(district.secretary)
    item = actions.open_item(
        now=now,
        actor=secretary,
        organization_id=district.branch.pk,
        draft=Draft(
            what="食堂排队", due_on=today + timedelta(days=30), origin_ref="1", owner_id=district.members[2].pk
        ),
    )
    rule = actions.add_mechanism(
        now=now,
        actor=secretary,
        organization_id=district.branch.pk,
        title="校务公开",
        owner_name="陆同志",
        in_force_from=today,
        check_on=today + timedelta(days=90),
    )
    steps = [factories.plan_step("result", "notice", subject="organization")]
    follows = factories.campaign(district, steps)
    follows.predecessor = factories.campaign(district, steps)
    follows.save()
    return {"item": item, "rule": rule, "follows": follows.pk}
