"""n of N with names: who counts, who is excused, what is not known."""

from datetime import date

import pytest

from tests.factories import NOW, START, TEST_ACTOR, District, campaign, organization, person, plan_step, rebuild_closure
from xianfeng.apps.campaigns.models import Excuse
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.people.models import Affiliation, Employment, Membership, OrganizationRelation
from xianfeng.apps.progress import queries

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)
POST = {"measure": "post_duty"}


def publish(running, code, branch, who, n=1, on=DAY):
    evidence.submit(
        now=NOW,
        actor=TEST_ACTOR,
        campaign_id=running.pk,
        step_code=code,
        organization_id=branch.pk,
        person_id=who.pk if who else None,
        fact="pledge_published",
        part="post_duty",
        subject=f"pledge:{code}-{who.pk if who else branch.pk}-{n}",
        occurred_on=on,
    )


def excuse(running, code, branch, who=None):
    Excuse.objects.create(
        campaign=running,
        step_code=code,
        organization=branch,
        person=who,
        reason="产假",
        recorded_by_label="书记甲",
        recorded_at=NOW,
    )


def names(subjects):
    return sorted(one.name for one in subjects)


def test_members_are_counted_by_name_with_excuses_out_of_the_base():
    district = District(members=5)
    running = campaign(district, [plan_step("post", "pledge", params=POST)])
    publish(running, "post", district.branch, district.members[0])
    publish(running, "post", district.branch, district.members[1])
    excuse(running, "post", district.branch, district.members[2])
    found = queries.coverage(running.pk, "post", district.branch.pk, DAY)
    assert (found.n, found.of, found.state) == (2, 4, "open")
    assert names(found.done) == sorted(m.name for m in district.members[:2])
    assert names(found.missing) == sorted(m.name for m in district.members[3:])
    assert [(one.name, one.reason) for one in found.excused] == [(district.members[2].name, "产假")]
    assert not found.is_full


def test_an_excused_person_who_does_it_anyway_counts_as_done():
    district = District(members=2)
    running = campaign(district, [plan_step("post", "pledge", params=POST)])
    excuse(running, "post", district.branch, district.members[1])
    publish(running, "post", district.branch, district.members[1])
    found = queries.coverage(running.pk, "post", district.branch.pk, DAY)
    assert (found.n, found.of, len(found.excused)) == (1, 2, 0)


def test_the_whole_committee_sees_the_sum_of_its_branches():
    district = District(members=3)
    running = campaign(district, [plan_step("post", "pledge", params=POST)])
    publish(running, "post", district.other_branch, district.stranger)
    found = queries.coverage(running.pk, "post", district.committee.pk, DAY)
    assert (found.n, found.of) == (1, 4)


def test_at_least_two_pieces_means_two():
    district = District(members=2)
    running = campaign(district, [plan_step("post", "pledge", params=POST | {"at_least": 2})])
    publish(running, "post", district.branch, district.members[0], 1)
    publish(running, "post", district.branch, district.members[0], 2)
    publish(running, "post", district.branch, district.members[1], 1)
    found = queries.coverage(running.pk, "post", district.branch.pk, DAY)
    assert names(found.done) == [district.members[0].name]


def test_unknown_is_none_and_never_nought():
    district = District()
    running = campaign(
        district,
        [
            plan_step("parents", "pledge", params=POST, who=("parents",)),
            plan_step("strange", "kind_of_tomorrow"),
            plan_step("once", "pledge", subject="campaign", params=POST),
        ],
    )
    for code in ("parents", "strange", "once"):
        found = queries.coverage(running.pk, code, district.branch.pk, DAY)
        assert (found.n, found.of, found.state) == (None, None, "no_data"), code
    assert queries.coverage(running.pk, "parents", district.branch.pk, DAY).unlisted == ("parents",)


def test_an_audience_of_nobody_is_not_applicable():
    district = District()
    running = campaign(district, [plan_step("post", "pledge", params=POST, who=("retired_members",))])
    found = queries.coverage(running.pk, "post", district.branch.pk, DAY)
    assert (found.n, found.of, found.state, found.is_full) == (0, 0, "not_applicable", False)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (("members",), 3),
        (("full_members",), 2),
        (("staff",), 5),
        (("non_members",), 2),
        (("secretaries",), 1),
        (("leaders",), 1),
        (("members", "non_members"), 5),
        (("members", "staff"), 5),
        (("activists",), 1),
    ],
)
def test_each_word_of_the_audience(who, expected):
    district = District(members=2, staff=1)
    person(status="probationary_member", branch=district.branch, works_at=district.school)
    person(status="activist", works_at=district.school)
    running = campaign(district, [plan_step("post", "pledge", params=POST, who=who)])
    assert queries.coverage(running.pk, "post", district.branch.pk, DAY).of == expected


