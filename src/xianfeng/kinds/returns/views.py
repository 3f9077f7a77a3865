"""Pages of 报送: what is due for a unit, one report to write, and for the receiver everything that came in for one period."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import telling
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, stamp_of
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.apps.returns import figures
from xianfeng.kinds.returns import actions, papers, queries
from xianfeng.kinds.returns.kind import Period
from xianfeng.kinds.returns.words import FORMS, LEVELS, STATES, sentence
from xianfeng.ui import typed
from xianfeng.ui.downloads import download

MOST_TEXT = 5000


def _title(at: Visit, period: Period) -> str:
    """示例支部 9月上半月 半月报."""
    if not period.key:
        return _("%(unit)s %(title)s") % {"unit": at.branch.label, "title": at.step.title}
    return _("%(unit)s %(year)s年%(month)s月%(period)s %(title)s") % {
        "unit": at.branch.label,
        "year": period.year,
        "month": period.month,
        "period": period.title,
        "title": at.step.title,
    }


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The periods of this unit; for a unit others report to, the way to what came in."""
    at = visit(request, campaign_id, step_code, kind="returns")
    require(at.may_see or queries.may_write(at.viewer, at.step, at.branch.id))
    senders = queries.list_senders(at.step, at.params, at.branch.id)
    is_sender = at.branch.id in {row.id for row in people.list_branches(at.campaign.organization_id)}
    due = queries.list_due(at.step, at.params, at.branch.id, at.on) if is_sender else []
    cards = [
        {
            "due": one,
            "state": one.state_on(at.on),
            "word": STATES[one.state_on(at.on)],
            "may_write": queries.may_write(at.viewer, at.step, at.branch.id)
            and at.is_writable
            and one.state_on(at.on) in ("ahead", "open", "overdue", "returned"),
            "is_next": one.state_on(at.on) in ("open", "overdue", "returned"),
        }
        for one in reversed(due)
    ]
    context = {
        "at": at,
        "trail": at.trail(),
        "cards": sorted(cards, key=lambda card: not card["is_next"]),
        "receivers": queries.list_receivers(at.branch.id, at.params) if is_sender else [],
        "senders": len(senders),
        "by_party": is_sender
        and at.params.relation != "party_affiliation"
        and queries.relation_of(at.branch.id, at.params) == "party",
        "periods": [one for one in queries.periods_of(at.step, at.params) if one.hand_in.start <= at.on][::-1],
        "form_word": FORMS[at.params.form],
        "is_sender": is_sender,
    }
    return render(request, "report/step.html", context)


def _period(at: Visit, key: str) -> Period:
    found = queries.find_period(at.step, at.params, key)
    if found is None:
        raise Http404
    return found


