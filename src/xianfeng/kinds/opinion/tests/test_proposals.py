"""Entries that say the same, a second handling for whoever is not satisfied, and the decisions that used a proposal."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories import NOW

from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.evidence.records import Record
from xianfeng.apps.tracking.actions import Draft
from xianfeng.kinds.opinion import actions, proposals, queries
from xianfeng.kinds.opinion.models import Citation, Opinion
from xianfeng.kinds.opinion.tests.test_actions import DAY, Case, refusal

pytestmark = pytest.mark.django_db
SIGNED = {"about": "ideas", "identity": "signed", "satisfaction": True}


def adopt(case, row, what="疏导车辆"):
    draft = Draft(what=what, due_on=DAY.replace(month=10), how="错时", goal="畅通")
    return actions.adopt(now=NOW, actor=case.officer, opinion_id=row.id, reply="已列入", draft=draft)


def test_the_same_said_by_several_is_answered_once_and_counted_together():
    case = Case(about="ideas")
    (mine, first), (_, second), (_, third), (_, alone) = (case.write(f"第{n}条") for n in "一二三四")
    _, leader = case.write("负责人", about_leader=True)
    put = {"now": NOW, "actor": case.officer}
    assert refusal(proposals.merge, **put, opinion_id=first.id, into_id=first.id) == "not_alike"
    assert refusal(proposals.merge, **put, opinion_id=leader.id, into_id=first.id) == "not_alike"
    proposals.merge(**put, opinion_id=first.id, into_id=second.id)
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            proposals.merge(**put, opinion_id=second.id, into_id=third.id)
    locking = [query["sql"] for query in seen.captured_queries if "FOR UPDATE" in query["sql"]]
    assert str(second.id) in locking[0] and str(third.id) in locking[0]  # or two at once go into each other
    assert refusal(proposals.merge, **put, opinion_id=third.id, into_id=second.id) == "not_alike"
    adopt(case, third)
    adopt(case, alone, "修路灯")
    place = queries.Place(case.campaign.pk, "box", case.district.branch.pk)
    assert [(row.what, row.count) for row in proposals.list_adopted(place)] == [("疏导车辆", 3), ("修路灯", 1)]
    assert [message.text for message in queries.list_thread(queries.find_by_receipt(mine))] == ["已列入"]
    assert Opinion.objects.filter(merged_into_id=third.id).count() == 2


def test_not_satisfied_it_is_handled_again_once_with_an_item_of_its_own(client):
    case = Case(**SIGNED)
    code, row = case.write(contact="陆提案")
    said = {"now": NOW, "code": code, "reason": "没有说到点上"}
    assert refusal(proposals.say_satisfaction, **said, satisfaction="satisfied") == "not_answered"
    first = adopt(case, row)
    assert refusal(proposals.say_satisfaction, **said | {"reason": ""}, satisfaction="dissatisfied") == "reason_missing"
    look = reverse("opinion:look")
    with time_machine.travel(NOW, tick=False):
        assert "对答复是否满意" in client.post(look, {"code": code}).content.decode()
        given = {"code": code, "satisfaction": "dissatisfied", "reason": "没有说到点上"}
        assert "没有说到点上" in client.post(look, given).content.decode()
    again = queries.get_opinion(row.id)
    assert (again.outcome, again.again_on, again.satisfaction) == ("open", DAY, "")
    assert adopt(case, row, "再定措施") != first
    proposals.say_satisfaction(**said, satisfaction="dissatisfied")
    assert (queries.get_opinion(row.id).outcome, queries.get_opinion(row.id).satisfaction) == (
        "adopted",
        "dissatisfied",
    )
    assert refusal(proposals.say_satisfaction, **said, satisfaction="satisfied") == "not_answered"


def test_a_box_whose_plan_does_not_ask_takes_no_satisfaction():
    case = Case()
    code, row = case.write()
    adopt(case, row)
    refused = refusal(proposals.say_satisfaction, now=NOW, code=code, satisfaction="satisfied", reason="")
    assert refused == "not_answered"


def test_a_decision_that_used_a_proposal_stands_beside_it(client, monkeypatch):
    case = Case(**SIGNED)
    code, row = case.write(contact="陆提案")
    at, elsewhere = (one.pk for one in (case.district.branch, case.district.other_branch))
    decided = Record("meeting.agenda:7", "同意错时放学", "教代会", organization_id=at)
    other = Record("meeting.agenda:9", "别的支部的决定", "支委会", organization_id=elsewhere)
    monkeypatch.setattr(
        proposals,
        "each_room",
        lambda name, **wanted: [decided, other] if name == "list_decisions" else each_room(name, **wanted),
    )
    page = reverse("opinion:detail", args=[row.id])
    with time_machine.travel(NOW, tick=False):
        client.force_login(case.district.account_of(case.district.officer))
        shown = client.get(page).content.decode()
        assert "同意错时放学" in shown and "别的支部的决定" not in shown
        for chosen in ("meeting.agenda:8", other.subject, decided.subject, decided.subject):
            client.post(page, {"act": "cite", "chosen": chosen})
        assert Citation.objects.get().words == "同意错时放学"
        assert list(each_room("list_uses", subjects=[decided.subject])) == [
            (decided.subject, "9月15日(周二)收到的提案")
        ]
        client.logout()
        assert "同意错时放学" in client.post(reverse("opinion:look"), {"code": code}).content.decode()
    assert refusal(proposals.cite, now=NOW, actor=case.officer, opinion_id=row.id, subject="x:1") == "decision_unknown"
