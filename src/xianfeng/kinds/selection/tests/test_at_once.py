"""Two people sign at the same moment: each act sees what the other has done."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread
from types import SimpleNamespace

import pytest
from django.db import connection

from xianfeng.apps.results.models import Decision, Honour
from xianfeng.kinds.selection import actions, honours, queries
from xianfeng.kinds.selection.tests.place import DAY, PATTERNS, Place

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """The codes of the refusals, "" for what went through."""
    said = []

    def run(act):
        try:
            act()
            said.append("")
        except actions.SelectionRefused as refused:
            said.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    return sorted(said)


def meeting_there(monkeypatch, room, name, answer=None):
    """Whoever has read `name` waits a moment for the other to have read it too: only a lock keeps the other away."""
    both, read = Barrier(2), getattr(room, name)

    def wait(*args, **kwargs):
        found = read(*args, **kwargs) if answer is None else answer
        with suppress(BrokenBarrierError):
            both.wait(0.3)
        return found

    monkeypatch.setattr(room, name, wait)


def test_of_two_decisions_at_once_only_one_gives_the_person_an_honour_and_an_honour_is_given_once(monkeypatch):
    place = Place(members=9, staff=0, cap="1/2", non_members_at_least=None)
    place.add_selection("workers", "优秀党务工作者", non_members_at_least=None)
    a = place.district.members[1]
    rounds = []
    for code in ("selection", "workers"):
        place.start(step_code=code).nominate(a)
        rounds.append((place.round_id, place.open()))
    for round_id, poll in rounds:
        place.round_id = round_id
        place.vote(poll, {a: 9})

    def decide(round_id):
        stage = queries.stage_of(queries.get_round(round_id))
        actions.decide(
            now=place.now, actor=place.actor, round_id=round_id, body="支部委员会", meeting_on=DAY,
            chosen=list(stage.result.chosen), reasons={}, remarks=dict.fromkeys(PATTERNS, "研究过"), on=DAY,
        )  # fmt: skip

    with monkeypatch.context() as patched:
        meeting_there(patched, queries, "list_chosen_elsewhere")
        assert at_once(*(lambda number=number: decide(number) for number, _poll in rounds)) == ["", "chosen_elsewhere"]
    signed = Decision.objects.get()
    assert signed.signed_by_id == place.district.secretary.pk
    given = {"now": place.now, "actor": place.actor, "approval": "区委〔2026〕5号", "on": DAY}
    place.round_id = next(
        number for number, _poll in rounds if queries.get_round(number).step_code == signed.result.step_code
    )
    meeting_there(monkeypatch, honours, "list_finished_notices", [SimpleNamespace(id=1)])
    award = lambda: honours.award(**given, round_id=place.round_id)  # noqa: E731 - run twice at once
    assert at_once(award, award) == ["", ""]
    assert Honour.objects.values_list("person_id", flat=True).get() == a.pk
