"""Pages of 测评: where the round stands and what comes next, one named sheet, the decision, one mark laid open, the board."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.apps.campaigns.queries import StepRow
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people import access
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.progress.visiting import visit
from xianfeng.apps.results import queries as results
from xianfeng.apps.results.actions import Difference
from xianfeng.apps.results.packaging import public_code
from xianfeng.kinds.rating import actions, board, explaining, fairness, gathering, papers, queries, tables, words
from xianfeng.kinds.rating.queries import RatedRow, RoundRow
from xianfeng.kinds.rating.weighing import ABSTAIN, choices_of, is_polled, only_counted, weights_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def is_own(viewer: Viewer, rated: RatedRow) -> bool:
    """The person rated; for an organisation its secretary."""
    if rated.person_id is not None:
        return viewer.person_id == rated.person_id
    return viewer.has("branch_secretary", rated.unit_id) and rated.unit_id in viewer.branch_ids


def may_observe(viewer: Viewer, at: RoundRow) -> bool:
    """Somebody of the superior or an inspector, but nobody who leads one of the branches."""
    above = viewer.has("inspector", at.organization_id) or viewer.may_run(at.organization_id)
    return above and not any(unit in viewer.branch_ids for unit in at.unit_ids)


def may_lead(viewer: Viewer, organization_id: int, responsible: str) -> bool:
    """Who runs the round: the organiser of the unit; where the plan names the superior, only somebody from above."""
    if responsible == "superior":
        above = people.find_superior(organization_id)
        return viewer.may_run(above.id if above else organization_id)
    return viewer.may_run(organization_id)


def may_write(viewer: Viewer, at: RoundRow, rated: RatedRow, party: str) -> bool:
    if party == "self":
        return is_own(viewer, rated)
    if party == "superior" or at.params.subjects in ("organizations", "schools"):  # nobody marks the own unit
        above = people.find_superior(rated.unit_id)
        return viewer.may_run(above.id if above else rated.unit_id)
    return viewer.may_run(rated.unit_id)


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The round of one branch: for the organiser all of it, for others what they may do and see."""
    visited = visit(request, campaign_id, step_code, kind="rating")
    place = visited.campaign.organization_id if visited.step.subject == "campaign" else visited.branch.id
    found = queries.find_round(campaign_id, step_code, place)
    viewer = visited.viewer
    context: dict[str, object] = {
        "at": visited,
        "round": found,
        "trail": [*visited.campaign_crumb, {"label": visited.step.title}],
        "place": place,
        "may_run": may_lead(viewer, found.organization_id if found else place, visited.step.responsible),
        "items": queries.step_items(campaign_id, visited.step),
        "params": queries.params_of(visited.step),
        "weights": _party_words(visited.step),
    }
    if found is None:
        if context["may_run"]:
            context["branches"] = people.list_branches(place)
            context["candidates"] = _choosable(visited.step, place, visited.on)
    else:
        context |= _round_context(found, viewer, visited.on)
    return render(request, "rating/step.html", context)


def _party_words(step_row: StepRow) -> list[dict[str, object]]:
    params = queries.params_of(step_row)
    weights = weights_of(params)
    counted_only = only_counted(params)
    return [
        {
            "title": party.title,
            "weight": "" if counted_only else f"{float(weights[party.code]):.0%}",
            "secret": is_polled(party),
        }
        for party in params.parties
    ]


def _choosable(step_row: StepRow, place: int, on: date) -> list[object]:
    params = queries.params_of(step_row)
    if params.subjects not in ("teaching_groups", "leaders"):
        return []
    return list(gathering.list_subjects(params, [place], on=on))


