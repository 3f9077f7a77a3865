"""Campaigns: what stands in the way of opening, what opening writes, moving dates, excuses, closing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import factories
from tests.apps.plans.settling import BASIS, adopted, answered, consulted, published
from xianfeng.apps.campaigns import actions, queries
from xianfeng.apps.campaigns.actions import CampaignRefused
from xianfeng.apps.campaigns.models import Campaign, Excuse, StepVerdict, StepWindow
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people.models import Office
from xianfeng.apps.plans import actions as plans

WHO = {"now": factories.NOW, "actor": factories.TEST_ACTOR}
START = date(2026, 10, 12)


@pytest.fixture
def district(db):
    return factories.District(members=3, staff=2)


def refusal(act, **kwargs) -> CampaignRefused:
    with pytest.raises(CampaignRefused) as refused:
        act(**kwargs)
    return refused.value


def prepared(district, version: int) -> int:
    return actions.prepare_campaign(
        **WHO, version_id=version, organization_id=district.committee.pk, starts_on=START
    )  # fmt: skip


def running(district):
    steps = [factories.plan_step("talk", "meeting", subject="organization"), factories.plan_step("vow", "pledge")]
    return factories.campaign(district, steps)


def codes(campaign: int) -> list[str]:
    return [obstacle.code for obstacle in actions.list_obstacles(campaign)]


def test_preparing_twice_by_mistake_gives_one_campaign(district):
    version = adopted(district)
    assert prepared(district, version) == prepared(district, version)
    assert (Campaign.objects.count(), Entry.objects.filter(action="campaign.prepared").count()) == (1, 1)


def test_each_obstacle_goes_away_when_it_is_met(district):
    version = adopted(district)
    campaign = prepared(district, version)
    found = codes(campaign)
    assert {"plan_not_published", "basis_missing"} < set(found)
    assert {"plan_unresolvable", "ask_open"} & set(found)
    plans.set_value(**WHO, version_id=version, key="approval_basis", value=BASIS)
    assert "basis_missing" not in codes(campaign)
    answered(version)
    assert not {"ask_open", "plan_unresolvable"} & set(codes(campaign))
    consulted(version)
    plans.publish(**WHO, version_id=version, today=factories.NOW.date())
    assert codes(campaign) == []


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda d: Office.objects.filter(person=d.secretary).delete(), [("secretary_missing", "superior")]),
        (
            lambda d: Office.objects.filter(role="branch_secretary").delete(),
            [("secretary_missing", "superior")] * 2,
        ),
    ],
)
def test_people_in_the_way_are_named(district, spoil, expected):
    campaign = prepared(district, published(district))
    spoil(district)
    assert [(one.code, one.met_by) for one in actions.list_obstacles(campaign)] == expected


def test_a_district_without_branches_cannot_open(db):
    district = factories.District(members=1, staff=0)
    version = published(district)
    lonely = factories.organization("party_committee", "中共空白区教育局委员会")
    campaign = actions.prepare_campaign(**WHO, version_id=version, organization_id=lonely.pk, starts_on=START)
    assert codes(campaign) == ["no_branch"]


def test_opening_is_refused_with_the_whole_list(district):
    campaign = prepared(district, adopted(district))
    refused = refusal(actions.open_campaign, **WHO, campaign_id=campaign)
    assert (refused.code, list(refused.params["obstacles"])) == ("obstacles", actions.list_obstacles(campaign))
    assert queries.get_campaign(campaign).opened_at is None


def test_opening_writes_one_row_a_step_and_nothing_a_person(district):
    campaign = prepared(district, published(district))
    lines = Entry.objects.count()
    actions.open_campaign(**WHO, campaign_id=campaign)
    steps = queries.list_steps(campaign)
    assert StepWindow.objects.count() == len(steps) > 5
    assert Entry.objects.count() == lines + 1
    assert [step.position for step in steps] == list(range(len(steps)))
    assert all(step.opens_on < step.closes_on for step in steps)
    assert min(step.opens_on for step in steps) >= START
    assert {code for step in steps for code in step.requires} <= {step.code for step in steps}
    assert refusal(actions.open_campaign, **WHO, campaign_id=campaign).code == "already_open"


def test_moving_a_window_keeps_the_old_dates_with_the_reason(district):
    campaign = running(district)
    before = queries.get_step(campaign.pk, "talk")
    actions.reschedule(
        **WHO, campaign_id=campaign.pk, step_code="talk", opens_on=date(2026, 9, 20), closes_on=date(2026, 10, 1),
        reason="遇台风停课",
    )  # fmt: skip
    after = queries.get_step(campaign.pk, "talk")
    assert (after.opens_on, after.last_day) == (date(2026, 9, 20), date(2026, 9, 30))
    assert Entry.objects.get(action="campaign.rescheduled").detail == {
        "step": "talk", "before": {"opens_on": str(before.opens_on), "closes_on": str(before.closes_on)},
        "opens_on": "2026-09-20", "closes_on": "2026-10-01", "reason": "遇台风停课",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"closes_on": date(2026, 9, 20)}, "window_without_length"),
        ({"reason": "  "}, "reason_missing"),
    ],
)
def test_moves_that_are_refused(district, change, code):
    campaign = running(district)
    move = {"opens_on": date(2026, 9, 20), "closes_on": date(2026, 10, 1), "reason": "停课", **change}
    assert refusal(actions.reschedule, **WHO, campaign_id=campaign.pk, step_code="talk", **move).code == code
    assert queries.get_step(campaign.pk, "talk").opens_on == date(2026, 9, 1)


def test_excusing_twice_is_once_and_can_be_taken_back(district):
    campaign = running(district)
    absent = {
        "campaign_id": campaign.pk, "step_code": "vow", "organization_id": district.branch.pk,
        "person_id": district.members[1].pk, "reason": "产假",
    }  # fmt: skip
    first = actions.excuse(**WHO, **absent)
    assert actions.excuse(**WHO, **absent) == first
    assert (Excuse.objects.count(), Entry.objects.filter(action="step.excused").count()) == (1, 1)
    for _ in range(2):
        actions.withdraw_excuse(**WHO, excuse_id=first)
    assert queries.list_excuses(campaign.pk) == []
    assert Entry.objects.filter(action="step.excuse_withdrawn").count() == 1
    assert actions.excuse(**WHO, **absent) != first


def test_an_excuse_needs_a_reason(district):
    campaign = running(district)
    refused = refusal(
        actions.excuse, **WHO, campaign_id=campaign.pk, step_code="vow", organization_id=district.branch.pk,
        person_id=district.members[1].pk, reason=" ",
    )  # fmt: skip
    assert refused.code == "reason_missing"


@pytest.mark.parametrize(("verdict", "reason", "refused"), [("passed", "", ""), ("returned", "", "reason_missing"),
                                                            ("forced", "", "reason_missing"), ("forced", "会议决定", "")])  # fmt: skip
def test_only_a_pass_needs_no_reason(district, verdict, reason, refused):
    campaign = running(district)
    decide = {
        "campaign_id": campaign.pk, "step_code": "talk", "organization_id": district.branch.pk, "verdict": verdict,
        "reason": reason,
    }  # fmt: skip
    if refused:
        assert refusal(actions.decide_step, **WHO, **decide).code == refused
        assert not StepVerdict.objects.exists()
    else:
        actions.decide_step(**WHO, **decide)
        assert [row.verdict for row in queries.list_verdicts(campaign.pk)] == [verdict]


def test_the_latest_verdict_counts(district):
    campaign = running(district)
    for hours, verdict in enumerate(("returned", "passed")):
        actions.decide_step(
            now=factories.NOW + timedelta(hours=hours), actor=factories.TEST_ACTOR, campaign_id=campaign.pk,
            step_code="talk", organization_id=district.branch.pk, verdict=verdict, reason="补一份记录",
        )  # fmt: skip
    assert [row.verdict for row in queries.list_verdicts(campaign.pk)] == ["passed"]


def test_nothing_happens_before_opening_or_after_closing(district):
    campaign = prepared(district, adopted(district))
    assert refusal(actions.close_campaign, **WHO, campaign_id=campaign).code == "not_open"
    closed = running(district)
    actions.close_campaign(**WHO, campaign_id=closed.pk)
    assert queries.get_campaign(closed.pk).is_open is False
    assert queries.list_running([district.branch.pk]) == []
    move = {"step_code": "talk", "opens_on": date(2026, 9, 2), "closes_on": date(2026, 9, 9), "reason": "停课"}
    assert refusal(actions.reschedule, **WHO, campaign_id=closed.pk, **move).code == "closed"
    assert refusal(actions.close_campaign, **WHO, campaign_id=closed.pk).code == "closed"


def test_the_two_responsible_for_party_work_are_two_persons_unless_there_is_one_leader(district):
    """S4-41, S4-42: the head answers for the whole, the leader in charge directly."""
    campaign = prepared(district, published(district, "one_two_five_one"))
    assert codes(campaign) == [], "a unit with one leader asks for nobody else"
    second = district.staff[0]
    posts = {"organization": district.school, "title": "校长", "from_date": factories.START}
    Office.objects.create(person=second, role="principal", **posts)
    assert codes(campaign) == ["in_charge_missing"]
    here = {"organization": district.branch, "role": "leader_in_charge", "title": "分管", "from_date": factories.START}
    same = Office.objects.create(person=district.secretary, **here)
    assert codes(campaign) == ["in_charge_is_head"]
    same.delete()
    Office.objects.create(person=second, **here)
    assert codes(campaign) == []
