"""The look-back: every link × branch and member, decided singly; gaps become items, the old records stay (S0-22)."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories import NOW, District, actor_of, campaign, plan_step

from xianfeng.apps.evidence.models import Fact
from xianfeng.apps.tracking import queries as tracking
from xianfeng.apps.tracking.actions import ItemRefused
from xianfeng.kinds.inspection import actions, queries
from xianfeng.kinds.inspection.actions import LookBackRefused
from xianfeng.kinds.inspection.models import LookBackVerdict

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)
DUE = date(2026, 11, 30)


class Case:
    def __init__(self):
        self.district = District(members=3)
        self.old = campaign(
            self.district,
            [plan_step("pledge", "pledge", title="公开承诺"), plan_step("result", "notice", subject="organization")],
        )
        params = {"form": "look_back"}
        self.new = campaign(
            self.district, [plan_step("look_back", "inspection", subject="organization", params=params)]
        )
        self.new.predecessor = self.old
        self.new.save()
        self.member = self.district.members[1]
        self.old.facts.create(
            step_code="pledge",
            organization=self.district.branch,
            person=self.member,
            fact="pledge_published",
            subject="pledge:1",
            occurred_on=DAY,
            recorded_at=NOW,
        )
        self.secretary = actor_of(self.district.secretary)
        self.officer = actor_of(self.district.officer)

    def check(self, step_code="pledge", person_id=None, actor=None, **fields):
        usual = {
            "now": NOW,
            "actor": actor or self.officer,
            "campaign_id": self.new.pk,
            "organization_id": self.district.branch.pk,
            "step_code": step_code,
            "person_id": person_id,
        }
        return actions.check_point(**usual | fields)

    def points(self):
        return queries.list_points(self.new.pk, self.district.branch.pk, DAY)


@pytest.fixture
def case():
    return Case()


def refusal(act, *args, **kwargs):
    with pytest.raises((LookBackRefused, ItemRefused)) as caught:
        act(*args, **kwargs)
    return caught.value.code


def test_sheet_covers_every_link_per_member_and_branch(case):
    points = case.points()
    assert len(points) == 4
    assert {point.person_id: point.facts for point in points if point.step_code == "pledge"} == {
        member.pk: int(member == case.member) for member in case.district.members
    }
    assert [point.person_id for point in points if point.step_code == "result"] == [None]


def test_a_gap_becomes_an_item_and_the_old_record_stays(case):
    before = list(Fact.objects.filter(campaign=case.old).values())
    gap = {"person_id": case.member.pk, "verdict": "partly", "note": "承诺的第二项没有兑现"}
    assert refusal(case.check, **gap) == "due_missing"
    assert LookBackVerdict.objects.count() == 0
    item = tracking.get_item(case.check(**gap, due_on=DUE))
    assert (item.origin, item.campaign_id, item.person_id, item.due_on) == (
        "look_back",
        case.new.pk,
        case.member.pk,
        DUE,
    )
    assert list(Fact.objects.filter(campaign=case.old).values()) == before
    assert refusal(case.check, **gap, due_on=DUE) == "checked_already"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"verdict": "not_applicable"}, "note_missing"),
        ({"verdict": "great"}, "verdict_unknown"),
        ({"verdict": "done", "step_code": "unknown"}, "point_unknown"),
    ],
)
def test_what_is_refused(case, fields, code):
    assert refusal(case.check, **{"person_id": case.member.pk} | fields) == code


def test_nobody_checks_their_own(case):
    own = {"person_id": case.district.secretary.pk, "verdict": "done"}
    assert refusal(case.check, actor=case.secretary, **own) == "second_person_needed"
    assert case.check(actor=case.officer, **own) is None


def test_done_when_every_point_has_a_verdict(case):
    finish = {
        "now": NOW,
        "actor": case.officer,
        "campaign_id": case.new.pk,
        "step_code": "look_back",
        "organization_id": case.district.branch.pk,
    }
    assert refusal(actions.finish, **finish) == "points_left"
    for point in case.points():
        case.check(point.step_code, point.person_id, verdict="done")
    actions.finish(**finish)
    fact = Fact.objects.get(campaign=case.new)
    assert (fact.fact, fact.part) == ("inspection_closed", "look_back")


def test_a_campaign_without_a_predecessor_has_no_sheet(case):
    assert queries.list_points(case.old.pk, case.district.branch.pk, DAY) == []


def test_pages(case, client):
    with time_machine.travel(datetime(2026, 9, 15, 2, tzinfo=UTC), tick=False):
        sheet = reverse("inspection:look-back", args=[case.new.pk]) + f"?organization={case.district.branch.pk}"
        client.force_login(case.district.account_of(case.district.stranger))
        assert client.get(sheet).status_code == 403
        client.force_login(case.district.account_of(case.member))
        shown = {row.person_id for row in queries.list_points(case.new.pk, case.district.branch.pk, DAY)}
        assert client.get(sheet).context["points_total"] == len(shown & {None, case.member.pk}) == 2
        of_other = reverse("inspection:point", args=[case.new.pk, "pledge", case.district.secretary.pk])
        assert client.get(f"{of_other}?organization={case.district.branch.pk}").status_code == 404
        client.force_login(case.district.account_of(case.district.secretary))
        assert client.get(sheet).context["points_total"] == 4
        point = reverse("inspection:point", args=[case.new.pk, "pledge", case.member.pk])
        point += f"?organization={case.district.branch.pk}"
        wrong = client.post(point, {"verdict": "not_done", "note": "没有兑现", "due_on": ""})
        assert wrong.status_code == 200 and "没有兑现" in wrong.content.decode()
        for _ in range(2):
            client.post(point, {"verdict": "not_done", "note": "没有兑现", "due_on": "2026-11-30"})
        assert len(tracking.list_items(campaign_id=case.new.pk)) == 1
        page = client.get(sheet)
        assert (page.context["checked"], page.context["gaps"]) == (1, 1)
        with CaptureQueriesContext(connection) as first:
            client.get(sheet)
        for one in case.points():
            if not one.verdict:
                case.check(one.step_code, one.person_id, verdict="done")
        with CaptureQueriesContext(connection) as second:
            client.get(sheet)
        assert len(first) == len(second)
