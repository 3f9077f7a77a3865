"""Why slips go with the count and are not kept for a contest: what keeping them would give away (decision 0020).

Each attack fails on what there is after the count and succeeds once slips, or their key, are kept the way a recount would need.
"""

from collections import Counter as Counts

import pytest

from tests import factories
from tests.apps.ballots.making import RULES, close, open_poll, vote
from tests.attacks import attacker
from xianfeng.apps.ballots import actions, keys, queries, sealing
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
