"""People without an account comment by a code: nothing of them is kept, they find the answer by their receipt."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from tests.apps.plans.settling import adopted, consulted
from tests.scanning import scan_markup
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people.strangers import Door
from xianfeng.apps.plans import actions, queries
from xianfeng.apps.plans.models import CommentDoor, PlanComment
from xianfeng.apps.plans.views import open_doors

WHO = {"now": factories.NOW, "actor": factories.TEST_ACTOR}


@pytest.fixture
def heard(db, monkeypatch):
    monkeypatch.setattr(open_doors, "DOOR", Door(writes=3, wrong_codes=3))
    district = factories.District(members=2, staff=1)
    version = adopted(district)
    today = timezone.localdate()
    consulted(version, today - timedelta(days=1), today + timedelta(days=3))
    return district, version


def test_a_parent_comments_by_code_and_reads_the_answer(heard, client):
    _, version = heard
    code = actions.open_door(**WHO, version_id=version, group="家长代表")
    assert actions.open_door(**WHO, version_id=version, group=" 家长代表 ") == code
    typed = f"{code[:5].lower()}-{code[5:]}"
    assert client.post("/plans/open/", {"code": typed}).headers["Location"] == f"/plans/open/{code}/"
    address = f"/plans/open/{code}/"
    page = client.get(address)
    assert page.headers["Cache-Control"] == "no-store"
    signed = re.search(r'name="code" value="([^"]+)"', page.content.decode())[1]
    lines = Entry.objects.count()
    words = {"code": signed, "text": "请把讲述放到放学以后", "step_code": "narration", "website": ""}
    receipt = re.search(r'id="receipt-code">([^<]+)<', client.post(address, words).content.decode())[1]
    again = client.post(address, words).content.decode()
    assert receipt in again
    row = PlanComment.objects.get()
    assert (row.source, row.step_code, Entry.objects.count()) == ("token", "narration", lines)
    assert receipt not in str(row.__dict__)
    look = client.post("/plans/open/receipt/", {"code": receipt.lower()}).content.decode()
    assert "还没有答复" in look
    actions.answer_comment(**WHO, comment_id=row.pk, adopted=True, answer="改在放学后进行")
    look = client.post("/plans/open/receipt/", {"code": receipt}).content.decode()
    assert "改在放学后进行" in look
    assert "采纳" in look
    assert "改在放学后进行" in client.get(address).content.decode()
    assert "没有这个回执码" in client.post("/plans/open/receipt/", {"code": "AAAAA-BBBBB-CCCCC"}).content.decode()


def test_a_closed_or_made_up_code_lets_nobody_in(heard, client):
    _, version = heard
    code = actions.open_door(**WHO, version_id=version, group="学生代表")
    assert client.get("/plans/open/NOSUCHCODE/").status_code == 404
    actions.close_door(**WHO, door_id=CommentDoor.objects.get().pk)
    assert client.get(f"/plans/open/{code}/").status_code == 404
    assert actions.open_door(**WHO, version_id=version, group="学生代表") != code


def test_too_many_from_one_sender_and_machines_are_turned_away(heard, client):
    _, version = heard
    address = f"/plans/open/{actions.open_door(**WHO, version_id=version, group='家长代表')}/"

    def write(n: int, **more) -> str:
        signed = re.search(r'name="code" value="([^"]+)"', client.get(address).content.decode())[1]
        return client.post(address, {"code": signed, "text": f"第{n}条", "website": "", **more}).content.decode()

    write(0, website="http://example.invalid")
    assert PlanComment.objects.count() == 0
    told = [write(n) for n in range(4)]
    assert PlanComment.objects.count() == 3
    assert "提交次数过多" in told[-1]
    forged = client.post(address, {"code": "AAAAA", "text": "伪造", "website": ""}).content.decode()
    assert "页面打开太久" in forged


def test_after_the_period_the_door_only_shows_the_published_plan(heard, client):
    _, version = heard
    code = actions.open_door(**WHO, version_id=version, group="家长代表")
    today = timezone.localdate()
    consulted(version, today - timedelta(days=9), today)
    assert client.get(f"/plans/open/{code}/").status_code == 404
    assert not queries.is_in_consultation(version, today)
    with pytest.raises(actions.PlanRefused):
        actions.comment_by_code(today=today, version_id=version, text="迟了", receipt="AAAAA-BBBBB-CCCCC")


def test_only_the_bureau_makes_codes(heard, client):
    district, version = heard
    client.force_login(district.account_of(district.secretary))
    assert client.post(f"/plans/{version}/doors/", {"group": "家长"}).status_code == 403
    client.force_login(district.officer_account)
    assert client.post(f"/plans/{version}/doors/", {"group": "家长"}).status_code == 302
    page = client.get(f"/plans/{version}/doors/").content.decode()
    code = CommentDoor.objects.get().code
    assert code in page
    [link] = scan_markup(page)
    assert link.endswith(f"/{code}/")
    assert client.get(link.removeprefix("http://testserver")).status_code == 200
