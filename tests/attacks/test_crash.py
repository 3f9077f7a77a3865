"""Processes killed in the worst moment: no vote lost, none doubled, one count."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.db import connection

from tests import factories
from tests.apps.ballots.making import RULES, appoint, close, open_poll, submit, vote
from xianfeng.apps.ballots import actions, keys, queries, recovery, sealing
from xianfeng.apps.ballots.models import Counter, KeptSlips, Poll, PollKey, RollEntry, Slip
from xianfeng.apps.journal.queries import verify_chain

pytestmark = pytest.mark.django_db(transaction=True)

CHILD = """
import json, os, pathlib, signal, sys
import django
django.setup()
from datetime import datetime
from xianfeng.apps.ballots import actions, keys
from xianfeng.apps.ballots.actions import casting, counting
from xianfeng.apps.ballots.models import Slip
from xianfeng.apps.journal.actions import Actor
die = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)

def carry_out(order):
    now = datetime.fromisoformat(order["now"])
    if order["die"] == "before_slips":
        casting.Slip.objects.bulk_create = die
    elif order["die"] == "after_slips":
        whole = Slip.objects.bulk_create
        casting.Slip.objects.bulk_create = lambda rows: (whole(rows), die())
    elif order["die"] == "after_counters":
        counting._finish = die
    elif order["die"] == "before_commit":
        counting.record = die
    elif order["die"] == "before_key_is_gone":
        keys.destroy = die
    if order["do"] == "cast":
        taken = actions.cast(now=now, poll_id=order["poll"], person_id=order["person"], marks={1: ["for"], 2: ["against"]})
        if order["die"] == "before_confirmation":
            die()
        return taken
    return actions.close_poll(now=now, actor=Actor(None, None, "child"), poll_id=order["poll"]).state

for line in sys.stdin:
    order = json.loads(line)
    read, write = os.pipe()
    process = os.fork()
    if not process:
        django.conf.settings.KEY_FOLDER = pathlib.Path(order["keys"])
        os.write(write, json.dumps(carry_out(order)).encode())
        os._exit(0)
    os.close(write)
    said = os.fdopen(read).read()
    print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), said]), flush=True)
