"""Movements keep history: the old row ends on the day the new one begins, and every past day shows the post held."""

from datetime import date

import pytest

from tests import factories
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people import actions, queries
from xianfeng.apps.people.actions.movements import MovementRefused
from xianfeng.apps.people.mobility import place_of_taking_part
from xianfeng.apps.people.models import Affiliation, Employment, Membership, Office, Organization

NOW, ACTOR, START = factories.NOW, factories.TEST_ACTOR, factories.START
BASE = {"now": NOW, "actor": ACTOR}


@pytest.fixture
def district(db):
    return factories.District()


def refusal(act, **values) -> str:
    with pytest.raises(MovementRefused) as caught:
        act(**BASE, **values)
    return caught.value.code


def stretches(model, person, *columns):
    return list(
        model.objects.filter(person=person).order_by("from_date", "pk").values_list(*columns, "from_date", "until_date")
    )


def test_transfer_ends_the_old_workplace_on_the_day_of_the_new(district):
    person = district.members[1]
    move = {"person_id": person.pk, "organization_id": district.other_school.pk}
    actions.transfer(**BASE, **move, from_date=date(2026, 9, 1))
    assert stretches(Employment, person, "organization_id", "kind") == [
        (district.school.pk, "regular", START, date(2026, 9, 1)),
        (district.other_school.pk, "regular", date(2026, 9, 1), None),
    ]
    assert refusal(actions.transfer, **move, from_date=date(2026, 10, 1)) == "same_place"
    back = {"person_id": person.pk, "organization_id": district.bureau.pk}
    assert refusal(actions.transfer, **back, from_date=date(2026, 8, 1)) == "date_before_start"
    assert refusal(actions.transfer, **(move | {"organization_id": district.branch.pk}), from_date=NOW.date()) == (
        "not_a_workplace"
    )
    line = Entry.objects.get(action="person.transferred")
    assert (line.person_id, line.organization_id) == (person.pk, district.other_school.pk)


def test_affiliation_moves_between_branches_of_members_only(district):
    member, teacher = district.members[1], district.staff[0]
    move = {"organization_id": district.other_branch.pk, "from_date": date(2026, 9, 1)}
    actions.transfer_affiliation(**BASE, person_id=member.pk, **move)
    assert stretches(Affiliation, member, "organization_id") == [
        (district.branch.pk, START, date(2026, 9, 1)),
        (district.other_branch.pk, date(2026, 9, 1), None),
    ]
    assert refusal(actions.transfer_affiliation, person_id=teacher.pk, **move) == "not_a_member"
    to_committee = move | {"organization_id": district.committee.pk}
    assert refusal(actions.transfer_affiliation, person_id=member.pk, **to_committee) == "not_a_branch"


def test_joint_post_runs_beside_the_main_one(district):
    person = district.staff[0]
    post = {"person_id": person.pk, "organization_id": district.other_school.pk, "from_date": date(2026, 9, 1)}
    actions.appoint_jointly(**BASE, **post, until_date=date(2027, 7, 1), seconded=True)
    assert stretches(Employment, person, "kind")[1:] == [("seconded", date(2026, 9, 1), date(2027, 7, 1))]
    assert refusal(actions.appoint_jointly, **post) == "overlaps"
    assert refusal(actions.appoint_jointly, **(post | {"from_date": date(2027, 7, 1)}), until_date=START) == (
        "ends_before_start"
    )
    assert (
        district.other_school.pk
        in queries.get_viewer(district.accounts[person.pk].pk, on=date(2026, 10, 1)).workplace_ids
    )


def test_leave_with_an_end_leads_back_to_work(district):
    person = district.staff[0]
    actions.start_leave(**BASE, person_id=person.pk, from_date=date(2026, 9, 1), until_date=date(2027, 2, 1))
    assert stretches(Employment, person, "kind") == [
        ("regular", START, date(2026, 9, 1)),
        ("leave", date(2026, 9, 1), date(2027, 2, 1)),
        ("regular", date(2027, 2, 1), None),
    ]
    actions.return_to_work(**BASE, person_id=person.pk, from_date=date(2026, 12, 1))
    assert stretches(Employment, person, "kind")[1:] == [
        ("leave", date(2026, 9, 1), date(2026, 12, 1)),
        ("regular", date(2026, 12, 1), None),
    ]
    assert refusal(actions.return_to_work, person_id=person.pk, from_date=date(2027, 1, 1)) == "no_work"


