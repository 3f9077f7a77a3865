"""Read documents and what was understood of them, with the corrections laid on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from xianfeng.apps.plans.correcting import UNREAD, Corrected, Correction, corrected, standing
from xianfeng.apps.plans.models import PlanCorrection, PlanDocument
from xianfeng.compiler.diagnose.model import Diagnostic
from xianfeng.compiler.draft import Draft, make_draft
from xianfeng.compiler.pack import SEED, draft_as_data
from xianfeng.compiler.pack.origins import Origin, as_read, origins_of
from xianfeng.core.kind.contract import StepKind
from xianfeng.core.plan.meta import PackMeta
from xianfeng.core.plan.model import Pack, Plan
from xianfeng.core.plan.resolving import open_asks

UNREAD_CODES = ("unread_order", "unread")


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

    id: int
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
            one.pk,
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
    return with_notes(
        PlanDocument.objects.values_list("text", flat=True).get(pk=document_id), list_corrections(document_id)
    )


def with_notes(text: str, notes: Iterable[CorrectionRow]) -> Corrected:
    """The reading of a text with these notes laid on."""
    said = [Correction(one.verb, one.field, one.quote, one.start, one.values) for one in notes]
    return corrected(read_text(text), said)


def params_of(draft: Draft, code: str) -> tuple[StepKind, dict[str, Origin], dict[str, Origin]] | None:
    """The kind of the step a reading becomes, the origin of each of its parameters as it stands and as it was read; None where
    no step is made of the reading."""
    stands, read = origins_of(draft, code), origins_of(as_read(draft, code), code)
    return (*stands, read[1]) if stands and read else None


def unread_of(draft: Draft) -> list[Diagnostic]:
    """Sentences nobody read, in the order of the text."""
    return sorted((one for one in draft.diagnostics if one.code in UNREAD_CODES), key=lambda one: one.span.start)


def words_of(draft: Draft, found: Diagnostic) -> str:
    return draft.text[found.span.start : found.span.end].strip()


def list_unread(document_id: int) -> list[str]:
    """The words of the sentences nobody read."""
    draft = read_text(PlanDocument.objects.values_list("text", flat=True).get(pk=document_id))
    return [words_of(draft, one) for one in unread_of(draft)]


def newest_standing(notes: list[CorrectionRow]) -> CorrectionRow | None:
    """What undo would take back."""
    left = standing(notes)
    return left[-1] if left else None


def pack_code(document_id: int) -> str:
    """The code of the plan a document makes; a revised document makes a new version of the same plan."""
    found = PlanDocument.objects.only("previous_id").get(pk=document_id)
    while found.previous_id is not None:
        found = PlanDocument.objects.only("previous_id").get(pk=found.previous_id)
    return f"document_{found.pk}"


def compiled_pack(draft: Draft, code: str) -> Pack:
    """The draft as a pack. Raises pydantic's ValidationError when the corrections do not make one."""
    said, planned = draft_as_data(draft, code)
    meta = PackMeta.model_validate(said)
    told = _("按《%(title)s》开展。") % {"title": meta.title[:60].strip("《》")}
    return Pack(
        meta=meta.model_copy(update={"summary": told}),
        plan=Plan.model_validate(planned),
        originals={SEED: draft.text if draft.text.endswith("\n") else draft.text + "\n"},
    )


@lru_cache(maxsize=32)
def list_questions(document_id: int, notes: int) -> tuple[str, ...] | None:
    """What a plan of this document will ask before a campaign, with so many notes laid on; None: it makes no plan yet."""
    try:
        pack = compiled_pack(get_corrected(document_id).draft, pack_code(document_id))
    except ValidationError:
        return None
    return tuple(ask.question for ask in open_asks(pack, {}))


@dataclass(frozen=True)
class Change:
    """One reading (or unread sentence) that only the earlier (`removed`), only the revised document (`added`) has, or
    that both have in other words (`changed`)."""

    kind: str
    field: str
    old: str = ""
    new: str = ""


ALIKE = 0.55
"""From this likeness on, words that are gone and words that are new are one sentence that was changed."""


def list_changes(document_id: int) -> list[Change]:
    """How a revised document reads against the one before; empty for a first document."""
    found = PlanDocument.objects.select_related("previous").get(pk=document_id)
    if found.previous is None:
        return []
    return list(_changes_between(found.previous.text, found.text))


@lru_cache(maxsize=16)
def _changes_between(earlier: str, later: str) -> tuple[Change, ...]:
    before, after = _readings(read_text(earlier)), _readings(read_text(later))
    gone = [one for one in before if one not in after]
    come = [one for one in after if one not in before]
    changes = []
    for field_name, old in gone:
        alike = max((one for one in come if one[0] == field_name), key=lambda one: _likeness(old, one[1]), default=None)
        if alike is not None and _likeness(old, alike[1]) >= ALIKE:
            come.remove(alike)
            changes.append(Change("changed", field_name, old, alike[1]))
        else:
            changes.append(Change("removed", field_name, old=old))
    return (*changes, *(Change("added", field_name, new=new) for field_name, new in come))


def _readings(draft: Draft) -> dict[tuple[str, str], None]:
    """Field and words of everything read, and the unread sentences, in order and without doubles."""
    read = [(item.field, item.quote.strip()) for item in draft.items]
    return dict.fromkeys([*read, *((UNREAD, words_of(draft, one)) for one in unread_of(draft))])


def _likeness(one: str, other: str) -> float:
    """From 0 to 1; 0 for all that is below ALIKE by a quick look."""
    pair = SequenceMatcher(None, one, other, autojunk=False)
    return pair.ratio() if pair.real_quick_ratio() >= ALIKE and pair.quick_ratio() >= ALIKE else 0.0
