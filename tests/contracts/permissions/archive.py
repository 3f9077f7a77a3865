"""The branch's part of a campaign, filed."""

from django.utils import timezone
from tests import factories

from xianfeng.apps.archive import actions


def build(world):
    district = world.district
    campaign = factories.campaign(district, [factories.plan_step("result", "notice", subject="organization")])
    filed = actions.archive(
        now=timezone.now(),
        actor=factories.actor_of(district.officer),
        campaign_id=campaign.pk,
        organization_id=district.branch.pk,
    )
    closed = factories.campaign(district, [factories.plan_step("result", "notice", subject="organization")])
    closed.closed_at = timezone.now()
    closed.save(update_fields=["closed_at"])
    return {"campaign": campaign.pk, "closed": closed.pk, "filed": filed}
