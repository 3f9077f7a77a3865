"""Pages of 整改: for the committee which plans stand, for the person the own plan, for everybody above only numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import telling
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.apps.people.choosing import everybody_of
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.apps.tracking import queries as tracking
from xianfeng.apps.tracking.queries import ItemRow
from xianfeng.files.sheets import write_list
from xianfeng.kinds.rectification import actions, forms, queries
from xianfeng.kinds.rectification.kind import measure_fields, text_parts
from xianfeng.kinds.rectification.queries import PlanRow, Wanted
from xianfeng.kinds.rectification.words import LEVELS, SOURCES, sentence
from xianfeng.ui import typed
from xianfeng.ui.downloads import download
from xianfeng.ui.words import state_word


def _wanted(at: Visit) -> list[Wanted]:
    return queries.list_wanted(at.step, at.branch.id, at.params, at.on)


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The committee sees every plan; a person the own one; the level above how many there are and where they stand."""
    at = visit(request, campaign_id, step_code, kind="rectification")
    near = queries.is_near(at.viewer, at.branch.id)
    if request.method == "POST":
        require(near and at.campaign.is_open)
        _finish(request, at)
        return redirect(at.url())
    wanted, plans = _wanted(at), queries.list_plans(campaign_id, step_code, [at.branch.id])
    standing = {(plan.level, plan.person_id): plan for plan in plans}
    mine = next((one for one in wanted if at.viewer.is_person(one.person_id)), None)
    may_read = [
        one
        for one in wanted
        if one is not mine and queries.may_open(at.viewer, at.params, at.branch.id, one.level, one.person_id)
    ]
    sources = queries.list_sources(at.step, at.branch.id, at.params)
    items = queries.list_items(plans, sources)
    groups = {line.item_id: line.group for one in plans for line in one.measures if line.item_id}
    if near and request.GET.get("format") == "xlsx":
        return _workbook(at, items, groups)
    asked = request.GET.get("group", "")
    shown = [item for item in items if groups.get(item.id) == asked] if asked in at.params.classes else items
    context = {
        "at": at,
        "trail": at.trail(),
        "mine": _card(at, mine, standing) if mine else None,
        "cards": [_card(at, one, standing) for one in may_read if near or (one.level, one.person_id) in standing],
        "near": near,
        "figures": _figures(at, wanted, standing, items) if near or at.may_see else [],
        "items": [{**row, "group": groups.get(row["item"].id, "")} for row in _item_rows(shown, at)] if near else [],
        "has_items": near and bool(items),
        "classes": at.params.classes,
        "asked": asked,
        "sources": [str(SOURCES[one]) for one in at.params.sources],
        "may_finish": near and at.campaign.is_open and at.is_writable,
        "nothing": near and not wanted,
    }
    return render(request, "rectification/step.html", context)


def _card(at: Visit, one: Wanted, standing: dict[tuple[str, int | None], PlanRow]) -> dict[str, object]:
    plan = standing.get((one.level, one.person_id))
    own = at.viewer.is_person(one.person_id)
    writes = own or (one.person_id is None and queries.is_near(at.viewer, at.branch.id))
    url = reverse("rectification:plan", args=[plan.id]) if plan else ""
    if writes and at.is_writable and (plan is None or plan.state in ("draft", "returned")):
        name = "rectification:mine" if own else "rectification:unit"
        args = [at.campaign.id, at.step.code, at.branch.id, *([] if own else [one.level])]
        url = reverse(name, args=args)
    return {
        "title": _("我的整改方案") if own else one.name or str(LEVELS[one.level]),
        "plan": plan,
        "state": plan.state if plan else "not_started",
        "writes": writes and (plan is None or plan.state in ("draft", "returned")),
        "url": url,
        "sources": [item.origin_word for item in one.sources],
    }


def _figures(
    at: Visit, wanted: Sequence[Wanted], standing: dict[tuple[str, int | None], PlanRow], items: Sequence[ItemRow]
) -> list[tuple[str, str]]:
    """Numbers worked out from the plans and items; no names among them."""
    adopted = sum(1 for one in wanted if (plan := standing.get((one.level, one.person_id))) and plan.state == "adopted")
    counts = tracking.counts_of(items, at.on)
    return [
        (_("整改方案"), _("应有 %(of)s 份，已审定 %(n)s 份") % {"of": len(wanted), "n": adopted}),
        (
            _("整改事项"),
            _("共 %(of)s 项，改了 %(n)s 项，还有 %(left)s 项没有改")
            % {"of": counts.countable, "n": counts.done, "left": counts.countable - counts.done},
        ),
        (_("逾期"), _("%(n)s 项") % {"n": counts.overdue}),
    ]


def _item_rows(items: Sequence[ItemRow], at: Visit) -> list[dict[str, object]]:
    return [{"item": item, "state": item.state_on(at.on)} for item in items]


def _workbook(at: Visit, items: Sequence[ItemRow], groups: Mapping[int, str]) -> HttpResponse:
    """The items as the committee sees them."""
    rows = [
        (
            item.what,
            item.how,
            item.goal,
            item.due_on,
            item.owner_name,
            str(state_word(item.state_on(at.on)).word),
            *([groups.get(item.id, "")] if at.params.classes else []),
        )
        for item in items
    ]
    names = (_("改什么"), _("怎么改"), _("目标"), _("期限"), _("责任人"), _("状态"))
    names += (_("分类"),) if at.params.classes else ()
    return download(write_list(at.step.title, names, rows), f"{at.step.title}-{at.branch.name}.xlsx")


