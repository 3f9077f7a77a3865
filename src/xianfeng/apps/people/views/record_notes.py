"""Statements and requests beside one's own record, and the page that answers them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import explaining, refusal_sentence, telling
from xianfeng.apps.people import forms, record_notes
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.apps.people.actions.record_notes import answer_note, attach_note


def _sentence(refused: Refused) -> str:
    words = {
        "entry_unknown": _("没有认出是哪一条记录，请刷新页面后再试。"),
        "text_missing": _("内容还没有填写。"),
        "already_asked": _("这一条已经申请过，正在等待答复。"),
        "not_open": _("这项申请已经答复。"),
        "answer_missing": _("请写明理由。"),
    }
    return refusal_sentence(refused, words)


@require_POST
def attach(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    require(viewer.person_id is not None)
    with telling(request, _sentence, _("已附在这条记录旁。")):
        attach_note(
            **stamp_of(request),
            person_id=viewer.person_id,
            entry=request.POST.get("entry", ""),
            kind=request.POST.get("kind", ""),
            text=request.POST.get("text", "")[:4000],
        )
    return redirect("record:record")


def answer(request: HttpRequest, note_id: int) -> HttpResponse:
    """Who asked, about what, why; and the answer with its reasons."""
    note, viewer = record_notes.find_note(note_id), viewer_of(request)
    if note is None:
        raise Http404
    require(record_notes.may_answer(viewer, note))
    form = forms.NoteAnswer(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with explaining(form, _sentence):
            answer_note(
                **stamp_of(request),
                viewer=viewer,
                note_id=note_id,
                upheld=form.cleaned_data["upheld"] == "yes",
                answer=form.cleaned_data["answer"],
            )
            messages.success(request, _("已答复，本人在“我的记录”中可以看到。"))
            return redirect("home:home")
    return render(request, "people/note_answer.html", {"note": note, "form": form})
