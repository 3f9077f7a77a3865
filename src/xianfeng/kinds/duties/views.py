"""Pages of 设岗定责: my duties, the sheets of a branch and its departments, who holds what, many at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.journal import telling
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, viewer_of
from xianfeng.apps.progress.drafting import draft_kept, draft_refused
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.files.refusal import FileRefused
from xianfeng.files.sheets import Column, SheetOut, read_sheets, write_workbook
from xianfeng.kinds.duties import actions, forms, queries
from xianfeng.kinds.duties.actions import NewLine
from xianfeng.ui import typed
from xianfeng.ui.downloads import download


def refusal_sentence(refused: Refused) -> str:
    """Why it did not go through, and what to do next."""
    words = {
        "conflict": _("另一处已修改这份职责。您的内容保留在下面，请核对后再保存。"),
        "empty": _("还没有写职责，请至少写一条。"),
        "too_long": _("有一条职责超过 %(most)s 字，请拆成几条。"),
        "not_hung": _("第 %(lines)s 条还没有对应到部门或支部的职责，请在该条下面选择。"),
        "not_open": _("这份职责已提交或已审定，不能再改；需要改动请先修订。"),
        "own_sheet": _("本人的岗位职责由上级或其他负责人审定。"),
        "reason_missing": _("请写明内容。"),
        "not_submitted": _("这份职责还没有提交，或已经处理过。"),
    }
    return telling.refusal_sentence(refused, words)


def _visit(request: HttpRequest, campaign_id: int, step_code: str) -> Visit:
    return visit(request, campaign_id, step_code, kind="duties")


def _trail(at: Visit, *more: dict[str, str]) -> list[dict[str, str]]:
    url = reverse("duties:step", args=[at.campaign.id, at.step.code]) + f"?organization={at.branch.id}"
    return [*at.campaign_crumb, {"label": at.step.title, "url": url}, *more]


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Entry of everybody: the own sheet for a member, the overview for who organises."""
    at = _visit(request, campaign_id, step_code)
    level = at.params.level
    context = {"at": at, "level": level, "trail": _trail(at)}
    if level == "post":
        if at.is_concerned:
            context["own"] = queries.find_live("post", at.branch.id, at.viewer.person_id)
            context["own_adopted"] = queries.find_adopted("post", at.branch.id, at.viewer.person_id, on=at.on)
        if at.may_see:
            context["rows"] = _people_rows(at)
    elif level == "branch":
        context["adopted"] = queries.find_adopted("branch", at.branch.id, None, on=at.on)
        context["live"] = queries.find_live("branch", at.branch.id, None) if at.may_run else None
        context["unheld"] = (
            [line for line in context["adopted"].lines if not line.holders] if context["adopted"] else []
        )
        if at.may_run:
            context["choices"] = _holder_choices(at)
            context["holdings"] = queries.list_holdings(at.branch.id)
    else:
        context["rows"] = _department_rows(at)
    return render(request, "duties/step.html", context)


def _holder_choices(at: Visit) -> list[tuple[int, str]]:
    rows = list(people.members_of([at.branch.id], on=at.on)) + list(people.staff_of([at.branch.id], on=at.on))
    return list({row["person_id"]: row["person__name"] for row in rows}.items())


def _people_rows(at: Visit) -> list[dict[str, object]]:
    """Everybody of the audience with the sheet's state: the members without a duty stand first."""
    found = at.coverage
    everybody = [*found.missing, *found.done, *found.excused]
    states = queries.states_of("post", person_ids=[one.id for one in everybody])
    return [
        {
            "name": one.name,
            "branch": one.organization_name,
            "state": states[one.id].state if one.id in states else "not_started",
            "count": states[one.id].count if one.id in states else 0,
            "confirmed": one.id in states and states[one.id].is_confirmed,
            "comment": one.id in states and states[one.id].has_comment,
            "reason": one.reason,
            "url": reverse("duties:post_sheet", args=[at.campaign.id, at.step.code, one.id])
            + f"?organization={one.organization_id}",
        }
        for one in everybody
    ]


