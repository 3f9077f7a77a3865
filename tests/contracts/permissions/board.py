"""A running campaign, so that there is a board."""

from tests import factories


def build(world):
    return {"board_campaign": factories.campaign(world.district, [factories.plan_step("vow", "pledge")]).pk}
