"""Every built-in pack whose kinds are all built opens as a campaign, and every one of its steps has a page that opens."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests import factories
from tests.apps.plans.settling import published
from xianfeng.apps.campaigns import actions, queries
from xianfeng.core.kind import find_kind
from xianfeng.core.plan import built_in_codes, load_built_in

pytestmark = pytest.mark.django_db
WHO = {"now": factories.NOW, "actor": factories.TEST_ACTOR}
READY = [
    code for code in built_in_codes() if all(find_kind(step.kind).built for step in load_built_in(code).plan.steps)
]


def test_all_programmes_of_the_texts_are_ready():
    assert set(READY) == set(built_in_codes())


@pytest.mark.parametrize("code", READY)
def test_a_pack_opens_and_each_of_its_steps_has_a_page(code, client):
    district = factories.District(members=3, staff=2)
    version = published(district, code)
    campaign = actions.prepare_campaign(
        **WHO, version_id=version, organization_id=district.committee.pk, starts_on=factories.NOW.date()
    )
    assert actions.list_obstacles(campaign) == []
    actions.open_campaign(**WHO, campaign_id=campaign)
    steps = queries.list_steps(campaign)
    wrong = []
    for someone in (district.secretary, district.officer):
        for step in steps:
            with time_machine.travel(
                factories.NOW.replace(hour=2) + (step.opens_on - factories.NOW.date()), tick=False
            ):
                client.force_login(district.account_of(someone))
                url = reverse(f"{step.kind}:step", args=[campaign, step.code])
                status = client.get(f"{url}?organization={district.branch.pk}").status_code
                if status != 200:
                    wrong.append(f"{someone.name} {step.kind}:{step.code} {status}")
    assert wrong == []
    with time_machine.travel(factories.NOW + timedelta(days=1), tick=False):
        client.force_login(district.account_of(district.secretary))
        assert client.get("/").status_code == 200
