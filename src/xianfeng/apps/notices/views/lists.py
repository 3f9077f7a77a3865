"""The unit's list of notices, and the board of what hangs where the viewer belongs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.journal.rooms import each_room
from xianfeng.apps.notices import queries
from xianfeng.apps.notices.queries import NoticeRow
from xianfeng.apps.notices.reading import COMMISSIONERS
from xianfeng.apps.notices.views.releases import WRITERS
from xianfeng.apps.notices.words import SCOPE_WORDS, STATE_CODES, STATE_WORDS
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, viewer_of
from xianfeng.files.sheets import write_list
from xianfeng.ui.downloads import download
from xianfeng.ui.listing import ListColumn, ListFilter, date_cell, date_column, make_listing, text_column


def _ends(notice: NoticeRow) -> str:
    if notice.ends_on is None:
        return ""
    return date_cell(notice.ends_on) + (_("（暂算）") if notice.provisional else "")


def list_notices(request: HttpRequest) -> HttpResponse:
    """Notices of every unit the viewer works for."""
    viewer, today = viewer_of(request), timezone.localdate()
    covered = viewer.covered("branch_secretary", "deputy_secretary", "bureau_officer", "inspector", *COMMISSIONERS)
    require(bool(covered))
    rows = queries.list_notices(organization_ids=covered)
    columns = (
        ListColumn(
            "title",
            _("标题"),
            lambda row: {"text": row.title, "url": reverse("notices:detail", args=[row.id])},
            sorts=lambda row: row.title,
        ),
        text_column("unit", _("单位"), lambda row: row.organization_name),
        ListColumn(
            "state",
            _("状态"),
            lambda row: {
                "state": STATE_CODES[row.state_on(today)],
                "text": "",
                "word": str(STATE_WORDS[row.state_on(today)]),
            },
            written=lambda row: str(STATE_WORDS[row.state_on(today)]),
        ),
        date_column("posted", _("张贴"), lambda row: row.posted_on),
        ListColumn("ends", _("截止"), _ends, sorts=lambda row: row.ends_on, written=lambda row: row.ends_on),
        ListColumn(
            "objections",
            _("异议"),
            lambda row: f"{row.objections - row.open_objections}/{row.objections}" if row.objections else "",
            number=True,
        ),
    )
    filters = (
        ListFilter("state", _("状态"), list(STATE_WORDS.items()), lambda row: row.state_on(today)),
        ListFilter("scope", _("范围"), list(SCOPE_WORDS.items()), lambda row: row.scope),
    )
    listing = make_listing(
        request, rows, columns, search=lambda row: f"{row.title} {row.organization_name}", filters=filters
    )
    if request.GET.get("format") == "xlsx":
        title = _("公示清单")
        return download(write_list(title, listing.export_titles, listing.export_rows), f"{title}.xlsx")
    context = {"listing": listing, "has_any": bool(rows), "writes": bool(viewer.covered(*WRITERS))}
    return render(request, "notices/list.html", context)


def board(request: HttpRequest) -> HttpResponse:
    """What hangs where the viewer belongs: everything in its period, the pinned first (S0-17), and other rooms' boards."""
    viewer, today = viewer_of(request), timezone.localdate()
    units = viewer.branch_ids | people.list_covering(viewer.workplace_ids, on=today)
    hanging = [
        row
        for row in queries.list_hanging(units, today)
        if row.organization_id in viewer.branch_ids or row.scope != "branch"
    ]
    hanging.sort(key=lambda row: not row.pinned)
    cards = list(each_room("list_school_cards", viewer=viewer, on=today))
    return render(request, "notices/board.html", {"notices": hanging, "cards": cards, "today": today})
