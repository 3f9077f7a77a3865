"""What goes on beside the programme: the next plan is out for opinions, things found wrong are being put right, keepers of
ballot keys are named, and accounts of good members are on their way to the gallery."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, UUID, uuid5

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.campaigns import actions as campaigns
from xianfeng.apps.exemplars import actions as exemplars
from xianfeng.apps.exemplars import queries as gallery
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.plans import actions as plans
from xianfeng.apps.plans import queries as plan_queries
from xianfeng.apps.tracking import actions as tracking
from xianfeng.apps.tracking import queries as items
from xianfeng.config.demo import words
from xianfeng.config.demo.crowd import Branch, Someone
from xianfeng.config.demo.reach import acts

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


def set_up_office(world: World) -> None:
    """The programme has its leading group and office, and the document everything stands on is issued to every branch;
    most have acknowledged it."""
    clerk = next((one for branch in world.branches for one in branch.members if one.actor == world.office), None)
    if clerk is None:
        return
    campaigns.register_group(
        now=world.at(world.starts_on, 10),
        actor=world.office,
        campaign_id=world.campaign_id,
        organization_id=world.committee_id,
        founded_on=world.starts_on,
        head=f"{clerk.name}{clerk.number}",
        **words.OFFICE,
    )
    title, number, text = words.DOCUMENT
    made = campaigns.issue_document(
        now=world.at(world.starts_on, 11),
        actor=world.office,
        nonce=uuid5(NAMESPACE_OID, f"demo-{world.campaign_id}-document"),
        organization_id=world.committee_id,
        title=title,
        number=f"{number}{world.campaign_id}号",
        issued_on=world.starts_on,
        text=text,
        recipient_ids=[branch.id for branch in world.branches],
    )
    campaigns.cite_document(
        now=world.at(world.starts_on, 11), actor=world.office, document_id=made, campaign_id=world.campaign_id,
        step_code="party_pledge",
    )  # fmt: skip
    for branch in world.branches:
        # The printed secretary has it still to do.
        if branch.secretary is not None and branch.secretary.number not in world.left_to_do:
            campaigns.acknowledge_document(
                now=world.at(world.starts_on + timedelta(days=1)), actor=branch.secretary.actor, document_id=made,
                organization_id=branch.id,
            )  # fmt: skip


def share_practices(world: World, code: str, user: str) -> None:
    """One practice in the library that another branch uses, one that waits for the bureau."""
    of = {branch.code: branch for branch in world.branches if branch.secretary}
    if code not in of or user not in of:
        return
    author, other = of[code], of[user]
    day = world.starts_on + timedelta(days=4)
    for is_approved, draft in zip((True, False), words.PRACTICES, strict=True):
        made = exemplars.write_practice(
            now=world.at(day), actor=author.secretary.actor, organization_id=author.id, draft=exemplars.Draft(*draft),
            nonce=uuid5(NAMESPACE_OID, f"demo-{world.committee_id}-{draft[0]}"),
        )  # fmt: skip
        if is_approved and gallery.get_practice(made).stage != "approved":
            exemplars.approve(now=world.at(day + timedelta(days=1)), actor=world.office, practice_id=made)
            exemplars.adopt(
                now=world.at(day + timedelta(days=2)), actor=other.secretary.actor, practice_id=made,
                organization_id=other.id, note=words.ADOPTED,
            )  # fmt: skip


def keep_in_touch(world: World, code: str) -> None:
    """Beside the links: talks with colleagues who are no members, care for one of them, a candidate cultivated from the
    start. In one branch, so that the pages show what they are for."""
    branch = next((one for one in world.branches if one.code == code), None)
    if branch is None or branch.secretary is None or len(branch.others) < 2 or len(branch.staff) < 3:
        return
    # Not with the printed member, whose own part is left to the visitor.
    *_, helper, candidate = sorted(branch.others, key=lambda one: one.number not in world.left_to_do)
    for step, left, right in (
        ("staff_talks", helper, branch.staff[0]),
        ("staff_talks", branch.secretary, branch.staff[1]),
        ("care", helper, branch.staff[2]),
        ("cultivation", branch.secretary, candidate),
    ):
        _meet(world, branch, step, left, right)


def _meet(world: World, branch: Branch, step: str, left: Someone, right: Someone) -> None:
    """The two agree, meet once, and mean to meet again."""
    pairing, day = acts("pairing"), world.opens_on(step) + timedelta(days=3)

    def nonce(what: str) -> UUID:
        return uuid5(NAMESPACE_OID, f"demo-{world.campaign_id}-{step}-{left.id}-{right.id}-{what}")

    params = world.steps[step].params
    pair = pairing.propose(
        now=world.at(day, 9),
        actor=left.actor,
        nonce=nonce("pair"),
        campaign_id=world.campaign_id,
        step_code=step,
        organization_id=branch.id,
        new=pairing.NewPair(params["relations"][0]["code"], left.id, right.id, from_date=day),
        agrees_left=True,
    )
    if params["form"] != "talk":
        pairing.agree(now=world.at(day, 12), actor=right.actor, pair_id=pair, right=True)
    contact = pairing.log(
        now=world.at(day + timedelta(days=1)),
        actor=left.actor,
        nonce=nonce("contact"),
        pair_id=pair,
        held_on=day + timedelta(days=1),
        agreed=words.CARED if params.get("content_kept") else "",
        next_on=world.today + timedelta(days=12),
    )
    pairing.confirm(now=world.at(day + timedelta(days=2)), actor=right.actor, contact_id=contact)


def name_keepers(world: World, shown: str) -> None:
    """Two trustees and their deputies, who are still to make their keys: until then votes go on under the system's key."""
    branch = next((one for one in world.branches if one.code == shown), None)
    if branch is None or len(branch.others) < 4:
        return
    # The printed member first, so that there is a key to make for who signs in.
    first, *rest = sorted(branch.others, key=lambda one: one.number not in world.left_to_do)
    ballots.appoint_trustees(
        now=world.at(world.starts_on),
        actor=world.office,
        organization_id=branch.id,
        posts=[
            ballots.NewPost(words.KEY_POSTS[0], first.id, rest[0].id),
            ballots.NewPost(words.KEY_POSTS[1], rest[1].id, rest[2].id),
        ],
    )


