"""What the rooms put on somebody's to-do list and into somebody's record: the right person, one line, gone when done."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories import NOW, START, District, account, actor_of, campaign, person, plan_step
from xianfeng.apps.ballots import own as ballots
from xianfeng.apps.ballots.models import Candidate, Poll, RollEntry
from xianfeng.apps.notices import actions as notice_actions
from xianfeng.apps.notices import own as notices
from xianfeng.apps.notices import queries as notice_queries
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.models import RoleGrant
from xianfeng.apps.plans import own as plans
from xianfeng.apps.plans.models import Overlay, PlanComment
from xianfeng.apps.results import actions as result_actions
from xianfeng.apps.results import own as results
from xianfeng.apps.returns import actions as return_actions
from xianfeng.apps.returns import own as returns
from xianfeng.apps.tracking import actions as item_actions
from xianfeng.apps.tracking import own as tracking
from xianfeng.apps.tracking import queries as item_queries

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)


class Case:
    def __init__(self):
        self.district = District(members=4, staff=1)
        self.campaign = campaign(
            self.district,
            [
                plan_step("selection", "selection", subject="organization"),
                plan_step("result_notice", "notice", subject="organization"),
            ],
        )
        self.secretary, self.member, self.other = self.district.members[:3]
        self.officer = self.district.officer

    def told(self, room, someone, on=TODAY):
        viewer = people.get_viewer(self.district.account_of(someone).pk, on=TODAY)
        return [(todo.what, todo.state) for todo in room.list_todos(viewer, on)]


@pytest.fixture
def case():
    return Case()


def test_an_item_is_its_owners_then_its_judges(case):
    def act(action, actor, **rest):
        version = item_queries.get_item(item).version
        action(now=NOW, actor=actor_of(actor), item_id=item, version=version, **rest)

    def judged_by(owner):
        return item_actions.Draft(
            what="食堂排队时间长",
            due_on=date(2026, 10, 15),
            origin="inspection",
            owner_id=owner.pk,
            origin_ref=owner.name,
        )

    unit = {"organization_id": case.district.branch.pk, "now": NOW, "actor": actor_of(case.secretary)}
    item = item_actions.open_item(**unit, draft=judged_by(case.member))
    assert case.told(tracking, case.member) == [("认领事项：食堂排队时间长", "open")]
    act(item_actions.accept, case.member)
    assert case.told(tracking, case.member, TODAY + timedelta(60)) == [("办理事项：食堂排队时间长", "late")]
    assert case.told(tracking, case.secretary) == []
    assert case.told(tracking, case.secretary, TODAY + timedelta(60)) == [("督促过期的整改：食堂排队时间长", "late")]
    act(item_actions.submit_evidence, case.member, text="分批就餐", occurred_on=TODAY)
    assert case.told(tracking, case.member) == []
    assert case.told(tracking, case.secretary) == [("核查整改：食堂排队时间长", "open")]
    assert case.told(tracking, case.officer) == case.told(tracking, case.district.stranger) == []
    act(item_actions.decide, case.secretary, verdict="done")
    assert case.told(tracking, case.secretary) == []
    item = item_actions.open_item(**unit, draft=judged_by(case.secretary))
    act(item_actions.submit_evidence, case.secretary, text="分批就餐", occurred_on=TODAY)
    assert case.told(tracking, case.secretary) == []
    assert case.told(tracking, case.officer) == [("核查整改：食堂排队时间长", "open")]
    assert [(line.what, line.state) for line in tracking.list_record(case.member.pk)] == [("整改责任人", "closed")]


def test_a_report_waits_for_its_receiver_and_comes_back_to_its_sender(case):
    def send(subject):
        return return_actions.send(
            now=NOW,
            actor=actor_of(case.secretary),
            sender_id=case.district.branch.pk,
            form="summary",
            subject=subject,
            title="年度总结",
            content={"做法": "略"},
            acknowledge_within=3,
        )

    first = send("2025")
    assert case.told(returns, case.officer) == [("签收：年度总结", "open")]
    send("2026")
    assert case.told(returns, case.officer, TODAY + timedelta(30)) == [("签收报送材料（2 份）", "late")]
    assert case.told(returns, case.secretary) == case.told(returns, case.member) == []
    return_actions.send_back(now=NOW, actor=actor_of(case.officer), return_id=first, reason="缺数字")
    assert case.told(returns, case.officer) == [("签收：年度总结", "open")]
    assert case.told(returns, case.secretary) == [("修改后重新报送：年度总结", "open")]
    send("2025")
    assert case.told(returns, case.secretary) == []


def test_a_notice_asks_for_the_next_act_from_who_may_do_it(case):
    wording = notice_actions.Wording(
        title="拟表彰对象公示",
        basis="根据方案第四条",
        what="现将拟表彰对象公示如下。",
        days=5,
        place="公示栏",
        contact_unit="党支部",
        contact_person="陆同志",
        contact_phone="6688",
        scope="society",
        names=(notice_actions.Named("甲乙", "教师", case.member.pk),),
    )
    number = notice_actions.propose(
        now=NOW,
        actor=actor_of(case.secretary),
        campaign_id=case.campaign.pk,
        step_code="result_notice",
        organization_id=case.district.branch.pk,
        wording=wording,
        nonce="n",
        subject="",
        authors=(),
    )

    def act(action, actor, **rest):
        version = notice_queries.get_notice(number).version
        action(now=NOW, actor=actor_of(actor), notice_id=number, version=version, **rest)

    assert case.told(notices, case.secretary) == []
    assert case.told(notices, case.officer) == [("审核公示：拟表彰对象公示", "open")]
    act(notice_actions.review, case.officer, secrecy_checked=True)
    assert case.told(notices, case.officer) == [("审批公示：拟表彰对象公示", "open")]
    act(notice_actions.approve, case.officer)
    assert case.told(notices, case.officer) == []
    assert case.told(notices, case.secretary) == [("张贴公示：拟表彰对象公示", "open")]
    assert notices.list_record(case.member.pk) == []
    act(notice_actions.post, case.secretary)
    assert case.told(notices, case.secretary) == []
    assert case.told(notices, case.secretary, date(2026, 10, 20)) == [("期满确认公示：拟表彰对象公示", "open")]
    assert [(line.title, line.text) for line in notices.list_record(case.member.pk)] == [("拟表彰对象公示", "教师")]


def test_a_plan_asks_the_officer_for_local_plans_and_answers(case):
    version = case.campaign.plan_version
    assert case.told(plans, case.officer) == []
    Overlay.objects.create(
        plan_version=version, organization=case.district.branch, content={}, state="filed", changed_at=NOW
    )
    for text in ("时间太紧", "材料太多"):
        PlanComment.objects.create(plan_version=version, source="staff", text=text, received_on=TODAY)
    assert case.told(plans, case.officer) == [
        ("审阅各单位实施方案（1 份）", "open"),
        ("答复对方案的意见（2 条）", "open"),
    ]
    assert case.told(plans, case.secretary) == []


def test_a_ground_against_me_is_mine_to_contest_and_anothers_to_decide(case):
    until = TODAY + timedelta(5)
    veto = result_actions.record_veto(
        now=NOW,
        actor=actor_of(case.secretary),
        campaign_id=case.campaign.pk,
        step_code="selection",
        organization_id=case.district.branch.pk,
        code="absent",
        title="缺席半数以上会议",
        evidence="会议记录",
        person_id=case.member.pk,
        contest_until=until,
    )
    mine = "查看不能参评的认定，有异议可以提出：缺席半数以上会议"
    assert case.told(results, case.member) == [(mine, "open")]
    assert case.told(results, case.other) == case.told(results, case.secretary) == []
    assert case.told(results, case.member, until + timedelta(1)) == []
    result_actions.contest_veto(now=NOW, actor=actor_of(case.member), veto_id=veto, objection="已请假", on=TODAY)
    assert case.told(results, case.member) == case.told(results, case.secretary) == []
    assert case.told(results, case.officer) == [(f"复核异议：{case.member.name} · 缺席半数以上会议", "open")]


def test_a_ballot_record_is_the_same_whether_or_not_somebody_voted(case):
    poll = Poll.objects.create(
        campaign_id=case.campaign.pk,
        step_code="selection",
        organization=case.district.branch,
        purpose="selection",
        title="评选投票",
        rules={},
        public_keys=[],
        roll_sha256="0" * 64,
        opened_at=NOW,
        closes_at=NOW + timedelta(days=2),
        issued=2,
    )
    Candidate.objects.create(poll=poll, position=1, name=case.other.name, note="语文教师", person=case.other)
    for position, (voter, marked) in enumerate(((case.member, True), (case.other, False)), 1):
        RollEntry.objects.create(
            poll=poll, person=voter, position=position, name=voter.name, unit="", stratum="members", marked=marked
        )
    kept = ballots.list_record(case.member.pk)
    assert kept == [line for line in ballots.list_record(case.other.pk) if line.what == "投票名册"]
    assert [(line.on, line.what) for line in kept] == [(TODAY, "投票名册")]
    assert [line.text for line in ballots.list_record(case.other.pk) if line.what == "列入票面"] == ["语文教师"]


def test_a_deputy_of_the_bureau_is_not_asked_for_what_is_near_somebody_else(case):
    """Lines go to whoever holds the post at the unit, not to everybody above."""
    second = person("干事丁", status="non_member", works_at=case.district.bureau)
    RoleGrant.objects.create(
        account=account(second), role="inspector", organization=case.district.committee, from_date=START
    )
    viewer = people.get_viewer(second.account.pk, on=TODAY)
    assert viewer.heads("inspector") == {case.district.committee.pk}
    assert viewer.heads("bureau_officer") == frozenset()
    assert case.district.branch.pk in viewer.over["inspector"]
