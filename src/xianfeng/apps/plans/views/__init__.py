"""Pages of plans: what there is, what it says, what is still to be decided, what people think of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import only, require, viewer_of
from xianfeng.apps.plans import actions, forms, queries
from xianfeng.apps.plans.actions import PlanRefused
from xianfeng.apps.plans.words import told_value
from xianfeng.core.plan.comparing import compare
from xianfeng.core.plan.faults import Fault
from xianfeng.core.plan.model import Overlay, Pack
from xianfeng.core.plan.overlay import apply_overlay
from xianfeng.core.plan.sentences import sentence


def _sentence(refused: PlanRefused) -> str:
    """One sentence for a refused act: what happened, why, what next."""
    sentences = {
        "published_is_fixed": _("方案已经发布，不能再改；需要调整时请另建新版本。"),
        "unknown_key": _("方案中没有这一项，请刷新页面后再试。"),
        "value_type": _("“%(title)s”的填法不对，请按括号里的单位填写。"),
        "value_below_minimum": _("“%(title)s”不能小于 %(limit)s。"),
        "value_above_maximum": _("“%(title)s”不能大于 %(limit)s。"),
        "value_not_below": _("“%(title)s”必须小于 %(limit)s。"),
        "value_not_a_choice": _("“%(title)s”只能从所列各项中选择。"),
        "reason_missing": _("改动方案写明的数值须说明理由，请补填。"),
        "not_in_consultation": _("现在不在征求意见期内。"),
        "answer_missing": _("内容还没有填写。"),
        "comments_open": _("还有 %(count)s 条意见没有答复，答复后才能发布。"),
        "consultation_running": _("征求意见还没有结束，结束后才能发布。"),
        "consultation_missing": _("方案还没有征求意见，请先设定征求意见的起止日期。"),
        "basis_missing": _("还没有写明开展依据，请先填写。"),
        "overlay_faulty": _("本单位方案中有与上级规定不符之处，请按下面所列修改。"),
        "overlay_not_filed": _("这份方案已经办理，或还没有报上来。"),
    }
    return sentences.get(refused.code, _("没有办成，请刷新页面后再试。")) % refused.params


@only("bureau_officer", "branch_secretary", "deputy_secretary", "inspector")
def list_plans(request: HttpRequest) -> HttpResponse:
    """Versions that concern the viewer, and the packs that can be taken up."""
    viewer = viewer_of(request)
    officer = viewer.has("bureau_officer")
    home = people.list_superiors(
        viewer.branch_ids | viewer.over.get("bureau_officer", frozenset()) | viewer.over.get("inspector", frozenset())
    )
    return render(
        request,
        "plans/list.html",
        {"versions": queries.list_versions(home), "packs": queries.list_packs() if officer else (), "officer": officer},
    )


@require_POST
@only("bureau_officer")
def adopt(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    organization = people.find_top(viewer.over["bureau_officer"])
    code = request.POST.get("pack", "")
    if organization is None or code not in {pack.code for pack in queries.list_packs()}:
        raise Http404
    version = actions.adopt_pack(now=timezone.now(), actor=viewer.actor, pack=code, organization_id=organization.id)
    messages.success(request, _("已建立方案草稿，请确认下面各项。"))
    return redirect("plans:detail", version_id=version)


def may_read(request: HttpRequest, version: queries.VersionRow) -> bool:
    viewer = viewer_of(request)
    if viewer.may_see(version.organization_id):
        return True
    return version.state in ("consultation", "published") and version.organization_id in people.list_superiors(
        viewer.branch_ids | viewer.workplace_ids
    )


def detail(request: HttpRequest, version_id: int) -> HttpResponse:
    """The whole plan, readable, with its sources; for the bureau also what is still to be decided."""
    version = queries.get_version(version_id)
    require(may_read(request, version))
    viewer = viewer_of(request)
    pack, settings = queries.get_pack(version_id), queries.get_settings(version_id)
    runs = viewer.has("bureau_officer", version.organization_id)
    asks = queries.list_asks(version_id)
    editable = runs and version.state in ("draft", "consultation")
    today = timezone.localdate()
    in_consultation = (
        version.state == "consultation" and version.consultation_from <= today < version.consultation_until
    )
    return render(
        request,
        "plans/detail.html",
        {
            "version": version,
            "pack": pack,
            "phases": [
                {
                    "phase": phase,
                    "steps": [step for step in pack.plan.steps if phase.code in step.phases],
                }
                for phase in pack.plan.phases
            ],
            "parameters": [
                {
                    "parameter": item,
                    "value": settings.get(item.code, item.value),
                    "told": told_value(item, settings.get(item.code, item.value)),
                    "changed": item.code in settings,
                }
                for item in pack.plan.parameters
            ],
            "criteria": pack.plan.criteria,
            "settings": settings,
            "variants": _variants(pack, settings),
            "questions": [
                {"ask": ask, "form": forms.Answer(ask=ask, auto_id=f"id_{ask.code}_%s")}
                for ask in asks
                if ask.code != "approval_basis"
            ]
            if editable
            else [],
            "open_questions": len(asks),
            "basis_form": forms.Basis(initial={"value": version.approval_basis}),
            "consultation_form": forms.Consultation(
                initial={
                    "from_date": version.consultation_from or today,
                    "until_date": (version.consultation_until - timedelta(days=1))
                    if version.consultation_until
                    else None,
                }
            ),
            "comments": queries.list_comments(version_id),
            "overlays": queries.list_overlays(version_id) if runs else [],
            "last_day": version.consultation_until - timedelta(days=1) if version.consultation_until else None,
            "editable": editable,
            "runs": runs,
            "in_consultation": in_consultation,
            "today": today,
        },
    )


def _variants(pack: Pack, settings: dict[str, object]) -> list[dict[str, object]]:
    """分类指导: what is laid down for some types of school, and the key under which the bureau may answer otherwise."""
    kinds = dict(people.school_type_options())
    found = []
    for variant in pack.plan.variants:
        rows = []
        for code, value in variant.parameters.items():
            parameter, key = pack.find_parameter(code), f"variant.{variant.code}.{code}"
            if parameter is not None:
                now = settings.get(key, value)
                rows.append({"title": parameter.title, "value": told_value(parameter, now), "key": key, "raw": now})
        words = "、".join(str(kinds.get(kind, kind)) for kind in variant.school_types)
        found.append({"title": variant.title, "kinds": words, "rows": rows})
    return found


def _act(request: HttpRequest, version_id: int, act, done: str) -> HttpResponse:
    """Run one action of the bureau on a version; a refusal becomes a message and nothing changes."""
    require(viewer_of(request).has("bureau_officer", queries.get_version(version_id).organization_id))
    try:
        act()
        messages.success(request, done)
    except PlanRefused as refused:
        messages.error(request, _sentence(refused))
    return redirect("plans:detail", version_id=version_id)


@require_POST
def set_value(request: HttpRequest, version_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    key = request.POST.get("key", "")
    value: object = request.POST.get("value", "").strip()
    ask = next((item for item in queries.list_asks(version_id) if item.code == key), None)
    if ask is not None and ask.type == "boolean":
        value = value == "true"
    return _act(
        request,
        version_id,
        lambda: actions.set_value(
            now=timezone.now(),
            actor=viewer.actor,
            version_id=version_id,
            key=key,
            value=value,
            reason=request.POST.get("reason", ""),
        ),
        _("已保存。"),
    )


@require_POST
def start_consultation(request: HttpRequest, version_id: int) -> HttpResponse:
    viewer, form = viewer_of(request), forms.Consultation(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("plans:detail", version_id=version_id)
    return _act(
        request,
        version_id,
        lambda: actions.start_consultation(
            now=timezone.now(),
            actor=viewer.actor,
            version_id=version_id,
            from_date=form.cleaned_data["from_date"],
            until_date=form.cleaned_data["until_date"] + timedelta(days=1),
        ),
        _("方案已向党员和教职工公开征求意见。"),
    )


@require_POST
def publish(request: HttpRequest, version_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    return _act(
        request,
        version_id,
        lambda: actions.publish(
            now=timezone.now(), actor=viewer.actor, version_id=version_id, today=timezone.localdate()
        ),
        _("方案已发布，可以据此开展活动。"),
    )


def comment(request: HttpRequest, version_id: int) -> HttpResponse:
    """A member's or teacher's opinion on the plan."""
    version = queries.get_version(version_id)
    require(may_read(request, version))
    viewer, pack = viewer_of(request), queries.get_pack(version_id)
    steps = [(step.code, step.title) for step in pack.plan.steps]
    form = forms.Comment(request.POST or None, steps=steps)
    if request.method == "POST" and form.is_valid():
        try:
            actions.comment(
                today=timezone.localdate(),
                version_id=version_id,
                source="staff" if viewer.status in ("non_member", "activist") else "member",
                text=form.cleaned_data["text"],
                step_code=form.cleaned_data["step_code"],
            )
        except PlanRefused as refused:
            form.add_error(None, _sentence(refused))
        else:
            messages.success(request, _("意见已收到。答复会公布在方案页面上。"))
            return redirect("plans:detail", version_id=version_id)
    return render(request, "plans/comment.html", {"version": version, "form": form})


def answer(request: HttpRequest, comment_id: int) -> HttpResponse:
    found = queries.get_comment(comment_id)
    version = queries.get_version(found.version_id)
    viewer = viewer_of(request)
    require(viewer.has("bureau_officer", version.organization_id))
    form = forms.Reply(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.answer_comment(
            now=timezone.now(),
            actor=viewer.actor,
            comment_id=comment_id,
            adopted=form.cleaned_data["adopted"],
            answer=form.cleaned_data["answer"],
        )
        messages.success(request, _("答复已公布。"))
        return redirect("plans:detail", version_id=version.id)
    return render(request, "plans/answer.html", {"version": version, "comment": found, "form": form})


def local_plan(request: HttpRequest, version_id: int, organization_id: int) -> HttpResponse:
    """A branch's own plan on top of its superior's, with the difference side by side."""
    version, organization = queries.get_version(version_id), people.get_organization(organization_id)
    viewer = viewer_of(request)
    require(viewer.may_see(organization_id))
    pack, existing = queries.get_settled(version_id), queries.find_overlay(version_id, organization_id)
    form = forms.LocalPlan(
        request.POST or None,
        parameters=[item for item in pack.plan.parameters if item.local != "fixed" and item.value is not None],
        steps=list(pack.plan.steps),
        phases=[(phase.code, phase.title) for phase in pack.plan.phases],
        initial=_initial(existing),
    )
    faults: list[str] = []
    if request.method == "POST":
        require(viewer.may_run(organization_id))
        if form.is_valid():
            content = _overlay_content(pack, organization, form.cleaned_data)
            try:
                actions.file_overlay(
                    now=timezone.now(),
                    actor=viewer.actor,
                    version_id=version_id,
                    organization_id=organization_id,
                    content=content,
                )
            except PlanRefused as refused:
                form.add_error(None, _sentence(refused))
                faults = [_fault_sentence(pack, fault) for fault in refused.params.get("faults", ())]
            else:
                messages.success(request, _("本单位方案已报上级。"))
                return redirect("plans:local", version_id=version_id, organization_id=organization_id)
    rows = []
    if existing:
        after, _faults = apply_overlay(pack, Overlay.model_validate(existing.content))
        rows = [
            {"kind": difference.change, "old": difference.before, "new": difference.after, "title": difference.title}
            for difference in compare(pack, after)
        ]
    return render(
        request,
        "plans/local.html",
        {
            "version": version,
            "organization": organization,
            "form": form,
            "faults": faults,
            "existing": existing,
            "rows": rows,
            "may_edit": viewer.may_run(organization_id),
            "decides": viewer.has("bureau_officer", version.organization_id),
        },
    )


def _fault_sentence(pack: Pack, fault: Fault) -> str:
    """What is wrong with a local plan, with the titles people know instead of codes."""
    titles = {item.code: item.title for item in (*pack.plan.parameters, *pack.plan.steps, *pack.plan.phases)}
    values = {
        name: titles.get(value, value) if name in ("code", "step", "phase") else value
        for name, value in fault.values.items()
    }
    return f"{sentence(replace(fault, values=values))}。"


def _initial(existing: queries.OverlayRow | None) -> dict[str, object]:
    if existing is None:
        return {}
    content = existing.content
    initial: dict[str, object] = {"reason": content.get("reason", "")}
    initial |= {f"value_{change['code']}": change["value"] for change in content.get("parameters", [])}
    for step in content.get("add_steps", []):
        initial |= {"step_title": step["title"], "step_asks": step.get("asks") or "", "step_phase": step["phases"][0]}
        initial["step_kind"] = step["kind"]
    return initial


LOCAL_KINDS = {
    "meeting": ("organization", ("branches",), lambda title: {"form": "forum"}),
    "study": ("person", ("members",), lambda title: {"topics": [title]}),
}
"""What a unit may add by the form: kind -> who it is done by, whom it concerns, its parameters from its title."""


def _overlay_content(pack, organization, data: dict) -> dict:
    """The overlay in the pack format."""
    reason = data["reason"].strip()
    source = {"default": reason}
    changes = [
        {"code": name.removeprefix("value_"), "value": value.strip(), "reason": reason}
        for name, value in data.items()
        if name.startswith("value_") and str(value).strip()
    ]
    for change in changes:
        parameter = pack.find_parameter(change["code"])
        if parameter.type == "integer" and change["value"].lstrip("-").isdigit():
            change["value"] = int(change["value"])
    steps = []
    if data.get("step_title", "").strip():
        title, kind = data["step_title"].strip(), data["step_kind"] or "meeting"
        per, who, params = LOCAL_KINDS[kind]
        steps.append(
            {
                "code": f"local_{organization.id}",
                "title": title,
                "kind": kind,
                "phases": [data["step_phase"] or pack.plan.phases[0].code],
                "per": per,
                "audience": {"who": list(who)},
                "params": params(title),
                "responsible": "branch_secretary",
                "core": False,
                "asks": data.get("step_asks", "").strip() or None,
                "source": source,
            }
        )
    return {
        "format": 1,
        "base": pack.code,
        "base_version": pack.meta.version,
        "code": f"local_{organization.id}",
        "title": f"{organization.label}",
        "reason": reason,
        "parameters": changes,
        "add_steps": steps,
    }
