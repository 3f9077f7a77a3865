"""Open, vote, count: once, only by those on the roll, and nothing left behind."""

from datetime import timedelta

import pytest

from tests import factories
from tests.apps.ballots.making import RULES, STARS, campaign, close, elector, open_poll, vote
from xianfeng.apps.ballots import actions, keys, queries
from xianfeng.apps.ballots.models import Counter, PaperCount, Poll, RollEntry, Slip
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.journal.queries import verify_chain


def test_opening_freezes_the_roll_and_hides_the_key(district, key_folder):
    poll = queries.get_poll(open_poll(district))
    assert poll.issued == 7
    import hashlib

    text = queries.get_roll_text(poll.id)
    assert hashlib.sha256(text.encode()).hexdigest() == poll.roll_sha256
    assert sum(member.name in text for member in district.members) == 7
    path = key_folder / f"{poll.key}.key"
    assert path.stat().st_mode & 0o777 == 0o600
    stored = Poll.objects.filter(pk=poll.id).values().get()
    assert keys.load(poll.key)[0].hex() not in str(stored)


def test_under_five_electors_is_refused_with_the_figures(district, key_folder):
    with pytest.raises(actions.PollRefused) as refused:
        open_poll(district, electors=[elector(one) for one in district.members[:4]])
    assert (refused.value.code, refused.value.params) == ("too_few_electors", {"electors": 4, "least": 5})
    assert Poll.objects.count() == 0
    assert keys.held() == set()


def test_nobody_stands_twice_on_the_roll(district):
    with pytest.raises(actions.PollRefused, match="twice_on_roll"):
        open_poll(district, electors=[elector(one) for one in [*district.members, district.members[0]]])


def test_a_vote_is_counted_and_leaves_only_counters(district, django_capture_on_commit_callbacks):
    poll_id = open_poll(district)
    for member in district.members[4:] + district.members[:1]:
        assert vote(poll_id, member, r1="for", r2="against") is True
    assert vote(poll_id, district.members[1], r1="for", r2="for", r3="abstain") is True
    assert Slip.objects.filter(poll=poll_id).count() == 5 * 4
    with django_capture_on_commit_callbacks(execute=True):
        poll = close(poll_id)
    assert (poll.state, poll.issued, poll.returned) == ("closed", 7, 5)
    tally = queries.get_tally(poll_id)
    assert (tally.returned, tally.valid, tally.invalid, tally.blank) == (5, 5, 0, 0)
    first, second, third = tally.rows
    assert (first.of("for"), first.of("recused")) == (4, 1)
    assert (second.of("for"), second.of("against")) == (1, 4)
    assert (third.of("blank"), third.of("abstain")) == (4, 1)
    assert Slip.objects.count() == 0
    assert not RollEntry.objects.filter(marked=True).exists()
    assert keys.held() == set()
    assert (
        queries.counters_sha256(
            list(Counter.objects.filter(poll=poll_id).values_list("stratum", "row", "choice", "count")),
            Poll.objects.get(pk=poll_id).counters_salt,
        )
        == tally.sha256
    )


def test_the_second_sheet_of_an_elector_is_dropped(district):
    poll_id = open_poll(district)
    assert vote(poll_id, district.members[0], r1="for") is True
    assert vote(poll_id, district.members[0], r1="against") is False
    assert Slip.objects.filter(poll=poll_id).count() == 4
    assert queries.count_marked(poll_id) == 1


def test_who_is_not_on_the_roll_does_not_vote(district):
    with pytest.raises(actions.SheetRefused, match="not_on_roll"):
        vote(open_poll(district), district.stranger, r1="for")


def test_after_the_deadline_nothing_is_taken(district):
    poll_id = open_poll(district)
    with pytest.raises(actions.SheetRefused, match="poll_not_open"):
        actions.cast(
            now=factories.NOW + timedelta(hours=2), poll_id=poll_id, person_id=district.members[0].pk, marks={}
        )
    assert queries.count_marked(poll_id) == 0