def _round_context(at: RoundRow, viewer: Viewer, on: date) -> dict[str, object]:
    stage = queries.stage_of(at)
    sheets = queries.list_sheets(at.id)
    own = [one for one in at.rated if is_own(viewer, one)]
    waiting, barred = queries.contested(at), queries.list_vetoes(at)
    runs = may_lead(viewer, at.organization_id, at.responsible)
    decides = [one for one in at.rated if viewer.may_run(one.unit_id)]
    current = [row for row in stage.parties if row.state == "open" and not row.is_polled]
    return {
        "stage": stage,
        "own": [
            {
                "rated": one,
                "sheet": sheets.get((one.id, "self")),
                "open": actions.sheet_is_open(at, one, "self"),
                "decided": stage.decision is not None,
                "vetoes": barred.get(one.id, ()),
            }
            for one in own
        ],
        "next": next((row for row in stage.parties if row.state == "next"), None),
        "sheets": [
            {
                "party": row.party,
                "lines": [
                    {
                        "rated": one,
                        "sheet": sheets.get((one.id, row.party.code)),
                        "may": may_write(viewer, at, one, row.party.code),
                    }
                    for one in at.rated
                ],
            }
            for row in current
            if row.party.code != "self" and any(may_write(viewer, at, one, row.party.code) for one in at.rated)
        ],
        "sent_back": [
            {"rated": one, "party": party}
            for (rated_id, party), sheet in sheets.items()
            if not sheet.is_sent and party != "self" and not any(row.party.code == party for row in current)
            for one in at.rated
            if one.id == rated_id and may_write(viewer, at, one, party)
        ],
        "decides": decides if stage.result is not None else [],
        "waiting": waiting,
        "may_observe": may_observe(viewer, at),
        "may_sign": runs,
        "reviews": [row for row in queries.list_reviews(at.id) if runs or any(row.rated_id == o.id for o in decides)],
        "vetoes": [(one, barred[one.id]) for one in at.rated if one.id in barred] if runs else [],
        "veto_rules": at.params.vetoes if runs and not any(row.poll for row in stage.parties) else (),
        "refused": _refused(at, stage) if decides else [],
        "has_tables": any(row.poll and row.poll.state == "closed" for row in stage.parties) and bool(decides),
        "reached": board.list_reached(at) if decides and stage.code == "decided" else [],
        "differences": _differences(at, stage) if decides else [],
        "raters": gathering.list_raters("delegates", at.unit_ids, on=on)
        if runs and any(row.state == "next" and row.party.code == "delegates" for row in stage.parties)
        else [],
    }


def _refused(at: RoundRow, stage: queries.Stage) -> list[dict[str, object]]:
    if stage.result is None:
        return []
    titles = {item["code"]: item["title"] for item in at.items}
    parties = {party.code: party.title for party in at.params.parties}
    return [
        {
            "name": stage.result.name_of(one["code"]),
            "why": [words.refusal_word(refusal, titles, parties) for refusal in one["refusals"]],
        }
        for one in stage.result.outcome["subjects"]
        if one["refusals"]
    ]


def _differences(at: RoundRow, stage: queries.Stage) -> list[dict[str, object]]:
    if stage.result is None or stage.decision is None:
        return []
    codes = {one["code"] for one in stage.decision.differences}
    found = []
    for one in at.rated:
        if one.code in codes and stage.standing_of(one.code) is not None:
            laid = explaining.explain(at, stage.result, one, stage.standing)
            found.append({"name": one.name, "lines": laid.differences})
    return found


def _round(round_id: int) -> RoundRow:
    try:
        return queries.get_round(round_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _to_run(request: HttpRequest, round_id: int) -> RoundRow:
    at = _round(round_id)
    access.require(may_lead(access.viewer_of(request), at.organization_id, at.responsible))
    return at


def _rated(rated_id: int) -> tuple[RoundRow, RatedRow]:
    found = queries.find_round_of_rated(rated_id)
    if found is None:
        raise Http404
    return found


def _back(at: RoundRow, unit_id: int | None = None) -> HttpResponse:
    address = reverse("rating:step", args=[at.campaign_id, at.step_code])
    return redirect(f"{address}?organization={unit_id or at.organization_id}")


def _answer(
    request: HttpRequest, at: RoundRow, act: Callable[[], object], done: str, unit_id: int | None = None
) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, words.sentence(refused))
    else:
        messages.success(request, done)
    return _back(at, unit_id)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(value) for value in request.POST.getlist(name) if value.isascii() and value.isdigit()]


def _deadline(request: HttpRequest) -> datetime:
    try:
        typed = parse_datetime(request.POST.get("closes_at", ""))
    except ValueError:
        typed = None
    return timezone.make_aware(typed) if typed and timezone.is_naive(typed) else typed or timezone.now()


