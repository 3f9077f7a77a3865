"""The open page of a programme: sums only, no unit, no name, nothing of what is not the units' own work (S0-46)."""

from __future__ import annotations

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from tests import factories
from xianfeng.apps.campaigns.models import Campaign
from xianfeng.apps.evidence import actions as evidence

pytestmark = pytest.mark.django_db


def test_a_programme_is_open_with_its_plan_and_sums_and_without_names(client):
    cache.clear()
    district = factories.District(members=6, staff=1)
    running = factories.campaign(
        district,
        [
            factories.plan_step("vow", "pledge", params={"measure": "post_duty"}, title="公开承诺"),
            factories.plan_step("seen", "inspection", subject="organization", who=("branches",), title="不打招呼检查"),
        ],
    )
    running.plan["steps"][1]["responsible"] = "inspector"
    running.save(update_fields=["plan"])
    evidence.submit(
        now=factories.NOW, actor=factories.TEST_ACTOR, campaign_id=running.pk, step_code="vow",
        organization_id=district.branch.pk, person_id=district.members[0].pk, fact="pledge_published", part="post_duty",
        subject="pledge:1", occurred_on=factories.NOW.date(),
    )  # fmt: skip
    page = reverse("public:campaign", args=[running.pk])
    with time_machine.travel(factories.NOW, tick=False):
        assert page in client.get(reverse("public:index")).content.decode()
        told = client.get(page)
        lines = [line for phase in told.context["phases"] for line in phase["lines"]]
        words = told.content.decode()
        assert [(line["title"], line["done"], (line["of"] or 0) > 5) for line in lines] == [
            ("公开承诺", 1, True),
            ("不打招呼检查", None, False),
        ]
        assert not any(name in words for name in (district.branch.name, district.members[0].name))
        Campaign.objects.update(closed_at=factories.NOW)
        assert client.get(page).status_code == 404
