"""Statements and requests beside one's own record, and the page that answers them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.people import forms, record_notes
from xianfeng.apps.people.access import require, viewer_of
from xianfeng.apps.people.actions.record_notes import NoteRefused, answer_note, attach_note


def _sentence(refused: NoteRefused) -> str:
    return {
        "entry_unknown": _("没有认出是哪一条记录，请刷新页面后再试。"),
        "text_missing": _("内容还没有填写。"),
        "already_asked": _("这一条已经申请过，正在等待答复。"),
        "not_open": _("这项申请已经答复。"),
        "answer_missing": _("请写明理由。"),
    }.get(refused.code, _("没有办成，请刷新页面后再试。"))


@require_POST
def attach(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    require(viewer.person_id is not None)
    try:
        attach_note(
            now=timezone.now(),
            actor=viewer.actor,
            person_id=viewer.person_id,
            entry=request.POST.get("entry", ""),
            kind=request.POST.get("kind", ""),
            text=request.POST.get("text", "")[:4000],
        )
        messages.success(request, _("已附在这条记录旁。"))
    except NoteRefused as refused:
        messages.error(request, _sentence(refused))
    return redirect("record:record")


def answer(request: HttpRequest, note_id: int) -> HttpResponse:
    """Who asked, about what, why; and the answer with its reasons."""
    note, viewer = record_notes.find_note(note_id), viewer_of(request)
    if note is None:
        raise Http404
    require(record_notes.may_answer(viewer, note))
    form = forms.NoteAnswer(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_note(
                now=timezone.now(),
                actor=viewer.actor,
                viewer=viewer,
                note_id=note_id,
                upheld=form.cleaned_data["upheld"] == "yes",
                answer=form.cleaned_data["answer"],
            )
        except NoteRefused as refused:
            form.add_error(None, _sentence(refused))
        else:
            messages.success(request, _("已答复，本人在“我的记录”中可以看到。"))
            return redirect("home:home")
    return render(request, "people/note_answer.html", {"note": note, "form": form})