@require_POST
def start(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    at = visit(request, campaign_id, step_code, kind="rating")
    place = at.campaign.organization_id if at.step.subject == "campaign" else at.branch.id
    units = _numbers(request, "unit")
    access.require(may_lead(at.viewer, place, at.step.responsible) and all(at.viewer.may_run(unit) for unit in units))
    try:
        actions.start_round(
            now=timezone.now(),
            actor=at.viewer.actor,
            campaign_id=campaign_id,
            step_code=step_code,
            organization_id=place,
            on=at.on,
            unit_ids=units,
            chosen=_numbers(request, "chosen") or None,
        )
    except Refused as refused:
        messages.error(request, words.sentence(refused))
    return redirect(reverse("rating:step", args=[campaign_id, step_code]) + f"?organization={at.branch.id}")


@require_POST
def party(request: HttpRequest, round_id: int, code: str) -> HttpResponse:
    """Open, close or leave out one party."""
    at = _to_run(request, round_id)
    actor, act = access.viewer_of(request).actor, request.POST.get("act", "")
    now = timezone.now()
    if act == "open":
        return _answer(
            request,
            at,
            lambda: actions.open_party(
                now=now,
                actor=actor,
                round_id=round_id,
                party=code,
                on=timezone.localdate(),
                closes_at=_deadline(request),
                chosen=_numbers(request, "chosen") or None,
            ),
            _("已开始。"),
        )
    if act == "close":
        return _answer(
            request,
            at,
            lambda: actions.close_party(now=now, actor=actor, round_id=round_id, party=code),
            _("已截止。"),
        )
    return _answer(
        request,
        at,
        lambda: actions.leave_out(
            now=now, actor=actor, round_id=round_id, party=code, reason=request.POST.get("reason", "")[:500]
        ),
        _("已记下，这一方的权重按方案分给其他各方。"),
    )


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, rated_id: int, code: str) -> HttpResponse:
    """One named sheet, all items on one page. A draft is kept as it is typed; what is sent carries the name."""
    at, rated = _rated(rated_id)
    viewer = access.viewer_of(request)
    wanted = at.party(code)
    if wanted is None or is_polled(wanted):
        raise Http404
    access.require(may_write(viewer, at, rated, code))
    known = queries.find_sheet(rated_id, code)
    typed = request.POST if request.method == "POST" else None
    fault, saved_at = "", None
    if typed is not None:
        revision = typed.get("revision", "")
        send = typed.get("act") == "send"
        try:
            new = actions.save_sheet(
                now=timezone.now(),
                actor=viewer.actor,
                rated_id=rated_id,
                party=code,
                marks={item["code"]: typed.get(f"mark-{item['code']}", "") for item in at.items},
                reasons={item["code"]: typed.get(f"reason-{item['code']}", "") for item in at.items},
                revision=int(revision) if revision.isascii() and revision.isdigit() else 0,
                send=send,
            )
        except Refused as refused:
            fault = words.sentence(refused)
        else:
            if request.headers.get("HX-Request"):
                return render(
                    request,
                    "rating/_saved.html",
                    {"revision": new, "saved_at": timezone.now(), "error": "", "failed": ""},
                )
            messages.success(request, _("已提交。") if send else _("草稿已保存。"))
            if send:
                return _back(at, rated.unit_id)
            return redirect(request.path)
        if request.headers.get("HX-Request"):
            return render(
                request,
                "rating/_saved.html",
                {"revision": revision, "saved_at": saved_at, "error": fault, "failed": True},
            )
    context = {
        "round": at,
        "rated": rated,
        "party": wanted,
        "is_own": code == "self",
        "open": actions.sheet_is_open(at, rated, code),
        "sheet": known,
        "revision": (typed or {}).get("revision") or (known.revision if known else 0),
        "fault": fault,
        "choices": [(value, word) for value, word in choices_of(at.params).items() if value != ABSTAIN],
        "items": [
            {
                **item,
                "mark": typed.get(f"mark-{item['code']}", "")
                if typed is not None
                else (known.marks.get(item["code"], "") if known else ""),
                "reason": typed.get(f"reason-{item['code']}", "")
                if typed is not None
                else (known.reasons.get(item["code"], "") if known else ""),
            }
            for item in at.items
        ],
        "self_sheet": queries.find_sheet(rated_id, "self") if code != "self" else None,
        "trail": _trail(at, rated.unit_id, wanted.title),
    }
    return render(request, "rating/sheet.html", context, status=422 if fault else 200)


