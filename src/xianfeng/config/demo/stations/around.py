"""What goes on beside the programme: the next plan is out for opinions, and things found wrong are being put right."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.plans import actions as plans
from xianfeng.apps.plans import queries as plan_queries
from xianfeng.apps.tracking import actions as tracking
from xianfeng.apps.tracking import queries as items
from xianfeng.config.demo import words
from xianfeng.config.demo.crowd import Branch, Someone

if TYPE_CHECKING:
    from xianfeng.config.demo.build import World

NEXT_PACK = "three_innovations_four_deeds"
LASTS = timedelta(days=21)


def consult_on_next(world: World) -> None:
    """The committee asks everybody about the plan of next year; one opinion has been answered, one waits."""
    known = [row for row in plan_queries.list_versions(frozenset([world.committee_id])) if row.pack_code == NEXT_PACK]
    if known:
        return
    begun = world.today - timedelta(days=7)
    common = {"now": world.at(begun, 9), "actor": world.office}
    version = plans.adopt_pack(**common, pack=NEXT_PACK, organization_id=world.committee_id)
    plans.start_consultation(**common, version_id=version, from_date=begun, until_date=begun + LASTS)
    answered, waiting = words.NEXT_PLAN_COMMENTS
    heard = plans.comment(today=begun + timedelta(days=2), version_id=version, source="member", text=answered)
    plans.answer_comment(
        now=world.at(begun + timedelta(days=4)),
        actor=world.office,
        comment_id=heard,
        adopted=True,
        answer=words.NEXT_PLAN_ANSWER,
    )
    plans.comment(today=begun + timedelta(days=5), version_id=version, source="staff", text=waiting)


def put_right(world: World, shown: str, behind: str) -> None:
    """Four things to put right: one overdue, one under way, one waiting for a verdict, one for the inspector."""
    of = {branch.code: branch for branch in world.branches}
    # A look-back before this round brought them up; the day lies before every due date below.
    found = world.today - timedelta(days=25)
    for code, what, due_in, state in (
        (behind, words.TO_PUT_RIGHT[0], -3, "accepted"),
        (shown, words.TO_PUT_RIGHT[1], 5, "accepted"),
        (shown, words.TO_PUT_RIGHT[2], 9, "submitted"),
    ):
        branch = of.get(code)
        if branch is None or branch.secretary is None:
            continue
        owner = branch.others[-1] if state == "submitted" and branch.others else branch.secretary
        item = _open(world, branch, owner, what, found, world.today + timedelta(days=due_in), world.office)
        _take(world, owner, item, finished=state == "submitted", on=found + timedelta(days=3))
    inspector = world.inspector
    home = next((one for one in world.branches if inspector in one.members), None)
    if inspector is not None and home is not None:
        _open(world, home, inspector, words.TO_LOOK_AT, found, world.today + timedelta(days=4), world.office)


def _open(world: World, branch: Branch, owner: Someone, what: str, on: date, due: date, by: Actor) -> int:
    now: datetime = world.at(on, 14)
    return tracking.open_item(
        now=now,
        actor=by,
        organization_id=branch.id,
        nonce=f"demo-{world.campaign_id}-{branch.code}-{owner.id}",
        draft=tracking.Draft(
            what=what + words.MADE_UP, due_on=due, origin="look_back", origin_text="上一轮回头看", owner_id=owner.id
        ),
    )


def _take(world: World, owner: Someone, item: int, *, finished: bool, on: date) -> None:
    version = items.get_item(item).version
    tracking.accept(now=world.at(on), actor=owner.actor, item_id=item, version=version)
    if finished:
        done = world.today - timedelta(days=1)
        tracking.submit_evidence(
            now=world.at(done, 16),
            actor=owner.actor,
            item_id=item,
            version=items.get_item(item).version,
            text=words.PUT_RIGHT,
            occurred_on=done,
        )
