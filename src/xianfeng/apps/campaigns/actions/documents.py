"""Enter an issued document, acknowledge it, name it as what a step stands on (S0-62)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from xianfeng.apps.campaigns.actions.refusals import CampaignRefused
from xianfeng.apps.campaigns.models import DocumentReceipt, IssuedDocument, StepWindow
from xianfeng.apps.journal.actions import Actor, record
from xianfeng.apps.people import queries as people


@transaction.atomic
def issue_document(
    *,
    now: datetime,
    actor: Actor,
    nonce: UUID,
    organization_id: int,
    title: str,
    issued_on: date,
    recipient_ids: Iterable[int],
    number: str = "",
    text: str = "",
) -> int:
    """Enter a document and whom it goes to; gives its id. The same form twice is one document.

    Raises CampaignRefused: title_missing | issued_later | number_taken | recipients_missing | recipient_elsewhere.
    """
    known = IssuedDocument.objects.filter(nonce=nonce).values_list("pk", flat=True).first()
    if known is not None:
        return known
    units = set(recipient_ids)
    if not title.strip():
        raise CampaignRefused("title_missing")
    if issued_on > timezone.localdate(now):
        raise CampaignRefused("issued_later")
    if (
        number.strip()
        and IssuedDocument.objects.filter(organization_id=organization_id, number=number.strip()).exists()
    ):
        raise CampaignRefused("number_taken", number=number.strip())
    if not units:
        raise CampaignRefused("recipients_missing")
    if units - people.subtree_ids(organization_id):
        raise CampaignRefused("recipient_elsewhere")
    try:
        with transaction.atomic():
            one = IssuedDocument.objects.create(
                nonce=nonce,
                organization_id=organization_id,
                number=number.strip(),
                title=title.strip(),
                issued_on=issued_on,
                text=text.strip(),
                entered_at=now,
                entered_by_label=actor.label,
            )
    except IntegrityError:  # somebody else entered the number in the same moment
        raise CampaignRefused("number_taken", number=number.strip()) from None
    DocumentReceipt.objects.bulk_create(DocumentReceipt(document=one, organization_id=unit) for unit in sorted(units))
    _note(now, actor, "document_issued", one, organization_id, count=len(units))
    return one.pk


def _note(now: datetime, actor: Actor, act: str, one: IssuedDocument, unit: int, **detail: object) -> None:
    record(
        now=now,
        actor=actor,
        action=f"campaign.{act}",
        subject=f"issued_document:{one.pk}",
        organization_id=unit,
        detail={"title": one.title, **detail},
    )


@transaction.atomic
def acknowledge_document(*, now: datetime, actor: Actor, document_id: int, organization_id: int) -> None:
    """A recipient has it. Twice is once; whoever did not receive it cannot."""
    line = (
        DocumentReceipt.objects.select_related("document")
        .select_for_update(of=("self",))
        .filter(document_id=document_id, organization_id=organization_id)
        .first()
    )
    if line is None:
        raise CampaignRefused("not_a_recipient")
    if line.acknowledged_on is not None:
        return
    line.acknowledged_on, line.acknowledged_by_label = timezone.localdate(now), actor.label
    line.save(update_fields=["acknowledged_on", "acknowledged_by_label"])
    _note(now, actor, "document_acknowledged", line.document, organization_id)


@transaction.atomic
def cite_document(*, now: datetime, actor: Actor, document_id: int, campaign_id: int, step_code: str) -> None:
    """The step stands on this document from now on; another one cited before no longer is."""
    one = IssuedDocument.objects.get(pk=document_id)
    window = StepWindow.objects.select_for_update().filter(campaign_id=campaign_id, step_code=step_code).first()
    if window is None:
        raise CampaignRefused("step_unknown")
    if window.basis_id == one.pk:
        return
    window.basis = one
    window.save(update_fields=["basis"])
    _note(now, actor, "document_cited", one, one.organization_id, campaign=campaign_id, step=step_code)
