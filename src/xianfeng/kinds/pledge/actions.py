"""Write, review, publish, amend, fulfil and drop pledges."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, record
from xianfeng.core.fairness.texts import normalized
from xianfeng.core.kind import find_kind
from xianfeng.kinds.pledge.models import Advance, Citation, Pledge, Text
from xianfeng.kinds.pledge.refusals import PledgeRefused as PledgeRefused
from xianfeng.kinds.pledge.served import newest_hearing
from xianfeng.kinds.pledge.topics import settle


@dataclass(frozen=True)
class Content:
    """One wording as typed; anything may still be empty in a draft."""

    text: str = ""
    result: str = ""
    beneficiary: str = ""
    due_on: date | None = None
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    cites: Sequence[tuple[str, str]] = ()


def params_of(pledge: Pledge):
    """The typed parameters of the step a pledge was made in."""
    step = campaigns.get_step(pledge.campaign_id, pledge.step_code, pledge.organization_id)
    return find_kind(step.kind).read_params(step.params)


def _log(now: datetime, actor: Actor, action: str, pledge: Pledge, **detail: object) -> None:
    record(
        now=now,
        actor=actor,
        action=f"pledge.{action}",
        subject=f"pledge:{pledge.pk}",
        organization_id=pledge.organization_id,
        person_id=pledge.person_id,
        detail=detail,
    )


@transaction.atomic
def start(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    person_id: int | None,
    nonce: str,
) -> int:
    """An empty pledge with an empty first wording; the same nonce gives the one that is there. Gives its id."""
    campaign, step = campaigns.get_with_step(campaign_id, step_code, organization_id)
    if not campaign.is_open:
        raise PledgeRefused("not_open")
    params = find_kind(step.kind).read_params(step.params)
    pledge, is_new = Pledge.objects.get_or_create(
        nonce=nonce,
        defaults={
            "campaign_id": campaign_id,
            "step_code": step_code,
            "organization_id": organization_id,
            "person_id": person_id,
            "measure": params.measure,
            "scope": params.scope,
            "made_on": timezone.localtime(now).date(),
        },
    )
    if is_new:
        Text.objects.create(pledge=pledge, number=1, saved_at=now)
        _log(now, actor, "start", pledge)
    elif pledge.person_id != person_id or pledge.organization_id != organization_id:
        raise PledgeRefused("conflict")
    return pledge.pk


def _live(pledge_id: int) -> Text:
    Pledge.objects.select_for_update().get(pk=pledge_id)
    live = (
        Text.objects.select_for_update(of=("self",))
        .select_related("pledge")
        .filter(pledge_id=pledge_id, state__in=(Text.State.DRAFT, Text.State.SUBMITTED, Text.State.RETURNED))
        .order_by("-number")
        .first()
    )
    if live is None:
        raise PledgeRefused("not_open")
    return live


@transaction.atomic
def save(*, now: datetime, actor: Actor, pledge_id: int, revision: int, content: Content, journal: bool = True) -> int:
    """Save the wording under way; gives the new revision."""
    text = _live(pledge_id)
    if text.state == Text.State.SUBMITTED:
        raise PledgeRefused("not_open")
    if text.revision != revision:
        raise PledgeRefused("conflict")
    text.text, text.result, text.beneficiary = content.text.strip(), content.result.strip(), content.beneficiary.strip()
    text.due_on, text.unit, text.baseline, text.target = content.due_on, content.unit, content.baseline, content.target
    plain = normalized(text.text)
    text.fingerprint = hashlib.sha256(plain.encode()).hexdigest() if plain else ""
    text.revision, text.saved_at = revision + 1, now
    text.save()
    text.citations.all().delete()
    Citation.objects.bulk_create(
        Citation(text=text, subject=subject, wording=words) for subject, words in content.cites
    )
    if journal:
        _log(now, actor, "save", text.pledge)
    return text.revision


def lacks(text: Text, params) -> list[str]:
    """What a wording still needs before it can be handed in (S0-07 … S0-11): names of fields."""
    found = [name for name in ("text", "result", "beneficiary") if not getattr(text, name)]
    if text.due_on is None:
        found.append("due_on")
    if params.tied and params.measure in ("party_requirement", "post_duty", "topic") and not text.citations.exists():
        found.append("cites")
    if params.needs_target:
        found += [name for name in ("unit",) if not text.unit]
        found += [name for name in ("baseline", "target") if getattr(text, name) is None]
    return found


@transaction.atomic
def submit(*, now: datetime, actor: Actor, pledge_id: int) -> None:
    """Hand the wording in for review, or publish it where the plan wants no review. Handing in twice changes nothing."""
    text = _live(pledge_id)
    pledge = text.pledge
    if text.state == Text.State.SUBMITTED:
        return
    params = params_of(pledge)
    missing = lacks(text, params)
    if missing:
        raise PledgeRefused("incomplete", lacks=missing)
    if params.most_characters and len(text.text) > params.most_characters:
        raise PledgeRefused("too_long", most=params.most_characters)
    text.state, text.submitted_at, text.returned_because = Text.State.SUBMITTED, now, ""
    text.save(update_fields=["state", "submitted_at", "returned_because"])
    if text.number == 1:
        _fact(now, actor, pledge, "pledge_submitted")
    settle(now, actor, pledge)
    _log(now, actor, "submit", pledge, number=text.number)
    if not params.reviewed:
        _publish(now, actor, text, "")


def _fact(now: datetime, actor: Actor, pledge: Pledge, fact: str) -> None:
    evidence.submit(
        now=now,
        actor=actor,
        campaign_id=pledge.campaign_id,
        step_code=pledge.step_code,
        organization_id=pledge.organization_id,
        person_id=pledge.person_id,
        fact=fact,
        part=pledge.measure,
        subject=f"pledge:{pledge.pk}",
        occurred_on=timezone.localtime(now).date(),
    )


def _publish(now: datetime, actor: Actor, text: Text, place: str) -> None:
    pledge = text.pledge
    pledge.texts.filter(state=Text.State.PUBLISHED).update(state=Text.State.REPLACED)
    text.state, text.decided_at, text.decided_by_label = Text.State.PUBLISHED, now, actor.label
    text.published_at, text.published_place = now, place
    text.save(update_fields=["state", "decided_at", "decided_by_label", "published_at", "published_place"])
    _fact(now, actor, pledge, "pledge_published")
    settle(now, actor, pledge)
    _log(now, actor, "publish", pledge, number=text.number, place=place, scope=pledge.scope)


@transaction.atomic
def publish(*, now: datetime, actor: Actor, pledge_id: int, place: str) -> None:
    """The reviewer passes the wording: it is public within its scope, at a named place. Nobody passes the own pledge."""
    pledge = Pledge.objects.select_for_update().get(pk=pledge_id)
    if pledge.person_id is not None and pledge.person_id == actor.person_id:
        raise PledgeRefused("own_pledge")
    text = pledge.texts.select_related("pledge").order_by("-number").first()
    if text.state == Text.State.PUBLISHED:
        return
    if text.state != Text.State.SUBMITTED:
        raise PledgeRefused("not_submitted")
    if not place.strip():
        raise PledgeRefused("place_missing")
    _publish(now, actor, text, place.strip())


@transaction.atomic
def send_back(*, now: datetime, actor: Actor, pledge_id: int, reason: str) -> None:
    """Return a vague wording with a reason."""
    if not reason.strip():
        raise PledgeRefused("reason_missing")
    text = _live(pledge_id)
    if text.state != Text.State.SUBMITTED:
        raise PledgeRefused("not_submitted")
    text.state, text.returned_because = Text.State.RETURNED, reason.strip()
    text.decided_at, text.decided_by_label = now, actor.label
    text.save(update_fields=["state", "returned_because", "decided_at", "decided_by_label"])
    if text.number == 1:
        evidence.withdraw(
            now=now, actor=actor, subject=f"pledge:{pledge_id}", fact="pledge_submitted", reason=reason.strip()
        )
    settle(now, actor, text.pledge)
    _log(now, actor, "send_back", text.pledge, reason=reason.strip())


@transaction.atomic
def amend(*, now: datetime, actor: Actor, pledge_id: int, reason: str) -> None:
    """Start a new wording from the published one, with the reason (S0-25). The old one stands until the new one passes."""
    if not reason.strip():
        raise PledgeRefused("reason_missing")
    pledge = Pledge.objects.select_for_update().get(pk=pledge_id)
    _require_open(pledge)
    if pledge.texts.filter(state__in=(Text.State.DRAFT, Text.State.SUBMITTED, Text.State.RETURNED)).exists():
        return
    old = pledge.texts.filter(state=Text.State.PUBLISHED).first()
    if old is None:
        raise PledgeRefused("not_published")
    new = Text.objects.create(
        pledge=pledge,
        number=pledge.texts.count() + 1,
        text=old.text,
        result=old.result,
        beneficiary=old.beneficiary,
        due_on=old.due_on,
        unit=old.unit,
        baseline=old.baseline,
        target=old.target,
        fingerprint=old.fingerprint,
        amended_because=reason.strip(),
        saved_at=now,
    )
    Citation.objects.bulk_create(
        Citation(text=new, subject=cite.subject, wording=cite.wording) for cite in old.citations.all()
    )
    _log(now, actor, "amend", pledge, reason=reason.strip())


def _require_open(pledge: Pledge) -> None:
    if pledge.fulfilled_on is not None or pledge.dropped_on is not None:
        raise PledgeRefused("already_settled")


def _published(pledge_id: int) -> tuple[Pledge, Text]:
    pledge = Pledge.objects.select_for_update().get(pk=pledge_id)
    _require_open(pledge)
    text = pledge.texts.filter(state=Text.State.PUBLISHED).first()
    if text is None:
        raise PledgeRefused("not_published")
    return pledge, text


@transaction.atomic
def enter_advance(
    *, now: datetime, actor: Actor, pledge_id: int, on: date, value: Decimal | None, note: str, nonce: str
) -> None:
    """Say how far it has come; the same form sent twice counts once. A figure, a sentence, or both."""
    pledge, _text = _published(pledge_id)
    if value is None and not note.strip():
        raise PledgeRefused("reason_missing")
    _advance, is_new = Advance.objects.get_or_create(
        nonce=nonce,
        defaults={
            "pledge": pledge,
            "on": on,
            "value": value,
            "note": note.strip(),
            "entered_by_label": actor.label,
            "entered_at": now,
        },
    )
    if is_new:
        _log(now, actor, "advance", pledge, value=value)


@transaction.atomic
def claim(*, now: datetime, actor: Actor, pledge_id: int, note: str) -> None:
    """Report it fulfilled, with what shows it. The reviewer confirms."""
    if not note.strip():
        raise PledgeRefused("reason_missing")
    pledge, _text = _published(pledge_id)
    if pledge.claimed_at is not None:
        return
    pledge.claimed_at, pledge.claimed_note = now, note.strip()
    pledge.save(update_fields=["claimed_at", "claimed_note"])
    _log(now, actor, "claim", pledge)


@transaction.atomic
def confirm(*, now: datetime, actor: Actor, pledge_id: int) -> None:
    """A second person confirms that it is fulfilled; twice changes nothing."""
    pledge = Pledge.objects.select_for_update().get(pk=pledge_id)
    if pledge.fulfilled_on is not None:
        return
    if pledge.person_id is not None and pledge.person_id == actor.person_id:
        raise PledgeRefused("own_pledge")
    if pledge.claimed_at is None:
        raise PledgeRefused("not_submitted")
    _require_open(pledge)
    _require_heard(pledge)
    pledge.fulfilled_on, pledge.confirmed_by_label = timezone.localtime(now).date(), actor.label
    pledge.save(update_fields=["fulfilled_on", "confirmed_by_label"])
    if campaigns.get_campaign(pledge.campaign_id).is_open:
        _fact(now, actor, pledge, "pledge_fulfilled")
    _log(now, actor, "confirm", pledge)


def _require_heard(pledge: Pledge) -> None:
    """What those it was for say comes first: a deed they have not confirmed does not count as done (S0-50)."""
    newest = newest_hearing(pledge.pk)
    if newest is not None and newest.is_running:
        raise PledgeRefused("served_being_asked")
    since = pledge.claimed_at
    said = newest.outcome if newest is not None and (since is None or newest.opened_at >= since) else ""
    if said == "not_kept":
        raise PledgeRefused("served_say_no")
    wording = pledge.texts.filter(state=Text.State.PUBLISHED).first()
    if wording is None or not wording.beneficiary.strip() or not params_of(pledge).confirmed_by_served:
        return
    if said != "kept":
        raise PledgeRefused("served_unheard")


@transaction.atomic
def reject_claim(*, now: datetime, actor: Actor, pledge_id: int, reason: str) -> None:
    """Not fulfilled yet after all; the report goes back with a reason."""
    if not reason.strip():
        raise PledgeRefused("reason_missing")
    pledge = Pledge.objects.select_for_update().get(pk=pledge_id)
    if pledge.claimed_at is None or pledge.fulfilled_on is not None:
        raise PledgeRefused("not_submitted")
    pledge.claimed_at = None
    pledge.save(update_fields=["claimed_at"])
    _log(now, actor, "reject_claim", pledge, reason=reason.strip())


@transaction.atomic
def drop(*, now: datetime, actor: Actor, pledge_id: int, reason: str) -> None:
    """Give a published pledge up, with an explanation that is published in its place (S0-56)."""
    if not reason.strip():
        raise PledgeRefused("reason_missing")
    pledge = Pledge.objects.select_for_update().get(pk=pledge_id)
    if pledge.dropped_on is not None:
        return
    pledge, _text = _published(pledge_id)
    pledge.dropped_on, pledge.dropped_reason = timezone.localtime(now).date(), reason.strip()
    pledge.save(update_fields=["dropped_on", "dropped_reason"])
    evidence.withdraw(now=now, actor=actor, subject=f"pledge:{pledge_id}", reason=reason.strip())
    settle(now, actor, pledge)
    _log(now, actor, "drop", pledge, reason=reason.strip())


@transaction.atomic
def discard(*, now: datetime, actor: Actor, pledge_id: int) -> None:
    """Throw a wording away that was never handed in; an amendment leaves the published wording as it was."""
    text = _live(pledge_id)
    if text.state == Text.State.SUBMITTED:
        raise PledgeRefused("not_open")
    _log(now, actor, "discard", text.pledge, number=text.number)
    if text.number == 1:
        text.pledge.delete()
    else:
        text.delete()
