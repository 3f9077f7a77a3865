"""Issue what is to be read and confirm it."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, record
from xianfeng.kinds.study import queries
from xianfeng.kinds.study.actions.refusals import StudyRefused
from xianfeng.kinds.study.models import Confirmation, Document


@transaction.atomic
def issue(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    item: str,
    text: str,
    issuer: str,
    number: str = "",
    issued_on: date | None = None,
    change_note: str = "",
    organization_id: int | None = None,
) -> int:
    """Put a text on the reading list as its next version; gives the document.

    What was confirmed for an earlier version no longer counts from now on: everybody is asked again (S0-28). The
    confirmations stay on record with the version they were given for. Raises StudyRefused.
    """
    _step, params = queries.step_of(campaign_id, step_code, organization_id)
    if item not in params.reading_list:
        raise StudyRefused("not_on_list", item=item)
    text = text.strip()
    if not text:
        raise StudyRefused("text_missing")
    digest = hashlib.sha256(text.encode()).hexdigest()
    before = list(
        Document.objects.select_for_update()
        .filter(campaign_id=campaign_id, step_code=step_code, item=item)
        .order_by("-version")[:1]
    )
    if before and before[0].text_sha256 == digest:
        raise StudyRefused("same_text", version=before[0].version)
    made = Document.objects.create(
        campaign_id=campaign_id,
        step_code=step_code,
        item=item,
        version=before[0].version + 1 if before else 1,
        number=number.strip(),
        issuer=issuer.strip(),
        issued_on=issued_on,
        text=text,
        text_sha256=digest,
        change_note=change_note.strip(),
        entered_at=now,
        entered_by_label=actor.label,
    )
    reset = 0
    if before:
        for pk in before[0].confirmations.values_list("pk", flat=True):
            reset += evidence.withdraw(
                now=now,
                actor=actor,
                subject=f"study_confirmation:{pk}",
                step_code=step_code,
                reason=f"version {made.version}",
            )
    record(
        now=now,
        actor=actor,
        action="study.issue",
        subject=f"study_document:{made.pk}",
        organization_id=organization_id,
        detail={"item": item, "version": made.version, "sha256": digest, "reset": reset},
    )
    return made.pk


@transaction.atomic
def confirm(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    item: str,
    version: int,
    organization_id: int,
    person_id: int | None,
    plan_text: str = "",
    issuer: str = "",
) -> int:
    """Say that the version shown has been read; confirming twice changes nothing.

    `plan_text` is the text that came with the plan, used as version 1 when nothing has been issued. A version that is no
    longer the newest is refused: nobody confirms what they were not shown. Raises StudyRefused.
    """
    versions = Document.objects.filter(campaign_id=campaign_id, step_code=step_code, item=item).order_by("-version")
    list(versions.select_for_update())  # a new version waits for this one to be counted, or is seen below
    newest = versions.first()
    if newest is None and plan_text:
        made = issue(
            now=now,
            actor=actor,
            campaign_id=campaign_id,
            step_code=step_code,
            item=item,
            text=plan_text,
            issuer=issuer,
            organization_id=organization_id,
        )
        newest = Document.objects.get(pk=made)
    if newest is None:
        raise StudyRefused("text_missing")
    if newest.version != version:
        raise StudyRefused("version_changed", version=newest.version)
    said, is_new = Confirmation.objects.get_or_create(
        document=newest,
        person_id=person_id,
        **({} if person_id is not None else {"organization_id": organization_id}),
        defaults={"organization_id": organization_id, "confirmed_at": now, "confirmed_by_label": actor.label},
    )
    if not is_new:
        return said.pk
    evidence.submit(
        now=now,
        actor=actor,
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        person_id=person_id,
        fact="reading_confirmed",
        part=item,
        subject=f"study_confirmation:{said.pk}",
        occurred_on=timezone.localdate(now),
    )
    record(
        now=now,
        actor=actor,
        action="study.confirm",
        subject=f"study_confirmation:{said.pk}",
        organization_id=organization_id,
        person_id=person_id,
        detail={"item": item, "version": version},
    )
    return said.pk
