"""Pages of tracked items: the list with computed counts, one item with its history, import, long-term rules."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, require, viewer_of
from xianfeng.apps.tracking import actions, forms, queries, workbook
from xianfeng.apps.tracking.actions import Draft
from xianfeng.apps.tracking.queries import ItemRow
from xianfeng.apps.tracking.reading import may_run, may_see, visible
from xianfeng.apps.tracking.refusals import sentence
from xianfeng.files.sheets import Column, FileRefused, SheetOut, write_workbook
from xianfeng.ui.listing import ListColumn, ListFilter, date_cell, make_listing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROLES = ("branch_secretary", "deputy_secretary", "bureau_officer", "inspector", "principal")
STATE_WORDS = {
    "waiting": gettext_lazy("待认领"),
    "in_progress": gettext_lazy("整改中"),
    "overdue": gettext_lazy("已逾期"),
    "submitted": gettext_lazy("待核查"),
    "done": gettext_lazy("已完成"),
    "not_applicable": gettext_lazy("不再适用"),
    "waived": gettext_lazy("免予执行"),
    "explained": gettext_lazy("已说明、待再研究"),
}
EVENT_WORDS = {
    "owner": gettext_lazy("责任人"),
    "evidence": gettext_lazy("完成情况"),
    "extension": gettext_lazy("延期"),
    "verdict_done": gettext_lazy("核查：已完成"),
    "verdict_partly": gettext_lazy("核查：部分完成"),
    "verdict_not_done": gettext_lazy("核查：未完成"),
    "verdict_not_applicable": gettext_lazy("核查：不再适用"),
    "verdict_waived": gettext_lazy("免予执行"),
    "published_plan": gettext_lazy("公布整改方案"),
    "published_measures": gettext_lazy("公布整改措施"),
    "published_results": gettext_lazy("公布整改结果"),
    "published_explanation": gettext_lazy("公布情况说明"),
}


def covered(viewer: Viewer) -> frozenset[int]:
    return frozenset().union(*(viewer.over.get(role, frozenset()) for role in ROLES))


def latest_due(item_campaign: int | None, step_code: str, opened_on: date) -> date | None:
    """The longest term the plan of the campaign allows: the tightest `latest` of its rectification steps."""
    if item_campaign is None:
        return None
    days = [
        step.params["latest"]
        for step in campaigns.list_steps(item_campaign)
        if isinstance(step.params.get("latest"), int)
        and (not step_code or step.code == step_code or step.kind == "rectification")
    ]
    return opened_on + timedelta(days=min(days)) if days else None


def _owners(organization_id: int) -> list[tuple[str, str]]:
    today = timezone.localdate()
    rows = {
        row["person_id"]: row["person__name"]
        for found in (people.members_of([organization_id], on=today), people.staff_of([organization_id], on=today))
        for row in found
    }
    return [(str(number), name) for number, name in rows.items()]


def _columns(today: date) -> tuple[ListColumn, ...]:
    return (
        ListColumn(
            "what",
            _("改什么"),
            lambda row: {"text": row.what[:60], "url": reverse("tracking:detail", args=[row.id])},
            sorts=lambda row: row.what,
            written=lambda row: row.what,
        ),
        ListColumn("how", _("怎么改"), lambda row: row.how[:60], written=lambda row: row.how),
        ListColumn("goal", _("目标"), lambda row: row.goal[:40], written=lambda row: row.goal),
        ListColumn(
            "due",
            _("期限"),
            lambda row: date_cell(row.due_on),
            sorts=lambda row: row.due_on,
            written=lambda row: row.due_on,
        ),
        ListColumn("owner", _("责任人"), lambda row: row.owner_name, sorts=lambda row: row.owner_name),
        ListColumn("unit", _("单位"), lambda row: row.organization_name, sorts=lambda row: row.organization_name),
        ListColumn("origin", _("来源"), lambda row: row.origin_word),
        ListColumn(
            "state",
            _("状态"),
            lambda row: {"state": row.state_on(today), "text": "", "word": str(STATE_WORDS[row.state_on(today)])},
            written=lambda row: str(STATE_WORDS[row.state_on(today)]),
        ),
    )


def list_items(request: HttpRequest) -> HttpResponse:
    """Items of the units the viewer answers for, and the viewer's own; figures are counted from them."""
    viewer, today = viewer_of(request), timezone.localdate()
    units = covered(viewer)
    rows = queries.list_items(organization_ids=units) if units else []
    known = {row.id for row in rows}
    if viewer.person_id is not None:
        rows += [row for row in queries.list_items(person_id=viewer.person_id) if row.id not in known]
    rows = visible(viewer, rows)
    names = sorted({(row.organization_name, str(row.organization_id)) for row in rows})
    filters = (
        ListFilter("state", _("状态"), list(STATE_WORDS.items()), lambda row: row.state_on(today)),
        ListFilter("origin", _("来源"), queries.origin_options(), lambda row: row.origin),
        ListFilter("unit", _("单位"), [(number, name) for name, number in names], lambda row: str(row.organization_id)),
    )
    listing = make_listing(
        request,
        rows,
        _columns(today),
        search=lambda row: f"{row.what} {row.owner_name} {row.organization_name}",
        filters=filters,
    )
    if request.GET.get("format") == "xlsx":
        title = _("整改台账")
        sheet = SheetOut(title, [Column(name) for name in listing.export_titles], listing.export_rows, title=title)
        return _file(write_workbook([sheet], title=title), "items.xlsx")
    by_unit = queries.counts_by_unit(listing.found, today)
    follows = [row for row in campaigns.list_running(units) if row.predecessor_id is not None] if units else []
    context = {
        "follows": follows,
        "listing": listing,
        "has_any": bool(rows),
        "counts": queries.counts_of(listing.found, today),
        "by_unit": by_unit if len(by_unit) > 1 else [],
        "unit_columns": [
            {"label": _("单位")},
            {"label": _("共几项"), "number": True},
            {"label": _("改了几项"), "number": True},
            {"label": _("还有几项没有改"), "number": True},
            {"label": _("逾期"), "number": True},
        ],
        "unit_rows": [
            {
                "cells": [
                    {"text": one.organization_name, "url": f"?unit={one.organization_id}"},
                    one.counts.countable,
                    {"text": one.counts.done, "url": f"?unit={one.organization_id}&state=done"},
                    one.counts.countable - one.counts.done,
                    {"text": one.counts.overdue, "url": f"?unit={one.organization_id}&state=overdue"},
                ]
            }
            for one in by_unit
        ],
        "may_open": any(viewer.has(role) for role in ("branch_secretary", "deputy_secretary", "bureau_officer")),
    }
    return render(request, "tracking/list.html", context)


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _unit(request: HttpRequest, viewer: Viewer) -> people.OrganizationRow:
    """`?organization=`, else the first branch the viewer runs."""
    asked = request.GET.get("organization", "")
    if asked.isdigit():
        require(viewer.may_run(int(asked)))
        return people.get_organization(int(asked))
    led = sorted(viewer.over.get("branch_secretary", frozenset()) | viewer.over.get("deputy_secretary", frozenset()))
    own = [number for number in led if number in viewer.branch_ids]
    if not own and not led:
        led = sorted(viewer.over.get("bureau_officer", frozenset()))
    require(bool(own or led))
    return people.get_organization((own or led)[0])