def write(request: HttpRequest, campaign_id: int, step_code: str, organization_id: int, key: str = "") -> HttpResponse:
    """One report: the figures stand there, the words are written. Sent with the figures of that moment."""
    at = visit(request, campaign_id, step_code, kind="returns", organization_id=organization_id)
    require(queries.may_write(at.viewer, at.step, at.branch.id) and at.is_writable)
    period = _period(at, key)
    due = next(
        (one for one in queries.list_due(at.step, at.params, organization_id, at.on) if one.period == period), None
    )
    require(due is None or due.state_on(at.on) in ("ahead", "open", "overdue", "returned"))
    draft = queries.find_draft(campaign_id, step_code, organization_id, key)
    texts, level, because = (draft.texts, draft.level, draft.copied_because) if draft else ({}, "", "")
    revision, error, asks_reason = (draft.revision if draft else 0), "", bool(because)
    if request.method == "POST":
        texts = {part: request.POST.get(f"part{n}", "").strip()[:MOST_TEXT] for n, part in enumerate(at.params.parts)}
        level, because = request.POST.get("level", ""), request.POST.get("copied_because", "").strip()[:500]
        place = {
            **stamp_of(request),
            "campaign_id": campaign_id,
            "step_code": step_code,
            "organization_id": organization_id,
            "key": key,
        }
        try:
            revision = actions.save(
                **place,
                revision=typed.number(request.POST.get("revision"), -1),
                texts=texts,
                level=level if level in LEVELS else "",
                copied_because=because,
            )
            if request.POST.get("act") == "send":
                actions.send(**place, title=_title(at, period))
        except Refused as refused:
            error, asks_reason = sentence(refused), asks_reason or refused.code == "copied"
        else:
            said = _("已报送，等待签收。") if request.POST.get("act") == "send" else _("已保存，还没有报送。")
            messages.success(request, said)
            return redirect(at.url())
    context = {
        "at": at,
        "trail": at.trail(period.title or str(FORMS[at.params.form])),
        "period": period,
        "title": _title(at, period),
        "figures": figures.list_figures(campaign_id, organization_id, period.facts, except_step=step_code),
        "attached": figures.list_attached(campaign_id, organization_id, period.facts),
        "recommended": figures.list_recommended(campaign_id, organization_id) if at.params.level_at_least else [],
        "parts": [(n, part, texts.get(part, "")) for n, part in enumerate(at.params.parts)],
        "levels": list(LEVELS.items()) if at.params.level_at_least else [],
        "level": level,
        "copied_because": because,
        "asks_reason": asks_reason,
        "sent_back": [row for row in due.sent if row.sent_back_on] if due else [],
        "revision": revision,
        "is_early": at.on < period.hand_in.start,
        "error": error,
    }
    return render(request, "report/write.html", context, status=409 if error else 200)


def collect(
    request: HttpRequest, campaign_id: int, step_code: str, organization_id: int, key: str = ""
) -> HttpResponse:
    """Everything that came in for one period: who has reported, the figures added up; received together, merged into one."""
    at = visit(request, campaign_id, step_code, kind="returns", organization_id=organization_id)
    require(at.may_see)
    period = _period(at, key)
    rows = queries.collect(at.step, at.params, organization_id, period)
    if request.method == "POST":
        require(at.may_run and at.campaign.is_open)
        _receive(request, at, period, rows)
        return redirect(request.path)
    wanted = request.GET.get("format", "")
    title = _title(at, period) + _("（汇总）")
    picked = typed.numbers(request.GET.getlist("pick"))
    if wanted == "xlsx":
        return download(papers.merged_xlsx(rows, title, at.on), f"{title}.xlsx")
    if wanted == "docx":
        content = papers.merged_docx(rows, title, issuer=at.branch.name, period=period, picked=picked, on=at.on)
        return download(content, f"{title}.docx")
    came = [one for one in rows if one.row is not None and one.row.sent_back_on is None]
    context = {
        "at": at,
        "trail": at.trail(_("收到的报表")),
        "title": title,
        "period": period,
        "rows": [{"one": one, "state": one.state_on(at.on), "word": STATES[one.state_on(at.on)]} for one in rows],
        "came": len(came),
        "texts": [one for one in came if one.row and any(one.row.content.get("parts", {}).values())],
        "totals": queries.totals(rows),
        "waiting": [one for one in rows if one.state_on(at.on) == "sent"],
        "may_receive": at.may_run and at.campaign.is_open,
        "superior": next(iter(queries.list_receivers(organization_id, at.params)), None),
    }
    return render(request, "report/collect.html", context)


def _receive(request: HttpRequest, at: Visit, period: Period, rows: list[queries.Collected]) -> None:
    stamp = stamp_of(request)
    with telling(request, sentence):
        if request.POST.get("act") == "merge":
            actions.send_merged(
                **stamp,
                campaign_id=at.campaign.id,
                step_code=at.step.code,
                organization_id=at.branch.id,
                key=period.key,
                title=_title(at, period) + _("（汇总）"),
                picked=typed.numbers(request.POST.getlist("pick")),
            )
            messages.success(request, _("汇总已上报。"))
            return
        waiting = [one.row.id for one in rows if one.row is not None and one.state_on(at.on) == "sent"]
        count = actions.acknowledge_all(**stamp, return_ids=waiting)
        messages.success(request, _("已签收 %(n)s 份。") % {"n": count})
