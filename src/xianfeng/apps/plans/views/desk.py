"""The plan desk: the document as it came on the left, what was understood on the right, and what a person says to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.apps.plans import forms
from xianfeng.apps.plans.actions import documents as actions
from xianfeng.apps.plans.actions.documents import DocumentRefused
from xianfeng.apps.plans.correcting import UNREAD, Corrected
from xianfeng.apps.plans.layout import lay_out
from xianfeng.apps.plans.queries import documents as queries
from xianfeng.apps.plans.sentences import document_sentence
from xianfeng.apps.plans.step_forms import told_param
from xianfeng.compiler.draft import Draft, Item
from xianfeng.compiler.report import DIAGNOSTIC_SENTENCES, FIELD_NAMES, SUGGESTIONS, told
from xianfeng.compiler.text import Span
from xianfeng.core.kind.registry import find_kind
from xianfeng.ui import typed

VERBS = {
    "correct": gettext_lazy("更正"), "move": gettext_lazy("移到别的阶段"), "split": gettext_lazy("拆开"),
    "reject": gettext_lazy("去掉"), "add": gettext_lazy("补充"),
}  # fmt: skip
QUIET = (*queries.UNREAD_CODES, "noise_left_out")


def document_of(request: HttpRequest, document_id: int) -> queries.DocumentRow:
    """The document, for officers of its own bureau."""
    found = queries.find_document(document_id)
    if found is None:
        raise Http404
    require(viewer_of(request).has("bureau_officer", found.organization_id))
    return found


@dataclass(frozen=True)
class Desk:
    """Everything about one document, worked out once a request."""

    document: queries.DocumentRow
    notes: list[queries.CorrectionRow]
    whole: Corrected

    @classmethod
    def of(cls, document: queries.DocumentRow) -> Desk:
        notes = queries.list_corrections(document.id)
        return cls(document, notes, queries.with_notes(document.text, notes))

    @property
    def shown(self) -> list[Item]:
        """The readings in the order of their cards."""
        items = [item for item in self.whole.draft.items if item.field in FIELD_NAMES and item.field != "soft_word"]
        order = list(FIELD_NAMES)
        return sorted(items, key=lambda item: order.index(item.field))

    def find(self, code: str, start: int | None = None) -> Item | None:
        """The reading of that code, if it still stands where the page said."""
        found = (item for item in self.whole.draft.items if item.code == code)
        return next((item for item in found if start is None or item.span.start == start), None)

    def newest(self, item: Item) -> int:
        """The number of the newest note on these words; 0 where nobody has said anything."""
        return max((note.id for note in self.notes if (note.field, note.quote) == (item.field, item.quote)), default=0)

    def next_after(self, code: str) -> str:
        """The card to go on with: the next one nobody has looked at, else the next one."""
        codes = [item.code for item in self.shown]
        at = codes.index(code) if code in codes else -1
        left = [one for one in codes[at + 1 :] if one not in self.whole.states] or codes[at + 1 :]
        return left[0] if left else code


def desk(request: HttpRequest, document_id: int) -> HttpResponse:
    """Both panes. Every link between them is an ordinary anchor; the script only lights, moves and fetches forms."""
    here = Desk.of(document_of(request, document_id))
    document, whole, draft = here.document, here.whole, here.whole.draft
    before = {(note.field, note.quote): note for note in here.notes if note.verb in ("correct", "move")}
    shown = here.shown
    unread = _unread(draft, whole)
    questions = queries.list_questions(document_id, len(here.notes))
    undone = queries.newest_standing(here.notes)
    return render(
        request,
        "plans/desk.html",
        {
            "document": document,
            "blocks": lay_out(document.text, document.blocks, shown, [one["span"] for one in unread]),
            "groups": [
                {
                    "name": name,
                    "field": field,
                    "rows": [_card(item, whole.states.get(item.code, ""), before) for item in of],
                    "left": sum(1 for one in of if one.code not in whole.states and one.confidence >= actions.SURE),
                }
                for field, name in FIELD_NAMES.items()
                if (of := [item for item in shown if item.field == field])
            ],
            "rejected": [{"item": item, "name": FIELD_NAMES[item.field]} for item in whole.rejected],
            "lost": [
                {"note": note, "name": FIELD_NAMES.get(note.field, ""), "verb": VERBS.get(note.verb, "")}
                for note in whole.lost
                if note.verb != "accept"
            ],
            "unread": unread,
            "warnings": _warnings(draft),
            "left_out": [
                draft.text[found.span.start : found.span.end].strip()[:80]
                for found in draft.diagnostics
                if found.code == "noise_left_out"
            ],
            "questions": questions,
            "parts": draft.parts if len(draft.parts) > 1 else (),
            "changes": [
                {"kind": one.kind, "title": _field_name(one.field), "old": one.old, "new": one.new}
                for one in queries.list_changes(document_id)
            ],
            "notes": [
                {"note": note, "name": _field_name(note.field), "was": _as_read(note), "now": _set_to(note)}
                for note in here.notes
            ],
            "undo": {"note": undone, "name": _field_name(undone.field)} if undone else None,
            "add_fields": [(code, FIELD_NAMES[code]) for code in forms.READING_FIELDS if code != "heading"],
            "counts": {
                "items": len(shown),
                "looked_at": sum(1 for one in shown if one.code in whole.states),
                "unread": len(unread),
                "seen": sum(1 for one in unread if one["seen"]),
            },
            "kept_done": request.session.pop("desk_kept", ""),
        },
    )


def _unread(draft: Draft, whole: Corrected) -> list[dict[str, Any]]:
    """Sentences nobody read, numbered; a number stays when one is looked at and left."""
    return [
        {
            "number": number,
            "order": found.code == "unread_order",
            "words": (words := queries.words_of(draft, found)),
            "start": found.span.start,
            "span": found.span,
            "seen": words in whole.seen,
        }
        for number, found in enumerate(queries.unread_of(draft), start=1)
    ]


def _warnings(draft: Draft) -> list[dict[str, str]]:
    return [
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
    ]  # fmt: skip


def _field_name(field: str) -> str:
    return str(_("没有读出的句子") if field == UNREAD else FIELD_NAMES.get(field, ""))


def told_item(item: Item) -> str:
    """A reading in a line of words."""
    return told(item).replace("？ 至 ？", _("起止日期待定"))


def _card(item: Item, state: str, before: dict) -> dict[str, Any]:
    """One reading as a card: what it says, how sure, what was said to it."""
    note = before.get((item.field, item.quote))
    return {
        "item": item,
        "told": told_item(item),
        "percent": round(item.confidence * 100),
        "state": {
            "accepted": _("已认可"), "corrected": _("已更正"), "moved": _("已移动"), "split": _("已拆开"),
            "added": _("已补充"),
        }.get(state, ""),
        "was": _as_read(note) if note else "",
        "now": _set_to(note) if note else "",
        "earlier": str(note.was.get("earlier_words", ""))[:80] if note else "",
    }  # fmt: skip


def _as_read(note: queries.CorrectionRow) -> str:
    """What had been read, in the words of the draft; '' where nothing had been."""
    if "of" in note.was:
        return _told_params(note.was["of"], note.was["params"])
    return told_item(Item("", note.field, note.was, Span(0, 0), note.quote, 0.0, "")) if note.was else ""


def _set_to(note: queries.CorrectionRow) -> str:
    """What somebody set in a step's own parameters, in words; '' for every other note."""
    return _told_params(note.was["of"], note.values.get("params", {})) if "of" in note.was else ""


