"""Plans open to people without an account: a code for a group, the plan in plain words, a comment, its receipt, the answers."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.people.access import open_to_all, require, stamp_of, viewer_of
from xianfeng.apps.people.strangers import Door, new_receipt, no_store, read_receipt, signed_receipt
from xianfeng.apps.plans import actions, forms, queries
from xianfeng.apps.plans.actions import PlanRefused

DOOR = Door()


@open_to_all
def enter(request: HttpRequest) -> HttpResponse:
    """Type the code from the slip."""
    form = forms.Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if DOOR.is_guessed(request):
            form.add_error(None, _("尝试次数过多，请一小时后再试。"))
        else:
            door = queries.find_door(form.cleaned_data["code"])
            if door is not None:
                return redirect("plans:open", code=door.code)
            DOOR.note_wrong(request)
            form.add_error("code", _("没有这个码，或者征求意见已经结束。请核对后再试。"))
    return no_store(render(request, "plans/open_enter.html", {"form": form}))


@open_to_all
def opened(request: HttpRequest, code: str) -> HttpResponse:
    """The plan for those with a code: what it asks of whom and when to comment; what was answered, once it is."""
    door = queries.find_door(code)
    if door is None:
        raise Http404
    today = timezone.localdate()
    version, pack = queries.get_version(door.version_id), queries.get_pack(door.version_id)
    takes = queries.is_in_consultation(version.id, today)
    if not takes and version.state != "published":
        raise Http404
    steps = [(step.code, step.title) for step in pack.plan.steps]
    bound = request.POST if request.method == "POST" and takes else None
    form = forms.OpenComment(bound, steps=steps, initial={"code": signed_receipt()})
    if bound is not None and form.is_valid():
        data = form.cleaned_data
        receipt_code = read_receipt(data["code"])
        if data["website"]:
            return no_store(render(request, "plans/open_given.html", {"code": new_receipt()}))
        if not receipt_code:
            form.add_error(None, _("页面打开太久，请刷新后再提交。"))
        elif DOOR.is_crowded(request):
            form.add_error(None, _("提交次数过多，请一小时后再试。"))
        else:
            try:
                actions.comment_by_code(
                    today=today,
                    version_id=version.id,
                    text=data["text"],
                    receipt=receipt_code,
                    step_code=data["step_code"],
                )
                return no_store(render(request, "plans/open_given.html", {"code": receipt_code}))
            except PlanRefused:
                form.add_error(None, _("征求意见已经结束。"))
    titles = dict(steps)
    context = {
        "version": version,
        "pack": pack,
        "phases": [
            {"phase": phase, "steps": [step for step in pack.plan.steps if phase.code in step.phases]}
            for phase in pack.plan.phases
        ],
        "form": form if takes else None,
        "last_day": version.consultation_until - timedelta(days=1) if version.consultation_until else None,
        "answered": [
            {"row": row, "step": titles.get(row.step_code, "")}
            for row in queries.list_comments(version.id)
            if row.outcome != "open"
        ],
    }
    return no_store(render(request, "plans/open.html", context))


@open_to_all
def receipt(request: HttpRequest) -> HttpResponse:
    """By the receipt: one's own comment and its answer."""
    form, found, version = forms.Receipt(request.POST or None), None, None
    if request.method == "POST" and form.is_valid():
        if DOOR.is_guessed(request):
            form.add_error(None, _("尝试次数过多，请一小时后再试。"))
        else:
            found = queries.find_by_receipt(form.cleaned_data["code"])
            if found is None:
                DOOR.note_wrong(request)
                form.add_error("code", _("没有这个回执码，请核对后再试。"))
            else:
                version = queries.get_version(found.version_id)
    return no_store(render(request, "plans/open_receipt.html", {"form": form, "comment": found, "version": version}))


def doors(request: HttpRequest, version_id: int) -> HttpResponse:
    """The bureau makes a code for a group and prints it with its QR."""
    version = queries.get_version(version_id)
    viewer = viewer_of(request)
    require(viewer.has("bureau_officer", version.organization_id))
    form = forms.Door(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.open_door(**stamp_of(request), version_id=version_id, **form.cleaned_data)
        messages.success(request, _("已生成，可以打印后发给他们。"))
        return redirect("plans:doors", version_id=version_id)
    rows = [
        {"door": door, "link": request.build_absolute_uri(reverse("plans:open", args=[door.code]))}
        for door in queries.list_doors(version_id)
    ]
    return render(request, "plans/doors.html", {"version": version, "form": form, "doors": rows})


@require_POST
def close(request: HttpRequest, door_id: int) -> HttpResponse:
    door = queries.get_door(door_id)
    viewer = viewer_of(request)
    require(viewer.has("bureau_officer", queries.get_version(door.version_id).organization_id))
    actions.close_door(**stamp_of(request), door_id=door_id)
    messages.success(request, _("这个码已停用，收到的意见照常答复。"))
    return redirect("plans:doors", version_id=door.version_id)
