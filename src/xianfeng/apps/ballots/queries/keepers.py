"""Who keeps the two keys of an organisation's ballots, whose keys are ready, and whose part a closed poll waits for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from xianfeng.apps.ballots import keys
from xianfeng.apps.ballots.models import Poll, PollKey, StandingKey, TrusteePost
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people import queries as people

POSTS = (1, 2)


class TrusteesUnfit(Refused):
    """Trustees are appointed, but one of them stands in this poll or administers the system (names)."""

    code = "trustees_unfit"


@dataclass(frozen=True)
class KeeperRow:
    """One trustee or deputy of a post."""

    post: int
    title: str
    person_id: int
    name: str
    is_deputy: bool
    has_key: bool
    """The own key is made and has been copied back from the sheet."""


@dataclass(frozen=True)
class PostRow:
    """One appointment, running or past."""

    post: int
    title: str
    holder: str
    deputy: str
    appointed_at: datetime
    appointed_by: str
    ended_at: datetime | None


def list_keepers(organization_id: int) -> list[KeeperRow]:
    """The four persons now appointed by this very organisation, holder before deputy; [] when nobody is."""
    posts = list(
        TrusteePost.objects.filter(organization_id=organization_id, ended_at__isnull=True)
        .select_related("holder", "deputy")
        .order_by("post")
    )
    ready = _with_key([person for post in posts for person in (post.holder_id, post.deputy_id)])
    return [
        KeeperRow(post.post, post.title, person.pk, person.name, is_deputy, person.pk in ready)
        for post in posts
        for person, is_deputy in ((post.holder, False), (post.deputy, True))
    ]


def _with_key(person_ids: Collection[int]) -> set[int]:
    found = StandingKey.objects.filter(
        person_id__in=person_ids, confirmed_at__isnull=False, retired_at__isnull=True
    ).values_list("person_id", flat=True)
    return set(found)


def list_appointments(organization_id: int) -> list[PostRow]:
    """Running and past appointments, the latest first in each post."""
    found = TrusteePost.objects.filter(organization_id=organization_id).select_related("holder", "deputy")
    return [
        PostRow(
            one.post,
            one.title,
            one.holder.name,
            one.deputy.name,
            one.appointed_at,
            one.appointed_by_label,
            one.ended_at,
        )
        for one in found.order_by("post", "-appointed_at", "-pk")
    ]


def is_administrator(person_id: int, *, on: date) -> bool:
    """Whether the person holds one of the three administrators' roles."""
    account = people.find_account_of(person_id)
    viewer = people.get_viewer(account, on=on) if account else None
    return viewer is not None and any(viewer.has(role) for role in ("system_admin", "security_admin", "audit_admin"))


def find_trustees(organization_id: int, standing: Collection[int], *, on: date) -> list[KeeperRow]:
    """The trustees for a poll of this organisation: its own, else the nearest superior's; [] where none are ready.

    `standing`: persons who are candidates, none of whom may keep a key, nor may an administrator. When the nearest
    trustees are unfit the next superior's serve; when nobody's do, `TrusteesUnfit` names who stands in the way, so that
    nobody falls back to the system's key unnoticed.
    """
    unfit: list[str] = []
    seen: set[int] = set()
    place: int | None = organization_id
    while place is not None and place not in seen:
        seen.add(place)
        keepers = list_keepers(place)
        if len(keepers) == 2 * len(POSTS) and all(one.has_key for one in keepers):
            barred = [
                one.name for one in keepers if one.person_id in standing or is_administrator(one.person_id, on=on)
            ]
            if not barred:
                return keepers
            unfit += barred
        superior = people.find_superior(place)
        place = superior.id if superior else None
    if unfit:
        raise TrusteesUnfit(names="、".join(dict.fromkeys(unfit)))
    return []


@dataclass(frozen=True)
class PollKeeperRow:
    """Who keeps a key of one poll, as sealed at its opening; `arrived`: the part of this post is here and waits."""

    post: int
    title: str
    person_id: int
    name: str
    is_deputy: bool
    arrived: bool


def list_poll_keepers(poll_id: int) -> list[PollKeeperRow]:
    """Holder before deputy of each post; [] for a poll under the system's own key."""
    found = list(PollKey.objects.filter(poll_id=poll_id).select_related("person", "poll").order_by("post", "is_deputy"))
    here = keys.parts_here(found[0].poll.key) if found else set()
    return [
        PollKeeperRow(one.post, one.title, one.person_id, one.person.name, one.is_deputy, one.post in here)
        for one in found
    ]


def is_keeper_of(poll_id: int, person_id: int | None) -> bool:
    return person_id is not None and PollKey.objects.filter(poll_id=poll_id, person_id=person_id).exists()


@dataclass(frozen=True)
class OwnKeyRow:
    """What a trustee sees of the own key: never more than the server has, which is the public half."""

    check_value: str
    made_at: datetime
    is_confirmed: bool


def list_own_keys(person_id: int) -> list[OwnKeyRow]:
    """The key in use and one in the making, the newest first."""
    found = StandingKey.objects.filter(person_id=person_id, retired_at__isnull=True).order_by("-made_at", "-pk")
    return [OwnKeyRow(one.check_value, one.made_at, one.confirmed_at is not None) for one in found]


def list_own_posts(person_id: int | None) -> list[tuple[str, str, bool]]:
    """(organisation, title of the post, as deputy) of the running appointments of one person."""
    if person_id is None:
        return []
    found = TrusteePost.objects.filter(Q(holder_id=person_id) | Q(deputy_id=person_id), ended_at__isnull=True)
    rows = found.select_related("organization").order_by("organization__code", "post")
    return [(one.organization.name, one.title, one.deputy_id == person_id) for one in rows]


def old_keys_needed(person_id: int) -> list[str]:
    """Check values of retired keys that a poll not yet counted, or the slips kept of one, are still sealed to: their
    sheets must be kept.
    """
    found = PollKey.objects.filter(
        Q(poll__state__in=(Poll.State.OPEN, Poll.State.CLOSING))
        | Q(poll__kept_slips__isnull=False, poll__kept_slips__destroyed_on__isnull=True),
        person_id=person_id,
        standing_key__retired_at__isnull=False,
    )
    return sorted(set(found.values_list("standing_key__check_value", flat=True)))


def list_polls_to_unseal(person_id: int | None) -> list[tuple[int, str]]:
    """(poll id, title) of closed polls that wait for this person's post, oldest first."""
    if person_id is None:
        return []
    waiting = PollKey.objects.filter(person_id=person_id, poll__state=Poll.State.CLOSING).select_related("poll")
    return [
        (one.poll_id, one.poll.title)
        for one in waiting.order_by("poll__closes_at", "poll_id")
        if one.post not in keys.parts_here(one.poll.key)
    ]
