"""What one person owes: as oneself, as secretary of a branch, as secretary above."""

from datetime import date

import pytest

from tests.apps.progress.test_coverage import DAY, POST, excuse, publish
from tests.factories import START, District, campaign, organization, person, plan_step
from xianfeng.apps.people.models import Office
from xianfeng.apps.progress import queries

pytestmark = pytest.mark.django_db
COMMENT = {"form": "comment", "author": "branch_secretary", "author_of_secretary": "superior_head"}


def lines(who, on=DAY):
    return [(row.step_code, row.role, row.state, row.left) for row in queries.owed_by_person(who.pk, on)]


def test_a_member_owes_what_is_open_and_not_yet_done():
    district = District(members=3)
    running = campaign(
        district,
        [
            plan_step("post", "pledge", params=POST),
            plan_step("masses", "pledge", params=POST, who=("non_members",)),
        ],
    )
    member = district.members[1]
    (line,) = queries.owed_by_person(member.pk, DAY)
    assert (line.step_code, line.role, line.verb, line.minutes, line.due_on) == (
        "post",
        "self",
        "写",
        5,
        date(2026, 12, 30),
    )
    assert (line.organization_id, line.campaign_title, line.url_args) == (
        district.branch.pk,
        "测试活动",
        (running.pk, "post"),
    )
    assert lines(member, date(2026, 8, 31)) == []
    assert lines(member, date(2027, 1, 1)) == [("post", "self", "late", None)]
    publish(running, "post", district.branch, member)
    assert lines(member) == []
    assert lines(district.staff[0]) == [("masses", "self", "open", None)]


def test_the_excused_owe_nothing():
    district = District(members=2)
    running = campaign(district, [plan_step("post", "pledge", params=POST)])
    excuse(running, "post", district.branch, district.members[1])
    assert lines(district.members[1]) == []


def test_a_secretary_owes_for_the_branch_and_comments_on_the_others_but_not_on_oneself():
    district = District(members=4)
    campaign(
        district,
        [
            plan_step("branch_pledge", "pledge", subject="organization", who=("branches",), params=POST),
            plan_step("comment", "statement", params=COMMENT),
        ],
    )
    assert lines(district.secretary) == [
        ("branch_pledge", "branch", "open", None),
        ("comment", "author", "open", 3),
    ] or lines(district.secretary) == [("comment", "author", "open", 3), ("branch_pledge", "branch", "open", None)]
    assert lines(district.members[1]) == []


def test_what_others_are_late_with_is_told_to_the_first_responsible():
    """S0-34: the secretary, not only the member; and not while there is time."""
    district = District(members=4)
    running = campaign(district, [plan_step("post", "pledge", params=POST)])
    publish(running, "post", district.branch, district.secretary)
    publish(running, "post", district.branch, district.members[1])
    assert lines(district.secretary) == []
    assert lines(district.secretary, date(2027, 1, 1)) == [("post", "responsible", "late", 2)]


def test_the_head_above_comments_on_the_secretaries_below():
    district = District(members=4)
    head = person("委书记", status="full_member")
    Office.objects.create(
        person=head, organization=district.committee, title="党委书记", role="branch_secretary", from_date=START
    )
    campaign(district, [plan_step("comment", "statement", params=COMMENT)])
    assert sorted((row.role, row.organization_id, row.left) for row in queries.owed_by_person(head.pk, DAY)) == sorted(
        [("author", district.branch.pk, 1), ("author", district.other_branch.pk, 1)]
    )


@pytest.mark.parametrize("n", [1, 3])
def test_the_number_of_queries_does_not_grow(n, django_assert_num_queries):
    district = District(members=2)
    for _ in range(n):
        person(branch=organization("party_branch", under=district.committee))
        campaign(district, [plan_step(f"s{k}", "pledge", params=POST) for k in range(n)])
    with django_assert_num_queries(5):
        assert len(queries.owed_by_person(district.secretary.pk, DAY)) >= n
