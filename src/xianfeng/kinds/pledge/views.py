"""Pages of 公开承诺: write, review, the published list, one pledge with its history and progress."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import reach, records
from xianfeng.apps.journal import telling
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, open_to_all, require, viewer_of
from xianfeng.apps.progress.drafting import draft_kept, draft_refused
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.apps.tracking import queries as tracking
from xianfeng.core.kind import find_kind
from xianfeng.files.sheets import Column, SheetOut, write_workbook
from xianfeng.kinds.pledge import actions, forms, hearing, queries
from xianfeng.kinds.pledge.actions import PledgeRefused
from xianfeng.kinds.pledge.queries import PledgeRow

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATE_WORDS = {"fulfilled": "done", "in_progress": "in_progress", "overdue": "overdue", "dropped": "withdrawn"}


def measure_word(measure: str) -> str:
    return {
        "party_requirement": _("对照党员要求"),
        "post_duty": _("对照岗位职责"),
        "work_target": _("对照工作要求"),
        "topic": _("对照主题"),
    }.get(measure, _("承诺"))


def scope_word(scope: str) -> str:
    return {
        "branch": _("本支部"),
        "unit": _("本单位"),
        "school": _("本校教职工"),
        "superior": _("上级党组织"),
        "public": _("社会"),
    }.get(scope, scope)


def refusal_sentence(refused: Refused) -> str:
    """Why it did not go through, and what to do next."""
    words = {
        "conflict": _("另一处已修改，您的内容保留在下面，请核对后再保存。"),
        "not_open": _("这条承诺已提交或已公开，不能直接改；需要改动请申请调整。"),
        "too_long": _("承诺内容超过 %(most)s 字，请写得更精炼。"),
        "reason_missing": _("请写明内容或理由。"),
        "place_missing": _("请填写公开的地点，如：校务公开栏。"),
        "own_pledge": _("本人的承诺由上级审核。"),
        "served_being_asked": _("正在请受益方确认，结束以后再核实。"),
        "served_say_no": _("多数受益方认为还没有办到，请退回并写明理由。"),
        "served_unheard": _("方案要求由受益方确认后才算兑现，请先发确认条。"),
        "no_beneficiary": _("这条承诺没有写受益方，不能请受益方确认。"),
        "too_few_slips": _("一次至少发 %(least)s 张，否则无法保密。"),
        "too_many_slips": _("一条承诺最多发 %(most)s 张。"),
        "day_past": _("截止日期已经过去，请另选日期。"),
        "slip_unknown": _("没有这个确认码，或者已经用过。每个码只能用一次，截止后全部作废。"),
        "answer_missing": _("请选择一项。"),
        "hearing_closed": _("这次确认已经结束。"),
        "too_often": _("试的次数太多，请一小时后再试。"),
        "not_submitted": _("这条承诺还没有提交，或已经处理过。"),
        "not_published": _("这条承诺还没有公开。"),
        "already_settled": _("这条承诺已经办结，不能再改。"),
        "incomplete": _("还有几处没有填写。"),
    }
    return telling.refusal_sentence(refused, words)


def _visit(request: HttpRequest, campaign_id: int, step_code: str) -> Visit:
    return visit(request, campaign_id, step_code, kind="pledge")


def _step_url(campaign_id: int, step_code: str, branch_id: int, name: str = "step") -> str:
    return reverse(f"pledge:{name}", args=[campaign_id, step_code]) + f"?organization={branch_id}"


def _trail(at: Visit, *more: dict[str, str]) -> list[dict[str, str]]:
    url = _step_url(at.campaign.id, at.step.code, at.branch.id)
    return [*at.campaign_crumb, {"label": at.step.title, "url": url}, *more]


def _per_person(at: Visit) -> bool:
    return at.step.subject == "person"


def _may_write(at: Visit) -> bool:
    """A member for oneself; for the branch, who runs it."""
    return at.is_writable and (at.is_concerned if _per_person(at) else at.may_run)


def may_review(viewer: Viewer, row: PledgeRow) -> bool:
    """Who runs the branch; the pledge of the branch and that of its secretary are looked at from above."""
    if row.person_id is not None and row.person_id == viewer.person_id:
        return False
    if not viewer.may_run(row.organization_id):
        return False
    led = people.list_led_branches(row.person_id, on=viewer.on) if row.person_id else []
    if row.person_id is not None and row.organization_id not in {branch.id for branch in led}:
        return True
    superior = people.find_superior(row.organization_id)
    return superior is not None and viewer.may_run(superior.id)


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Entry of everybody: the own pledges, and for who organises what waits and who is missing."""
    at = _visit(request, campaign_id, step_code)
    context: dict[str, object] = {
        "at": at,
        "trail": _trail(at),
        "measure": measure_word(at.params.measure),
        "scope": scope_word(at.params.scope),
        "may_write": _may_write(at),
        "words": STATE_WORDS,
        "need": at.params.at_least,
    }
    if _per_person(at) and at.is_concerned:
        own = {"person_id": at.viewer.person_id, "organization_id": at.branch.id}
        context["own"] = queries.list_own(campaign_id, step_code, **own, on=at.on)
        context["carried"] = queries.list_carried(campaign_id, on=at.on, person_id=at.viewer.person_id)
    elif not _per_person(at):
        own = {"person_id": None, "organization_id": at.branch.id}
        context["own"] = queries.list_own(campaign_id, step_code, **own, on=at.on)
        context["carried"] = queries.list_carried(campaign_id, on=at.on, organization_id=at.branch.id)
    if at.may_see:
        within = people.subtree_ids(at.branch.id)
        rows = queries.list_of_unit(campaign_id, step_code, within, on=at.on)
        context["unit_rows"] = [row for row in rows if row.current or (row.live and row.live.state != "draft")]
        context["waiting"] = [row for row in rows if row.live and row.live.state == "submitted"]
        context["claimed"] = [row for row in rows if row.claimed_at and not row.fulfilled_on]
    return render(request, "pledge/step.html", context)


