"""Recommend, verify, agree, publish, take down. Each by the person whose turn it is; nobody verifies the own word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.exemplars import queries
from xianfeng.apps.exemplars.models import Deed, Exemplar, Reason
from xianfeng.apps.exemplars.queries import words_hash
from xianfeng.apps.journal import actions as journal
from xianfeng.apps.journal.actions import Actor, Refused


class ExemplarRefused(Refused):
    """code: no_criteria | incomplete (lacks: title, story, deeds, proof, reasons) | changed_meanwhile | is_public |
    second_person_needed | reason_missing | not_verified | not_the_person | not_agreed | not_public."""


def _note(now: datetime, actor: Actor, act: str, one: Exemplar, **detail: object) -> None:
    journal.record(
        now=now,
        actor=actor,
        action=f"exemplars.{act}",
        subject=f"exemplar:{one.pk}",
        organization_id=one.organization_id,
        person_id=one.person_id,
        detail=detail,
    )


def _locked(exemplar_id: int, version: int | None = None) -> Exemplar:
    one = Exemplar.objects.select_for_update(of=("self",)).get(pk=exemplar_id)
    if version is not None and one.version != version:
        raise ExemplarRefused("changed_meanwhile")
    return one


def _save(one: Exemplar, *names: str) -> None:
    one.version += 1
    one.save(update_fields=[*names, "version"])


@transaction.atomic
def recommend(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    organization_id: int,
    person_id: int,
    title: str,
    story: str,
    reasons: Mapping[str, str],
    deeds: Sequence[tuple[str, str]],
    version: int = 0,
) -> int:
    """Write the account of one member, or write it anew; gives its id.

    `reasons`: criterion -> why it is met, for every one the plan names; `deeds`: pairs of fact and proof. A fact whose
    words and proof stay as they were keeps its verification; other words end the consent, as it was given to those.
    Raises ExemplarRefused.
    """
    criteria = queries.criteria_of(campaign_id, organization_id)
    if not criteria:
        raise ExemplarRefused("no_criteria")
    written = [(what.strip(), proof.strip()) for what, proof in deeds if what.strip() or proof.strip()]
    lacks = [name for name, text in (("title", title), ("story", story)) if not text.strip()]
    lacks += ["deeds"] if not written else []
    lacks += ["proof"] if any(not what or not proof for what, proof in written) else []
    lacks += ["reasons"] if any(not reasons.get(item["key"], "").strip() for item in criteria) else []
    if lacks:
        raise ExemplarRefused("incomplete", lacks=lacks)
    one, is_new = Exemplar.objects.select_for_update(of=("self",)).get_or_create(
        campaign_id=campaign_id,
        person_id=person_id,
        defaults={
            "organization_id": organization_id,
            "title": title.strip(),
            "story": story.strip(),
            "recommended_by": actor.person_id,
            "recommended_by_label": actor.label,
            "recommended_at": now,
        },
    )
    if not is_new:
        if one.published_on is not None and one.withdrawn_on is None:
            raise ExemplarRefused("is_public")
        if one.version != version:
            raise ExemplarRefused("changed_meanwhile")
        one.title, one.story = title.strip(), story.strip()
        one.recommended_by, one.recommended_by_label, one.recommended_at = actor.person_id, actor.label, now
        one.published_on, one.withdrawn_on, one.withdrawn_note = None, None, ""
        _save(
            one, "title", "story", "recommended_by", "recommended_by_label", "recommended_at", "published_on",
            "withdrawn_on", "withdrawn_note",
        )  # fmt: skip
    known = {(deed.what, deed.proof): deed for deed in one.deeds.all()}
    one.deeds.all().delete()
    Deed.objects.bulk_create(
        Deed(
            exemplar=one,
            position=position,
            what=what,
            proof=proof,
            verified_on=known[what, proof].verified_on if (what, proof) in known else None,
            verified_by_label=known[what, proof].verified_by_label if (what, proof) in known else "",
        )
        for position, (what, proof) in enumerate(written, start=1)
    )
    one.reasons.all().delete()
    Reason.objects.bulk_create(
        Reason(exemplar=one, key=item["key"], title=item["title"], text=reasons[item["key"]].strip())
        for item in criteria
    )
    _note(now, actor, "recommended", one, deeds=len(written))
    return one.pk


@transaction.atomic
def verify(*, now: datetime, actor: Actor, deed_id: int, is_true: bool, doubt: str = "") -> None:
    """A second person has seen the proof of one fact, or says why it does not show it. Raises ExemplarRefused."""
    deed = Deed.objects.select_related("exemplar").select_for_update(of=("self",)).get(pk=deed_id)
    one = _locked(deed.exemplar_id)
    if actor.person_id is None or actor.person_id in (one.recommended_by, one.person_id):
        raise ExemplarRefused("second_person_needed")
    if one.published_on is not None and one.withdrawn_on is None:
        raise ExemplarRefused("is_public")
    if not is_true and not doubt.strip():
        raise ExemplarRefused("reason_missing")
    deed.verified_on = timezone.localdate(now) if is_true else None
    deed.verified_by_label, deed.doubt = actor.label, "" if is_true else doubt.strip()
    deed.save(update_fields=["verified_on", "verified_by_label", "doubt"])
    _note(now, actor, "verified" if is_true else "doubted", one, deed=deed.position, doubt=deed.doubt)


@transaction.atomic
def consent(*, now: datetime, actor: Actor, exemplar_id: int, version: int) -> None:
    """The person agrees to these very words being public. Raises ExemplarRefused."""
    one = _locked(exemplar_id, version)
    if actor.person_id is None or actor.person_id != one.person_id:
        raise ExemplarRefused("not_the_person")
    deeds = list(one.deeds.order_by("position"))
    if not deeds or any(deed.verified_on is None for deed in deeds):
        raise ExemplarRefused("not_verified")
    one.consent_sha256 = words_hash(one.title, one.story, [deed.what for deed in deeds])
    one.consented_at, one.consent_revoked_at = now, None
    _save(one, "consent_sha256", "consented_at", "consent_revoked_at")
    _note(now, actor, "consented", one, sha256=one.consent_sha256)


@transaction.atomic
def revoke_consent(*, now: datetime, actor: Actor, exemplar_id: int) -> None:
    """The person takes the consent back, for no reason but the own: what is public comes down at once. Twice changes
    nothing. A short note stays in its place. Raises ExemplarRefused."""
    one = _locked(exemplar_id)
    if actor.person_id is None or actor.person_id != one.person_id:
        raise ExemplarRefused("not_the_person")
    if one.consent_revoked_at is not None:
        return
    one.consent_revoked_at, one.consent_sha256 = now, ""
    names = ["consent_revoked_at", "consent_sha256"]
    if one.published_on is not None and one.withdrawn_on is None:
        one.withdrawn_on, one.withdrawn_note = timezone.localdate(now), ""
        names += ["withdrawn_on", "withdrawn_note"]
    _save(one, *names)
    _note(now, actor, "consent_revoked", one)


@transaction.atomic
def publish(*, now: datetime, actor: Actor, exemplar_id: int, version: int) -> None:
    """Hang it in the gallery: every fact verified, these words agreed to. Raises ExemplarRefused."""
    one = _locked(exemplar_id, version)
    row = queries.get_exemplar(exemplar_id)
    if actor.person_id == one.person_id:
        raise ExemplarRefused("second_person_needed")
    if not row.is_verified:
        raise ExemplarRefused("not_verified")
    if not row.is_agreed:
        raise ExemplarRefused("not_agreed")
    if row.is_public:
        return
    one.published_on, one.published_by_label = timezone.localdate(now), actor.label
    one.withdrawn_on, one.withdrawn_note = None, ""
    _save(one, "published_on", "published_by_label", "withdrawn_on", "withdrawn_note")
    _note(now, actor, "published", one)


@transaction.atomic
def withdraw(*, now: datetime, actor: Actor, exemplar_id: int, note: str) -> None:
    """The organisation takes it down, with the short note that stands in its place. Raises ExemplarRefused."""
    one = _locked(exemplar_id)
    if not note.strip():
        raise ExemplarRefused("reason_missing")
    if one.published_on is None or one.withdrawn_on is not None:
        raise ExemplarRefused("not_public")
    one.withdrawn_on, one.withdrawn_note = timezone.localdate(now), note.strip()[:200]
    _save(one, "withdrawn_on", "withdrawn_note")
    _note(now, actor, "withdrawn", one, note=one.withdrawn_note)