def _finish(request: HttpRequest, at: Visit) -> None:
    with telling(request, sentence):
        left = actions.finish(
            **stamp_of(request),
            campaign_id=at.campaign.id,
            step_code=at.step.code,
            organization_id=at.branch.id,
        )
        said = _("方案已全部审定。还有 %(n)s 项没有结论，逐项核查后再来办结。") if left else _("已办结。")
        messages.success(request, said % {"n": left} if left else said)


def mine(request: HttpRequest, campaign_id: int, step_code: str, organization_id: int) -> HttpResponse:
    """A person writes the own plan."""
    at = visit(request, campaign_id, step_code, kind="rectification", organization_id=organization_id)
    require(any(at.viewer.is_person(one.person_id) for one in _wanted(at)))
    return _write(request, at, "person", at.viewer.person_id)


def unit(request: HttpRequest, campaign_id: int, step_code: str, organization_id: int, level: str) -> HttpResponse:
    """The committee writes the plan of the organisation or of its leading team."""
    at = visit(request, campaign_id, step_code, kind="rectification", organization_id=organization_id)
    require(queries.is_near(at.viewer, organization_id))
    if level not in at.params.plans_of or level == "person":
        raise Http404
    return _write(request, at, level, None)


def _write(request: HttpRequest, at: Visit, level: str, person_id: int | None) -> HttpResponse:
    require(at.is_writable)
    plan = queries.find_plan(at.campaign.id, at.step.code, at.branch.id, level, person_id)
    if plan is not None and plan.state not in ("draft", "returned"):
        return redirect("rectification:plan", plan.id)
    parts, crowd = text_parts(at.params), everybody_of(at.branch.id, on=at.on)
    texts, rows, error = (plan.texts if plan else {}), forms.rows_of(plan, crowd), ""
    revision = plan.revision if plan else 0
    if request.method == "POST":
        texts, rows = forms.read_texts(request.POST, parts), forms.read_rows(request.POST, crowd)
        typed_over, error = typed.number(request.POST.get("revision"), -1), forms.wrong_owner(rows)
    if error:
        revision = typed_over
    elif request.method == "POST":
        stamp = stamp_of(request)
        hand_in = request.POST.get("act") == "submit"
        try:
            made = actions.save(
                **stamp,
                campaign_id=at.campaign.id,
                step_code=at.step.code,
                organization_id=at.branch.id,
                level=level,
                person_id=person_id,
                revision=typed_over,
                texts=texts,
                measures=forms.measures_in(rows),
            )
            revision += 1
            if hand_in:
                actions.submit(**stamp, plan_id=made)
        except Refused as refused:
            error = sentence(refused)
        else:
            messages.success(request, _("已提交，等另一位支委审定。") if hand_in else _("已保存，还没有提交。"))
            return redirect("rectification:plan", made)
    wanted = next((one for one in _wanted(at) if (one.level, one.person_id) == (level, person_id)), None)
    context = {
        "at": at,
        "trail": at.trail(_("写整改方案")),
        "level_word": LEVELS[level],
        "plan": plan,
        "revision": revision,
        "parts": [(n, part, texts.get(part, "")) for n, part in enumerate(parts)],
        "rows": forms.with_room(rows, crowd),
        "fields": measure_fields(at.params),
        "classes": at.params.classes,
        "sources": wanted.sources if wanted else (),
        "latest": at.params.latest,
        "error": error,
        "is_private": at.params.private or person_id is not None,
    }
    return render(request, "rectification/write.html", context, status=409 if error else 200)


def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """One plan, for those concerned; somebody else of the committee adopts it or sends it back."""
    viewer = viewer_of(request)
    row = queries.get_plan(plan_id)
    at = visit(request, row.campaign_id, row.step_code, kind="rectification", organization_id=row.organization_id)
    require(queries.may_open(viewer, at.params, row.organization_id, row.level, row.person_id))
    near = queries.is_near(viewer, row.organization_id)
    own = viewer.is_person(row.person_id)
    writes = own or (row.person_id is None and near)
    require(near or own or row.state != "draft")
    decides = (
        row.state == "submitted"
        and at.campaign.is_open
        and viewer.person_id not in (None, row.submitted_by, row.person_id)
        and viewer.may_run(row.organization_id) | near
    )
    if request.method == "POST":
        require(bool(decides))
        stamp = {**stamp_of(request), "plan_id": plan_id}
        if request.POST.get("act") == "adopt":
            with telling(request, sentence, _("已审定，措施列入整改，责任人会在待办中看到。")):
                actions.adopt(**stamp)
        else:
            with telling(request, sentence, _("已退回，本人可以看到理由。")):
                actions.send_back(**stamp, reason=request.POST.get("reason", ""))
        return redirect("rectification:plan", plan_id)
    name = "rectification:mine" if own else "rectification:unit"
    args = [row.campaign_id, row.step_code, row.organization_id, *([] if own else [row.level])]
    items = {item.id: item for item in queries.list_items([row], [])}
    context = {
        "at": at,
        "trail": at.trail(row.title),
        "row": row,
        "texts": [(part, row.texts.get(part, "")) for part in text_parts(at.params)],
        "measures": [(one, _item_rows([items[one.item_id]], at)[0] if one.item_id else None) for one in row.measures],
        "decides": decides,
        "edit_url": reverse(name, args=args) if writes and row.state in ("draft", "returned") else "",
        "is_private": at.params.private or row.person_id is not None,
    }
    return render(request, "rectification/plan.html", context)
