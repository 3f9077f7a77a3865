"""Change documents: take one in, note a correction, make a plan of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from pydantic import ValidationError

from xianfeng.apps.journal.actions import Actor, record
from xianfeng.apps.plans.actions import PlanRefused, adopt_pack
from xianfeng.apps.plans.correcting import BLANK
from xianfeng.apps.plans.models import PlanCorrection, PlanDocument
from xianfeng.apps.plans.queries import documents as queries
from xianfeng.files.reading import ReadDocument

CORRECTABLE = frozenset({*BLANK, "heading"})


class DocumentRefused(PlanRefused):
    """code: words_not_found | nothing_read_there | field_unknown | value_missing | draft_unfit."""


@transaction.atomic
def take_in(
    *, now: datetime, actor: Actor, organization_id: int, file_name: str, read: ReadDocument,
    previous_id: int | None = None,
) -> int:  # fmt: skip
    """Keep a document that was read; the corrections of the one it revises go with it. The same text twice is once."""
    sha256 = hashlib.sha256(read.text.encode()).hexdigest()
    same = PlanDocument.objects.filter(organization_id=organization_id, sha256=sha256, previous_id=previous_id).first()
    if same is not None:
        return same.pk
    made = PlanDocument.objects.create(
        organization_id=organization_id,
        file_name=file_name[:200],
        kind=read.kind,
        title=(queries.read_text(read.text).title or file_name)[:200],
        text=read.text,
        blocks=[[block.start, block.end, block.shape, block.level] for block in read.blocks],
        notes=[{"code": note.code, "params": note.params} for note in read.notes],
        sha256=sha256,
        previous_id=previous_id,
        uploaded_by_label=actor.label,
        uploaded_at=now,
    )
    if previous_id is not None:
        kept = PlanCorrection.objects.filter(document_id=previous_id).order_by("made_at", "pk")
        for one in kept:
            one.pk, one.document_id = None, made.pk
        PlanCorrection.objects.bulk_create(kept)
    record(now=now, actor=actor, action="plan.document", subject=f"document:{made.pk}", organization_id=organization_id,
           detail={"file": made.file_name, "sha256": sha256, "previous": previous_id})  # fmt: skip
    return made.pk


@transaction.atomic
def correct(
    *, now: datetime, actor: Actor, document_id: int, verb: str, field: str, start: int, quote: str,
    values: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Note what a person says about one reading (or about words nobody read). The document itself stays as it came."""
    document = PlanDocument.objects.select_for_update().get(pk=document_id)
    if field not in CORRECTABLE or verb not in PlanCorrection.Verb.values:
        raise DocumentRefused("field_unknown")
    given = dict(values or {})
    if not quote.strip() or quote not in document.text:
        raise DocumentRefused("words_not_found")
    whole = queries.get_corrected(document_id)
    near = [item for item in whole.draft.items if item.field == field and item.quote == quote]
    item = min(near, key=lambda one: abs(one.span.start - start), default=None)
    if verb == "restore":
        if not PlanCorrection.objects.filter(document=document, field=field, quote=quote, start=start).exists():
            raise DocumentRefused("nothing_read_there")
    elif verb == "add":
        if field not in BLANK or not any(given.values()):
            raise DocumentRefused("value_missing")
    elif item is None:
        raise DocumentRefused("nothing_read_there")
    if verb == "split":
        at = quote.find(str(given.get("words", "")).strip()) if given.get("words") else -1
        if at <= 0 or field != "step":
            raise DocumentRefused("words_not_found")
        given = {"at": at}
    last = (
        PlanCorrection.objects.filter(document=document, field=field, quote=quote).order_by("-made_at", "-pk").first()
    )
    if last is not None and (last.verb, last.start, last.values) == (verb, start, given):
        return  # the same note twice is one
    made = PlanCorrection.objects.create(
        document=document,
        verb=verb,
        field=field,
        quote=quote,
        start=start,
        was=dict(item.values) if item is not None else {},
        values=given,
        made_by_label=actor.label,
        made_at=now,
    )
    record(now=now, actor=actor, action="plan.corrected", subject=f"correction:{made.pk}",
           organization_id=document.organization_id, detail={"document": document_id, "verb": verb, "field": field})  # fmt: skip


@transaction.atomic
def adopt_document(*, now: datetime, actor: Actor, document_id: int) -> int:
    """Make the corrected draft a plan version; what the text leaves open is asked there. Gives the version's id."""
    document = PlanDocument.objects.select_for_update().get(pk=document_id)
    draft = queries.get_corrected(document_id).draft
    try:
        pack = queries.compiled_pack(draft, queries.pack_code(document_id))
    except ValidationError:
        raise DocumentRefused("draft_unfit") from None
    version = adopt_pack(
        now=now, actor=actor, pack=pack, organization_id=document.organization_id, title=document.title
    )
    if document.plan_version_id != version:
        document.plan_version_id = version
        document.save(update_fields=["plan_version"])
        record(now=now, actor=actor, action="plan.document_adopted", subject=f"document:{document_id}",
               organization_id=document.organization_id, detail={"version": version})  # fmt: skip
    return version