def test_without_leaves_people_out_and_school_types_leave_branches_out():
    district = District(members=3)
    step = plan_step("post", "pledge", params=POST) | {"without": ["secretaries"]}
    narrow = plan_step("narrow", "pledge", params=POST) | {"school_types": ["kindergarten"]}
    fitting = plan_step("fitting", "pledge", params=POST) | {"school_types": ["primary"]}
    running = campaign(district, [step, narrow, fitting])
    assert queries.coverage(running.pk, "post", district.branch.pk, DAY).of == 2
    assert queries.coverage(running.pk, "narrow", district.branch.pk, DAY).of == 0
    assert queries.coverage(running.pk, "fitting", district.branch.pk, DAY).of == 3


def test_guests_count_at_home_and_members_of_a_group_count_in_its_branch():
    district = District(members=2)
    group = organization("party_group", "第一党小组", under=district.branch)
    person("组员丁", branch=group, works_at=district.school)
    guest = person("客人戊", branch=district.other_branch)
    Affiliation.objects.create(person=guest, organization=district.branch, kind="guest", from_date=START)
    running = campaign(district, [plan_step("post", "pledge", params=POST)])
    assert queries.coverage(running.pk, "post", district.branch.pk, DAY).of == 3
    assert names(queries.coverage(running.pk, "post", district.other_branch.pk, DAY).missing) == ["外人乙", "客人戊"]


def test_a_person_counts_once_in_the_branch_of_the_regular_post():
    district = District(members=1, staff=1)
    twice = person("两处己", status="non_member", works_at=district.school)
    Employment.objects.create(person=twice, organization=district.other_school, kind="joint", from_date=START)
    running = campaign(district, [plan_step("post", "pledge", params=POST, who=("non_members",))])
    assert "两处己" in names(queries.coverage(running.pk, "post", district.branch.pk, DAY).missing)
    assert names(queries.coverage(running.pk, "post", district.other_branch.pk, DAY).missing) == []


def test_where_two_branches_cover_one_school_a_member_counts_in_the_own_one():
    district = District(members=1, staff=0)
    second = organization("party_branch", "第二支部", under=district.committee)
    OrganizationRelation.objects.create(relation="covers", lower=district.school, upper=second, from_date=START)
    rebuild_closure()
    person("二支部庚", branch=second, works_at=district.school)
    running = campaign(district, [plan_step("post", "pledge", params=POST, who=("staff",))])
    assert names(queries.coverage(running.pk, "post", district.branch.pk, DAY).missing) == ["书记甲"]
    assert names(queries.coverage(running.pk, "post", second.pk, DAY).missing) == ["二支部庚"]


def test_the_audience_is_that_of_the_day_but_no_later_than_the_step():
    district = District(members=2)
    late = person("新来辛", branch=district.branch)
    Affiliation.objects.filter(person=late).update(from_date=date(2026, 10, 5))
    Membership.objects.filter(person=late).update(from_date=date(2026, 10, 5))
    running = campaign(district, [plan_step("post", "pledge", params=POST)], closes=date(2026, 10, 1))
    longer = campaign(district, [plan_step("post", "pledge", params=POST)], closes=date(2026, 12, 1))
    assert queries.coverage(running.pk, "post", district.branch.pk, date(2026, 10, 20)).of == 2
    assert queries.coverage(longer.pk, "post", district.branch.pk, DAY).of == 2
    assert queries.coverage(longer.pk, "post", district.branch.pk, date(2026, 10, 20)).of == 3
    assert queries.coverage(running.pk, "post", district.branch.pk, date(2026, 10, 20)).state == "late"


def test_a_branch_without_its_own_pledge_is_missing_even_if_all_members_pledged():
    district = District(members=1)
    running = campaign(
        district,
        [
            plan_step("branch_pledge", "pledge", subject="organization", who=("branches",), params=POST),
            plan_step("post", "pledge", params=POST),
        ],
    )
    publish(running, "post", district.branch, district.secretary)
    publish(running, "branch_pledge", district.other_branch, None)
    found = queries.coverage(running.pk, "branch_pledge", district.committee.pk, DAY)
    assert (found.n, found.of, names(found.missing)) == (1, 2, [district.branch.name])
    assert found.missing[0].is_person is False


def test_what_a_branch_has_done_counts_for_the_school_it_answers_for():
    district = District(members=2)
    running = campaign(district, [plan_step("plan", "pledge", subject="organization", who=("schools",), params=POST)])
    publish(running, "plan", district.branch, None)
    found = queries.coverage(running.pk, "plan", district.committee.pk, DAY)
    assert ([one.name for one in found.done], [one.name for one in found.missing]) == (
        [district.school.name],
        [district.other_school.name],
    )
