"""What everybody of a unit may see: what is being put right, and the long-term rules; and which units need strengthening."""

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

from xianfeng.apps.journal.telling import explaining, telling
from xianfeng.apps.people import posts
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.apps.people.choosing import these
from xianfeng.apps.tracking import actions, forms, queries
from xianfeng.apps.tracking.refusals import sentence
from xianfeng.apps.tracking.views.doors import HEADS, covered, runs_something, unit_of, units_below
from xianfeng.apps.tracking.words import STATE_WORDS
from xianfeng.ui import typed
from xianfeng.ui.listing import date_cell


def published(request: HttpRequest) -> HttpResponse:
    """What is being put right where the viewer belongs: the four answers and the state, nothing else (S3-54)."""
    viewer, today = viewer_of(request), timezone.localdate()
    units = viewer.branch_ids | people.list_covering(viewer.workplace_ids, on=today)
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


def strengthening(request: HttpRequest) -> HttpResponse:
    """Units that need strengthening: the level above sees those below it, a unit sees itself; nobody else (S2-02)."""
    viewer, today = viewer_of(request), timezone.localdate()
    units = covered(viewer)
    require(bool(units))
    below = units_below(viewer)
    rows = queries.list_items(organization_ids=units, origins=[queries.STRENGTHENING])
    above = [unit.id for unit in below] + sorted(viewer.heads(*HEADS)) if below else []
    helpers = posts.list_leading_team(above, on=today)
    form = forms.Strengthen(
        request.POST or None,
        units=[(str(unit.id), unit.label) for unit in below],
        crowd=these([(one.person_id, f"{one.name}（{one.title}）") for one in helpers]),
        initial={"nonce": secrets.token_urlsafe(16)},
    )
    if request.method == "POST":
        require(bool(below))
        if form.is_valid():
            with explaining(form, sentence):
                item_id = actions.strengthen(**stamp_of(request), **form.cleaned_data)
                messages.success(request, _("已列入整顿。该单位和联系帮助的人会看到，其他单位看不到。"))
                return redirect("tracking:detail", item_id=item_id)
    context = {"rows": _strengthened(rows, today), "columns": STRENGTHENED, "form": form, "may_open": bool(below)}
    return render(request, "tracking/strengthening.html", context)


STRENGTHENED = [
    {"label": gettext_lazy("单位")},
    {"label": gettext_lazy("主要问题")},
    {"label": gettext_lazy("整顿措施")},
    {"label": gettext_lazy("联系帮助")},
    {"label": gettext_lazy("复查日期")},
    {"label": gettext_lazy("状态")},
]


def _strengthened(rows: list[queries.ItemRow], today: date) -> list[dict[str, object]]:
    words = STATE_WORDS | {"done": gettext_lazy("已解除")}
    return [
        {
            "cells": [
                {"text": row.organization_name, "url": reverse("tracking:detail", args=[row.id])},
                row.what,
                row.how,
                row.owner_name,
                date_cell(row.due_on),
                {"state": row.state_on(today), "word": str(words[row.state_on(today)])},
            ]
        }
        for row in rows
    ]


def disputes(request: HttpRequest) -> HttpResponse:
    """This month's search for disputes, by branch: numbers only; the own branch may say that none were found (S2-05)."""
    viewer, today = viewer_of(request), timezone.localdate()
    units = covered(viewer)
    require(bool(units))
    own = viewer.heads(*HEADS)
    if request.method == "POST":
        unit = typed.number(request.POST.get("organization"))
        require(unit in own)
        with telling(request, sentence, _("已写明本月没有发现矛盾纠纷。")):
            actions.say_nothing_found(**stamp_of(request), organization_id=unit)
        return redirect("tracking:disputes")
    rows = [
        {"unit": row, "says": row.organization_id in own and not row.found and row.quiet_on is None}
        for row in queries.list_month(units, today)
    ]
    return render(request, "tracking/disputes.html", {"month": today, "rows": rows})


def mechanisms(request: HttpRequest) -> HttpResponse:
    """Long-term rules and whether they are kept (S0-55)."""
    viewer, today = viewer_of(request), timezone.localdate()
    units = covered(viewer)
    require(bool(units))
    runs = runs_something(viewer)
    form = forms.AddMechanism(request.POST if request.POST.get("act") == "add" else None)
    if request.method == "POST":
        require(runs)
        if request.POST.get("act") == "add" and form.is_valid():
            unit = unit_of(request, viewer)
            with explaining(form, sentence):
                actions.add_mechanism(**stamp_of(request), organization_id=unit.id, **form.cleaned_data)
                return redirect("tracking:mechanisms")
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
        with explaining(form, sentence):
            actions.check_mechanism(**stamp_of(request), mechanism_id=mechanism_id, **form.cleaned_data)
            return redirect("tracking:mechanisms")
    return render(request, "tracking/check_mechanism.html", {"row": row, "form": form})
