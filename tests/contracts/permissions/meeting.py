"""A meeting called for today in the branch, and one whose minutes are signed and carry a decision."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from tests import factories

from xianfeng.kinds.meeting import actions, queries


def build(world):
    district, now = world.district, timezone.now()
    today = timezone.localdate()
    running = factories.campaign(
        district,
        [factories.plan_step("launch", "meeting", subject="organization", params={"form": "mobilisation"})],
        opens=today - timedelta(days=5),
        closes=today + timedelta(days=60),
    )
    secretary, recorder = district.secretary, district.members[3]
    made = [
        actions.convene(
            now=now,
            actor=factories.actor_of(secretary),
            nonce=UUID(int=number),
            campaign_id=running.pk,
            step_code="launch",
            organization_id=district.branch.pk,
            held_on=today,
            chair_id=secretary.pk,
            recorder_id=recorder.pk,
            agenda=["安排部署"],
        )
        for number in (1, 2)
    ]
    row = queries.get_meeting(made[1])
    line = actions.AgendaLine(row.agenda[0].id, "安排部署", decision="按月公开")
    written = actions.Written(held_on=today, place="", agenda=[line], points="作了部署")
    actions.write(
        now=now,
        actor=factories.actor_of(recorder),
        meeting_id=row.id,
        revision=row.revision,
        written=written,
        hand_in=True,
    )
    actions.sign(now=now, actor=factories.actor_of(secretary), meeting_id=row.id)
    return {"meeting_campaign": running.pk, "meeting": made[0], "meeting_decision": row.agenda[0].id}
