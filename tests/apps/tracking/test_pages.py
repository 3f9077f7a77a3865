"""Pages of items: open, work, verdict, import, and who may do which."""

import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from tests.apps.tracking.test_actions import Case
from xianfeng.apps.tracking import queries, workbook
from xianfeng.apps.tracking.models import Item

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 9, 15, 2, tzinfo=UTC)


@pytest.fixture
def case(client):
    with time_machine.travel(TUESDAY, tick=False):
        made = Case()
        made.client = client
        made.sign_in = lambda someone: client.force_login(made.district.account_of(someone))
        made.url = lambda number: reverse("tracking:detail", args=[number])
        made.post = lambda number, act, **fields: client.post(
            made.url(number), {"act": act, "version": queries.get_item(number).version} | fields
        )
        yield made


def test_an_item_from_opening_to_verdict(case):
    case.sign_in(case.district.secretary)
    page = case.client.get(reverse("tracking:open"))
    fields = page.context["form"].initial | {"what": "图书室开放不足", "how": "值班", "goal": "每周五天"}
    fields |= {"owner": str(case.owner.pk), "due_on": ""}
    again = case.client.post(reverse("tracking:open"), fields)
    assert again.status_code == 200
    assert "图书室开放不足" in again.content.decode()
    for _ in range(2):
        case.client.post(reverse("tracking:open"), fields | {"due_on": "2026-10-30"})
    item = Item.objects.get()
    case.sign_in(case.owner)
    page = case.client.get(reverse("tracking:list")).content.decode()
    assert reverse("tracking:detail", args=[item.pk]) in page
    assert (reverse("tracking:published") in page, reverse("tracking:mechanisms") in page) == (True, False)
    case.post(item.pk, "accept")
    case.post(item.pk, "evidence", text="已排值班表", occurred_on="2026-09-14", finished="on")
    assert case.post(item.pk, "decide", verdict="done").status_code == 403
    case.sign_in(case.district.secretary)
    answer = case.post(item.pk, "decide", verdict="partly", reason="")
    assert answer.status_code == 200
    assert "请写明理由" in answer.content.decode()
    case.post(item.pk, "decide", verdict="done")
    assert queries.get_item(item.pk).state_on(TUESDAY.date()) == "done"


def test_strangers_do_not_see_it(case):
    number = case.open()
    for someone, status in ((case.district.stranger, 403), (case.district.staff[0], 403), (case.owner, 200)):
        case.sign_in(someone)
        assert case.client.get(case.url(number)).status_code == status
    case.sign_in(case.district.members[3])
    assert case.client.get(case.url(number)).status_code == 403
    case.sign_in(case.district.officer)
    assert case.client.get(case.url(number)).status_code == 200


def test_an_old_page_does_not_overwrite(case):
    number = case.open()
    case.sign_in(case.district.secretary)
    version = queries.get_item(number).version
    case.post(number, "describe", how="甲", goal="乙", difficulty="now")
    fields = {"act": "describe", "version": version, "how": "丙", "goal": "丁", "difficulty": "now"}
    answer = case.client.post(case.url(number), fields)
    assert "丙" in answer.content.decode()
    assert queries.get_item(number).how == "甲"


def test_extension_past_the_longest_term_needs_the_superior(case):
    plan = case.campaign.plan
    plan["steps"][0]["params"]["latest"] = 40
    case.campaign.plan = plan
    case.campaign.save()
    number = case.open()
    case.sign_in(case.district.secretary)
    late = {"due_on": "2026-12-31", "reason": "设备未到"}
    assert "须经上级同意" in case.post(number, "extend", **late).content.decode()
    case.sign_in(case.district.officer)
    assert case.post(number, "extend", **late).status_code == 302
    assert queries.get_item(number).due_on.isoformat() == "2026-12-31"


def _book(rows):
    book = Workbook()
    sheet = book.active
    sheet.append(list(workbook.HEADINGS))
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("旧台账.xlsx", out.getvalue())


def test_import_names_each_fault_and_takes_nothing(case):
    case.sign_in(case.district.secretary)
    url = reverse("tracking:import")
    bad = _book([["1", "甲", "", "", "2026-12-01", "", ""], ["2", "", "", "", "年底", "别处", ""]])
    page = case.client.post(url, {"file": bad})
    words = page.content.decode()
    assert page.status_code == 200
    assert "第 3 行：请写明改什么" in words and "请写明完成期限" in words and "来源应是可选值之一" in words
    assert Item.objects.count() == 0
    good = [["1", "甲", "", "", "2026-12-01", "", ""], ["2", "乙", "", "", "2026年12月1日", "督导检查", ""]]
    for _ in range(2):
        assert case.client.post(url, {"file": _book(good)}).status_code == 302
    assert Item.objects.count() == 2
    assert set(Item.objects.values_list("origin", flat=True)) == {"predecessor", "inspection"}


def test_a_file_that_is_no_workbook_is_refused_in_words(case):
    case.sign_in(case.district.secretary)
    page = case.client.post(reverse("tracking:import"), {"file": SimpleUploadedFile("x.xlsx", b"not a workbook")})
    assert "读不出来" in page.content.decode()


def test_the_template_can_be_read_back(case):
    case.sign_in(case.district.secretary)
    answer = case.client.get(reverse("tracking:template"))
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    heads = [str(cell.value).rstrip("*＊ ") for row in sheet.iter_rows(max_row=3) for cell in row if cell.value]
    assert set(workbook.HEADINGS) <= set(heads)


