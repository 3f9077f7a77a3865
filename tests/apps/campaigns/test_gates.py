"""Gates: what a programme asks for before a link and before its end, judged where it is met, and who lets a branch through."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.apps.campaigns.test_local_plans import agreed, opened, published, tightened
from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots.sheets import Rules
from xianfeng.apps.campaigns import actions, gates, own, queries
from xianfeng.apps.campaigns.actions import CampaignRefused
from xianfeng.apps.campaigns.models import LeadingGroup, StepVerdict
from xianfeng.apps.campaigns.passing import StepBlocked
from xianfeng.apps.campaigns.waiting import list_waiting
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.journal.telling import refusal_sentence
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.models import RoleGrant
from xianfeng.apps.tracking.consequences import Subject, generate_consequences
from xianfeng.apps.tracking.models import Item

WHO = {"now": factories.NOW, "actor": factories.TEST_ACTOR}
TODAY = factories.NOW.date()


def gate(code: str, *conditions: dict, **place) -> dict:
    asked = [{"met_by": "branch_secretary", **one} for one in conditions]
    return {"code": code, "title": code, "conditions": asked, "opened_by": "conditions", "forced": "superior", **place}


@pytest.fixture
def district(db):
    return factories.District(members=3, staff=2)


@pytest.fixture
def running(district):
    made = factories.campaign(
        district,
        [
            factories.plan_step("talk", "meeting", subject="organization", who=("branches",), params={"form": "forum"}),
            factories.plan_step("vow", "pledge", params={"measure": "post_duty"}) | {"phase": "vows"},
        ],
    )
    made.plan["phases"] = [{"code": "vows", "title": "承诺", "starts": "2026-09-01", "ends": "2026-12-31"}]
    made.plan["gates"] = [
        gate("before_vows", {"rule": "step_done", "step": "talk"}, before_phase="vows"),
        gate(
            "before_close",
            {"rule": "coverage_complete", "step": "vow"},
            {"rule": "no_open_item"},
            {"rule": "organization_stands", "met_by": "leading_group"},
            before_close=True,
        ),
    ]
    made.save()
    return made


def hold_talk(campaign, branch) -> None:
    evidence.submit(
        **WHO, campaign_id=campaign.pk, step_code="talk", organization_id=branch.pk, fact="meeting_held", part="forum",
        subject=f"meeting:{branch.pk}", occurred_on=TODAY,
    )  # fmt: skip


def of(judged, code: str):
    return next(one for one in judged if one.gate.code == code)


def refused(act, **kwargs) -> CampaignRefused:
    with pytest.raises(CampaignRefused) as found:
        act(**kwargs)
    return found.value


def test_a_gate_lists_each_unmet_condition_with_its_figures_and_who_can_meet_it(district, running):
    judged = gates.judge_unit(running.pk, district.branch.pk, TODAY)
    first = of(judged, "before_vows")
    assert (first.is_open, [unmet.code for unmet in first.verdict.unmet]) == (False, ["step_done"])
    last = of(judged, "before_close").verdict.unmet
    assert [(one.code, one.met_by, one.known) for one in last] == [
        ("coverage_complete", ("branch_secretary",), True),
        ("organization_stands", ("leading_group",), True),
    ]
    assert (last[0].params["done"], last[0].params["expected"]) == (0, 3)
    hold_talk(running, district.branch)
    assert of(gates.judge_unit(running.pk, district.branch.pk, TODAY), "before_vows").is_open
    assert not of(gates.judge_unit(running.pk, district.other_branch.pk, TODAY), "before_vows").is_open


def test_what_is_written_about_the_secretary_waits_for_the_head_above(district):
    params = {"form": "comment", "author": "branch_secretary", "author_of_secretary": "superior_head"}
    made = factories.campaign(district, [factories.plan_step("comment", "statement", params=params)])
    made.plan["gates"] = [gate("before_close", {"rule": "coverage_complete", "step": "comment"}, before_close=True)]
    made.save()

    def met_by():
        (unmet,) = of(gates.judge_unit(made.pk, district.branch.pk, TODAY), "before_close").verdict.unmet
        return unmet.met_by

    assert met_by() == ("branch_secretary", "superior_head")
    for member in district.members[1:]:
        evidence.submit(
            **WHO, campaign_id=made.pk, step_code="comment", organization_id=district.branch.pk, person_id=member.pk,
            fact="statement_accepted", part="comment", subject=f"statement:{member.pk}", occurred_on=TODAY,
        )  # fmt: skip
    assert met_by() == ("superior_head",), "nobody writes about the own person"


def test_closing_is_refused_with_the_list_until_someone_entitled_says_why(district, running):
    found = refused(actions.close_campaign, **WHO, campaign_id=running.pk)
    assert (found.code, found.params["may_force"]) == ("gate_unmet", True)
    assert [unmet.code for _one, unmet in gates.unmet_of(found.params["judged"])] == [
        "coverage_complete", "organization_stands",
    ]  # fmt: skip
    assert refused(
        actions.close_campaign, **WHO, campaign_id=running.pk, reason="学期结束", holder="supervision_group"
    ).params["may_force"] is False  # fmt: skip
    assert queries.get_campaign(running.pk).is_open
    actions.close_campaign(**WHO, campaign_id=running.pk, reason="学期结束")
    line = Entry.objects.get(action="campaign.closed")
    assert (line.detail["reason"], line.detail["unmet"]) == ("学期结束", ["coverage_complete", "organization_stands"])


def test_a_gate_nobody_may_force_keeps_the_campaign_open(district, running):
    running.plan["gates"][1]["forced"] = None
    running.save()
    assert refused(actions.close_campaign, **WHO, campaign_id=running.pk, reason="学期结束").code == "gate_unmet"
    assert queries.get_campaign(running.pk).is_open


def test_a_gate_of_the_supervision_group_waits_for_its_word(district, running):
    running.plan["gates"][0]["opened_by"] = "supervision_group"
    running.save()
    place = {"campaign_id": running.pk, "gate_code": "before_vows", "organization_id": district.branch.pk}
    assert refused(actions.decide_gate, **WHO, **place, holder="superior").code == "gate_unmet"
    hold_talk(running, district.branch)
    waiting = of(gates.judge_unit(running.pk, district.branch.pk, TODAY), "before_vows")
    assert (waiting.is_open, waiting.awaits) == (False, "supervision_group")
    assert refused(actions.decide_gate, **WHO, **place, holder="superior").code == "gate_not_theirs"
    assert actions.decide_gate(**WHO, **place, holder="supervision_group") == "passed"
    assert of(gates.judge_unit(running.pk, district.branch.pk, TODAY), "before_vows").is_open
    assert refused(actions.decide_gate, **WHO, **place, holder="supervision_group").code == "gate_opens_itself"


def test_a_gate_forced_open_shows_who_and_why(district, running):
    place = {"campaign_id": running.pk, "gate_code": "before_vows", "organization_id": district.branch.pk}
    assert refused(actions.decide_gate, **WHO, **place, holder="superior", reason=" ").params["may_force"] is True
    assert actions.decide_gate(**WHO, **place, holder="superior", reason="会议改期") == "forced"
    forced = of(gates.judge_unit(running.pk, district.branch.pk, TODAY), "before_vows")
    assert (forced.is_open, forced.verdict.forced.reason) == (True, "会议改期")
    assert [unmet.code for unmet in forced.verdict.unmet] == ["step_done"]
    assert not of(gates.judge_unit(running.pk, district.other_branch.pk, TODAY), "before_vows").is_open


def test_a_gate_of_a_local_plan_is_judged_there_and_only_there(district):
    version = published(district)
    own = {
        "code": "ours", "title": "本校结束之前", "before_close": True,
        "conditions": [
            {"rule": "coverage_complete", "step": "party_pledge", "met_by": "committee", "source": {"default": "本校从严"}}
        ],
        "source": {"default": "本校从严"},
    }  # fmt: skip
    agreed(version, district.branch, add_gates=[own])
    campaign = opened(district, version)
    closing = gates.judge_closing(campaign, TODAY)
    assert {(one.gate.code, one.unit_ids) for one in closing} == {
        ("before_close", frozenset({district.other_branch.pk})),
        ("before_close", frozenset({district.branch.pk})),
        ("ours", frozenset({district.branch.pk})),
    }
    mine = of(closing, "ours").verdict.unmet
    assert [(one.code, one.met_by) for one in mine] == [("coverage_complete", ("committee",))]
    assert "ours" not in {one.gate.code for one in gates.judge_unit(campaign, district.other_branch.pk, TODAY)}


def test_a_local_gate_before_what_has_begun_comes_too_late(district):
    version = published(district)
    campaign = opened(district, version)
    source = {"source": {"default": "本校从严"}}
    condition = {"rule": "responsible_named", "met_by": "superior", **source}
    early, late = (
        {"code": code, "title": code, "before_phase": phase, "conditions": [condition], **source}
        for code, phase in (("too_late", "duties"), ("in_time", "publicity"))
    )
    agreed(version, district.branch, add_gates=[early, late])
    found = {one.gate.code for one in gates.judge_unit(campaign, district.branch.pk, TODAY)}
    assert ("in_time" in found, "too_late" in found) == (True, False)


def test_the_term_of_a_consequence_is_the_one_of_the_unit(district):
    """S0-26: the rule table is read as the unit meets it, where its own plan sets a shorter term."""
    version = published(district)
    agreed(version, district.branch, parameters=tightened(consequence_days=5))
    campaign = opened(district, version)
    for branch in (district.branch, district.other_branch):
        generate_consequences(
            **WHO, campaign_id=campaign, step_code="selection", organization_id=branch.pk,
            outcomes={"vetoed": [Subject(None, "示例")]},
        )  # fmt: skip
    days = dict(Item.objects.filter(origin="consequence").values_list("organization_id", "due_on"))
    assert days[district.branch.pk] == TODAY + timedelta(days=5)
    assert days[district.other_branch.pk] > days[district.branch.pk]


def poll(district, branch) -> int:
    closes_at = factories.NOW + timedelta(days=2)
    electors = [ballots.NewElector(one.pk, one.name, "示例", "party") for one in district.members]
    return ballots.open_poll(
        **WHO, campaign_id=queries.list_campaigns()[0].id, step_code="vow", organization_id=branch.pk, title="投票",
        rules=Rules(choices=("for", "against"), smallest_cell=1, least_electors=1, strata={"party": "党员"}),
        candidates=[ballots.NewCandidate("甲", person_id=None)], electors=electors, closes_at=closes_at,
    )  # fmt: skip


def test_what_decides_in_a_step_waits_for_its_gate_and_goes_on_once_through(district, running):
    with pytest.raises(StepBlocked) as found:
        poll(district, district.branch)
    assert refusal_sentence(found.value, {}) == "“vow”现在还不能办理：“talk”办完（现在 0/1）——由支部书记办理。"
    hold_talk(running, district.branch)
    assert poll(district, district.branch)
    assert StepVerdict.objects.get().step_code == "gate:before_vows"
    evidence.withdraw(**WHO, subject=f"meeting:{district.branch.pk}")
    assert poll(district, district.branch)
    assert of(gates.judge_unit(running.pk, district.branch.pk, TODAY), "before_vows").is_open
    assert StepVerdict.objects.count() == 1
    with pytest.raises(StepBlocked):
        poll(district, district.other_branch)
    assert poll(district, district.committee)


def test_a_step_is_not_decided_before_the_one_it_comes_after_has_ended(district, running, client):
    """Ended: everybody has done it, its time is over, or the superior says why it goes on (S0-13)."""
    running.plan["gates"] = []
    running.plan["steps"][1]["requires"] = ["talk"]
    running.save()
    with pytest.raises(StepBlocked) as found:
        poll(district, district.branch)
    said = "“vow”现在还不能办理：前一步“talk”办完或到期（现在 0/1）——由支部书记办理。"
    assert refusal_sentence(found.value, {}) == said
    client.force_login(district.account_of(district.officer))
    page = f"/campaigns/{running.pk}/gates/{district.branch.pk}/"
    with time_machine.travel(factories.NOW, tick=False):
        assert "前一步“talk”办完或到期" in client.get(page).content.decode()
        client.post(f"{page}after-vow/", {"reason": "会期另定"})
    assert StepVerdict.objects.get().reason == "会期另定"
    assert poll(district, district.branch)
    hold_talk(running, district.other_branch)
    assert poll(district, district.other_branch)
    StepVerdict.objects.all().delete()
    evidence.withdraw(**WHO, subject=f"meeting:{district.other_branch.pk}")
    running.windows.filter(step_code="talk").update(closes_on=TODAY)
    assert poll(district, district.other_branch)
    assert poll(district, district.committee)


def test_a_step_waits_for_the_word_a_gate_needs_and_for_nobody_once_forced(district, running):
    running.plan["gates"][0] |= {"opened_by": "supervision_group"}
    running.save()
    hold_talk(running, district.branch)
    with pytest.raises(StepBlocked, match="step_blocked") as found:
        poll(district, district.branch)
    assert found.value.params["unmet"] == ("“before_vows”等待同意——由督导组办理",)
    place = {"campaign_id": running.pk, "gate_code": "before_vows"}
    actions.decide_gate(**WHO, **place, organization_id=district.branch.pk, holder="supervision_group")
    actions.decide_gate(**WHO, **place, organization_id=district.other_branch.pk, holder="superior", reason="会议改期")
    assert poll(district, district.branch)
    assert poll(district, district.other_branch)


def test_what_a_local_plan_adds_to_a_step_is_judged_there_and_only_there(district):
    version = published(district)
    more = {"rule": "organization_stands", "met_by": "leading_group", "source": {"default": "本校从严"}}
    agreed(version, district.branch, change_steps=[{"step": "selection", "add_conditions": [more], "reason": "从严"}])
    campaign = opened(district, version)
    mine = of(gates.judge_unit(campaign, district.branch.pk, TODAY), "own-selection")
    assert (mine.gate.target, mine.gate.forced_by) == ("selection", "superior")
    assert [unmet.code for unmet in mine.verdict.unmet] == ["organization_stands"]
    assert "own-selection" not in {one.gate.code for one in gates.judge_unit(campaign, district.other_branch.pk, TODAY)}


def test_a_leading_group_stands_once_its_unit_has_written_down_who_and_by_which_paper(district, running, client):
    def stands() -> set[str]:
        closing = gates.judge_closing(running.pk, TODAY)[0].verdict.unmet
        found = next((one for one in closing if one.code == "organization_stands"), None)
        return set(found.params["units"]) if found else set()

    page = f"/campaigns/{running.pk}/group/{district.branch.pk}/"
    client.force_login(district.account_of(district.secretary))
    _secretary, first, second = district.members
    paper = {"name": "领导小组", "document": "校党发〔2026〕3号", "founded_on": "2026-09-01", "head": "书记甲"}
    wrong = client.post(page, paper | {"member": f"{first.name}、查无此人", "office": "设在党建办"})
    assert (wrong.status_code, "查不到：查无此人" in wrong.content.decode()) == (422, True)
    assert "设在党建办" in wrong.content.decode()
    assert "组长（主席）只填一人" in client.post(page, paper | {"head": f"书记甲、{first.name}"}).content.decode()
    assert "同一人只填一处" in client.post(page, paper | {"member": "书记甲"}).content.decode()
    assert district.branch.name in stands()
    good = paper | {"deputy": first.name, "member": f"{second.name}{second.number}", "office": "设在党建办"}
    assert client.post(page, good).status_code == 302
    assert stands() == {district.other_branch.name}
    assert first.name in client.get(page).content.decode()
    client.post(page, good)
    assert LeadingGroup.objects.count() == 1
    client.post(page, good | {"deputy": ""})
    assert LeadingGroup.objects.filter(ended_at=None).count() == 1
    assert [line.state for line in queries.list_record(first.pk)] == ["closed"]
    root = actions.register_group(
        **WHO, campaign_id=running.pk, organization_id=district.committee.pk, name="领导小组", document="云教党〔2026〕1号",
        founded_on=TODAY, head="书记甲",
    )  # fmt: skip
    assert root and stands() == {district.other_branch.name}  # the root's own group is not its schools' (S3-82)


def test_the_programme_office_has_members_contact_and_tasks_and_sees_without_editing(district, running, client):
    """S0-57: the sight of every unit is granted by the security administrator, not by a seat."""
    clerk = district.members[2]
    office = {
        "office": "设在党建办",
        "office_member": clerk.name,
        "contact": "党建办 8000 1000",
        "duties": "对照检查旧账\n汇总进展",
    }
    page = f"/campaigns/{running.pk}/group/{district.committee.pk}/"
    client.force_login(district.officer_account)
    paper = {"name": "领导小组", "document": "云教党〔2026〕1号", "founded_on": "2026-09-01", "head": "书记甲"}
    assert client.post(page, paper | office).status_code == 302
    assert f"还没有授予的：{clerk.name}" in client.get(page).content.decode()
    board = f"/board/{running.pk}/"
    client.force_login(district.account_of(clerk))
    text = client.get(page).content.decode()  # whoever takes part can reach the office
    assert "8000 1000" in text and "汇总进展" in text and "还没有授予" not in text
    assert client.get(board).status_code == 403
    admin = factories.account(grant="security_admin")
    told = lambda: [one.what for one in own.list_todos(people.get_viewer(admin.pk, on=TODAY), TODAY)]  # noqa: E731
    assert told() == ["给活动办公室成员授予“督导员”（1 人）"]
    RoleGrant.objects.create(
        account=district.account_of(clerk), role="inspector", organization=district.committee, from_date=TODAY
    )
    assert told() == []
    assert (
        client.get(board).status_code == 200 and "<form" not in client.get(page).content.decode().split("<main", 1)[1]
    )
    assert client.post(page, paper).status_code == 403


def asked_for(campaign, branch, viewer) -> int:
    """Queries that the head of a step held back by a gate takes."""
    row = queries.get_campaign(campaign.pk, branch.pk)
    step, unit = queries.get_step(campaign.pk, "vow", branch.pk), people.get_organization(branch.pk)
    with CaptureQueriesContext(connection) as asked:
        [held] = list_waiting(row, step, unit, viewer, TODAY)
    assert [line["state"] for line in held["lines"]] == ["blocked"]
    return len(asked)


def test_the_head_of_a_step_asks_as_often_for_many_people_as_for_few(district, running):
    viewer = people.get_viewer(district.account_of(district.secretary).pk, on=TODAY)
    few = asked_for(running, district.branch, viewer)
    factories.people(8, branch=district.branch, works_at=district.school)
    assert asked_for(running, district.branch, viewer) == few


def test_the_pages_name_what_is_missing_and_who_can_do_it(district, running):
    def client(who) -> Client:
        made = Client()
        made.force_login(district.account_of(who) if not hasattr(who, "login") else who)
        return made

    page = f"/campaigns/{running.pk}/gates/{district.branch.pk}/"
    text = client(district.secretary).get(page).content.decode()
    assert "“vow”一个不漏（现在 0/3）" in text
    assert f'href="/campaigns/{running.pk}/group/{district.branch.pk}/">领导小组（主席团）已成立</a>' in text
    assert "由领导小组办理" in text
    assert "特批理由" not in text
    absent, teacher = district.members[1].name, client(district.members[2]).get(page).content.decode()
    assert (absent in text, absent in teacher, "现在 0/3" in teacher) == (True, False, True)
    officer = client(district.officer)
    assert "特批理由" in officer.get(page).content.decode()
    assert client(district.stranger).get(page).status_code == 403
    branch = client(district.secretary).get(f"/branch/{district.branch.pk}/", follow=True).content.decode()
    assert "“talk”办完（现在 0/1）" in branch
    held, person = f"/pledge/{running.pk}/vow/?organization={district.branch.pk}", client(district.members[0])
    text = person.get(held).content.decode()
    assert "before_vows，还要先做到" in text
    assert f'href="/meeting/{running.pk}/talk/?organization={district.branch.pk}">“talk”办完（现在 0/1）</a>' in text
    assert ("由支部书记办理" in text, "特批" in text) == (True, False)
    assert f'<a href="{page}">去写明理由特批</a>' in officer.get(held).content.decode()
    assert "还要先做到" not in person.get(f"/meeting/{running.pk}/talk/").content.decode()
    closing = f"/campaigns/{running.pk}/close/"
    text = officer.get(closing).content.decode()
    assert "写明理由，结束活动" in text
    steps = officer.get(f"/campaigns/{running.pk}/").content.decode()
    assert f'<a href="/pledge/{running.pk}/vow/">vow</a>' in steps
    teacher = client(district.members[2]).get(f"/campaigns/{running.pk}/").content.decode()
    assert f'<a href="/pledge/{running.pk}/vow/">' not in teacher
    answer = officer.post(closing, {"reason": ""})
    assert (answer.status_code, "还有条件没有具备" in answer.content.decode()) == (400, True)
    officer.post(f"{page}before_vows/", {"holder": "superior", "reason": "会议改期"})
    assert StepVerdict.objects.get().reason == "会议改期"
    assert "已特批" in client(district.secretary).get(page).content.decode()
    assert "还要先做到" not in person.get(held).content.decode()
    assert officer.post(closing, {"reason": "学期结束"}).status_code == 302
