"""Change items: open, accept, extend, hand in, decide, redo; each by the person whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.journal import actions as journal
from xianfeng.apps.journal.actions import Actor, Refused
from xianfeng.apps.tracking.models import (
    Item,
    ItemEvidence,
    ItemExtension,
    ItemOwner,
    ItemPublication,
    ItemVerdict,
    Mechanism,
)

Verdict = ItemVerdict.Verdict
KEY_LENGTH = 60


class ItemRefused(Refused):
    """The item may not be changed this way. Codes: see `tracking.refusals`."""

    code = "item_refused"


@dataclass(frozen=True)
class Draft:
    """What an item says. `due_on` is mandatory: 整改要确定时限,不能遥遥无期 (S0-54)."""

    what: str
    due_on: date | None
    how: str = ""
    goal: str = ""
    origin: str = Item.Origin.OTHER
    origin_ref: str = ""
    origin_text: str = ""
    level: str = Item.Level.ORGANIZATION
    difficulty: str = Item.Difficulty.NOW
    person_id: int | None = None
    owner_id: int | None = None
    restricted: bool = False
    served: str = ""
    predecessor_id: int | None = None


def _today(now: datetime) -> date:
    return timezone.localdate(now)


def _note(now: datetime, actor: Actor, action: str, item: Item, **detail: object) -> None:
    journal.record(
        now=now,
        actor=actor,
        action=f"tracking.{action}",
        subject=f"tracking.item:{item.pk}",
        organization_id=item.organization_id,
        person_id=item.person_id,
        detail=detail,
    )


def _locked(item_id: int, version: int | None = None) -> Item:
    item = Item.objects.select_for_update(no_key=True).get(pk=item_id)
    if version is not None and item.version != version:
        raise ItemRefused("changed_meanwhile")
    if item.closed_on is not None:
        raise ItemRefused("closed_already")
    return item


def _save(item: Item, *names: str) -> None:
    item.version += 1
    item.save(update_fields=[*names, "version"])


def _check_due(due_on: date | None, opened_on: date, latest: date | None, consent: Actor | None) -> None:
    if due_on is None:
        raise ItemRefused("due_missing")
    if due_on < opened_on:
        raise ItemRefused("due_in_the_past", opened_on=opened_on)
    if latest is not None and due_on > latest and consent is None:
        raise ItemRefused("due_too_late", latest=latest)


def _once(key: str) -> str:
    """The key as the column holds it: long ones by their digest, never cut, as two would become one."""
    return key if len(key) <= KEY_LENGTH else sha256(key.encode()).hexdigest()[:KEY_LENGTH]


@transaction.atomic
def open_item(
    *,
    now: datetime,
    actor: Actor,
    organization_id: int,
    draft: Draft,
    campaign_id: int | None = None,
    step_code: str = "",
    latest: date | None = None,
    consent: Actor | None = None,
    nonce: str = "",
) -> int:
    """Open an item; the same origin in the same campaign (or the same nonce) gives the item that is there already.

    `latest` is the longest term the plan allows; a later date needs the superior's `consent`. Raises ItemRefused.
    """
    today = _today(now)
    reference = draft.origin_ref.strip() or f"nonce:{nonce}"
    key = _once(f"{campaign_id or 0}:{draft.origin}:{reference}") if draft.origin_ref else (nonce or reference)
    known = Item.objects.filter(campaign_id=campaign_id, origin=draft.origin, origin_ref=reference)
    found = known.values_list("pk", flat=True).first()
    if found is not None:
        return found
    if not draft.what.strip():
        raise ItemRefused("what_missing")
    if draft.origin not in Item.Origin.values:
        raise ItemRefused("origin_unknown", origin=draft.origin)
    _check_due(draft.due_on, today, latest, consent)
    item = Item.objects.create(
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        origin=draft.origin,
        origin_ref=reference,
        origin_text=draft.origin_text[:300],
        level=draft.level,
        difficulty=draft.difficulty,
        what=draft.what.strip(),
        how=draft.how.strip(),
        goal=draft.goal.strip(),
        person_id=draft.person_id,
        owner_id=draft.owner_id,
        restricted=draft.restricted or draft.origin == Item.Origin.DISPUTE,
        served=draft.served,
        predecessor_id=draft.predecessor_id,
        opened_on=today,
        due_on=draft.due_on,
        first_due_on=draft.due_on,
        nonce=key,
    )
    if item.owner is not None:
        item.owner_name = item.owner.name
        item.save(update_fields=["owner_name"])
        ItemOwner.objects.create(item=item, person_id=draft.owner_id, name=item.owner_name, from_date=today)
    _note(
        now, actor, "opened", item, origin=draft.origin, due_on=draft.due_on, consent=consent.label if consent else ""
    )
    return item.pk


@transaction.atomic
def describe(
    *, now: datetime, actor: Actor, item_id: int, version: int, how: str, goal: str, difficulty: str = ""
) -> None:
    """Say how it will be done and to what goal. Raises ItemRefused."""
    item = _locked(item_id, version)
    item.how, item.goal = how.strip(), goal.strip()
    item.difficulty = difficulty or item.difficulty
    _save(item, "how", "goal", "difficulty")
    _note(now, actor, "described", item)


@transaction.atomic
def hand_over(*, now: datetime, actor: Actor, item_id: int, version: int, owner_id: int) -> None:
    """Another person answers for it from today; the earlier owner's time stays on record. Raises ItemRefused."""
    item = _locked(item_id, version)
    if item.owner_id == owner_id:
        return
    today = _today(now)
    ItemOwner.objects.filter(item=item, until_date__isnull=True).update(until_date=today)
    item.owner_id, item.accepted_on = owner_id, None
    item.owner_name = item.owner.name
    ItemOwner.objects.create(item=item, person_id=owner_id, name=item.owner_name, from_date=today)
    _save(item, "owner", "owner_name", "accepted_on")
    _note(now, actor, "handed_over", item, owner=owner_id)


