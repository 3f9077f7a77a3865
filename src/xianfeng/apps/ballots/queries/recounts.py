"""What is kept of a counted poll for a recount: until when, whether one was asked for, how earlier ones ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from xianfeng.apps.ballots import keys
from xianfeng.apps.ballots.models import Counter, KeptSlips, Poll, PollKey
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal import queries as journal
from xianfeng.apps.journal.rooms import each_room
from xianfeng.core.kind import find_kind
from xianfeng.core.schedule import Keeping, Term, add_workdays, keeping_of

LEAST_DAYS = 5
"""Working days, where no step of the plan names a term."""
RECOUNT_DAYS = 10
"""Working days that a recount asked for may take, should the term end meanwhile."""


def longest_term(campaign_id: int, organization_id: int) -> int:
    """The longest time, in working days, that any step of this plan leaves for contesting."""
    named = [LEAST_DAYS]
    for step in campaigns.list_steps(campaign_id, organization_id):
        kind = find_kind(step.kind)
        named.append(kind.contest_days(kind.read_params(step.params)))
    return max(named)


def keeping_of_poll(poll_id: int) -> Keeping:
    """How long the slips of a counted poll are kept, by all the rooms know today (`list_contest_terms`)."""
    poll = Poll.objects.select_related("kept_slips").get(pk=poll_id)
    assert poll.closed_at is not None
    place = {"campaign_id": poll.campaign_id, "organization_id": poll.organization_id}
    days, calendar = longest_term(**place), campaigns.work_calendar()
    terms: list[Term] = list(each_room("list_contest_terms", **place, step_code=poll.step_code, days=days))
    if poll.kept_slips.asked_on is not None:
        terms.append(Term(add_workdays(poll.kept_slips.asked_on, RECOUNT_DAYS, calendar)))
    step = next(
        (one for one in campaigns.list_steps(poll.campaign_id, poll.organization_id) if one.code == poll.step_code),
        None,
    )
    counted_on = timezone.localdate(poll.closed_at)
    return keeping_of(counted_on, days, calendar, step_ends_on=step.last_day if step else None, terms=terms)


@dataclass(frozen=True)
class RecountRow:
    """One recount: whether the slips said what the counters say, when, and who had asked for it."""

    on: date
    agrees: bool
    asked_by: str


@dataclass(frozen=True)
class KeptRow:
    """`keeping` is None once the slips are destroyed."""

    keeping: Keeping | None
    asked_on: date | None
    asked_by: str
    destroyed_on: date | None
    arrived: frozenset[int]
    """Posts whose half is here and waits for the other one's."""
    recounts: tuple[RecountRow, ...]


def find_kept(poll_id: int) -> KeptRow | None:
    """None for polls that keep nothing: void, or counted before slips were kept."""
    found = KeptSlips.objects.select_related("poll").filter(poll_id=poll_id).first()
    if found is None:
        return None
    return KeptRow(
        keeping_of_poll(poll_id) if found.destroyed_on is None else None,
        found.asked_on,
        found.asked_by_label,
        found.destroyed_on,
        frozenset(keys.parts_here(found.poll.key, keys.HALF)),
        tuple(
            RecountRow(timezone.localdate(line.at), line.detail["agrees"], line.detail["asked_by"])
            for line in journal.list_of_subject(f"poll:{poll_id}")
            if line.action == "ballots.recount"
        ),
    )


def list_kept() -> list[int]:
    """Polls of which something is still kept, the oldest first."""
    return list(
        KeptSlips.objects.filter(destroyed_on__isnull=True).order_by("poll_id").values_list("poll_id", flat=True)
    )


def list_recountable(campaign_id: int, step_code: str, organization_id: int) -> list[tuple[int, str]]:
    """(poll id, title) of the counted polls of a round whose slips are still kept, oldest first."""
    found = KeptSlips.objects.filter(
        poll__campaign_id=campaign_id,
        poll__step_code=step_code,
        poll__organization_id=organization_id,
        destroyed_on__isnull=True,
    )
    return list(found.order_by("poll_id").values_list("poll_id", "poll__title"))


def list_counters(poll_id: int) -> list[tuple[str, int, str, int]]:
    """Every counter as stored: (stratum, row, choice, count)."""
    return list(Counter.objects.filter(poll_id=poll_id).values_list("stratum", "row", "choice", "count"))


def list_recounts_to_join(person_id: int | None) -> list[tuple[int, str]]:
    """(poll id, title) of recounts asked for that wait for this person's post, oldest first."""
    if person_id is None:
        return []
    waiting = PollKey.objects.filter(person_id=person_id, poll__kept_slips__asked_on__isnull=False)
    return [
        (one.poll_id, one.poll.title)
        for one in waiting.select_related("poll").order_by("poll__kept_slips__asked_on", "poll_id")
        if one.post not in keys.parts_here(one.poll.key, keys.HALF)
    ]
