"""A school's approved plan, the variant for its type and its exceptions hold in the running campaign, and only there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.apps.plans.settling import published
from xianfeng.apps.campaigns import actions, queries
from xianfeng.apps.campaigns.actions import CampaignRefused
from xianfeng.apps.campaigns.models import LocalPlan, SoftException
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people import queries as people_queries
from xianfeng.apps.plans import actions as plans
from xianfeng.apps.plans import local_forms
from xianfeng.apps.plans import queries as plan_queries
from xianfeng.apps.progress import queries as progress

WHO = {"now": factories.NOW, "actor": factories.TEST_ACTOR}
TODAY = factories.NOW.date()
START = TODAY - timedelta(days=1)
LESSON = {
    "code": "open_lesson", "title": "示范课研讨", "kind": "meeting", "phases": ["duties"], "per": "organization",
    "audience": {"who": ["branches"]}, "responsible": "branch_secretary", "params": {"form": "forum"},
    "source": {"default": "本校特色"},
}  # fmt: skip


@pytest.fixture
def district(db):
    return factories.District(members=3, staff=2)


@pytest.fixture
def kindergarten(district):
    school = factories.school("示例幼儿园", type="kindergarten", under=district.bureau)
    branch = factories.organization(
        "party_branch", "中共示例幼儿园支部委员会", under=district.committee, covers=[school]
    )  # fmt: skip
    head = factories.person(
        "园长丁", branch=branch, works_at=school, role="branch_secretary", office_at=branch, title="支部书记"
    )
    return branch, head


def content(version: int, **parts) -> dict:
    pack = plan_queries.get_pack(version)
    head = {
        "format": 1, "base": pack.code, "base_version": pack.meta.version, "code": "ours", "title": "本校方案",
        "reason": "结合本校实际",
    }  # fmt: skip
    return {**head, **parts}


def agreed(version: int, branch, **parts) -> dict[str, tuple[str, ...]]:
    overlay = plans.file_overlay(
        **WHO, version_id=version, organization_id=branch.pk, content=content(version, **parts)
    )  # fmt: skip
    return actions.decide_local_plan(**WHO, overlay_id=overlay, approved=True, remark="")


def opened(district, version: int, starts_on: date = START) -> int:
    campaign = actions.prepare_campaign(
        **WHO, version_id=version, organization_id=district.committee.pk, starts_on=starts_on
    )
    actions.open_campaign(**WHO, campaign_id=campaign)
    return campaign


def tightened(**values) -> tuple[dict, ...]:
    return tuple({"code": code, "value": value, "reason": "从严"} for code, value in values.items())


def step_of(campaign: int, code: str, branch=None) -> queries.StepRow:
    return queries.get_step(campaign, code, branch.pk if branch else None)


def test_what_was_agreed_before_opening_holds_there_and_nowhere_else(district):
    version = published(district)
    agreed(version, district.branch, parameters=tightened(narration_examples=2), add_steps=[LESSON])
    campaign = opened(district, version)
    own, other = step_of(campaign, "narration", district.branch), step_of(campaign, "narration", district.other_branch)
    assert (own.params["examples"], other.params["examples"]) == (2, 1)
    assert other == step_of(campaign, "narration")
    assert (own.is_changed, other.is_changed) == (True, False)
    assert [row.code for row in queries.list_steps(campaign, district.branch.pk) if row.is_local] == ["open_lesson"]
    assert not any(row.is_local for row in queries.list_steps(campaign, district.other_branch.pk))
    with pytest.raises(queries.Campaign.DoesNotExist):
        step_of(campaign, "open_lesson", district.other_branch)


def test_a_step_of_its_own_is_owed_only_there_and_counts_when_done(district):
    version = published(district)
    agreed(version, district.branch, add_steps=[LESSON])
    campaign = opened(district, version)
    owed = lambda who: [row.step_code for row in progress.owed_by_person(who.pk, TODAY)]  # noqa: E731
    assert "open_lesson" in owed(district.secretary)
    assert "open_lesson" not in owed(district.stranger)
    assert progress.coverage(campaign, "open_lesson", district.branch.pk, TODAY).of == 1
    board = progress.board(campaign, TODAY)
    own = {row.organization_id: row.own and (row.own.n, row.own.of) for row in board.rows}
    assert own == {district.branch.pk: (0, 1), district.other_branch.pk: None}
    row, steps = progress.board_row(campaign, district.branch.pk, TODAY)
    assert [step.code for step in steps][-1] == "open_lesson"
    assert len(row.cells) == len(steps)
    evidence.submit(
        **WHO, campaign_id=campaign, step_code="open_lesson", organization_id=district.branch.pk, fact="meeting_held",
        part="forum", subject="meeting:1", occurred_on=TODAY,
    )  # fmt: skip
    assert "open_lesson" not in owed(district.secretary)
    assert (progress.board(campaign, TODAY).own.n, progress.board(campaign, TODAY).own.of) == (1, 1)


def test_a_step_of_every_kind_a_unit_may_add_is_owed_there_and_has_its_page(district, client):
    version = published(district)
    pack = plan_queries.get_pack(version)
    rows = [
        {"title": f"本校{words}", "kind": kind, "phase": pack.plan.phases[0].code, "asks": "结合本校实际"}
        for kind, words in local_forms.KIND_WORDS.items()
    ]
    unit = people_queries.get_organization(district.branch.pk)
    plan = local_forms.overlay_content(pack, unit, "结合本校实际", {}, rows, (), ())
    overlay = plans.file_overlay(**WHO, version_id=version, organization_id=district.branch.pk, content=plan)
    actions.decide_local_plan(**WHO, overlay_id=overlay, approved=True, remark="")
    campaign = opened(district, version)
    own = [row for row in queries.list_steps(campaign, district.branch.pk) if row.is_local]
    assert [row.kind for row in own] == list(local_forms.LOCAL_KINDS) == list(local_forms.KIND_WORDS)
    client.force_login(district.account_of(district.secretary))
    owed = [row.step_code for row in progress.owed_by_person(district.secretary.pk, TODAY)]
    for row in own:
        address = reverse(f"{row.kind}:step", args=[campaign, row.code])
        page = client.get(address, {"organization": district.branch.pk})
        assert page.status_code == 200, row.kind
        assert row.title in page.content.decode(), row.kind
        assert client.get(address, {"organization": district.other_branch.pk}).status_code in (403, 404), row.kind
        assert row.code in owed or row.kind == "pairing", row.kind  # a pair is owed once it is made


def test_more_pledges_owed_here_are_counted_here(district):
    version = published(district)
    agreed(version, district.branch, parameters=tightened(party_pledges=2))
    campaign = opened(district, version, START - timedelta(days=15))
    member = district.members[1]

    def publish(number: int, who, branch) -> None:
        evidence.submit(
            **WHO, campaign_id=campaign, step_code="party_pledge", organization_id=branch.pk, person_id=who.pk,
            fact="pledge_published", part="party_requirement", subject=f"pledge:{number}", occurred_on=TODAY,
        )  # fmt: skip

    need = step_of(campaign, "party_pledge").params
    assert need["at_least"] == 1
    publish(1, member, district.branch)
    publish(2, district.stranger, district.other_branch)
    cells = {
        row.organization_id: cell.n
        for row in progress.board(campaign, TODAY).rows
        for step, cell in zip(progress.board(campaign, TODAY).steps, row.cells, strict=True)
        if step.code == "party_pledge"
    }
    assert cells == {district.branch.pk: 0, district.other_branch.pk: 1}
    assert progress.coverage(campaign, "party_pledge", district.branch.pk, TODAY).n == 0
    assert progress.coverage(campaign, "party_pledge", district.committee.pk, TODAY).n == 1
    publish(3, member, district.branch)
    assert progress.coverage(campaign, "party_pledge", district.committee.pk, TODAY).n == 2


def test_agreed_while_running_it_holds_for_what_has_not_begun(district):
    version = published(district)
    campaign = opened(district, version)
    first, later = step_of(campaign, "post_duties"), step_of(campaign, "narration")
    assert first.opens_on <= TODAY < later.opens_on
    told = agreed(
        version, district.branch,
        parameters=tightened(narration_examples=3),
        change_steps=[{"step": "post_duties", "asks": "每人另写一句话岗位格言", "reason": "本校特色"}],
    )  # fmt: skip
    assert step_of(campaign, "narration", district.branch).params["examples"] == 3
    assert step_of(campaign, "post_duties", district.branch) == first
    assert list(told.values()) == [("post_duties",)]
    entry = Entry.objects.get(action="campaign.local_plan")
    assert entry.organization_id == district.branch.pk
    assert (entry.detail["changed"], entry.detail["too_late"]) == (["narration"], ["post_duties"])


def test_a_changed_plan_that_waits_leaves_the_agreed_one_in_force(district):
    version = published(district)
    campaign = opened(district, version)
    agreed(version, district.branch, parameters=tightened(narration_examples=3))
    filed = content(version, parameters=tightened(narration_examples=2))
    overlay = plans.file_overlay(**WHO, version_id=version, organization_id=district.branch.pk, content=filed)
    assert step_of(campaign, "narration", district.branch).params["examples"] == 3
    actions.decide_local_plan(**WHO, overlay_id=overlay, approved=False, remark="请再斟酌")
    assert step_of(campaign, "narration", district.branch).params["examples"] == 3
    overlay = plans.file_overlay(**WHO, version_id=version, organization_id=district.branch.pk, content=filed)
    actions.decide_local_plan(**WHO, overlay_id=overlay, approved=True, remark="")
    assert step_of(campaign, "narration", district.branch).params["examples"] == 2


def test_a_unit_may_not_loosen_what_the_bureau_answered(district):
    version = published(district)
    pack, answers = plan_queries.get_pack(version), plan_queries.get_settings(version)
    assert pack.find_parameter("notice_days").value is None
    loose = content(version, parameters=tightened(notice_days=answers["notice_days"] - 1))
    with pytest.raises(plans.PlanRefused) as refused:
        plans.file_overlay(**WHO, version_id=version, organization_id=district.branch.pk, content=loose)
    assert [fault.code for fault in refused.value.params["faults"]] == ["parameter_loosened"]


def test_a_type_of_school_meets_its_variant_and_its_own_plan_on_top(district, kindergarten):
    branch, head = kindergarten
    version = published(district)
    campaign = opened(district, version)
    base, here = step_of(campaign, "narration"), step_of(campaign, "narration", branch)
    assert (base.closes_on - base.opens_on, here.closes_on - here.opens_on) == (timedelta(days=21), timedelta(days=14))
    assert step_of(campaign, "narration", district.branch) == base
    agreed(version, branch, parameters=tightened(narration_examples=2))
    again = step_of(campaign, "narration", branch)
    assert (again.closes_on, again.params["examples"]) == (here.closes_on, 2)
    due = {row.step_code: row.due_on for row in progress.owed_by_person(head.pk, here.opens_on)}
    assert due["narration"] == here.last_day
    assert {row.step_code: row.due_on for row in progress.owed_by_person(district.stranger.pk, here.opens_on)}[
        "narration"
    ] == base.last_day


def test_a_step_the_superior_moves_moves_in_every_unit(district, kindergarten):
    branch, _ = kindergarten
    campaign = opened(district, published(district))
    base = step_of(campaign, "narration")
    here = step_of(campaign, "narration", branch)
    week = timedelta(days=7)
    actions.reschedule(
        **WHO, campaign_id=campaign, step_code="narration", opens_on=base.opens_on + week,
        closes_on=base.closes_on + week, reason="遇考试",
    )  # fmt: skip
    assert step_of(campaign, "narration", branch).closes_on == here.closes_on + week


def test_the_plan_of_the_organisation_above_holds_below_and_the_own_one_on_top(district):
    above = factories.organization("general_branch", "中共示例学区总支部委员会", under=district.committee)
    school = factories.school("示例第三小学", under=district.bureau)
    below = factories.organization("party_branch", "中共示例第三小学支部委员会", under=above, covers=[school])
    factories.person(
        "书记戊", branch=below, works_at=school, role="branch_secretary", office_at=below, title="支部书记"
    )
    version = published(district)
    agreed(version, below, parameters=tightened(narration_characters=900))
    campaign = opened(district, version)
    agreed(version, above, parameters=tightened(narration_examples=2))
    params = step_of(campaign, "narration", below).params
    assert (params["examples"], params["most_characters"]) == (2, 900)


def asked(act, **kwargs) -> int:
    with CaptureQueriesContext(connection) as caught:
        act(**kwargs)
    return len(caught)


def test_queries_and_rows_do_not_grow_with_the_people_nor_queries_with_the_local_plans(db):
    counts = []
    for members, plans_of in ((3, 1), (30, 2)):
        district = factories.District(members=members, staff=0)
        version = published(district)
        for branch in (district.branch, district.other_branch)[:plans_of]:
            agreed(version, branch, add_steps=[LESSON], parameters=tightened(narration_examples=2))
        campaign = actions.prepare_campaign(
            **WHO, version_id=version, organization_id=district.committee.pk, starts_on=START
        )
        counts.append(
            (
                asked(actions.open_campaign, **WHO, campaign_id=campaign),
                asked(progress.board, campaign_id=campaign, on=TODAY),
                asked(progress.owed_by_person, person_id=district.members[1].pk, on=TODAY),
            )
        )
        assert LocalPlan.objects.filter(campaign_id=campaign).count() == 1 + plans_of
        actions.close_campaign(**WHO, campaign_id=campaign, reason="换一个方案")
    assert counts[0] == counts[1]


def test_only_a_soft_word_can_be_excepted_and_only_with_a_reason(district):
    campaign = opened(district, published(district))

    def refusal(**given) -> str:
        with pytest.raises(CampaignRefused) as refused:
            actions.grant_exception(
                **WHO, campaign_id=campaign, organization_id=district.branch.pk, **given
            )  # fmt: skip
        return refused.value.code

    assert refusal(parameter="narration_examples", value=1, reason="人少") == "not_soft"
    assert refusal(parameter="no_such", value=1, reason="人少") == "not_soft"
    assert SoftException.objects.count() == 0


@pytest.fixture
def learning(district, monkeypatch) -> int:
    """三个阶段 with 30天左右 and 一般不少于40个小时, running as if every kind of step were built."""
    monkeypatch.setattr(actions, "list_obstacles", lambda campaign_id: [])
    return opened(district, published(district, "advanced_nature_education"))


def excepted(campaign: int, branch, **given) -> int:
    return actions.grant_exception(**WHO, campaign_id=campaign, organization_id=branch.pk, **given)


def test_an_exception_holds_in_one_unit_is_told_at_its_steps_and_can_end(district, learning):
    whole = step_of(learning, next(row.code for row in queries.list_steps(learning) if row.opens_on > TODAY))
    one = excepted(learning, district.branch, parameter="analysis_days", value="25", reason="毕业班教学任务重")
    assert excepted(learning, district.branch, parameter="analysis_days", value="25", reason="毕业班教学任务重") == one
    plan = queries.get_campaign(learning, district.branch.pk).plan
    (told,) = plan["exceptions"]
    assert (told["title"], told["value"], told["reason"], told["by"]) == (
        "分析评议阶段几天", "25 天", "毕业班教学任务重", "测试员",
    )  # fmt: skip
    assert set(told["steps"]) >= {row["step"] for row in plan["steps"] if row["phase"] == "analysis"} - {"study"}
    analysis = [row for row in queries.list_steps(learning) if row.phase == "analysis" and row.is_core]
    moved = {row.code: row for row in queries.list_steps(learning, district.branch.pk)}
    assert any(moved[row.code].closes_on == row.closes_on - timedelta(days=15) for row in analysis)
    assert queries.list_steps(learning, district.other_branch.pk) == queries.list_steps(learning)
    actions.end_exception(**WHO, exception_id=one)
    assert not queries.get_campaign(learning, district.branch.pk).plan["exceptions"]
    assert step_of(learning, whole.code, district.branch).closes_on == whole.closes_on
    assert [row.ended_at is not None for row in queries.list_exceptions(learning)] == [True]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"value": "25", "reason": " "}, "reason_missing"),
        ({"value": "二十五", "reason": "忙"}, "value_type"),
        ({"value": "500", "reason": "忙"}, "value_above_maximum"),
    ],
)
def test_exceptions_that_are_refused(district, learning, given, code):
    with pytest.raises(CampaignRefused) as refused:
        excepted(learning, district.branch, parameter="analysis_days", **given)
    assert refused.value.code == code
    assert not SoftException.objects.exists()


def test_a_local_plan_stays_within_what_the_soft_word_allows(district, learning):
    version = queries.get_campaign(learning).plan_version_id
    near = content(version, parameters=tightened(analysis_days=48))
    far = content(version, parameters=tightened(analysis_days=49))
    plans.file_overlay(**WHO, version_id=version, organization_id=district.branch.pk, content=near)
    with pytest.raises(plans.PlanRefused) as refused:
        plans.file_overlay(**WHO, version_id=version, organization_id=district.branch.pk, content=far)
    assert [fault.code for fault in refused.value.params["faults"]] == ["parameter_beyond_tolerance"]


def test_the_page_lets_only_the_named_post_grant(district, learning, client):
    address = f"/campaigns/{learning}/exceptions/{district.branch.pk}/"
    client.force_login(district.account_of(district.secretary))
    page = client.get(address).content.decode()
    assert page.count("<h2>") >= 5
    assert page.count('name="parameter"') == 1, "only 一般不少于40小时 is the secretary's to except"
    word = {"parameter": "collective_hours", "value": "30", "reason": "毕业班任务重，另排自学"}
    assert client.post(address, {**word, "parameter": "analysis_days", "value": "20"}).status_code == 403
    assert client.post(address, word).status_code == 302
    (row,) = queries.list_exceptions(learning)
    assert "毕业班任务重，另排自学" in client.get(address).content.decode()
    client.force_login(district.account_of(district.stranger))
    assert client.post(f"/campaigns/exceptions/{row.id}/end/").status_code == 403
    client.force_login(district.account_of(district.secretary))
    assert client.post(f"/campaigns/exceptions/{row.id}/end/").status_code == 302
    assert queries.get_exception(row.id).ended_at is not None


def test_the_next_round_owes_a_look_at_each_link_of_the_last(district, client):
    first = opened(district, published(district))
    actions.close_campaign(**WHO, campaign_id=first, reason="学期结束")
    version = queries.get_campaign(first).plan_version_id
    following = actions.prepare_campaign(
        **WHO, version_id=version, organization_id=district.committee.pk, starts_on=TODAY, predecessor_id=first
    )  # fmt: skip
    told = queries.find_look_back(following)
    assert told is not None
    assert len(told.titles) == len(told.covers) == 13
    client.force_login(district.officer_account)
    page = client.get(f"/campaigns/{following}/").content.decode()
    assert "13 个环节要逐项再查一遍" in page
    actions.open_campaign(**WHO, campaign_id=following)
    step = step_of(following, "look_back")
    assert (step.opens_on, step.closes_on, step.kind, step.params["looks_at"]) == (
        told.opens, told.closes, "inspection", list(told.covers),
    )  # fmt: skip
    assert step.opens_on >= TODAY
    owed = {row.step_code: row.url_args for row in progress.owed_by_person(district.secretary.pk, told.opens)}
    assert owed["look_back"] == (following, "look_back")
    assert queries.find_look_back(first) is None
    assert not any(row.code == "look_back" for row in queries.list_steps(first))
