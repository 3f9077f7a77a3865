"""The plan desk: import a Word file, point from pane to pane, correct two things, make a plan of it; a phone only reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from docx import Document as WordFile

from tests import factories
from tests.apps.plans.settling import answered, consulted
from tests.apps.plans.test_documents import TEXT, upload
from tests.apps.plans.test_from_paper_to_todo import SOON, START, original
from xianfeng.apps.plans import actions as plans
from xianfeng.apps.plans import queries as plan_queries
from xianfeng.apps.plans.models import PlanCorrection, PlanDocument
from xianfeng.apps.plans.queries import documents as queries


@pytest.fixture
def district(transactional_db):
    return factories.District(members=3, staff=2)


def test_from_a_word_file_to_a_plan(district, visit, tmp_path):
    path = tmp_path / "读书育人方案.docx"
    path.write_bytes(upload().read())
    visitor = visit(district.officer_account, "desktop")
    page = visitor.go("/plans/desk/", "desk-import")
    page.set_input_files("#file", str(path))
    page.get_by_role("button", name="读取文件").click()
    page.wait_for_url("**/plans/desk/*/")
    visitor.look("desk")
    document = PlanDocument.objects.get()
    phase = queries.get_corrected(document.pk).draft.of("phase")[0]

    page.hover(f"#r-{phase.code}")
    assert "is-lit" in (page.get_attribute(f"#o-{phase.code}", "class") or "")
    page.hover("h1")
    page.hover(f"#o-{phase.code}")
    assert "is-lit" in (page.get_attribute(f"#r-{phase.code}", "class") or "")

    page.goto(f"{visitor.base}/plans/desk/{document.pk}/#r-{phase.code}")
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("启动阶段")
    page.keyboard.press("Enter")
    page.get_by_text("已更正", exact=True).first.wait_for()
    assert queries.get_corrected(document.pk).draft.of("phase")[0].values["name"] == "启动阶段"

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_role("heading", name="已去掉").wait_for()
    assert sorted(PlanCorrection.objects.values_list("verb", flat=True)) == ["correct", "reject"]
    visitor.look("desk-corrected")

    page.keyboard.press("u")
    assert "is-lit" in (page.get_attribute("#u-1", "class") or "")

    page.get_by_role("button", name="据此建立方案").click()
    page.wait_for_url("**/plans/*/")
    assert "启动阶段" in page.inner_text("main")
    assert "还需您确定" in page.inner_text("main")
    visitor.look("desk-plan")


def test_words_are_added_from_a_selection(district, visit):
    document = _taken_in(district)
    visitor = visit(district.officer_account, "desktop")
    page = visitor.go(f"/plans/desk/{document}/")
    page.evaluate(
        """() => { const node = document.getElementById('u-1').firstChild; const range = document.createRange();
        range.selectNodeContents(node); getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    )
    words = page.inner_text("#u-1")
    page.get_by_role("link", name="步骤", exact=True).click()
    assert page.input_value("#quote").strip() == words.strip()
    visitor.look("desk-add")
    page.fill("#id_title", "补充的步骤")
    page.get_by_role("button", name="补充").click()
    page.wait_for_url("**/plans/desk/*/")
    assert PlanCorrection.objects.get().verb == "add"


def test_without_scripts_the_panes_are_linked(district, visit):
    document = _taken_in(district)
    phase = queries.get_corrected(document).draft.of("phase")[0]
    context = visit(district.officer_account, "desktop", javascript=False)
    page = context.page
    page.goto(f"{context.base}/plans/desk/{document}/")
    page.click(f"#r-{phase.code} a")
    assert page.url.endswith(f"#o-{phase.code}")
    page.click(f"#o-{phase.code}")
    assert page.url.endswith(f"#r-{phase.code}")


def test_a_phone_reads_only(district, visit):
    document = _taken_in(district)
    visitor = visit(district.officer_account, "phone")
    page = visitor.go(f"/plans/desk/{document}/", "desk")
    assert page.locator("main form:visible").count() == 0
    assert page.get_by_text("手机上只能查看").first.is_visible()


def _taken_in(district) -> int:
    from xianfeng.apps.plans.actions import documents as actions
    from xianfeng.files.reading import read_document

    return actions.take_in(
        now=factories.NOW, actor=factories.TEST_ACTOR, organization_id=district.committee.pk, file_name="方案.txt",
        read=read_document("方案.txt", TEXT.encode()),
    )  # fmt: skip


def test_seed_003_from_a_word_file_to_the_lists_of_the_schools(district, visit, tmp_path):
    made = WordFile()
    for line in original().splitlines():
        made.add_paragraph(line)
    path = tmp_path / "先进性教育实施方案.docx"
    made.save(str(path))
    office = visit(district.officer_account, "desktop")
    page = office.go("/plans/desk/")
    page.set_input_files("#file", str(path))
    page.get_by_role("button", name="读取文件").click()
    page.wait_for_url("**/plans/desk/*/")
    office.look("desk-003")
    assert page.evaluate("document.documentElement.scrollHeight") < 2000  # the panes scroll, not the page
    document = PlanDocument.objects.get().pk
    draft = queries.get_corrected(document).draft
    first, doubtful = draft.of("phase")[0], min(draft.of("step"), key=lambda one: one.confidence)

    page.goto(f"{office.base}/plans/desk/{document}/#r-{first.code}")
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("学习动员阶段")
    page.keyboard.press("Enter")
    page.get_by_text("已更正", exact=True).first.wait_for()
    page.locator(f"#r-{doubtful.code}").get_by_role("button", name="去掉").click()
    page.get_by_role("heading", name="已去掉").wait_for()
    page.get_by_role("button", name="据此建立方案").click()
    page.wait_for_url("**/plans/*/")
    office.look("desk-003-plan")
    version = PlanDocument.objects.get().plan_version_id
    asked = [ask.code for ask in plan_queries.list_asks(version)]
    assert page.locator("#questions input[name=key]").evaluate_all("all => all.map(one => one.value)") == asked
    assert len(asked) <= 8

    answered(version)
    consulted(version)
    plans.publish(now=factories.NOW, actor=factories.TEST_ACTOR, version_id=version, today=START - timedelta(days=20))
    page = office.go("/campaigns/new/")
    page.locator("[name=version]").select_option(str(version))
    page.fill("[name=starts_on]", START.isoformat())
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/campaigns/*/")
    page.get_by_role("button", name="开始活动").click()
    page.get_by_text("活动已开始").first.wait_for()
    step = plan_queries.get_pack(version).plan.steps[0].title
    with time_machine.travel(SOON):
        for who in (district.secretary, district.stranger):
            visitor = visit(district.account_of(who), "phone")
            assert step in visitor.go("/home/", "desk-003-home").inner_text("main")
