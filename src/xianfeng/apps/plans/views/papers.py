"""The plan on paper: a page to print, and the Word file to be finished by hand."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xianfeng.apps.people.access import require
from xianfeng.apps.plans import queries
from xianfeng.apps.plans.paper import plan_document, plan_lines
from xianfeng.apps.plans.views import may_read
from xianfeng.core.plan.resolved import PlanUnresolvable, ResolvedPlan
from xianfeng.files.documents import OfficialDocument, official_docx

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _document(request: HttpRequest, version_id: int) -> tuple[queries.VersionRow, OfficialDocument]:
    try:
        version = queries.get_version(version_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    require(may_read(request, version))
    plan: ResolvedPlan | None = None
    try:
        start = date.fromisoformat(request.GET.get("start", ""))
        plan = queries.get_resolved(version_id, start)
    except (ValueError, PlanUnresolvable):
        plan = None
    return version, plan_document(version, queries.get_settled(version_id), queries.get_settings(version_id), plan)


def printed(request: HttpRequest, version_id: int) -> HttpResponse:
    """`?start=` (a day) writes the days of each stage beside its title."""
    version, document = _document(request, version_id)
    context = {
        "version": version,
        "document": document,
        "lines": plan_lines(document),
        "query": request.GET.urlencode(),
    }
    return render(request, "plans/paper.html", context)


def word(request: HttpRequest, version_id: int) -> HttpResponse:
    version, document = _document(request, version_id)
    response = HttpResponse(official_docx(document), content_type=DOCX)
    response.headers["Content-Disposition"] = f'attachment; filename="plan-{version.id}.docx"'
    return response