@transaction.atomic
def accept(*, now: datetime, actor: Actor, item_id: int, version: int) -> None:
    """The owner takes it on (S3-49). Raises ItemRefused."""
    item = _locked(item_id, version)
    if actor.person_id is None or actor.person_id != item.owner_id:
        raise ItemRefused("not_the_owner")
    if item.accepted_on is not None:
        return
    item.accepted_on = _today(now)
    _save(item, "accepted_on")
    _note(now, actor, "accepted", item)


@transaction.atomic
def extend(
    *,
    now: datetime,
    actor: Actor,
    item_id: int,
    version: int,
    due_on: date,
    reason: str,
    latest: date | None = None,
    consent: Actor | None = None,
) -> None:
    """Move the due date: the old date and the reason stay. Raises ItemRefused."""
    item = _locked(item_id, version)
    if not reason.strip():
        raise ItemRefused("reason_missing")
    if due_on <= item.due_on:
        raise ItemRefused("due_not_later", due_on=item.due_on)
    _check_due(due_on, item.opened_on, latest, consent)
    ItemExtension.objects.create(
        item=item,
        old_due_on=item.due_on,
        new_due_on=due_on,
        reason=reason.strip(),
        consent_label=consent.label if consent else "",
        made_on=_today(now),
        made_by_label=actor.label,
    )
    old, item.due_on = item.due_on, due_on
    _save(item, "due_on")
    _note(now, actor, "extended", item, old=old, new=due_on, consent=consent.label if consent else "")


