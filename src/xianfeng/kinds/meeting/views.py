"""Pages of 会议: the meetings of a branch, calling one, one record, its minutes to write, to sign and to print."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.waiting import step_page
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import explaining, telling
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.apps.people.choosing import Crowd, everybody_of, these
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.kinds.meeting import actions, afterwards, forms, levels, own, paper, queries, venues, words
from xianfeng.kinds.meeting.actions import Written
from xianfeng.kinds.meeting.queries import Called, MeetingRow
from xianfeng.kinds.meeting.words import sentence
from xianfeng.ui import typed
from xianfeng.ui.downloads import download


def _crowd(at: Visit, called: Sequence[Called]) -> Crowd:
    """Who may chair, take minutes or answer for a decision: those called; without a roll, those of the unit."""
    return these([(one.id, one.name) for one in called]) if called else everybody_of(at.branch.id, on=at.on)


def _is_personal(at: Visit) -> bool:
    return at.step.subject == "person"


def _cards(rows: list[MeetingRow]) -> list[dict[str, object]]:
    return [{"row": row, "code": words.STATES[row.state][0], "word": words.STATES[row.state][1]} for row in rows]


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The meetings of this step in the branch; the next thing to do comes first."""
    at = visit(request, campaign_id, step_code, kind="meeting")
    rows = queries.list_meetings(campaign_id, step_code, people.subtree_ids(at.branch.id))
    form = None
    if _is_personal(at):
        rows = [row for row in rows if at.may_see or at.viewer.is_person(row.person_id)]
        may_pass_on = at.is_writable and at.viewer.person_id is not None and at.viewer.belongs_to(at.branch.id)
        if may_pass_on:
            bound = request.POST if request.method == "POST" else None
            form = forms.PassOn(bound, initial={"nonce": uuid4(), "held_on": at.on})
            if bound is not None and form.is_valid() and _pass_on(request, at, form):
                return redirect(at.url())
        require(request.method != "POST" or may_pass_on)
    else:
        require(request.method != "POST")
    context = {
        "at": at,
        "trail": at.trail(),
        "rows": _cards(rows),
        "form": form,
        "may_convene": at.may_run and at.is_writable and not _is_personal(at),
        "form_word": words.FORMS[at.params.form],
        "rules": _rules(at),
        "delegates": _delegates(at) if at.may_see else None,
        "levels": levels.list_levels(campaign_id, step_code, at.branch.id, at.campaign.organization_id)
        if at.params.form == "mobilisation" and at.may_see
        else [],
    }
    return render(request, "meeting/step.html", context, status=422 if form is not None and form.errors else 200)


def _delegates(at: Visit) -> dict[str, object] | None:
    """Who comes by election: how many, which units send nobody yet, and where that is settled; none where nobody is elected."""
    seats = queries.list_seats(at.step, at.branch.id, at.on)
    if not seats:
        return None
    elected_in = campaigns.get_step(at.campaign.id, at.params.delegates_from)
    return {
        "n": sum(len(one.standing) for one in seats),
        "missing": [one.label for one in seats if one.state == "none"],
        "url": step_page(at.campaign, elected_in, at.branch.id),
    }


def _rules(at: Visit) -> list[str]:
    """What the plan asks of this meeting, one short line each."""
    params = at.params
    found = [
        _("各单位都有代表后才能通知开会") if params.every_unit_sends else "",
        _("会前须备齐：%(what)s") % {"what": "、".join(params.preconditions)} if params.preconditions else "",
        _("主要负责人亲自讲") if params.head_speaks else "",
        _("另请参加：%(who)s") % {"who": "、".join(str(words.GROUPS[one]) for one in params.also_attend)}
        if params.also_attend
        else "",
        _("须听取：%(who)s（只记人数）") % {"who": "、".join(params.must_hear)} if params.must_hear else "",
        _("逐个发言，缺席和未发言的定日期补会") if params.everyone_speaks else "",
        _("须审议并表决：%(what)s") % {"what": "、".join(params.reports)} if params.reports else "",
        _("材料提前 %(n)s 天送达") % {"n": params.papers_days_before} if params.papers_days_before else "",
        _("到会人数不少于应到会有表决权人数的 %(share)s") % {"share": paper.share(params.quorum)}
        if params.quorum
        else "",
        _("通过须超过%(base)s的 %(share)s")
        % {"base": words.BASES[params.majority_base], "share": paper.share(params.majority)}
        if params.majority
        else "",
        _("会议要形成：%(what)s") % {"what": params.output} if params.output else "",
        _("会前 %(n)s 天内安排一次集中学习") % {"n": params.study_days_before} if params.study_days_before else "",
        _("可计为本年度的一次民主生活会") if params.counts_as_annual else "",
    ]
    return [line for line in found if line]