def _choices(at: Visit) -> tuple[str, list[tuple[str, str]]]:
    """(label, what a pledge of this step may answer): requirements, own duties, topics, open items."""
    found: list[tuple[str, str]] = []
    label = measure_word(at.params.measure)
    codes = [at.params.requirements] if at.params.requirements else []
    if at.params.measure == "work_target":
        codes += [code for code in at.step.criteria if code not in codes]
    for code in codes:
        found += [(f"criterion:{code}.{item['key']}", item["title"]) for item in at.criteria(code)]
    if at.params.measure in ("post_duty", "work_target") and _per_person(at) and at.viewer.person_id:
        duties = records.list_of_person("duty", at.viewer.person_id, on=at.on)
        found += [(record.subject, record.title) for record in duties]
    if at.params.adopts_open_items and at.params.measure not in ("party_requirement", "post_duty"):
        for item in tracking.list_items(organization_ids=[at.branch.id]):
            if item.closed_on is None and not item.restricted:
                found.append((f"item:{item.id}", _("整改事项：%(what)s") % {"what": item.what}))
    return label, found


def _form(at: Visit, data=None, initial=None) -> forms.Write:
    label, choices = _choices(at)
    return forms.Write(
        data,
        initial=initial,
        choices=choices,
        label=label,
        needs_target=at.params.needs_target,
        longest=at.params.most_characters,
    )