def _trail(at: RoundRow, unit_id: int, label: str) -> list[dict[str, str]]:
    address = reverse("rating:step", args=[at.campaign_id, at.step_code])
    return [{"label": at.title, "url": f"{address}?organization={unit_id}"}, {"label": label}]


@require_POST
def count(request: HttpRequest, round_id: int) -> HttpResponse:
    at = _to_run(request, round_id)
    return _answer(
        request,
        at,
        lambda: actions.count_round(now=timezone.now(), actor=access.viewer_of(request).actor, round_id=round_id),
        _("已按规则算出结果。"),
    )


@require_POST
def observe(request: HttpRequest, round_id: int) -> HttpResponse:
    at = _round(round_id)
    viewer = access.viewer_of(request)
    access.require(may_observe(viewer, at))
    return _answer(
        request,
        at,
        lambda: actions.confirm_conduct(
            now=timezone.now(), actor=viewer.actor, round_id=round_id, note=request.POST.get("note", "")[:1000]
        ),
        _("已确认。"),
        at.unit_ids[0],
    )


@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, round_id: int) -> HttpResponse:
    """The organisation's decision beside what was computed, each difference with its reason, patterns to look at first."""
    at, on = _to_run(request, round_id), timezone.localdate()
    stage = queries.stage_of(at)
    if stage.code != "deciding" or stage.result is None:
        return _back(at)
    result, fault = stage.result, ""
    typed = request.POST if request.method == "POST" else None
    findings = words.finding_lines(fairness.plain(fairness.panel(at, result, on=on)))
    if typed is not None:
        try:
            actions.sign(
                now=timezone.now(),
                actor=access.viewer_of(request).actor,
                round_id=round_id,
                body=typed.get("body", "")[:120] or _("支部委员会"),
                meeting_on=_day(typed.get("meeting_on", ""), on),
                differences=_typed_differences(result, typed),
                remarks={str(one["test"]): typed.get(f"remark-{one['test']}", "")[:500] for one in findings},
                on=on,
            )
        except Refused as refused:
            fault = words.sentence(refused)
        else:
            messages.success(request, _("已签署，本人现在可以看到自己的结果和依据。"))
            return _back(at)
    marks = [explaining.explain(at, result, one) for one in at.rated]
    context = {
        "round": at,
        "result": result,
        "fault": fault,
        "marks": [
            {"mark": mark, "id": one.id, **_typed_mark(mark, result, typed)}
            for mark, one in zip(marks, at.rated, strict=True)
        ],
        "bands": result.rules.get("bands", ()),
        "findings": [
            {**one, "typed": typed.get(f"remark-{one['test']}", "") if typed is not None else ""} for one in findings
        ],
        "body": (typed or {}).get("body") or _("支部委员会"),
        "meeting_on": (typed or {}).get("meeting_on") or on.isoformat(),
        "refused": _refused(at, stage),
        "counted_only": only_counted(at.params),
        "trail": _trail(at, at.organization_id, _("组织的决定")),
    }
    return render(request, "rating/decision.html", context, status=422 if fault else 200)


def _typed_mark(mark: explaining.Mark, result: results.ResultRow, typed: QueryDict | None) -> dict[str, object]:
    get = typed.get if typed is not None else lambda _key, default="": default
    code = mark.code
    stars = typed.getlist(f"star-{code}") if typed is not None else None
    outcome = next(one for one in result.outcome["subjects"] if one["code"] == code)
    return {
        "stars": [
            {
                "code": item.code,
                "title": item.title,
                "checked": item.code in stars if stars is not None else bool(item.star),
            }
            for item in mark.items
        ]
        if outcome["stars"] is not None
        else [],
        "band": get(f"band-{code}") or outcome["band"] or "",
        "reason": get(f"reason-{code}", "") or "",
    }


