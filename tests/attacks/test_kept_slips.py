"""What is kept of the slips for a recount gives nothing away, and what the obvious ways of keeping them would (decision 0020).

Kept is one block, shuffled and merged with the paper, under a key of its own in two halves. Each attack fails on it and
succeeds once slips, or their keys, are kept as they are.
"""

from collections import Counter as Counts

import pytest
from django.db import connection

from tests import factories
from tests.apps.ballots.making import RULES, appoint, close, open_poll, submit, vote
from tests.attacks import attacker
from xianfeng.apps.ballots import actions, keys, queries, recovery, sealing
from xianfeng.apps.ballots.models import Counter, RollEntry, Slip

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("administrator")]
FREE = RULES.from_json({**RULES.as_json(), "cap": None, "capped": ""})
CHOICES = ("for", "against", "abstain")


def cast_all(poll_id, voters):
    """Everybody says something else; gives what was said: person -> {row: choice}."""
    truth = {}
    for turn, one in enumerate(voters):
        said = {row: CHOICES[(turn + row) % 3] for row in (1, 2, 3)}
        assert vote(poll_id, one, **{f"r{row}": choice for row, choice in said.items()})
        recused = queries.find_elector(poll_id, one.pk).recused
        truth[one.pk] = {row: "recused" if row in recused else choice for row, choice in said.items()}
    return truth


def opened(poll_id, linked, private_keys):
    """What the sealed slips of each person say."""
    codes = FREE.slip_codes()
    found = {}
    for person, contents in linked.items():
        marks = [sealing.unseal(poll_id, content, private_keys) for content in contents]
        found[person] = {mark.row: codes[mark.choice] for mark in marks if mark.row}
    return found


@pytest.mark.parametrize("kept", [False, True])
def test_a_key_kept_for_a_recount_opens_every_backup_of_the_vote(district, monkeypatch, kept):
    """Mark and slips are written in one transaction, so a backup of the vote says whose slips are whose, for ever."""
    if kept:
        monkeypatch.setattr(keys, "destroy", lambda key: False)
    poll_id = open_poll(district, rules=FREE)
    truth = cast_all(poll_id, district.members)
    backup = attacker.linked_by_transaction(attacker.take(poll_id))
    assert set(backup) == set(truth), "the link itself cannot be avoided"
    close(poll_id)
    assert Slip.objects.filter(poll=poll_id).count() == 0
    if not kept:
        with pytest.raises(keys.KeyMissing):
            keys.load(queries.get_poll(poll_id).key)
        return
    assert opened(poll_id, backup, keys.load(queries.get_poll(poll_id).key)) == truth


