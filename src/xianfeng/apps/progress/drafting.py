"""The line under a form that is kept while it is typed: when it was kept, or why not. HTMX swaps it in.

It carries the revision the next save builds on: the new one, or when nothing was kept the one that was sent.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


def draft_kept(request: HttpRequest, line_id: str, revision: int) -> HttpResponse:
    kept = {"line_id": line_id, "revision": revision, "saved_at": timezone.now()}
    return render(request, "progress/_draft.html", kept)


def draft_refused(request: HttpRequest, line_id: str, error: str) -> HttpResponse:
    refused = {"line_id": line_id, "revision": request.POST.get("revision"), "failed": True, "error": error}
    return render(request, "progress/_draft.html", refused)
