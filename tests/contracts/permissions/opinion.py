"""A box open to society, with one entry."""

from datetime import timedelta

from django.utils import timezone
from tests import factories

from xianfeng.apps.tracking.models import Item
from xianfeng.kinds.opinion import actions, queries
from xianfeng.kinds.opinion.models import Digest


def build(world):
    district, today = world.district, timezone.localdate()
    params = {
        "about": "results",
        "open_to_society": True,
        "read_by": ["programme_office", "branch_secretary"],
        "fed_back": True,
    }
    campaign = factories.campaign(
        district,
        [factories.plan_step("box", "opinion", subject="organization", params=params)],
        opens=today - timedelta(days=5),
        closes=today + timedelta(days=60),
    )
    code = actions.write(
        now=timezone.now(),
        campaign_id=campaign.pk,
        step_code="box",
        organization_id=district.branch.pk,
        text="校门口拥堵",
    )
    digest = Digest.objects.create(
        campaign=campaign, step_code="box", organization=district.branch, state="sent", checked_on=today
    )
    opinion = queries.find_by_receipt(code).id
    item = Item.objects.create(
        organization=district.branch,
        origin="opinion",
        origin_ref=f"opinion.opinion:{opinion}",
        what="疏导校门口",
        opened_on=today,
        due_on=today,
        first_due_on=today,
        nonce="opinion-item",
    )
    return {
        "opinion_item": item.pk,
        "campaign": campaign.pk,
        "box": "box",
        "opinion": opinion,
        "nobody": 0,
        "digest": digest.pk,
    }
