"""Reports up: sent once, received or sent back, unanswered ones seen on both sides."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import NOW, District, actor_of
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.returns import actions, queries
from xianfeng.apps.returns.actions import ReturnRefused
from xianfeng.apps.returns.models import Return

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return District(members=3, staff=0)


def send(district, **changes):
    usual = {
        "now": NOW,
        "actor": actor_of(district.secretary),
        "sender_id": district.branch.pk,
        "form": "summary",
        "subject": "2026",
        "title": "年度总结",
        "content": {"做法": "略", "日期": date(2026, 9, 1)},
        "acknowledge_within": 3,
    }
    return actions.send(**usual | changes)


def refusal(act, **kwargs):
    with pytest.raises(ReturnRefused) as caught:
        act(**kwargs)
    return caught.value.code


def test_goes_to_the_next_superior_and_is_sent_once(district):
    number = send(district)
    assert send(district) == number
    row = queries.get_return(number)
    assert (row.receiver_id, row.number, row.acknowledge_by) == (district.committee.pk, 1, date(2026, 9, 18))
    assert row.is_whole
    assert Return.objects.count() == 1


def test_unanswered_shows_on_both_sides_until_acknowledged(district):
    number = send(district)
    for (row,) in (queries.list_outgoing([district.branch.pk]), queries.list_incoming([district.committee.pk])):
        assert (row.id, row.acknowledged_on) == (number, None)
    assert queries.get_return(number).state_on(date(2026, 9, 18)) == "waiting"
    assert queries.get_return(number).state_on(date(2026, 9, 19)) == "overdue"
    acknowledge = {"now": NOW, "actor": actor_of(district.officer), "return_id": number}
    actions.acknowledge(**acknowledge)
    actions.acknowledge(**acknowledge)
    assert Entry.objects.filter(action="returns.acknowledged").count() == 1
    assert queries.list_incoming([district.committee.pk])[0].acknowledged_on is not None
    assert refusal(actions.send_back, **acknowledge, reason="漏项") == "acknowledged_already"


def test_sent_back_makes_room_for_a_second_one(district):
    number = send(district)
    back = {"now": NOW, "actor": actor_of(district.officer), "return_id": number}
    assert refusal(actions.send_back, **back, reason="") == "reason_missing"
    actions.send_back(**back, reason="缺少票数")
    assert refusal(actions.acknowledge, **back) == "sent_back_already"
    again = send(district, content={"票数": 12})
    send(district, sender_id=district.other_branch.pk)  # of the same period, but not of this branch
    rows = queries.list_of_subject(district.branch.pk, "summary", "2026")
    assert [(row.id, row.number) for row in rows] == [(number, 1), (again, 2)]
    assert rows[0].content == {"做法": "略", "日期": "2026-09-01"}


def test_the_top_has_nobody_to_send_to(district):
    assert refusal(send, district=district, sender_id=district.committee.pk) == "no_superior"


def test_lists_use_one_query(district, django_assert_num_queries):
    for count in (1, 3):
        while Return.objects.count() < count:
            send(district, subject=f"s{Return.objects.count()}")
        with django_assert_num_queries(1):
            assert len(queries.list_incoming([district.committee.pk])) == count


def test_outcome_of_a_closed_notice_goes_up_with_tally_and_redacted_objections():
    from tests.apps.notices.test_actions import AFTER, Case, confirm
    from xianfeng.apps.evidence.models import Fact
    from xianfeng.apps.notices import actions as notices
    from xianfeng.apps.notices import queries as notice_queries

    case = Case()
    notice = case.posted()
    outcome = {"now": AFTER, "actor": case.secretary, "notice_id": notice.id, "part": "result"}
    assert refusal(actions.send_notice_outcome, **outcome) == "notice_not_confirmed"
    notices.object(now=NOW, actor=None, notice_id=notice.id, text="我是三班家长")
    objection = notice_queries.list_objections(notice.id)[0].id
    notices.redact(now=NOW, actor=case.officer, objection_id=objection, redacted_text="有家长反映")
    notices.check_redaction(now=NOW, actor=case.member, objection_id=objection, agrees=True)
    notices.decide_objection(
        now=AFTER, actor=case.officer, objection_id=objection, finding="not_upheld", reason="已核对"
    )
    confirm(case, notice.id)
    number = actions.send_notice_outcome(**outcome, acknowledge_within=5)
    content = queries.get_return(number).content
    assert [name["name"] for name in content["names"]] == ["丁二", "赵一"]
    assert content["tally"]["received"] == 1
    assert content["objections"][0]["text"] == "有家长反映"
    assert "三班" not in str(content)
    actions.acknowledge(now=datetime(2026, 9, 23, 2, tzinfo=UTC), actor=case.officer, return_id=number)
    fact = Fact.objects.get(fact="report_acknowledged")
    assert (fact.part, fact.organization_id) == ("result", case.district.branch.pk)
