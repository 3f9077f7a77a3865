"""Read documents and what was understood of them, with the corrections laid on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import yaml

from xianfeng.apps.plans.correcting import Corrected, Correction, corrected
from xianfeng.apps.plans.models import PlanCorrection, PlanDocument
from xianfeng.compiler.draft import Draft, make_draft
from xianfeng.compiler.pack import SEED, draft_as_files
from xianfeng.core.plan.model import Pack, PackMeta, Plan


@dataclass(frozen=True)
class DocumentRow:
    id: int
    organization_id: int
    title: str
    file_name: str
    kind: str
    uploaded_by: str
    uploaded_at: datetime
    previous_id: int | None
    plan_version_id: int | None
    text: str = field(default="", repr=False)
    blocks: tuple[tuple[int, int, str, int], ...] = ()


@dataclass(frozen=True)
class CorrectionRow:
    """One note as the page shows it."""

    verb: str
    verb_label: str
    field: str
    quote: str
    start: int
    was: dict[str, Any]
    values: dict[str, Any]
    made_by: str
    made_at: datetime


def _row(found: PlanDocument, *, whole: bool) -> DocumentRow:
    return DocumentRow(
        found.pk,
        found.organization_id,
        found.title,
        found.file_name,
        found.kind,
        found.uploaded_by_label,
        found.uploaded_at,
        found.previous_id,
        found.plan_version_id,
        found.text if whole else "",
        tuple(tuple(block) for block in found.blocks) if whole else (),
    )


def find_document(document_id: int) -> DocumentRow | None:
    found = PlanDocument.objects.filter(pk=document_id).first()
    return _row(found, whole=True) if found else None


def list_documents(organization_ids: Iterable[int]) -> list[DocumentRow]:
    """Newest first, without their texts."""
    found = PlanDocument.objects.filter(organization_id__in=list(organization_ids)).defer("text", "blocks", "notes")
    return [_row(one, whole=False) for one in found.order_by("-uploaded_at", "-pk")]


def list_corrections(document_id: int) -> list[CorrectionRow]:
    """In the order they were made."""
    return [
        CorrectionRow(
            one.verb,
            one.get_verb_display(),
            one.field,
            one.quote,
            one.start,
            one.was,
            one.values,
            one.made_by_label,
            one.made_at,
        )
        for one in PlanCorrection.objects.filter(document_id=document_id).order_by("made_at", "pk")
    ]


@lru_cache(maxsize=16)
def read_text(text: str) -> Draft:
    """The compiler's reading; pure, so a text is read once a process."""
    return make_draft(text)


def get_corrected(document_id: int) -> Corrected:
    text = PlanDocument.objects.values_list("text", flat=True).get(pk=document_id)
    notes = [Correction(one.verb, one.field, one.quote, one.start, one.values) for one in list_corrections(document_id)]
    return corrected(read_text(text), notes)


def pack_code(document_id: int) -> str:
    """The code of the plan a document makes; a revised document makes a new version of the same plan."""
    found = PlanDocument.objects.only("previous_id").get(pk=document_id)
    while found.previous_id is not None:
        found = PlanDocument.objects.only("previous_id").get(pk=found.previous_id)
    return f"document_{found.pk}"


def compiled_pack(draft: Draft, code: str) -> Pack:
    """The draft as a pack. Raises pydantic's ValidationError when the corrections do not make one."""
    files = draft_as_files(draft, code)
    return Pack(
        meta=PackMeta.model_validate(yaml.safe_load(files["pack.yaml"])),
        plan=Plan.model_validate(yaml.safe_load(files["plan.yaml"])),
        originals={SEED: files["original.md"]},
    )


@dataclass(frozen=True)
class Change:
    """One reading that only the earlier (`removed`) or only the revised document (`added`) has."""

    kind: str
    field: str
    quote: str


def list_changes(document_id: int) -> list[Change]:
    """How a revised document reads against the one before; empty for a first document."""
    found = PlanDocument.objects.select_related("previous").get(pk=document_id)
    if found.previous is None:
        return []
    before = [(item.field, item.quote.strip()) for item in read_text(found.previous.text).items]
    after = [(item.field, item.quote.strip()) for item in read_text(found.text).items]
    gone = [Change("removed", *one) for one in dict.fromkeys(before) if one not in set(after)]
    come = [Change("added", *one) for one in dict.fromkeys(after) if one not in set(before)]
    return gone + come
