"""The list of items with computed counts, a new one, and one item with its history and what may be done now."""

from __future__ import annotations

import secrets
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.telling import explaining, telling
from xianfeng.apps.people.access import Viewer, require, stamp_of, viewer_of
from xianfeng.apps.people.choosing import everybody_of, these
from xianfeng.apps.tracking import actions, forms, queries
from xianfeng.apps.tracking.actions import Draft
from xianfeng.apps.tracking.queries import ItemRow
from xianfeng.apps.tracking.reading import may_run, may_see, visible
from xianfeng.apps.tracking.refusals import sentence
from xianfeng.apps.tracking.views.doors import campaign_of, consent_of, covered, latest_due, runs_something, unit_of
from xianfeng.apps.tracking.words import EVENT_WORDS, STATE_WORDS
from xianfeng.files.sheets import write_list
from xianfeng.ui import typed
from xianfeng.ui.downloads import download
from xianfeng.ui.listing import ListColumn, ListFilter, date_column, make_listing, state_column, text_column


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
        date_column("due", _("期限"), lambda row: row.due_on),
        text_column("owner", _("责任人"), lambda row: row.owner_name),
        text_column("unit", _("单位"), lambda row: row.organization_name),
        ListColumn("origin", _("来源"), lambda row: row.origin_word),
        state_column(_("状态"), lambda row: row.state_on(today), STATE_WORDS),
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
    filters = [
        ListFilter("state", _("状态"), list(STATE_WORDS.items()), lambda row: row.state_on(today)),
        ListFilter("origin", _("来源"), queries.origin_options(), lambda row: row.origin),
        ListFilter("unit", _("单位"), [(number, name) for name, number in names], lambda row: str(row.organization_id)),
    ]
    if found := sorted({row.category for row in rows if row.category}):
        filters.append(ListFilter("category", _("类别"), [(one, one) for one in found], lambda row: row.category))
    listing = make_listing(
        request,
        rows,
        _columns(today),
        search=lambda row: f"{row.what} {row.owner_name} {row.organization_name}",
        filters=filters,
    )
    if request.GET.get("format") == "xlsx":
        title = _("整改台账")
        return download(write_list(title, listing.export_titles, listing.export_rows), f"{title}.xlsx")
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
        "may_open": runs_something(viewer),
        "answers": bool(units),
    }
    return render(request, "tracking/list.html", context)


def open_item(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    unit = unit_of(request, viewer)
    campaign_id = campaign_of(unit.id)
    form = forms.Open(
        request.POST or None,
        crowd=everybody_of(unit.id, on=timezone.localdate()),
        initial={
            "nonce": secrets.token_urlsafe(16),
            "origin": request.GET.get("origin", "inspection"),
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
            owner_id=data["owner"],
        )
        with explaining(form, sentence):
            item_id = actions.open_item(
                **stamp_of(request),
                organization_id=unit.id,
                campaign_id=campaign_id,
                draft=draft,
                latest=latest_due(campaign_id, "", timezone.localdate()),
                consent=consent_of(viewer, unit.id),
                nonce=data["nonce"],
            )
            messages.success(request, _("已列入整改，责任人会在待办中看到。"))
            return redirect("tracking:detail", item_id=item_id)
    return render(request, "tracking/open.html", {"form": form, "unit": unit})


ACTS = {
    "accept": (None, actions.accept, gettext_lazy("已认领。")),
    "describe": (forms.Describe, actions.describe, gettext_lazy("已保存。")),
    "gather_force": (forms.GatherForce, actions.gather_force, gettext_lazy("专班和节点已写明。")),
    "hand_over": (forms.HandOver, actions.hand_over, gettext_lazy("已交给新的责任人，原责任人的时段已记录。")),
    "extend": (forms.Extend, actions.extend, gettext_lazy("期限已调整，原期限和理由已保留。")),
    "evidence": (forms.Evidence, actions.submit_evidence, gettext_lazy("已保存。核查由另一个人进行。")),
    "decide": (forms.Decide, actions.decide, gettext_lazy("结论已记录。")),
    "explain": (forms.Explain, actions.explain, gettext_lazy("说明已登记。")),
    "publish": (forms.Publish, actions.publish, gettext_lazy("公布情况已登记。")),
    "redo": (forms.Redo, actions.redo, gettext_lazy("已重新列入整改，第一轮的记录不变。")),
}


OWNER_ACTS = ("accept", "describe", "evidence", "gather_force")


def detail(request: HttpRequest, item_id: int) -> HttpResponse:
    """One item: the four answers, its history, and what this person may do now."""
    item = queries.find_item(item_id)
    if item is None:
        raise Http404
    viewer, today = viewer_of(request), timezone.localdate()
    require(may_see(viewer, item))
    runs = may_run(viewer, item)
    owns = viewer.person_id is not None and viewer.person_id == item.owner_id
    superior = consent_of(viewer, item.organization_id)
    crowd = everybody_of(item.organization_id, on=today) if runs else these([])
    name = request.POST.get("act", "") if request.method == "POST" else ""
    made: dict[str, object] = {}
    for act, (form_class, _action, _said) in ACTS.items():
        if form_class is None:
            continue
        extra = {"crowd": crowd} if act == "hand_over" else {}
        initial = {"occurred_on": today, "finished": True} if act == "evidence" else {}
        if act == "describe":
            initial = {"how": item.how, "goal": item.goal, "difficulty": item.difficulty}
        if act == "gather_force":
            lines = "\n".join(" ".join(line) for line in item.milestones)
            initial = {"task_force": item.task_force, "milestones": lines}
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
        fields["version"] = typed.number(request.POST.get("version"))
    if name == "extend":
        fields |= {"latest": latest_due(item.campaign_id, item.step_code, item.opened_on), "consent": superior}
    if name == "decide":
        fields["by_superior"] = superior is not None
    if form is None:
        with telling(request, sentence, said):
            action(**stamp_of(request), item_id=item.id, **fields)
        return True
    with explaining(form, sentence):
        action(**stamp_of(request), item_id=item.id, **fields)
        messages.success(request, said)
    return form.is_valid()