def _department_rows(at: Visit) -> list[dict[str, object]]:
    found = at.coverage
    units = [*found.missing, *found.done, *found.excused]
    states = queries.states_of("department", organization_ids=[one.id for one in units])
    return [
        {
            "name": one.name,
            "state": states[one.id].state if one.id in states else "not_started",
            "count": states[one.id].count if one.id in states else 0,
            "counts": one in found.done,
            "url": reverse("duties:unit_sheet", args=[at.campaign.id, at.step.code, one.id])
            + f"?organization={at.branch.id}",
        }
        for one in units
    ]


def sheet(request: HttpRequest, campaign_id: int, step_code: str, organization_id: int) -> HttpResponse:
    """The sheet of a branch or a department."""
    at = _visit(request, campaign_id, step_code)
    within = {at.branch.id} | {
        one.id for group in (at.coverage.done, at.coverage.missing, at.coverage.excused) for one in group
    }
    require(at.params.level != "post" and organization_id in within)
    may_write = at.may_run or at.viewer.has("department_head", organization_id)
    require(may_write or at.may_see or at.viewer.belongs_to(organization_id))
    return _sheet_page(request, at, organization_id, None, may_write=may_write)


def post_sheet(request: HttpRequest, campaign_id: int, step_code: str, person_id: int) -> HttpResponse:
    """The sheet of one person: written by the holder or by the organiser, adopted by the organiser."""
    at = _visit(request, campaign_id, step_code)
    found = at.coverage
    require(at.params.level == "post")
    require(any(one.id == person_id for group in (found.done, found.missing, found.excused) for one in group))
    is_own = at.viewer.person_id == person_id
    require(is_own or at.may_see)
    return _sheet_page(request, at, at.branch.id, person_id, may_write=is_own or at.may_run)


def _sheet_page(
    request: HttpRequest, at: Visit, organization_id: int, person_id: int | None, *, may_write: bool
) -> HttpResponse:
    level = at.params.level
    live = queries.find_live(level, organization_id, person_id)
    adopted = queries.find_adopted(level, organization_id, person_id, on=at.on)
    is_own = person_id is not None and at.viewer.person_id == person_id
    lines, error = None, ""
    if request.method == "POST":
        require(may_write or is_own)
        act = request.POST.get("act", "save")
        try:
            done = _act(request, at, act, organization_id, person_id, live, adopted)
        except Refused as refused:
            error, lines = refusal_sentence(refused), forms.read_lines(request.POST)
            if request.htmx:
                return draft_refused(request, "sheet", error)
            live = queries.find_live(level, organization_id, person_id)
        else:
            if request.htmx:
                return draft_kept(request, "sheet", done)
            return redirect(request.get_full_path())
    shown = live or adopted
    typed = lines or [
        NewLine(line.text, line.stem, line.branch_stem, line.department_stem) for line in (shown.lines if shown else ())
    ]
    is_editing = (live is None and adopted is None) or (live is not None and live.state != "submitted")
    return render(
        request,
        "duties/sheet.html",
        {
            "at": at,
            "level": level,
            "trail": _trail(at, {"label": _("职责内容")}),
            "live": live,
            "adopted": adopted,
            "rows": forms.with_blank_rows(typed),
            "revision": live.revision if live else 0,
            "is_editing": is_editing and may_write and at.is_writable,
            "is_own": is_own,
            "may_adopt": at.may_run and not is_own,
            "may_write": may_write and at.is_writable,
            "branch_choices": queries.list_branch_choices(at.branch.id) if level == "post" else [],
            "department_choices": queries.list_department_choices(person_id, on=at.on) if person_id else [],
            "whose": _whose(person_id, organization_id, live, adopted, at),
            "versions": queries.list_versions(level, organization_id, person_id),
            "error": error,
        },
        status=409 if error else 200,
    )


