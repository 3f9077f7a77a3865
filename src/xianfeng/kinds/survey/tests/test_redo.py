"""S3-52: what most are dissatisfied with is done again under the superior; what they are content with stays closed."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from tests.factories import NOW, TEST_ACTOR, actor_of, person, plan_step

from xianfeng.apps.campaigns import gates
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.evidence import queries as facts
from xianfeng.apps.tracking import actions as tracking
from xianfeng.apps.tracking import queries as items
from xianfeng.apps.tracking.actions import Draft
from xianfeng.apps.tracking.models import Item
from xianfeng.kinds.survey.tests.test_pages import Place

pytestmark = pytest.mark.django_db
DAY = NOW.date()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def key_folder(settings, tmp_path):
    settings.KEY_FOLDER = str(tmp_path)


class Plan(Place):
    """A branch whose plan of rectification was carried out before the survey."""

    def __init__(self, client, redo_above="1/2", **params):
        super().__init__(client, **params)
        rule = (
            {"plans_of": ["organization"], "redo_above": redo_above} if redo_above else {"plans_of": ["organization"]}
        )
        step = plan_step("mend", "rectification", subject="organization", who=("branches",), params=rule)
        self.running.plan["steps"].append(step)
        self.running.plan["values"] = {"redo_days": 20}
        self.running.plan["consequences"] = [
            {"code": "again", "title": "上级监督重新整改", "step": "mend", "outcome": "redo", "action": "rectify",
             "owner": "superior", "within": {"days": "redo_days"}},
            {"code": "make_up", "title": "及时补课", "step": "survey", "outcome": "majority_dissatisfied",
             "action": "repeat", "owner": "branch_secretary", "within": {"days": "redo_days"}},
        ]  # fmt: skip
        self.running.save()
        self.running.windows.create(
            step_code="mend", position=1, opens_on=DAY - timedelta(days=9), closes_on=DAY + timedelta(days=90)
        )
        self.head = person(
            "区书记", role="branch_secretary", office_at=self.district.committee, works_at=self.district.bureau
        )
        self.item, self.private = self.closed("修缮走廊"), self.closed("个人整改", restricted=True)
        for fact in ("plan_adopted", "items_decided"):
            evidence.submit(
                now=NOW, actor=TEST_ACTOR, campaign_id=self.running.pk, step_code="mend",
                organization_id=self.district.branch.pk, fact=fact, subject="rectification:1", occurred_on=DAY,
            )  # fmt: skip

    def closed(self, what, restricted=False):
        branch, owner = self.district.branch, self.district.members[1]
        item = tracking.open_item(
            now=NOW, actor=TEST_ACTOR, organization_id=branch.pk, campaign_id=self.running.pk, step_code="mend",
            draft=Draft(what=what, due_on=DAY + timedelta(days=5), origin_ref=what, restricted=restricted,
                        owner_id=owner.pk, person_id=owner.pk if restricted else None),
        )  # fmt: skip
        tracking.submit_evidence(
            now=NOW, actor=actor_of(owner), item_id=item, version=1, text="已做", occurred_on=DAY
        )  # fmt: skip
        tracking.decide(
            now=NOW, actor=actor_of(self.district.secretary), item_id=item, version=2, verdict="done"
        )  # fmt: skip
        return item

    def done(self):
        return [
            fact.fact
            for fact in facts.list_facts(campaign_id=self.running.pk, step_code="mend")
            if fact.organization_id == self.district.branch.pk
        ]


def test_most_dissatisfied_opens_round_two_under_a_named_supervisor(client):
    place = Plan(client)
    place.round(staff=["dissatisfied"] * 6, parents=["satisfied"] * 5)
    again = items.get_item(place.item)
    assert (again.round, again.closed_on, again.verdict) == (2, None, "")
    assert (again.due_on, again.supervisor_label) == (DAY + timedelta(days=20), f"{place.district.committee} 区书记")
    assert [event.round for event in Item.objects.get(pk=place.item).verdicts.all()] == [1]
    assert items.get_item(place.private).closed_on is not None
    assert place.done() == []
    follow = {row.origin_text: row for row in items.list_items(campaign_id=place.running.pk, origins=["consequence"])}
    assert {text: row.owner_id for text, row in follow.items()} == {
        "上级监督重新整改": place.head.pk, "及时补课": place.district.secretary.pk,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("redo_above", "about", "staff"),
    [
        ("1/2", "programme", ["satisfied"] * 6),
        ("2/3", "programme", ["dissatisfied"] * 6),
        (None, "programme", ["dissatisfied"] * 6),
        ("1/2", "baseline", ["dissatisfied"] * 6),
    ],
)
def test_nothing_is_done_again_otherwise(client, redo_above, about, staff):
    """Content; below the plan's own share; a plan without one; a measurement of how things stood beforehand."""
    place = Plan(client, redo_above, about=about)
    place.round(staff=staff, parents=["satisfied"] * 5)
    assert items.get_item(place.item).closed_on is not None
    assert place.done() == ["plan_adopted", "items_decided"]


@pytest.mark.parametrize(("staff", "met"), [(["satisfied"] * 6, True), (["dissatisfied"] * 6, False), (None, None)])
def test_a_gate_on_satisfaction_is_met_not_met_or_not_known(client, staff, met):
    place = Plan(client)
    condition = {"rule": "threshold_met", "step": "survey", "met_by": "branch_secretary"}
    place.running.plan["gates"] = [
        {"code": "end", "title": "结束之前", "before_close": True, "conditions": [condition]}
    ]
    place.running.save()
    if staff is not None:
        place.round(staff=staff, parents=["satisfied"] * 5)
    [judged] = gates.judge_unit(place.running.pk, place.district.branch.pk, DAY)
    assert [finding.met for _condition, finding in judged.found] == [met]
    assert judged.is_open is (met is True)


def test_a_second_measurement_that_fails_has_its_own_consequences(client):
    place = Plan(client)
    one = place.round(staff=["dissatisfied"] * 6, parents=["satisfied"] * 5)
    place.as_(place.district.secretary).post(
        reverse("survey:round", args=[one.pk]),
        {"act": "make_up", "text": "再走访", "by": "2026-09-20"},
    )
    place.round(staff=["dissatisfied"] * 6, parents=["satisfied"] * 5)
    rows = items.list_items(campaign_id=place.running.pk, origins=["consequence"])
    assert sorted(row.origin_text for row in rows) == ["上级监督重新整改"] * 2 + ["及时补课"] * 2
    assert items.get_item(place.item).round == 2


def test_what_was_done_again_since_the_question_was_put_stays_done(client):
    """Two ways of measuring the same: the first has it done again, the second was answered about the round before."""
    place = Plan(client, instruments=["everyone", "representatives"])
    chosen = [str(one.pk) for one in place.district.staff]
    first, second = place.open(instrument="everyone"), place.open(instrument="representatives", chosen=chosen)
    for one in (first, second):
        place.cast(one, ["dissatisfied"] * 6)
    place.close(first)
    with time_machine.travel(later := NOW + timedelta(days=1), tick=False):
        stamp = {"now": later, "item_id": place.item}
        owner, head = actor_of(place.district.members[1]), actor_of(place.head)
        version = Item.objects.get(pk=place.item).version
        tracking.submit_evidence(**stamp, actor=owner, version=version, text="重做", occurred_on=DAY)
        tracking.decide(**stamp, actor=head, version=version + 1, verdict="done")
        place.close(second)
    again = items.get_item(place.item)
    assert (again.round, again.verdict) == (2, "done")
