"""Two trustees with deputies: appointed, their own keys, and a box that neither opens alone."""

from datetime import timedelta

import pytest

from tests import factories
from tests.apps.ballots.making import appoint, campaign, close, make_key, open_poll, submit, vote
from xianfeng.apps.ballots import actions, jobs, keys, queries, recovery
from xianfeng.apps.ballots.models import Counter, Poll, PollKey, RollEntry, Slip, StandingKey
from xianfeng.apps.journal.models import Entry

LATER = factories.NOW + timedelta(hours=3)


@pytest.fixture
def codes(district):
    return appoint(district)


def all_vote(poll_id, district):
    for member in district.members:
        vote(poll_id, member, r1="for")


def test_the_server_keeps_no_private_half(district, codes):
    poll_id = open_poll(district)
    assert queries.get_poll(poll_id).trustees == 2
    assert keys.held() == set()
    assert PollKey.objects.filter(poll=poll_id).count() == 4
    stored = str(list(StandingKey.objects.values())) + str(list(Entry.objects.values()))
    for code in codes:
        assert code not in stored
        assert recovery.private_key(code).hex() not in stored
        assert recovery.public_key(code).hex() in stored


def test_without_trustees_the_key_is_the_systems(district):
    poll_id = open_poll(district)
    assert (queries.get_poll(poll_id).trustees, len(keys.held())) == (1, 1)
    with pytest.raises(actions.PollRefused, match="no_trustees"):
        open_poll(district, campaign(district), seal_to_trustees=True)


def test_while_a_key_is_missing_the_appointment_is_not_used(district):
    persons = district.staff[:4]
    appoint(district, persons)
    StandingKey.objects.filter(person=persons[3]).delete()
    assert queries.get_poll(open_poll(district)).trustees == 1
    assert [one.has_key for one in queries.list_keepers(district.branch.pk)] == [True, True, True, False]


