"""Bringing a roster in: drop the file, see what would happen, confirm, watch, take back."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import telling
from xianfeng.apps.people import access, actions, administration
from xianfeng.apps.people.actions.imports import UNDO_DAYS, faults_of
from xianfeng.apps.people.forms import RosterForm
from xianfeng.apps.people.importing import columns, words
from xianfeng.apps.people.importing.scope import scope_of
from xianfeng.apps.people.sentences import sentence
from xianfeng.files.sheets import CellError, Column, FileRefused, SheetOut, write_marked_errors, write_workbook
from xianfeng.ui.downloads import download
from xianfeng.ui.templatetags.xianfeng_ui import cn_datetime

AT_ONCE = 500
"""Rows up to which a confirmed roster is applied within the request; larger ones go to the worker."""


@access.only("bureau_officer")
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    viewer = access.viewer_of(request)
    form = RosterForm(request.POST or None, request.FILES or None)
    error = ""
    if request.method == "POST":
        if form.is_valid():
            file = form.cleaned_data["roster"]
            try:
                batch_id = actions.upload_roster(**access.stamp_of(request), file_name=file.name, content=file.read())
            except Refused as refused:
                error = sentence(refused)
            else:
                return redirect("people:import", batch_id)
        else:
            error = _("请先选择一个文件。")
    batches = [
        {
            "cells": [
                {"text": row.file_name, "url": f"{row.id}/"},
                row.state_label,
                cn_datetime(row.uploaded_at),
                row.uploaded_by,
                row.rows_total,
            ]
        }
        for row in administration.list_batches(account_id=None if _answers_for_all(viewer) else viewer.account_id)
    ]
    context = {
        "error": error,
        "batches": batches,
        "columns": [
            {"label": _("文件")},
            {"label": _("状态")},
            {"label": _("上传时间")},
            {"label": _("上传人")},
            {"label": _("行数"), "number": True},
        ],
    }
    return render(request, "people/imports.html", context, status=422 if error else 200)


@access.only("bureau_officer")
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook with drop-down lists and notes."""
    sheets = [
        SheetOut(
            name=spec.name,
            columns=[
                Column(
                    column.title,
                    kind="text",
                    width=max(12.0, len(column.title) * 2.4 + 3),
                    choices=column.offered,
                    note=column.note,
                    required=column.required,
                )
                for column in spec.columns
            ],
        )
        for spec in columns.SHEETS
    ]
    notes = [*columns.NOTES, *(f"{spec.name}：{spec.note}" for spec in columns.SHEETS)]
    return download(write_workbook(sheets, title=_("名册模板"), notes=notes), _("名册模板.xlsx"))


def _answers_for_all(viewer: access.Viewer) -> bool:
    """An officer of a root, or without an organisation yet, sees every batch; the others those they uploaded."""
    scope = scope_of(viewer.account_id, on=viewer.on)
    return scope is None or scope.founds


def _batch(request: HttpRequest, batch_id: int) -> administration.BatchRow:
    viewer, batch = access.viewer_of(request), administration.find_batch(batch_id)
    if batch is None:
        raise Http404
    access.require(batch.uploaded_by_id == viewer.account_id or _answers_for_all(viewer))
    return batch


def _counts(batch: administration.BatchRow) -> list[dict[str, object]]:
    counts = batch.report.get("counts", {})
    order = [spec.code for spec in columns.SHEETS]
    order.insert(2, "relation")
    return [
        {"cells": [words.table_name(code), *(counts[code][key] for key in ("new", "changed", "ended", "unchanged"))]}
        for code in order
        if code in counts and any(counts[code].values())
    ]


def _previews(batch: administration.BatchRow) -> list[dict[str, object]]:
    tables = []
    stored = batch.report.get("preview", {})
    for spec in columns.SHEETS:
        preview = stored.get(spec.code)
        if preview is None:
            continue
        shown = [spec.column(name) for name in preview["columns"]]
        rows = []
        for number, *cells in preview["rows"]:
            texts = [words.understood(column, cell) for column, cell in zip(shown, cells, strict=True)]
            rows.append({"cells": [_("第 %(row)s 行") % {"row": number}, *texts]})
        heads = [{"label": _("行")}, *({"label": column.title} for column in shown)]
        tables.append(
            {"name": spec.name, "lines": preview["lines"], "shown": len(rows), "columns": heads, "rows": rows}
        )
    return tables


@access.only("bureau_officer")
@require_GET
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    row = _batch(request, batch_id)
    now = timezone.now()
    faults = faults_of(row.report)
    stage, done, total = administration.get_progress(batch_id)
    context = {
        "batch": row,
        "faults": [words.fault_sentence(fault) for fault in faults[:200]],
        "fault_count": row.report.get("fault_count", len(faults)),
        "notes": [words.fault_sentence(note) for note in faults_of(row.report, "notes")],
        "counts": _counts(row),
        "count_columns": [
            {"label": _("表")},
            {"label": _("新增"), "number": True},
            {"label": _("改动"), "number": True},
            {"label": _("结束"), "number": True},
            {"label": _("不变"), "number": True},
        ],
        "previews": _previews(row),
        "stage": stage,
        "bar_done": done,
        "bar_total": total or row.rows_total,
        "may_undo": row.state == "applied" and (now - row.applied_at).days < UNDO_DAYS,
        "undo_until": row.applied_at + timedelta(days=UNDO_DAYS) if row.applied_at else None,
        "nothing_to_do": not _writes_anything(row),
    }
    return render(request, "people/import.html", context)


def _writes_anything(row: administration.BatchRow) -> bool:
    return any(count[key] for count in row.report.get("counts", {}).values() for key in ("new", "changed", "ended"))


@access.only("bureau_officer")
@require_GET
def progress(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The bar alone, asked for every second; when the import is over the whole page is loaded again."""
    row = _batch(request, batch_id)
    if row.state != "applying":
        response = HttpResponse()
        response.headers["HX-Refresh"] = "true"
        return response
    stage, done, total = administration.get_progress(batch_id)
    return render(
        request,
        "people/_progress.html",
        {"batch": row, "stage": stage, "bar_done": done, "bar_total": total or row.rows_total},
    )


@access.only("bureau_officer")
@require_GET
def marked(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The same file with the faulty cells marked."""
    row = _batch(request, batch_id)
    errors = [
        CellError(fault.sheet, fault.row or 1, fault.column, words.fault_message(fault))
        for fault in faults_of(row.report)
    ]
    try:
        data = write_marked_errors(administration.get_batch_content(batch_id), errors, row.file_name)
    except FileRefused as refused:
        raise Http404 from refused
    stem = row.file_name.rpartition(".")[0] or row.file_name
    return download(data, _("%(name)s（标出错误）.xlsx") % {"name": stem})


@access.only("bureau_officer")
@require_POST
def apply(request: HttpRequest, batch_id: int) -> HttpResponse:
    row = _batch(request, batch_id)
    with telling(request, sentence):
        actions.start_import(**access.stamp_of(request), batch_id=batch_id)
        if row.rows_total <= AT_ONCE:
            actions.run_import(**access.stamp_of(request), batch_id=batch_id)
    return redirect("people:import", batch_id)


@access.only("bureau_officer")
@require_POST
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    _batch(request, batch_id)
    with telling(request, sentence, _("这批导入已撤销，一切恢复原样。")):
        actions.undo_import(**access.stamp_of(request), batch_id=batch_id)
    return redirect("people:import", batch_id)
