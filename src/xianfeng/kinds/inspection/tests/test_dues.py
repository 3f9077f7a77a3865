"""Dues by month: paid or not, never how much; names for the branch, counts for who inspects, the drawn with their months."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from tests import factories

from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people.models import RoleGrant
from xianfeng.kinds.inspection import checking, checks, dues
from xianfeng.kinds.inspection.dues import DuesRefused
from xianfeng.kinds.inspection.models import DuesMonth

pytestmark = pytest.mark.django_db
WHO = {"now": factories.NOW, "actor": factories.TEST_ACTOR}
SEPTEMBER, AUGUST = date(2026, 9, 1), date(2026, 8, 1)


@pytest.fixture
def place(client):
    district = factories.District(members=3, staff=1)
    step = factories.plan_step(
        "dues_check", "inspection", subject="organization", who=("branches",), params={"form": "dues", "sample": "1"}
    )
    district.campaign = factories.campaign(district, [step | {"responsible": "superior"}])
    district.address = reverse("inspection:dues", args=[district.campaign.pk, "dues_check"])
    district.address += f"?organization={district.branch.pk}"
    with time_machine.travel(factories.NOW, tick=False):
        yield district


def _write(place, month: date, *people) -> tuple[int, int]:
    return dues.write_month(
        **WHO, organization_id=place.branch.pk, month=month, paid={person.pk for person in people}
    )  # fmt: skip


def test_a_month_is_written_down_and_corrected(place):
    one, two, three = place.members
    assert _write(place, SEPTEMBER, one, two) == (2, 0)
    assert _write(place, SEPTEMBER, one, two) == (0, 0), "twice is once"
    assert _write(place, SEPTEMBER, one, three) == (1, 1)
    DuesMonth.objects.filter(person=three).update(organization=place.other_branch)  # paid where three came from
    assert [paid for _person, _name, paid in dues.list_payers(place.branch.pk, SEPTEMBER, SEPTEMBER)].count(True) == 2
    assert _write(place, SEPTEMBER, one, three) == (0, 0), "the month stands already"
    rows = dues.list_months(place.branch.pk, SEPTEMBER)
    assert [(row.month, row.paid, row.of) for row in rows[:2]] == [(SEPTEMBER, 2, 3), (AUGUST, 0, 3)]
    assert Entry.objects.filter(action="inspection.dues").count() == 2
    DuesMonth.objects.filter(person=one).update(month=date(2024, 8, 1))  # kept for two years, then forgotten
    assert [dues.forget_expired(**WHO), dues.forget_expired(**WHO), DuesMonth.objects.count()] == [1, 0, 1]
    for month, people in ((date(2026, 10, 1), [one]), (AUGUST, [place.staff[0]])):
        with pytest.raises(DuesRefused):
            _write(place, month, *people)


def test_no_amount_has_a_place(place):
    assert not {field.get_internal_type() for field in DuesMonth._meta.fields} & {"DecimalField", "FloatField"}


def test_the_branch_sees_names_and_who_inspects_sees_counts(client, place):
    client.force_login(place.account_of(place.secretary))
    page = client.post(place.address, {"month": "2026-09-01", "paid": [place.members[1].pk]}, follow=True)
    assert page.context["payers"][1][2] and not page.context["payers"][0][2]
    RoleGrant.objects.create(
        account=place.account_of(place.officer), role="inspector", organization=place.committee, from_date=AUGUST
    )
    client.force_login(place.account_of(place.officer))
    page = client.get(place.address)
    assert page.context["payers"] == []
    assert place.members[1].name not in page.content.decode()
    assert (page.context["months"][0]["row"].paid, page.context["months"][0]["row"].of) == (1, 3)
    assert client.post(place.address, {"month": "2026-09-01"}).status_code == 403
    client.force_login(place.account_of(place.members[1]))
    assert client.get(place.address).status_code == 403


def test_who_is_drawn_stands_with_the_months_and_knows_it(place):
    _write(place, AUGUST, place.members[1])
    number = checking.begin(
        **WHO, campaign_id=place.campaign.pk, step_code="dues_check", unit_id=place.branch.pk
    )  # fmt: skip
    titles = {line.person_id: line.title for line in checks.find_check(number).lines if line.person_id}
    assert len(titles) == 3
    assert titles[place.members[1].pk].endswith("（登记情况：近十二个月登记 1 个月，最近到 2026 年 8 月）")
    assert titles[place.members[2].pk].endswith("（登记情况：近十二个月没有登记）")
    assert [(line.title, line.text) for line in dues.list_record(place.members[1].pk)] == [
        ("2026 年已登记交纳的月份", "8")
    ]  # fmt: skip
    assert dues.list_record(place.members[2].pk) == []
