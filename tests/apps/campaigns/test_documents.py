"""S0-62: a register of issued documents across programmes: number, issuer, day, recipients, acknowledgement; steps cite one."""

from __future__ import annotations

from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from tests import factories
from xianfeng.apps.campaigns import actions, own, queries
from xianfeng.apps.campaigns.actions import CampaignRefused
from xianfeng.apps.campaigns.models import DocumentReceipt, IssuedDocument
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.queries import get_viewer

TODAY = factories.NOW.date()
REGISTER = reverse("campaigns:documents")
PAPER = {
    "title": "关于开展公开承诺的通知",
    "number": "云教党〔2026〕12号",
    "issued_on": "2026-09-01",
    "text": "一、总体要求",
}


@pytest.fixture
def district(db):
    with time_machine.travel(factories.NOW, tick=False):
        yield factories.District(members=3, staff=1)


def test_a_document_is_entered_acknowledged_and_cited_by_a_step(district, client):
    running = factories.campaign(
        district,
        [
            factories.plan_step("vow", "pledge", params={"measure": "post_duty"}),
            factories.plan_step("told", "statement"),
        ],
    )
    enter = reverse("campaigns:enter-document", args=[district.committee.pk])

    def page(who, url, **data):
        client.force_login(who if hasattr(who, "login") else district.account_of(who))
        return client.post(url, data) if data else client.get(url)

    def todos(who) -> list[str]:
        viewer = get_viewer(district.account_of(who).pk, on=TODAY)
        return [one.what for one in own.list_todos(viewer, TODAY)]

    office, nonce = district.officer_account, uuid4()
    later = page(office, enter, **PAPER | {"issued_on": "2026-12-01"}, nonce=uuid4())
    assert (
        later.status_code == 422
        and "印发日期还没有到" in later.content.decode()
        and "一、总体要求" in later.content.decode()
    )
    for _again in range(2):
        assert page(office, enter, **PAPER, nonce=nonce, recipients=[district.branch.pk]).status_code == 302
    taken = page(office, enter, **PAPER, nonce=uuid4())
    assert "已经登记过" in taken.content.decode() and IssuedDocument.objects.count() == 1
    one = IssuedDocument.objects.get()
    address = reverse("campaigns:document", args=[one.pk])
    assert todos(district.secretary) == ["签收文件：关于开展公开承诺的通知"] and todos(district.stranger) == []
    assert page(district.stranger, address).status_code == 403
    assert page(district.members[1], address, act="acknowledge").status_code == 403
    for _double_click in range(2):
        assert page(district.secretary, address, act="acknowledge").status_code == 302
    assert DocumentReceipt.objects.get().acknowledged_on == TODAY and todos(district.secretary) == []
    assert page(district.secretary, address, act="cite", step=f"{running.pk}:vow").status_code == 403
    for _double_click in range(2):
        cited = page(office, address, act="cite", step=f"{running.pk}:vow")
    assert "请选择哪一步" not in client.get(cited.url).content.decode()
    basis = {step.code: step.basis for step in queries.list_steps(running.pk)}
    assert basis == {"vow": (one.pk, "《关于开展公开承诺的通知》（云教党〔2026〕12号）"), "told": None}
    shown = page(district.members[1], reverse("pledge:step", args=[running.pk, "vow"])).content.decode()
    assert f'href="{address}"' in shown and "云教党〔2026〕12号" in shown
    text = page(office, address).content.decode()
    assert "签收 1/1" in text and "测试活动" in text
    assert PAPER["title"] in page(district.members[1], REGISTER).content.decode()
    assert PAPER["title"] not in page(district.stranger, REGISTER).content.decode()


def test_a_number_entered_by_two_at_once_is_refused_to_the_second(district, monkeypatch):
    paper = {"organization_id": district.committee.pk, "title": "通知", "issued_on": TODAY, "number": "1 号"}
    stamp = {"now": factories.NOW, "actor": factories.TEST_ACTOR, "recipient_ids": [district.branch.pk]}
    below = people.subtree_ids(district.committee.pk)

    def meanwhile(_unit: int) -> frozenset[int]:
        monkeypatch.undo()
        actions.issue_document(**stamp, **paper, nonce=uuid4())
        return below

    monkeypatch.setattr(people, "subtree_ids", meanwhile)
    with pytest.raises(CampaignRefused) as caught:
        actions.issue_document(**stamp, **paper, nonce=uuid4())
    assert caught.value.code == "number_taken"


def test_to_everybody_below_when_nobody_is_chosen(district, client):
    client.force_login(district.officer_account)
    client.post(reverse("campaigns:enter-document", args=[district.committee.pk]), PAPER | {"nonce": uuid4()})
    row = queries.list_documents([district.committee.pk])[0]
    assert row.recipient_ids == {district.branch.pk, district.other_branch.pk} and row.acknowledged == 0