def test_retirement_ends_posts_in_schools_and_keeps_membership(district):
    secretary = district.secretary
    actions.appoint(
        **BASE,
        person_id=secretary.pk,
        organization_id=district.school.pk,
        role="vice_principal",
        from_date=date(2026, 1, 1),
    )
    actions.retire(**BASE, person_id=secretary.pk, from_date=date(2026, 9, 1))
    assert stretches(Employment, secretary, "kind")[1:] == [("retired", date(2026, 9, 1), None)]
    assert stretches(Office, secretary, "role") == [
        ("branch_secretary", START, None),
        ("vice_principal", date(2026, 1, 1), date(2026, 9, 1)),
    ]
    assert Membership.objects.get(person=secretary).until_date is None
    assert secretary.pk not in {row["person_id"] for row in queries.staff_of([district.branch.pk], on=date(2026, 9, 2))}


def test_every_past_day_shows_the_post_held_that_day(district):
    person = district.members[1]
    appoint = {"person_id": person.pk, "organization_id": district.school.pk}
    office = actions.appoint(**BASE, **appoint, role="group_leader", title="数学组组长", from_date=date(2026, 1, 1))
    actions.end_office(**BASE, office_id=office, until_date=date(2026, 6, 1))
    actions.appoint(**BASE, **appoint, role="vice_principal", from_date=date(2026, 6, 1))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 31), date(2026, 6, 1))
    assert [queries.post_on(person.pk, day) for day in days] == [
        "",
        "示例第一小学 数学组组长",
        "示例第一小学 数学组组长",
        "示例第一小学 副校长（副园长）",
    ]


def test_one_secretary_at_a_time(district):
    member = district.members[1]
    post = {"organization_id": district.branch.pk, "role": "branch_secretary"}
    assert refusal(actions.appoint, person_id=member.pk, **post, from_date=date(2026, 9, 1)) == "office_taken"
    old = Office.objects.get(person=district.secretary)
    actions.end_office(**BASE, office_id=old.pk, until_date=date(2026, 9, 1))
    actions.appoint(**BASE, person_id=member.pk, **post, from_date=date(2026, 9, 1))
    assert queries.get_viewer(district.accounts[member.pk].pk, on=date(2026, 9, 1)).may_run(district.branch.pk)
    assert not queries.get_viewer(district.accounts[district.secretary.pk].pk, on=date(2026, 9, 1)).may_run(
        district.branch.pk
    )
    assert refusal(actions.end_office, office_id=old.pk, until_date=date(2026, 9, 2)) == "already_ended"


def test_posts_belong_where_they_belong(district):
    teacher, member = district.staff[0], district.members[1]
    day = {"from_date": date(2026, 9, 1)}
    in_branch, in_school = {"organization_id": district.other_branch.pk}, {"organization_id": district.school.pk}
    commissioner = {"role": "organization_commissioner"}
    assert refusal(actions.appoint, person_id=teacher.pk, **in_branch, **commissioner, **day) == "not_a_member"
    assert refusal(actions.appoint, person_id=member.pk, **in_school, **commissioner, **day) == "not_a_branch"
    assert refusal(actions.appoint, person_id=member.pk, **in_branch, role="teacher", **day) == "not_a_workplace"


def test_an_administrator_does_not_become_secretary(district):
    member = district.members[1]
    actions.grant_role(**BASE, account_id=district.accounts[member.pk].pk, role="audit_admin", organization_id=None)
    Office.objects.all().delete()
    assert (
        refusal(
            actions.appoint,
            person_id=member.pk,
            organization_id=district.branch.pk,
            role="branch_secretary",
            from_date=NOW.date(),
        )
        == "admin_account"
    )


