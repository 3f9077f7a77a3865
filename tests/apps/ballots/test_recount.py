"""What is kept for a recount: one block of two halves, counted again by both trustees, destroyed when nobody can contest."""

import hashlib
from collections import Counter as Counts
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import factories
from tests.apps.ballots.making import RULES, appoint, campaign, close, elector, open_poll, submit, vote
from xianfeng.apps.ballots import actions, jobs, kept, keys, queries, recovery
from xianfeng.apps.ballots.counts import count_cells, frame_of, named_cells
from xianfeng.apps.ballots.models import Counter, KeptSlips, PollKey, RollEntry
from xianfeng.apps.ballots.sheets import Rules
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.results import actions as results
from xianfeng.core.schedule import add_workdays, keeping_of, official_calendar

COUNTED = factories.NOW.date()


def noon(day):
    return datetime.combine(day, time(4), tzinfo=UTC)


@settings(max_examples=20)
@given(numbers=st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=60), poll=st.integers(1, 2**62))
def test_both_halves_give_the_slips_again_and_one_does_not(numbers, poll):
    sealed, halves = kept.seal_block(poll, numbers)
    assert sorted(kept.open_block(poll, sealed, halves).tolist()) == sorted(numbers)
    assert len(sealed) == len(kept.seal_block(poll, [0] * len(numbers))[0])
    for wrong in [(halves[0], halves[0]), (halves[0], bytes(32)), (bytes(32), halves[1])]:
        with pytest.raises(kept.BlockUnreadable):
            kept.open_block(poll, sealed, wrong)
    for changed, where in ((sealed[:-1] + bytes([sealed[-1] ^ 1]), poll), (sealed, poll + 1)):
        with pytest.raises(kept.BlockUnreadable):
            kept.open_block(where, changed, halves)


def test_the_order_is_a_new_one_each_time():
    orders = {tuple(kept.shuffled(range(40)).tolist()) for _ in range(5)}
    assert len(orders) == 5 and all(sorted(order) == list(range(40)) for order in orders)


@pytest.fixture
def codes(district):
    return appoint(district)


def counted(district, codes, **more):
    """A poll that everybody voted in, two of them with a blank sheet, counted by both trustees."""
    poll_id = open_poll(district, **more)
    for turn, member in enumerate(district.members):
        vote(poll_id, member, **({"r1": "for", "r2": "against"} if turn > 1 else {}))
    close(poll_id)
    for turn in (0, 2):
        submit(poll_id, district.staff[turn], codes[turn])
    return poll_id


def opened(poll_id, district, codes):
    """The slips in the block, as both posts' sheets open it."""
    halves = []
    for turn in (0, 2):
        one = PollKey.objects.get(poll_id=poll_id, person=district.staff[turn])
        halves.append(kept.open_half(bytes(one.kept_half), recovery.private_key(codes[turn])))
    poll = queries.get_poll(poll_id)
    rows = poll.rules.rows_of(one.position for one in queries.list_candidates(poll_id))
    block = kept.open_block(poll_id, bytes(KeptSlips.objects.get(poll=poll_id).sealed), halves)
    return named_cells(poll.rules, count_cells(frame_of(poll.rules, rows), block))


def stored(poll_id):
    found = Counter.objects.filter(poll=poll_id, count__gt=0)
    return Counts({(s, row, choice): n for s, row, choice, n in found.values_list("stratum", "row", "choice", "count")})


def ask(poll_id, later=timedelta(days=1)):
    actions.ask_recount(now=factories.NOW + later, actor=factories.TEST_ACTOR, poll_id=poll_id)


def recount(poll_id, district, codes, turns=(1, 3)):
    answers = [
        actions.submit_half(
            now=factories.NOW + timedelta(days=2),
            actor=factories.actor_of(district.staff[turn]),
            poll_id=poll_id,
            person_id=district.staff[turn].pk,
            code=codes[turn],
        )
        for turn in turns
    ]
    return answers


