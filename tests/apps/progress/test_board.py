"""The board: rows of direct subordinates, a fixed number of queries, sums that add up."""

from datetime import date

import pytest

from tests.apps.progress.test_coverage import DAY, POST, excuse, publish
from tests.factories import District, campaign, organization, person, plan_step, school
from xianfeng.apps.campaigns.models import StepVerdict
from xianfeng.apps.progress import queries

pytestmark = pytest.mark.django_db


def test_rows_are_the_direct_subordinates_with_the_branches_below():
    district = District(members=3)
    general = organization("general_branch", "某校党总支", under=district.committee)
    place = school("第三学校", under=district.bureau)
    first = organization("party_branch", "第一支部", under=general, covers=[place])
    second = organization("party_branch", "第二支部", under=general)
    for branch in (first, second):
        person(branch=branch, works_at=place)
    running = campaign(district, [plan_step("post", "pledge", params=POST), plan_step("strange", "tomorrow")])
    publish(running, "post", district.branch, district.members[0])
    excuse(running, "post", district.branch, district.members[1])
    StepVerdict.objects.create(
        campaign=running,
        step_code="post",
        organization=district.branch,
        verdict="returned",
        decided_by_label="甲",
        decided_at=running.opened_at,
    )
    found = queries.board(running.pk, DAY)
    assert [(row.name, [b.name for b in row.branches]) for row in found.rows] == [
        (district.branch.name, []),
        (district.other_branch.name, []),
        ("某校党总支", ["第一支部", "第二支部"]),
    ]
    cells = {row.name: row.cells[0] for row in found.rows}
    own = cells[district.branch.name]
    assert (own.n, own.of, own.excused, own.state, own.verdict) == (1, 2, 1, "open", "returned")
    assert (cells["某校党总支"].n, cells["某校党总支"].of) == (0, 2)
    assert (found.total[0].n, found.total[0].of, found.total[0].excused) == (1, 5, 1)
    assert [(row.cells[1].n, row.cells[1].state) for row in found.rows] == [(None, "no_data")] * 3


def test_a_campaign_of_one_branch_has_that_branch_as_its_row():
    district = District(members=2)
    running = campaign(district, [plan_step("post", "pledge", params=POST)])
    running.organization = district.branch
    running.save(update_fields=["organization"])
    found = queries.board(running.pk, DAY)
    assert [(row.name, row.cells[0].of) for row in found.rows] == [(district.branch.name, 2)]


@pytest.mark.parametrize("branches", [1, 3])
def test_the_board_takes_the_same_number_of_queries_for_one_branch_and_three(branches, django_assert_num_queries):
    district = District(members=2)
    for _ in range(branches - 1):
        branch = organization("party_branch", under=district.committee)
        person(branch=branch)
    running = campaign(district, [plan_step(f"s{n}", "pledge", params=POST) for n in range(branches * 2)])
    with django_assert_num_queries(8):
        queries.board(running.pk, DAY)


def test_state_follows_from_the_calendar_and_the_figures():
    district = District(members=1)
    running = campaign(
        district, [plan_step("post", "pledge", params=POST)], opens=date(2026, 9, 10), closes=date(2026, 9, 20)
    )
    cell = lambda day: queries.board(running.pk, day).rows[0].cells[0].state  # noqa: E731 - one word, asked four times
    assert [cell(date(2026, 9, d)) for d in (9, 10, 19, 20)] == ["not_started", "open", "open", "late"]
    publish(running, "post", district.branch, district.secretary)
    assert cell(date(2026, 9, 20)) == "done"
