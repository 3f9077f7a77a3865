"""Pages of the look-back: the sheet of a branch, one point at a time; there is no button for all of them."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.telling import explaining, telling
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, require, stamp_of, viewer_of
from xianfeng.files.sheets import write_list
from xianfeng.kinds.inspection import actions, forms, queries
from xianfeng.kinds.inspection.queries import Point
from xianfeng.kinds.inspection.views.checking import of_unit
from xianfeng.kinds.inspection.words import sentence
from xianfeng.ui import typed
from xianfeng.ui.downloads import download
from xianfeng.ui.listing import ListColumn, ListFilter, make_listing


def _place(
    request: HttpRequest, viewer: Viewer, campaign_id: int
) -> tuple[campaigns.CampaignRow, people.OrganizationRow]:
    campaign = campaigns.get_campaign(campaign_id)
    branches = {row.id: row for row in campaigns.branches_of(campaign_id)}
    asked = request.GET.get("organization", "")
    number = typed.number(asked) or min(viewer.branch_ids & branches.keys(), default=0)
    if number not in branches:
        number = next((found for found in branches if viewer.may_see(found)), 0)
    if number not in branches or typed.number(asked, number) != number:
        raise Http404
    require(viewer.may_see(number) or number in viewer.branch_ids)
    return campaign, branches[number]


def _points(viewer: Viewer, campaign_id: int, unit_id: int, today: date) -> list[Point]:
    """A member sees what is about the branch and about the own person; who runs or watches the branch sees everybody's."""
    points = queries.list_points(campaign_id, unit_id, today)
    if viewer.may_see(unit_id):
        return points
    return [point for point in points if point.person_id is None or viewer.is_person(point.person_id)]


def _sheet(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    campaign, unit = _place(request, viewer, campaign_id)
    if request.method == "POST":
        require(viewer.may_run(unit.id) and bool(step_code))
        with telling(request, sentence, _("回头看已办结。")):
            actions.finish(
                **stamp_of(request),
                campaign_id=campaign_id,
                step_code=step_code,
                organization_id=unit.id,
            )
        return redirect(f"{request.path}?organization={unit.id}")
    points = _points(viewer, campaign_id, unit.id, today)

    def address(point: Point) -> str:
        place = reverse("inspection:point", args=[campaign_id, point.step_code, point.person_id or 0])
        return f"{place}?organization={unit.id}"

    columns = (
        ListColumn(
            "step",
            _("环节"),
            lambda point: {"text": point.step_title, "url": address(point)},
        ),
        ListColumn("name", _("对象"), lambda point: point.name or unit.label, sorts=lambda point: point.name),
        ListColumn(
            "facts",
            _("上一轮的记录"),
            lambda point: _("%(n)s 件") % {"n": point.facts} if point.facts else _("没有记录"),
            sorts=lambda point: point.facts,
            written=lambda point: point.facts,
            number=True,
        ),
        ListColumn(
            "verdict",
            _("结论"),
            lambda point: {
                "state": {"": "waiting", "done": "done", "not_applicable": "not_applicable"}.get(point.verdict, "late"),
                "text": "",
                "word": point.verdict_word or _("待检查"),
            },
            written=lambda point: point.verdict_word,
        ),
        ListColumn(
            "note",
            _("说明"),
            lambda point: (
                {"text": point.note, "url": reverse("tracking:detail", args=[point.item_id])}
                if point.item_id and viewer.may_see(unit.id)
                else point.note
            ),
            written=lambda point: point.note,
        ),
    )
    filters = (
        ListFilter(
            "verdict",
            _("结论"),
            [("none", _("待检查")), *queries.verdict_options()],
            lambda point: point.verdict or "none",
        ),
    )
    listing = make_listing(
        request, points, columns, search=lambda point: f"{point.step_title} {point.name}", filters=filters
    )
    if request.GET.get("format") == "xlsx":
        title = _("回头看检查表")
        return download(write_list(title, listing.export_titles, listing.export_rows), f"{title}-{unit.name}.xlsx")
    context = {
        "campaign": campaign,
        "unit": unit,
        "listing": listing,
        "points_total": len(points),
        "checked": sum(bool(point.verdict) for point in points),
        "gaps": sum(point.is_gap for point in points),
        "may_finish": bool(step_code) and viewer.may_run(unit.id) and all(point.verdict for point in points),
    }
    return render(request, "inspection/sheet.html", context)


def look_back(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The sheet of a campaign that follows an earlier one, whether or not its plan has a step for it."""
    return _sheet(request, campaign_id, "")


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """A look-back of an earlier campaign shows its sheet; every other form the check of this unit."""
    campaign, row = campaigns.get_with_step(campaign_id, step_code)
    if row.params.get("form") == "look_back" and campaign.predecessor_id is not None:
        return _sheet(request, campaign_id, step_code)
    return of_unit(request, campaign_id, step_code)


def point(request: HttpRequest, campaign_id: int, step_code: str, person_id: int) -> HttpResponse:
    """One point: what the earlier round holds, and the verdict."""
    viewer, today = viewer_of(request), timezone.localdate()
    campaign, unit = _place(request, viewer, campaign_id)
    found = next(
        (
            one
            for one in _points(viewer, campaign_id, unit.id, today)
            if one.step_code == step_code and (one.person_id or 0) == person_id
        ),
        None,
    )
    if found is None:
        raise Http404
    runs = viewer.may_run(unit.id)
    back = f"{reverse('inspection:look-back', args=[campaign_id])}?organization={unit.id}"
    form = forms.Check(request.POST or None)
    if request.method == "POST":
        require(runs)
        if form.is_valid():
            with explaining(form, sentence):
                actions.check_point(
                    **stamp_of(request),
                    campaign_id=campaign_id,
                    organization_id=unit.id,
                    step_code=step_code,
                    person_id=found.person_id,
                    **form.cleaned_data,
                )
                messages.success(request, _("结论已记录。"))
                return redirect(back)
    may_check = runs and not found.verdict and (found.person_id is None or found.person_id != viewer.person_id)
    context = {
        "campaign": campaign,
        "unit": unit,
        "point": found,
        "form": form,
        "may_check": may_check,
        "may_see": viewer.may_see(unit.id),
        "back": back,
    }
    return render(request, "inspection/point.html", context)