def _typed_differences(result: results.ResultRow, typed: QueryDict) -> list[Difference]:
    """What the committee decided otherwise than computed, from the form; a subject without a result has no fields."""
    found = []
    for one in result.outcome["subjects"]:
        code = one["code"]
        reason = typed.get(f"reason-{code}", "")[:500]
        if one["refusals"]:
            continue
        if one["stars"] is not None and typed.get(f"stars-shown-{code}"):
            found.append(Difference(code, "stars", typed.getlist(f"star-{code}"), reason))
        band = typed.get(f"band-{code}", "")
        if one["band"] is not None and band:
            found.append(Difference(code, "band", band, reason))
    return found


def _day(text: str, default: date) -> date:
    try:
        return parse_date(text) or default
    except ValueError:
        return default


def _laid_open(request: HttpRequest, rated_id: int) -> tuple[RoundRow, RatedRow, queries.Stage, explaining.Mark]:
    """The mark of one subject: for itself once it is signed, for those who decide as soon as it is counted."""
    at, rated = _rated(rated_id)
    viewer = access.viewer_of(request)
    decides = viewer.may_run(rated.unit_id)
    access.require(decides or is_own(viewer, rated))
    stage = queries.stage_of(at)
    if stage.result is None or (stage.decision is None and not decides):
        raise Http404
    return at, rated, stage, explaining.explain(at, stage.result, rated, stage.standing_of(rated.code))


@require_GET
def mark(request: HttpRequest, rated_id: int) -> HttpResponse:
    at, rated, stage, laid = _laid_open(request, rated_id)
    viewer = access.viewer_of(request)
    reviews = queries.list_reviews(at.id, rated_id)
    until = actions.review_until(at, stage.decision.signed_at) if stage.decision else None
    titles = {item["code"]: item["title"] for item in at.items}
    parties = {one.code: one.title for one in at.params.parties}
    context = {
        "round": at,
        "rated": rated,
        "stage": stage,
        "mark": laid,
        "why": [words.refusal_word(one, titles, parties) for one in laid.refusals],
        "package_code": public_code(stage.result, rated.code) if stage.result else "",
        "is_signed": stage.standing_of(rated.code) is not None,
        "how_total": words.how_total(laid.total_how),
        "reviews": reviews,
        "is_own": is_own(viewer, rated),
        "may_ask": is_own(viewer, rated)
        and until is not None
        and timezone.localdate() <= until
        and not any(one.state == "open" for one in reviews),
        "until": until,
        "answerable": [one for one in reviews if one.state == "open"] if viewer.may_run(rated.unit_id) else [],
        "tables": tables.list_tables(at, rated.person_id) if rated.person_id and laid.counted_only else [],
        "trail": _trail(at, rated.unit_id, rated.name),
    }
    return render(request, "rating/mark.html", context)


@require_GET
def mark_paper(request: HttpRequest, rated_id: int) -> HttpResponse:
    at, _rated_row, stage, laid = _laid_open(request, rated_id)
    data = papers.mark_docx(at, stage, laid)
    response = HttpResponse(data, content_type=DOCX)
    response["Content-Disposition"] = "attachment; filename=mark.docx"
    return response


@require_POST
def review(request: HttpRequest, rated_id: int) -> HttpResponse:
    at, rated = _rated(rated_id)
    viewer = access.viewer_of(request)
    access.require(is_own(viewer, rated))
    return _answer(
        request,
        at,
        lambda: actions.ask_review(
            now=timezone.now(),
            actor=viewer.actor,
            rated_id=rated_id,
            text=request.POST.get("text", "")[:2000],
            on=timezone.localdate(),
        ),
        _("申请已提交，由没有签署过这一结果的人复核。复核期间不公布。"),
        rated.unit_id,
    )


@require_POST
def answer_review(request: HttpRequest, review_id: int) -> HttpResponse:
    place = queries.find_review_place(review_id)
    if place is None:
        raise Http404
    at, rated = place
    viewer = access.viewer_of(request)
    access.require(viewer.may_run(rated.unit_id))
    return _answer(
        request,
        at,
        lambda: actions.answer_review(
            now=timezone.now(),
            actor=viewer.actor,
            review_id=review_id,
            changed=request.POST.get("verdict") == "changed",
            answer=request.POST.get("answer", "")[:2000],
        ),
        _("复核结论已记下。"),
        rated.unit_id,
    )


