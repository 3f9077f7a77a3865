"""The plan desk in Chromium: a file in, both panes, the keyboard, a revised file; seed 003 all the way to the schools' lists."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from docx import Document as WordFile

from tests import factories
from tests.apps.plans.settling import BASIS, adopted, consulted
from tests.apps.plans.test_documents import TEXT, upload
from tests.apps.plans.test_from_paper_to_todo import ABOVE, BELOW, original
from xianfeng.apps.plans import queries as plan_queries
from xianfeng.apps.plans.models import PlanCorrection
from xianfeng.apps.plans.queries import documents as queries

DRAFTED = datetime(2026, 9, 7, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
HEARD_UNTIL = date(2026, 9, 14)
PUBLISHED = datetime(2026, 9, 16, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
START = date(2026, 10, 12)
SOON = datetime(2026, 10, 14, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def district(transactional_db):
    return factories.District(members=3, staff=2)


def read_in(page, path) -> int:
    """Hand a file in by the form; gives the document's number."""
    page.set_input_files("#file", str(path))
    page.get_by_role("button", name="读取文件").click()
    page.wait_for_url(re.compile(r"/plans/desk/\d+/$"))
    return int(page.url.rstrip("/").rsplit("/", 1)[1])


def draft_of(document: int):
    return queries.get_corrected(document).draft


def lit(page, selector: str) -> bool:
    return "is-lit" in (page.get_attribute(selector, "class") or "")


def focused(page) -> str:
    return page.evaluate("document.activeElement.id")


def press(page, key: str, then: str = "已记下。") -> None:
    """A key that sends something; waits for the renewed page."""
    with page.expect_navigation():
        page.keyboard.press(key)
    page.get_by_text(then).first.wait_for()


