"""The whole programme by its pages, from the bureau's roster to the archive and next year's look-back.

Three branches of 3, 12 and 60 members. The first three links are walked once; then the branch of 12 goes on at the
width of a phone, beside the branch of 3 in its joint round, and from the opinion acted upon at a desk, each of its
pages looked at in both widths. With XF_WHOLE_JOURNEY=1 all three schools do every step. Secretary, member, teacher and
somebody without an account do their part by the pages; what the others do in numbers goes through the same addresses or
actions.
"""

from __future__ import annotations

import os

import pytest

from tests import factories
from tests.browser.programme import closing, early, late, snapshot
from tests.browser.programme.stage import SCHOOLS, START, Clock, Journey, everybody
from xianfeng.config import first_start
from xianfeng.config.demo import build, roster, stages
from xianfeng.config.demo.stations import comment

EVERY = bool(os.environ.get("XF_WHOLE_JOURNEY"))
"""Whether the branches of 3 and of 60 do by the pages all that the one of 12 does: some minutes more."""
SMALL, MIDDLE, LARGE = "XX06ZB", "XX05ZB", "GZ01ZB"
BEGUN: dict[str, object] = {}
"""The first three links as they stood when they were walked, for the journey that goes on from there."""
LATER: dict[str, object] = {}
"""The same, once the notice hangs again."""


def schools(world, cast, go) -> dict[str, late.Players]:
    """One person of each role around each of the three branches."""
    found = {}
    for code in (SMALL, MIDDLE, LARGE):
        branch = next(one for one in world.branches if one.code == code)
        named = [one for one in branch.members if one.number == cast["党员教师"]]
        found[code] = late.Players(go, branch, cast, (named or branch.others)[0])
    return found


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
    small, middle, large = schools(seen, cast, Journey(visit, "phone")).values()
    by_hand = {one.number for school in (small, middle, large) for one in (school.who, school.branch.secretary)}
    world = everybody(seen, *by_hand)

    clock.on(55)
    for school in (middle, small, large) if EVERY else (middle,):
        late.comments(school, world)
    if not EVERY:
        comment.of_branch(everybody(seen), small.branch, reached=False)  # its notice may not hang before
    clock.on(57)
    round_id = late.selects(middle, world)
    if EVERY:
        late.selects(large, world)
    clock.on(58)
    late.selects_together(small, world)
    clock.on(75)
    first, objection = late.supervised(middle, world)
    quiet = {school.branch.code: late.hangs(school, world) for school in ((small, large) if EVERY else (small,))}
    opinion = late.speaks(middle, world)
    clock.on(77)
    second = late.answers_the_objection(middle, world, round_id, first, objection)
    LATER.update(opinion=opinion, notices={**quiet, MIDDLE: second}, rows=snapshot.take())


def test_from_the_opinion_acted_upon_to_next_years_look_back(begun, visit, clock):
    """Goes on from the notice that hangs again."""
    seen, cast = begun
    snapshot.put_back(LATER["rows"])
    found = schools(seen, cast, Journey(visit, "desktop"))
    found[MIDDLE].go = Journey(visit, "desktop", also=("phone",))
    middle, world = found[MIDDLE], everybody(seen)
    clock.on(80)
    closing.acted_upon(middle, world, LATER["opinion"])
    whole = list(found.values()) if EVERY else [middle]
    closing.finds_open_doors(middle, world)
    clock.on(86)
    for code, notice in LATER["notices"].items():
        closing.acknowledged(found[code], closing.confirmed(found[code], world, notice))
    for school in whole:
        closing.satisfied(school, world)
    clock.on(99)
    for school in whole:
        closing.filed(school, world)
    clock.on(330)
    closing.looks_back(middle, world)
