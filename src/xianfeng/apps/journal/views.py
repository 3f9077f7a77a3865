"""The journal for the audit administrator: searched, paged, exported, checked. It shows acts, never ballots or texts."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xianfeng.apps.journal import queries
from xianfeng.apps.journal.actions import Actor, record
from xianfeng.apps.journal.forms import SearchForm
from xianfeng.apps.journal.particulars import detail_words, names_for, subject_code, subject_words
from xianfeng.apps.journal.words import action_name, find_acts
from xianfeng.files.sheets import Column, SheetOut, write_workbook
from xianfeng.ui.downloads import download

PAGE = 50
EXPORT_AT_MOST = 50_000
LONGEST_CELL = 32_000
"""What a cell of a spreadsheet holds."""


def _auditor(request: HttpRequest) -> Actor:
    """The signed-in audit administrator; anybody else is refused.

    The journal is below the room of people, so it asks the request's own account for its grants rather than that room.
    """
    grants = request.user.grants.filter(role="audit_admin", from_date__lte=timezone.localdate())
    if not any(grant.until_date is None or grant.until_date > timezone.localdate() for grant in grants):
        raise PermissionDenied
    return Actor(account_id=request.user.pk, person_id=request.user.person_id, label=str(request.user))


class _Lines:
    """What Django's paginator needs: a length and slices, each from one query."""

    def __init__(self, wanted: dict[str, object]) -> None:
        self.wanted, self.count_known = wanted, None

    def __len__(self) -> int:
        if self.count_known is None:
            self.count_known, _lines = queries.search(**self.wanted, limit=0)
        return self.count_known

    def __getitem__(self, part: slice) -> list[queries.Line]:
        return queries.search(**self.wanted, offset=part.start, limit=part.stop - part.start)[1]


def _wanted(form: SearchForm) -> dict[str, object]:
    data = form.cleaned_data if form.is_valid() else {}
    zone = timezone.get_current_timezone()
    since, until = data.get("since"), data.get("until")
    return {
        "text": data.get("q", ""),
        "subject": subject_code(data.get("q", "")),
        "action": data.get("action", ""),
        "acts": find_acts(data["action"]) if data.get("action") else frozenset(),
        "since": datetime.combine(since, time(), zone) if since else None,
        "until": datetime.combine(until + timedelta(days=1), time(), zone) if until else None,
    }


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    _auditor(request)
    form = SearchForm(request.GET or None)
    page = Paginator(_Lines(_wanted(form)), PAGE).get_page(request.GET.get("page"))
    names = names_for(page.object_list)
    context = {
        "form": form,
        "page": page,
        "columns": [
            {"label": _("序号")},
            {"label": _("时间")},
            {"label": _("操作人"), "whole": True},
            {"label": _("操作"), "whole": True},
            {"label": _("对象")},
            {"label": _("说明")},
        ],
        "rows": [
            {
                "cells": [
                    line.number,
                    f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}",
                    line.actor,
                    action_name(line.action),
                    subject_words(line.subject, names),
                    detail_words(line, names),
                ]
            }
            for line in page.object_list
        ],
        "query": request.GET.urlencode(),
    }
    return render(request, "journal/search.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The lines found, as Excel with their hashes' order kept; the export is a line of its own."""
    actor = _auditor(request)
    total, lines = queries.search(**_wanted(SearchForm(request.GET)), limit=EXPORT_AT_MOST)
    columns = [
        Column(_("序号"), kind="number"),
        Column(_("时间")),
        Column(_("操作人")),
        Column(_("操作")),
        Column(_("对象")),
        Column(_("说明")),
        Column(_("操作代码")),
        Column(_("对象代码")),
        Column(_("原始内容")),
    ]
    names = names_for(lines)
    rows = [
        [
            line.number,
            f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}",
            line.actor,
            action_name(line.action),
            subject_words(line.subject, names),
            detail_words(line, names),
            line.action,
            line.subject,
            json.dumps(line.detail, ensure_ascii=False)[:LONGEST_CELL] if line.detail else "",
        ]
        for line in lines
    ]
    notes = [_("共 %(total)s 条，本表 %(shown)s 条。") % {"total": total, "shown": len(rows)}]
    name = _("操作日志")
    data = write_workbook([SheetOut(name=name, columns=columns, rows=rows, title=name)], title=name, notes=notes)
    record(now=timezone.now(), actor=actor, action="journal.exported", detail={"rows": len(rows)})
    return download(data, f"{name}.xlsx")


@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the hash chain and say whether it holds."""
    _auditor(request)
    count, fault = queries.verify_chain()
    return render(request, "journal/verify.html", {"count": count, "fault": fault})
