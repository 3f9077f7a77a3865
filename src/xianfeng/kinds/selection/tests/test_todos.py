"""A joint round is on the list of who runs it above the branches, until its decision is signed."""

import pytest
from tests import factories

from xianfeng.apps.people.queries import get_viewer
from xianfeng.kinds.selection import own
from xianfeng.kinds.selection.tests.place import Place

pytestmark = pytest.mark.django_db


def told(place, who) -> list[tuple[str, int | None]]:
    account = who if hasattr(who, "login") else place.district.account_of(who)
    viewer = get_viewer(account.pk, on=factories.NOW.date())
    return [(one.what, one.organization_id) for one in own.list_todos(viewer, factories.NOW.date())]


def test_the_officer_is_told_of_a_joint_round_and_nobody_of_a_branchs_own():
    place = Place(members=3, staff=6, non_members_at_least=None)
    district = place.district
    others = [factories.person(branch=district.other_branch, works_at=district.other_school) for _ in range(4)]
    assert told(place, district.officer_account) == []
    place.start(
        organization_id=district.committee.pk, unit_ids=[district.branch.pk, district.other_branch.pk]
    )  # fmt: skip
    line = ("办理联合评选：selection", district.committee.pk)
    assert told(place, district.officer_account) == [line]
    assert told(place, district.secretary) == []
    place.nominate(district.members[1], others[0])
    poll = place.open()
    district.members = [*district.members, district.stranger, *others]
    place.vote(poll, {district.members[1]: 8, others[0]: 7})
    place.decide(list(place.stage.result.chosen))
    assert told(place, district.officer_account) == []


def test_a_branchs_own_round_is_the_secretarys_step_and_not_told_twice():
    place = Place().start()
    assert told(place, place.district.secretary) == []
    assert told(place, place.district.officer_account) == []


def test_rounds_of_the_branches_cost_the_officer_nothing(django_assert_num_queries):
    place = Place()
    factories.people(8, branch=place.district.other_branch, works_at=place.district.other_school)
    viewer = get_viewer(place.district.officer_account.pk, on=factories.NOW.date())
    for branch in (place.district.branch, place.district.other_branch):
        place.start(organization_id=branch.pk)
        with django_assert_num_queries(2):
            assert own.list_todos(viewer, factories.NOW.date()) == []
