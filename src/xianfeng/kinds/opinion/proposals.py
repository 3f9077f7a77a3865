"""Entries handled together, a second handling for whoever is not satisfied, and the decisions that used a proposal.

Before: three colleagues propose the same, each slip answered by itself. After: two are merged into the third, all three read
one answer; its proposer is not satisfied, so it is handled once more; the minutes that used it are named beside it
(S2-25, S2-51, S2-52).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.evidence.records import Record
from xianfeng.apps.journal.actions import Actor, pen
from xianfeng.apps.people.strangers import receipt_hash
from xianfeng.apps.tracking import queries as tracking
from xianfeng.kinds.opinion import queries
from xianfeng.kinds.opinion.actions import OpinionRefused, require_words
from xianfeng.kinds.opinion.models import Citation, Message, Opinion
from xianfeng.kinds.opinion.queries import OpinionRow, Place

Outcome = Opinion.Outcome
MOST_WORDS = 300
_note = pen("opinion", "opinion.opinion")


def list_alike(opinion: OpinionRow) -> list[OpinionRow]:
    """Entries of the same box that this one may be handled with: read by the same people, not merged or hidden themselves."""
    found = queries.list_opinions(
        organization_ids=[opinion.organization_id],
        handled_by_ids=[opinion.handled_by_id],
        campaign_id=opinion.campaign_id,
        step_code=opinion.step_code,
    )
    left_out = (Outcome.MERGED, Outcome.HIDDEN)
    return [
        one
        for one in found
        if one.id != opinion.id
        and one.about_id is None
        and (one.about_leader, one.restricted) == (opinion.about_leader, opinion.restricted)
        and one.outcome not in left_out
        and one.words_destroyed_on is None
    ]


@transaction.atomic
def merge(*, now: datetime, actor: Actor, opinion_id: int, into_id: int) -> None:
    """This entry says the same as another and is answered with it; both senders read the answer. Raises OpinionRefused."""
    both = Opinion.objects.select_for_update(of=("self",)).filter(pk__in=(opinion_id, into_id)).order_by("pk")
    one = next((row for row in both if row.pk == opinion_id), None)  # both held: neither goes into the other at once
    if one is None:
        raise OpinionRefused("not_alike")
    if one.outcome == Outcome.MERGED and one.merged_into_id == into_id:
        return
    if one.outcome != Outcome.OPEN:
        raise OpinionRefused("answered_already")
    if one.about_id is not None:
        raise OpinionRefused("goes_into_digest")
    if into_id not in {other.id for other in list_alike(queries.get_opinion(opinion_id))}:
        raise OpinionRefused("not_alike")
    one.merged.update(merged_into_id=into_id)
    one.outcome, one.merged_into_id = Outcome.MERGED, into_id
    one.answered_on, one.answered_by_label = timezone.localdate(now), actor.label
    one.save(update_fields=["outcome", "merged_into", "answered_on", "answered_by_label"])
    _note(now, actor, "merged", one, into=into_id)


@transaction.atomic
def say_satisfaction(*, now: datetime, code: str, satisfaction: str, reason: str) -> None:
    """The proposer, known by the receipt, on the answer: not satisfied the first time, it is handled again, once.

    Raises OpinionRefused.
    """
    one = Opinion.objects.select_for_update(of=("self",)).filter(receipt_hash=receipt_hash(code)).first()
    if one is None:
        raise OpinionRefused("receipt_unknown")
    params = queries.params_of(campaigns.get_step(one.campaign_id, one.step_code, one.organization_id))
    if satisfaction not in Opinion.Satisfaction.values or not params.satisfaction:
        raise OpinionRefused("not_answered")
    if one.satisfaction == satisfaction:
        return
    if one.satisfaction or one.outcome not in (Outcome.ADOPTED, Outcome.NOT_ADOPTED):
        raise OpinionRefused("not_answered")
    require_words(one)
    today = timezone.localdate(now)
    is_unhappy = satisfaction == Opinion.Satisfaction.DISSATISFIED
    if is_unhappy:
        if not reason.strip():
            raise OpinionRefused("reason_missing")
        position = one.messages.count() + 1
        Message.objects.create(
            opinion=one, position=position, from_sender=True, text=reason.strip()[:2000], written_on=today
        )
    if is_unhappy and one.again_on is None and campaigns.get_campaign(one.campaign_id).is_open:
        one.outcome, one.answered_on, one.again_on = Outcome.OPEN, None, today
        one.reply_by = campaigns.add_working_days(today, params.reply_within) if params.reply_within else None
    else:
        one.satisfaction = satisfaction
    one.save(update_fields=["outcome", "answered_on", "again_on", "reply_by", "satisfaction"])


def list_decisions(campaign_id: int, units: Collection[int]) -> list[Record]:
    """Decisions on record that a proposal may have served, from whatever room keeps them: of the unit it was made to and of
    who handles it; nobody reads the minutes of another unit here."""
    found = each_room("list_decisions", campaign_id=campaign_id)
    return [record for record in found if record.organization_id in units]


@transaction.atomic
def cite(*, now: datetime, actor: Actor, opinion_id: int, subject: str) -> None:
    """This decision used the proposal (S2-52). Twice changes nothing. Raises OpinionRefused."""
    one = Opinion.objects.get(pk=opinion_id)
    known = list_decisions(one.campaign_id, (one.organization_id, one.handled_by_id))
    found = next((record for record in known if record.subject == subject), None)
    if found is None or one.about_id is not None or one.restricted:
        raise OpinionRefused("decision_unknown")
    _made, is_new = Citation.objects.get_or_create(
        opinion=one,
        subject=subject,
        defaults={
            "words": found.title[:MOST_WORDS],
            "cited_on": timezone.localdate(now),
            "by_label": actor.label,
        },
    )
    if is_new:
        _note(now, actor, "cited", one, decision=subject)


@dataclass(frozen=True)
class CitationRow:
    subject: str
    words: str


def list_citations(opinion_id: int) -> list[CitationRow]:
    """Decisions that used one proposal."""
    found = Citation.objects.filter(opinion_id=opinion_id).order_by("cited_on", "pk")
    return [CitationRow(*pair) for pair in found.values_list("subject", "words")]


@dataclass(frozen=True)
class ListedRow:
    """One thing many asked for: what is done about it, and how many entries said so."""

    what: str
    count: int
    item_id: int
    is_closed: bool


def list_adopted(place: Place) -> list[ListedRow]:
    """What the adopted entries of a box come to, in the words of who handles them; what most asked for first (S2-25)."""
    adopted = Opinion.objects.filter(**vars(place), outcome=Outcome.ADOPTED, about_leader=False)
    said = list(adopted.prefetch_related("merged"))
    items = {
        item.id: item
        for item in tracking.list_items(organization_ids=[place.organization_id], campaign_id=place.campaign_id)
    }
    rows = [
        ListedRow(
            items[one.item_id].what, 1 + len(one.merged.all()), one.item_id, items[one.item_id].closed_on is not None
        )
        for one in said
        if one.item_id in items and not items[one.item_id].restricted
    ]
    return sorted(rows, key=lambda row: (-row.count, row.item_id))