def test_list_filters_sorts_exports(case):
    for n, what in enumerate(("甲事", "乙事", "丙事")):
        case.open(f"r:{n}", what=what, due_on=datetime(2026, 10, 1 + n, tzinfo=UTC).date())
    case.sign_in(case.district.secretary)
    page = case.client.get(reverse("tracking:list") + "?sort=-due")
    assert [row["cells"][0]["text"] for row in page.context["listing"].rows] == ["丙事", "乙事", "甲事"]
    page = case.client.get(reverse("tracking:list") + "?q=乙&state=waiting")
    assert page.context["listing"].total == 1
    export = case.client.get(reverse("tracking:list") + "?format=xlsx")
    values = [cell.value for row in load_workbook(io.BytesIO(export.content)).active.iter_rows() for cell in row]
    assert {"甲事", "乙事", "丙事"} <= set(values)


def test_pages_use_as_many_queries_for_three_as_for_one(case):
    case.sign_in(case.district.secretary)
    spent = []
    for count in (1, 3):
        while Item.objects.count() < count:
            case.open(f"r:{Item.objects.count()}")
        counts = []
        for url in (reverse("tracking:list"), case.url(Item.objects.first().pk), reverse("tracking:mechanisms")):
            with CaptureQueriesContext(connection) as done:
                assert case.client.get(url).status_code == 200
            counts.append(len(done))
        spent.append(counts)
    assert spent[0] == spent[1]


def test_mechanism_pages(case):
    case.sign_in(case.district.secretary)
    url = reverse("tracking:mechanisms")
    fields = {"title": "校务公开制度", "owner_name": "陆同志", "in_force_from": "2025-03-01", "check_on": "2026-09-30"}
    assert case.client.post(url, fields | {"act": "add"}).status_code == 302
    number = queries.list_mechanisms([case.district.branch.pk])[0].id
    check = reverse("tracking:check-mechanism", args=[number])
    assert case.client.post(check, {"working": "working", "check_on": "2027-03-01"}).status_code == 302
    assert queries.list_mechanisms([case.district.branch.pk])[0].working == "working"


def test_carrying_over_through_the_page(case):
    from tests.factories import campaign, plan_step

    case.open("r:1")
    new = campaign(case.district, [plan_step("opinions", "opinion", subject="organization")])
    url = reverse("tracking:carry-over", args=[new.pk])
    case.sign_in(case.district.officer)
    assert case.client.get(url).status_code == 404
    new.predecessor = case.campaign
    new.save()
    assert url in case.client.get(reverse("tracking:list")).content.decode()
    assert case.client.get(url).context["count"] == 1
    assert case.client.post(url, {"due_on": ""}).status_code == 200
    for _ in range(2):
        assert case.client.post(url, {"due_on": "2026-12-31"}).status_code == 302
    assert [row.origin for row in queries.list_items(campaign_id=new.pk)] == ["predecessor"]


def test_published_items_where_one_belongs(case):
    number = case.open()
    case.sign_in(case.district.staff[0])
    assert case.client.get(reverse("tracking:published")).context["rows"] == []
    case.sign_in(case.district.secretary)
    assert case.post(number, "publish", part="plan", place="公开栏").status_code == 302
    case.sign_in(case.district.staff[0])
    assert len(case.client.get(reverse("tracking:published")).context["rows"]) == 1
    case.sign_in(case.district.stranger)
    assert case.client.get(reverse("tracking:published")).context["rows"] == []


def test_the_list_of_weak_units_is_for_the_unit_and_the_level_above(case):
    address = reverse("tracking:strengthening")
    case.sign_in(case.district.officer)
    page = case.client.get(address)
    fields = page.context["form"].initial | {"organization_id": case.district.branch.pk, "review_on": "2026-12-01"}
    fields |= {"helper_id": page.context["form"].fields["helper_id"].crowd.people[-1][0], "measures": "派人联系"}
    blank = case.client.post(address, fields | {"why": ""})
    assert (blank.status_code, "派人联系" in blank.content.decode()) == (200, True)
    unit_choices = [number for number, _name in page.context["form"].fields["organization_id"].choices]
    assert str(case.district.committee.pk) not in unit_choices
    helper = str(case.district.stranger.pk)
    case.client.post(address, fields | {"why": "组织生活长期不开", "helper_id": helper})
    item = Item.objects.get(origin="strengthening")
    case.sign_in(case.district.secretary)
    page = case.client.get(address)
    assert ("组织生活长期不开" in page.content.decode(), page.context["may_open"]) == (True, False)
    assert case.client.post(address, fields | {"why": "甲"}).status_code == 403
    assert case.post(item.pk, "decide", verdict="done").status_code == 403
    case.sign_in(case.district.stranger)
    page = case.client.get(address)
    assert (page.status_code, "组织生活长期不开" in page.content.decode()) == (200, False)
    assert case.client.get(case.url(item.pk)).status_code == 200
    case.sign_in(case.district.members[2])
    assert case.client.get(address).status_code == 403


def test_a_head_says_that_nothing_was_found_and_plans_a_hard_item(case):
    address = reverse("tracking:disputes")
    own = {"organization": str(case.district.branch.pk)}
    case.sign_in(case.district.officer)
    assert case.client.post(address, own).status_code == 403
    case.sign_in(case.district.secretary)
    assert "没有发现（9月15日" in case.client.post(address, own, follow=True).content.decode()
    number = case.open(difficulty="hard")
    case.sign_in(case.district.secretary)
    wrong = case.post(number, "gather_force", task_force="甲、乙", milestones="十月 调研").content.decode()
    assert "“十月 调研”没有写对" in wrong and "甲、乙" in wrong
    case.post(number, "gather_force", task_force="甲、乙", milestones="2026-10-01：调研")
    assert "10月1日" in case.client.get(case.url(number)).content.decode()