def test_over_the_cap_leaves_no_mark(district):
    poll_id = open_poll(district)
    with pytest.raises(actions.SheetRefused, match="over_cap"):
        vote(poll_id, district.members[0], r1="for", r2="for", r3="for")
    assert queries.count_marked(poll_id) == 0
    assert Slip.objects.count() == 0


def test_no_result_while_open_not_for_anyone(district):
    poll_id = open_poll(district)
    for member in district.members:
        vote(poll_id, member, r1="for")
    with pytest.raises(queries.TallySealed):
        queries.get_tally(poll_id)
    assert Counter.objects.count() == 0


def test_closing_early_takes_a_reason_or_everybodys_sheet(district):
    poll_id = open_poll(district)
    early = factories.NOW + timedelta(minutes=30)
    for member in district.members[:-1]:
        vote(poll_id, member, r1="for", r2="for")
    with pytest.raises(actions.PollRefused, match="still_open"):
        actions.close_poll(now=early, actor=factories.TEST_ACTOR, poll_id=poll_id)
    vote(poll_id, district.members[-1])
    assert actions.close_poll(now=early, actor=factories.TEST_ACTOR, poll_id=poll_id).state == "closed"
    assert queries.get_tally(poll_id).blank == 1


def test_fewer_than_five_sheets_are_destroyed_unopened(district):
    poll_id = open_poll(district)
    for member in district.members[:4]:
        vote(poll_id, member, r1="for")
    poll = close(poll_id)
    assert (poll.state, poll.void_reason, poll.returned) == ("void", "too_few_sheets", 4)
    assert Slip.objects.count() == Counter.objects.count() == 0
    with pytest.raises(queries.TallySealed):
        queries.get_tally(poll_id)


@pytest.mark.parametrize(("quorum", "state"), [("6/7", "void"), ("5/7", "closed")])
def test_the_quorum_is_counted_on_the_roll(district, quorum, state):
    from dataclasses import replace

    poll_id = open_poll(district, rules=replace(RULES, quorum=quorum))
    for member in district.members[:5]:
        vote(poll_id, member, r1="for")
    assert close(poll_id).state == state


def test_closing_twice_changes_nothing(district):
    poll_id = open_poll(district)
    for member in district.members:
        vote(poll_id, member, r1="for")
    first, lines = close(poll_id), Entry.objects.count()
    assert close(poll_id) == first
    assert Entry.objects.count() == lines


def test_an_added_slip_stops_the_count(district):
    from xianfeng.apps.ballots.sealing import Mark, seal

    poll_id = open_poll(district)
    for member in district.members:
        vote(poll_id, member, r1="for")
    form = queries.get_sheet(poll_id)
    Slip.objects.create(poll_id=poll_id, sealed=seal(poll_id, Mark(1, 3, 0), form.public_keys))
    with pytest.raises(actions.PollRefused, match="slips_do_not_match"):
        close(poll_id)
    assert queries.get_poll(poll_id).state == "closing"
    given_up = actions.void_poll(now=factories.NOW, actor=factories.TEST_ACTOR, poll_id=poll_id, reason="票数不符")
    assert (given_up.state, Slip.objects.count()) == ("void", 0)


def test_without_its_key_a_poll_is_not_counted(district):
    poll_id = open_poll(district)
    for member in district.members:
        vote(poll_id, member, r1="for")
    keys.destroy(queries.get_poll(poll_id).key)
    with pytest.raises(actions.PollRefused, match="key_missing"):
        close(poll_id)
    assert Slip.objects.filter(poll=poll_id).count() == 28


def test_the_journal_knows_the_opening_and_the_closing_and_nothing_between(district):
    poll_id = open_poll(district)
    for member in district.members:
        vote(poll_id, member, r1="for")
    close(poll_id)
    actions_named = list(Entry.objects.order_by("number").values_list("action", flat=True))
    assert actions_named == ["ballots.open_poll", "ballots.close_poll"]
    assert verify_chain()[1] is None


