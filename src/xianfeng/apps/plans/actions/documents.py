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
from xianfeng.apps.plans.correcting import BLANK, UNREAD, Correction, carried, standing
from xianfeng.apps.plans.models import PlanCorrection, PlanDocument
from xianfeng.apps.plans.queries import documents as queries
from xianfeng.compiler.draft import Item
from xianfeng.compiler.revision import compare_drafts
from xianfeng.files.reading import Block, ReadDocument

CORRECTABLE = frozenset({*BLANK, "heading"})
SURE = 0.6
"""From this confidence on a reading may be accepted together with the others of its kind."""


class DocumentRefused(PlanRefused):
    """code: words_not_found | nothing_read_there | field_unknown | value_missing | draft_unfit | changed_meanwhile
    (params: by, what was noted since) | nothing_to_undo | part_unknown."""


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
        _carry_over(previous_id, made)
    record(now=now, actor=actor, action="plan.document", subject=f"document:{made.pk}", organization_id=organization_id,
           detail={"file": made.file_name, "sha256": sha256, "previous": previous_id})  # fmt: skip
    return made.pk


def _carry_over(previous_id: int, made: PlanDocument) -> None:
    """The notes that still stand on the earlier document, on the words of the revised one."""
    earlier = PlanDocument.objects.only("text").get(pk=previous_id)
    changes = compare_drafts(queries.read_text(earlier.text), queries.read_text(made.text))
    kept = standing(PlanCorrection.objects.filter(document_id=previous_id).order_by("made_at", "pk"))
    for one in kept:
        note = carried(Correction(one.verb, one.field, one.quote, one.start, one.values), one.was, changes)
        if note.quote != one.quote:
            one.was = {**one.was, "earlier_words": one.quote}
        one.pk, one.document_id = None, made.pk
        one.quote, one.start, one.values = note.quote, note.start, dict(note.values)
    PlanCorrection.objects.bulk_create(kept)


@transaction.atomic
def take_part(*, now: datetime, actor: Actor, document_id: int, number: int) -> int:
    """One of the documents in a file (from 1), taken in by itself; gives its id. The whole stays as it came.

    Raises DocumentRefused.
    """
    document = PlanDocument.objects.get(pk=document_id)
    parts = queries.read_text(document.text).parts
    if not 1 <= number <= len(parts):
        raise DocumentRefused("part_unknown")
    span = parts[number - 1].span
    blocks = tuple(
        Block(start - span.start, end - span.start, shape, level)
        for start, end, shape, level in document.blocks
        if span.start <= start and end <= span.end
    )
    read = ReadDocument(document.text[span.start : span.end], document.kind, blocks)
    return take_in(
        now=now, actor=actor, organization_id=document.organization_id, file_name=document.file_name, read=read
    )


@transaction.atomic
def correct(
    *, now: datetime, actor: Actor, document_id: int, verb: str, field: str, start: int, quote: str,
    values: Mapping[str, Any] | None = None, seen: int | None = None,
) -> None:  # fmt: skip
    """Note what a person says about one reading (or about words nobody read). The document itself stays as it came.

    `seen`: the newest note on these words when the page was made (0: none); a newer one of somebody else is not
    written over unseen. Raises DocumentRefused.
    """
    document = PlanDocument.objects.select_for_update().get(pk=document_id)
    given = dict(values or {})
    if field == UNREAD and verb in ("accept", "restore"):
        item = None
        if quote not in queries.list_unread(document_id):
            raise DocumentRefused("nothing_read_there")
    else:
        item = _meant(document, verb, field, start, quote, given)
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
    if seen is not None and last is not None and last.pk != seen:
        raise DocumentRefused("changed_meanwhile", by=last.made_by_label, values=last.values)
    was = dict(item.values) if item is not None else {}
    if item is not None and "params" in given:
        was |= _params_before(document, item, given["params"])
    _note(document, verb, field, quote, start, was, given, now=now, actor=actor)