"""
"""Loads the application once; each order is carried out, or not to its end, by a process of its own."""


def database_address() -> str:
    values = connection.get_connection_params()
    name, secret = quote(values.get("user", "")), quote(values.get("password") or "")
    where = {key: values[key] for key in ("host", "port") if values.get(key)}
    return f"postgresql://{name}:{secret}@/{values['dbname']}?{urlencode(where)}"


@pytest.fixture(scope="module")
def parent(django_db_setup, django_db_blocker) -> Iterator[subprocess.Popen[str]]:
    with django_db_blocker.unblock():
        address = database_address()
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "xianfeng.config.settings",
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", CHILD], env=environment, **pipes) as process:
        yield process
        process.stdin.close()


@pytest.fixture
def ask(parent, settings):
    """`ask(poll_id, do, die, person)`: what a process of its own gave back; None if it was killed, as `die` says."""

    def carry_out(poll_id, do, die="", person=None):
        later = timedelta(hours=3) if do == "close" else timedelta(minutes=1)
        order = {"do": do, "die": die, "poll": poll_id, "person": person, "now": (factories.NOW + later).isoformat()}
        print(json.dumps({**order, "keys": str(settings.KEY_FOLDER)}), file=parent.stdin, flush=True)
        status, said = json.loads(parent.stdout.readline())
        assert status == (-signal.SIGKILL if die else 0), (die, said)
        return None if die else json.loads(said)

    return carry_out


def standing(poll_id) -> tuple[int, int]:
    return RollEntry.objects.filter(poll_id=poll_id, marked=True).count(), Slip.objects.filter(poll_id=poll_id).count()


@pytest.mark.parametrize(
    ("moment", "left"), [("before_slips", (0, 0)), ("after_slips", (0, 0)), ("before_confirmation", (1, 4))]
)
def test_killed_between_ballot_and_confirmation(district, ask, moment, left):
    poll_id = open_poll(district)
    voter = district.members[0].pk
    ask(poll_id, "cast", moment, voter)
    assert standing(poll_id) == left
    assert ask(poll_id, "cast", "", voter) is (left == (0, 0))
    assert standing(poll_id) == (1, 4)
    for member in district.members[1:6]:
        vote(poll_id, member, r1="for")
    close(poll_id)
    assert queries.get_tally(poll_id).returned == 6


@pytest.mark.parametrize("moment", ["after_counters", "before_commit", "before_key_is_gone"])
def test_closing_killed_half_way_can_be_repeated_and_counts_once(district, ask, moment):
    """One of the three is under two trustees, whose parts have both come: what is kept for a recount is there once as well."""
    codes = four_codes(district) if moment == "before_commit" else []
    poll_id = open_poll(district)
    key = queries.get_poll(poll_id).key
    for member in district.members[5:12]:
        vote(poll_id, member, r1="for", r3="against")
    if codes:
        close(poll_id)  # the voting is stopped, both codes are waited for
    for post, code in zip((1, 2), codes[::2], strict=bool(codes)):
        part = PollKey.objects.get(poll=poll_id, post=post, is_deputy=False)
        public = bytes.fromhex(Poll.objects.get(pk=poll_id).public_keys[post - 1])
        private = sealing.unseal_key(bytes(part.sealed), recovery.private_key(code), public)
        keys.save_part(key, post, private)
    ask(poll_id, "close", moment)
    committed = moment == "before_key_is_gone"
    assert Poll.objects.get(pk=poll_id).state == ("closed" if committed else "closing")
    assert standing(poll_id) == ((0, 0) if committed else (7, 28))
    assert Counter.objects.filter(poll_id=poll_id).exists() is committed
    assert KeptSlips.objects.exists() is committed
    assert not PollKey.objects.exclude(kept_half=b"").exists()
    assert keys.held() == {key}
    assert ask(poll_id, "close") == "closed"
    tally = queries.get_tally(poll_id)
    assert (tally.returned, tally.rows[0].of("for"), tally.rows[2].of("against")) == (7, 7, 7)
    assert (KeptSlips.objects.count(), PollKey.objects.exclude(kept_half=b"").count()) == (1, 4 if codes else 0)
    assert (keys.held(), keys.kept_held()) == (set(), set() if codes else {key})
    if not codes:  # the key that lies there is that of the block which was committed, not of one a crash undid
        assert actions.ask_recount(now=factories.NOW, actor=factories.TEST_ACTOR, poll_id=poll_id) is True
    assert verify_chain()[1] is None


def four_codes(district):
    """The recovery codes of both posts, a fourth keeper found for them: (holder, deputy, holder, deputy)."""
    fourth = factories.person(status="non_member", works_at=district.school)
    district.accounts[fourth.pk] = factories.account(fourth)
    district.keepers = [*district.staff[:3], fourth]
    return appoint(district, district.keepers)


def test_both_trustees_at_the_same_moment_count_once(district, settings):
    """Four codes sent by six threads, each post twice and both its keepers: one count, nothing left."""
    from concurrent.futures import ThreadPoolExecutor

    codes = four_codes(district)
    persons = district.keepers
    poll_id = open_poll(district)
    for member in district.members[5:12]:
        vote(poll_id, member, r1="for")
    close(poll_id)

    def hand_in(turn):
        try:
            return submit(poll_id, persons[turn], codes[turn]).state
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(hand_in, [0, 2, 1, 3, 0, 2]))
    assert set(answers) <= {"closing", "closed"}
    assert queries.get_poll(poll_id).state == "closed"
    assert (queries.get_tally(poll_id).returned, keys.held(), standing(poll_id)) == (7, set(), (0, 0))
    assert KeptSlips.objects.count() == 1
    assert verify_chain()[1] is None


def test_sheets_sent_at_the_same_moment_count_once(district, settings):
    """Twelve threads send for six electors, twice each, while the poll is being closed in their midst."""
    from concurrent.futures import ThreadPoolExecutor
    from datetime import timedelta

    from tests import factories
    from xianfeng.apps.ballots import actions

    poll_id = open_poll(district, rules=RULES)
    first, second = district.members[:6], district.members[6:12]
    for member in first:
        vote(poll_id, member, r1="for")
    jobs = [member.pk for member in second for _ in range(2)]
    random.Random(7).shuffle(jobs)

    def send(person_id):
        try:
            return actions.cast(
                now=factories.NOW + timedelta(minutes=9), poll_id=poll_id, person_id=person_id, marks={2: ["for"]}
            )
        except actions.SheetRefused as refused:
            return refused.code
        finally:
            connection.close()

    def shut(_):
        try:
            return actions.close_poll(
                now=factories.NOW + timedelta(minutes=9),
                actor=factories.TEST_ACTOR,
                poll_id=poll_id,
                reason="会议提前结束",
            ).state
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        sent = [pool.submit(send, job) for job in jobs[:6]]
        closing = pool.submit(shut, None)
        sent += [pool.submit(send, job) for job in jobs[6:]]
        answers = [job.result() for job in sent]
        assert closing.result() == "closed"
    assert set(answers) <= {True, False, "poll_not_open"}
    assert queries.get_tally(poll_id).returned == 6 + answers.count(True)
    assert standing(poll_id) == (0, 0)