def test_paper_and_screen_make_one_tally(district):
    poll_id = open_poll(district)
    paper = [entry for entry, position, *_ in queries.list_roll_entries(poll_id) if position <= 2]
    voted = set(RollEntry.objects.filter(pk__in=paper).values_list("person_id", flat=True))
    for member in district.members:
        if member.pk not in voted:
            vote(poll_id, member, r2="against", r3="against", r1="abstain")
    actions.hand_out_paper(now=factories.NOW, actor=factories.TEST_ACTOR, poll_id=poll_id, entry_ids=paper)
    on_paper = next(member for member in district.members if member.pk in voted)
    assert vote(poll_id, on_paper, r1="for") is False
    read = {
        ("members", 0, "valid"): 2,
        ("members", 1, "for"): 2,
        ("members", 2, "for"): 1,
        ("members", 2, "invalid"): 1,
    }
    read[("members", 3, "blank")] = 2
    misread = {**read, ("members", 2, "against"): 1, ("members", 2, "invalid"): 0}

    def enter(teller, counts):
        return actions.enter_paper(
            now=factories.NOW,
            actor=factories.TEST_ACTOR,
            poll_id=poll_id,
            teller_id=teller.pk,
            counts=counts,
        )

    assert enter(district.staff[0], read).tellers == (district.staff[0].pk,)
    with pytest.raises(actions.PollRefused, match="paper_not_entered"):
        close(poll_id)
    state = enter(district.staff[1], misread)
    assert [(cell.row, cell.choice, {cell.first, cell.second}) for cell in state.differences] == [
        (2, "against", {0, 1}),
        (2, "invalid", {0, 1}),
    ]
    with pytest.raises(actions.PollRefused, match="paper_differs"):
        close(poll_id)
    with pytest.raises(actions.PaperRefused, match="two_tellers_already"):
        enter(district.staff[2], read)
    assert enter(district.staff[1], read).agrees
    close(poll_id)
    tally = queries.get_tally(poll_id)
    assert (tally.issued, tally.returned, tally.valid) == (7, 7, 7)
    assert {choice: n for choice, n in tally.rows[1].counts.items() if n and choice != "recused"} == {
        "against": 5 - tally.rows[1].of("recused"),
        "for": 1,
        "invalid": 1,
    }
    assert PaperCount.objects.count() == 0


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ({("members", 0, "valid"): 3}, "rows_do_not_add_up"),
        ({("members", 0, "blank"): 3}, "more_returned_than_issued"),
        ({("members", 0, "valid"): 1, **{("members", row, "for"): 1 for row in (1, 2)}}, "rows_do_not_add_up"),
        ({("guests", 0, "blank"): 1}, "unknown_cell"),
    ],
)
def test_paper_figures_that_cannot_be(district, counts, code):
    poll_id = open_poll(district)
    entries = [entry for entry, *_ in queries.list_roll_entries(poll_id)][:2]
    actions.hand_out_paper(now=factories.NOW, actor=factories.TEST_ACTOR, poll_id=poll_id, entry_ids=entries)
    with pytest.raises(actions.PaperRefused, match=code):
        actions.enter_paper(
            now=factories.NOW,
            actor=factories.TEST_ACTOR,
            poll_id=poll_id,
            teller_id=district.staff[0].pk,
            counts=counts,
        )


def test_a_candidate_does_not_count_paper(district):
    with pytest.raises(actions.PaperRefused, match="teller_is_candidate"):
        actions.enter_paper(
            now=factories.NOW,
            actor=factories.TEST_ACTOR,
            poll_id=open_poll(district),
            teller_id=district.members[1].pk,
            counts={},
        )