def test_standing_changes_step_by_step_with_its_rights(district):
    person = district.staff[0]
    step = {"person_id": person.pk}
    assert refusal(actions.change_status, **step, status="full_member", from_date=date(2026, 9, 1)) == "wrong_order"
    actions.change_status(**BASE, **step, status="activist", from_date=date(2026, 9, 1))
    actions.change_status(**BASE, **step, status="probationary_member", from_date=date(2027, 9, 1))
    actions.change_status(**BASE, **step, status="full_member", from_date=date(2028, 9, 1))
    actions.change_status(
        **BASE, **step, status="full_member", from_date=date(2029, 9, 1), rights={"may_be_elected": False}
    )
    columns = ("status", "may_speak", "may_vote", "may_elect", "may_be_elected")
    assert [row[:5] for row in stretches(Membership, person, *columns)][1:] == [
        ("activist", False, False, False, False),
        ("probationary_member", True, False, False, False),
        ("full_member", True, True, True, True),
        ("full_member", True, True, True, False),
    ]


def test_nobody_joins_before_eighteen(district):
    person = district.staff[0]
    person.birth_month = date(2009, 6, 1)
    person.save()
    actions.change_status(**BASE, person_id=person.pk, status="activist", from_date=date(2026, 9, 1))
    step = {"person_id": person.pk, "status": "probationary_member"}
    assert refusal(actions.change_status, **step, from_date=date(2027, 5, 31)) == "under_age"
    actions.change_status(**BASE, **step, from_date=date(2027, 6, 1))


@pytest.mark.parametrize(
    ("city", "home", "place"),
    [
        ("青杨市", "青杨", "home"),
        ("临河", "青杨", "host"),
        ("", "青杨", "unknown"),
        ("临河", " ", "unknown"),
    ],
)
def test_where_one_takes_part(city, home, place):
    assert place_of_taking_part(city, home) == place


def test_guests_take_part_where_they_live_and_report_home(district):
    member = district.members[1]
    Organization.objects.filter(pk=district.committee.pk).update(city="青杨市")
    guest = {"person_id": member.pk, "host_id": district.other_branch.pk, "from_date": date(2026, 9, 1)}
    assert refusal(actions.register_guest, **guest, city="青杨") == "reason_needed"
    actions.register_guest(**BASE, **guest, city="临河")
    row = Affiliation.objects.get(person=member, kind="guest")
    assert (row.organization_id, row.reported_on) == (district.other_branch.pk, None)
    at_home = queries.members_of([district.branch.pk], on=date(2026, 9, 2))
    at_host = queries.members_of([district.other_branch.pk], on=date(2026, 9, 2))
    assert member.pk in {found["person_id"] for found in at_home}
    assert member.pk not in {found["person_id"] for found in at_host}
    actions.report_guest(**BASE, person_id=member.pk, reported_on=date(2026, 9, 10))
    actions.end_guest(**BASE, person_id=member.pk, until_date=date(2026, 12, 1))
    member.refresh_from_db()
    row.refresh_from_db()
    assert (row.reported_on, row.until_date, member.city) == (date(2026, 9, 10), date(2026, 12, 1), "")


def test_members_without_a_unit_stay_counted_and_contact_is_logged(district):
    member = district.members[1]
    actions.keep_without_unit(**BASE, person_id=member.pk, from_date=date(2026, 9, 1))
    counted = queries.members_of([district.branch.pk], on=date(2026, 9, 2))
    assert member.pk in {found["person_id"] for found in counted}
    actions.log_contact(
        **BASE, person_id=member.pk, organization_id=district.branch.pk, on_date=date(2026, 9, 3), outcome="no_answer"
    )
    assert list(member.contact_attempts.values_list("outcome", flat=True)) == ["no_answer"]


def test_opening_a_file_is_one_line_on_the_persons_record(district):
    from datetime import timedelta

    actor = queries.get_viewer(district.accounts[district.secretary.pk].pk, on=NOW.date()).actor
    person = district.members[1]
    for minutes in (0, 10, 70):
        actions.open_file(
            now=NOW + timedelta(minutes=minutes), actor=actor, person_id=person.pk, organization_id=district.branch.pk
        )
    assert Entry.objects.filter(action="record.opened", person_id=person.pk).count() == 2
