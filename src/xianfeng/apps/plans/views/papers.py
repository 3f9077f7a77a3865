"""The plan on paper: a page to print, and the Word file to be finished by hand."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xianfeng.apps.people.access import require
from xianfeng.apps.plans import queries
from xianfeng.apps.plans.paper import plan_document, plan_lines
from xianfeng.apps.plans.views import may_read
from xianfeng.core.plan.resolved import PlanUnresolvable, ResolvedPlan
from xianfeng.files.documents import OfficialDocument, official_docx
from xianfeng.ui import typed
from xianfeng.ui.downloads import download


def _document(request: HttpRequest, version_id: int) -> tuple[queries.VersionRow, OfficialDocument]:
    version = queries.get_version(version_id)
    require(may_read(request, version))
    start = typed.day(request.GET.get("start"))
    plan: ResolvedPlan | None = None
    if start is not None:
        with suppress(PlanUnresolvable):
            plan = queries.get_resolved(version_id, start)
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
    return download(official_docx(document), f"plan-{version.id}.docx")
