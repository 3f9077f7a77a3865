"""Every built-in pack whose kinds are all built opens as a campaign, and every one of its steps has a page that opens."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests import factories
from tests.apps.plans.settling import published
from xianfeng.apps.campaigns import actions, queries
from xianfeng.apps.tracking.consequences import Subject, generate_consequences
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


def test_a_rating_below_the_basic_line_leads_to_the_persons_own_plan_and_to_nobody_elses_eyes(client):
    """S1-23 in the plan as it stands: rating → item → cause, direction, measures, seen by the person and the committee."""
    district = factories.District(members=4, staff=2)
    member = district.members[1]
    campaign = actions.prepare_campaign(
        **WHO,
        version_id=published(district, "ten_stars"),
        organization_id=district.committee.pk,
        starts_on=factories.NOW.date(),
    )
    actions.open_campaign(**WHO, campaign_id=campaign)
    steps = {step.code: step for step in queries.list_steps(campaign)}
    rating = next(step for step in steps.values() if step.kind == "rating" and step.code.startswith("member_rating"))
    own = [step for step in steps.values() if step.kind == "rectification"]
    first, later = own[0], own[1:]
    day = factories.NOW + (rating.opens_on - factories.NOW.date())
    with time_machine.travel(day, tick=False):
        count = generate_consequences(
            **WHO | {"now": day},
            campaign_id=campaign,
            step_code=rating.code,
            organization_id=district.branch.pk,
            outcomes={"below_basic": [Subject(member.pk, member.name)]},
        )
        assert count == 1
        url = reverse("rectification:step", args=[campaign, first.code]) + f"?organization={district.branch.pk}"
        client.force_login(district.account_of(member))
        shown = client.get(url).content.decode()
        assert "写整改方案" in shown and "活动载体：争做科教兴莘先锋" in shown  # S1-02
        client.force_login(district.officer_account)
        above = client.get(url).content.decode()
        assert "应有 1 份" in above and member.name not in above
        for step in later:
            assert step.opens_on > day.date()  # a round of a later phase takes over only what is still open then
