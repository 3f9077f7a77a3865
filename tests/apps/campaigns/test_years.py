"""S0-02, S0-03: before a new round runs in a branch, its review of the last one and its own plan have been accepted."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from xianfeng.apps.campaigns import gates, planning, queries, years
from xianfeng.apps.campaigns.models import Campaign, YearPlan
from xianfeng.apps.campaigns.planning import YearPlanRefused
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.evidence.actions import EvidenceRefused
from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.queries import get_viewer
from xianfeng.apps.progress import queries as progress

TODAY = factories.NOW.date()
OWN = {
    "review": "年度完成较好，讲述深度不够。",
    "focus": "以薄弱班级转化为切入点，党员一人联系一班。",
    "goal": "服务学校“班班达标”三年目标。",
    "action": "每周听一节课、谈一次心，期末晒成效。",
}


@pytest.fixture
def district(db):
    return factories.District(members=3, staff=2)


@pytest.fixture
def last(district):
    """A round that is over, in which one of three members pledged."""
    step = factories.plan_step("vow", "pledge", params={"measure": "post_duty"}, title="公开承诺")
    made = factories.campaign(district, [step])
    evidence.submit(
        now=factories.NOW, actor=factories.TEST_ACTOR, campaign_id=made.pk, step_code="vow",
        organization_id=district.branch.pk, person_id=district.members[0].pk, fact="pledge_published", part="post_duty",
        subject="pledge:1", occurred_on=TODAY,
    )  # fmt: skip
    Campaign.objects.filter(pk=made.pk).update(closed_at=factories.NOW)
    return made


@pytest.fixture
def running(district, last):
    talk = factories.plan_step(
        "talk", "meeting", subject="organization", who=("branches",), params={"form": "forum"}, title="推进会"
    )
    made = factories.campaign(district, [talk | {"phase": "first", "asks": "每个支部开一次推进会，研究本年度重点工作"}])
    made.predecessor = last
    made.plan["phases"] = [{"code": "first", "title": "启动", "starts": "2026-09-01", "ends": "2026-12-31"}]
    made.plan["gates"] = [
        {"code": "start", "title": "启动前", "before_phase": "first", "forced": None,
         "conditions": [{"rule": "year_plan_accepted", "met_by": "branch_secretary"}]}
    ]  # fmt: skip
    made.save()
    return made


def filed(district, running, hand_in=True, revision=0, **texts) -> int:
    return planning.save_pair(
        now=factories.NOW, actor=factories.actor_of(district.secretary), campaign_id=running.pk,
        organization_id=district.branch.pk, texts={**OWN, **texts}, revision=revision, hand_in=hand_in,
    )  # fmt: skip


def accept(district, pair: int, **more) -> None:
    decided = {"accepted": True, **more}
    planning.decide_pair(
        now=factories.NOW, actor=factories.actor_of(district.officer), pair_id=pair, **decided
    )  # fmt: skip


def hold_talk(running, branch) -> None:
    evidence.submit(
        now=factories.NOW, actor=factories.TEST_ACTOR, campaign_id=running.pk, step_code="talk",
        organization_id=branch.pk, fact="meeting_held", part="forum", subject=f"meeting:{branch.pk}", occurred_on=TODAY,
    )  # fmt: skip


def viewer(who) -> Viewer:
    return get_viewer(who.pk, on=TODAY)


def todos(district, who) -> list[str]:
    account = who if hasattr(who, "login") else district.account_of(who)
    return [one.what for one in each_room("list_todos", viewer=viewer(account), on=TODAY) if "总结和" in one.what]


def test_the_new_round_runs_in_a_branch_only_once_its_pair_is_accepted(district, running):
    start = lambda: gates.judge_unit(running.pk, district.branch.pk, TODAY)[0]  # noqa: E731
    assert [unmet.code for unmet in start().verdict.unmet] == ["year_plan_accepted"]
    with pytest.raises(EvidenceRefused) as refused:
        hold_talk(running, district.branch)
    assert refused.value.code == "year_plan_missing"
    with pytest.raises(EvidenceRefused):
        evidence.submit_many(
            now=factories.NOW, actor=factories.TEST_ACTOR, campaign_id=running.pk, step_code="talk", fact="meeting_held",
            part="forum", rows=[(district.branch.pk, None, "meeting:1")], occurred_on=TODAY,
        )  # fmt: skip
    owed = lambda: [one.step_code for one in progress.owed_by_person(district.secretary.pk, TODAY)]  # noqa: E731
    assert owed() == []
    pair = filed(district, running)
    assert not years.runs_in(queries.get_campaign(running.pk), district.branch.pk)
    assert years.runs_in(queries.get_campaign(running.pk), district.committee.pk)  # a unit above files no pair
    accept(district, pair)
    assert (start().is_open, owed()) == (True, ["talk"])
    hold_talk(running, district.branch)
    with pytest.raises(EvidenceRefused):
        hold_talk(running, district.other_branch)


def test_a_round_that_follows_no_other_asks_for_no_pair(district, running):
    Campaign.objects.filter(pk=running.pk).update(predecessor=None)
    assert gates.judge_unit(running.pk, district.branch.pk, TODAY)[0].is_open
    hold_talk(running, district.branch)
    assert todos(district, district.secretary) == []
    with pytest.raises(YearPlanRefused) as refused:
        filed(district, running)
    assert refused.value.code == "not_asked"


def test_the_review_begins_with_the_counts_of_the_round_before(district, running):
    figures = years.list_figures(queries.get_campaign(running.pk), district.branch.pk, TODAY)
    assert [(one["title"], one["done"], one["of"]) for one in figures] == [("公开承诺", 1, 3)]
    assert years.told_figures(figures) == "公开承诺：1/3"
    pair = filed(district, running)
    assert YearPlan.objects.get(pk=pair).figures == figures


@pytest.mark.parametrize(
    ("texts", "faults"),
    [
        ({"focus": " 。"}, {"focus": "empty"}),
        ({"review": "", "goal": ""}, {"review": "empty", "goal": "empty"}),
        ({"action": "每个支部开一次推进会，研究本年度重点工作。"}, {"action": "copied"}),
        ({"action": "研究本年度重点工作"}, {"action": "copied"}),
    ],
)
def test_empty_or_copied_text_goes_back_and_nothing_is_handed_in(district, running, texts, faults):
    with pytest.raises(YearPlanRefused) as refused:
        filed(district, running, **texts)
    assert (refused.value.code, refused.value.params["faults"]) == ("faulty", faults)
    assert not YearPlan.objects.exists()
    filed(district, running, hand_in=False, **texts)
    assert YearPlan.objects.get().state == "draft"


def test_the_plan_of_the_unit_above_may_not_be_copied(district, running):
    YearPlan.objects.create(
        campaign=running, organization=district.committee, focus="全区以课堂提质为着力点", state="accepted"
    )
    with pytest.raises(YearPlanRefused) as refused:
        filed(district, running, focus="以课堂提质为着力点。")
    assert refused.value.params["faults"] == {"focus": "copied"}


def test_a_second_person_decides_and_a_return_has_a_reason(district, running):
    pair = filed(district, running)
    with pytest.raises(YearPlanRefused) as refused:
        planning.decide_pair(
            now=factories.NOW, actor=factories.actor_of(district.secretary), pair_id=pair, accepted=True
        )
    assert refused.value.code == "second_person_needed"
    with pytest.raises(YearPlanRefused) as refused:
        accept(district, pair, accepted=False, reason=" ")
    assert refused.value.code == "reason_missing"
    accept(district, pair, accepted=False, reason="切入点太大")
    assert todos(district, district.secretary) == ["修改总结和打算"]
    filed(district, running, revision=1, focus="以一年级阅读为切入点")
    with pytest.raises(YearPlanRefused) as refused:
        filed(district, running, revision=2)
    assert refused.value.code == "handed_in"


def test_from_the_to_do_to_the_acceptance_on_the_pages(district, running):
    def client(who) -> Client:
        made = Client()
        made.force_login(who if hasattr(who, "login") else district.account_of(who))
        return made

    page = reverse("campaigns:year-plan", args=[running.pk, district.branch.pk])
    assert todos(district, district.secretary) == ["写上一段总结和新一年打算"]
    secretary = client(district.secretary)
    text = secretary.get(page).content.decode()
    assert "公开承诺：1/3" in text
    step = reverse("meeting:step", args=[running.pk, "talk"])
    assert "经上级同意后，新一轮活动在本支部开始办理" in secretary.get(step).content.decode()
    answer = secretary.post(page, {**OWN, "focus": "", "revision": 0, "hand_in": "1"})
    typed = answer.content.decode()
    assert (answer.status_code, "请填写这一项。" in typed, OWN["action"] in typed) == (422, True, True)
    assert secretary.post(page, {**OWN, "revision": 0, "hand_in": "1"}).status_code == 302
    assert todos(district, district.secretary) == []
    assert todos(district, district.officer) == ["看支部的总结和打算（1 份）"]
    assert client(district.members[1]).get(page).status_code == 403
    officer = client(district.officer)
    assert officer.post(page, {"verdict": "return", "reason": ""}).status_code == 422
    assert officer.post(page, {"verdict": "accept"}).status_code == 302
    assert "已同意 1/2 份" in officer.get(reverse("campaigns:year-plans", args=[running.pk])).content.decode()
    assert client(district.members[1]).get(page).status_code == 200
    assert secretary.post(page, {**OWN, "revision": 1}).status_code == 403


def test_the_look_back_does_not_wait_for_the_pair(district, running):
    campaign = queries.get_campaign(running.pk)
    assert years.runs_in(campaign, district.branch.pk, "look_back")
    assert not years.runs_in(campaign, district.branch.pk, "talk")
