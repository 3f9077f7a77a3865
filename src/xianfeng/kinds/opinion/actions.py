"""Take in opinions without learning who wrote them; answer each as an item or with a reason (S0-20, S0-21)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, Refused, pen
from xianfeng.apps.notices.privacy import find_slips
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.strangers import new_receipt, receipt_hash
from xianfeng.apps.tracking import actions as tracking
from xianfeng.apps.tracking import queries as tracked
from xianfeng.apps.tracking.actions import Draft
from xianfeng.kinds.opinion import categories, queries
from xianfeng.kinds.opinion.models import Message, Opinion
from xianfeng.kinds.opinion.standings import list_standings
from xianfeng.kinds.opinion.subjects import list_subjects

Outcome = Opinion.Outcome
MOST_TEXT = 2000
MOST_QUESTIONS = 5
_note = pen("opinion", "opinion.opinion")


class OpinionRefused(Refused):
    """The entry may not be taken in or handled this way. Codes: see `opinion.refusals`."""

    code = "opinion_refused"


def _today(now: datetime) -> date:
    return timezone.localdate(now)


def _checked_text(text: str) -> str:
    if not text.strip():
        raise OpinionRefused("text_missing")
    if len(text) > MOST_TEXT:
        raise OpinionRefused("text_too_long", most=MOST_TEXT)
    return text.strip()


@transaction.atomic
def write(
    *,
    now: datetime,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    text: str,
    about_leader: bool = False,
    about_id: int | None = None,
    source: str = Opinion.Source.NOT_SAID,
    contact: str = "",
    code: str = "",
    seconders: Sequence[str] = (),
    category: str = "",
) -> str:
    """Take in an entry; gives the receipt code, of which only the hash is kept. The same `code` twice is one entry.

    There is no actor and no journal line: the hour of a line would tell who wrote. The journal begins when somebody
    reads the entry. Raises OpinionRefused.
    """
    code = code or new_receipt()
    if Opinion.objects.filter(receipt_hash=receipt_hash(code)).exists():
        return code
    today = _today(now)
    words = _checked_text(text)
    box = queries.find_box(campaign_id, step_code, organization_id, today)
    if box is None or not box.accepts:
        raise OpinionRefused("box_closed")
    if box.identity == "signed" and not contact.strip():
        raise OpinionRefused("name_missing")
    names = list(dict.fromkeys(one.strip() for one in seconders if one.strip() and one.strip() != contact.strip()))
    if len(names) < box.seconders:
        raise OpinionRefused("seconders_missing", least=box.seconders)
    if category and category not in box.categories:
        raise OpinionRefused("category_unknown")
    handler = organization_id
    if about_id is not None:
        category = ""  # it is about a person, fed back in a digest
        subject = next((one for one in list_subjects(box.subjects, organization_id, today) if one.id == about_id), None)
        if subject is None:
            raise OpinionRefused("subject_unknown")
        about_leader = subject.is_leader
    if about_leader:
        superior = people.find_superior(organization_id)
        handler = superior.id if superior else organization_id
    try:
        with transaction.atomic():
            Opinion.objects.create(
                campaign_id=campaign_id,
                step_code=step_code,
                organization_id=organization_id,
                handled_by_id=handler,
                about_leader=about_leader,
                about_id=about_id,
                source=source if source in Opinion.Source.values else Opinion.Source.NOT_SAID,
                category=category,
                restricted=category in box.restricted,
                text=words,
                contact=contact.strip()[:120],
                seconders=names if box.seconders else [],
                received_on=today,
                reply_by=campaigns.add_working_days(today, box.reply_within) if box.reply_within else None,
                receipt_hash=receipt_hash(code),
            )
    except IntegrityError:
        return code  # the same form, sent twice at the same moment
    return code


def require_words(opinion: Opinion) -> None:
    """After the raw words are destroyed there is nothing to ask about, to copy or to judge. Raises OpinionRefused."""
    if opinion.words_destroyed_on is not None:
        raise OpinionRefused("words_destroyed", day=opinion.words_destroyed_on)


@transaction.atomic
def ask_further(*, now: datetime, code: str, text: str) -> None:
    """A further question of the sender, known only by the receipt code. Raises OpinionRefused."""
    opinion = Opinion.objects.select_for_update().filter(receipt_hash=receipt_hash(code)).first()
    if opinion is None:
        raise OpinionRefused("receipt_unknown")
    require_words(opinion)
    words = _checked_text(text)
    messages = list(opinion.messages.order_by("position"))
    if messages and messages[-1].from_sender and messages[-1].text == words:
        return
    if sum(message.from_sender for message in messages) >= MOST_QUESTIONS:
        raise OpinionRefused("too_many_questions", most=MOST_QUESTIONS)
    Message.objects.create(
        opinion=opinion, position=len(messages) + 1, from_sender=True, text=words, written_on=_today(now)
    )


@transaction.atomic
def record_reading(*, now: datetime, actor: Actor, opinion_ids: list[int]) -> None:
    """Who opened new entries: one line each, in no order that tells when they came."""
    fresh = Opinion.objects.select_for_update().filter(pk__in=opinion_ids, first_read_on__isnull=True).order_by("pk")
    for opinion in fresh:
        opinion.first_read_on = _today(now)
        opinion.save(update_fields=["first_read_on"])
        _note(now, actor, "read", opinion)


def _open(opinion_id: int) -> Opinion:
    opinion = Opinion.objects.select_for_update().get(pk=opinion_id)
    if opinion.outcome != Outcome.OPEN:
        raise OpinionRefused("answered_already")
    return opinion


def _to_decide(opinion_id: int) -> Opinion:
    """What is about one person is fed back to the person in a digest, not adopted or declined."""
    opinion = _open(opinion_id)
    if opinion.about_id is not None:
        raise OpinionRefused("goes_into_digest")
    return opinion


def _say(opinion: Opinion, text: str, now: datetime, actor: Actor) -> None:
    Message.objects.create(
        opinion=opinion,
        position=opinion.messages.count() + 1,
        from_sender=False,
        text=text,
        written_on=_today(now),
        by_label=actor.label,
    )


def _close(opinion: Opinion, outcome: str, now: datetime, actor: Actor, item_id: int | None = None) -> None:
    opinion.outcome, opinion.item_id = outcome, item_id
    opinion.answered_on, opinion.answered_by_label = _today(now), actor.label
    opinion.save(update_fields=["outcome", "item_id", "answered_on", "answered_by_label"])


@transaction.atomic
def adopt(*, now: datetime, actor: Actor, opinion_id: int, reply: str, draft: Draft, latest: date | None = None) -> int:
    """Adopted: opens a tracked item whose words the handler wrote, and answers the sender. Raises OpinionRefused.

    The item is seen by many, so it may not repeat what identifies somebody.
    """
    opinion = _to_decide(opinion_id)
    for slip in find_slips(draft.what):
        raise OpinionRefused("personal_detail", kind=slip.code, passage=slip.passage)
    if draft.what.strip() == opinion.text:
        raise OpinionRefused("words_of_the_sender")
    words = _checked_text(reply)
    if draft.owner_id is not None and not people.belong([draft.owner_id], opinion.organization_id, on=_today(now)):
        raise OpinionRefused("person_elsewhere")
    item_id = tracking.open_item(
        now=now,
        actor=actor,
        organization_id=opinion.organization_id,
        campaign_id=opinion.campaign_id,
        step_code=opinion.step_code,
        draft=Draft(
            **{
                name: getattr(draft, name)
                for name in ("what", "how", "goal", "due_on", "owner_id", "difficulty", "level")
            },
            origin="opinion",
            origin_ref=f"opinion.opinion:{opinion.pk}" + (":2" if opinion.again_on else ""),
            restricted=opinion.about_leader or opinion.restricted,
            category=_titles(opinion).get(opinion.category, ""),
        ),
        latest=latest,
    )
    _say(opinion, words, now, actor)
    _close(opinion, Outcome.ADOPTED, now, actor, item_id)
    _note(now, actor, "adopted", opinion, item=item_id)
    return item_id


@transaction.atomic
def decline(*, now: datetime, actor: Actor, opinion_id: int, reason: str) -> None:
    """Not adopted, because. Raises OpinionRefused."""
    opinion = _to_decide(opinion_id)
    if not reason.strip():
        raise OpinionRefused("reason_missing")
    _say(opinion, _checked_text(reason), now, actor)
    _close(opinion, Outcome.NOT_ADOPTED, now, actor)
    _note(now, actor, "declined", opinion)


def _titles(opinion: Opinion) -> dict[str, str]:
    step = campaigns.get_step(opinion.campaign_id, opinion.step_code, opinion.organization_id)
    return categories.titles_of(queries.params_of(step), opinion.campaign_id, opinion.organization_id)


@transaction.atomic
def categorise(*, now: datetime, actor: Actor, opinion_id: int, category: str) -> None:
    """Correct what the writer chose, or choose where it was left open (''); the journal does not tell which. What is
    restricted then is read by fewer. Once it is adopted its items follow. Raises OpinionRefused."""
    opinion = Opinion.objects.select_for_update().get(pk=opinion_id)
    if opinion.outcome != Outcome.ADOPTED:
        opinion = _to_decide(opinion_id)
    if category and category not in _titles(opinion):
        raise OpinionRefused("category_unknown")
    if category == opinion.category:
        return
    step = campaigns.get_step(opinion.campaign_id, opinion.step_code, opinion.organization_id)
    opinion.category, opinion.restricted = category, category in queries.params_of(step).restricted
    opinion.save(update_fields=["category", "restricted"])
    items = tracked.list_items(origin_refs=[f"opinion.opinion:{opinion.pk}{again}" for again in ("", ":2")])
    tracking.categorise(
        now=now,
        actor=actor,
        item_ids=[item.id for item in items],
        category=_titles(opinion).get(category, ""),
        restricted=opinion.about_leader or opinion.restricted,
    )
    _note(now, actor, "categorised", opinion)


@transaction.atomic
def reply(*, now: datetime, actor: Actor, opinion_id: int, text: str) -> None:
    """Answer a further question; the outcome stays as it is. The same answer sent twice is one. Raises OpinionRefused."""
    opinion = Opinion.objects.select_for_update().get(pk=opinion_id)
    words, last = _checked_text(text), opinion.messages.order_by("position").last()
    if last is not None and not last.from_sender and last.text == words:
        return
    _say(opinion, words, now, actor)
    _note(now, actor, "replied", opinion)


@transaction.atomic
def route_up(*, now: datetime, actor: Actor, opinion_id: int, reason: str) -> None:
    """It is about a leader: the next superior reads and answers it, this unit no longer. Raises OpinionRefused."""
    opinion = _open(opinion_id)
    superior = people.find_superior(opinion.organization_id)
    if superior is None:
        raise OpinionRefused("no_superior")
    if opinion.about_leader:
        return
    opinion.about_leader, opinion.handled_by_id = True, superior.id
    opinion.save(update_fields=["about_leader", "handled_by"])
    _note(now, actor, "routed_up", opinion, reason=reason.strip())


@transaction.atomic
def write_public_copy(*, now: datetime, actor: Actor, opinion_id: int, text: str) -> None:
    """The copy others may read, without what identifies anybody. Raises OpinionRefused."""
    opinion = Opinion.objects.select_for_update().get(pk=opinion_id)
    if opinion.public_text_checked_label:
        raise OpinionRefused("copy_checked_already")
    require_words(opinion)
    words = _checked_text(text)
    for slip in find_slips(words):
        raise OpinionRefused("personal_detail", kind=slip.code, passage=slip.passage)
    opinion.public_text, opinion.public_text_by = words, actor.person_id
    opinion.save(update_fields=["public_text", "public_text_by"])
    _note(now, actor, "copy_written", opinion)


@transaction.atomic
def check_public_copy(*, now: datetime, actor: Actor, opinion_id: int) -> None:
    """A second person has compared the copy with the original. Raises OpinionRefused."""
    opinion = Opinion.objects.select_for_update().get(pk=opinion_id)
    if not opinion.public_text:
        raise OpinionRefused("copy_missing")
    if actor.person_id is None or actor.person_id == opinion.public_text_by:
        raise OpinionRefused("second_person_needed")
    opinion.public_text_checked_label = actor.label
    opinion.save(update_fields=["public_text_checked_label"])
    _note(now, actor, "copy_checked", opinion)


@transaction.atomic
def propose_hiding(*, now: datetime, actor: Actor, opinion_id: int, ground: str) -> None:
    """Ask that an abusive entry be hidden, with the ground. Raises OpinionRefused."""
    opinion = _open(opinion_id)
    if not ground.strip():
        raise OpinionRefused("reason_missing")
    opinion.hide_ground, opinion.hide_proposed_by = ground.strip(), actor.person_id
    opinion.hide_proposed_label = actor.label
    opinion.save(update_fields=["hide_ground", "hide_proposed_by", "hide_proposed_label"])
    _note(now, actor, "hiding_proposed", opinion, ground=ground.strip())


@transaction.atomic
def decide_hiding(*, now: datetime, actor: Actor, opinion_id: int, agrees: bool) -> None:
    """A second person agrees or not. What is hidden stays on record; the sender reads the ground. Raises OpinionRefused."""
    opinion = _open(opinion_id)
    if not opinion.hide_ground:
        raise OpinionRefused("not_proposed")
    if actor.person_id is None or actor.person_id == opinion.hide_proposed_by:
        raise OpinionRefused("second_person_needed")
    if agrees:
        opinion.hide_confirmed_label = actor.label
        opinion.save(update_fields=["hide_confirmed_label"])
        _close(opinion, Outcome.HIDDEN, now, actor)
    else:
        opinion.hide_ground, opinion.hide_proposed_by, opinion.hide_proposed_label = "", None, ""
        opinion.save(update_fields=["hide_ground", "hide_proposed_by", "hide_proposed_label"])
    _note(now, actor, "hiding_decided", opinion, agrees=agrees, ground=opinion.hide_ground)


@transaction.atomic
def finish_box(*, now: datetime, actor: Actor, campaign_id: int, step_code: str, organization_id: int) -> None:
    """Every entry is answered, every digest confirmed, and the box has closed: the step is done. Raises OpinionRefused."""
    today = _today(now)
    step = campaigns.get_step(campaign_id, step_code, organization_id)
    if today < step.last_day:
        raise OpinionRefused("box_still_open", last_day=step.last_day)
    waiting = queries.list_opinions(
        organization_ids=[organization_id], campaign_id=campaign_id, step_code=step_code, only_open=True
    )
    if waiting:
        told = sum(not row.restricted for row in waiting)
        raise OpinionRefused("entries_waiting", count=told) if told else OpinionRefused("restricted_waiting")
    params, place = queries.params_of(step), queries.Place(campaign_id, step_code, organization_id)
    facts = [("opinions_decided", params.about)]
    if params.fed_back:
        unsettled = [one for one in list_standings(place, params, today) if not one.is_settled]
        if unsettled:
            raise OpinionRefused("digests_waiting", count=len(unsettled))
        facts.append(("digest_received", ""))
    for fact, part in facts:
        evidence.submit(
            now=now,
            actor=actor,
            **vars(place),
            fact=fact,
            part=part,
            subject=f"opinion.box:{campaign_id}:{step_code}:{organization_id}",
            occurred_on=today,
        )