def test_small_strata_are_merged_before_opening(district):
    people = [elector(one) for one in district.members]
    few = [elector(one, "示例第一小学", "staff") for one in district.staff[:2]]
    poll_id = open_poll(district, electors=people + few)
    assert set(queries.get_sheet(poll_id).rules.strata) == {"all"}
    enough = [elector(one, "示例第一小学", "staff") for one in district.staff]
    other = open_poll(district, campaign(district), electors=people + enough)
    assert set(queries.get_sheet(other).rules.strata) == {"members", "staff"}
    for voter in district.members + district.staff:
        vote(other, voter, r3="for")
    close(other)
    assert queries.get_tally(other).returned_by_stratum == {"members": 7, "staff": 6}
    assert queries.get_tally(other, stratum="staff").rows[2].of("for") == 6


def test_open_polls_wait_only_for_those_who_have_not_sent(district):
    poll_id = open_poll(district)
    now = factories.NOW + timedelta(minutes=1)
    voter = district.members[0]
    assert [poll.id for poll in queries.list_open_for(voter.pk, now=now)] == [poll_id]
    vote(poll_id, voter)
    assert queries.list_open_for(voter.pk, now=now) == []
    assert queries.list_open_for(district.stranger.pk, now=now) == []


def test_a_sheet_costs_the_same_queries_for_one_and_for_three_candidates(district, django_assert_num_queries):
    for standing in (district.members[1:2], district.members[1:4]):
        poll_id = open_poll(district, campaign(district), candidates=standing)
        vote(poll_id, district.members[5])
        with django_assert_num_queries(6):
            vote(poll_id, district.members[6])


def test_a_recorded_conflict_is_locked_like_the_own_name(district):
    poll_id = open_poll(district, recusals=[(district.members[0].pk, 2)])
    assert queries.find_elector(poll_id, district.members[0].pk).recused == {2}
    assert queries.find_elector(poll_id, district.members[3].pk).recused == {3}


def test_keys_left_by_a_crash_are_swept(district):
    poll_id = open_poll(district)
    key = queries.get_poll(poll_id).key
    for member in district.members:
        vote(poll_id, member)
    close(poll_id)
    assert keys.held() == {key}  # the commit hook does not run inside a test's own transaction
    assert actions.sweep_keys() == 1
    assert keys.held() == set()


def test_no_figure_under_five_can_be_read_or_worked_out(district):
    """12 for, 1 against: both are withheld, since the number of valid sheets is known; 发出/收回/有效 stay."""
    electors = [elector(one) for one in [*district.members, *district.staff]]
    poll_id = open_poll(district, electors=electors)
    for turn, voter in enumerate([*district.members, *district.staff]):
        vote(poll_id, voter, r1="for" if turn else "against", r2="for" if turn % 2 else "against")
    close(poll_id)
    published = queries.get_published(poll_id)
    assert (published.issued, published.returned, published.valid, published.blank) == (13, 13, 13, 0)
    for row in published.rows:
        shown = [count for count in row.cells.values() if count is not None]
        assert all(count >= 5 for count in shown)
        withheld = 13 - sum(shown)
        assert withheld == 0 or withheld >= 5
    assert set(published.rows[0].cells.values()) == {None}


def test_a_sheet_that_is_not_valid_is_counted_on_its_cover_only(district):
    poll_id = open_poll(district)
    for voter in district.members[:5]:
        vote(poll_id, voter, r1="for", r2="for")
    vote(poll_id, district.members[5], r1="abstain")
    actions.cast(
        now=factories.NOW, poll_id=poll_id, person_id=district.members[6].pk, marks={1: ["for", "against"], 2: []}
    )
    close(poll_id)
    tally = queries.get_tally(poll_id)
    assert (tally.returned, tally.valid, tally.blank, tally.invalid) == (7, 5, 1, 1)
    assert [sum(row.counts.values()) for row in tally.rows] == [5, 5, 5]


