"""A unit's own plan on top of its superior's: what it adds and tightens, side by side with the superior's."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.apps.plans import actions, local_forms, queries
from xianfeng.apps.plans.actions import PlanRefused
from xianfeng.apps.plans.beside import side_by_side
from xianfeng.apps.plans.sentences import sentence as plan_sentence
from xianfeng.core.plan.faults import Fault
from xianfeng.core.plan.local_plan import Overlay
from xianfeng.core.plan.model import Pack
from xianfeng.core.plan.overlay import apply_overlay, resting_on
from xianfeng.core.plan.sentences import sentence


def local_plan(request: HttpRequest, version_id: int, organization_id: int) -> HttpResponse:
    """Fill in, file and read. Nothing typed is lost with a refusal; `more` asks for one more empty row."""
    version, organization = queries.get_version(version_id), people.get_organization(organization_id)
    viewer = viewer_of(request)
    require(viewer.may_see(organization_id))
    pack, existing = (
        queries.get_superior(version_id, organization_id),
        queries.find_overlay(version_id, organization_id),
    )
    content = existing.content if existing else {}
    given = request.POST if request.method == "POST" else None
    form = local_forms.LocalPlan(
        given,
        parameters=[item for item in pack.plan.parameters if item.local != "fixed" and item.value is not None],
        initial={
            "reason": content.get("reason", ""),
            **{f"value_{change['code']}": change["value"] for change in content.get("parameters", [])},
        },
    )
    own = content.get("add_steps", [])
    steps = local_forms.steps_form(pack, given, given=own, more=bool(given and "more" in given))
    came = given if given is not None and "points-TOTAL_FORMS" in given else None
    points = local_forms.points_form(pack, came, given=content.get("add_items", []))
    dropped = given.getlist("drop") if given is not None else list(content.get("drop_steps", []))
    faults: list[str] = []
    if given is not None:
        require(viewer.may_run(organization_id))
        if "more" not in given and form.is_valid() and steps.is_valid() and (points.is_valid() or came is None):
            try:
                actions.file_overlay(
                    **stamp_of(request),
                    version_id=version_id,
                    organization_id=organization_id,
                    content=local_forms.overlay_content(
                        pack, organization, form.cleaned_data["reason"], form.values(), steps.cleaned_data, dropped,
                        [one["code"] for one in own], points.cleaned_data if came is not None else points.initial,
                    ),
                )  # fmt: skip
            except PlanRefused as refused:
                form.add_error(None, plan_sentence(refused))
                faults = [_fault_sentence(pack, fault) for fault in refused.params.get("faults", ())]
            else:
                messages.success(request, _("本单位方案已报上级。"))
                request.session["plan_kept"] = _keep(version_id, organization_id)
                return redirect("plans:local", version_id=version_id, organization_id=organization_id)
    rows = side_by_side(pack, apply_overlay(pack, Overlay.model_validate(content))[0]) if existing else []
    return render(
        request,
        "plans/local.html",
        {
            "version": version,
            "organization": organization,
            "form": form,
            "steps": steps,
            "points": points,
            "core": [step.title for step in pack.plan.steps if step.core],
            "choices": [
                {
                    "code": step.code,
                    "title": step.title,
                    "dropped": step.code in dropped,
                    "resting": [other.title for other in resting_on(pack, step.code)],
                }
                for step in pack.plan.steps
                if not step.core
            ],
            "faults": faults,
            "existing": existing,
            "differences": [row for row in rows if row.kind != "same"],
            "rows": rows,
            "may_edit": viewer.may_run(organization_id),
            "decides": viewer.has("bureau_officer", version.organization_id),
            "keep": _keep(version_id, organization_id),
            "bound": given is not None,
            "kept_done": request.session.pop("plan_kept", ""),
        },
    )


def _keep(version_id: int, organization_id: int) -> str:
    return f"local-plan-{version_id}-{organization_id}"


def _fault_sentence(pack: Pack, fault: Fault) -> str:
    """What is wrong with a local plan, with the titles people know instead of codes."""
    titles = {item.code: item.title for item in (*pack.plan.parameters, *pack.plan.steps, *pack.plan.phases)}
    values = {
        name: titles.get(value, value) if name in ("code", "step", "phase") else value
        for name, value in fault.values.items()
    }
    return f"{sentence(replace(fault, values=values))}。"
