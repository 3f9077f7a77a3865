"""Seed 003 as a web page saved to a text file: read, corrected twice, made a plan, opened, and due at the schools."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import factories
from tests.apps.plans.settling import BASIS, answered, consulted
from xianfeng.apps.campaigns.models import Campaign
from xianfeng.apps.campaigns.queries import list_steps
from xianfeng.apps.plans import actions as plans
from xianfeng.apps.plans import queries as queries_of_plans
from xianfeng.apps.plans.models import PlanCorrection, PlanDocument
from xianfeng.apps.plans.queries import documents as queries
from xianfeng.core.plan.loading import load_built_in

START = date(2026, 10, 12)
SOON = datetime(2026, 10, 14, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
ABOVE = "当前位置：首页 > 党建工作 > 实施方案\n文章来源：本站 发布时间：2005年12月10日 点击数： 次\n"
BELOW = "\n【打印正文】\n上一篇：关于收缴党费的通知\n下一篇：关于召开组织生活会的通知\n"


def original() -> str:
    """The text of seed 003 as its pack keeps it."""
    return next(iter(load_built_in("advanced_nature_education").originals.values()))


@pytest.fixture
def district(db):
    return factories.District(members=3, staff=2)


def signed_in(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def correct(client: Client, document: int, verb: str, item, **values: str) -> None:
    if verb == "correct":
        address, form = f"edit/{item.code}/", {"verb": verb, "start": item.span.start, **values}
    else:
        address, form = "act/", {"do": f"{verb}|{item.code}|{item.span.start}"}
    answer = client.post(f"/plans/desk/{document}/{address}", form, follow=True)
    assert "已记下。" in answer.content.decode()


def test_from_the_saved_page_to_the_lists_of_the_schools(district):
    officer = signed_in(district.officer_account)
    paper = SimpleUploadedFile("实施方案.txt", (ABOVE + original() + BELOW).encode("gb18030"))
    officer.post("/plans/desk/", {"file": paper})
    document = PlanDocument.objects.get().pk
    draft = queries.get_corrected(document).draft
    assert [(one.values["name"], one.values["duration_days"]) for one in draft.of("phase")] == [
        ("学习动员", 30),
        ("分析评议", 40),
        ("整改提高", 30),
    ]
    assert not [one for one in draft.items if "上一篇" in one.quote or "发布时间" in one.quote]

    correct(officer, document, "correct", draft.of("phase")[0], name="学习动员阶段", duration_days="25")
    doubtful = min(draft.of("step"), key=lambda one: one.confidence)
    correct(officer, document, "reject", doubtful)
    assert PlanCorrection.objects.count() == 2

    officer.post(f"/plans/desk/{document}/adopt/")
    version = PlanDocument.objects.get().plan_version_id
    pack = queries_of_plans.get_pack(version)
    bodies = [role.title for role in pack.plan.roles if role.source.found and role.source.found.rule == "steps"]
    assert [words[-4:] for words in bodies] == ["领导小组"]  # set up outside the stages: an office, not work
    assert (pack.plan.phases[0].title, len(pack.plan.steps)) == ("学习动员阶段", len(draft.of("step")) - 2)
    page = officer.get(f"/plans/{version}/").content.decode()
    asks = [ask.code for ask in queries_of_plans.list_asks(version)]
    sheet = page.partition('id="questions"')[2].partition("</section>")[0]
    assert [
        one for one in asks if f'name="{one}"' in sheet
    ] == asks  # the basis, and what the text leaves open; no more
    assert len(asks) > 1
    assert sheet.count('<div class="field"') == len(asks)
    assert (
        "《中国共产党支部工作条例（试行）》" in sheet
    )  # what is usual stands beside the question, with the rule it comes from
    officer.post(f"/plans/{version}/answers/", {"approval_basis": BASIS, "quorum": "2/3", "usual": "1"})
    settings = queries_of_plans.get_settings(version)  # what was written, and the suggestions for the rest
    assert (settings["quorum"], settings["ballot_base"], settings["tolerance"]) == ("2/3", "valid_answers", "1/5")
    answered(version)
    consulted(version)
    plans.publish(now=factories.NOW, actor=factories.TEST_ACTOR, version_id=version, today=START - timedelta(days=20))

    officer.post("/campaigns/new/", {"version": version, "starts_on": START.isoformat(), "title": ""})
    campaign = Campaign.objects.get()
    assert "活动已开始" in officer.post(f"/campaigns/{campaign.pk}/open/", follow=True).content.decode()
    surveys = [step.params for step in list_steps(campaign.pk) if step.params.get("least_answers")]
    assert [(one["least_answers"], one["base"]) for one in surveys] == [(1, "valid_answers")]  # as answered
    first = pack.plan.steps[0].title
    with time_machine.travel(SOON, tick=False):
        for who in (district.secretary, district.stranger):
            assert first in signed_in(district.account_of(who)).get("/home/").content.decode()
