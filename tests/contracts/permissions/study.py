"""A running campaign with something to read, and one session on record."""

from datetime import date
from uuid import UUID

from tests import factories

from xianfeng.apps.journal.actions import Actor
from xianfeng.kinds.study import actions


def build(world):
    district = world.district
    running = factories.campaign(
        district,
        [factories.plan_step("rules", "study", params={"topics": ["操作规程"], "confirms_reading": True, "essays": 1})],
        opens=date(2026, 1, 1),
        closes=date(2099, 1, 1),
    )
    stamp = {"now": factories.NOW, "actor": factories.TEST_ACTOR, "campaign_id": running.pk, "step_code": "rules"}
    actions.issue(**stamp, item="操作规程", text="讲述要精炼。", issuer="教管中心总支")
    session = actions.log_session(
        **stamp,
        nonce=UUID(int=1),
        organization_id=district.branch.pk,
        held_on=date(2026, 9, 14),
        form="coaching",
        topic="操作规程",
        minutes=60,
        lines=[actions.Line(district.secretary.pk, "attended")],
    )
    author = Actor(account_id=None, person_id=district.members[1].pk, label="党员甲")
    essay = actions.write_essay(
        now=factories.NOW,
        actor=author,
        nonce=UUID(int=2),
        campaign_id=running.pk,
        step_code="rules",
        organization_id=district.branch.pk,
        title="学后所得",
        text="讲述要用事例说话。",
        is_shared=False,
    )
    return {"study_campaign": running.pk, "study_session": session, "study_essay": essay}
