"""A campaign that follows an earlier one."""

from tests import factories


def build(world):
    district = world.district
    earlier = factories.campaign(district, [factories.plan_step("result", "notice", subject="organization")])
    params = {"form": "look_back"}
    campaign = factories.campaign(
        district, [factories.plan_step("look_back", "inspection", subject="organization", params=params)]
    )
    campaign.predecessor = earlier
    campaign.save()
    return {"campaign": campaign.pk, "look": "look_back", "result": "result"}
