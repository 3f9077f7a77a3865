"""The opinion box: nothing identifies the sender, every entry is answered, leaders do not read what is about them."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from tests.factories import NOW, District, actor_of, campaign, plan_step

from xianfeng.apps.evidence.models import Fact
from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people.queries import get_viewer
from xianfeng.apps.tracking import queries as tracking
from xianfeng.apps.tracking.actions import Draft
from xianfeng.kinds.opinion import actions, queries
from xianfeng.kinds.opinion.actions import OpinionRefused
from xianfeng.kinds.opinion.models import Opinion

pytestmark = pytest.mark.django_db
PARAMS = {
    "about": "results",
    "open_to_society": True,
    "read_by": ["programme_office", "branch_secretary"],
    "reply_within": 5,
}
DAY = date(2026, 9, 15)


class Case:
    def __init__(self, **params):
        self.district = District(members=4)
        steps = [plan_step("box", "opinion", subject="organization", params=PARAMS | params)]
        self.campaign = campaign(self.district, steps)
        self.officer = actor_of(self.district.officer)
        self.secretary = actor_of(self.district.secretary)

    def write(self, text="放学时校门口拥堵。", **changes):
        usual = {
            "now": NOW,
            "campaign_id": self.campaign.pk,
            "step_code": "box",
            "organization_id": self.district.branch.pk,
            "text": text,
        }
        code = actions.write(**usual | changes)
        return code, queries.find_by_receipt(code)


@pytest.fixture
def case():
    return Case()


def refusal(act, *args, **kwargs):
    with pytest.raises(OpinionRefused) as caught:
        act(*args, **kwargs)
    return caught.value.code


def test_nothing_that_identifies_is_kept(case):
    lines = Entry.objects.count()
    code, row = case.write()
    stored = Opinion.objects.values().get()
    assert Entry.objects.count() == lines
    assert stored["received_on"] == DAY
    assert not any(isinstance(value, datetime) for value in stored.values())
    assert code not in str(stored) and code.replace("-", "") not in str(stored)
    assert row.reply_by == date(2026, 9, 21)
    assert {field.name for field in Opinion._meta.fields} & {"address", "ip", "user_agent", "device", "person"} == set()


def test_one_form_is_one_entry(case):
    code, _ = case.write(code="ABCDE-FGHJK-MNPQR")
    assert case.write(code=code)[0] == code
    assert Opinion.objects.count() == 1


@pytest.mark.parametrize(("text", "code"), [(" ", "text_missing"), ("长" * 2001, "text_too_long")])
def test_what_a_box_does_not_take(case, text, code):
    assert refusal(case.write, text) == code


def test_a_closed_box_takes_nothing(case):
    assert refusal(case.write, now=datetime(2027, 1, 5, tzinfo=UTC)) == "box_closed"
    assert refusal(case.write, step_code="other") == "box_closed"


def test_about_a_leader_goes_to_the_next_superior(case):
    _, row = case.write("对书记有意见。", about_leader=True)
    assert row.handled_by_id == case.district.committee.pk
    step = queries.params_of(next(s for s in queries.campaigns.list_steps(case.campaign.pk)))
    secretary = get_viewer(case.district.account_of(case.district.secretary).pk, on=DAY)
    officer = get_viewer(case.district.account_of(case.district.officer).pk, on=DAY)
    branch = case.district.branch.pk
    assert not queries.may_read(secretary, step, branch, row)
    assert queries.may_read(officer, step, branch, row)
    _, plain = case.write()
    assert queries.may_read(secretary, step, branch, plain)


def test_routing_up_takes_it_from_the_unit(case):
    _, row = case.write()
    actions.route_up(now=NOW, actor=case.secretary, opinion_id=row.id, reason="涉及负责人")
    assert queries.get_opinion(row.id).handled_by_id == case.district.committee.pk


def test_adopted_becomes_an_item_in_the_handlers_words(case):
    code, row = case.write()
    adopt = {"now": NOW, "actor": case.officer, "opinion_id": row.id, "reply": "谢谢，已列入整改。"}
    draft = {"due_on": date(2026, 10, 15), "how": "错时放学", "goal": "不再拥堵"}
    same = Draft(what=row.text, **draft)
    assert refusal(actions.adopt, **adopt, draft=same) == "words_of_the_sender"
    phone = Draft(what="联系 13812345678", **draft)
    assert refusal(actions.adopt, **adopt, draft=phone) == "personal_detail"
    item = actions.adopt(**adopt, draft=Draft(what="校门口放学时段疏导", **draft))
    assert tracking.get_item(item).origin_ref == f"opinion.opinion:{row.id}"
    assert queries.get_opinion(row.id).outcome == "adopted"
    assert [message.text for message in queries.list_messages(row.id)] == ["谢谢，已列入整改。"]
    assert refusal(actions.adopt, **adopt, draft=Draft(what="再来", **draft)) == "answered_already"
    actions.ask_further(now=NOW, code=code, text="何时开始？")
    actions.ask_further(now=NOW, code=code, text="何时开始？")
    for _twice in range(2):
        actions.reply(now=NOW, actor=case.officer, opinion_id=row.id, text="下周一开始。")
    assert [message.from_sender for message in queries.list_messages(row.id)] == [False, True, False]


def test_not_adopted_needs_a_reason_that_the_sender_reads(case):
    _, row = case.write()
    decline = {"now": NOW, "actor": case.officer, "opinion_id": row.id}
    assert refusal(actions.decline, **decline, reason=" ") == "reason_missing"
    actions.decline(**decline, reason="道路由交警部门管理，已转告。")
    assert queries.list_messages(row.id)[0].text == "道路由交警部门管理，已转告。"


def test_a_late_reply_counts_as_overdue(case):
    _, row = case.write()
    branches = [case.district.branch.pk]
    assert queries.count_overdue(branches, date(2026, 9, 21)) == 0
    assert queries.count_overdue(branches, date(2026, 9, 22)) == 1
    actions.decline(now=NOW, actor=case.officer, opinion_id=row.id, reason="已说明")
    assert queries.count_overdue(branches, date(2026, 9, 22)) == 0


def test_who_answers_and_who_stands_above_see_what_waits_and_what_is_late(case):
    code, _row = case.write()
    case.write("第二条")

    def told(someone, on):
        viewer = get_viewer(case.district.account_of(someone).pk, on=on)
        found = [todo for todo in each_room("list_todos", viewer=viewer, on=on) if todo.url_name == "opinion:step"]
        return [(todo.what.partition("等")[2], todo.state, todo.due) for todo in found]

    late, due = date(2026, 9, 22), date(2026, 9, 21)
    assert told(case.district.secretary, DAY) == [(" 2 条", "open", due)]
    assert told(case.district.officer, late) == [(" 2 条，逾期 2 条", "late", due)]
    assert told(case.district.members[1], late) == told(case.district.stranger, late) == []
    case.campaign.plan["steps"][0]["params"]["read_by"] = ["branch_secretary"]
    case.campaign.save(update_fields=["plan"])
    assert told(case.district.officer, DAY) == [] and told(case.district.officer, late)[0][1] == "late"
    for one in queries.list_opinions():
        actions.decline(now=NOW, actor=case.secretary, opinion_id=one.id, reason="已转告")
    assert told(case.district.secretary, late) == []
    actions.ask_further(now=NOW, code=code, text="转告了谁？")
    assert told(case.district.secretary, late) == [(" 1 条", "open", None)]  # a further question waits, without a term
    assert sorted(one.state_on(late) for one in queries.list_opinions()) == ["open", "rejected"]


def test_hiding_takes_two_people_and_a_ground(case):
    _, row = case.write("辱骂")
    assert (
        refusal(actions.propose_hiding, now=NOW, actor=case.officer, opinion_id=row.id, ground="") == "reason_missing"
    )
    actions.propose_hiding(now=NOW, actor=case.officer, opinion_id=row.id, ground="人身攻击，无事实")
    decide = {"now": NOW, "opinion_id": row.id, "agrees": True}
    assert refusal(actions.decide_hiding, actor=case.officer, **decide) == "second_person_needed"
    actions.decide_hiding(actor=case.secretary, **decide)
    assert queries.get_opinion(row.id).outcome == "hidden"
    assert queries.get_opinion(row.id).text == "辱骂"
    assert Entry.objects.filter(action="opinion.hiding_decided").get().detail["ground"] == "人身攻击，无事实"


def test_only_a_checked_copy_is_ever_public(case):
    _, row = case.write("我是三班家长，放学拥堵。")
    actions.decline(now=NOW, actor=case.officer, opinion_id=row.id, reason="已转告")
    assert queries.list_answered() == []
    actions.write_public_copy(now=NOW, actor=case.officer, opinion_id=row.id, text="有家长反映放学拥堵。")
    check = {"now": NOW, "opinion_id": row.id}
    assert refusal(actions.check_public_copy, actor=case.officer, **check) == "second_person_needed"
    assert queries.list_answered() == []
    actions.check_public_copy(actor=case.secretary, **check)
    assert [(one.text, one.reply) for one in queries.list_answered()] == [("有家长反映放学拥堵。", "已转告")]


def test_the_box_is_done_when_every_entry_is_answered(case):
    _, row = case.write()
    box = {"campaign_id": case.campaign.pk, "step_code": "box", "organization_id": case.district.branch.pk}
    assert refusal(actions.finish_box, now=NOW, actor=case.officer, **box) == "box_still_open"
    last = datetime(2026, 12, 30, 2, tzinfo=UTC)
    assert refusal(actions.finish_box, now=last, actor=case.officer, **box) == "entries_waiting"
    actions.decline(now=last, actor=case.officer, opinion_id=row.id, reason="已说明")
    actions.finish_box(now=last, actor=case.officer, **box)
    assert Fact.objects.get(fact="opinions_decided").part == "results"


def test_reading_is_journalled_once(case):
    _, row = case.write()
    for _ in range(2):
        actions.record_reading(now=NOW, actor=case.officer, opinion_ids=[row.id])
    assert Entry.objects.filter(action="opinion.read").count() == 1


def test_lists_use_one_query(case, django_assert_num_queries):
    for count in (1, 3):
        while Opinion.objects.count() < count:
            case.write(str(Opinion.objects.count()) + "号意见")
        with django_assert_num_queries(1):
            assert len(queries.list_opinions(organization_ids=[case.district.branch.pk])) == count


def test_the_database_keeps_the_words(case):
    case.write("原话")
    for edit in (lambda: Opinion.objects.update(text="改"), lambda: Opinion.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            edit()
    assert Opinion.objects.get().text == "原话"


def test_a_signed_proposal_is_seconded_by_as_many_others_as_the_plan_asks():
    case = Case(identity="signed", seconders=2)
    alone = {"contact": "陆提案", "seconders": ["陆提案", "韩附议", "韩附议", " "]}
    assert refusal(case.write, **alone) == "seconders_missing"
    case.write(**alone | {"seconders": ["韩附议", "秦附议"]})
    assert Opinion.objects.get().seconders == ["韩附议", "秦附议"]
