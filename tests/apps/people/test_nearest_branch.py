"""Whose staff a branch answers for: the nearest branch covers a place, a committee everything below it."""

from datetime import timedelta

import pytest

from tests.factories import START, District, organization, person
from xianfeng.apps.people import queries
from xianfeng.apps.people.models import OrganizationRelation

pytestmark = pytest.mark.django_db


def test_the_branch_of_the_bureau_does_not_answer_for_the_schools():
    district = District(members=2, staff=2)
    office = organization("party_branch", "局机关支部", under=district.committee, covers=[district.bureau])
    clerk = person("科员甲", status="non_member", works_at=district.bureau)
    group = organization("teaching_group", "语文组", under=district.school, relation="administrative")
    teacher = person("语文乙", status="non_member", works_at=group)

    def names(*heads):
        return sorted(name for _id, name, _unit in queries.list_non_member_staff([head.pk for head in heads], on=START))

    own = sorted([*(one.name for one in district.staff), teacher.name])
    assert names(office) == sorted([clerk.name, district.officer.name])
    assert names(district.branch) == own
    assert names(district.committee) == sorted([*own, clerk.name, district.officer.name])
    assert {row["person_id"] for row in queries.staff_of([office.pk], on=START)} == {clerk.pk, district.officer.pk}

    # A form that asks for a person begins with the committee's own people and ends with who is far below.
    listed = [one.name for one in queries.list_choosable(district.committee.pk, on=START)]
    assert listed.index(clerk.name) < min(listed.index(one.name) for one in [*district.staff, teacher])
    assert len(listed) == len(set(listed))


def test_somebody_found_through_two_heads_is_told_by_the_nearest():
    district = District(members=1, staff=1)
    both = queries.list_non_member_staff([district.committee.pk, district.branch.pk], on=START)
    assert both.count((district.staff[0].pk, district.staff[0].name, district.branch.name)) == 1
    assert [unit for pk, _name, unit in both if pk == district.staff[0].pk] == [district.branch.name]


def test_two_branches_that_cover_one_school_share_it():
    district = District(members=1, staff=1)
    second = organization("party_branch", "第二支部", under=district.committee, covers=[district.school])
    for branch in (district.branch, second):
        assert [row[0] for row in queries.list_non_member_staff([branch.pk], on=START)] == [district.staff[0].pk]


def test_the_school_a_branch_covers_is_that_of_the_day():
    district = District(members=1, staff=0)
    moved = START + timedelta(days=30)
    relation = OrganizationRelation.objects.get(relation="covers", lower=district.school, upper=district.branch)
    relation.until_date = moved
    relation.save()
    OrganizationRelation.objects.create(
        relation="covers", lower=district.other_school, upper=district.branch, from_date=moved
    )
    both = [district.branch.pk, district.committee.pk]
    before, after = (queries.schools_covered(both, on=day) for day in (moved - timedelta(days=1), moved))
    assert (before[both[0]].name, after[both[0]].name) == (district.school.name, district.other_school.name)
    assert before[both[1]].name == district.school.name