def _whose(person_id: int | None, organization_id: int, live, adopted, at: Visit) -> str:
    if live or adopted:
        return (live or adopted).whose
    if person_id is None:
        return people.get_organization(organization_id).label
    found = at.coverage
    return next(one.name for one in (*found.missing, *found.done, *found.excused) if one.id == person_id)


def _act(request: HttpRequest, at: Visit, act: str, organization_id: int, person_id: int | None, live, adopted) -> int:
    """Do what the button says; gives the revision after saving."""
    stamp = {"now": timezone.now(), "actor": at.viewer.actor}
    is_own = person_id is not None and at.viewer.person_id == person_id
    place = {
        "campaign_id": at.campaign.id,
        "step_code": at.step.code,
        "level": at.params.level,
        "organization_id": organization_id,
        "person_id": person_id,
    }
    if act in ("confirm", "remark"):
        require(is_own and adopted is not None)
        actions.remark(
            **stamp, version_id=adopted.id, is_confirmation=act == "confirm", text=request.POST.get("remark", "")
        )
        messages.success(request, _("已记下。书记可以看到。"))
        return 0
    require(at.is_writable)
    if act == "return":
        require(at.may_run and live is not None)
        actions.send_back(**stamp, version_id=live.id, reason=request.POST.get("reason", ""))
        messages.success(request, _("已退回，本人会看到理由。"))
        return 0
    if act == "start":
        version_id = actions.start(**stamp, **place)
        messages.info(request, _("已按上一版建立底稿，改动会与上一版对照显示。"))
        return version_id
    if live is not None and live.state == "submitted" and act == "adopt":
        require(at.may_run)
        actions.adopt(**stamp, version_id=live.id)
        messages.success(request, _("已审定。"))
        return 0
    if live is not None and live.state == "submitted" and act == "submit":
        return live.revision
    version_id = live.id if live else actions.start(**stamp, **place)
    revision = typed.number(request.POST.get("revision"))
    saved = actions.save(
        **stamp,
        version_id=version_id,
        revision=revision,
        lines=forms.read_lines(request.POST),
        journal=not request.htmx,
    )
    if request.htmx:
        return saved
    if act == "adopt":
        require(at.may_run)
        actions.adopt(**stamp, version_id=version_id)
        messages.success(request, _("已审定。"))
    elif act == "submit":
        actions.submit(**stamp, version_id=version_id)
        messages.success(request, _("已提交，等待书记审定。审定前退回给您时会写明理由。"))
    else:
        messages.success(request, _("已保存。"))
    return saved


