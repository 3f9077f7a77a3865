"""宣传登记: what goes on the board, the air, the net and into newspapers, each approved by a second person."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import explaining, refusal_sentence, telling
from xianfeng.apps.notices import actions, forms, releases
from xianfeng.apps.notices.actions import Draft
from xianfeng.apps.notices.reading import COMMISSIONERS
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, require, stamp_of, viewer_of
from xianfeng.ui import typed

WRITERS = ("branch_secretary", "deputy_secretary", "bureau_officer", *COMMISSIONERS)
WORDS = {
    "in_review": gettext_lazy("待审批"),
    "returned": gettext_lazy("已退回"),
    "approved": gettext_lazy("已审批"),
    "published": gettext_lazy("已发布"),
}


def _sentence(refused: Refused) -> str:
    return refusal_sentence(
        refused,
        {
            "outlet_missing": _("发到新闻媒体的，请写明媒体名称。"),
            "second_person_needed": _("由撰写人以外的人审批。"),
            "not_approved": _("审批以后才能发布。"),
            "approved_already": _("已经审批，不能退回。"),
            "released_already": _("已经发布，不能再改。"),
            "day_impossible": _("发布日期须在审批当天至今天之间。"),
        },
    )


def list_releases(request: HttpRequest) -> HttpResponse:
    """Texts of the units the viewer works for; a new one; what each waits for."""
    viewer = viewer_of(request)
    covered = viewer.covered(*WRITERS)
    require(bool(covered))
    rows = releases.list_releases(covered)
    own = people.list_organizations(viewer.heads(*WRITERS))
    name = request.POST.get("act", "") if request.method == "POST" else ""
    form = forms.Release(
        request.POST if name == "write" else None,
        units=[(unit.id, unit.label) for unit in own],
        initial={"nonce": secrets.token_urlsafe(16), "planned_on": viewer.on},
    )
    if name and _act(request, viewer, name, form, rows):
        return redirect("notices:releases")
    context = {
        "rows": [{"row": row, "word": WORDS[row.state], "may_approve": _may_approve(viewer, row)} for row in rows],
        "form": form,
        "released": forms.Released(),
        "open_act": name,
    }
    return render(request, "notices/releases.html", context, status=422 if form.errors else 200)


def _may_approve(viewer: Viewer, row: releases.ReleaseRow) -> bool:
    return viewer.may_run(row.organization_id) and not viewer.is_person(row.written_by)


def _act(request: HttpRequest, viewer: Viewer, name: str, form: forms.Release, rows: list[releases.ReleaseRow]) -> bool:
    """Carry out one act; False when the form has to be shown again."""
    stamp = stamp_of(request)
    if name == "write":
        if not form.is_valid():
            return False
        data = dict(form.cleaned_data)
        with explaining(form, _sentence):
            where = {"nonce": data.pop("nonce"), "organization_id": data.pop("organization_id")}
            actions.write_release(**stamp, **where, draft=Draft(**data))
            messages.success(request, _("已提出，由另一人审批。"))
        return form.is_valid()
    row = next((one for one in rows if one.id == typed.number(request.POST.get("release"))), None)
    if row is None or name not in ("approve", "send_back", "record"):
        raise Http404
    require(_may_approve(viewer, row) if name != "record" else row.organization_id in viewer.covered(*WRITERS))
    with telling(request, _sentence, _("已登记。")):
        if name == "approve":
            actions.approve_release(**stamp, release_id=row.id)
        elif name == "send_back":
            actions.return_release(**stamp, release_id=row.id, reason=request.POST.get("reason", ""))
        else:
            day = typed.day(request.POST.get("released_on")) or viewer.on
            actions.record_release(**stamp, release_id=row.id, released_on=day, link=request.POST.get("link", "")[:300])
    return True
