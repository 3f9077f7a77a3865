"""What somebody wrote goes when it has served: the raw words of an entry, not what was made of them.

Before: an entry answered in March, its sender's question answered in April. After: from July on the words, the name left with
them and the question are gone; source, answer, checked copy, item, counts and digest stay, and the receipt tells the day
(decision 0049). The database holds the term as well, by its own clock: see the migration `words_go_in_time`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Func
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.actions import Actor, record_forgotten
from xianfeng.apps.tracking import queries as tracking
from xianfeng.kinds.opinion import queries
from xianfeng.kinds.opinion.kind import KEPT_DAYS
from xianfeng.kinds.opinion.models import Digest, Message, Opinion

Outcome = Opinion.Outcome


@transaction.atomic
def destroy_words(*, now: datetime, actor: Actor) -> int:
    """Destroy the raw words whose term is over; gives of how many entries. One journal line, and only when something went."""
    today = timezone.localdate(now)
    due = list(
        Opinion.objects.select_for_update(of=("self",))
        .filter(words_destroyed_on__isnull=True, answered_on__lte=today - timedelta(days=KEPT_DAYS))
        .exclude(outcome=Outcome.OPEN)
        .select_related("merged_into")
        .prefetch_related("messages", "merged_into__messages")
        .order_by("pk")
    )
    closed = {row.id: row.closed_on for row in tracking.list_items(item_ids=_items(due))}
    waiting = _waiting_for_digest(due)
    gone = [
        one.pk for one in due if one.pk not in waiting and _is_settled(one, closed, today - timedelta(days=KEPT_DAYS))
    ]
    if not gone:
        return 0
    entries = Opinion.objects.filter(pk__in=gone)
    entries.update(text="", contact="", seconders=[], words_destroyed_on=today)
    entries.filter(public_text_checked_label="").update(public_text="", public_text_by=None)
    Message.objects.filter(opinion_id__in=gone, from_sender=True).update(text="")
    _cut_from_digests(
        {(one.campaign_id, one.step_code, one.organization_id) for one in due if one.pk in set(gone)}, gone
    )
    record_forgotten(now=now, actor=actor, opinions=len(gone))
    return len(gone)


def _items(due: Iterable[Opinion]) -> list[int]:
    told = [one.item_id for one in due] + [one.merged_into.item_id for one in due if one.merged_into]
    return [number for number in told if number is not None]


def _is_settled(one: Opinion, closed: dict[int, date | None], last: date) -> bool:
    """Nothing open on it, nor on the entry it is handled with, and nothing happened after `last`."""
    for entry in filter(None, (one, one.merged_into)):
        if entry.outcome == Outcome.OPEN or entry.answered_on is None or entry.answered_on > last:
            return False
        said = list(entry.messages.all())
        if said and (said[-1].from_sender or said[-1].written_on > last):
            return False
        if entry.item_id is not None and ((day := closed.get(entry.item_id)) is None or day > last):
            return False
    return True


def _waiting_for_digest(due: Iterable[Opinion]) -> set[int]:
    """Entries about the organisation that a digest has still to take up; when the campaign has ended, none will."""
    found: set[int] = set()
    places: dict[tuple[int, str, int], list[Opinion]] = {}
    for one in due:
        if one.about_id is None and not (one.about_leader or one.restricted or one.outcome == Outcome.HIDDEN):
            places.setdefault((one.campaign_id, one.step_code, one.organization_id), []).append(one)
    for (campaign_id, step_code, unit), entries in places.items():
        if not campaigns.get_campaign(campaign_id).is_open:
            continue
        if not queries.params_of(campaigns.get_step(campaign_id, step_code, unit)).fed_back:
            continue
        fed_back = Digest.objects.filter(
            campaign_id=campaign_id, step_code=step_code, organization_id=unit, state__in=Digest.FED_BACK
        )
        told = {
            source for lines in fed_back.values_list("lines", flat=True) for _text, named in lines for source in named
        }
        found |= {one.pk for one in entries if f"opinion:{one.pk}" not in told}
    return found


def _cut_from_digests(places: Collection[tuple[int, str, int]], gone: Collection[int]) -> None:
    """A line keeps how many entries said so, no longer which; why a draft went back may repeat their words, so it goes too."""
    sources = {f"opinion:{number}" for number in gone}
    for campaign_id, step_code, unit in places:
        told = Digest.objects.filter(campaign_id=campaign_id, step_code=step_code, organization_id=unit)
        for one in told.filter(state__in=Digest.FED_BACK):
            if any(source in sources for _text, named in one.lines for source in named):
                forgotten = Func(F("lines"), function="opinion_forget_sources")
                told.filter(pk=one.pk).update(lines=forgotten, returned_because="")