@require_POST
def holder(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Name a holder of a duty on this branch's sheet, or end a holding of a unit the visitor runs."""
    at = _visit(request, campaign_id, step_code)
    require(at.may_run and at.is_writable)
    stamp = {"now": timezone.now(), "actor": at.viewer.actor}
    held = typed.number(request.POST.get("release"))
    if held:
        place = queries.find_place_of_holding(held)
        require(place is not None and at.viewer.may_run(place))
        actions.release(**stamp, holding_id=held, until_date=at.on)
        messages.success(request, _("已停止承担，历史记录保留。"))
        return redirect(at.url())
    adopted = queries.find_adopted("branch", at.branch.id, None, on=at.on)
    stems = {str(line.stem): line.stem for line in adopted.lines} if adopted else {}
    stem, person_id = stems.get(request.POST.get("stem", "")), typed.number(request.POST.get("person"))
    choices = dict(_holder_choices(at))
    if stem is None or person_id not in choices:
        messages.error(request, _("请选择由谁承担。"))
        return redirect(at.url())
    actions.assign(**stamp, stem=stem, organization_id=at.branch.id, person_id=person_id, from_date=at.on)
    messages.success(request, _("已确定由%(name)s承担。") % {"name": choices[person_id]})
    return redirect(at.url())


def many(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Duties of many people at once: pasted from a table, or an Excel file. Looked at first, then entered."""
    at = _visit(request, campaign_id, step_code)
    require(at.may_run and at.params.level == "post" and at.is_writable)
    choices = queries.list_branch_choices(at.branch.id)
    context = {"at": at, "trail": _trail(at, {"label": _("批量录入")}), "choices": choices, "typed": "", "faults": []}
    if request.method == "POST":
        typed = request.POST.get("list", "")
        try:
            if upload := request.FILES.get("file"):
                sheets = read_sheets(upload.read(), upload.name)
                typed = "\n".join("\t".join(str(cell) for cell in row) for row in _plain_rows(sheets))
        except FileRefused:
            context["faults"] = [forms.Fault(0, _("这个文件读不出来，请用 .xlsx、.xls 或 .csv，或直接粘贴。"))]
        rows = [line.split("\t") for line in typed.splitlines()]
        found, faults = forms.read_many(rows, _names(at), choices)
        context |= {"typed": typed, "found": _named(found, at), "faults": context["faults"] + faults}
        if request.POST.get("act") == "enter" and found and not faults:
            added = actions.enter_many(
                now=timezone.now(),
                actor=at.viewer.actor,
                campaign_id=campaign_id,
                step_code=step_code,
                branch_id=at.branch.id,
                rows=found,
            )
            messages.success(request, _("已录入 %(n)d 条职责，各人的职责表现在是底稿，可逐份审定。") % {"n": added})
            return redirect(reverse("duties:step", args=[campaign_id, step_code]) + f"?organization={at.branch.id}")
    return render(request, "duties/many.html", context)


def _plain_rows(sheets) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row.cells] for table in sheets[:1] for row in table]


def _names(at: Visit) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in people.members_of([at.branch.id], on=at.on):
        for key in (row["person__name"], row["person__number"]):
            found.setdefault(key, []).append(row["person_id"])
    return found


def _named(rows: list[actions.BulkRow], at: Visit) -> list[dict[str, str]]:
    names = {row["person_id"]: row["person__name"] for row in people.members_of([at.branch.id], on=at.on)}
    texts = {choice.stem: choice.label for choice in queries.list_branch_choices(at.branch.id)}
    return [{"name": names[row.person_id], "text": row.text, "above": texts.get(row.branch_stem, "")} for row in rows]


def export(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The list on the page as a workbook."""
    at = _visit(request, campaign_id, step_code)
    require(at.may_see)
    rows: list[tuple[object, ...]] = []
    if at.params.level == "post":
        found = at.coverage
        everybody = (*found.missing, *found.done, *found.excused)
        in_force = queries.list_in_force("post", [one.id for one in everybody])
        for one in everybody:
            lines = in_force.get(one.id, ())
            rows += [(one.organization_name, one.name, line.text, line.above) for line in lines] or [
                (one.organization_name, one.name, "", "")
            ]
        columns = (_("支部"), _("姓名"), _("岗位职责"), _("对应的部门和支部职责"))
    else:
        found = at.coverage
        units = (*found.missing, *found.done, *found.excused)
        in_force = queries.list_in_force(at.params.level, [one.id for one in units], on=at.on)
        for one in units:
            rows += [
                (one.name, line.position, line.text, "、".join(holder.name for holder in line.holders))
                for line in in_force.get(one.id, ())
            ] or [(one.name, None, "", "")]
        columns = (_("单位"), _("序号"), _("职责"), _("承担人"))
    data = write_workbook([SheetOut(at.step.title, [Column(title) for title in columns], rows)])
    return download(data, f"{at.step.title}-{at.branch.name}.xlsx")


def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version as it was, with the difference to the one before; colleagues read what has been adopted."""
    row, viewer = queries.get_version(version_id), viewer_of(request)
    for_all = row.state == "adopted" and viewer.belongs_to(row.organization_id)
    require(for_all or viewer.is_person(row.person_id) or viewer.may_see(row.organization_id))
    return render(request, "duties/version.html", {"row": row})
