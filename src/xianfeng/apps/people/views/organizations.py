"""The trees of organisations and one organisation's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xianfeng.apps.journal.actions import record
from xianfeng.apps.people import access, posts, roster
from xianfeng.files.sheets import Column, SheetOut, write_workbook
from xianfeng.ui.downloads import download


def _relations() -> dict[str, str]:
    return {"party": _("党组织"), "administrative": _("行政"), "cadre": _("干部管理")}


def _flat(nodes: list[roster.Node]) -> list[roster.Node]:
    return [row for node in nodes for row in (node, *_flat(node.children))]


@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    viewer = access.viewer_of(request)
    access.require(bool(roster.seen_ids(viewer)) or viewer.has("bureau_officer"))
    relation = request.GET.get("relation", "party")
    relation = relation if relation in _relations() else "party"
    nodes = roster.list_tree(viewer, relation)
    context = {
        "nodes": nodes,
        "relation": relation,
        "tabs": [
            {"label": label, "url": f"?relation={code}", "current": code == relation}
            for code, label in _relations().items()
        ],
    }
    return render(request, "people/organizations.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    viewer = access.viewer_of(request)
    access.require(bool(roster.seen_ids(viewer)))
    relation = request.GET.get("relation", "party")
    relation = relation if relation in _relations() else "party"
    rows = [
        ["　" * node.depth + node.name, node.type, node.staff, node.members]
        for node in _flat(roster.list_tree(viewer, relation))
    ]
    record(**access.stamp_of(request), action="organizations.exported", detail={"rows": len(rows)})
    columns = [
        Column(_("组织")),
        Column(_("类型")),
        Column(_("在本组织工作的人数"), kind="number"),
        Column(_("组织关系在此的人数"), kind="number"),
    ]
    name = _("组织机构")
    sheet = SheetOut(name, columns, rows, title=name)
    return download(write_workbook([sheet], title=name), f"{name}.xlsx")


@require_GET
def organization(request: HttpRequest, organization_id: int) -> HttpResponse:
    viewer = access.viewer_of(request)
    access.require(organization_id in roster.seen_ids(viewer))
    file = roster.get_organization_file(organization_id, on=viewer.on)
    seen = roster.seen_ids(viewer)
    context = {
        "file": file,
        "seen": seen,
        "runs": viewer.may_run(organization_id),
        "ages": _ages(file.id, viewer),
        "facts": [
            {"label": _("编码"), "value": file.code},
            {"label": _("类型"), "value": f"{file.school_type or file.type_label}"},
            {"label": _("所在地"), "value": "、".join(part for part in (file.city, file.school_area) if part)},
            {"label": _("在本组织及下级工作"), "value": _("%(n)s 人") % {"n": file.staff}},
            {"label": _("组织关系在本组织及下级"), "value": _("%(n)s 人") % {"n": file.members}},
        ],
    }
    return render(request, "people/organization.html", context)


def _ages(organization_id: int, viewer: access.Viewer) -> list[dict[str, object]]:
    """Age bands of those who lead here and below, as numbers; [] where they are too few to be shown (S4-21)."""
    found = posts.count_leader_ages(posts.list_places(organization_id), on=viewer.on)
    if found is None:
        return []
    words = {
        "35": _("35岁及以下"),
        "45": _("36—45岁"),
        "55": _("46—55岁"),
        "over": _("56岁及以上"),
        "unknown": _("没有登记"),
    }
    return [
        {"label": words[name], "value": _("不足公开的人数") if count is None else _("%(n)s 人") % {"n": count}}
        for name, count in found.items()
    ]