def write(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """A new pledge. A draft that was begun is taken up again, on whatever device."""
    at = _visit(request, campaign_id, step_code)
    require(_may_write(at))
    person_id = at.viewer.person_id if _per_person(at) else None
    if request.method == "GET":
        draft = queries.find_draft(campaign_id, step_code, person_id=person_id, organization_id=at.branch.id, on=at.on)
        if draft is not None:
            return redirect("pledge:edit", draft.id)
        return _write_page(request, at, _form(at, initial={"nonce": secrets.token_hex(16), "revision": 0}), None)
    row = queries.find_by_nonce(request.POST.get("nonce", ""), on=at.on)

    def begin() -> int:
        return actions.start(
            now=timezone.now(),
            actor=at.viewer.actor,
            campaign_id=campaign_id,
            step_code=step_code,
            organization_id=at.branch.id,
            person_id=person_id,
            nonce=request.POST.get("nonce") or secrets.token_hex(16),
        )

    return _handle(request, at, row, begin)


def _owner(viewer: Viewer, row: PledgeRow) -> bool:
    if row.person_id is not None:
        return row.person_id == viewer.person_id
    return viewer.may_run(row.organization_id)


def _visit_of(request: HttpRequest, row: PledgeRow) -> Visit:
    request.GET = request.GET.copy()
    request.GET["organization"] = str(row.organization_id)
    return _visit(request, row.campaign_id, row.step_code)


def find_pledge(request: HttpRequest, pledge_id: int) -> PledgeRow:
    try:
        return queries.get_pledge(pledge_id, on=timezone.localdate())
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def edit(request: HttpRequest, pledge_id: int) -> HttpResponse:
    """Go on with a draft, a returned wording, or an amendment."""
    row = find_pledge(request, pledge_id)
    require(_owner(viewer_of(request), row))
    at = _visit_of(request, row)
    if row.live is None or (row.live.state == "submitted" and request.method == "GET"):
        return redirect("pledge:pledge", row.id)
    if request.method == "POST":
        return _handle(request, at, row, lambda: row.id)
    return _write_page(request, at, _form(at, initial=_initial(row)), row)


def _initial(row: PledgeRow) -> dict[str, object]:
    live = row.live
    assert live is not None
    return {
        "revision": live.revision,
        "text": live.text,
        "result": live.result,
        "beneficiary": live.beneficiary,
        "due_on": live.due_on,
        "unit": live.unit,
        "baseline": live.baseline,
        "target": live.target,
        "cites": [subject for subject, _words in live.cites],
    }


def _handle(request: HttpRequest, at: Visit, row: PledgeRow | None, begin: Callable[[], int]) -> HttpResponse:
    """Save what was typed; hand it in when the button says so. What was typed stays on the page in every case."""
    is_sending = request.POST.get("act") == "submit"
    if row is not None and is_sending and (row.live is None or row.live.state == "submitted"):
        return redirect("pledge:pledge", row.id)  # the same form sent twice
    form = _form(at, request.POST)
    readable = form.is_valid()
    stamp = {"now": timezone.now(), "actor": at.viewer.actor}
    error = ""
    pledge_id = row.id if row else None
    if readable or request.htmx:
        try:
            pledge_id = begin()
            revision = actions.save(
                **stamp,
                pledge_id=pledge_id,
                revision=form.cleaned_data.get("revision") or 0,
                content=form.content(),
                journal=not request.htmx,
            )
            if request.htmx:
                return draft_kept(request, "pledge", revision)
            form.data = form.data.copy()
            form.data["revision"] = str(revision)
            if is_sending:
                actions.submit(**stamp, pledge_id=pledge_id)
                messages.success(request, _after_sending(at))
                return redirect("pledge:pledge", pledge_id)
            messages.success(request, _("草稿已存，随时可以接着写。"))
            return redirect("pledge:edit", pledge_id)
        except Refused as refused:
            error = refusal_sentence(refused)
            if request.htmx:
                return draft_refused(request, "pledge", error)
            if refused.code == "incomplete":
                form.name_lacks(refused.params["lacks"])
                error = ""
            if refused.code == "conflict" and pledge_id is not None:
                row = queries.get_pledge(pledge_id, on=at.on)
                form.data = form.data.copy()
                form.data["revision"] = str(row.live.revision if row.live else 0)
    if pledge_id is not None and row is None:
        row = queries.get_pledge(pledge_id, on=at.on)
    return _write_page(request, at, form, row, error=error, status=409 if error else 422)


def _after_sending(at: Visit) -> str:
    if not at.params.reviewed:
        return _("已公开。")
    return _("已提交，等待审核。审核通过后公开到%(scope)s；需要修改时会写明理由退回给您。") % {
        "scope": scope_word(at.params.scope)
    }


def _write_page(
    request: HttpRequest, at: Visit, form: forms.Write, row: PledgeRow | None, *, error: str = "", status: int = 200
) -> HttpResponse:
    form.name_required(at.params.tied)
    context = {
        "at": at,
        "trail": _trail(at, {"label": _("写承诺")}),
        "form": form,
        "row": row,
        "error": error,
        "theirs": row.live if error and row else None,
        "saved_at": row.live.saved_at if row and row.live and row.live.revision else None,
        "reviewer": _("支部书记") if _per_person(at) else _("上级党组织"),
        "scope": scope_word(at.params.scope),
        "no_duty": at.params.measure == "post_duty" and "cites" not in form.fields,
    }
    return render(request, "pledge/write.html", context, status=status)


def _may_read(viewer: Viewer, row: PledgeRow, root_id: int) -> bool:
    """Published: within its scope; before that the author and who reviews."""
    if _owner(viewer, row) or viewer.may_see(row.organization_id):
        return True
    if row.current is None and row.dropped_on is None:
        return False
    if viewer.belongs_to(row.organization_id) or row.scope == "public":
        return True
    covering = people.list_covering(viewer.workplace_ids, on=viewer.on)
    if row.scope in ("school", "unit"):
        return row.organization_id in covering
    return row.scope == "superior" and bool((viewer.branch_ids | covering) & people.subtree_ids(root_id))


def pledge(request: HttpRequest, pledge_id: int) -> HttpResponse:
    """One pledge: the wording in force, those before it, how far it has come, and what may be done."""
    row = find_pledge(request, pledge_id)
    viewer = viewer_of(request)
    campaign = campaigns.get_campaign(row.campaign_id)
    require(_may_read(viewer, row, campaign.organization_id))
    reviews = may_review(viewer, row)
    owner = _owner(viewer, row)
    step_row = campaigns.get_step(row.campaign_id, row.step_code, row.organization_id)
    shown = row.current or row.live
    return render(
        request,
        "pledge/pledge.html",
        {
            "row": row,
            "trail": [
                {"label": step_row.title, "url": _step_url(row.campaign_id, row.step_code, row.organization_id)},
                {"label": row.name},
            ],
            "step": step_row,
            "is_owner": owner,
            "may_review": reviews,
            "sees_live": owner or viewer.may_see(row.organization_id),
            "may_run": viewer.may_run(row.organization_id),
            "hearings": (hearings := hearing.list_hearings(pledge_id)),
            "asking": any(one.is_open for one in hearings),
            "may_ask": reviews and row.claimed_at and not row.fulfilled_on,
            "alike": queries.list_alike(row) if reviews and row.live and row.live.state == "submitted" else [],
            "advance_form": forms.Advance(
                initial={"on": timezone.localdate(), "nonce": secrets.token_hex(16)},
                with_value=bool(shown and shown.target is not None),
                unit=shown.unit if shown else "",
            )
            if owner and row.current and row.state in ("in_progress", "overdue")
            else None,
            "scope": scope_word(row.scope),
            "measure": measure_word(row.measure),
            "state_code": STATE_WORDS.get(row.state, ""),
            "today": timezone.localdate(),
            "typed": request.POST,
        },
    )


@require_POST
def act(request: HttpRequest, pledge_id: int) -> HttpResponse:
    """One button of the page of a pledge."""
    row = find_pledge(request, pledge_id)
    viewer = viewer_of(request)
    stamp = {"now": timezone.now(), "actor": viewer.actor, "pledge_id": pledge_id}
    post = request.POST
    what = post.get("act", "")
    reviewer = {"publish", "send_back", "confirm", "reject_claim"}
    if what in reviewer:
        require(may_review(viewer, row))
    elif what in {"amend", "advance", "claim", "drop", "discard"}:
        require(_owner(viewer, row))
    else:
        raise Http404
    done = ""
    try:
        if what == "publish":
            actions.publish(**stamp, place=post.get("place", ""))
            done = _("已公开。")
        elif what == "send_back":
            actions.send_back(**stamp, reason=post.get("reason", ""))
            done = _("已退回，作者会看到理由。")
        elif what == "confirm":
            actions.confirm(**stamp)
            done = _("已确认兑现。")
        elif what == "reject_claim":
            actions.reject_claim(**stamp, reason=post.get("reason", ""))
            done = _("已退回。")
        elif what == "amend":
            actions.amend(**stamp, reason=post.get("reason", ""))
            messages.info(request, _("请修改后提交。审核通过前，原来的承诺继续公开。"))
            return redirect("pledge:edit", pledge_id)
        elif what == "advance":
            done = _advance(request, row, stamp)
        elif what == "claim":
            actions.claim(**stamp, note=post.get("note", ""))
            done = _("已报告兑现，等待核实。")
        elif what == "drop":
            actions.drop(**stamp, reason=post.get("reason", ""))
            done = _("已撤下，说明在原处公开。")
        elif what == "discard":
            actions.discard(**stamp)
            messages.success(request, _("已删去这份草稿。"))
            return redirect(_step_url(row.campaign_id, row.step_code, row.organization_id))
    except Refused as refused:
        messages.error(request, refusal_sentence(refused))
        return pledge(request, pledge_id)
    if done:
        messages.success(request, done)
    return redirect("pledge:pledge", pledge_id)


def _advance(request: HttpRequest, row: PledgeRow, stamp: dict[str, object]) -> str:
    shown = row.current
    form = forms.Advance(request.POST, with_value=bool(shown and shown.target is not None))
    if not form.is_valid():
        raise PledgeRefused("reason_missing")
    actions.enter_advance(
        **stamp,
        on=form.cleaned_data["on"],
        value=form.cleaned_data.get("value"),
        note=form.cleaned_data["note"],
        nonce=form.cleaned_data["nonce"],
    )
    return _("已记下进展。")


def _list_rows(at: Visit) -> list[PledgeRow]:
    """What hangs on the board for this reader: the branch's own people read more than the school does."""
    reach = "branch" if at.may_see or at.branch.id in at.viewer.branch_ids else "school"
    within = people.subtree_ids(at.branch.id) if at.may_see else {at.branch.id}
    return [
        row
        for row in queries.list_of_unit(at.campaign.id, at.step.code, within, on=at.on)
        if (row.current or row.dropped_on) and queries.WIDTH[row.scope] >= queries.WIDTH[reach]
    ]


def published(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The list of the unit as it hangs on the board: also the sheet to print."""
    at = _visit(request, campaign_id, step_code)
    rows = _list_rows(at)
    return render(
        request,
        "pledge/list.html",
        {
            "at": at,
            "trail": _trail(at, {"label": _("公开的承诺")}),
            "rows": rows,
            "words": STATE_WORDS,
            "done": sum(row.state == "fulfilled" for row in rows),
            "scope": scope_word(at.params.scope),
        },
    )


@open_to_all
def public(request: HttpRequest, organization_id: int) -> HttpResponse:
    """What a unit has promised to society, with how it stands and where to say something about it."""
    try:
        branch = people.get_organization(organization_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    today = timezone.localdate()
    rows = queries.list_published(organization_id, "public", on=today)
    if not rows:
        raise Http404
    return render(
        request,
        "pledge/public.html",
        {
            "branch": branch,
            "rows": rows,
            "words": STATE_WORDS,
            "kept": queries.fulfilment(organization_id, on=today, scope="public"),
            "boxes": [card for card in reach.each_room("list_public_cards", on=today) if card.group == "opinion"],
        },
    )


def export(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The unit's pledges as a workbook."""
    at = _visit(request, campaign_id, step_code)
    require(at.may_see)
    within = people.subtree_ids(at.branch.id)
    names = {"fulfilled": _("已兑现"), "in_progress": _("进行中"), "overdue": _("已逾期"), "dropped": _("已撤下")}
    rows = [
        (
            row.organization_name,
            row.name,
            row.shown.text,
            "；".join(words for _subject, words in row.shown.cites),
            row.shown.result,
            row.shown.beneficiary,
            row.shown.due_on,
            row.shown.target,
            row.shown.unit,
            row.percent,
            names.get(row.state, _("未公开")),
        )
        for row in queries.list_of_unit(campaign_id, step_code, within, on=at.on)
        if row.current or row.dropped_on or (row.live and row.live.state != "draft")
    ]
    titles = (
        _("单位"), _("姓名"), _("承诺内容"), _("对照"), _("怎样算兑现"), _("受益人"), _("完成日期"), _("指标"), _("单位名称"),
        _("完成（%）"), _("状态"),
    )  # fmt: skip
    kinds = {6: "date", 7: "number", 9: "number"}
    columns = [Column(title, kinds.get(place, "text")) for place, title in enumerate(titles)]
    response = HttpResponse(write_workbook([SheetOut(find_kind("pledge").title, columns, rows)]), content_type=XLSX)
    response["Content-Disposition"] = "attachment; filename=pledges.xlsx"
    return response
