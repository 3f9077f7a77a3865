"""The two trustees of an organisation's ballots: their appointment, their own keys, and the opening of a box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.ballots import keys, queries, recovery, sealing
from xianfeng.apps.ballots.actions.counting import close_poll
from xianfeng.apps.ballots.actions.own_keys import TrusteeRefused, find_own, private_of
from xianfeng.apps.ballots.models import Poll, PollKey, StandingKey, TrusteePost
from xianfeng.apps.ballots.queries import PollRow
from xianfeng.apps.journal.actions import Actor, record
from xianfeng.apps.people import queries as people


@dataclass(frozen=True)
class NewPost:
    """One post: what it is called (纪检委员, 教师代表), who keeps its key, who stands in."""

    title: str
    holder_id: int
    deputy_id: int


@transaction.atomic
def appoint_trustees(*, now: datetime, actor: Actor, organization_id: int, posts: Sequence[NewPost]) -> None:
    """Fill both posts with four different persons; what stood before ends and stays readable.

    None of them may administer the system, and each needs an account, since the own key is made in the own login.
    Candidates cannot be known here: they are barred when a poll opens.
    """
    persons = [person for one in posts for person in (one.holder_id, one.deputy_id)]
    if len(posts) != len(queries.POSTS) or len(set(persons)) != 2 * len(queries.POSTS):
        raise TrusteeRefused("not_four_persons")
    if not all(one.title.strip() for one in posts):
        raise TrusteeRefused("title_missing")
    if not people.belong(persons, organization_id, on=timezone.localdate(now)):
        raise TrusteeRefused("person_elsewhere")
    running = TrusteePost.objects.select_for_update().filter(organization_id=organization_id, ended_at__isnull=True)
    standing = {one.post: one for one in running}
    changed = []
    for number, one in zip(queries.POSTS, posts, strict=True):
        new = TrusteePost(
            organization_id=organization_id,
            post=number,
            title=one.title.strip()[:40],
            holder_id=one.holder_id,
            deputy_id=one.deputy_id,
            appointed_at=now,
            appointed_by_label=actor.label,
        )
        old = standing.get(number)
        if old and (old.title, old.holder_id, old.deputy_id) == (new.title, new.holder_id, new.deputy_id):
            continue
        for person in (new.holder, new.deputy):
            if people.find_account_of(person.pk) is None:
                raise TrusteeRefused("without_account", name=person.name)
            if queries.is_administrator(person.pk, on=timezone.localtime(now).date()):
                raise TrusteeRefused("is_administrator", name=person.name)
        if old:
            old.ended_at = now
            old.save(update_fields=["ended_at"])
        new.save(force_insert=True)
        changed.append(new)
    if changed:
        record(
            now=now,
            actor=actor,
            action="ballots.appoint_trustees",
            subject=f"organization:{organization_id}",
            organization_id=organization_id,
            detail={
                "posts": [
                    {"post": one.post, "title": one.title, "holder": one.holder_id, "deputy": one.deputy_id}
                    for one in changed
                ]
            },
        )


@transaction.atomic
def make_key(*, now: datetime, actor: Actor, person_id: int) -> str:
    """Make a key for the own person and give its recovery code, once: only the public half and a check value stay.

    A key made before and never copied back is dropped. The key in use stays in use until the new one is confirmed.
    """
    code = recovery.make_code()
    public = recovery.public_key(code)
    StandingKey.objects.filter(person_id=person_id, confirmed_at__isnull=True).delete()
    made = StandingKey.objects.create(
        person_id=person_id, public_key=public.hex(), check_value=recovery.check_value(public), made_at=now
    )
    record(
        now=now,
        actor=actor,
        action="ballots.make_key",
        subject=f"ballots_standing_key:{made.pk}",
        person_id=person_id,
        detail={"check_value": made.check_value},
    )
    return code


@transaction.atomic
def confirm_key(*, now: datetime, actor: Actor, person_id: int, code: str) -> None:
    """Copy the code back from the printed sheet: only then is the key used, and the one before retired."""
    private_of(code)
    making = StandingKey.objects.select_for_update().filter(person_id=person_id, confirmed_at__isnull=True).first()
    public = recovery.public_key(code).hex()
    if making is None:
        if StandingKey.objects.filter(person_id=person_id, public_key=public, retired_at__isnull=True).exists():
            return
        raise TrusteeRefused("no_key_in_making")
    if making.public_key != public:
        raise TrusteeRefused("code_of_another_key", check_value=making.check_value)
    StandingKey.objects.filter(person_id=person_id, confirmed_at__isnull=False, retired_at__isnull=True).update(
        retired_at=now
    )
    making.confirmed_at = now
    making.save(update_fields=["confirmed_at"])
    record(
        now=now,
        actor=actor,
        action="ballots.confirm_key",
        subject=f"ballots_standing_key:{making.pk}",
        person_id=person_id,
        detail={"check_value": making.check_value},
    )


def submit_key(*, now: datetime, actor: Actor, poll_id: int, person_id: int, code: str) -> PollRow:
    """Hand in the recovery code of one post after closing; the second post's code opens the box and counts.

    Either the trustee or the deputy of each post, in any order; sending the same again is harmless. The code itself is
    kept nowhere: it opens the sealed key of this poll, and that lies in the key folder until the other post has come.
    """
    mine, private = find_own(poll_id, person_id, code)
    poll = Poll.objects.get(pk=poll_id)
    if poll.state == Poll.State.OPEN:
        if now < poll.closes_at:
            raise TrusteeRefused("poll_still_open")
        close_poll(now=now, actor=actor, poll_id=poll_id)
    with transaction.atomic():
        poll = Poll.objects.select_for_update().get(pk=poll_id)
        if poll.state == Poll.State.CLOSING and mine.post not in keys.parts_here(poll.key):
            keys.save_part(poll.key, mine.post, _unsealed(poll, mine, private))
            record(
                now=now,
                actor=actor,
                action="ballots.submit_key",
                subject=f"poll:{poll_id}",
                organization_id=poll.organization_id,
                detail={"post": mine.post, "title": mine.title, "as_deputy": mine.is_deputy},
            )
    return close_poll(now=now, actor=actor, poll_id=poll_id)


def _unsealed(poll: Poll, mine: PollKey, private: bytes) -> bytes:
    try:
        return sealing.unseal_key(bytes(mine.sealed), private, bytes.fromhex(poll.public_keys[mine.post - 1]))
    except sealing.SlipUnreadable as error:
        raise TrusteeRefused("key_damaged") from error
