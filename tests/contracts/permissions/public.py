"""A running campaign, whose page is open to everybody."""

from tests import factories


def build(world):
    return {"public_campaign": factories.campaign(world.district, [factories.plan_step("vow", "pledge")]).pk}
