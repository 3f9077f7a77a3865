"""A campaign that follows an earlier one."""

from tests import factories

from xianfeng.kinds.inspection import checking
from xianfeng.kinds.inspection.models import CheckLine


def build(world):
    district = world.district
    earlier = factories.campaign(district, [factories.plan_step("result", "notice", subject="organization")])
    params = {"form": "look_back"}
    campaign = factories.campaign(
        district, [factories.plan_step("look_back", "inspection", subject="organization", params=params)]
    )
    campaign.predecessor = earlier
    campaign.save()
    visiting = factories.campaign(
        district,
        [
            factories.plan_step(
                "seen", "inspection", subject="organization", who=("branches",), params={"form": "visit"}
            )
        ],
    )
    visiting.plan["steps"][0]["responsible"] = "superior"
    visiting.save()
    check = checking.begin(
        now=factories.NOW, actor=factories.TEST_ACTOR, campaign_id=visiting.pk, step_code="seen",
        unit_id=district.branch.pk,
    )  # fmt: skip
    paying = factories.campaign(
        district,
        [factories.plan_step("dues", "inspection", subject="organization", who=("branches",), params={"form": "dues"})],
    )
    more = {"dues_campaign": paying.pk, "open_check": check, "open_line": CheckLine.objects.get(check_of=check).pk}
    return {**more, "campaign": campaign.pk, "look": "look_back", "result": "result"}
