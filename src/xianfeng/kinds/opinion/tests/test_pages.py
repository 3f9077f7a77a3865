"""The box in the browser's terms: told before writing, receipt once, reply by code, readers only."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories
from tests.scanning import scan_markup

from xianfeng.apps.tracking.models import Item
from xianfeng.kinds.opinion import queries, views
from xianfeng.kinds.opinion.models import Opinion
from xianfeng.kinds.opinion.tests.test_actions import DAY, Case

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 9, 15, 2, tzinfo=UTC)


@pytest.fixture
def case(client, monkeypatch):
    monkeypatch.setattr(views, "DOOR", views.Door(writes=10))
    with time_machine.travel(TUESDAY, tick=False):
        made = Case()
        made.client = client
        made.sign_in = lambda someone: client.force_login(made.district.account_of(someone))
        place = [made.campaign.pk, "box", made.district.branch.pk]
        made.write_url = reverse("opinion:write", args=place)
        made.step = reverse("opinion:step", args=place[:2]) + f"?organization={place[2]}"
        yield made


def put_in(case, text="校门口拥堵", **more):
    code = case.client.get(case.write_url).context["form"].initial["code"]
    return case.client.post(case.write_url, {"text": text, "code": code, "source": "parent"} | more)


def test_told_before_the_field_and_receipt_once(case):
    page = case.client.get(case.write_url)
    words = page.content.decode()
    assert words.index("谁会读到") < words.index("<textarea")
    assert "5 个工作日内" in words and "不保存您的账号、网络地址和设备" in words
    fields = {"text": "校门口拥堵", "code": page.context["form"].initial["code"]}
    first, second = (case.client.post(case.write_url, fields) for _ in range(2))
    assert first.context["code"] == second.context["code"]
    assert Opinion.objects.count() == 1
    assert first.headers["Cache-Control"] == "no-store"
    told = case.client.post(reverse("opinion:look"), {"code": first.context["code"]})
    assert "校门口拥堵" in told.content.decode()
    case.sign_in(case.district.secretary)
    assert scan_markup(case.client.get(case.step).content.decode()) == [f"http://testserver{case.write_url}"]
    assert case.client.get(reverse("opinion:boxes")).context["boxes"][0].organization_id == case.district.branch.pk


def test_before_its_time_a_box_says_when_it_opens(case):
    case.campaign.windows.update(opens_on=DAY + timedelta(days=3))
    for page in (case.write_url, reverse("opinion:boxes")):
        told = case.client.get(page).content.decode()
        assert ("9月18日" in told, "<textarea" in told) == (True, False)


def test_a_name_is_asked_for_only_where_the_plan_says_signed(case):
    assert "姓名" not in case.client.get(case.write_url).content.decode()
    for identity, told in (("confidential", "这次征求意见保密"), ("signed", "这次征求意见须署名")):
        case.campaign.plan["steps"][0]["params"]["identity"] = identity
        case.campaign.save(update_fields=["plan"])
        assert told in case.client.get(case.write_url).content.decode()
    refused = put_in(case)
    assert "请写下姓名" in refused.content.decode() and "校门口拥堵" in refused.content.decode()
    assert Opinion.objects.count() == 0
    put_in(case, contact="孟同志")
    assert Opinion.objects.get().contact == "孟同志"


def test_a_chosen_code_is_not_taken(case):
    answer = case.client.post(case.write_url, {"text": "甲", "code": "AAAAA-AAAAA-AAAAA"})
    assert answer.status_code == 200
    assert "页面打开太久" in answer.content.decode()
    assert Opinion.objects.count() == 0


def test_machines_and_floods_are_stopped_and_typed_words_stay(case):
    put_in(case, website="http://x")
    assert Opinion.objects.count() == 0
    for n in range(10):
        put_in(case, f"第{n}条")
    answer = put_in(case, "第十一条")
    assert Opinion.objects.count() == 10
    assert "过于频繁" in answer.content.decode() and "第十一条" in answer.content.decode()


def test_readers_only_and_adoption_through_the_page(case):
    code = put_in(case).context["code"]
    opinion = queries.find_by_receipt(code)
    detail = reverse("opinion:detail", args=[opinion.id])
    assert case.client.get(detail).status_code == 302
    for someone, status in (
        (case.district.members[1], 403),
        (case.district.stranger, 403),
        (case.district.secretary, 200),
        (case.district.officer, 200),
    ):
        case.sign_in(someone)
        assert case.client.get(detail).status_code == status
    fields = {"act": "adopt", "what": "放学时段疏导", "how": "错时", "goal": "畅通", "reply": "已列入整改", "owner": ""}
    case.campaign.plan["steps"][0]["params"]["latest"] = 60  # S0-54: no term without an end
    case.campaign.save(update_fields=["plan"])
    for day, why in (("", "放学时段疏导"), ("2027-06-30", "期限最迟到 11月14日")):
        wrong = case.client.post(detail, fields | {"due_on": day})
        assert wrong.status_code == 200 and why in wrong.content.decode() and "放学时段疏导" in wrong.content.decode()
    for _ in range(2):
        case.client.post(detail, fields | {"due_on": "2026-10-20"})
    assert Item.objects.count() == 1
    case.client.logout()
    look = reverse("opinion:look")
    assert "已列入整改" in case.client.post(look, {"code": code}).content.decode()
    case.client.post(look, {"code": code, "text": "何时开始"})
    assert "何时开始" in case.client.post(look, {"code": code}).content.decode()


def test_about_a_leader_is_out_of_the_units_sight(case):
    code = put_in(case, "对书记的意见", about_leader="on").context["code"]
    detail = reverse("opinion:detail", args=[queries.find_by_receipt(code).id])
    case.sign_in(case.district.secretary)
    assert case.client.get(detail).status_code == 403
    page = case.client.get(case.step)
    assert "对书记的意见" not in page.content.decode()
    assert page.context["elsewhere"] == 1
    case.sign_in(case.district.officer)
    assert "对书记的意见" in case.client.get(case.step).content.decode()


def test_hidden_by_two_people_through_the_page(case):
    code = put_in(case, "辱骂").context["code"]
    detail = reverse("opinion:detail", args=[queries.find_by_receipt(code).id])
    case.sign_in(case.district.secretary)
    case.client.post(detail, {"act": "propose_hiding", "ground": "人身攻击"})
    case.client.post(detail, {"act": "hide"})
    assert Opinion.objects.get().outcome == "open"
    case.sign_in(case.district.officer)
    case.client.post(detail, {"act": "hide"})
    assert Opinion.objects.get().outcome == "hidden"
    case.client.logout()
    assert "人身攻击" in case.client.post(reverse("opinion:look"), {"code": code}).content.decode()


def test_pages_use_as_many_queries_for_three_as_for_one(case):
    spent = []
    for count in (1, 3):
        case.client.logout()
        while Opinion.objects.count() < count:
            put_in(case, f"第{Opinion.objects.count()}条")
        case.sign_in(case.district.officer)
        case.client.get(case.step)  # the first opening is journalled, entry by entry
        with CaptureQueriesContext(connection) as done:
            assert case.client.get(case.step).status_code == 200
        spent.append(len(done))
    assert spent[0] == spent[1]


def test_a_box_that_is_not_open_to_society_needs_a_sign_in(case):
    plan = case.campaign.plan
    plan["steps"][0]["params"]["open_to_society"] = False
    case.campaign.plan = plan
    case.campaign.save()
    assert case.client.get(case.write_url).status_code == 404
    case.sign_in(case.district.staff[0])
    assert case.client.get(case.write_url).status_code == 200


def test_who_belongs_or_inspects_sees_how_many_were_answered_and_no_words(case):
    put_in(case, "校门口拥堵")
    inspector = factories.account(grant="inspector", at=case.district.committee)
    for account in (inspector, case.district.account_of(case.district.members[1])):
        case.client.force_login(account)
        page = case.client.get(case.step)
        assert page.status_code == 200
        assert "0/1 条" in page.content.decode() and "校门口拥堵" not in page.content.decode()
        assert Opinion.objects.get().first_read_on is None
        assert case.client.post(case.step).status_code == 403
    case.sign_in(case.district.stranger)
    assert case.client.get(case.step).status_code == 403


def test_the_public_page_leads_to_the_boxes(case):
    page = case.client.get("/").content.decode()
    assert reverse("opinion:boxes") in page and case.campaign.title in page
