"""The panel by principal: what is open, overdue, last looked at; one level down, sums below, no ranking (S1-41)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests import factories
from xianfeng.apps.people.models import Office
from xianfeng.apps.tracking import actions as tracking
from xianfeng.kinds.inspection.models import Check

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)


def test_each_level_sees_the_principals_right_below_it(client):
    district = factories.District(members=2, staff=0)
    middle = factories.organization("general_branch", "中共镇联校总支部", under=district.committee, rebuild=False)
    small = factories.school("镇中心小学", under=district.bureau, rebuild=False)
    lower = factories.organization("party_branch", "中共镇中心小学支部", under=middle, covers=[small])
    factories.rebuild_closure()
    Office.objects.create(
        person=district.members[1],
        organization=district.school,
        title="校长",
        role="principal",
        from_date=factories.START,
    )
    running = factories.campaign(
        district, [factories.plan_step("talk", "meeting", subject="organization", params={"form": "hearing"})]
    )
    stamp = {"now": factories.NOW - timedelta(days=30), "actor": factories.TEST_ACTOR}
    tracking.open_item(**stamp, organization_id=lower.pk, draft=tracking.Draft("补记录", DAY - timedelta(days=1)))
    head = factories.person("总支书记", branch=middle, role="branch_secretary")
    factories.account(head)
    page = reverse("board:heads", args=[running.pk])

    def read(someone, query=""):
        client.force_login(someone.account)
        with time_machine.travel(factories.NOW, tick=False):
            return client.get(page + query)

    officer = read(district.officer).content.decode()
    shown = {one["unit"]: one for one in read(district.officer).context["heads"]}
    assert (
        district.members[1].name in officer and "中共镇中心小学支部" not in officer
    )  # two levels down: only in the sums
    assert [(one["open"], one["overdue"], one["below"]) for one in shown.values()].count((1, 1, 1)) == 1
    assert shown[district.branch.name]["principals"] == [district.members[1].name]
    assert all(one["inspected"] is None for one in shown.values())
    below = read(head, f"?organization={middle.pk}")
    assert [one["unit"] for one in below.context["heads"]] == ["中共镇中心小学支部"]
    assert [read(head).status_code, read(district.officer, f"?organization={middle.pk}").status_code] == [403, 403]
    for unit, is_own in ((lower, False), (district.branch, True)):
        Check.objects.create(campaign=running, step_code="talk", unit=unit, is_own=is_own, closed_on=date(2026, 9, 10))
    inspected = {one["unit"]: one["inspected"] for one in read(district.officer).context["heads"]}
    assert sorted(map(str, inspected.values())) == ["2026-09-10", "None", "None"]  # the own check does not count
