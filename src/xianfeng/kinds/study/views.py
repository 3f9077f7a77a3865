"""Pages of 学习: what I have to read, the text itself, and for the branch who is missing and which sessions were held."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, viewer_of
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.files.reading import FileRefused, read_document
from xianfeng.files.sheets import Column, SheetOut, write_workbook
from xianfeng.kinds.study import actions, forms, queries

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sentence(refused: Refused) -> str:
    """Why it did not go through, and what to do next."""
    return {
        "text_missing": _("还没有正文，请粘贴正文或选择文件。"),
        "same_text": _("正文与第 %(version)s 版完全相同，没有建立新版本，已确认的继续有效。"),
        "version_changed": _("文件已更新为第 %(version)s 版，请看新版后再确认。"),
        "not_yet_held": _("日期在今天以后。学习开展后再登记。"),
        "before_campaign": _("日期早于活动开始（%(day)s），请核对。"),
        "topic_missing": _("请写学习内容。"),
        "minutes_out_of_range": _("时长须在 1 到 %(most)s 分钟之间。"),
        "nobody_there": _("没有人参加，请至少选一名参加的人。"),
        "ground_missing": _("请写明请假事由：%(names)s。"),
        "day_missing": _("请填补学日期（在学习当天至今天之间）：%(names)s。"),
        "form_not_asked": _("请选择学习形式。"),
        "own_mark": _("本人的笔记和心得由上级或其他负责人查看。"),
        "reason_missing": _("请写明理由。"),
        "campaign_not_open": _("活动还没有开始或已经结束，现在不能办理。"),
    }.get(refused.code, _("没有办成，请刷新页面后再试。")) % refused.params


def _visit(request: HttpRequest, campaign_id: int, step_code: str) -> Visit:
    return visit(request, campaign_id, step_code, kind="study")


def _url(at: Visit, name: str = "step", *more: object) -> str:
    return reverse(f"study:{name}", args=[at.campaign.id, at.step.code, *more]) + f"?organization={at.branch.id}"


def _trail(at: Visit, *more: dict[str, str]) -> list[dict[str, str]]:
    return [*at.campaign_crumb, {"label": at.step.title, "url": _url(at)}, *more]


def _by_person(at: Visit) -> bool:
    return at.step.subject == "person"


def _may_confirm(at: Visit) -> bool:
    """The member for the own reading; the head of the unit for a step the unit owes (S2-01)."""
    return at.is_concerned if _by_person(at) else at.may_run


def _readings(at: Visit) -> list[queries.Reading]:
    items = at.params.reading_list
    texts = at.campaign.plan.get("texts", {})
    given = {item: texts[item] for item in items if item in texts}
    if at.text and len(items) == 1:
        given.setdefault(items[0], at.text)
    whose = {"person_id": at.viewer.person_id} if _by_person(at) and at.viewer.person_id else {}
    return queries.list_readings(
        at.campaign.id,
        at.step.code,
        items,
        plan_texts=given,
        issuer=at.campaign.title,
        organization_id=at.branch.id,
        **whose,
    )


def _may_issue(at: Visit) -> bool:
    """One text for the whole campaign: whoever runs it."""
    return at.viewer.may_run(at.campaign.organization_id)


def _names(at: Visit) -> dict[int, str]:
    """Whom a session may list: the audience, or the members when the branch owes the step."""
    if _by_person(at):
        found = at.coverage
        everybody = (*found.missing, *found.done, *found.excused)
        return dict(sorted(((one.id, one.name) for one in everybody), key=lambda pair: pair[0]))
    return {row["person_id"]: row["person__name"] for row in people.members_of([at.branch.id], on=at.on)}


def _missing(at: Visit) -> list[dict[str, object]]:
    """For each item, who has not confirmed the version of today: names in the order of the roster, nothing else."""
    items = at.params.reading_list
    if not items:
        return []
    found = at.coverage
    everybody = sorted((*found.missing, *found.done), key=lambda one: one.id)
    said = queries.confirmed_ids(at.campaign.id, at.step.code, by_person=_by_person(at))
    return [
        {
            "item": item,
            "total": len(everybody),
            "done": sum(one.id in said.get(item, ()) for one in everybody),
            "missing": [one for one in everybody if one.id not in said.get(item, ())],
        }
        for item in items
    ]


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """What I have to read; for who sees the branch: who is missing, and the sessions."""
    at = _visit(request, campaign_id, step_code)
    readings = _readings(at)
    context: dict[str, object] = {
        "at": at,
        "trail": _trail(at),
        "readings": readings,
        "may_confirm": _may_confirm(at) and at.is_writable,
        "is_mine": _may_confirm(at),
        "may_issue": _may_issue(at) and at.campaign.is_open,
        "hours": at.params.collective_hours,
    }
    sessions = queries.list_sessions(campaign_id, step_code, _unit_ids(at))
    if at.may_see:
        names = _names(at)
        context |= {
            "missing": _missing(at),
            "sessions": sessions,
            "may_log": at.may_run and at.is_writable,
            "asks_marks": at.params.notes or at.params.essays,
        }
        if at.params.collective_hours:
            minutes = queries.minutes_of(campaign_id, step_code, names)
            context["hour_rows"] = [
                {"name": name, "hours": minutes.get(person, 0) // 60, "left": _left(at, minutes.get(person, 0))}
                for person, name in names.items()
            ]
        if context["asks_marks"]:
            marks = queries.count_marks(campaign_id, step_code, names)
            context["mark_rows"] = [{"name": name, **marks.get(person, {})} for person, name in names.items()]
            context["mark_form"] = forms.MarkForm(initial={"nonce": uuid4()}, people=list(names.items()))
    elif at.viewer.person_id:
        context["mine"] = [
            (one, line) for one in sessions for line in one.present if line.person_id == at.viewer.person_id
        ]
    if at.is_concerned and at.params.collective_hours and at.viewer.person_id:
        own = queries.minutes_of(campaign_id, step_code, [at.viewer.person_id]).get(at.viewer.person_id, 0)
        context |= {"own_hours": own // 60, "own_left": _left(at, own)}
    return render(request, "study/step.html", context)


def _unit_ids(at: Visit) -> frozenset[int]:
    return people.subtree_ids(at.branch.id)


def _left(at: Visit, minutes: int) -> int:
    return max(at.params.collective_hours - minutes // 60, 0)


def read(request: HttpRequest, campaign_id: int, step_code: str, position: int) -> HttpResponse:
    """The text to read, and the button that says: I have read it. Nothing measures how long it was open."""
    at = _visit(request, campaign_id, step_code)
    reading = _reading(at, position)
    error = ""
    if request.method == "POST":
        require(_may_confirm(at) and at.is_writable)
        try:
            actions.confirm(
                now=timezone.now(),
                actor=at.viewer.actor,
                campaign_id=campaign_id,
                step_code=step_code,
                item=reading.item,
                version=int(request.POST["version"]) if request.POST.get("version", "").isdigit() else 0,
                organization_id=at.branch.id,
                person_id=at.viewer.person_id if _by_person(at) else None,
                plan_text=reading.text if reading.id is None else "",
                issuer=reading.issuer,
            )
        except Refused as refused:
            error = sentence(refused)
        else:
            messages.success(request, _("已确认：%(item)s") % {"item": reading.item})
            return redirect(_url(at))
    return render(
        request,
        "study/read.html",
        {
            "at": at,
            "trail": _trail(at, {"label": reading.item}),
            "reading": reading,
            "may_confirm": _may_confirm(at) and at.is_writable and reading.is_issued,
            "versions": queries.list_versions(campaign_id, step_code, reading.item),
            "error": error,
        },
        status=409 if error else 200,
    )


def _reading(at: Visit, position: int) -> queries.Reading:
    found = next((one for one in _readings(at) if one.position == position), None)
    if found is None:
        raise Http404
    return found


def issue(request: HttpRequest, campaign_id: int, step_code: str, position: int) -> HttpResponse:
    """Put the text, or a new version of it, on the reading list."""
    at = _visit(request, campaign_id, step_code)
    require(_may_issue(at) and at.campaign.is_open)
    reading = _reading(at, position)
    is_first = reading.id is None
    bound = request.method == "POST"
    initial = {"issuer": "" if is_first else reading.issuer, "number": reading.number, "issued_on": reading.issued_on}
    form = forms.Issue(
        request.POST if bound else None, request.FILES if bound else None, is_first=is_first, initial=initial
    )
    if bound and form.is_valid():
        data = form.cleaned_data
        try:
            text = data["text"]
            if data.get("file"):
                text = read_document(data["file"].name, data["file"].read()).text
            actions.issue(
                now=timezone.now(),
                actor=at.viewer.actor,
                campaign_id=campaign_id,
                step_code=step_code,
                item=reading.item,
                text=text,
                issuer=data["issuer"],
                number=data["number"],
                issued_on=data["issued_on"],
                change_note=data.get("change_note", ""),
                organization_id=at.campaign.organization_id,
            )
        except FileRefused:
            form.add_error("file", _("这个文件读不出文字，请换成 .docx、.txt，或直接粘贴正文。"))
        except Refused as refused:
            form.add_error("text" if refused.code in ("text_missing", "same_text") else None, sentence(refused))
        else:
            messages.success(
                request, _("已印发。") if is_first else _("已换成新版本，原来的确认不再计入，请大家重新确认。")
            )
            return redirect(_url(at))
    return render(
        request,
        "study/issue.html",
        {
            "at": at,
            "trail": _trail(at, {"label": reading.item}),
            "reading": reading,
            "form": form,
            "is_first": is_first,
        },
        status=422 if bound else 200,
    )


def _rows(names: Mapping[int, str], typed: Mapping[str, str] | None, present=()) -> list[dict[str, object]]:
    """One row a person: as typed, else as recorded, else 参加 for a new session."""
    known = {one.person_id: one for one in present}
    rows = []
    for person, name in names.items():
        line = known.get(person)
        state = line.state if line else ("" if present else "attended")
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
    at = _visit(request, campaign_id, step_code)
    require(at.may_run and at.is_writable)
    names = _names(at)
    bound = request.POST if request.method == "POST" else None
    form = forms.SessionForm(bound, asked_forms=at.params.forms, initial=forms.session_initial(at.params.topics, at.on))
    if bound is not None and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.log_session(
                now=timezone.now(),
                actor=at.viewer.actor,
                campaign_id=campaign_id,
                step_code=step_code,
                organization_id=at.branch.id,
                lines=forms.read_lines(bound, names),
                **data,
            )
        except Refused as refused:
            form.add_error(None, sentence(refused))
        else:
            messages.success(request, _("已登记。"))
            return redirect("study:session", made)
    return render(
        request,
        "study/log.html",
        {
            "at": at,
            "trail": _trail(at, {"label": _("登记学习")}),
            "form": form,
            "rows": _rows(names, bound),
            "states": forms.STATES,
        },
        status=422 if bound is not None else 200,
    )


def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """One session: who was there; later excuses and make-up are written down here."""
    viewer = viewer_of(request)
    try:
        row = queries.get_session(session_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    require(viewer.may_see(row.organization_id))
    at = _visit_of(request, row)
    may_change = at.may_run and at.campaign.is_open
    names = _names(at) | {one.person_id: one.name for one in row.present}
    error = ""
    if request.method == "POST":
        require(may_change)
        stamp = {"now": timezone.now(), "actor": at.viewer.actor}
        try:
            if request.POST.get("act") == "remove":
                actions.remove_session(**stamp, session_id=session_id, reason=request.POST.get("reason", ""))
                messages.success(request, _("已撤销这次登记，记录和理由保留。"))
                return redirect(_url(at))
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
            "trail": _trail(at, {"label": row.topic}),
            "row": row,
            "rows": _rows(names, request.POST if error else None, row.present),
            "states": forms.STATES,
            "may_change": may_change,
            "error": error,
        },
        status=409 if error else 200,
    )


def _visit_of(request: HttpRequest, row: queries.SessionRow) -> Visit:
    """The visit to the step of a session, at the branch that held it."""
    request.GET = request.GET.copy()
    request.GET["organization"] = str(row.organization_id)
    return _visit(request, row.campaign_id, row.step_code)


def _correct(request: HttpRequest, stamp: dict, row: queries.SessionRow, names: Mapping[int, str]) -> None:
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
    at = _visit(request, campaign_id, step_code)
    require(at.may_run and at.is_writable)
    form = forms.MarkForm(request.POST, people=list(_names(at).items()))
    if not form.is_valid():
        messages.error(request, _("请选择姓名。"))
        return redirect(_url(at))
    data = form.cleaned_data
    try:
        actions.mark_seen(
            now=timezone.now(),
            actor=at.viewer.actor,
            nonce=data["nonce"],
            campaign_id=campaign_id,
            step_code=step_code,
            organization_id=at.branch.id,
            person_id=data["person"],
            what=data["what"],
            title=data["title"],
        )
    except Refused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("已记下。"))
    return redirect(_url(at))


def export(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Readings and sessions as a workbook: two sheets."""
    at = _visit(request, campaign_id, step_code)
    require(at.may_see)
    found = at.coverage
    everybody = sorted((*found.missing, *found.done, *found.excused), key=lambda one: one.id)
    items = at.params.reading_list
    said = queries.confirmed_ids(campaign_id, step_code, by_person=_by_person(at))
    readers = [
        (one.organization_name, one.name, *(_("已确认") if one.id in said.get(item, ()) else "" for item in items))
        for one in everybody
    ]
    sessions = [
        (
            one.organization_name,
            one.held_on,
            one.form_word,
            one.topic,
            one.minutes,
            one.names("attended"),
            "、".join(f"{line.name}（{line.ground}）" for line in one.excused),
            "、".join(f"{line.name}（{line.made_up_on}）" for line in one.made_up),
            _("补录") if one.is_supplement else "",
        )
        for one in queries.list_sessions(campaign_id, step_code, _unit_ids(at))
    ]
    data = write_workbook(
        [
            SheetOut(_("阅读确认"), [Column(title) for title in (_("支部"), _("姓名"), *items)], readers),
            SheetOut(
                _("学习记录"),
                [
                    Column(title)
                    for title in (
                        _("支部"),
                        _("日期"),
                        _("形式"),
                        _("学习内容"),
                        _("时长（分钟）"),
                        _("参加"),
                        _("请假"),
                        _("补学"),
                        _("标记"),
                    )
                ],
                sessions,
            ),
        ]
    )
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = "attachment; filename=study.xlsx"
    return response