def test_the_own_todo_list_names_the_poll_until_the_sheet_is_sent(district):
    from xianfeng.apps.people.queries import get_viewer

    poll_id = open_poll(district)
    day = factories.NOW.date()
    viewers = [get_viewer(district.account_of(one).pk, on=day) for one in (district.members[0], district.staff[0])]
    told = [[(todo.what, todo.url_args) for todo in queries.list_todos(viewer, day)] for viewer in viewers]
    assert told == [[("投票：优秀评选投票", (poll_id,))], []]
    vote(poll_id, district.members[0])
    assert queries.list_todos(viewers[0], day) == []


def test_the_job_counts_what_is_due_and_leaves_what_waits_for_its_tellers(district):
    from xianfeng.apps.ballots import jobs

    done, waits, early = (open_poll(district, campaign(district)) for _ in range(3))
    for member in district.members:
        vote(done, member, r1="for")
    entry = queries.list_roll_entries(waits)[0][0]
    actions.hand_out_paper(now=factories.NOW, actor=factories.TEST_ACTOR, poll_id=waits, entry_ids=[entry])
    Poll.objects.filter(pk=early).update(closes_at=factories.NOW + timedelta(days=2))
    later = factories.NOW + timedelta(hours=3)
    assert jobs.close_due(later) == 1
    assert jobs.close_due(later) == 0
    assert [queries.get_poll(poll).state for poll in (done, waits, early)] == ["closed", "open", "open"]


def test_a_sheet_with_items_is_counted_cell_by_cell(district):
    poll_id = open_poll(district, rules=STARS, candidates=district.members[1:3])
    for voter in (*district.members[3:], district.members[0]):
        vote(poll_id, voter, r1="yes", r2="no", r4="yes")
    vote(poll_id, district.members[1], r1="yes", r3="yes")
    assert Slip.objects.filter(poll=poll_id).count() == 6 * 5
    with pytest.raises(queries.TallySealed):
        queries.list_cells(poll_id)
    close(poll_id)
    found = {(cell.position, cell.item, cell.choice): cell.count for cell in queries.list_cells(poll_id) if cell.count}
    assert found == {
        (1, "loyal", "yes"): 5,
        (1, "loyal", "recused"): 1,
        (1, "diligent", "no"): 5,
        (1, "diligent", "recused"): 1,
        (2, "loyal", "blank"): 5,
        (2, "loyal", "yes"): 1,
        (2, "diligent", "yes"): 5,
        (2, "diligent", "blank"): 1,
    }
    rows = [(row.candidate.position, row.item, row.of("yes")) for row in queries.get_tally(poll_id).rows]
    assert rows == [(1, "loyal", 5), (1, "diligent", 0), (2, "loyal", 1), (2, "diligent", 5)]
    assert [row.item for row in queries.get_published(poll_id).rows] == ["loyal", "diligent"] * 2


def test_a_sheet_longer_than_one_person_can_judge_is_refused(district):
    from dataclasses import replace

    many = replace(STARS, items={f"i{n}": str(n) for n in range(1001)})
    with pytest.raises(actions.PollRefused, match="too_many_rows"):
        open_poll(district, rules=many, candidates=district.members[1:3])


def test_paper_is_counted_by_items_too(district):
    poll_id = open_poll(district, rules=STARS, candidates=district.members[1:3])
    paper = [entry for entry, position, *_ in queries.list_roll_entries(poll_id) if position <= 5]
    actions.hand_out_paper(now=factories.NOW, actor=factories.TEST_ACTOR, poll_id=poll_id, entry_ids=paper)
    read = {("members", 0, "valid"): 5, **{("members", row, "yes"): 5 for row in (1, 2, 3, 4)}}
    for teller in district.staff[:2]:
        state = actions.enter_paper(
            now=factories.NOW, actor=factories.TEST_ACTOR, poll_id=poll_id, teller_id=teller.pk, counts=read
        )
    assert state.agrees
    close(poll_id)
    assert [cell.count for cell in queries.list_cells(poll_id) if cell.choice == "yes"] == [5, 5, 5, 5]
