"""One objection for those who handle it, and the record of a letter, a call or a visit."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import explaining
from xianfeng.apps.notices import actions, forms, queries
from xianfeng.apps.notices.reading import may_handle, may_propose
from xianfeng.apps.notices.refusals import sentence
from xianfeng.apps.notices.views.sheets import notice_of
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.apps.people.strangers import no_store, read_receipt, signed_receipt


def objection(request: HttpRequest, notice_id: int, objection_id: int) -> HttpResponse:
    """One objection: its words for who may handle it, the checked copy for the others, redaction and finding."""
    notice, viewer = notice_of(notice_id), viewer_of(request)
    row = next((one for one in queries.list_objections(notice_id) if one.id == objection_id), None)
    if row is None:
        raise Http404
    named = {name.person_id for name in queries.list_names(notice_id)}
    handles = may_handle(viewer, notice, named)
    require(handles or viewer.may_see(notice.organization_id))
    bound = {name: request.POST if request.POST.get("act") == name else None for name in ("redact", "check", "decide")}
    redact, decide = forms.Redact(bound["redact"]), forms.Decide(bound["decide"])
    if request.method == "POST":
        require(handles)
        which = {**stamp_of(request), "objection_id": objection_id}
        try:
            if bound["redact"] is not None and redact.is_valid():
                actions.redact(**which, **redact.cleaned_data)
                return redirect(request.path)
            if bound["check"] is not None:
                agrees = request.POST.get("agrees") == "1"
                actions.check_redaction(**which, agrees=agrees)
                return redirect(request.path)
            if bound["decide"] is not None and decide.is_valid():
                actions.decide_objection(**which, **decide.cleaned_data)
                messages.success(request, _("异议已办结，结论和理由提出人凭回执码可以看到。"))
                return redirect("notices:detail", notice_id=notice_id)
        except Refused as refused:
            form = decide if bound["decide"] is not None else redact
            if form.is_bound:
                form.add_error(None, sentence(refused))
            else:
                messages.error(request, sentence(refused))
    return render(
        request,
        "notices/objection.html",
        {
            "notice": notice,
            "objection": row,
            "handles": handles,
            "redact_form": redact,
            "decide_form": decide,
            "recounts": queries.list_recountable(notice.subject) if handles else [],
        },
    )


def record(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Write down a letter, a call or a visit."""
    notice = notice_of(notice_id)
    require(may_propose(viewer_of(request), notice.organization_id))
    form = forms.Record(request.POST or None, initial={"received_on": timezone.localdate(), "code": signed_receipt()})
    if request.method == "POST" and form.is_valid():
        code = read_receipt(form.cleaned_data.pop("code"))
        if not code:
            form.add_error(None, _("页面打开太久，请刷新后再提交。"))
            return render(request, "notices/record.html", {"notice": notice, "form": form})
        with explaining(form, sentence):
            actions.object(**stamp_of(request), notice_id=notice_id, code=code, **form.cleaned_data)
            return no_store(render(request, "notices/receipt_given.html", {"notice": notice, "code": code}))
    return render(request, "notices/record.html", {"notice": notice, "form": form})