def _told_params(kind: str, params: dict[str, Any]) -> str:
    """Parameters of a step in a line of words; the ones its kind still has."""
    known = find_kind(kind)
    told = [told_param(known, name, value) for name, value in params.items() if name in known.Params.model_fields]
    return "；".join(told)


@require_POST
def act(request: HttpRequest, document_id: int) -> HttpResponse:
    """One touch: `do` is `verb|code|start` of a card's button, `accept_group|field`, `undo|note`, or about an unread
    sentence `seen|number` and `unseen|number`. Answers with the desk at the place to go on."""
    document = document_of(request, document_id)
    here, who = Desk.of(document), stamp_of(request)
    verb, subject, start = (*request.POST.get("do", "").split("|"), "", "")[:3]
    place = ""
    try:
        if verb == "accept_group":
            actions.accept_group(**who, document_id=document_id, field=subject)
            place = f"g-{subject}"
        elif verb == "undo":
            note = next((one for one in here.notes if str(one.id) == subject), None)
            actions.undo(**who, document_id=document_id, note_id=note.id if note else 0)
            place = _place_of(Desk.of(document), note)
        elif verb in ("seen", "unseen"):
            place = _see(here, who, verb, subject)
        else:
            item = here.find(subject, int(start) if typed.is_number(start) else None)
            if verb == "restore" and item is None:
                item = next((one for one in here.whole.rejected if one.code == subject), None)
            if item is None or verb not in ("accept", "reject", "restore"):
                raise DocumentRefused("nothing_read_there")
            place = f"r-{item.code if verb == 'restore' else here.next_after(item.code)}"
            _say(here, who, verb, item)
        messages.success(request, _("已撤销。") if verb == "undo" else _("已记下。"))
    except DocumentRefused as refused:
        messages.error(request, document_sentence(refused))
    return at_desk(document_id, place)