def test_the_block_is_what_the_counters_are_and_nothing_finer(district, codes):
    """Small classes are merged before the vote, sheets that do not count leave no rows, paper is among the slips."""
    poll_id = open_poll(
        district,
        rules=Rules.from_json({**RULES.as_json(), "strata": {"members": "党员", "staff": "群众", "parents": "家长"}}),
        electors=[
            *(elector(one) for one in district.members),
            *(elector(one, stratum="staff") for one in district.staff[:3]),
            *(elector(one, stratum="parents") for one in district.staff[3:5]),
        ],
    )
    for turn, member in enumerate(district.members):
        vote(poll_id, member, **({"r1": "for", "r2": "against"} if turn > 1 else {}))
    common = {"now": factories.NOW, "actor": factories.TEST_ACTOR, "poll_id": poll_id}
    merged = RollEntry.objects.filter(poll=poll_id, stratum="all").values_list("pk", flat=True)
    actions.hand_out_paper(**common, entry_ids=list(merged))
    read = {("all", 0, "valid"): 4, ("all", 0, "invalid"): 1}
    read |= {("all", row, choice): n for row in (1, 2, 3) for choice, n in (("for", 3), ("blank", 1))}
    for teller in district.staff[:2]:
        actions.enter_paper(**common, teller_id=teller.pk, counts=read)
    close(poll_id)
    for turn in (0, 2):
        submit(poll_id, district.staff[turn], codes[turn])
    found = opened(poll_id, district, codes)
    assert found == stored(poll_id)
    assert {stratum for stratum, *_ in found} == {"all", "members"}
    assert found["all", 0, "invalid"] == 1 and found["members", 0, "blank"] == 2


def test_in_a_void_poll_nothing_is_kept(district, codes):
    void = open_poll(district)
    vote(void, district.members[0], r1="for")
    assert close(void).state == "void"
    assert (KeptSlips.objects.count(), queries.find_kept(void), keys.kept_held()) == (0, None, set())
    with pytest.raises(actions.RecountRefused, match="not_kept"):
        ask(void)


