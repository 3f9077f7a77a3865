"""The rule table: an outcome sets going what the plan says, with owner and date, and nothing twice (S0-26)."""

from datetime import date

import pytest

from tests.apps.tracking.test_actions import Case
from tests.factories import NOW
from xianfeng.apps.tracking import queries
from xianfeng.apps.tracking.actions import ItemRefused
from xianfeng.apps.tracking.consequences import Subject, due_consequences, generate_consequences

pytestmark = pytest.mark.django_db
RULES = [
    {
        "code": "commend",
        "title": "作为推荐人选",
        "step": "selection",
        "outcome": "outstanding",
        "action": "recommend",
        "owner": "branch_secretary",
        "within": {"days": "term", "working_days": None},
    },
    {
        "code": "help",
        "title": "谈话帮助",
        "step": "selection",
        "outcome": "vetoed",
        "action": "help",
        "owner": "the_person",
        "within": {"working_days": "soon"},
    },
]
PLAN = {
    "consequences": RULES,
    "values": {"term": 30, "soon": 5},
    "steps": [{"code": "selection-1", "step": "selection"}],
}


def test_rules_apply_to_outcomes_of_their_step():
    outcomes = {"outstanding": [Subject(1, "赵一"), Subject(2, "丁二")], "vetoed": [Subject(3, "王三")]}
    dues = due_consequences(PLAN, "selection-1", outcomes, date(2026, 9, 15))
    assert [(due.rule, due.subject.name, due.due_on) for due in dues] == [
        ("commend", "赵一", date(2026, 10, 15)),
        ("commend", "丁二", date(2026, 10, 15)),
        ("help", "王三", date(2026, 9, 21)),
    ]
    assert due_consequences(PLAN, "another", outcomes, date(2026, 9, 15)) == []


def test_a_rule_is_carried_out_before_the_day_it_is_for():
    """S0-60: whoever is to be commended on 七一 is put forward before it, also when the term would last longer."""
    plan = PLAN | {"consequences": [RULES[0] | {"by": "day"}], "values": {"term": 30, "day": "07-01"}}
    found = [
        due_consequences(plan, "selection", {"outstanding": [Subject(1, "赵一")]}, start)[0].due_on
        for start in (date(2026, 5, 20), date(2026, 6, 15), date(2026, 7, 2))
    ]
    assert found == [date(2026, 6, 19), date(2026, 6, 30), date(2026, 8, 1)]


def test_a_term_nobody_has_set_is_refused():
    with pytest.raises(ItemRefused) as caught:
        due_consequences(PLAN | {"values": {}}, "selection", {"outstanding": [Subject(1, "赵一")]}, date(2026, 9, 15))
    assert caught.value.code == "due_missing"


def test_items_are_opened_once_with_owner_and_kept_from_open_lists():
    case = Case()
    case.campaign.plan = case.campaign.plan | {"consequences": RULES, "values": {"term": 30, "soon": 5}}
    case.campaign.save()
    good, vetoed = case.district.members[1], case.district.members[2]
    generate = {
        "now": NOW,
        "actor": case.officer,
        "campaign_id": case.campaign.pk,
        "step_code": "selection",
        "organization_id": case.district.branch.pk,
        "outcomes": {
            "outstanding": [Subject(good.pk, good.name)],
            "vetoed": [Subject(vetoed.pk, vetoed.name)],
        },
    }
    assert generate_consequences(**generate) == generate_consequences(**generate) == 2
    rows = {row.person_id: row for row in queries.list_items(origins=["consequence"])}
    assert len(rows) == 2
    assert (rows[good.pk].owner_id, rows[good.pk].restricted) == (case.district.secretary.pk, False)
    assert (rows[vetoed.pk].owner_id, rows[vetoed.pk].restricted) == (vetoed.pk, True)
