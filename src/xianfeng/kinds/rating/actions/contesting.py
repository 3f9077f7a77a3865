"""Ask that a mark be looked at again, and put, contest or lift a veto; the result follows each time."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.results import actions as results
from xianfeng.apps.results import queries as stored
from xianfeng.core.schedule.periods import add_workdays
from xianfeng.kinds.rating import queries
from xianfeng.kinds.rating.actions.counting import count_round
from xianfeng.kinds.rating.actions.rounds import RatingRefused, get_rated, locked_round, note_rated
from xianfeng.kinds.rating.models import Review, Sheet
from xianfeng.kinds.rating.queries import RoundRow


@transaction.atomic
def ask_review(*, now: datetime, actor: Actor, rated_id: int, text: str, on: date) -> int:
    """The person rated (for an organisation its secretary) asks within the term that another looks at the mark again."""
    at, rated = get_rated(rated_id)
    at = locked_round(at.id)
    if rated.person_id is not None and rated.person_id != actor.person_id:
        raise RatingRefused("not_yours")
    stage = queries.stage_of(at)
    if stage.decision is None or stage.result is None:
        raise RatingRefused("no_result")
    if any(one.state == Review.State.OPEN for one in queries.list_reviews(at.id, rated_id)):
        raise RatingRefused("under_review")
    if on > review_until(at, stage.decision.signed_at):
        raise RatingRefused("term_over")
    if not text.strip():
        raise RatingRefused("text_missing")
    review = Review.objects.create(
        rated_id=rated_id,
        result_id=stage.result.id,
        text=text.strip(),
        asked_by_id=actor.person_id,
        asked_at=now,
        answer_by=add_workdays(on, at.params.review_days, campaigns.work_calendar()),
    )
    note_rated(now, actor, "ask_review", rated, review_id=review.pk)
    count_round(now=now, actor=actor, round_id=at.id)
    return review.pk


def review_until(at: RoundRow, signed_at: datetime) -> date:
    """The last day on which a review can be asked for."""
    return add_workdays(timezone.localdate(signed_at), at.params.review_days, campaigns.work_calendar())


@transaction.atomic
def answer_review(*, now: datetime, actor: Actor, review_id: int, changed: bool, answer: str) -> None:
    """Somebody who neither signed the mark nor asked upholds it, or sends the organisation's sheets back to be written anew."""
    place = queries.find_review_place(review_id)
    if place is None:
        raise RatingRefused("not_this_way")
    at, rated = place
    review = Review.objects.select_for_update().get(pk=review_id)
    if review.state != Review.State.OPEN:
        raise RatingRefused("wrong_stage", stage="answered")
    if not answer.strip():
        raise RatingRefused("text_missing")
    signed = Sheet.objects.filter(rated_id=rated.id).exclude(party="self")
    concerned = {*signed.values_list("signed_by_id", flat=True), rated.person_id, review.asked_by_id} - {None}
    decided = stored.find_decision(at.campaign_id, at.step_code, at.organization_id)
    if actor.person_id in concerned or (decided is not None and decided.is_signed_by(actor.person_id, actor.label)):
        raise RatingRefused("own_mark")
    review.state = Review.State.CHANGED if changed else Review.State.UPHELD
    review.answer, review.answered_by_label, review.answered_at = answer.strip(), actor.label, now
    review.save(update_fields=["state", "answer", "answered_by_label", "answered_at"])
    if changed:
        signed.update(sent_at=None)
    note_rated(now, actor, "answer_review", rated, review_id=review_id, state=review.state)
    if not changed:
        count_round(now=now, actor=actor, round_id=at.id)


@transaction.atomic
def record_veto(*, now: datetime, actor: Actor, rated_id: int, code: str, evidence_text: str, on: date) -> int:
    """Put one of the plan's vetoes on record against one subject, with evidence, before any poll opens (S0-38, S0-39)."""
    found = queries.find_round_of_rated(rated_id)
    rule = next((one for one in found[0].params.vetoes if one.code == code), None) if found else None
    if found is None or rule is None:
        raise RatingRefused("not_this_way")
    at, rated = found
    until = add_workdays(on, rule.contest_days, campaigns.work_calendar()) if rule.contest_days else None
    return results.record_veto(
        now=now,
        actor=actor,
        campaign_id=at.campaign_id,
        step_code=at.step_code,
        organization_id=at.organization_id
        if rated.person_id is not None
        else rated.organization_id or at.organization_id,
        person_id=rated.person_id,
        code=code,
        title=rule.title,
        evidence=evidence_text,
        contest_until=until,
    )


def _recount_vetoed(veto_id: int, now: datetime, actor: Actor) -> None:
    place = stored.find_veto_place(veto_id)
    at = queries.find_round_about(*place[:3]) if place is not None else None
    if at is not None and queries.latest_result(at) is not None:
        count_round(now=now, actor=actor, round_id=at.id)


@transaction.atomic
def contest_veto(*, now: datetime, actor: Actor, veto_id: int, objection: str, on: date) -> None:
    """Object to a veto; a result that is there already is withheld for this subject until somebody else has decided."""
    results.contest_veto(now=now, actor=actor, veto_id=veto_id, objection=objection, on=on)
    _recount_vetoed(veto_id, now, actor)


@transaction.atomic
def decide_veto(*, now: datetime, actor: Actor, veto_id: int, lifted: bool, answer: str) -> None:
    """Uphold or lift a contested veto; the result follows."""
    results.decide_veto(now=now, actor=actor, veto_id=veto_id, lifted=lifted, answer=answer)
    _recount_vetoed(veto_id, now, actor)
