"""Pages of the archive: by year, programme and unit; one file with its hashes; file it; notes beside it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.archive import actions, queries
from xianfeng.apps.archive.refusals import sentence
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.rooms import each_room
from xianfeng.apps.journal.telling import explaining
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, require, stamp_of, viewer_of
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.tracking import queries as tracking
from xianfeng.apps.tracking.words import STATE_WORDS
from xianfeng.files.sheets import write_list
from xianfeng.ui.downloads import download
from xianfeng.ui.listing import ListColumn, ListFilter, date_column, make_listing, state_column, text_column

RUNS = ("branch_secretary", "deputy_secretary", "bureau_officer")
ROLES = (*RUNS, "inspector")


class File(forms.Form):
    retention = forms.ChoiceField(
        label=gettext_lazy("保管期限"),
        choices=[("永久", gettext_lazy("永久")), ("30年", gettext_lazy("30年")), ("10年", gettext_lazy("10年"))],
        initial="30年",
    )


class Note(forms.Form):
    text = forms.CharField(label=gettext_lazy("附注"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


def covered(viewer: Viewer) -> frozenset[int]:
    return viewer.covered(*ROLES)


def list_archived(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    units = covered(viewer)
    require(bool(units))
    rows = queries.list_archived(units)
    columns = (
        ListColumn(
            "unit",
            _("单位"),
            lambda row: {"text": row.organization_name, "url": reverse("archive:detail", args=[row.id])},
            sorts=lambda row: row.organization_name,
        ),
        ListColumn("year", _("年度"), lambda row: row.year, sorts=lambda row: row.year, number=True),
        ListColumn("programme", _("活动"), lambda row: row.programme, sorts=lambda row: row.programme),
        ListColumn("files", _("件数"), lambda row: row.files, sorts=lambda row: row.files, number=True),
        date_column("day", _("归档"), lambda row: row.archived_on),
        ListColumn("retention", _("保管期限"), lambda row: row.retention),
        ListColumn("hash", _("校验值"), lambda row: row.package_sha256[:12], written=lambda row: row.package_sha256),
    )
    years = sorted({row.year for row in rows}, reverse=True)
    filters = (ListFilter("year", _("年度"), [(str(year), year) for year in years], lambda row: str(row.year)),)
    listing = make_listing(
        request, rows, columns, search=lambda row: f"{row.organization_name} {row.programme}", filters=filters
    )
    if request.GET.get("format") == "xlsx":
        return download(write_list(_("归档目录"), listing.export_titles, listing.export_rows), _("归档目录") + ".xlsx")
    run = viewer.covered(*RUNS)
    to_file = [one for one in campaigns.list_campaigns(people.list_superiors(run)) if one.opened_at] if run else []
    return render(request, "archive/list.html", {"listing": listing, "has_any": bool(rows), "to_file": to_file})


def _found(archive_id: int, viewer: Viewer) -> queries.ArchivedRow:
    row = queries.get_archived(archive_id)
    require(viewer.may_run(row.organization_id) or viewer.has("inspector", row.organization_id))
    return row


def detail(request: HttpRequest, archive_id: int) -> HttpResponse:
    """The frozen file: what is in it, whether it is whole, the notes beside it. Opening is journalled."""
    viewer = viewer_of(request)
    row = _found(archive_id, viewer)
    form = Note(request.POST or None)
    if request.method == "POST":
        require(viewer.may_run(row.organization_id))
        if form.is_valid():
            with explaining(form, sentence):
                actions.append_note(**stamp_of(request), archive_id=archive_id, text=form.cleaned_data["text"])
                messages.success(request, _("附注已加在档案旁，档案本身没有改动。"))
                return redirect(request.path)
    else:
        actions.record_opening(**stamp_of(request), archive_id=archive_id)
    context = {
        "row": row,
        "manifest": queries.list_manifest(archive_id),
        "faults": queries.verify(archive_id),
        "notes": queries.list_notes(archive_id),
        "form": form,
        "runs": viewer.may_run(row.organization_id),
    }
    return render(request, "archive/detail.html", context)


def package(request: HttpRequest, archive_id: int) -> HttpResponse:
    """The .zip as it was frozen."""
    viewer = viewer_of(request)
    row = _found(archive_id, viewer)
    actions.record_opening(**stamp_of(request), archive_id=archive_id)
    return download(queries.get_package(archive_id), f"archive-{row.year}-{row.id}.zip")


def lessons(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What a later batch may learn from one that is over: its summaries, the problems found and how they were answered, of
    the units that the visitor may see; nothing about persons and nothing restricted (S3-01)."""
    viewer, today = viewer_of(request), timezone.localdate()
    found = campaigns.get_campaign(campaign_id)
    root = people.get_organization(found.organization_id)
    units = {row.id: row.label for row in (root, *campaigns.branches_of(campaign_id)) if viewer.may_see(row.id)}
    require(bool(units) and found.closed_at is not None)
    told = dict(each_room("list_summaries", campaign_id=campaign_id, organization_ids=units))
    items = tracking.list_items(organization_ids=units, campaign_id=campaign_id, with_restricted=False)
    columns = (
        ListColumn("what", _("问题"), lambda row: row.what, sorts=lambda row: row.what),
        ListColumn("how", _("解决的办法"), lambda row: row.how),
        text_column("unit", _("单位"), lambda row: row.organization_name),
        text_column("origin", _("来源"), lambda row: row.origin_word),
        state_column(_("状态"), lambda row: row.state_on(today), STATE_WORDS),
    )
    listing = make_listing(
        request,
        [item for item in items if item.person_id is None],
        columns,
        search=lambda row: f"{row.what} {row.how} {row.organization_name}",
    )
    context = {
        "campaign": found,
        "summaries": [{"unit": label, "parts": told[unit]} for unit, label in units.items() if unit in told],
        "listing": listing,
        "has_items": any(item.person_id is None for item in items),
    }
    return render(request, "archive/lessons.html", context)


