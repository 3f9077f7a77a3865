"""A running campaign with the three levels of duty sheets, and one sheet in force."""

from datetime import date

from tests import factories

from xianfeng.kinds.duties import actions


def build(world):
    district = world.district
    running = factories.campaign(
        district,
        [
            factories.plan_step(
                "branch_duties", "duties", subject="organization", who=("branches",), params={"level": "branch"}
            ),
            factories.plan_step("post_duties", "duties", params={"level": "post"}),
        ],
        opens=date(2026, 1, 1),
        closes=date(2099, 1, 1),
    )
    stamp = {"now": factories.NOW, "actor": factories.TEST_ACTOR}
    version = actions.start(
        **stamp,
        campaign_id=running.pk,
        step_code="post_duties",
        level="post",
        organization_id=district.branch.pk,
        person_id=district.members[2].pk,
    )
    actions.save(**stamp, version_id=version, revision=0, lines=[actions.NewLine("上好课")])
    actions.adopt(**stamp, version_id=version)
    return {"duties_campaign": running.pk, "duties_version": version}
