"""Reading, sessions and satisfaction surveys on a phone and on a desk: accessible, no wider than the screen."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.browser.hand import on_both, press
from tests.factories import TEST_ACTOR, District, campaign, plan_step
from xianfeng.apps.ballots import actions as ballots
from xianfeng.kinds.study import actions as study
from xianfeng.kinds.survey import actions as survey

RULES = "重庆市创先争优活动“一讲二评三公示”操作规程"


@pytest.fixture
def place(transactional_db, settings, tmp_path):
    settings.KEY_FOLDER = str(tmp_path)
    now = timezone.now()
    today = timezone.localdate()
    district = District(members=4, staff=7)
    running = campaign(
        district,
        [
            plan_step(
                "rules",
                "study",
                title="学习操作规程",
                params={"topics": [RULES], "confirms_reading": True, "notes": True},
            ),
            plan_step(
                "survey",
                "survey",
                title="群众满意度测评",
                subject="organization",
                who=("branches",),
                params={"about": "programme", "instruments": ["everyone"], "answered_by": ["non_members", "parents"]},
            ),
        ],
        opens=today - timedelta(days=10),
        closes=today + timedelta(days=30),
    )
    stamp = {"now": now, "actor": TEST_ACTOR, "campaign_id": running.pk, "step_code": "rules"}
    told = {"issuer": "教管中心总支", "number": "总支〔2026〕1号", "issued_on": today}
    study.issue(**stamp, item=RULES, text="第一条 讲述要精炼，以事例说话。\n\n第二条 点评要精当。", **told)
    for member in district.members[:2]:
        study.confirm(**stamp, item=RULES, version=1, organization_id=district.branch.pk, person_id=member.pk)
    session = study.log_session(
        **stamp,
        nonce=uuid4(),
        organization_id=district.branch.pk,
        held_on=today - timedelta(days=2),
        form="coaching",
        topic="学习操作规程",
        minutes=60,
        lines=[
            study.Line(district.members[0].pk, "attended"),
            study.Line(district.members[1].pk, "attended"),
            study.Line(district.members[2].pk, "excused", ground="出差"),
        ],
    )
    common = {
        "campaign_id": running.pk,
        "step_code": "survey",
        "organization_id": district.branch.pk,
        "unit_id": district.branch.pk,
        "instrument": "everyone",
        "question": "对本单位开展这项活动的效果",
        "on": today,
    }
    first = survey.open_round(now=now, actor=TEST_ACTOR, closes_at=now + timedelta(days=3), **common)
    parents = survey.queries.get_round(first).slips["parents"]
    for code, said in zip(
        ballots.issue_slips(now=now, actor=TEST_ACTOR, poll_id=parents, count=14),
        ["dissatisfied"] * 9 + ["satisfied"] * 5,
        strict=True,
    ):
        ballots.cast_by_code(now=now, code=code, marks={1: [said]})
    poll = survey.queries.get_round(first).poll_id
    for person in district.staff[:6]:
        ballots.cast(now=now, poll_id=poll, person_id=person.pk, marks={1: ["dissatisfied"]})
    survey.close_round(now=now, actor=TEST_ACTOR, round_id=first, reason="全部交齐")
    return {"district": district, "running": running, "session": session, "first": first, "common": common}


def test_pages_hold_on_both_screens(place, visit):
    district, running, today = place["district"], place["running"], timezone.localdate()
    at = [running.pk, "rules"]
    member = on_both(visit(district.account_of(district.members[2]), "phone"))
    member.go(reverse("study:step", args=at), "study-member")
    member.go(reverse("study:read", args=[*at, 1]), "study-read")
    secretary = on_both(visit(district.account_of(district.secretary), "desktop"))
    secretary.go(reverse("study:step", args=at), "study-secretary")
    secretary.go(reverse("study:log", args=at), "study-log")
    secretary.go(reverse("study:session", args=[place["session"]]), "study-session")
    officer = on_both(visit(district.officer_account, "desktop"))
    officer.go(reverse("study:issue", args=[*at, 1]) + f"?organization={district.branch.pk}", "study-issue")
    secretary.go(reverse("survey:step", args=[running.pk, "survey"]), "survey-below")
    secretary.go(reverse("survey:round", args=[place["first"]]), "survey-make-up")
    now = timezone.now()
    survey.plan_make_up(
        now=now,
        actor=TEST_ACTOR,
        round_id=place["first"],
        text="重讲承诺事项，逐件向家长说明",
        by=today + timedelta(days=5),
    )
    secretary.go(reverse("survey:open", args=[running.pk, "survey"]), "survey-open")
    second = survey.open_round(now=now, actor=TEST_ACTOR, closes_at=now + timedelta(days=3), **place["common"])
    secretary.go(reverse("survey:step", args=[running.pk, "survey"]), "survey-again")
    page = secretary.go(reverse("survey:round", args=[second]), "survey-running")
    page.fill("[name=count]", "6")
    press(secretary, page.get_by_role("button", name="生成并打印"))
    page.wait_for_selector("svg")
    secretary.look("survey-codes")
    code = page.locator("strong.slip-code, p.num strong").first.inner_text()
    parent = on_both(visit(None, "phone"))
    sheet = parent.go(reverse("ballots:by_code"), "survey-code")
    sheet.fill("#c", code)
    press(parent, sheet.get_by_role("button", name="下一步"))
    parent.look("survey-answer")
    press(parent, sheet.get_by_label("基本满意"))
    press(parent, sheet.get_by_role("button", name="检查一遍"))
    press(parent, sheet.get_by_role("button", name="提交"))
    parent.look("survey-answered")
    assert "纸条上的码已作废" in sheet.content()
