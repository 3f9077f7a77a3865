"""One member has something to put right and has handed the plan in; the plan is theirs and the committee's."""

from datetime import timedelta

from django.utils import timezone
from tests import factories

from xianfeng.apps.tracking import actions as tracking
from xianfeng.kinds.rectification import actions


def build(world):
    district, now, today = world.district, timezone.now(), timezone.localdate()
    person = district.members[1]
    params = {"plans_of": ["person", "organization"], "sources": ["rating"], "parts": ["原因"], "private": True}
    running = factories.campaign(
        district,
        [factories.plan_step("below", "rectification", subject="organization", params=params)],
        opens=today - timedelta(days=5),
        closes=today + timedelta(days=60),
    )
    place = {"organization_id": district.branch.pk, "campaign_id": running.pk}
    tracking.open_item(
        now=now,
        actor=factories.TEST_ACTOR,
        **place,
        draft=tracking.Draft(
            what="达不到基本要求的，列入整改",
            due_on=today + timedelta(days=30),
            origin="consequence",
            origin_ref="consequence:1",
            level="person",
            person_id=person.pk,
            restricted=True,
        ),
    )
    stamp = {"now": now, "actor": factories.actor_of(person)}
    plan = actions.save(
        **stamp,
        **place,
        step_code="below",
        level="person",
        person_id=person.pk,
        revision=0,
        texts={"原因": "备课不细"},
        measures=[actions.NewMeasure("听课", due_on=today + timedelta(days=20))],
    )
    actions.submit(**stamp, plan_id=plan)
    return {"rectification_campaign": running.pk, "rectification_plan": plan}