@transaction.atomic
def submit_evidence(
    *, now: datetime, actor: Actor, item_id: int, version: int, text: str, occurred_on: date, finished: bool = True
) -> None:
    """Write down what was done; `finished` asks for a verdict. Raises ItemRefused."""
    item = _locked(item_id, version)
    if not text.strip():
        raise ItemRefused("text_missing")
    if occurred_on > _today(now):
        raise ItemRefused("day_impossible")
    ItemEvidence.objects.create(
        item=item,
        round=item.round,
        text=text.strip(),
        occurred_on=occurred_on,
        recorded_on=_today(now),
        by=actor.person_id,
        by_label=actor.label,
    )
    if finished:
        item.submitted_on = _today(now)
    _save(item, "submitted_on")
    _note(now, actor, "evidence", item, finished=finished)


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
    explanation; a waiver needs the superior (S0-26). Raises ItemRefused.
    """
    item = _locked(item_id, version)
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
    ItemVerdict.objects.create(
        item=item,
        round=item.round,
        verdict=verdict,
        reason=reason.strip(),
        checked_on=_today(now),
        checker=actor.person_id,
        checker_label=actor.label,
    )
    item.verdict = verdict
    if verdict in ItemVerdict.CLOSING:
        item.closed_on = _today(now)
    else:
        item.round += 1
        item.submitted_on = None
    _save(item, "verdict", "closed_on", "round", "submitted_on")
    _note(now, actor, "decided", item, verdict=verdict, round=item.round)


@transaction.atomic
def redo(*, now: datetime, actor: Actor, item_id: int, due_on: date, reason: str, supervisor_label: str) -> None:
    """Open a closed item again because those concerned are not satisfied; the first round stays (S3-52)."""
    item = Item.objects.select_for_update(no_key=True).get(pk=item_id)
    if item.closed_on is None:
        raise ItemRefused("still_open")
    if not reason.strip() or not supervisor_label.strip():
        raise ItemRefused("reason_missing")
    _check_due(due_on, _today(now), None, None)
    ItemExtension.objects.create(
        item=item,
        old_due_on=item.due_on,
        new_due_on=due_on,
        reason=reason.strip(),
        consent_label=supervisor_label,
        made_on=_today(now),
        made_by_label=actor.label,
    )
    item.round, item.closed_on, item.submitted_on, item.verdict = item.round + 1, None, None, ""
    item.due_on, item.supervisor_label = due_on, supervisor_label
    _save(item, "round", "closed_on", "submitted_on", "verdict", "due_on", "supervisor_label")
    _note(now, actor, "redone", item, round=item.round, reason=reason.strip())


@transaction.atomic
def explain(
    *, now: datetime, actor: Actor, item_id: int, version: int, explanation: str, review_on: date, place: str
) -> None:
    """Publish why it cannot be solved for now, and when it will be looked at again (S3-51). Raises ItemRefused."""
    item = _locked(item_id, version)
    if not explanation.strip() or not place.strip():
        raise ItemRefused("text_missing")
    if review_on <= _today(now):
        raise ItemRefused("due_in_the_past", opened_on=_today(now))
    item.difficulty, item.explanation, item.review_on = Item.Difficulty.NOT_YET, explanation.strip(), review_on
    ItemPublication.objects.create(
        item=item,
        part=ItemPublication.Part.EXPLANATION,
        place=place.strip(),
        published_on=_today(now),
        by_label=actor.label,
    )
    _save(item, "difficulty", "explanation", "review_on")
    _note(now, actor, "explained", item, review_on=review_on)


@transaction.atomic
def publish(*, now: datetime, actor: Actor, item_id: int, part: str, place: str) -> None:
    """Record one of the three publications (S3-53); a blank among the four questions blocks it (S3-54)."""
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
        item=item, part=part, place=place.strip(), published_on=_today(now), defaults={"by_label": actor.label}
    )
    _note(now, actor, "published", item, part=part, place=place.strip())


@transaction.atomic
def carry_over(
    *,
    now: datetime,
    actor: Actor,
    from_campaign_id: int,
    to_campaign_id: int,
    organization_ids: Iterable[int],
    due_on: date,
) -> int:
    """Bring every open item of the earlier programme into this one with its history; twice does not double (S0-51)."""
    carried = 0
    old_items = Item.objects.filter(
        campaign_id=from_campaign_id, organization_id__in=list(organization_ids), closed_on__isnull=True
    ).order_by("pk")
    for old in old_items:
        reference = f"tracking.item:{old.pk}"
        known = Item.objects.filter(
            campaign_id=to_campaign_id, origin=Item.Origin.PREDECESSOR, origin_ref=reference
        ).exists()
        if known:
            continue
        open_item(
            now=now,
            actor=actor,
            organization_id=old.organization_id,
            campaign_id=to_campaign_id,
            draft=Draft(
                what=old.what,
                how=old.how,
                goal=old.goal,
                due_on=due_on,
                origin=Item.Origin.PREDECESSOR,
                origin_ref=reference,
                origin_text=old.origin_text,
                level=old.level,
                difficulty=old.difficulty,
                person_id=old.person_id,
                owner_id=old.owner_id,
                restricted=old.restricted,
                served=old.served,
                predecessor_id=old.pk,
            ),
        )
        carried += 1
    return carried


@transaction.atomic
def import_items(
    *,
    now: datetime,
    actor: Actor,
    organization_id: int,
    campaign_id: int | None,
    drafts: Sequence[Draft],
    latest: date | None = None,
) -> tuple[int, int]:
    """(new items, items that were there already): all or nothing. Raises ItemRefused with the number of the line."""
    before = Item.objects.count()
    for number, draft in enumerate(drafts, start=1):
        try:
            open_item(
                now=now,
                actor=actor,
                organization_id=organization_id,
                campaign_id=campaign_id,
                draft=draft,
                latest=latest,
            )
        except ItemRefused as refused:
            raise ItemRefused(refused.code, **refused.params, line=number) from None
    new = Item.objects.count() - before
    return new, len(drafts) - new


@transaction.atomic
def add_mechanism(
    *,
    now: datetime,
    actor: Actor,
    organization_id: int,
    title: str,
    owner_name: str,
    in_force_from: date,
    check_on: date,
) -> int:
    """Register a long-term rule and when it will next be checked (S0-55). Raises ItemRefused."""
    if not title.strip() or not owner_name.strip():
        raise ItemRefused("what_missing")
    made, _ = Mechanism.objects.get_or_create(
        organization_id=organization_id,
        title=title.strip(),
        in_force_from=in_force_from,
        defaults={"owner_name": owner_name.strip(), "check_on": check_on},
    )
    journal.record(
        now=now,
        actor=actor,
        action="tracking.mechanism_added",
        subject=f"tracking.mechanism:{made.pk}",
        organization_id=organization_id,
    )
    return made.pk


@transaction.atomic
def check_mechanism(
    *, now: datetime, actor: Actor, mechanism_id: int, working: str, remark: str, check_on: date
) -> None:
    """Say whether the rule is kept, and when to look again. Raises ItemRefused."""
    one = Mechanism.objects.select_for_update(no_key=True).get(pk=mechanism_id)
    if working not in Mechanism.Working.values or working == Mechanism.Working.UNCHECKED:
        raise ItemRefused("verdict_unknown", verdict=working)
    if working == Mechanism.Working.NOT_WORKING and not remark.strip():
        raise ItemRefused("reason_missing")
    if check_on <= _today(now):
        raise ItemRefused("due_in_the_past", opened_on=_today(now))
    one.working, one.remark, one.last_checked_on, one.check_on = working, remark.strip(), _today(now), check_on
    one.save(update_fields=["working", "remark", "last_checked_on", "check_on"])
    journal.record(
        now=now,
        actor=actor,
        action="tracking.mechanism_checked",
        subject=f"tracking.mechanism:{one.pk}",
        organization_id=one.organization_id,
        detail={"working": working},
    )
