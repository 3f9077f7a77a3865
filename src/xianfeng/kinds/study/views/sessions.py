"""Sessions of study: write one down, correct it later, and note whose notes were looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import explaining, telling
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.apps.progress.visiting import visit
from xianfeng.kinds.study import actions, forms, queries
from xianfeng.kinds.study.views.roll import names_of
from xianfeng.kinds.study.words import sentence


def _rows(
    names: Mapping[int, str], typed: Mapping[str, str] | None, present=(), otherwise: str = ""
) -> list[dict[str, object]]:
    """One row a person: as typed, else as recorded, else `otherwise`."""
    known = {one.person_id: one for one in present}
    rows = []
    for person, name in names.items():
        line = known.get(person)
        state = line.state if line else otherwise
        rows.append(
            {
                "id": person,
                "name": name,
                "state": state if typed is None else typed.get(f"s{person}", ""),
                "ground": (line.ground if line else "") if typed is None else typed.get(f"g{person}", ""),
                "day": (line.made_up_on.isoformat() if line and line.made_up_on else "")
                if typed is None
                else typed.get(f"d{person}", ""),
            }
        )
    return rows


def log(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Write down a session that was held."""
    at = visit(request, campaign_id, step_code, kind="study")
    require(at.may_run and at.is_writable)
    names = names_of(at)
    bound = request.POST if request.method == "POST" else None
    form = forms.SessionForm(
        bound,
        asked_forms=at.params.forms,
        trainings=[one.title for one in at.params.trainings],
        topics=at.params.topics,
        every_topic=at.params.every_topic,
        initial=forms.session_initial(at.params.topics, at.on),
    )
    if bound is not None and form.is_valid():
        with explaining(form, sentence):
            made = actions.log_session(
                **stamp_of(request),
                campaign_id=campaign_id,
                step_code=step_code,
                organization_id=at.branch.id,
                lines=forms.read_lines(bound, names),
                **form.cleaned_data,
            )
            messages.success(request, _("已登记。"))
            return redirect("study:session", made)
    return render(
        request,
        "study/log.html",
        {
            "at": at,
            "trail": at.trail(_("登记学习")),
            "form": form,
            "rows": _rows(names, bound, otherwise="" if at.params.trainings else "attended"),
            "states": forms.STATES,
        },
        status=422 if bound is not None else 200,
    )


def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """One session: who was there; later excuses and make-up are written down here."""
    viewer = viewer_of(request)
    row = queries.get_session(session_id)
    require(viewer.may_see(row.organization_id))
    at = visit(request, row.campaign_id, row.step_code, kind="study", organization_id=row.organization_id)
    may_change = at.may_run and at.campaign.is_open
    names = names_of(at) | {one.person_id: one.name for one in row.present}
    error = ""
    if request.method == "POST":
        require(may_change)
        stamp = stamp_of(request)
        try:
            if request.POST.get("act") == "remove":
                actions.remove_session(**stamp, session_id=session_id, reason=request.POST.get("reason", ""))
                messages.success(request, _("已撤销这次登记，记录和理由保留。"))
                return redirect(at.url())
            _correct(request, stamp, row, names)
        except Refused as refused:
            error = sentence(refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("study:session", session_id)
    return render(
        request,
        "study/session.html",
        {
            "at": at,
            "trail": at.trail(row.topic),
            "row": row,
            "rows": _rows(names, request.POST if error else None, row.present),
            "states": forms.STATES,
            "may_change": may_change,
            "error": error,
        },
        status=409 if error else 200,
    )


def _correct(request: HttpRequest, stamp: dict[str, Any], row: queries.SessionRow, names: Mapping[int, str]) -> None:
    """Save the lines that differ from what is recorded; all are checked before the first is saved."""
    known = {one.person_id: (one.state, one.ground, one.made_up_on) for one in row.present}
    changed = []
    for person, name in names.items():
        line = forms.read_line(request.POST, person, name)
        ground = line.ground if line.state == "excused" else ""
        day = line.made_up_on if line.state == "made_up" else None
        if (line.state, ground, day) != known.get(person, ("", "", None)):
            changed.append(line)
    actions.set_many(**stamp, session_id=row.id, lines=changed)


@require_POST
def mark(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The reviewer has seen somebody's notes or essay."""
    at = visit(request, campaign_id, step_code, kind="study")
    require(at.may_run and at.is_writable)
    form = forms.MarkForm(request.POST, people=list(names_of(at).items()))
    if not form.is_valid():
        messages.error(request, _("请选择姓名。"))
        return redirect(at.url())
    data = form.cleaned_data
    with telling(request, sentence, _("已记下。")):
        actions.mark_seen(
            **stamp_of(request),
            nonce=data["nonce"],
            campaign_id=campaign_id,
            step_code=step_code,
            organization_id=at.branch.id,
            person_id=data["person"],
            what=data["what"],
            title=data["title"],
        )
    return redirect(at.url())