@pytest.mark.parametrize(("first", "second"), [(0, 2), (2, 0), (1, 2), (0, 3), (3, 1)])
def test_one_of_each_post_opens_the_box_in_any_order(
    first, second, district, codes, django_capture_on_commit_callbacks
):
    poll_id = open_poll(district)
    all_vote(poll_id, district)
    assert close(poll_id).state == "closing"
    assert close(poll_id).state == "closing"
    with pytest.raises(actions.SheetRefused, match="not_on_roll"):
        vote(poll_id, district.stranger)
    key = queries.get_poll(poll_id).key
    with django_capture_on_commit_callbacks(execute=True):
        assert submit(poll_id, district.staff[first], codes[first]).state == "closing"
        assert keys.parts_here(key) == {first // 2 + 1}
        assert submit(poll_id, district.staff[first], codes[first]).state == "closing"
        assert submit(poll_id, district.staff[second], codes[second].lower()).state == "closed"
    assert queries.get_tally(poll_id).rows[0].of("for") == 6
    assert (Slip.objects.count(), keys.held()) == (0, set())
    assert {bytes(one) for one in PollKey.objects.values_list("sealed", flat=True)} == {b""}
    assert submit(poll_id, district.staff[second], codes[second]).state == "closed"
    done = list(Entry.objects.filter(action__startswith="ballots.").order_by("number").values_list("action", flat=True))
    assert done[-5:] == [
        "ballots.open_poll",
        "ballots.stop_voting",
        "ballots.submit_key",
        "ballots.submit_key",
        "ballots.close_poll",
    ]


def test_a_trustee_and_the_own_deputy_do_not_open_it(district, codes):
    poll_id = open_poll(district)
    all_vote(poll_id, district)
    for turn in (0, 1):
        assert submit(poll_id, district.staff[turn], codes[turn]).state == "closing"
    assert Counter.objects.count() == 0
    assert [(one.post, one.arrived) for one in queries.list_poll_keepers(poll_id)] == [
        (1, True),
        (1, True),
        (2, False),
        (2, False),
    ]


def test_no_code_is_taken_before_the_voting_is_over(district, codes):
    poll_id = open_poll(district)
    with pytest.raises(actions.TrusteeRefused, match="poll_still_open"):
        submit(poll_id, district.staff[0], codes[0], timedelta(minutes=30))
    assert queries.get_poll(poll_id).state == "open"


def test_a_wrong_code_is_named(district, codes):
    poll_id = open_poll(district)
    all_vote(poll_id, district)
    close(poll_id)
    groups = codes[0].split("-")
    groups[2] = groups[2][:-1] + ("2" if groups[2][-1] != "2" else "3")
    refusals = []
    for person, code in (
        (district.staff[0], "-".join(groups)),
        (district.staff[0], codes[0][:20]),
        (district.staff[0], codes[1]),
        (district.staff[5], codes[0]),
    ):
        with pytest.raises(actions.TrusteeRefused) as refused:
            submit(poll_id, person, code)
        refusals.append((refused.value.code, refused.value.params))
    check = recovery.check_value(recovery.public_key(codes[0]))
    assert refusals == [
        ("code_group", {"group": 3}),
        ("code_length", {"characters": 35}),
        ("code_of_another_key", {"check_value": check}),
        ("not_trustee", {}),
    ]
    assert keys.held() == set()


def test_a_new_key_leaves_running_polls_to_the_old_sheet(district, codes):
    poll_id = open_poll(district)
    all_vote(poll_id, district)
    new = make_key(district.staff[0])
    assert queries.old_keys_needed(district.staff[0].pk) == [recovery.check_value(recovery.public_key(codes[0]))]
    with pytest.raises(actions.TrusteeRefused, match="code_of_another_key"):
        submit(poll_id, district.staff[0], new)
    submit(poll_id, district.staff[0], codes[0])
    assert submit(poll_id, district.staff[2], codes[2]).state == "closed"


def test_a_key_is_not_used_before_it_was_copied_back(district):
    person = district.staff[0]
    actor = factories.actor_of(person)
    first = actions.make_key(now=factories.NOW, actor=actor, person_id=person.pk)
    second = actions.make_key(now=factories.NOW, actor=actor, person_id=person.pk)
    with pytest.raises(actions.TrusteeRefused, match="code_of_another_key"):
        actions.confirm_key(now=factories.NOW, actor=actor, person_id=person.pk, code=first)
    assert [key.is_confirmed for key in queries.list_own_keys(person.pk)] == [False]
    for _ in range(2):
        actions.confirm_key(now=factories.NOW, actor=actor, person_id=person.pk, code=second)
    assert [key.is_confirmed for key in queries.list_own_keys(person.pk)] == [True]


def test_four_different_persons_none_of_them_an_administrator(district):
    a, b, c, d = district.staff[:4]

    def try_with(*persons):
        posts = [actions.NewPost("纪检委员", persons[0].pk, persons[1].pk)]
        posts.append(actions.NewPost("教师代表", persons[2].pk, persons[3].pk))
        actions.appoint_trustees(
            now=factories.NOW, actor=factories.TEST_ACTOR, organization_id=district.branch.pk, posts=posts
        )

    with pytest.raises(actions.TrusteeRefused, match="not_four_persons"):
        try_with(a, b, c, a)
    factories.RoleGrant.objects.create(account=district.account_of(d), role="system_admin", from_date=factories.START)
    with pytest.raises(actions.TrusteeRefused, match="is_administrator") as refused:
        try_with(a, b, c, d)
    assert refused.value.params == {"name": d.name}
    with pytest.raises(actions.TrusteeRefused, match="without_account"):
        try_with(a, b, c, factories.person(status="non_member", works_at=district.school))
    with pytest.raises(actions.TrusteeRefused, match="person_elsewhere"):
        try_with(a, b, c, district.stranger)
    assert queries.list_keepers(district.branch.pk) == []


def test_a_replaced_trustee_stays_in_the_history(district, codes):
    poll_id = open_poll(district)
    everybody = [*district.staff[1:5]]
    appoint(district, everybody)
    assert [(one.post, one.holder, one.ended_at is None) for one in queries.list_appointments(district.branch.pk)] == [
        (1, district.staff[1].name, True),
        (1, district.staff[0].name, False),
        (2, district.staff[3].name, True),
        (2, district.staff[2].name, False),
    ]
    all_vote(poll_id, district)
    submit(poll_id, district.staff[0], codes[0])
    assert submit(poll_id, district.staff[3], codes[3]).state == "closed"


def test_a_candidate_keeps_no_key_and_the_superior_serves(district):
    own = [district.members[1], *district.staff[:3]]
    appoint(district, own)
    with pytest.raises(queries.TrusteesUnfit) as refused:
        open_poll(district)
    assert refused.value.params == {"names": district.members[1].name}
    assert Poll.objects.count() == 0
    above = [factories.person(status="non_member", works_at=district.bureau) for _ in range(4)]
    for one in above:
        factories.account(one)
    appoint(district, above, district.committee)
    poll_id = open_poll(district)
    assert {one.name for one in queries.list_poll_keepers(poll_id)} == {one.name for one in above}
    assert queries.get_poll(open_poll(district, campaign(district), seal_to_trustees=False)).trustees == 1


def test_too_few_sheets_are_destroyed_without_asking_the_trustees(district, codes):
    poll_id = open_poll(district)
    vote(poll_id, district.members[0], r1="for")
    assert close(poll_id).state == "void"
    assert Slip.objects.count() == 0


def test_the_job_stops_the_voting_and_waits_then_counts(district, codes):
    poll_id = open_poll(district)
    all_vote(poll_id, district)
    assert jobs.close_due(LATER) == 0
    assert queries.get_poll(poll_id).state == "closing"
    assert (queries.list_due(LATER), RollEntry.objects.filter(marked=True).count()) == ([], 7)
    poll = queries.get_poll(poll_id)
    for post, code, one in ((1, codes[0], 0), (2, codes[2], 2)):  # both parts arrived, then the process died
        held = PollKey.objects.get(poll=poll_id, post=post, is_deputy=False)
        assert held.person_id == district.staff[one].pk
        from xianfeng.apps.ballots import sealing

        public = bytes.fromhex(Poll.objects.get(pk=poll_id).public_keys[post - 1])
        keys.save_part(poll.key, post, sealing.unseal_key(bytes(held.sealed), recovery.private_key(code), public))
    assert jobs.close_due(LATER) == 1
    assert keys.held() == {poll.key}  # the commit hook does not run inside a test's own transaction
    assert jobs.sweep(LATER) == 1


def test_whose_part_is_waited_for(district, codes):
    poll_id = open_poll(district)
    all_vote(poll_id, district)
    assert queries.list_polls_to_unseal(district.staff[0].pk) == []
    close(poll_id)
    assert [queries.list_polls_to_unseal(one.pk) for one in district.staff[:2]] == [[(poll_id, "优秀评选投票")]] * 2
    submit(poll_id, district.staff[0], codes[0])
    assert [len(queries.list_polls_to_unseal(one.pk)) for one in district.staff[:4]] == [0, 0, 1, 1]
