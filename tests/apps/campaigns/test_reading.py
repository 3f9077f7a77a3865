"""A page that changes nothing reads a programme once; whatever acts sees it as it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse

from tests import factories
from tests.apps.plans.settling import published
from xianfeng.apps.campaigns import actions, queries
from xianfeng.config.middleware import ReadOnce

WHO = {"now": factories.NOW, "actor": factories.TEST_ACTOR}


@pytest.fixture
def running(db):
    district = factories.District(members=2, staff=1)
    campaign = actions.prepare_campaign(
        **WHO,
        version_id=published(district),
        organization_id=district.committee.pk,
        starts_on=factories.NOW.date() - timedelta(days=1),
    )
    actions.open_campaign(**WHO, campaign_id=campaign)
    return campaign, district.branch.pk


@pytest.mark.parametrize(("method", "times"), [("get", 3), ("post", 7)])
def test_what_changes_nothing_reads_once(running, rf, django_assert_num_queries, method, times):
    """The programme, the types of the unit's schools, and what is open; three rooms that act ask for the first two thrice."""
    campaign, branch = running

    def page(_request):
        with django_assert_num_queries(times):
            steps = [queries.list_steps(campaign, branch) for _room in range(3)]
            assert steps[0] == steps[1] == steps[2]
            assert [row.id for row, _steps in queries.list_open_steps()] == [campaign]
        return HttpResponse()

    assert ReadOnce(page)(getattr(rf, method)("/")).status_code == 200


def test_a_change_is_seen_on_the_next_page(running):
    campaign, _branch = running
    step = queries.list_steps(campaign)[-1]
    later = step.closes_on + timedelta(days=7)
    with queries.reading_once():
        assert queries.get_step(campaign, step.code).closes_on == step.closes_on
        queries.Campaign.objects.get(pk=campaign).windows.filter(step_code=step.code).update(closes_on=later)
        assert queries.get_step(campaign, step.code).closes_on == step.closes_on
    assert queries.get_step(campaign, step.code).closes_on == later
    with queries.reading_once():
        assert queries.get_step(campaign, step.code).closes_on == later
