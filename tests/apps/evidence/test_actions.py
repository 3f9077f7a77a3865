"""Facts are put on record once, taken back with a mark, and only while the campaign is open."""

from datetime import date

import pytest

from tests.factories import NOW, TEST_ACTOR, District, campaign, plan_step
from xianfeng.apps.evidence import actions, queries
from xianfeng.apps.evidence.models import Fact
from xianfeng.apps.journal.models import Entry

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)


@pytest.fixture
def place():
    district = District()
    return district, campaign(district, [plan_step("post", "pledge", params={"measure": "post_duty"})])


def put(district, running, **changes):
    wanted = {
        "now": NOW,
        "actor": TEST_ACTOR,
        "campaign_id": running.pk,
        "step_code": "post",
        "organization_id": district.branch.pk,
        "person_id": district.members[1].pk,
        "fact": "pledge_published",
        "part": "post_duty",
        "subject": "pledge:1",
        "occurred_on": DAY,
    } | changes
    return actions.submit(**wanted)


def test_the_same_fact_twice_is_one_fact_and_one_journal_line(place):
    first = put(*place)
    assert put(*place) == first
    assert Fact.objects.count() == 1
    assert [entry.action for entry in Entry.objects.all()] == ["evidence.submit"]


def test_a_withdrawn_fact_no_longer_counts_and_can_stand_again(place):
    put(*place)
    running = place[1]
    assert actions.withdraw(now=NOW, actor=TEST_ACTOR, subject="pledge:1", reason="改正") == 1
    assert queries.list_facts(campaign_id=running.pk) == []
    assert actions.withdraw(now=NOW, actor=TEST_ACTOR, subject="pledge:1") == 0
    put(*place)
    assert len(queries.list_facts(campaign_id=running.pk)) == 1
    assert [entry.action for entry in Entry.objects.order_by("number")] == [
        "evidence.submit",
        "evidence.withdraw",
        "evidence.submit",
    ]


def test_facts_of_a_later_day_do_not_count_yet(place):
    put(*place, occurred_on=date(2026, 9, 20))
    assert queries.list_facts(campaign_id=place[1].pk, on=DAY) == []
    assert [row.is_supplement for row in queries.list_facts(campaign_id=place[1].pk)] == [False]


def test_a_closed_campaign_takes_no_facts(place):
    running = place[1]
    running.closed_at = NOW
    running.save(update_fields=["closed_at"])
    with pytest.raises(actions.EvidenceRefused) as refused:
        put(*place)
    assert refused.value.code == "campaign_not_open"
    assert Fact.objects.count() == 0


def test_an_unknown_step_is_refused(place):
    with pytest.raises(actions.EvidenceRefused) as refused:
        put(*place, step_code="elsewhere")
    assert refused.value.code == "unknown_step"


def test_many_at_once_are_one_journal_line_and_running_it_again_adds_nothing(place):
    district, running = place
    rows = [(district.branch.pk, one.pk, f"poll:1:{one.pk}") for one in district.members]
    wanted = {
        "now": NOW,
        "actor": TEST_ACTOR,
        "campaign_id": running.pk,
        "step_code": "post",
        "fact": "ballot_cast",
        "rows": rows,
        "occurred_on": DAY,
    }
    assert actions.submit_many(**wanted) == 5
    assert actions.submit_many(**wanted) == 0
    assert Fact.objects.count() == 5
    assert Entry.objects.count() == 1


def test_facts_are_listed_for_somebody_or_something_only(place):
    with pytest.raises(ValueError, match="needs a campaign"):
        queries.list_facts()