def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Every unit of a campaign: filed, ready, or what is in the way; file one or all that are ready. While the campaign
    runs, a unit with steps to finish is filed only when asked twice: it is shut out of them for good."""
    viewer = viewer_of(request)
    found = campaigns.get_campaign(campaign_id)
    units = [row for row in campaigns.branches_of(campaign_id) if viewer.may_run(row.id)]
    require(bool(units))
    form = File(request.POST or None)
    archived = {row.organization_id: row for row in queries.list_archived(campaign_id=campaign_id)}
    left = _left(found) if found.closed_at is None else {}
    chosen = request.POST.get("organization", "")
    early = next((unit for unit in units if chosen == str(unit.id) and left.get(unit.id)), None)
    if early is not None and (early.id in archived or "early" in request.POST):
        early = None
    if request.method == "POST" and form.is_valid() and early is None:
        filed = 0
        if not chosen and found.closed_at is None:
            messages.error(request, _("活动还没有结束，不能全部归档。本单位确已办完的，请逐个归档。"))
            return redirect(request.path)
        for unit in units:
            if chosen and chosen != str(unit.id):
                continue
            try:
                actions.archive(
                    **stamp_of(request),
                    campaign_id=campaign_id,
                    organization_id=unit.id,
                    retention=form.cleaned_data["retention"],
                )
                filed += 1
            except Refused as refused:
                if chosen:
                    messages.error(request, sentence(refused))
        if filed:
            messages.success(request, _("已归档 %(n)s 个单位。归档后不能再改，只能加附注。") % {"n": filed})
        elif not chosen:
            messages.info(request, _("还没有可以归档的单位。"))
        return redirect(request.path)
    ways = queries.hindrances_by_unit(campaign_id, [unit.id for unit in units])
    rows = [
        {
            "unit": unit,
            "archived": archived.get(unit.id),
            "left": left.get(unit.id, []),
            "hindrances": [sentence(Refused(one.code, subject=one.subject)) for one in ways.get(unit.id, [])],
        }
        for unit in units
    ]
    ready = sum(1 for row in rows if not row["archived"] and not row["hindrances"])
    context = {
        "campaign": found,
        "rows": rows,
        "form": form,
        "ready": ready,
        "early": {"unit": early, "left": left[early.id], "retention": request.POST.get("retention", "")}
        if early
        else None,
    }
    return render(request, "archive/campaign.html", context)


def _left(running: campaigns.CampaignRow) -> dict[int, list[str]]:
    """Unit -> titles of the steps it has not finished: filing it now would shut it out of them."""
    board = progress.board(running.id, timezone.localdate())
    return {
        unit.organization_id: [
            step.title
            for step, cell in zip(board.steps, unit.cells, strict=True)
            if cell.state in ("open", "late", "not_started")
        ]
        for row in board.rows
        for unit in row.branches or (row,)
    }
