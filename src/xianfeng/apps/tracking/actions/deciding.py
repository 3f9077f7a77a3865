"""What was done, the verdict of a second person, doing it again; what is said to everybody about it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.journal.rooms import each_room
from xianfeng.apps.tracking.actions.changes import ItemRefused, check_due, locked_item, note, save
from xianfeng.apps.tracking.actions.strengthening import check_leaving
from xianfeng.apps.tracking.models import Item, ItemEvidence, ItemExtension, ItemPublication, ItemVerdict

Verdict = ItemVerdict.Verdict


@transaction.atomic
def submit_evidence(
    *, now: datetime, actor: Actor, item_id: int, version: int, text: str, occurred_on: date, finished: bool = True
) -> None:
    """Write down what was done; `finished` asks for a verdict. Raises ItemRefused."""
    item = locked_item(item_id, version)
    if not text.strip():
        raise ItemRefused("text_missing")
    if occurred_on > timezone.localdate(now):
        raise ItemRefused("day_impossible")
    ItemEvidence.objects.create(
        item=item,
        round=item.round,
        text=text.strip(),
        occurred_on=occurred_on,
        recorded_on=timezone.localdate(now),
        by=actor.person_id,
        by_label=actor.label,
    )
    if finished:
        item.submitted_on = timezone.localdate(now)
    save(item, "submitted_on")
    note(now, actor, "evidence", item, finished=finished)


@transaction.atomic
def decide(
    *,
    now: datetime,
    actor: Actor,
    item_id: int,
    version: int,
    verdict: str,
    reason: str = "",
    by_superior: bool = False,
) -> None:
    """The verdict of a second person on one item; there is no way to decide several at once (S0-52).

    Partly or not done opens the next round. Done needs evidence of this round; an unsolvable item needs its published
    explanation, a hard one its task force and milestones (S3-50); one that a pledge has taken up is closed, by whatever
    verdict, when the pledge is kept or publicly given up (S1-33); a waiver needs the superior (S0-26); a unit stops being
    one that needs strengthening by the superior, after an inspection (S2-02). Raises ItemRefused.
    """
    item = locked_item(item_id, version)
    if verdict not in Verdict.values:
        raise ItemRefused("verdict_unknown", verdict=verdict)
    evidence = list(item.evidence.filter(round=item.round))
    if actor.person_id is None or actor.person_id == item.owner_id or actor.person_id in {e.by for e in evidence}:
        raise ItemRefused("second_person_needed")
    if verdict == Verdict.DONE and not evidence:
        raise ItemRefused("evidence_missing")
    if verdict != Verdict.DONE and not reason.strip():
        raise ItemRefused("reason_missing")
    if verdict == Verdict.WAIVED and not by_superior:
        raise ItemRefused("superior_needed")
    if verdict == Verdict.DONE and item.difficulty == Item.Difficulty.NOT_YET and not item.explanation:
        raise ItemRefused("explanation_missing")
    if verdict == Verdict.DONE and item.difficulty == Item.Difficulty.HARD and not item.task_force:
        raise ItemRefused("force_missing")
    if verdict in ItemVerdict.CLOSING and (promised := list(each_room("list_adopting", item_id=item.pk))):
        raise ItemRefused("pledge_open", pledges="；".join(promised))
    if item.origin == Item.Origin.STRENGTHENING and verdict in ItemVerdict.CLOSING:
        check_leaving(item, by_superior)
    ItemVerdict.objects.create(
        item=item,
        round=item.round,
        verdict=verdict,
        reason=reason.strip(),
        checked_on=timezone.localdate(now),
        checker=actor.person_id,
        checker_label=actor.label,
    )
    item.verdict = verdict
    if verdict in ItemVerdict.CLOSING:
        item.closed_on = timezone.localdate(now)
    else:
        item.round += 1
        item.submitted_on = None
    save(item, "verdict", "closed_on", "round", "submitted_on")
    note(now, actor, "decided", item, verdict=verdict, round=item.round)


@transaction.atomic
def redo(*, now: datetime, actor: Actor, item_id: int, due_on: date, reason: str, supervisor_label: str) -> None:
    """Open a closed item again because those concerned are not satisfied; the first round stays (S3-52).

    Raises ItemRefused.
    """
    item = Item.objects.select_for_update(no_key=True).get(pk=item_id)
    if item.closed_on is None:
        raise ItemRefused("still_open")
    if not reason.strip() or not supervisor_label.strip():
        raise ItemRefused("reason_missing")
    check_due(due_on, timezone.localdate(now), None, None)
    ItemExtension.objects.create(
        item=item,
        old_due_on=item.due_on,
        new_due_on=due_on,
        reason=reason.strip(),
        consent_label=supervisor_label,
        made_on=timezone.localdate(now),
        made_by_label=actor.label,
    )
    item.round, item.closed_on, item.submitted_on, item.verdict = item.round + 1, None, None, ""
    item.due_on, item.supervisor_label = due_on, supervisor_label
    save(item, "round", "closed_on", "submitted_on", "verdict", "due_on", "supervisor_label")
    note(now, actor, "redone", item, round=item.round, reason=reason.strip())


@transaction.atomic
def explain(
    *, now: datetime, actor: Actor, item_id: int, version: int, explanation: str, review_on: date, place: str
) -> None:
    """Publish why it cannot be solved for now, and when it will be looked at again (S3-51). Raises ItemRefused."""
    item = locked_item(item_id, version)
    if not explanation.strip() or not place.strip():
        raise ItemRefused("text_missing")
    if review_on <= timezone.localdate(now):
        raise ItemRefused("due_in_the_past", opened_on=timezone.localdate(now))
    item.difficulty, item.explanation, item.review_on = Item.Difficulty.NOT_YET, explanation.strip(), review_on
    ItemPublication.objects.create(
        item=item,
        part=ItemPublication.Part.EXPLANATION,
        place=place.strip(),
        published_on=timezone.localdate(now),
        by_label=actor.label,
    )
    save(item, "difficulty", "explanation", "review_on")
    note(now, actor, "explained", item, review_on=review_on)


@transaction.atomic
def publish(*, now: datetime, actor: Actor, item_id: int, part: str, place: str) -> None:
    """Record one of the three publications (S3-53); a blank among the four questions blocks it (S3-54).

    Raises ItemRefused.
    """
    item = Item.objects.select_for_update(no_key=True).get(pk=item_id)
    if item.restricted:
        raise ItemRefused("restricted")
    if not (item.what.strip() and item.how.strip() and item.goal.strip()):
        raise ItemRefused("blank_column")
    if not place.strip():
        raise ItemRefused("place_missing")
    if part not in ItemPublication.Part.values:
        raise ItemRefused("part_unknown")
    ItemPublication.objects.get_or_create(
        item=item,
        part=part,
        place=place.strip(),
        published_on=timezone.localdate(now),
        defaults={"by_label": actor.label},
    )
    note(now, actor, "published", item, part=part, place=place.strip())