def test_slips_kept_beside_paper_tell_what_the_few_at_the_screen_said(district):
    """Counters hold paper and screen together; slips hold the screen alone. One voter at the screen: the recount is the vote."""
    poll_id = open_poll(district, rules=FREE)
    alone, *others = district.members[4:]
    everybody = district.members[:4] + others
    truth = cast_all(poll_id, [alone])[alone.pk]
    kept, private = list(Slip.objects.filter(poll=poll_id)), keys.load(queries.get_poll(poll_id).key)
    entries = list(RollEntry.objects.filter(poll=poll_id, person__in=everybody).values_list("pk", flat=True))
    common = {"now": factories.NOW, "actor": factories.TEST_ACTOR, "poll_id": poll_id}
    actions.hand_out_paper(**common, entry_ids=entries)
    read = {("members", 0, "valid"): len(entries)}
    for row in (1, 2, 3):
        read |= {("members", row, choice): len(entries) // 3 for choice in CHOICES}
    for teller in district.staff[:2]:
        actions.enter_paper(**common, teller_id=teller.pk, counts=read)
    close(poll_id)
    merged = Counts()
    for row, choice, count in Counter.objects.filter(poll=poll_id).values_list("row", "choice", "count"):
        merged[row, choice] += count
    assert all(sum(merged[row, choice] > 0 for choice in CHOICES) == 3 for row in (1, 2, 3)), "any of three"
    recount = opened(poll_id, {alone.pk: [bytes(one.sealed) for one in kept]}, private)
    assert recount == {alone.pk: truth}


def test_under_the_systems_key_the_block_and_its_key_are_the_counters_and_open_no_slip(district, settings):
    """Everything the server has, key folder included, once the poll is counted: the counters again, and nobody's choice,
    with what was taken during the vote neither.
    """
    poll_id = open_poll(district, rules=FREE)
    truth = cast_all(poll_id, district.members)
    during, private = attacker.take(poll_id), keys.load(queries.get_poll(poll_id).key)
    close(poll_id)
    folder = [bytes.fromhex(line) for path in settings.KEY_FOLDER.iterdir() for line in path.read_text().split()]
    loot = attacker.take(poll_id)
    assert (len(folder), loot.slips) == (2, [])
    slips = attacker.opened_block(loot, [], folder)
    said = Counts((number // 7 % 4, FREE.slip_codes()[number % 7]) for number in slips if number // 7 % 4)
    assert said == Counts((row, choice) for marks in truth.values() for row, choice in marks.items())
    assert slips not in (sorted(slips), sorted(slips, reverse=True))
    assert attacker.opened_block(loot, []) is None, "the database alone"
    joined = bytes(a ^ b for a, b in zip(*folder, strict=True))
    during.known_bytes |= {*folder, joined}
    assert attacker.read_plainly(attacker.linked_by_transaction(during), during) == {}
    during.known_bytes |= set(private)  # the attack has teeth: with the key that went at the count it names everybody
    assert set(attacker.read_plainly(attacker.linked_by_transaction(during), during)) == set(truth)


@pytest.mark.parametrize("rewritten", [True, False])
def test_the_block_opens_for_both_posts_only_and_is_the_counters(district, settings, monkeypatch, rewritten):
    """The whole database after the count with dead rows, the key folder while the first trustee's half waits there, and one
    post's two sheets: nothing. Both posts: the shuffled slips, which are the counters, and nobody's; unless the emptied
    keys of the vote still lie on the disk, which is why their table is written anew after each count, also while an older
    transaction, a backup say, could still see them.
    """
    if not rewritten:
        monkeypatch.setattr(actions.counting, "rewrite_keys", lambda: False)
    fourth = factories.person(status="non_member", works_at=district.school)
    district.accounts[fourth.pk] = factories.account(fourth)
    persons = [*district.staff[:3], fourth]
    codes = appoint(district, persons)
    own = [recovery.private_key(code) for code in codes]
    poll_id = open_poll(district, rules=FREE)
    truth = cast_all(poll_id, district.members)
    during = attacker.take(poll_id)
    close(poll_id)
    older = connection.copy()
    with older.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT count(*) FROM journal_entry")
    for turn in (0, 3):
        submit(poll_id, persons[turn], codes[turn])
    common = {"now": factories.NOW, "actor": factories.TEST_ACTOR, "poll_id": poll_id}
    actions.ask_recount(**common)
    older.close()
    assert actions.submit_half(**common, person_id=persons[0].pk, code=codes[0]) is None
    waiting = [bytes.fromhex(path.read_text()) for path in settings.KEY_FOLDER.iterdir()]
    loot = attacker.take(poll_id)
    assert (len(waiting), loot.slips, attacker.readable_marks(loot.everything, poll_id)) == (1, [], 0)
    assert len(loot.block) % 8 == 0 and attacker.one("SELECT count(*) FROM ballots_keptslips") == 1
    assert attacker.opened_block(loot, own[:2], waiting) is None, "holder and deputy of one post"
    assert attacker.opened_block(loot, own[2:]) is None, "the other post, before anybody came"
    both = attacker.opened_block(loot, own)
    assert both == attacker.opened_block(loot, own[2:], waiting), "a half in the folder is that post's code"
    said = Counts((number // 7 % 4, FREE.slip_codes()[number % 7]) for number in both if number // 7 % 4)
    assert said == Counts((row, choice) for marks in truth.values() for row, choice in marks.items())
    assert both not in (sorted(both), sorted(both, reverse=True))
    # Both posts' codes and dead rows: the slips of the vote are still there, the keys to them are not.
    dead = attacker.cut_out(attacker.linked_by_dead_rows(loot), sealing.sealed_length(2))
    assert dead.keys() & truth.keys()
    loot.known_bytes |= attacker.keys_opened_by(loot, own)
    assert bool(attacker.read_plainly(dead, loot)) is not rewritten
    # The honest limit: both codes and what was taken while the poll was open.
    during.known_bytes |= attacker.keys_opened_by(during, own)
    assert set(attacker.read_plainly(attacker.linked_by_transaction(during), during)) == set(truth)