@require_POST
def veto(request: HttpRequest, round_id: int) -> HttpResponse:
    at = _to_run(request, round_id)
    return _answer(
        request,
        at,
        lambda: actions.record_veto(
            now=timezone.now(),
            actor=access.viewer_of(request).actor,
            rated_id=next((one.id for one in at.rated if one.id in _numbers(request, "rated")), 0),
            code=request.POST.get("code", "")[:60],
            evidence_text=request.POST.get("evidence", "")[:2000],
            on=timezone.localdate(),
        ),
        _("已记下，本人可以看到并提出异议。"),
    )


def _veto_round(veto_id: int) -> tuple[RoundRow, int, int | None]:
    place = results.find_veto_place(veto_id)
    found = queries.find_round(*place[:3]) if place is not None else None
    if place is None or found is None:
        raise Http404
    return found, place[2], place[3]


@require_POST
def contest(request: HttpRequest, veto_id: int) -> HttpResponse:
    """The person concerned; for an organisation its secretary."""
    at, organization_id, person_id = _veto_round(veto_id)
    viewer = access.viewer_of(request)
    access.require(
        viewer.person_id == person_id if person_id is not None else viewer.has("branch_secretary", organization_id)
    )
    unit = next((one.unit_id for one in at.rated if is_own(viewer, one)), at.organization_id)
    return _answer(
        request,
        at,
        lambda: actions.contest_veto(
            now=timezone.now(),
            actor=viewer.actor,
            veto_id=veto_id,
            objection=request.POST.get("objection", "")[:2000],
            on=timezone.localdate(),
        ),
        _("异议已提交，由认定人以外的人复核。"),
        unit,
    )


@require_POST
def decide_veto(request: HttpRequest, veto_id: int) -> HttpResponse:
    at, organization_id, _person = _veto_round(veto_id)
    viewer = access.viewer_of(request)
    access.require(viewer.may_run(organization_id))
    return _answer(
        request,
        at,
        lambda: actions.decide_veto(
            now=timezone.now(),
            actor=viewer.actor,
            veto_id=veto_id,
            lifted=request.POST.get("verdict") == "lifted",
            answer=request.POST.get("answer", "")[:2000],
        ),
        _("复核结论已记下。"),
    )


@require_GET
def star_board(request: HttpRequest, campaign_id: int, organization_id: int) -> HttpResponse:
    """Stars held in one branch, by name in stroke order; open to its members and staff, never to the open web."""
    viewer = access.viewer_of(request)
    access.require(
        viewer.may_see(organization_id) or viewer.belongs_to(organization_id) or _works_in(viewer, organization_id)
    )
    found = board.get_board(campaign_id, organization_id)
    if found is None:
        raise Http404
    return render(request, "rating/board.html", {"board": found})


def _works_in(viewer: Viewer, organization_id: int) -> bool:
    school = people.schools_covered([organization_id], on=viewer.on).get(organization_id)
    return school is not None and viewer.belongs_to(school.organization_id)


@require_GET
def table(request: HttpRequest, round_id: int) -> HttpResponse:
    """测评表: the tally in the layout of the forms, on screen, for printing, or as a workbook (`?as=xlsx`)."""
    at = _to_run(request, round_id)
    found = tables.list_tables(at)
    if request.GET.get("as") == "xlsx":
        response = HttpResponse(papers.tables_xlsx(at, found), content_type=XLSX)
        response["Content-Disposition"] = "attachment; filename=rating.xlsx"
        return response
    trail = _trail(at, at.organization_id, _("测评表"))
    return render(request, "rating/table.html", {"round": at, "tables": found, "trail": trail})


__all__ = [
    "answer_review",
    "contest",
    "count",
    "decide_veto",
    "decision",
    "mark",
    "mark_paper",
    "observe",
    "party",
    "review",
    "sheet",
    "star_board",
    "start",
    "step",
    "table",
    "veto",
]
