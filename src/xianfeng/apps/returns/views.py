"""Pages of reports: what came in, what went out, one report with its snapshot and its receipt."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people.access import Viewer, require, stamp_of, viewer_of
from xianfeng.apps.returns import actions, queries
from xianfeng.apps.returns.refusals import sentence
from xianfeng.files.sheets import write_list
from xianfeng.ui.downloads import download
from xianfeng.ui.listing import ListColumn, ListFilter, date_column, make_listing, state_column, text_column

ROLES = ("branch_secretary", "deputy_secretary", "bureau_officer", "inspector")
STATE_WORDS = {
    "waiting": gettext_lazy("等待签收"),
    "overdue": gettext_lazy("逾期未签收"),
    "confirmed": gettext_lazy("已签收"),
    "returned": gettext_lazy("已退回"),
}


class SendBack(forms.Form):
    reason = forms.CharField(label=gettext_lazy("退回理由"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)


def covered(viewer: Viewer) -> frozenset[int]:
    """Every organisation this person works for, whatever the role."""
    return viewer.covered(*ROLES)


def list_returns(request: HttpRequest) -> HttpResponse:
    """`?side=out` shows what was sent, otherwise what came in."""
    viewer, today = viewer_of(request), timezone.localdate()
    units = covered(viewer)
    require(bool(units))
    side = "out" if request.GET.get("side") == "out" else "in"
    if side == "in" and not any(viewer.has(role) for role in ("bureau_officer", "inspector")):
        side = "out"
    rows = queries.list_incoming(units) if side == "in" else queries.list_outgoing(units)
    columns = (
        ListColumn(
            "title",
            _("材料"),
            lambda row: {"text": row.title, "url": reverse("returns:detail", args=[row.id])},
            sorts=lambda row: row.title,
        ),
        ListColumn("form", _("种类"), lambda row: row.form_word),
        text_column("sender", _("报送单位"), lambda row: row.sender_name),
        text_column("receiver", _("接收单位"), lambda row: row.receiver_name),
        date_column("sent", _("报送"), lambda row: row.sent_on),
        date_column("by", _("签收期限"), lambda row: row.acknowledge_by),
        state_column(_("状态"), lambda row: row.state_on(today), STATE_WORDS),
    )
    filters = (ListFilter("state", _("状态"), list(STATE_WORDS.items()), lambda row: row.state_on(today)),)
    listing = make_listing(request, rows, columns, search=lambda row: f"{row.title} {row.sender_name}", filters=filters)
    if request.GET.get("format") == "xlsx":
        return download(write_list(_("报送清单"), listing.export_titles, listing.export_rows), _("报送清单") + ".xlsx")
    tabs = [
        {"label": _("收到的"), "url": "?side=in", "current": side == "in"},
        {"label": _("报出的"), "url": "?side=out", "current": side == "out"},
    ]
    waiting = sum(row.state_on(today) in ("waiting", "overdue") for row in rows)
    return render(
        request,
        "returns/list.html",
        {"listing": listing, "tabs": tabs, "has_any": bool(rows), "waiting": waiting, "side": side},
    )


def detail(request: HttpRequest, return_id: int) -> HttpResponse:
    """One report: its snapshot as sent, whether it is whole, acknowledge or send back."""
    row = queries.find_return(return_id)
    if row is None:
        raise Http404
    viewer, today = viewer_of(request), timezone.localdate()
    receives = viewer.may_run(row.receiver_id)
    require(receives or viewer.may_see(row.receiver_id) or viewer.may_see(row.sender_id))
    form = SendBack(request.POST if request.POST.get("act") == "send_back" else None)
    if request.method == "POST":
        require(receives)
        try:
            if request.POST.get("act") == "acknowledge":
                actions.acknowledge(**stamp_of(request), return_id=return_id)
                messages.success(request, _("已签收，报送单位可以看到。"))
                return redirect(request.path)
            if form.is_valid():
                actions.send_back(**stamp_of(request), return_id=return_id, **form.cleaned_data)
                messages.success(request, _("已退回，报送单位可以看到理由。"))
                return redirect(request.path)
        except Refused as refused:
            form.add_error(None, sentence(refused)) if form.is_bound else messages.error(request, sentence(refused))
    state = row.state_on(today)
    context = {
        "row": row,
        "state": state,
        "word": STATE_WORDS[state],
        "form": form,
        "may_retell": viewer.may_run(row.sender_id) and bool(row.content.get("parts")),
        "may_answer": receives and state in ("waiting", "overdue"),
        "earlier": [one for one in queries.list_of_subject(row.sender_id, row.form, row.subject) if one.id != row.id],
    }
    return render(request, "returns/detail.html", context)