def test_the_desk_by_keyboard_and_pointer(district, visit, tmp_path):
    bad, good = tmp_path / "坏文件.docx", tmp_path / "读书育人方案.docx"
    bad.write_bytes(b"MZ\x00 nothing")
    good.write_bytes(upload().read())
    visitor = visit(district.officer_account, "desktop")
    page = visitor.go("/plans/desk/", "desk-import")
    page.set_input_files("#file", str(bad))
    page.get_by_role("button", name="读取文件").click()
    page.get_by_text("文件内容与扩展名不符").wait_for()
    document = read_in(page, good)
    visitor.look("desk")
    phase, second = draft_of(document).of("phase")[:2]
    step = draft_of(document).of("step")[1]

    page.hover(f"#r-{phase.code}")
    assert lit(page, f"#o-{phase.code}")
    page.hover("h1")
    page.hover(f"#o-{phase.code}")
    assert lit(page, f"#r-{phase.code}")

    # j to the first card, e corrects in the card; what was typed outlives a refresh
    page.keyboard.press("j")
    assert focused(page) == f"r-{phase.code}"
    page.keyboard.press("e")
    box = page.locator(f"#id_{phase.code}_name")
    box.wait_for()
    page.keyboard.type("启动阶段")
    page.reload()
    box.wait_for()
    assert box.input_value() == "启动阶段"
    visitor.look("desk-edit")
    box.focus()
    press(page, "Enter")
    page.get_by_text("已更正", exact=True).first.wait_for()
    assert draft_of(document).of("phase")[0].values["name"] == "启动阶段"
    assert focused(page) == f"r-{phase.code}"
    assert page.locator(".desk-edit").count() == 0

    # a accepts and goes on, x takes out, z takes back
    page.keyboard.press("j")
    press(page, "a")
    assert queries.get_corrected(document).states[second.code] == "accepted"
    press(page, "x")
    page.get_by_role("heading", name="已去掉").wait_for()
    press(page, "z", "已撤销。")
    assert page.get_by_role("heading", name="已去掉").count() == 0

    # p opens the parameters of the step; a value shows the words it was read from, and is set by keyboard
    notice = next(one for one in draft_of(document).of("step") if "公示" in one.quote)
    page.locator(f"#r-{notice.code}").focus()
    page.keyboard.press("p")
    days = page.locator(f"#id_{notice.code}_p_days")
    days.wait_for()
    visitor.look("desk-params")
    page.get_by_role("link", name=re.compile("读自原文：“并在校内公示5个工作日”")).first.hover()
    assert lit(page, f".desk-mark[data-all~={notice.code}]")
    days.fill("7")
    days.focus()
    press(page, "Enter")
    page.get_by_text("改为：公示期天数 7").first.wait_for()
    assert draft_of(document).of("step")[1].code == step.code

    # m moves, s splits at the words selected in the original
    page.locator(f"#r-{step.code}").focus()
    page.keyboard.press("m")
    page.locator(f"#phase-{step.code}").wait_for()
    page.locator(f"#phase-{step.code}").select_option(label="总结评比阶段")
    with page.expect_navigation():
        page.get_by_role("button", name="移动", exact=True).click()
    assert draft_of(document).of("step")[1].values["phase"] == 2
    count = len(draft_of(document).of("step"))
    page.evaluate(
        """code => { const node = document.getElementById('o-' + code).firstChild, range = document.createRange();
        range.setStart(node, Math.floor(node.length / 2)); range.setEnd(node, node.length);
        getSelection().removeAllRanges(); getSelection().addRange(range); }""",
        step.code,
    )
    page.locator(f"#r-{step.code}").focus()
    page.keyboard.press("s")
    words = page.locator(f"#split-{step.code}")
    words.wait_for()
    assert step.quote.endswith(words.input_value())
    press(page, "Enter")
    assert len(draft_of(document).of("step")) == count + 1
    assert focused(page) == f"r-{step.code}a"

    # u steps through the unread sentences with their count; a puts one aside, n makes a step of one
    page.keyboard.press("u")
    total = len(queries.list_unread(document))
    assert page.get_by_text(f"第 1 句，共 {total} 句").is_visible()
    assert lit(page, "#u-1")
    press(page, "a")
    page.get_by_text(f"未读句已看 1 / {total}").wait_for()
    assert focused(page) == "w-2"
    sentence = page.inner_text("#u-2").strip()
    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.input_value("#quote").strip() == sentence
    page.fill("#id_title", "补充的步骤")
    visitor.look("desk-add")
    page.get_by_role("button", name="补充").click()
    page.get_by_text("已补充", exact=True).first.wait_for()

    # selected words, and the search
    page.evaluate(
        """() => { const node = document.getElementById('u-1').firstChild, range = document.createRange();
        range.selectNodeContents(node); getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    )
    page.get_by_text("已选“").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("学时")
    shown = page.locator(".desk-item:visible")
    assert 0 < shown.count() < page.locator(".desk-item").count()
    page.keyboard.press("Escape")
    assert shown.count() == page.locator(".desk-item").count()
    page.get_by_text("开始活动前还需确定").click()
    visitor.look("desk-corrected")

    # the revised file keeps what was said and shows what differs
    revised = WordFile()
    for line in TEXT.replace("不少于20学时", "不少于30学时").splitlines():
        revised.add_paragraph(line)
    path = tmp_path / "读书育人方案（修订）.docx"
    revised.save(str(path))
    page.get_by_role("link", name="交来修订稿").click()
    assert page.input_value("#previous") == str(document)
    later = read_in(page, path)
    assert later != document
    changed = page.locator(".diff__row--changed", has_text="30学时")
    assert "20学时" in changed.first.locator("del").inner_text()
    assert draft_of(later).of("phase")[0].values["name"] == "启动阶段"
    visitor.look("desk-revised")

    page.get_by_role("button", name="据此建立方案").click()
    page.wait_for_url(re.compile(r"/plans/\d+/$"))
    assert "启动阶段" in page.inner_text("main")
    assert "还差" in page.inner_text("main")

    # two documents in one file: both are offered, the one chosen is read by itself
    both = tmp_path / "两份方案.txt"
    other = TEXT.replace("读书育人", "结对帮扶")
    both.write_bytes(f"篇一\n{TEXT}\n篇二\n{other}".encode("gb18030"))
    visitor.go("/plans/desk/")
    whole = read_in(page, both)
    visitor.look("desk-several")
    with page.expect_navigation():
        page.get_by_role("button", name="只读这一份").nth(1).click()
    assert not page.url.split("#")[0].endswith(f"/{whole}/")
    assert "结对帮扶" in page.inner_text("main")
    assert "读书育人" not in page.inner_text("main")
    assert page.get_by_role("button", name="只读这一份").count() == 0


def test_without_scripts_the_panes_are_linked_and_corrected(district, visit):
    document = _taken_in(district)
    phase = draft_of(document).of("phase")[0]
    context = visit(district.officer_account, "desktop", javascript=False)
    page = context.page
    page.goto(f"{context.base}/plans/desk/{document}/")
    page.click(f"#r-{phase.code} > p > a")
    assert page.url.endswith(f"#o-{phase.code}")
    page.click(f"#o-{phase.code}")
    assert page.url.endswith(f"#r-{phase.code}")
    page.locator(f"#r-{phase.code}").get_by_role("link", name="更正").click()
    page.fill(f"#id_{phase.code}_name", "")
    page.get_by_role("button", name="保存更正").click()
    assert page.locator(".field--wrong").count() == 1
    page.fill(f"#id_{phase.code}_name", "启动阶段")
    page.get_by_role("button", name="保存更正").click()
    assert draft_of(document).of("phase")[0].values["name"] == "启动阶段"


def test_a_phone_reads_only(district, visit):
    document = _taken_in(district)
    visitor = visit(district.officer_account, "phone")
    page = visitor.go(f"/plans/desk/{document}/", "desk")
    assert page.locator("main :is(button, input, select, textarea):visible").count() == 0
    assert page.get_by_text("手机上只能查看").first.is_visible()


def _taken_in(district) -> int:
    from xianfeng.apps.plans.actions import documents as actions
    from xianfeng.files.reading import read_document

    return actions.take_in(
        now=factories.NOW, actor=factories.TEST_ACTOR, organization_id=district.committee.pk, file_name="方案.txt",
        read=read_document("方案.txt", TEXT.encode()),
    )  # fmt: skip


def correct_two_things(page, document: int) -> None:
    """The first phase gets another name by keyboard, the most doubtful step is taken out by mouse."""
    draft = draft_of(document)
    first, doubtful = draft.of("phase")[0], min(draft.of("step"), key=lambda one: one.confidence)
    page.keyboard.press("j")
    assert focused(page) == f"r-{first.code}"
    page.keyboard.press("e")
    page.locator(f"#id_{first.code}_name").wait_for()
    page.keyboard.type("学习动员阶段")
    press(page, "Enter")
    with page.expect_navigation():
        page.locator(f"#r-{doubtful.code}").get_by_role("button", name="去掉").click()
    assert sorted(PlanCorrection.objects.values_list("verb", flat=True)) == ["correct", "reject"]


def make_plan(page) -> int:
    page.get_by_role("button", name="据此建立方案").click()
    page.wait_for_url(re.compile(r"/plans/\d+/$"))
    return int(page.url.rstrip("/").rsplit("/", 1)[1])


def test_seed_003_as_a_saved_page(district, visit, tmp_path):
    path = tmp_path / "先进性教育实施方案.txt"
    path.write_bytes((ABOVE + original() + BELOW).encode("gb18030"))
    office = visit(district.officer_account, "desktop")
    page = office.go("/plans/desk/")
    document = read_in(page, path)
    left_out = page.locator("#left-out + ul").inner_text()
    assert all(words in left_out for words in ("当前位置", "点击数", "上一篇", "下一篇"))
    assert page.get_by_role("link", name=re.compile("处不属于正文，没有读")).is_visible()
    correct_two_things(page, document)
    make_plan(page)
    assert "学习动员阶段" in page.inner_text("main")
    assert not any(words in page.inner_text("main") for words in ("当前位置", "上一篇"))


def test_seed_003_from_a_word_file_to_the_lists_of_the_schools(district, visit, tmp_path):
    made = WordFile()
    for line in original().splitlines():
        made.add_paragraph(line)
    path = tmp_path / "先进性教育实施方案.docx"
    made.save(str(path))
    office = visit(None, "desktop")
    office.sparing = True
    with time_machine.travel(DRAFTED):
        office.sign_in(district.officer_account)
        page = office.go("/plans/desk/")
        document = read_in(page, path)
        office.look("desk-003")
        assert page.evaluate("document.documentElement.scrollHeight") < 1600  # the panes scroll, not the page
        correct_two_things(page, document)
        version = make_plan(page)
        answer_all(page, version)
        office.look("desk-003-plan")
        page.fill("[name=until_date]", HEARD_UNTIL.isoformat())
        page.get_by_role("button", name="公开征求意见").click()
        page.get_by_text("征求意见到").wait_for()
        hear(district, visit, office, version)
    with time_machine.travel(PUBLISHED):
        office.sign_in(district.officer_account)
        page = office.go(f"/plans/{version}/")
        page.get_by_role("button", name="发布方案").click()
        page.get_by_text("方案已发布").wait_for()
        page.get_by_role("link", name="新建活动").click()
        assert page.input_value("[name=version]") == str(version)
        page.fill("[name=starts_on]", START.isoformat())
        page.get_by_role("button", name="建立", exact=True).click()
        page.wait_for_url(re.compile(r"/campaigns/\d+/$"))
        page.get_by_role("button", name="开始活动").click()
        page.get_by_text("活动已开始").first.wait_for()
    step = plan_queries.get_pack(version).plan.steps[0].title
    with time_machine.travel(SOON):
        for who in (district.secretary, district.stranger, district.members[1]):
            visitor = visit(district.account_of(who), "phone")
            visitor.sparing = True
            listed = visitor.go("/home/", "desk-003-home").inner_text("main")
            assert step in listed, (who.name, listed)


def test_a_school_adds_steps_of_its_own_beside_the_superiors_plan(district, visit):
    version = adopted(district)
    today = timezone.localdate()
    consulted(version, today - timedelta(days=1), today + timedelta(days=5))
    visitor = visit(district.account_of(district.secretary), "desktop")
    address = f"/plans/{version}/local/{district.branch.pk}/"
    page = visitor.go(address, "local-empty")
    page.fill("#id_reason", "学校规模小")
    page.fill("[name=steps-0-title]", "开放课堂")
    page.get_by_role("button", name="再加一项").click()
    page.keyboard.type("家长座谈")
    page.reload()  # typed and not yet sent: still there, the second row too
    assert page.input_value("[name=steps-1-title]") == "家长座谈"
    assert page.input_value("[name=steps-0-title]") == "开放课堂"
    page.get_by_role("button", name="报上级").click()
    page.get_by_text("本单位方案已报上级").wait_for()
    added = page.locator(".diff").first.locator(".diff__row--added")
    assert [words in "".join(added.all_inner_texts()) for words in ("开放课堂", "家长座谈")] == [True, True]
    visitor.also = ("phone",)
    visitor.look("local-filed")


def answer_all(page, version: int) -> None:
    """Every question on its page by hand: a suggestion where there is one, else something that fits the field."""
    asks = plan_queries.list_asks(version)
    asked, usual = [ask.code for ask in asks], {ask.code: ask.suggestion for ask in asks}
    fields = page.locator("#questions .field :is(input, select, textarea)")
    assert fields.evaluate_all("all => all.map(one => one.name)") == asked
    assert 1 < len(asked) <= 9
    for code in asked:
        field = page.locator(f'#questions [name="{code}"]')
        if code == "approval_basis":
            field.fill(BASIS)
        elif field.evaluate("one => one.localName") == "select":
            field.select_option(index=1)
        elif usual[code] is not None:
            field.fill(str(usual[code]))
        else:
            field.fill({"number": "5", "date": "2026-10-12"}.get(field.get_attribute("type"), "示例内容"))
    page.locator("#questions").get_by_role("button", name="保存", exact=True).click()
    page.get_by_text("各项都已确定。").wait_for()


def hear(district, visit, office, version: int) -> None:
    """A member, a teacher and a parent say something, each at an own door; the bureau answers all three."""
    page = office.page
    page.get_by_role("link", name="家长、学生意见码").click()
    page.fill("#id_group", "家长代表")
    page.get_by_role("button", name="生成意见码").click()
    door = page.locator(".receipt").inner_text()
    for who, words in ((district.members[1], "动员会请安排在晚上。"), (district.staff[0], "学习材料请提前发。")):
        visitor = visit(district.account_of(who), "phone")
        visitor.sparing = True
        visitor.go(f"/plans/{version}/").get_by_role("link", name="提意见").click()
        visitor.page.fill("[name=text]", words)
        visitor.page.get_by_role("button", name="送出").click()
        visitor.page.get_by_text("意见已收到").wait_for()
    parent = visit(None, "phone")
    parent.sparing = True
    parent.go(f"/plans/open/{door}/").fill("[name=text]", "请公开整改结果。")
    parent.page.get_by_role("button", name="送出").click()
    receipt = parent.page.locator(".receipt").inner_text()
    for answer in ("采纳，安排在晚上。", "采纳。", "结果按规定范围公开。"):
        office.go(f"/plans/{version}/").get_by_role("link", name="答复", exact=True).first.click()
        page.get_by_label("未采纳" if "规定" in answer else "采纳", exact=True).check()
        page.fill("[name=answer]", answer)
        page.get_by_role("button", name="公布答复").click()
        page.get_by_text("答复已公布").wait_for()
    assert page.get_by_role("link", name="答复", exact=True).count() == 0
    assert {one.source for one in plan_queries.list_comments(version)} == {"member", "staff", "token"}
    parent.go("/plans/open/receipt/").fill("[name=code]", receipt)
    parent.page.get_by_role("button", name="查看").click()
    parent.page.get_by_text("结果按规定范围公开。").wait_for()
