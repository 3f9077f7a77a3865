"""What I have to read, the text itself, a new version of it; for the branch who is missing, also as a workbook."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, stamp_of
from xianfeng.apps.plans.words import who_word
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.files.reading import FileRefused, read_document
from xianfeng.files.sheets import Column, SheetOut, write_workbook
from xianfeng.kinds.study import actions, essays, forms, queries
from xianfeng.kinds.study.kind import kind
from xianfeng.kinds.study.views import credits
from xianfeng.kinds.study.views import essays as essay_views
from xianfeng.kinds.study.views.roll import by_person, names_of
from xianfeng.kinds.study.words import sentence
from xianfeng.ui import typed
from xianfeng.ui.downloads import download


def _may_confirm(at: Visit) -> bool:
    """The member for the own reading; the head of the unit for a step the unit owes (S2-01)."""
    return at.is_concerned if by_person(at) else at.may_run


def _readings(at: Visit) -> list[queries.Reading]:
    items = at.params.reading_list
    texts = at.campaign.plan.get("texts", {})
    given = {item: texts[item] for item in items if item in texts}
    if at.text and len(items) == 1:
        given.setdefault(items[0], at.text)
    whose = {"person_id": at.viewer.person_id} if by_person(at) and at.viewer.person_id else {}
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


def _missing(at: Visit) -> list[dict[str, object]]:
    """For each item, who has not confirmed the version of today: names in the order of the roster, nothing else."""
    items = at.params.reading_list
    if not items:
        return []
    found = at.coverage
    everybody = sorted((*found.missing, *found.done), key=lambda one: one.id)
    said = queries.confirmed_ids(at.campaign.id, at.step.code, by_person=by_person(at))
    return [
        {
            "item": item,
            "total": len(everybody),
            "done": sum(one.id in said.get(item, ()) for one in everybody),
            "missing": [one for one in everybody if one.id not in said.get(item, ())],
        }
        for item in items
    ]


def _without_session(at: Visit, sessions: list[queries.SessionRow]) -> list[dict[str, object]]:
    """Where sessions are asked for: the branches that have held none, and the members who were at none (S0-01)."""
    if "session_held" not in {need.fact for need in kind.needs(at.params)}:
        return []
    found, people_here = [], names_of(at)
    if not by_person(at):
        cover = at.coverage
        found = [
            {"label": _("开展过学习的支部"), "unit": _("个支部"), "missing": cover.missing, "total": cover.of or 0}
        ]
    present = {one.person_id for row in sessions for one in row.present if one.state != "excused"}
    missing = [{"name": name} for person, name in people_here.items() if person not in present]
    found.append({"label": _("参加过学习的党员"), "unit": _("人"), "missing": missing, "total": len(people_here)})
    return [row | {"done": row["total"] - len(row["missing"])} for row in found]


def _names_topics(at: Visit, sessions: list[queries.SessionRow]) -> bool:
    """Where several topics are told apart: each is owed, or a session has named some. No word is no nought."""
    return len(at.params.topics) > 1 and (at.params.every_topic or any(row.topics for row in sessions))


def _by_topic(at: Visit, sessions: list[queries.SessionRow]) -> list[dict[str, object]]:
    """For each topic of the plan, how many have covered it and who has not (S4-08)."""
    if not _names_topics(at, sessions):
        return []
    covered, names = queries.covered_by(sessions), names_of(at)
    found = []
    for topic in at.params.topics:
        missing = [{"name": name} for person, name in names.items() if person not in covered.get(topic, ())]
        found.append({"label": topic, "total": len(names), "done": len(names) - len(missing), "missing": missing})
    return found


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """What I have to read; for who sees the branch: who is missing, and the sessions."""
    at = visit(request, campaign_id, step_code, kind="study")
    readings = _readings(at)
    context: dict[str, object] = {
        "at": at,
        "trail": at.trail(),
        "readings": readings,
        "may_confirm": _may_confirm(at) and at.is_writable,
        "is_mine": _may_confirm(at),
        "may_issue": _may_issue(at) and at.campaign.is_open,
        "hours": at.params.collective_hours,
    }
    sessions = queries.list_sessions(campaign_id, step_code, people.subtree_ids(at.branch.id))
    if at.may_see:
        names = names_of(at)
        context |= {
            "missing": _missing(at),
            "classes": [
                {"label": who_word(word), "done": done, "total": of}
                for word, done, of in progress.by_class(at.campaign, at.step, at.branch.id, at.on)
            ],
            "without_session": _without_session(at, sessions),
            "topics": _by_topic(at, sessions),
            "sessions": sessions,
            "may_log": at.may_run and at.is_writable,
            "asks_marks": at.params.notes or at.params.essays,
        }
        if at.params.hours_of(leads=True):
            minutes = queries.minutes_of(campaign_id, step_code, names)
            alone = queries.minutes_of(campaign_id, step_code, names, alone=True)
            leaders = queries.leader_ids([at.branch.id], at.params, at.on)
            context["hour_rows"] = [
                {
                    "name": name,
                    "alone": alone.get(person, 0) // 60,
                    **_hours(at, minutes.get(person, 0), leads=person in leaders),
                }
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
    if at.params.essays:
        written = essays.list_essays(campaign_id, step_code, people.subtree_ids(at.branch.id))
        context |= {
            "may_write_essay": essay_views.may_write(at),
            "essays": [
                row for row in written if essays.may_read(at.viewer, row) and not at.viewer.is_person(row.person_id)
            ],
            "own_essays": [row for row in written if at.viewer.is_person(row.person_id)],
        }
    if at.is_concerned and at.params.hours_of(leads=True) and at.viewer.person_id:
        own = queries.minutes_of(campaign_id, step_code, [at.viewer.person_id]).get(at.viewer.person_id, 0)
        leads = at.viewer.person_id in queries.leader_ids([at.branch.id], at.params, at.on)
        alone_own = queries.minutes_of(campaign_id, step_code, [at.viewer.person_id], alone=True)
        context["own_hours"] = {**_hours(at, own, leads=leads), "alone": sum(alone_own.values()) // 60}
    if at.is_concerned and _names_topics(at, sessions):
        covered = queries.covered_by(sessions)
        mine = at.viewer.person_id
        context["own_topics"] = [(topic, mine in covered.get(topic, ())) for topic in at.params.topics]
    if at.params.trainings:
        context |= credits.of_visit(at)
    return render(request, "study/step.html", context)


def _hours(at: Visit, minutes: int, *, leads: bool) -> dict[str, int]:
    owed, hours = at.params.hours_of(leads=leads), minutes // 60
    return {"owed": owed, "hours": hours, "left": max(owed - hours, 0)}


def read(request: HttpRequest, campaign_id: int, step_code: str, position: int) -> HttpResponse:
    """The text to read, and the button that says: I have read it. Nothing measures how long it was open."""
    at = visit(request, campaign_id, step_code, kind="study")
    reading = _reading(at, position)
    error = ""
    if request.method == "POST":
        require(_may_confirm(at) and at.is_writable)
        try:
            actions.confirm(
                **stamp_of(request),
                campaign_id=campaign_id,
                step_code=step_code,
                item=reading.item,
                version=typed.number(request.POST.get("version")),
                organization_id=at.branch.id,
                person_id=at.viewer.person_id if by_person(at) else None,
                plan_text=reading.text if reading.id is None else "",
                issuer=reading.issuer,
            )
        except Refused as refused:
            error = sentence(refused)
        else:
            messages.success(request, _("已确认：%(item)s") % {"item": reading.item})
            return redirect(at.url())
    return render(
        request,
        "study/read.html",
        {
            "at": at,
            "trail": at.trail(reading.item),
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
    at = visit(request, campaign_id, step_code, kind="study")
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
                **stamp_of(request),
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
            return redirect(at.url())
    return render(
        request,
        "study/issue.html",
        {
            "at": at,
            "trail": at.trail(reading.item),
            "reading": reading,
            "form": form,
            "is_first": is_first,
        },
        status=422 if bound else 200,
    )


def export(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Readings and sessions as a workbook: two sheets."""
    at = visit(request, campaign_id, step_code, kind="study")
    require(at.may_see)
    found = at.coverage
    everybody = sorted((*found.missing, *found.done, *found.excused), key=lambda one: one.id)
    items = at.params.reading_list
    said = queries.confirmed_ids(campaign_id, step_code, by_person=by_person(at))
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
        for one in queries.list_sessions(campaign_id, step_code, people.subtree_ids(at.branch.id))
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
    return download(data, f"{at.step.title}-{at.branch.name}.xlsx")
