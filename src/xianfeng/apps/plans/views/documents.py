"""Documents from which plans are made: the list, handing in, taking one of several, the plan that comes out."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.journal.telling import telling
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import only, require, stamp_of, viewer_of
from xianfeng.apps.plans.actions import documents as actions
from xianfeng.apps.plans.queries import documents as queries
from xianfeng.apps.plans.sentences import document_sentence
from xianfeng.apps.plans.views.desk import document_of
from xianfeng.files.reading import FileRefused, Limits, read_document
from xianfeng.files.reading.command import SENTENCES as FILE_SENTENCES
from xianfeng.ui import typed


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
        previous = queries.find_document(typed.number(before))
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
                    **stamp_of(request),
                    organization_id=organization.id,
                    file_name=given.name,
                    read=read,
                    previous_id=previous.id if previous else None,
                )
                return redirect("plans:desk", document_id=made)
    before = request.POST.get("previous", request.GET.get("previous", ""))
    context = {
        "documents": queries.list_documents(viewer.over["bureau_officer"]),
        "error": error,
        "previous": typed.number(before) or None,
    }
    return render(request, "plans/documents.html", context, status=400 if error else 200)


@require_POST
def take_part(request: HttpRequest, document_id: int, number: int) -> HttpResponse:
    """One of several documents in a file becomes a document of its own."""
    document_of(request, document_id)
    made = document_id
    with telling(request, document_sentence):
        made = actions.take_part(**stamp_of(request), document_id=document_id, number=number)
    return redirect("plans:desk", document_id=made)


@require_POST
def adopt_document(request: HttpRequest, document_id: int) -> HttpResponse:
    """Make a plan of the corrected draft; the questions that are left are asked on the plan's own page."""
    document_of(request, document_id)
    with telling(request, document_sentence, _("已据此建立方案草稿，请确定下面各项。")):
        version = actions.adopt_document(**stamp_of(request), document_id=document_id)
        return redirect("plans:detail", version_id=version)
    return redirect("plans:desk", document_id=document_id)