def tell_of_good_members(world: World, codes: tuple[str, ...]) -> None:
    """One account in each of these branches: one waits for the person, one hangs in the gallery, one is to be published,
    one goes back with a doubt."""
    of = {branch.code: branch for branch in world.branches}
    for code, title, until in zip(
        codes, words.EXEMPLAR_TITLES, ("to_consent", "public", "to_publish", "doubted"), strict=True
    ):
        branch = of.get(code)
        if branch is None or branch.secretary is None or not branch.others:
            continue
        whom = min(branch.others, key=lambda one: one.number not in world.left_to_do)
        _tell(world, branch, whom, title, until)


def _tell(world: World, branch: Branch, whom: Someone, title: str, until: str) -> None:
    day = world.opens_on("selection")
    made = exemplars.recommend(
        now=world.at(day, 9),
        actor=branch.secretary.actor,
        campaign_id=world.campaign_id,
        organization_id=branch.id,
        person_id=whom.id,
        title=title,
        story=words.EXEMPLAR_STORY,
        reasons=words.EXEMPLAR_REASONS,
        deeds=words.EXEMPLAR_DEEDS,
    )
    for deed in gallery.get_exemplar(made).deeds:
        is_true = until != "doubted" or deed.what != words.EXEMPLAR_DEEDS[0][0]
        exemplars.verify(
            now=world.at(day, 14),
            actor=world.office,
            deed_id=deed.id,
            is_true=is_true,
            doubt="" if is_true else words.EXEMPLAR_DOUBT,
        )
    if until in ("to_publish", "public"):
        version = gallery.get_exemplar(made).version
        exemplars.consent(now=world.at(day, 16), actor=whom.actor, exemplar_id=made, version=version)
    if until == "public":
        version = gallery.get_exemplar(made).version
        exemplars.publish(now=world.at(day, 17), actor=world.office, exemplar_id=made, version=version)
