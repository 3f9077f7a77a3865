"""党费按月登记: counts for who inspects, names for the branch that keeps the register (S4-52)."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xianfeng.apps.journal.telling import telling
from xianfeng.apps.people.access import require, stamp_of
from xianfeng.apps.progress.visiting import visit
from xianfeng.kinds.inspection import dues as register
from xianfeng.kinds.inspection.words import sentence
from xianfeng.ui import typed


def dues(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """`?month=2026-09-01` is the month to write down; without, the present one."""
    at = visit(request, campaign_id, step_code, kind="inspection")
    if at.params.form != "dues" or not at.branch.is_branch:
        raise Http404
    keeps = register.may_keep(at.viewer, at.branch.id)
    require(keeps or at.may_see)
    months = {month.isoformat(): month for month in register.months_to(at.on)}
    asked = request.POST.get("month") or request.GET.get("month", "")
    month: date = months.get(asked) or next(iter(months.values()))
    if request.method == "POST":
        require(keeps)
        numbers = {typed.number(one) for one in request.POST.getlist("paid")}
        with telling(request, sentence, _("已保存。")):
            register.write_month(
                **stamp_of(request),
                organization_id=at.branch.id,
                month=months.get(asked, date.min),
                paid={one for one in numbers if one is not None},
            )
        return redirect(f"{at.url('dues')}&month={month.isoformat()}")
    context = {
        "at": at,
        "trail": at.trail(_("党费登记")),
        "keeps": keeps,
        "month": month,
        "months": [
            {"row": row, "url": f"{at.url('dues')}&month={row.month.isoformat()}", "here": row.month == month}
            for row in register.list_months(at.branch.id, at.on)
        ],
        "payers": register.list_payers(at.branch.id, month, at.on) if keeps else [],
    }
    return render(request, "inspection/dues.html", context)