def _pass_on(request: HttpRequest, at: Visit, form: forms.PassOn) -> bool:
    with explaining(form, sentence):
        afterwards.pass_on(
            **stamp_of(request),
            campaign_id=at.campaign.id,
            step_code=at.step.code,
            organization_id=at.branch.id,
            person_id=at.viewer.person_id or 0,
            **form.cleaned_data,
        )
        messages.success(request, _("已登记。"))
    return form.is_valid()


def convene(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Call a meeting."""
    at = visit(request, campaign_id, step_code, kind="meeting")
    require(at.may_run and at.is_writable and not _is_personal(at))
    called = queries.list_called(at.step, at.branch.id, at.on)
    secretary = people.find_secretary(at.branch.id, on=at.on)
    initial = {"nonce": uuid4(), "held_on": at.on, "chair": secretary.id if secretary else ""}
    bound = request.POST if request.method == "POST" else None
    rooms = [
        (one.id, _("%(name)s（可坐 %(n)s 人）") % {"name": one.name, "n": one.capacity})
        for one in venues.list_bookable(at.branch.id)
    ]
    form = forms.Convene(bound, crowd=_crowd(at, called), venues=rooms, initial=initial)
    if bound is not None and form.is_valid():
        data = form.cleaned_data
        with explaining(form, sentence):
            made = actions.convene(
                **stamp_of(request),
                campaign_id=campaign_id,
                step_code=step_code,
                organization_id=at.branch.id,
                nonce=data["nonce"],
                held_on=data["held_on"],
                place=data["place"],
                booking=venues.Booking(data["venue"], data["starts_at"], data["ends_at"])
                if data.get("venue")
                else None,
                chair_id=data["chair"],
                recorder_id=data["recorder"],
                agenda=data["agenda"].splitlines(),
                in_spite=data["in_spite"],
            )
            messages.success(request, _("会议已登记，主持人和记录人可以看到。"))
            if levels.is_before_superior(campaign_id, step_code, at.branch.id, data["held_on"]):
                messages.warning(request, _("日期早于上一级组织的会议，请核对；如无特殊情况，等上一级开过再开。"))
            return redirect("meeting:meeting", made)
    context = {
        "at": at,
        "trail": at.trail(_("通知开会")),
        "form": form,
        "fixed": [*at.params.reports, *at.params.agenda],
        "called": len(called),
        "same_week": queries.count_of_week(at.branch.id, at.on),
    }
    return render(request, "meeting/convene.html", context, status=422 if bound is not None else 200)


def rooms(request: HttpRequest, organization_id: int) -> HttpResponse:
    """The rooms a unit keeps, what is booked in them, and for who runs the unit the register itself (S1-25)."""
    viewer = viewer_of(request)
    unit = people.get_organization(organization_id)
    require(viewer.may_see(organization_id) or viewer.belongs_to(organization_id))
    may_run = viewer.may_run(organization_id)
    require(may_run or request.method != "POST")
    here = redirect("meeting:rooms", organization_id)
    if request.POST.get("act") == "retire":
        venue_id = typed.number(request.POST.get("venue"))
        venues.retire(**stamp_of(request), organization_id=organization_id, venue_id=venue_id)
        messages.success(request, _("已停用。已经订下的会议不受影响。"))
        return here
    bound = request.POST if request.method == "POST" else None
    form = forms.NewVenue(bound, crowd=everybody_of(organization_id, on=viewer.on)) if may_run else None
    if form is not None and bound is not None and form.is_valid():
        data = form.cleaned_data
        keeper = data.pop("keeper")
        with explaining(form, sentence):
            venues.register(**stamp_of(request), organization_id=organization_id, keeper_id=keeper, **data)
            messages.success(request, _("已登记，开会时可以订用。"))
            return here
    context = {
        "unit": unit,
        "rooms": venues.list_kept(organization_id, on=viewer.on),
        "form": form,
        "may_run": may_run,
    }
    return render(request, "meeting/rooms.html", context, status=422 if bound is not None else 200)


def _open(request: HttpRequest, meeting_id: int) -> tuple[MeetingRow, Visit]:
    """The meeting and the visit to its step at the branch that holds it; 403 for who is not of it."""
    viewer = viewer_of(request)
    row = queries.get_meeting(meeting_id)
    own = any(viewer.is_person(one) for one in (row.chair_id, row.recorder_id, row.person_id))
    personal = row.person_id is not None
    require(own or viewer.may_see(row.organization_id) or (viewer.belongs_to(row.organization_id) and not personal))
    return row, visit(request, row.campaign_id, row.step_code, kind="meeting", organization_id=row.organization_id)


def _keeps(at: Visit, row: MeetingRow) -> bool:
    """Whoever writes the minutes: the recorder, or who runs the branch."""
    return at.may_run or at.viewer.is_person(row.recorder_id)


def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """One record. The chair signs here; names of those missing are for who keeps and who signs it."""
    row, at = _open(request, meeting_id)
    keeps, chairs = _keeps(at, row), at.viewer.is_person(row.chair_id)
    if request.method == "POST":
        _act(request, at, row, keeps=keeps, chairs=chairs)
        gone = request.POST.get("act") == "remove"
        return redirect(at.url()) if gone else redirect("meeting:meeting", meeting_id)
    is_open = at.campaign.is_open
    context = {
        "at": at,
        "trail": at.trail(words.FORMS[at.params.form]),
        "row": row,
        "code": words.STATES[row.state][0],
        "word": words.STATES[row.state][1],
        "form_word": words.FORMS[at.params.form],
        "figures": paper.figures(row, at.params),
        "remarks": [words.REMARKS[code] for code in row.remarks],
        "cited": own.list_cited([one.id for one in row.agenda]),
        "results": {one.id: paper.result(one, row, at.params) for one in row.agenda},
        "counted_report": at.params.counted_report or "",
        "counts": next((one.figures for one in row.agenda if one.figures), [])
        or queries.list_counts(at.params, row.campaign_id, row.organization_id, min(at.on, row.held_on)),
        "names": keeps or chairs,
        "may_write": keeps and is_open and row.state == "convened" and at.on >= row.held_on,
        "may_send_papers": at.may_run and is_open and row.state == "convened",
        "may_sign": chairs and is_open and row.state == "written" and row.written_by != at.viewer.person_id,
        "may_sign_paper": at.may_run
        and not chairs
        and is_open
        and row.state == "written"
        and row.written_by != at.viewer.person_id,
        "may_follow": at.may_run and is_open and row.state == "signed",
        "may_make_up": keeps and is_open,
        "may_remove": at.may_run and is_open,
        "waits_for_day": row.state == "convened" and at.on < row.held_on,
    }
    return render(request, "meeting/meeting.html", context)


SAID = {
    "sign": gettext_lazy("已签认，这次会议计入进度。"),
    "sign_paper": gettext_lazy("已登记纸质签名，这次会议计入进度。"),
    "send_back": gettext_lazy("已退回记录人修改。"),
    "papers": gettext_lazy("已记下材料送达日期。"),
    "make_up": gettext_lazy("已记下补会。"),
    "remove": gettext_lazy("已撤销，记录和理由保留。"),
}


def _act(request: HttpRequest, at: Visit, row: MeetingRow, *, keeps: bool, chairs: bool) -> None:
    act = request.POST.get("act", "")
    stamp = stamp_of(request)
    allowed = {
        "sign": chairs,
        "sign_paper": at.may_run,
        "send_back": chairs,
        "papers": at.may_run,
        "make_up": keeps,
        "remove": at.may_run,
    }
    if act not in allowed:
        raise Http404
    require(allowed[act] and at.campaign.is_open)
    reason = request.POST.get("reason", "")
    with telling(request, sentence, SAID[act]):
        if act in ("sign", "sign_paper"):
            actions.sign(**stamp, meeting_id=row.id, on_paper=act == "sign_paper")
        elif act == "send_back":
            actions.send_back(**stamp, meeting_id=row.id, reason=reason)
        elif act == "papers":
            wanted = [one.id for one in row.agenda if request.POST.get(f"item{one.id}")]
            actions.send_papers(**stamp, meeting_id=row.id, item_ids=wanted)
        elif act == "make_up":
            line = next((one for one in row.missing if str(one.id) == request.POST.get("line", "")), None)
            if line is None:
                raise Http404
            day = typed.day(request.POST.get("day"))
            if day is None:
                raise actions.MeetingRefused("day_impossible")
            afterwards.make_up(**stamp, missing_id=line.id, made_up_on=day)
        else:
            afterwards.remove(**stamp, meeting_id=row.id, reason=reason)


def write(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The minutes, typed once."""
    row, at = _open(request, meeting_id)
    require(_keeps(at, row) and at.campaign.is_open and row.state == "convened")
    called = queries.list_called(at.step, at.branch.id, row.held_on)
    error, written = "", forms.written_of(row)
    if request.method == "POST":
        written = forms.read_written(request.POST, row, called, at.params)
        hand_in = request.POST.get("act") == "hand_in"
        try:
            actions.write(
                **stamp_of(request),
                meeting_id=meeting_id,
                revision=typed.number(request.POST.get("revision"), -1),
                written=written,
                hand_in=hand_in,
            )
        except Refused as refused:
            error = sentence(refused)
        else:
            said = _("记录已交主持人签认。") if hand_in else _("已保存，还没有交主持人签认。")
            messages.success(request, said)
            return redirect("meeting:meeting", meeting_id)
    context = {
        "at": at,
        "trail": at.trail(_("写会议记录")),
        "row": row,
        "written": written,
        "agenda": [(str(one.id), one) for one in written.agenda if one.id],
        "new_items": _new_items(written),
        "roll": _roll(called, written),
        "states": [code for code in queries.missing_options() if at.params.everyone_speaks or code[0] != "no_turn"],
        "ready": [(n, one, one in written.preconditions) for n, one in enumerate(at.params.preconditions)],
        "also": [(n, words.GROUPS[one], written.also_present.get(one)) for n, one in enumerate(at.params.also_attend)],
        "heard": [(n, one, written.heard.get(one)) for n, one in enumerate(at.params.must_hear)],
        "error": error,
    }
    return render(request, "meeting/write.html", context, status=409 if error else 200)


def _new_items(written: Written) -> list[tuple[str, int, object]]:
    """Rows for what was added at the meeting: those typed, then empty ones."""
    typed = [one for one in written.agenda if one.id is None]
    return [(f"n{n}", n, typed[n - 1] if n <= len(typed) else None) for n in range(1, forms.NEW_ITEMS + 1)]


def _roll(called: Sequence[Called], written: Written) -> list[dict[str, object]]:
    lines = {one.person_id: one for one in written.lines}
    return [{"id": one.id, "name": one.name, "line": lines.get(one.id)} for one in called]


def word(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The minutes as a Word file with two lines for signatures."""
    row, at = _open(request, meeting_id)
    names = _keeps(at, row) or at.viewer.is_person(row.chair_id)
    content = paper.minutes_docx(row, at.params, step_title=at.step.title, issuer=at.branch.name, with_names=names)
    return download(content, f"{at.step.title}-{at.branch.name}-{row.held_on:%Y%m%d}.docx")


def follow(request: HttpRequest, item_id: int) -> HttpResponse:
    """A decision becomes a tracked item."""
    found = queries.find_item(item_id)
    if found is None:
        raise Http404
    row, at = _open(request, found[0].id)
    require(at.may_run and at.campaign.is_open and row.state == "signed")
    bound = request.POST if request.method == "POST" else None
    form = forms.Follow(bound, crowd=_crowd(at, queries.list_called(at.step, at.branch.id, at.on)))
    if bound is not None and form.is_valid():
        with explaining(form, sentence):
            made = afterwards.follow_up(
                **stamp_of(request),
                item_id=item_id,
                owner_id=form.cleaned_data["owner"],
                due_on=form.cleaned_data["due_on"],
            )
            messages.success(request, _("已列入督办，责任人会在待办中看到。"))
            return redirect("tracking:detail", made)
    context = {"at": at, "trail": at.trail(_("列入督办")), "row": row, "item": found[1], "form": form}
    return render(request, "meeting/follow.html", context, status=422 if bound is not None else 200)
