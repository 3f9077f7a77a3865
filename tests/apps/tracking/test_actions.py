"""Items: a due date always, a verdict by somebody else, a history that does not blame the next owner."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import NOW, District, actor_of, campaign, plan_step
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.tracking import actions, queries
from xianfeng.apps.tracking.actions import Draft, ItemRefused
from xianfeng.apps.tracking.models import Item
from xianfeng.kinds.inspection.models import Check

pytestmark = pytest.mark.django_db
DUE = date(2026, 10, 15)
LATER = datetime(2026, 10, 20, 2, tzinfo=UTC)


class Case:
    def __init__(self):
        self.district = District(members=4)
        self.campaign = campaign(self.district, [plan_step("opinions", "opinion", subject="organization")])
        self.owner, self.other = self.district.members[1], self.district.members[2]
        self.secretary = actor_of(self.district.secretary)
        self.officer = actor_of(self.district.officer)

    def open(self, ref="opinion.opinion:1", **changes):
        draft = {
            "what": "食堂排队时间长",
            "how": "分批就餐",
            "goal": "每人十分钟内",
            "due_on": DUE,
            "origin": "opinion",
        }
        extra = {name: changes.pop(name) for name in ("latest", "consent", "campaign_id") if name in changes}
        draft |= {"origin_ref": ref, "owner_id": self.owner.pk} | changes
        return actions.open_item(
            now=NOW,
            actor=self.secretary,
            organization_id=self.district.branch.pk,
            **{"campaign_id": self.campaign.pk, **extra},
            draft=Draft(**draft),
        )

    def act(self, act, item_id, actor=None, now=NOW, **rest):
        version = queries.get_item(item_id).version
        return act(now=now, actor=actor or self.secretary, item_id=item_id, version=version, **rest)


@pytest.fixture
def case():
    return Case()


def refusal(act, *args, **kwargs):
    with pytest.raises(ItemRefused) as caught:
        act(*args, **kwargs)
    return caught.value.code


def test_a_due_date_is_mandatory_and_has_a_maximum(case):
    assert refusal(case.open, due_on=None) == "due_missing"
    assert refusal(case.open, due_on=date(2026, 9, 14)) == "due_in_the_past"
    assert refusal(case.open, latest=date(2026, 10, 1)) == "due_too_late"
    assert Item.objects.count() == 0
    number = case.open(latest=date(2026, 10, 1), consent=case.officer)
    assert queries.get_item(number).due_on == DUE
    assert Entry.objects.get(subject=f"tracking.item:{number}").detail["consent"] == case.officer.label


def test_the_same_origin_twice_is_one_item(case):
    assert case.open() == case.open()
    assert case.open() != case.open("opinion.opinion:2")


def test_verdict_needs_evidence_and_another_person(case):
    number = case.open()
    case.act(actions.accept, number, actor_of(case.owner))
    assert refusal(case.act, actions.decide, number, verdict="done") == "evidence_missing"
    done = {"text": "错峰就餐已执行三周", "occurred_on": date(2026, 9, 15)}
    case.act(actions.submit_evidence, number, actor_of(case.owner), **done)
    assert queries.get_item(number).state_on(date(2026, 9, 15)) == "submitted"
    assert refusal(case.act, actions.decide, number, actor_of(case.owner), verdict="done") == "second_person_needed"
    case.act(actions.decide, number, verdict="done")
    assert queries.get_item(number).state_on(date(2027, 1, 1)) == "done"
    assert refusal(case.act, actions.decide, number, verdict="done") == "closed_already"


def test_who_handed_in_the_evidence_may_not_judge_it(case):
    number = case.open()
    case.act(actions.submit_evidence, number, case.secretary, text="代为填写", occurred_on=date(2026, 9, 15))
    assert refusal(case.act, actions.decide, number, case.secretary, verdict="done") == "second_person_needed"


def test_partly_opens_another_round_and_keeps_the_first(case):
    number = case.open()
    case.act(actions.submit_evidence, number, actor_of(case.owner), text="已改一半", occurred_on=date(2026, 9, 15))
    assert refusal(case.act, actions.decide, number, verdict="partly") == "reason_missing"
    case.act(actions.decide, number, verdict="partly", reason="二年级仍排队")
    item = queries.get_item(number)
    assert (item.round, item.submitted_on, item.closed_on) == (2, None, None)
    assert refusal(case.act, actions.decide, number, verdict="done") == "evidence_missing"
    assert [event.code for event in queries.list_history(number)] == ["evidence", "owner", "verdict_partly"]


def test_only_the_owner_accepts_and_a_new_owner_starts_fresh(case):
    number = case.open()
    assert refusal(case.act, actions.accept, number, case.secretary) == "not_the_owner"
    case.act(actions.accept, number, actor_of(case.owner))
    assert refusal(case.act, actions.hand_over, number, owner_id=case.district.stranger.pk) == "person_elsewhere"
    case.act(actions.hand_over, number, owner_id=case.other.pk, now=LATER)
    item = queries.get_item(number)
    assert (item.owner_name, item.accepted_on) == (case.other.name, None)
    owners = [event for event in queries.list_history(number) if event.code == "owner"]
    assert [(one.who, one.on, one.new) for one in owners] == [
        (case.owner.name, date(2026, 9, 15), date(2026, 10, 20)),
        (case.other.name, date(2026, 10, 20), None),
    ]


def test_extension_keeps_the_old_date_and_the_reason(case):
    number = case.open()
    assert refusal(case.act, actions.extend, number, due_on=date(2026, 11, 1), reason=" ") == "reason_missing"
    assert refusal(case.act, actions.extend, number, due_on=DUE, reason="忙") == "due_not_later"
    move = {"due_on": date(2026, 12, 1), "reason": "设备未到", "latest": date(2026, 11, 1)}
    assert refusal(case.act, actions.extend, number, **move) == "due_too_late"
    case.act(actions.extend, number, consent=case.officer, **move)
    item = queries.get_item(number)
    assert (item.first_due_on, item.due_on) == (DUE, date(2026, 12, 1))
    event = next(event for event in queries.list_history(number) if event.code == "extension")
    assert (event.old, event.new, event.text) == (DUE, date(2026, 12, 1), "设备未到")


def test_overdue_from_the_day_after_the_due_date(case):
    number = case.open()
    branches = [case.district.branch.pk]
    assert queries.count_overdue(branches, DUE) == 0
    assert queries.count_overdue(branches, date(2026, 10, 16)) == 1
    case.act(actions.submit_evidence, number, actor_of(case.owner), text="完成", occurred_on=date(2026, 9, 15))
    case.act(actions.decide, number, verdict="done")
    assert queries.count_overdue(branches, date(2026, 10, 16)) == 0


def test_not_yet_solvable_needs_published_words_and_a_review_day(case):
    number = case.open(difficulty="not_yet")
    case.act(actions.submit_evidence, number, actor_of(case.owner), text="已报告", occurred_on=date(2026, 9, 15))
    assert refusal(case.act, actions.decide, number, verdict="done") == "explanation_missing"
    words = {"explanation": "需区里统一改造，列入明年计划。", "place": "校务公开栏"}
    assert refusal(case.act, actions.explain, number, review_on=date(2026, 9, 15), **words) == "due_in_the_past"
    case.act(actions.explain, number, review_on=date(2027, 3, 1), **words)
    item = queries.get_item(number)
    assert item.state_on(date(2026, 12, 1)) == "explained"
    assert item.is_overdue(date(2027, 3, 2))


def test_a_hard_one_is_done_by_a_task_force_along_milestones(case):
    number = case.open(difficulty="hard")
    case.act(actions.submit_evidence, number, case.secretary, text="已办", occurred_on=NOW.date())
    done = {"actor": case.officer, "verdict": "done"}
    assert refusal(case.act, actions.decide, number, **done) == "force_missing"
    late = [(DUE, "完成"), (date(2026, 10, 16), "回头看")]
    assert refusal(case.act, actions.gather_force, number, task_force="甲、乙", milestones=late) == "milestone_outside"
    assert refusal(case.act, actions.gather_force, number, task_force=" ", milestones=late[:1]) == "force_missing"
    case.act(actions.gather_force, number, task_force="甲、乙", milestones=[(DUE, "完成"), (NOW.date(), "调研")])
    assert queries.get_item(number).milestones == [["2026-09-15", "调研"], ["2026-10-15", "完成"]]
    case.act(actions.decide, number, **done)


def test_that_no_dispute_was_found_is_said_once_a_month(case):
    branch = case.district.branch.pk
    said = {"actor": case.secretary, "organization_id": branch}
    for _twice in range(2):
        actions.say_nothing_found(now=NOW, **said)
    assert Entry.objects.filter(action="tracking.nothing_found").count() == 1
    rows = {row.organization_id: row for row in queries.list_month([branch, case.district.committee.pk], NOW.date())}
    assert [(row.found, row.quiet_on) for row in rows.values()] == [(0, NOW.date())]
    case.open("nonce:1", origin="dispute")
    assert refusal(actions.say_nothing_found, now=NOW, **said) == "dispute_on_record"
    assert queries.list_month([branch], LATER.date())[0].quiet_on is None


def test_a_waiver_is_the_superiors(case):
    number = case.open(origin="consequence")
    waive = {"verdict": "waived", "reason": "对象已调离"}
    assert refusal(case.act, actions.decide, number, **waive) == "superior_needed"
    case.act(actions.decide, number, case.officer, by_superior=True, **waive)
    assert queries.get_item(number).verdict == "waived"


def test_dissatisfied_people_reopen_a_closed_item(case):
    number = case.open()
    case.act(actions.submit_evidence, number, actor_of(case.owner), text="完成", occurred_on=date(2026, 9, 15))
    case.act(actions.decide, number, verdict="done")
    actions.redo(
        now=LATER,
        actor=case.officer,
        item_id=number,
        due_on=date(2026, 11, 20),
        reason="不满意 31/52 份有效答卷",
        supervisor_label="干事丙",
    )
    item = queries.get_item(number)
    assert (item.round, item.state_on(date(2026, 11, 1)), item.supervisor_label) == (2, "waiting", "干事丙")
    assert "verdict_done" in [event.code for event in queries.list_history(number)]


def test_publication_waits_for_the_four_answers(case):
    number = case.open(goal="")
    publish = {"now": NOW, "actor": case.secretary, "item_id": number, "part": "plan", "place": "公开栏"}
    assert refusal(actions.publish, **publish) == "blank_column"
    case.act(actions.describe, number, how="分批就餐", goal="十分钟内")
    actions.publish(**publish)
    actions.publish(**publish)
    assert [row.id for row in queries.list_published([case.district.branch.pk], DUE)] == [number]
    hidden = case.open("x", restricted=True)
    assert refusal(actions.publish, **publish | {"item_id": hidden}) == "restricted"


def test_carrying_over_twice_does_not_double(case):
    number = case.open()
    case.open("opinion.opinion:2", restricted=True)
    new = campaign(case.district, [plan_step("opinions", "opinion", subject="organization")])
    carry = {
        "now": NOW,
        "actor": case.officer,
        "from_campaign_id": case.campaign.pk,
        "to_campaign_id": new.pk,
        "organization_ids": [case.district.branch.pk],
        "due_on": date(2026, 12, 31),
    }
    assert actions.carry_over(**carry) == 2
    assert actions.carry_over(**carry) == 0
    carried = queries.list_items(campaign_id=new.pk)
    assert {row.predecessor_id for row in carried} == {number, number + 1}
    assert queries.get_item(number).closed_on is None


def test_import_is_all_or_nothing_and_once(case):
    drafts = [
        Draft(what="第一项", due_on=DUE, origin="predecessor", origin_ref="旧-1"),
        Draft(what="第二项", due_on=None, origin="predecessor", origin_ref="旧-2"),
    ]
    load = {
        "now": NOW,
        "actor": case.secretary,
        "organization_id": case.district.branch.pk,
        "campaign_id": case.campaign.pk,
    }
    with pytest.raises(ItemRefused) as caught:
        actions.import_items(**load, drafts=drafts)
    assert (caught.value.code, caught.value.params["line"], Item.objects.count()) == ("due_missing", 2, 0)
    drafts[1] = Draft(what="第二项", due_on=DUE, origin="predecessor", origin_ref="旧-2")
    assert actions.import_items(**load, drafts=drafts) == (2, 0)
    assert actions.import_items(**load, drafts=drafts) == (0, 2)


def test_counts_are_computed_from_the_items(case):
    for n in range(3):
        case.open(f"r:{n}")
    case.act(actions.decide, queries.list_items()[0].id, verdict="not_applicable", reason="机构已撤并")
    counts = queries.counts_of(queries.list_items(), date(2026, 10, 16))
    assert (counts.total, counts.countable, counts.overdue, counts.done) == (3, 2, 2, 0)


def test_mechanism_is_checked_and_checked_again(case):
    add = {
        "now": NOW,
        "actor": case.secretary,
        "organization_id": case.district.branch.pk,
        "title": "每月校务公开制度",
        "owner_name": "陆同志",
        "in_force_from": date(2025, 3, 1),
        "check_on": date(2026, 9, 30),
    }
    number = actions.add_mechanism(**add)
    assert actions.add_mechanism(**add) == number
    check = {"now": NOW, "actor": case.officer, "mechanism_id": number, "check_on": date(2027, 3, 1)}
    assert refusal(actions.check_mechanism, **check, working="not_working", remark="") == "reason_missing"
    actions.check_mechanism(**check, working="working", remark="")
    row = queries.list_mechanisms([case.district.branch.pk])[0]
    assert (row.working, row.last_checked_on, row.check_on) == ("working", date(2026, 9, 15), date(2027, 3, 1))


def test_lists_use_one_query(case, django_assert_num_queries):
    for count in (1, 3):
        while Item.objects.count() < count:
            case.open(f"r:{Item.objects.count()}")
        with django_assert_num_queries(1):
            assert len(queries.list_items(organization_ids=[case.district.branch.pk])) == count


def test_a_weak_unit_leaves_the_list_by_the_superior_after_an_inspection(case):
    helper = case.district.members[3]
    fields = {
        "now": NOW,
        "actor": case.officer,
        "organization_id": case.district.branch.pk,
        "why": "组织生活长期不开",
        "measures": "派人联系，三个月内恢复",
        "helper_id": helper.pk,
        "review_on": DUE,
    }
    assert refusal(actions.strengthen, **fields | {"measures": " "}) == "measures_missing"
    assert refusal(actions.strengthen, **fields | {"helper_id": case.district.secretary.pk}) == "helper_of_the_unit"
    item = actions.strengthen(**fields)
    assert actions.strengthen(**fields) == item
    row = queries.get_item(item)
    assert (row.restricted, row.owner_id, row.due_on) == (True, helper.pk, DUE)
    case.act(actions.submit_evidence, item, actor_of(helper), text="已恢复三会一课", occurred_on=NOW.date())
    assert refusal(case.act, actions.decide, item, verdict="done") == "superior_decides"
    own_way = {"actor": case.officer, "verdict": "done", "by_superior": True}
    assert refusal(case.act, actions.decide, item, **own_way) == "inspection_missing"
    closed = {"campaign": case.campaign, "step_code": "opinions", "unit": case.district.branch, "form": "visit"}
    check = Check.objects.create(**closed, is_own=True, state="closed", closed_on=NOW.date())
    assert refusal(case.act, actions.decide, item, **own_way) == "inspection_missing"
    Check.objects.filter(pk=check.pk).update(is_own=False)
    case.act(actions.decide, item, **own_way)
    assert queries.get_item(item).state_on(DUE) == "done"
