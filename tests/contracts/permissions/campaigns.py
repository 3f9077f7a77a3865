"""A running campaign with one excuse, and one that is only prepared."""

from tests import factories
from tests.apps.plans.settling import adopted

from xianfeng.apps.campaigns import actions


def build(world):
    district = world.district
    who = {"now": factories.NOW, "actor": factories.TEST_ACTOR}
    campaign = factories.campaign(district, [factories.plan_step("vow", "pledge")])
    prepared = actions.prepare_campaign(
        **who,
        version_id=adopted(district),
        organization_id=district.committee.pk,
        starts_on=factories.NOW.date(),
    )
    excuse = actions.excuse(
        **who, campaign_id=campaign.pk, step_code="vow", organization_id=district.branch.pk,
        person_id=district.members[1].pk, reason="产假",
    )  # fmt: skip
    return {"campaign": campaign.pk, "prepared": prepared, "excuse": excuse}