def _say(here: Desk, who: dict[str, Any], verb: str, item: Item) -> None:
    """Restoring a reading goes by the words of the notes on it: a half of a split step stands for the whole."""
    about = [(item.field, item.span.start, item.quote)]
    if verb == "restore":
        about = [
            (note.field, note.start, note.quote)
            for note in here.notes
            if note.field == item.field and note.verb != "restore" and item.quote in note.quote
            and note.start <= item.span.start < note.start + len(note.quote)
        ] or about  # fmt: skip
    for field, start, quote in dict.fromkeys(about):
        actions.correct(
            **who, document_id=here.document.id, verb=verb, field=field, start=start, quote=quote
        )  # fmt: skip


def _see(here: Desk, who: dict[str, Any], verb: str, number: str) -> str:
    unread = _unread(here.whole.draft, here.whole)
    one = next((one for one in unread if str(one["number"]) == number), None)
    if one is None:
        raise DocumentRefused("nothing_read_there")
    kept = [note for note in here.notes if note.field == UNREAD and note.quote == one["words"]]
    actions.correct(
        **who, document_id=here.document.id, verb="accept" if verb == "seen" else "restore", field=UNREAD,
        start=kept[-1].start if verb == "unseen" and kept else one["start"], quote=one["words"],
    )  # fmt: skip
    if verb == "unseen":
        return f"u-{number}"
    left = [other["number"] for other in unread if not other["seen"] and other["number"] != one["number"]]
    return f"u-{next((other for other in left if other > one['number']), left[0] if left else number)}"


def _place_of(here: Desk, note: queries.CorrectionRow | None) -> str:
    """Where a note's words stand now."""
    if note is None:
        return ""
    if note.field == UNREAD:
        numbers = [one["number"] for one in _unread(here.whole.draft, here.whole) if one["words"] == note.quote]
        return f"u-{numbers[0]}" if numbers else ""
    items = [item for item in here.shown if (item.field, item.quote) == (note.field, note.quote)]
    return f"r-{min(items, key=lambda one: abs(one.span.start - note.start)).code}" if items else ""


def at_desk(document_id: int, place: str) -> HttpResponse:
    """Back to the desk, to a card, a group or a sentence."""
    return redirect(reverse("plans:desk", args=(document_id,)) + (f"#{place}" if place else ""))
