"""A running campaign with one pledge handed in, one draft and one published within the school."""

from datetime import date, timedelta

from tests import factories

from xianfeng.kinds.pledge import actions
from xianfeng.kinds.pledge.models import Pledge


def build(world):
    district = world.district
    running = factories.campaign(
        district,
        [factories.plan_step("target", "pledge", params={"measure": "work_target"})],
        opens=date(2026, 1, 1),
        closes=date(2099, 1, 1),
    )
    stamp = {"now": factories.NOW, "actor": factories.TEST_ACTOR}
    content = actions.Content("听课20节", "听课本", "学生", date(2026, 9, 15) + timedelta(days=9999))

    def make(person, nonce):
        pledge = actions.start(
            **stamp,
            campaign_id=running.pk,
            step_code="target",
            organization_id=district.branch.pk,
            person_id=person.pk,
            nonce=nonce,
        )
        actions.save(**stamp, pledge_id=pledge, revision=0, content=content)
        return pledge

    draft, handed_in, published = (
        make(district.members[1], "a"),
        make(district.members[2], "b"),
        make(district.members[3], "c"),
    )
    open_to_society = actions.start(
        **stamp,
        campaign_id=running.pk,
        step_code="target",
        organization_id=district.other_branch.pk,
        person_id=district.stranger.pk,
        nonce="d",
    )
    actions.save(**stamp, pledge_id=open_to_society, revision=0, content=content)
    Pledge.objects.filter(pk=open_to_society).update(scope="public")
    for pledge in (handed_in, published, open_to_society):
        actions.submit(**stamp, pledge_id=pledge)
    actions.publish(**stamp, pledge_id=published, place="公开栏")
    actions.publish(**stamp, pledge_id=open_to_society, place="公开栏")
    return {"pledge_campaign": running.pk, "pledge_draft": draft, "pledge_in": handed_in, "pledge_public": published}
