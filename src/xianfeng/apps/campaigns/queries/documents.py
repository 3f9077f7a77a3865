"""发文登记: what an organisation has issued or received, who has acknowledged it, which steps stand on it (S0-62)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from xianfeng.apps.campaigns.models import Campaign, DocumentReceipt, IssuedDocument
from xianfeng.apps.campaigns.queries.rows import document_label


@dataclass(frozen=True)
class ReceiptRow:
    organization_id: int
    organization_name: str
    acknowledged_on: date | None
    acknowledged_by: str


@dataclass(frozen=True)
class DocumentRow:
    id: int
    organization_id: int
    issuer: str
    number: str
    title: str
    label: str
    issued_on: date
    text: str
    entered_by: str
    receipts: tuple[ReceiptRow, ...]
    steps: tuple[tuple[int, str, str, str], ...]
    """(campaign, its title, step code, step title) of what stands on it."""

    @property
    def acknowledged(self) -> int:
        return sum(1 for one in self.receipts if one.acknowledged_on is not None)

    @property
    def recipient_ids(self) -> frozenset[int]:
        return frozenset(one.organization_id for one in self.receipts)


def _row(one: IssuedDocument) -> DocumentRow:
    receipts = sorted(one.receipts.all(), key=lambda line: line.organization.code)
    steps = []
    for window in one.steps.all():
        titles = {step["code"]: step["title"] for step in window.campaign.plan.get("steps", ())}
        title = titles.get(window.step_code, window.step_code)
        steps.append((window.campaign_id, window.campaign.title, window.step_code, title))
    return DocumentRow(
        one.pk,
        one.organization_id,
        one.organization.short_name or one.organization.name,
        one.number,
        one.title,
        document_label(one.title, one.number),
        one.issued_on,
        one.text,
        one.entered_by_label,
        tuple(
            ReceiptRow(
                line.organization_id,
                line.organization.short_name or line.organization.name,
                line.acknowledged_on,
                line.acknowledged_by_label,
            )
            for line in receipts
        ),
        tuple(steps),
    )


def _documents():
    return IssuedDocument.objects.select_related("organization").prefetch_related(
        "receipts__organization", "steps__campaign"
    )


def get_document(document_id: int) -> DocumentRow:
    return _row(_documents().get(pk=document_id))


def list_documents(organization_ids: Iterable[int]) -> list[DocumentRow]:
    """Issued by or to these organisations, the newest first; three queries."""
    units = list(organization_ids)
    found = _documents().filter(Q(organization_id__in=units) | Q(receipts__organization_id__in=units)).distinct()
    return [_row(one) for one in found.order_by("-issued_on", "-pk")]


def list_unacknowledged(organization_ids: Iterable[int]) -> list[tuple[int, str]]:
    """(id, title) of what these organisations have received and not acknowledged, the oldest first."""
    found = DocumentReceipt.objects.filter(organization_id__in=list(organization_ids), acknowledged_on=None)
    rows = found.order_by("document__issued_on", "document_id").values_list("document_id", "document__title")
    return list(dict.fromkeys(rows))


def list_citable(organization_ids: Iterable[int]) -> list[tuple[str, str]]:
    """("campaign:step", "programme · step") of the running programmes of these organisations."""
    found = Campaign.objects.filter(
        organization_id__in=list(organization_ids), opened_at__isnull=False, closed_at=None
    ).prefetch_related("windows")
    return [
        (f"{one.pk}:{step['code']}", f"{one.title} · {step['title']}")
        for one in found.order_by("-starts_on", "pk")
        for step in one.plan.get("steps", ())
        if any(window.step_code == step["code"] for window in one.windows.all())
    ]
