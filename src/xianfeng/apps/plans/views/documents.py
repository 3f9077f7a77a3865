"""The plan desk: the document as it came on the left, what was understood on the right, and what a person says to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import only, require, viewer_of
from xianfeng.apps.plans import forms
from xianfeng.apps.plans.actions import documents as actions
from xianfeng.apps.plans.actions.documents import DocumentRefused
from xianfeng.apps.plans.layout import lay_out
from xianfeng.apps.plans.queries import documents as queries
from xianfeng.compiler.draft import Draft, Item
from xianfeng.compiler.report import ASK_SENTENCES, DIAGNOSTIC_SENTENCES, FIELD_NAMES, SUGGESTIONS, told
from xianfeng.compiler.text import Span
from xianfeng.files.reading import FileRefused, Limits, read_document
from xianfeng.files.reading.command import SENTENCES as FILE_SENTENCES

UNREAD = ("unread_order", "unread")
QUIET = (*UNREAD, "noise_left_out")


def _sentence(refused: DocumentRefused) -> str:
    return {
        "words_not_found": _("原文中没有找到这些字，请从原文中原样选取。"),
        "nothing_read_there": _("这一处的读法已经变了，请刷新页面后再改。"),
        "field_unknown": _("这一类内容不能这样改。"),
        "value_missing": _("内容还没有填写。"),
        "draft_unfit": _("更正后的内容还不能组成方案，请检查名称是否空缺、日期和数值是否写对。"),
    }.get(refused.code, _("没有办成，请刷新页面后再试。"))


@only("bureau_officer")
def list_documents(request: HttpRequest) -> HttpResponse:
    """Documents taken in, and the place to hand in another."""
    viewer = viewer_of(request)
    organization = people.find_top(viewer.over["bureau_officer"])
    if organization is None:
        raise Http404
    error = ""
    if request.method == "POST":
        given, before = request.FILES.get("file"), request.POST.get("previous", "")
        previous = queries.find_document(int(before)) if before.isdigit() else None
        require(previous is None or viewer.has("bureau_officer", previous.organization_id))
        error = _("请选择文件。")
        if given is not None:
            try:
                limit = Limits()
                if given.size > limit.max_bytes:
                    raise FileRefused("too_large", {"limit_mb": limit.max_bytes // 1_000_000})
                read = read_document(given.name, given.read(), limit)
            except FileRefused as refused:
                error = FILE_SENTENCES.get(refused.code, _("文件不能读取。")).format(**refused.params)
            else:
                made = actions.take_in(
                    now=timezone.now(),
                    actor=viewer.actor,
                    organization_id=organization.id,
                    file_name=given.name,
                    read=read,
                    previous_id=previous.id if previous else None,
                )
                return redirect("plans:desk", document_id=made)
    documents = queries.list_documents(viewer.over["bureau_officer"])
    return render(
        request, "plans/documents.html", {"documents": documents, "error": error}, status=400 if error else 200
    )  # fmt: skip


def _document(request: HttpRequest, document_id: int) -> queries.DocumentRow:
    """The document, for officers of its own bureau."""
    found = queries.find_document(document_id)
    if found is None:
        raise Http404
    require(viewer_of(request).has("bureau_officer", found.organization_id))
    return found


def desk(request: HttpRequest, document_id: int) -> HttpResponse:
    """Both panes. Every link between them is an ordinary anchor; the script only lights and moves."""
    document = _document(request, document_id)
    whole = queries.get_corrected(document_id)
    draft = whole.draft
    unread = [found for found in draft.diagnostics if found.code in UNREAD]
    notes = queries.list_corrections(document_id)
    before = {(note.field, note.quote): note for note in notes if note.verb in ("correct", "move")}
    shown = [item for item in draft.items if item.field != "soft_word"]
    return render(
        request,
        "plans/desk.html",
        {
            "document": document,
            "blocks": lay_out(document.text, document.blocks, shown, [found.span for found in unread]),
            "groups": [
                {
                    "name": name,
                    "field": field,
                    "rows": [_card(draft, item, whole.states.get(item.code, ""), before) for item in of],
                }
                for field, name in FIELD_NAMES.items()
                if (of := [item for item in shown if item.field == field])
            ],
            "rejected": [{"item": item, "name": FIELD_NAMES[item.field]} for item in whole.rejected],
            "lost": [{"note": note, "name": FIELD_NAMES.get(note.field, "")} for note in whole.lost],
            "unread": [
                {
                    "number": number,
                    "order": found.code == "unread_order",
                    "words": draft.text[found.span.start : found.span.end].strip(),
                    "start": found.span.start,
                }
                for number, found in enumerate(unread, start=1)
            ],
            "warnings": [
                {
                    "text": DIAGNOSTIC_SENTENCES.get(found.code, found.code).format(**found.params),
                    "advice": SUGGESTIONS.get(
                        found.suggestion, _("或为“%s”") % found.suggestion if found.suggestion else ""
                    ),
                    "reference": found.reference,
                    "words": draft.text[found.span.start : found.span.end].strip()[:120],
                    "severity": found.severity,
                }
                for found in draft.diagnostics
                if found.code not in QUIET
            ],
            "left_out": [
                draft.text[found.span.start : found.span.end].strip()[:80]
                for found in draft.diagnostics
                if found.code == "noise_left_out"
            ],
            "asks": [ASK_SENTENCES.get(ask.code, ask.code).format(about=ask.about[:24]) for ask in draft.asks],
            "parts": draft.parts if len(draft.parts) > 1 else (),
            "changes": [
                {
                    "kind": change.kind,
                    "title": FIELD_NAMES.get(change.field, ""),
                    "old": change.quote if change.kind == "removed" else "",
                    "new": change.quote if change.kind == "added" else "",
                }
                for change in queries.list_changes(document_id)
            ],
            "notes": [{"note": note, "name": FIELD_NAMES.get(note.field, ""), "was": _as_read(note)} for note in notes],
            "add_fields": [(code, FIELD_NAMES[code]) for code in forms.READING_FIELDS if code != "heading"],
            "counts": {"items": len(shown), "looked_at": len(whole.states), "unread": len(unread)},
        },
    )


def _card(draft: Draft, item: Item, state: str, before: dict) -> dict[str, Any]:
    """One reading as a card: what it says, how sure, by which rule, what can be changed."""
    note = before.get((item.field, item.quote))
    return {
        "item": item,
        "told": told(item),
        "percent": round(item.confidence * 100),
        "state": {
            "accepted": _("已认可"), "corrected": _("已更正"), "moved": _("已移动"), "split": _("已拆开"),
            "added": _("已补充"),
        }.get(state, ""),
        "was": _as_read(note) if note else "",
        "form": forms.Reading(field=item.field, auto_id=f"id_{item.code}_%s", initial=forms.reading_initial(item)),
        "phases": [(one.quote, one.values["name"]) for one in draft.of("phase")] if "phase" in item.values else [],
        "is_step": item.field == "step",
    }  # fmt: skip


def _as_read(note: queries.CorrectionRow) -> str:
    """What had been read, in the words of the draft; '' where nothing had been."""
    return told(Item("", note.field, note.was, Span(0, 0), note.quote, 0.0, "")) if note.was else ""


def add(request: HttpRequest, document_id: int, field: str) -> HttpResponse:
    """The form for what nobody read; the words come along from the selection, or are pasted."""
    document = _document(request, document_id)
    if field not in forms.READING_FIELDS or field == "heading":
        raise Http404
    return render(
        request,
        "plans/add_reading.html",
        {
            "document": document,
            "field": field,
            "name": FIELD_NAMES[field],
            "form": forms.Reading(field=field),
            "quote": request.GET.get("quote", ""),
            "start": request.GET.get("start", ""),
        },
    )


@require_POST
def correct(request: HttpRequest, document_id: int) -> HttpResponse:
    """One note. Answers with the desk, at the place the note is about."""
    _document(request, document_id)
    verb, field = request.POST.get("verb", ""), request.POST.get("field", "")
    start = request.POST.get("start", "")
    quote = request.POST.get("quote", "").replace("\r\n", "\n")
    values: dict[str, Any] = {}
    place = ""
    try:
        if verb in ("correct", "add"):
            form = forms.Reading(request.POST, field=field)
            if field not in forms.READING_FIELDS or not form.is_valid():
                raise DocumentRefused("value_missing")
            values = forms.reading_values(field, form.cleaned_data)
        elif verb == "move":
            values = {"phase_quote": request.POST.get("phase_quote", "").replace("\r\n", "\n")}
        elif verb == "split":
            values = {"words": request.POST.get("words", "")}
        actions.correct(
            now=timezone.now(),
            actor=viewer_of(request).actor,
            document_id=document_id,
            verb=verb,
            field=field,
            start=int(start) if start.isdigit() else 0,
            quote=quote,
            values=values,
        )
        place = request.POST.get("code", "")
        messages.success(request, _("已记下。"))
    except DocumentRefused as refused:
        messages.error(request, _sentence(refused))
    return redirect(reverse("plans:desk", args=(document_id,)) + (f"#r-{place}" if place.isidentifier() else ""))


@require_POST
def adopt_document(request: HttpRequest, document_id: int) -> HttpResponse:
    """Make a plan of the corrected draft; the questions that are left are asked on the plan's own page."""
    _document(request, document_id)
    try:
        version = actions.adopt_document(
            now=timezone.now(), actor=viewer_of(request).actor, document_id=document_id
        )  # fmt: skip
    except DocumentRefused as refused:
        messages.error(request, _sentence(refused))
        return redirect("plans:desk", document_id=document_id)
    messages.success(request, _("已据此建立方案草稿，请确定下面各项。"))
    return redirect("plans:detail", version_id=version)
