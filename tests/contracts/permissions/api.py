"""A running campaign, to be read by machines."""

from tests import factories


def build(world):
    return {"api_campaign": factories.campaign(world.district, [factories.plan_step("vow", "pledge")]).pk}
