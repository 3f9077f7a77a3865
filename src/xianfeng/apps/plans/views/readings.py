"""Forms about one reading at the plan desk: correct, move, split, add. What was typed comes back with every refusal."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xianfeng.apps.people.access import stamp_of
from xianfeng.apps.plans import forms
from xianfeng.apps.plans.actions import documents as actions
from xianfeng.apps.plans.actions.documents import DocumentRefused
from xianfeng.apps.plans.queries import documents as queries
from xianfeng.apps.plans.sentences import document_sentence
from xianfeng.apps.plans.step_forms import StepParams
from xianfeng.apps.plans.views.desk import Desk, at_desk, document_of, told_item
from xianfeng.compiler.draft import Item
from xianfeng.compiler.report import FIELD_NAMES, RULE_NAMES
from xianfeng.ui import typed

_BREAK = re.compile(r"[。；，、：;,]")


def _phases(here: Desk) -> list[tuple[str, str]]:
    return [(one.quote, one.values["name"]) for one in here.whole.draft.of("phase")]


def _phase_of(here: Desk, item: Item) -> str:
    phases, at = here.whole.draft.of("phase"), item.values.get("phase")
    return phases[at].quote if isinstance(at, int) and at < len(phases) else ""


def _phase_before(here: Desk, start: int) -> str:
    """The phase under which words at this place most likely stand: the last one named above them."""
    above = [one for one in here.whole.draft.of("phase") if one.span.start <= start]
    return above[-1].quote if above else ""


def _values(form: forms.Reading, field: str) -> dict[str, Any]:
    return forms.reading_values(field, form.cleaned_data, set(form.data))


def edit(request: HttpRequest, document_id: int, code: str) -> HttpResponse:
    """Correct, move or split one reading. A page of its own; the desk shows it within the card."""
    here = Desk.of(document_of(request, document_id))
    start = request.POST.get("start", "")
    item = here.find(code, int(start) if typed.is_number(start) else None)
    if item is None or item.field not in forms.READING_FIELDS:
        if request.method == "POST":
            return _gone(request, here)
        raise Http404
    verb = request.POST.get("verb", "")
    params = _params_form(request, here, item, verb)
    bound = verb == "correct"
    form = forms.Reading(
        request.POST if bound else None, field=item.field, auto_id=f"id_{code}_%s",
        initial=forms.reading_initial(item),
    )  # fmt: skip
    error = ""
    is_wrong = (bound and not form.is_valid()) or (verb == "params" and (params is None or not params.is_valid()))
    if request.method == "POST" and not is_wrong:
        error = _changed(request, here, item, verb, params if verb == "params" else form)
        if not error:
            messages.success(request, _("已记下。"))
            request.session["desk_kept"] = f"desk-{document_id}-{code}"
            return at_desk(document_id, f"r-{code}a" if verb == "split" else f"r-{code}")
    points = [match.end() for match in _BREAK.finditer(item.quote)]
    context = {
        "document": here.document,
        "item": item,
        "name": FIELD_NAMES[item.field],
        "told": told_item(item),
        "form": form,
        "error": error,
        "params": params,
        "param_groups": _param_groups(here, item, params) if params else [],
        "rule": RULE_NAMES.get(item.rule, ""),
        "phases": _phases(here) if item.field == "step" else [],
        "phase": request.POST.get("phase_quote", _phase_of(here, item)).replace("\r\n", "\n"),
        "words": request.POST.get("words", ""),
        "breaks": [rest for at in points if (rest := item.quote[at : at + 24].strip())],
        "seen": here.newest(item),
        "keep": f"desk-{document_id}-{code}",
    }
    status = 409 if error else 400 if is_wrong else 200
    return render(request, "plans/edit_reading.html", context, status=status)


def _params_form(request: HttpRequest, here: Desk, item: Item, verb: str) -> StepParams | None:
    """The form of the step's own parameters; None for what becomes no step."""
    found = queries.params_of(here.whole.draft, item.code) if item.field == "step" else None
    if found is None:
        return None
    kind, origins, read = found
    data = request.POST if verb == "params" else None
    return StepParams(data, kind=kind, origins=origins, read=read, auto_id=f"id_{item.code}_%s")