def test_under_the_systems_key_whoever_asks_has_the_answer_at_once(district, django_capture_on_commit_callbacks):
    """The poll's own key goes at the count as ever; the block has another one, which goes with the block."""
    with django_capture_on_commit_callbacks(execute=True):
        poll_id = open_poll(district)
        for turn, member in enumerate(district.members):
            vote(poll_id, member, **({"r1": "for", "r2": "against"} if turn > 1 else {}))
        close(poll_id)
    key, page = queries.get_poll(poll_id).key, reverse("ballots:recount", args=[poll_id])
    assert (keys.held(), keys.kept_held()) == (set(), {key})
    candidate, client = Client(), Client()
    candidate.force_login(district.account_of(district.members[1]))
    client.force_login(district.account_of(district.secretary))
    assert page in client.get(reverse("ballots:tally", args=[poll_id])).content.decode()
    said = candidate.post(reverse("ballots:ask_recount", args=[poll_id]), follow=True).content.decode()
    assert "已重新计票，与保存的票数一致" in said and "申请重新计票</button>" in said
    assert "两位开票人" not in said
    with transaction.atomic():
        Counter.objects.filter(poll=poll_id, row=1, choice="for").update(count=6)
        assert actions.ask_recount(now=factories.NOW, actor=factories.TEST_ACTOR, poll_id=poll_id) is False
        transaction.set_rollback(True)
    assert keys.load_kept(key) and (jobs.sweep(factories.NOW), keys.kept_held()) == (0, {key})
    over = noon(queries.keeping_of_poll(poll_id).last_day + timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.destroy_kept(over) == 1
    assert (bytes(KeptSlips.objects.get().sealed), keys.kept_held()) == (b"", set())
    keys.save_kept(key, (bytes(32), bytes(32)))  # what a crash before its end would leave
    assert (jobs.sweep(over), keys.kept_held()) == (1, set())
    assert "已于" in client.get(page).content.decode()


def test_a_lost_key_to_the_kept_slips_is_said(district):
    poll_id = open_poll(district)
    for member in district.members:
        vote(poll_id, member, r1="for")
    close(poll_id)
    keys.destroy_kept(queries.get_poll(poll_id).key)
    with pytest.raises(actions.RecountRefused, match="kept_key_missing"):
        ask(poll_id)
    assert queries.find_kept(poll_id).asked_on is None
    client = Client()
    client.force_login(district.account_of(district.secretary))
    said = client.post(reverse("ballots:ask_recount", args=[poll_id]), follow=True).content.decode()
    assert "找不到留存票条的钥匙" in said


def test_either_of_each_post_counts_again_and_only_the_answer_is_kept(
    district, codes, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        poll_id = counted(district, codes)
    with pytest.raises(actions.RecountRefused, match="not_asked"):
        recount(poll_id, district, codes)
    ask(poll_id)
    with pytest.raises(actions.RecountRefused, match="already_asked"):
        ask(poll_id)
    assert [len(queries.list_recounts_to_join(one.pk)) for one in district.staff[:5]] == [1, 1, 1, 1, 0]
    with pytest.raises(actions.TrusteeRefused, match="not_trustee"):
        actions.submit_half(
            now=factories.NOW,
            actor=factories.TEST_ACTOR,
            poll_id=poll_id,
            person_id=district.staff[5].pk,
            code=codes[0],
        )
    key = queries.get_poll(poll_id).key
    with django_capture_on_commit_callbacks(execute=True):
        assert recount(poll_id, district, codes, (0, 1)) == [None, None], "holder and deputy are one post"
        assert keys.parts_here(key, keys.HALF) == {1} == queries.find_kept(poll_id).arrived
        before = KeptSlips.objects.get(poll=poll_id).sealed
        assert recount(poll_id, district, codes, (3,)) == [True]
    assert keys.halves_held() == keys.held() == set()
    line = Entry.objects.get(action="ballots.recount")
    assert line.detail == {"agrees": True, "asked_on": "2026-09-16", "asked_by": factories.TEST_ACTOR.label}
    assert bytes(KeptSlips.objects.get(poll=poll_id).sealed) == bytes(before)
    assert [one.agrees for one in queries.find_kept(poll_id).recounts] == [True]


def test_a_recount_tells_when_something_was_changed(district, codes):
    """A counter, the block, or another block with its own hash: each by itself."""
    poll_id = counted(district, codes)
    sealed = bytes(KeptSlips.objects.get(poll=poll_id).sealed)
    broken, other = sealed[:-1] + bytes([sealed[-1] ^ 1]), kept.seal_block(poll_id, [1, 2])[0]
    changes = [
        lambda: Counter.objects.filter(poll=poll_id, row=1, choice="for").update(count=6),
        lambda: KeptSlips.objects.update(sealed=broken, sha256=hashlib.sha256(broken).hexdigest()),
        lambda: KeptSlips.objects.update(sealed=other, sha256=hashlib.sha256(other).hexdigest()),
    ]
    for change in changes:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            change()
            ask(poll_id)
            assert recount(poll_id, district, codes) == [None, False]
            assert [one.agrees for one in queries.find_kept(poll_id).recounts] == [False]
            keys.destroy_halves(queries.get_poll(poll_id).key)
            raise ZeroDivisionError  # back to what was counted
    ask(poll_id)
    assert recount(poll_id, district, codes) == [None, True]


def test_destroyed_when_the_longest_term_is_over_and_said_so(district, codes, django_capture_on_commit_callbacks):
    poll_id = counted(district, codes)
    keeping = queries.find_kept(poll_id).keeping
    step = campaigns.get_step(queries.get_poll(poll_id).campaign_id, "selection")
    assert keeping == keeping_of(COUNTED, 5, official_calendar(), step_ends_on=step.last_day)
    assert jobs.destroy_kept(noon(keeping.last_day)) == 0
    ask(poll_id, keeping.last_day - COUNTED)
    longer = queries.find_kept(poll_id).keeping.last_day
    assert longer == add_workdays(keeping.last_day, 10, official_calendar())
    recount(poll_id, district, codes, (0,))
    over = noon(longer + timedelta(days=1))
    assert jobs.destroy_kept(noon(longer)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert [jobs.destroy_kept(over) for _ in range(2)] == [1, 0]
    left = KeptSlips.objects.get(poll=poll_id)
    assert (bytes(left.sealed), left.destroyed_on, left.asked_on) == (b"", over.date(), None)
    assert {bytes(one) for one in PollKey.objects.values_list("kept_half", flat=True)} == {b""}
    assert keys.halves_held() == set()
    with pytest.raises(actions.RecountRefused, match="slips_destroyed"):
        ask(poll_id)
    client = Client()
    client.force_login(district.account_of(district.secretary))
    said = client.get(reverse("ballots:tally", args=[poll_id])).content.decode()
    assert "销毁" in said and Entry.objects.filter(action="ballots.destroy_slips").count() == 1


def test_a_contested_ground_holds_them_until_it_is_decided(district, codes):
    made = campaign(district)
    where = {"campaign_id": made.pk, "step_code": "selection", "organization_id": district.branch.pk}
    actor = factories.TEST_ACTOR
    person = district.members[1]
    veto = results.record_veto(
        now=factories.NOW, actor=actor, **where, code="discipline", title="受处分", evidence="文号",
        person_id=person.pk, contest_until=date(2027, 2, 5),
    )  # fmt: skip
    poll_id = counted(district, codes, made=made)
    assert queries.keeping_of_poll(poll_id).last_day == date(2027, 2, 5)
    results.contest_veto(
        now=factories.NOW, actor=factories.actor_of(person), veto_id=veto, objection="不符", on=date(2027, 2, 4)
    )
    held = queries.keeping_of_poll(poll_id)
    assert held.is_open and jobs.destroy_kept(noon(date(2027, 3, 1))) == 0
    results.decide_veto(now=factories.NOW, actor=actor, veto_id=veto, lifted=True, answer="已撤销")
    assert jobs.destroy_kept(noon(date(2027, 3, 1))) == 1


def test_a_crash_between_both_halves_and_the_count_is_made_good_by_the_sweep(district, codes):
    poll_id = counted(district, codes)
    ask(poll_id)
    key = queries.get_poll(poll_id).key
    for turn in (0, 2):
        one = PollKey.objects.get(poll_id=poll_id, person=district.staff[turn])
        half = kept.open_half(bytes(one.kept_half), recovery.private_key(codes[turn]))
        keys.save_part(key, one.post, half, keys.HALF)
    jobs.sweep(factories.NOW + timedelta(days=2))
    assert [one.agrees for one in queries.find_kept(poll_id).recounts] == [True]
    assert keys.halves_held() == {key}  # the commit hook does not run inside a test's own transaction
    jobs.sweep(factories.NOW + timedelta(days=2))
    assert keys.halves_held() == set()
    assert Entry.objects.filter(action="ballots.recount").count() == 1


def test_from_the_tally_to_the_answer_on_the_pages(district, codes, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        poll_id = counted(district, codes)
    page = reverse("ballots:recount", args=[poll_id])

    def client_of(person):
        client = Client()
        client.force_login(district.account_of(person))
        return client

    candidate, elsewhere, trustee = (
        client_of(one) for one in (district.members[1], district.members[5], district.staff[0])
    )
    assert page in candidate.get(reverse("ballots:tally", args=[poll_id])).content.decode()
    assert "申请重新计票</button>" not in elsewhere.get(page).content.decode()
    assert elsewhere.post(reverse("ballots:ask_recount", args=[poll_id])).status_code == 403
    assert "申请重新计票</button>" in candidate.get(page).content.decode()
    said = candidate.post(reverse("ballots:ask_recount", args=[poll_id]), follow=True).content.decode()
    assert "已申请" in said and 'name="code"' not in said
    wrong = trustee.post(page, {"code": codes[2]})
    assert (wrong.status_code, "这是另一把钥匙的恢复码" in wrong.content.decode()) == (422, True)
    with django_capture_on_commit_callbacks(execute=True):
        assert "等另一边的钥匙" in trustee.post(page, {"code": codes[0]}, follow=True).content.decode()
        last = client_of(district.staff[2]).post(page, {"code": codes[2]}, follow=True).content.decode()
    assert "已重新计票，与保存的票数一致" in last
    assert candidate.post(page, {"code": codes[0]}).status_code == 403