def _params_before(document: PlanDocument, item: Item, names: Mapping[str, Any]) -> dict[str, Any]:
    """What the compiler had read of these parameters (or what their kind would do), and the kind they are of."""
    found = queries.params_of(queries.get_corrected(document.pk).draft, item.code)
    if found is None or not set(names) <= set(found[0].Params.model_fields):
        raise DocumentRefused("field_unknown")
    return {"of": found[0].code, "params": {name: found[2][name].value for name in names}}


def _meant(
    document: PlanDocument, verb: str, field: str, start: int, quote: str, given: Mapping[str, Any]
) -> Item | None:
    """The reading a note is about; None where it may be about words that nobody read."""
    if field not in CORRECTABLE or verb not in PlanCorrection.Verb.values:
        raise DocumentRefused("field_unknown")
    if not quote.strip() or quote not in document.text:
        raise DocumentRefused("words_not_found")
    near = [
        item for item in queries.get_corrected(document.pk).draft.items if item.field == field and item.quote == quote
    ]
    item = min(near, key=lambda one: abs(one.span.start - start), default=None)
    if verb == "restore":
        if not PlanCorrection.objects.filter(document=document, field=field, quote=quote, start=start).exists():
            raise DocumentRefused("nothing_read_there")
    elif verb == "add":
        if field not in BLANK or not any(given.values()):
            raise DocumentRefused("value_missing")
    elif item is None:
        raise DocumentRefused("nothing_read_there")
    return item


def _note(
    document: PlanDocument, verb: str, field: str, quote: str, start: int, was: dict[str, Any], given: dict[str, Any], *,
    now: datetime, actor: Actor,
) -> None:  # fmt: skip
    made = PlanCorrection.objects.create(
        document=document,
        verb=verb,
        field=field,
        quote=quote,
        start=start,
        was=was,
        values=given,
        made_by_label=actor.label,
        made_at=now,
    )
    record(now=now, actor=actor, action="plan.corrected", subject=f"correction:{made.pk}",
           organization_id=document.organization_id, detail={"document": document.pk, "verb": verb, "field": field})  # fmt: skip


@transaction.atomic
def accept_group(*, now: datetime, actor: Actor, document_id: int, field: str) -> int:
    """Accept every reading of a kind that nobody has looked at and the compiler is sure of; gives how many.

    Raises DocumentRefused.
    """
    document = PlanDocument.objects.select_for_update().get(pk=document_id)
    if field not in CORRECTABLE:
        raise DocumentRefused("field_unknown")
    whole = queries.get_corrected(document_id)
    left = [one for one in whole.draft.of(field) if one.code not in whole.states and one.confidence >= SURE]
    PlanCorrection.objects.bulk_create(
        PlanCorrection(document=document, verb="accept", field=field, quote=one.quote, start=one.span.start,
                       was=dict(one.values), made_by_label=actor.label, made_at=now)
        for one in left
    )  # fmt: skip
    if left:
        record(now=now, actor=actor, action="plan.group_accepted", subject=f"document:{document_id}",
               organization_id=document.organization_id, detail={"field": field, "count": len(left)})  # fmt: skip
    return len(left)


@transaction.atomic
def undo(*, now: datetime, actor: Actor, document_id: int, note_id: int) -> None:
    """Take back the newest note that still stands (readings accepted in one act together). Nothing is deleted: that it was
    taken back is a note too. `note_id` is the one the person saw, so that a second click takes nothing more back.
    Raises DocumentRefused."""
    document = PlanDocument.objects.select_for_update().get(pk=document_id)
    rows = standing(PlanCorrection.objects.filter(document=document).order_by("made_at", "pk"))
    if not rows or rows[-1].pk != note_id:
        raise DocumentRefused("nothing_to_undo")
    last = rows[-1]
    together = [one for one in rows if last.verb == one.verb == "accept" and one.made_at == last.made_at] or [last]
    for row in reversed(together):
        _note(document, "restore", row.field, row.quote, row.start, {}, {"only_last": True}, now=now, actor=actor)


@transaction.atomic
def adopt_document(*, now: datetime, actor: Actor, document_id: int) -> int:
    """Make the corrected draft a plan version; what the text leaves open is asked there. Gives the version's id.

    Raises DocumentRefused.
    """
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