def _param_groups(here: Desk, item: Item, form: StepParams) -> list[dict[str, Any]]:
    """The rows of that form with the reading each value was taken from, so that the original lights up."""
    groups = []
    for is_default, rows in form.groups():
        for row in rows:
            span = row["span"]
            source = next((one for one in here.shown if one.span == span and one.field != "heading"), item)
            row |= {"code": source.code, "quote": here.document.text[span.start : span.end].strip()} if span else {}
        if rows:
            groups.append({"is_default": is_default, "rows": rows})
    return groups


def _changed(request: HttpRequest, here: Desk, item: Item, verb: str, form: forms.Reading | StepParams) -> str:
    """Note the correction; gives the sentence of a refusal, or ''."""
    values: dict[str, Any] = {}
    if isinstance(form, StepParams):
        verb, values = "correct", {"params": form.values()}
        if values["params"] == item.values.get("params", {}):
            return ""
    elif verb == "correct":
        values = _values(form, item.field)
    elif verb == "move":
        values = {"phase_quote": request.POST.get("phase_quote", "").replace("\r\n", "\n")}
    elif verb == "split":
        values = {"words": request.POST.get("words", "")}
    else:
        return document_sentence(DocumentRefused("field_unknown"))
    seen = request.POST.get("seen", "")
    try:
        actions.correct(
            **stamp_of(request), document_id=here.document.id, verb=verb,
            field=item.field, start=item.span.start, quote=item.quote, values=values,
            seen=int(seen) if typed.is_number(seen) else None,
        )  # fmt: skip
    except DocumentRefused as refused:
        return document_sentence(refused)
    return ""


def _gone(request: HttpRequest, here: Desk) -> HttpResponse:
    """The reading went away while somebody was typing: the words typed are shown, nothing is lost."""
    given = [value for name, value in request.POST.items() if name in ("name", "title", "words", "condition") and value]
    messages.error(request, document_sentence(DocumentRefused("nothing_read_there")))
    if given:
        messages.info(request, _("您刚才填写的是：%(words)s") % {"words": "；".join(given)})
    return redirect("plans:desk", document_id=here.document.id)


def add(request: HttpRequest, document_id: int, field: str) -> HttpResponse:
    """The form for what nobody read; the words come along from the selection, or are pasted."""
    here = Desk.of(document_of(request, document_id))
    if field not in forms.READING_FIELDS or field == "heading":
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    quote, start = given.get("quote", "").replace("\r\n", "\n").strip(), given.get("start", "")
    at = int(start) if typed.is_number(start) else max(here.document.text.find(quote), 0)
    form = forms.Reading(
        request.POST or None, field=field, phases=_phases(here), initial={"phase_quote": _phase_before(here, at)}
    )
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(
                **stamp_of(request), document_id=document_id, verb="add", field=field,
                start=at, quote=quote, values=_values(form, field),
            )  # fmt: skip
        except DocumentRefused as refused:
            error = document_sentence(refused)
        else:
            messages.success(request, _("已记下。"))
            request.session["desk_kept"] = f"desk-{document_id}-add-{field}"
            after = Desk.of(here.document)
            made = [one for one in after.whole.draft.of(field) if one.quote == quote]
            return at_desk(document_id, f"r-{made[-1].code}" if made else "")
    context = {
        "document": here.document, "field": field, "name": FIELD_NAMES[field], "form": form, "quote": quote,
        "start": start, "error": error, "keep": f"desk-{document_id}-add-{field}",
    }  # fmt: skip
    wrong = request.method == "POST"
    return render(request, "plans/add_reading.html", context, status=409 if error else 400 if wrong else 200)
