"""The whole programme by its pages, from the bureau's roster to the archive and next year's look-back.

Three branches of 3, 12 and 60 members. The first three links are walked once; then the branch of 12 goes on at the
width of a phone, beside the branch of 3 in its joint round, and from the opinion acted upon at a desk, each page looked
at in both widths. Every kind of act is done by a page at least once for each role; what
the others do in numbers goes through the same addresses or actions.
"""

from __future__ import annotations

import pytest

from tests import factories
from tests.browser.programme import closing, early, late, snapshot
from tests.browser.programme.stage import SCHOOLS, START, Clock, Journey, everybody
from xianfeng.config import first_start
from xianfeng.config.demo import build, roster, stages

SMALL, MIDDLE = "XX06ZB", "XX05ZB"
BEGUN: dict[str, object] = {}
"""The first three links as they stood when they were walked, for the journey that goes on from there."""
LATER: dict[str, object] = {}
"""The same, once the notice hangs again."""


@pytest.fixture
def clock():
    made = Clock()
    yield made
    made.stop()


@pytest.fixture
def setting(transactional_db, settings, monkeypatch, tmp_path):
    settings.KEY_FOLDER = tmp_path / "keys"
    settings.CSRF_COOKIE_AGE = None  # the browser keeps its own time
    monkeypatch.setattr(roster, "SCHOOLS", SCHOOLS)
    monkeypatch.setattr(first_start, "ACCOUNTS_FILE", tmp_path / "accounts.json")


@pytest.fixture
def begun(setting, visit, clock, tmp_path):
    """The world after the narrations."""
    if not BEGUN:
        BEGUN.update(walk_the_beginning(Journey(visit), clock, tmp_path))
    else:
        snapshot.put_back(BEGUN["rows"])
    return BEGUN["world"], BEGUN["cast"]


def walk_the_beginning(go, clock, tmp_path) -> dict[str, object]:
    clock.on(-60)
    first_start.load_official_calendar()
    committee = factories.organization("party_committee", f"中共{roster.DISTRICT}教育局委员会", roster.COMMITTEE)
    early.import_the_roster(go, factories.account(grant="bureau_officer", at=committee), tmp_path)
    build.make_accounts(committee.pk)
    cast = {role: number for role, number, _note in stages.cast()}
    campaign_id = early.open_the_campaign(go, cast, clock, committee)
    seen = build.look_around(campaign_id, committee.pk, START + early.LONG_AFTER, START)
    world = everybody(seen, cast["党员教师"])
    branch = next(one for one in world.branches if one.code == MIDDLE)
    early.say_who_does_what(go, cast, clock, world, branch)
    early.promise(go, cast, clock, world, branch)
    early.tell(go, cast, clock, world, branch)
    return {"world": world, "cast": cast, "rows": snapshot.take()}


def test_from_the_roster_to_the_narrations(begun):
    world, _cast = begun
    assert sorted(len(one.members) for one in world.branches) == [3, 12, 14, 60]


def test_from_the_comments_to_the_notice_that_hangs_again(begun, visit, clock):
    seen, cast = begun
    branch = next(one for one in seen.branches if one.code == MIDDLE)
    small = next(one for one in seen.branches if one.code == SMALL)
    member = next(one for one in branch.members if one.number == cast["党员教师"])
    world = everybody(seen, member.number, branch.secretary.number)
    players = late.Players(Journey(visit, "phone"), branch, cast, member)

    clock.on(55)
    late.comments(players, world, member)
    clock.on(57)
    round_id = late.selects(players, world, member)
    clock.on(58)
    late.selects_together(players, small, world)
    clock.on(75)
    first, objection = late.supervised(players, world)
    quiet = late.hangs(players, small, world)
    opinion = late.speaks(players, world)
    clock.on(77)
    second = late.answers_the_objection(players, world, round_id, first, objection)
    LATER.update(opinion=opinion, quiet=quiet, second=second, rows=snapshot.take())


def test_from_the_opinion_acted_upon_to_next_years_look_back(begun, visit, clock):
    """Goes on from the notice that hangs again."""
    seen, cast = begun
    snapshot.put_back(LATER["rows"])
    branch = next(one for one in seen.branches if one.code == MIDDLE)
    small = next(one for one in seen.branches if one.code == SMALL)
    member = next(one for one in branch.members if one.number == cast["党员教师"])
    world = everybody(seen, member.number, branch.secretary.number)
    players = late.Players(Journey(visit, "desktop", also=("phone",)), branch, cast, member)
    clock.on(80)
    closing.acted_upon(players, world, member, LATER["opinion"])
    closing.satisfied(players, world)
    closing.finds_open_doors(players, world)
    clock.on(86)
    report = closing.confirmed(players, branch, world, LATER["second"])
    closing.confirmed(players, small, world, LATER["quiet"])
    closing.acknowledged(players, report)
    clock.on(99)
    closing.filed(players, world)
    clock.on(330)
    closing.looks_back(players, world)