def _campaign_of(organization_id: int) -> int | None:
    running = campaigns.list_running([organization_id])
    return running[-1].id if running else None


def open_item(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    unit = _unit(request, viewer)
    campaign_id = _campaign_of(unit.id)
    form = forms.Open(
        request.POST or None,
        owners=_owners(unit.id),
        initial={
            "nonce": secrets.token_urlsafe(16),
            "origin": "inspection",
            "difficulty": "now",
            "level": "organization",
        },
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        draft = Draft(
            **{
                name: data[name]
                for name in ("what", "how", "goal", "due_on", "origin", "level", "difficulty", "restricted")
            },
            owner_id=int(data["owner"]) if data["owner"] else None,
        )
        try:
            item_id = actions.open_item(
                now=timezone.now(),
                actor=viewer.actor,
                organization_id=unit.id,
                campaign_id=campaign_id,
                draft=draft,
                latest=latest_due(campaign_id, "", timezone.localdate()),
                consent=_consent(viewer, unit.id),
                nonce=data["nonce"],
            )
            messages.success(request, _("已列入整改，责任人会在待办中看到。"))
            return redirect("tracking:detail", item_id=item_id)
        except Refused as refused:
            form.add_error(None, sentence(refused))
    return render(request, "tracking/open.html", {"form": form, "unit": unit})


def _consent(viewer: Viewer, organization_id: int):
    """The viewer's own consent to a longer term, when the viewer is of the superior."""
    superior = people.find_superior(organization_id)
    return viewer.actor if superior is not None and viewer.may_run(superior.id) else None


ACTS = {
    "accept": (None, actions.accept, gettext_lazy("已认领。")),
    "describe": (forms.Describe, actions.describe, gettext_lazy("已保存。")),
    "hand_over": (forms.HandOver, actions.hand_over, gettext_lazy("已交给新的责任人，原责任人的时段已记录。")),
    "extend": (forms.Extend, actions.extend, gettext_lazy("期限已调整，原期限和理由已保留。")),
    "evidence": (forms.Evidence, actions.submit_evidence, gettext_lazy("已保存。核查由另一个人进行。")),
    "decide": (forms.Decide, actions.decide, gettext_lazy("结论已记录。")),
    "explain": (forms.Explain, actions.explain, gettext_lazy("说明已登记。")),
    "publish": (forms.Publish, actions.publish, gettext_lazy("公布情况已登记。")),
    "redo": (forms.Redo, actions.redo, gettext_lazy("已重新列入整改，第一轮的记录不变。")),
}
OWNER_ACTS = ("accept", "describe", "evidence")


def detail(request: HttpRequest, item_id: int) -> HttpResponse:
    """One item: the four answers, its history, and what this person may do now."""
    item = queries.find_item(item_id)
    if item is None:
        raise Http404
    viewer, today = viewer_of(request), timezone.localdate()
    require(may_see(viewer, item))
    runs = may_run(viewer, item)
    owns = viewer.person_id is not None and viewer.person_id == item.owner_id
    superior = _consent(viewer, item.organization_id)
    owners = _owners(item.organization_id) if runs else []
    name = request.POST.get("act", "") if request.method == "POST" else ""
    made: dict[str, object] = {}
    for act, (form_class, _action, _said) in ACTS.items():
        if form_class is None:
            continue
        extra = {"owners": owners} if act == "hand_over" else {}
        initial = {"occurred_on": today, "finished": True} if act == "evidence" else {}
        if act == "describe":
            initial = {"how": item.how, "goal": item.goal, "difficulty": item.difficulty}
        made[act] = form_class(request.POST if name == act else None, initial=initial, prefix=None, **extra)
    if name:
        if name not in ACTS:
            raise Http404
        require(
            (owns and name in OWNER_ACTS) or ((runs and name != "accept") and (name != "redo" or superior is not None))
        )
        if _act(request, item, name, made.get(name), viewer, superior):
            return redirect("tracking:detail", item_id=item_id)
    state = item.state_on(today)
    history = [{"event": event, "word": EVENT_WORDS[event.code]} for event in queries.list_history(item_id)]
    evidence_by = {event["event"].who for event in history if event["event"].code == "evidence"}
    context = {
        "item": item,
        "state": state,
        "word": STATE_WORDS[state],
        "history": history,
        "forms": made,
        "open_act": name,
        "runs": runs,
        "owns": owns,
        "is_open": item.closed_on is None,
        "may_accept": owns and item.accepted_on is None and item.closed_on is None,
        "may_decide": runs and not owns and item.closed_on is None and viewer.label not in evidence_by,
        "may_redo": superior is not None and item.closed_on is not None,
        "late_days": (today - item.due_on).days if state == "overdue" else 0,
    }
    return render(request, "tracking/detail.html", context)


def _act(request: HttpRequest, item: ItemRow, name: str, form, viewer: Viewer, superior) -> bool:
    """Carry out one act; False when the form has to be shown again with what was typed."""
    _form_class, action, said = ACTS[name]
    if form is not None and not form.is_valid():
        return False
    fields = dict(form.cleaned_data) if form is not None else {}
    if name not in ("publish", "redo"):
        version = request.POST.get("version", "")
        fields["version"] = int(version) if version.isdigit() else 0
    if name == "extend":
        fields |= {"latest": latest_due(item.campaign_id, item.step_code, item.opened_on), "consent": superior}
    if name == "decide":
        fields["by_superior"] = superior is not None
    try:
        action(now=timezone.now(), actor=viewer.actor, item_id=item.id, **fields)
    except Refused as refused:
        if form is None:
            messages.error(request, sentence(refused))
            return True
        form.add_error(None, sentence(refused))
        return False
    messages.success(request, said)
    return True


def template(request: HttpRequest) -> HttpResponse:
    require(bool(covered(viewer_of(request))))
    return _file(workbook.template(), "items-template.xlsx")


def import_items(request: HttpRequest) -> HttpResponse:
    """Items of an earlier programme from a workbook: looked at as a whole, taken over as a whole (S0-51)."""
    viewer = viewer_of(request)
    unit = _unit(request, viewer)
    form = forms.Upload(request.POST or None, request.FILES or None)
    faults: list[object] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            drafts, faults = workbook.read_items(upload.read(), upload.name)
            if not faults:
                campaign_id = _campaign_of(unit.id)
                new, old = actions.import_items(
                    now=timezone.now(),
                    actor=viewer.actor,
                    organization_id=unit.id,
                    campaign_id=campaign_id,
                    drafts=drafts,
                    latest=latest_due(campaign_id, "", timezone.localdate()),
                )
                messages.success(
                    request, _("导入 %(new)s 项；%(old)s 项以前已经导入，没有重复。") % {"new": new, "old": old}
                )
                return redirect("tracking:list")
        except FileRefused:
            form.add_error("file", _("这个文件读不出来。请用模板填写，保存为 .xlsx、.xls 或 .csv 后再试。"))
        except Refused as refused:
            form.add_error(None, sentence(refused))
    return render(request, "tracking/import.html", {"form": form, "unit": unit, "faults": faults})


def carry_over(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Bring the open items of the earlier round into this one; twice does not double (S0-51)."""
    viewer = viewer_of(request)
    campaign = next((row for row in campaigns.list_campaigns() if row.id == campaign_id), None)
    if campaign is None or campaign.predecessor_id is None:
        raise Http404
    units = [row.id for row in campaigns.branches_of(campaign_id) if viewer.may_run(row.id)]
    require(bool(units))
    form = forms.CarryOver(request.POST or None)
    open_items = queries.list_items(organization_ids=units, campaign_id=campaign.predecessor_id, only_open=True)
    if request.method == "POST" and form.is_valid():
        try:
            carried = actions.carry_over(
                now=timezone.now(),
                actor=viewer.actor,
                from_campaign_id=campaign.predecessor_id,
                to_campaign_id=campaign_id,
                organization_ids=units,
                due_on=form.cleaned_data["due_on"],
            )
            messages.success(request, _("转入 %(n)s 项；以前已经转入的没有重复。") % {"n": carried})
            return redirect("tracking:list")
        except Refused as refused:
            form.add_error(None, sentence(refused))
    return render(request, "tracking/carry_over.html", {"campaign": campaign, "form": form, "count": len(open_items)})


def published(request: HttpRequest) -> HttpResponse:
    """What is being put right where the viewer belongs: the four answers and the state, nothing else (S3-54)."""
    viewer, today = viewer_of(request), timezone.localdate()
    units = set(viewer.branch_ids) | {
        upper for upper, lower in people.covers_pairs(on=today) if lower in viewer.workplace_ids
    }
    columns = [{"label": _("改什么")}, {"label": _("怎么改")}, {"label": _("什么时候改")}]
    columns += [{"label": _("达到什么目标")}, {"label": _("状态")}]
    rows = [
        {
            "cells": [
                item.what,
                item.how,
                date_cell(item.due_on),
                item.goal,
                {"state": item.state_on(today), "word": str(STATE_WORDS[item.state_on(today)])},
            ]
        }
        for item in queries.list_published(units, today)
    ]
    return render(request, "tracking/published.html", {"columns": columns, "rows": rows})


def mechanisms(request: HttpRequest) -> HttpResponse:
    """Long-term rules and whether they are kept (S0-55)."""
    viewer, today = viewer_of(request), timezone.localdate()
    units = covered(viewer)
    require(bool(units))
    runs = any(viewer.has(role) for role in ("branch_secretary", "deputy_secretary", "bureau_officer"))
    form = forms.AddMechanism(request.POST if request.POST.get("act") == "add" else None)
    if request.method == "POST":
        require(runs)
        if request.POST.get("act") == "add" and form.is_valid():
            unit = _unit(request, viewer)
            try:
                actions.add_mechanism(
                    now=timezone.now(), actor=viewer.actor, organization_id=unit.id, **form.cleaned_data
                )
                return redirect("tracking:mechanisms")
            except Refused as refused:
                form.add_error(None, sentence(refused))
    rows = queries.list_mechanisms(units)
    return render(request, "tracking/mechanisms.html", {"rows": rows, "form": form, "runs": runs, "today": today})


def check_mechanism(request: HttpRequest, mechanism_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    row = next((one for one in queries.list_mechanisms(covered(viewer)) if one.id == mechanism_id), None)
    if row is None:
        raise Http404
    require(viewer.may_run(row.organization_id))
    form = forms.CheckMechanism(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.check_mechanism(
                now=timezone.now(), actor=viewer.actor, mechanism_id=mechanism_id, **form.cleaned_data
            )
            return redirect("tracking:mechanisms")
        except Refused as refused:
            form.add_error(None, sentence(refused))
    return render(request, "tracking/check_mechanism.html", {"row": row, "form": form})
