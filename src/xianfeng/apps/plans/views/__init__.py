"""Pages of plans: what there is, what it says, what is still to be decided, what people think of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.journal.telling import explaining, telling
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import only, require, stamp_of, viewer_of
from xianfeng.apps.plans import actions, forms, queries
from xianfeng.apps.plans.actions import PlanRefused
from xianfeng.apps.plans.beside import conditions
from xianfeng.apps.plans.sentences import sentence
from xianfeng.apps.plans.words import told_value
from xianfeng.core.plan.model import Pack


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
    version = actions.adopt_pack(**stamp_of(request), pack=code, organization_id=organization.id)
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
    return _detail(request, version, None)


def _detail(request: HttpRequest, version: queries.VersionRow, answers: forms.Answers | None) -> HttpResponse:
    """`answers`: the sheet of questions as it came in, when something on it has to be looked at again."""
    viewer = viewer_of(request)
    pack, settings = queries.get_pack(version.id), queries.get_settings(version.id)
    runs = viewer.has("bureau_officer", version.organization_id)
    asks = queries.list_asks(version.id)
    overlays = queries.list_overlays(version.id) if runs else []
    editable = runs and version.state in ("draft", "consultation")
    today = timezone.localdate()
    in_consultation = (
        version.state == "consultation" and version.consultation_from <= today < version.consultation_until
    )
    sheet = answers or _sheet(version, settings)
    still = {ask.code for ask in asks}
    wrong = bool(sheet.errors) if sheet.is_bound else False
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
                    "open": editable and item.ask is None,
                }
                for item in pack.plan.parameters
            ],
            "criteria": pack.plan.criteria,
            "settings": settings,
            "variants": _variants(pack, settings),
            "sheet": sheet if editable else None,
            "still_open": [field for field in sheet if field.name in still or field.errors],
            "answered": [field for field in sheet if field.name not in still and not field.errors],
            "open_questions": len(asks),
            "missing": _missing(version, len(asks), today),
            "consultation_form": forms.Consultation(
                initial={
                    "from_date": version.consultation_from or today,
                    "until_date": (version.consultation_until - timedelta(days=1))
                    if version.consultation_until
                    else None,
                }
            ),
            "comments": queries.list_comments(version.id),
            "overlays": overlays,
            "conditions": conditions(pack, [(one.organization_name, one.content) for one in overlays]),
            "last_day": version.consultation_until - timedelta(days=1) if version.consultation_until else None,
            "editable": editable,
            "runs": runs,
            "in_consultation": in_consultation,
            "today": today,
            "kept_done": request.session.pop("plan_kept", ""),
        },
        status=400 if wrong else 200,
    )


def _missing(version: queries.VersionRow, questions: int, today: date) -> list[str]:
    """What still stands between this version and a campaign, each in a sentence."""
    missing = []
    if questions:
        missing.append(_("还有 %(n)s 项没有确定。") % {"n": questions})
    if version.consultation_until is None:
        missing.append(_("还没有征求意见。"))
    elif today < version.consultation_until:
        last = version.consultation_until - timedelta(days=1)
        missing.append(_("征求意见到 %(month)s月%(day)s日 为止。") % {"month": last.month, "day": last.day})
    if version.open_comments:
        missing.append(_("还有 %(n)s 条意见没有答复。") % {"n": version.open_comments})
    if version.state != "published":
        missing.append(_("还没有发布。"))
    return missing


def _sheet(version: queries.VersionRow, settings: dict[str, object], data: QueryDict | None = None) -> forms.Answers:
    return forms.Answers(data, asks=queries.list_questions(version.id), settings=settings)


@require_POST
def answer_questions(request: HttpRequest, version_id: int) -> HttpResponse:
    """The whole sheet of questions at once: what holds is kept, what does not is said beside its field."""
    version = queries.get_version(version_id)
    viewer = viewer_of(request)
    require(viewer.has("bureau_officer", version.organization_id))
    before = queries.get_settings(version_id)
    sheet = _sheet(version, before, request.POST)
    sheet.is_valid()
    saved = 0
    for name, value in sheet.answers().items():
        if value == before.get(name):
            continue
        try:
            actions.set_value(**stamp_of(request), version_id=version_id, key=name, value=value)
            saved += 1
        except PlanRefused as refused:
            sheet.add_error(name, sentence(refused))
    if saved:
        messages.success(request, _("已保存 %(n)s 项。") % {"n": saved})
    if sheet.errors:
        return _detail(request, queries.get_version(version_id), sheet)
    request.session["plan_kept"] = f"plan-answers-{version_id}"
    return redirect(f"{reverse('plans:detail', args=(version_id,))}#questions")


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


def _act(
    request: HttpRequest, version_id: int, act: Callable[..., object], done: str, place: str = "", **given: object
) -> HttpResponse:
    """Run one action of the bureau on a version; a refusal becomes a message and nothing changes."""
    require(viewer_of(request).has("bureau_officer", queries.get_version(version_id).organization_id))
    with telling(request, sentence, done):
        act(**stamp_of(request), version_id=version_id, **given)
        if request.POST.get("keep"):
            request.session["plan_kept"] = request.POST["keep"][:80]
    return redirect(reverse("plans:detail", args=(version_id,)) + place)


@require_POST
def set_value(request: HttpRequest, version_id: int) -> HttpResponse:
    key = request.POST.get("key", "")
    value: object = request.POST.get("value", "").strip()
    ask = next((item for item in queries.list_asks(version_id) if item.code == key), None)
    if ask is not None and ask.type == "boolean":
        value = value == "true"
    place, reason = "#variants" if key.startswith("variant.") else "#values", request.POST.get("reason", "")
    return _act(request, version_id, actions.set_value, _("已保存。"), place, key=key, value=value, reason=reason)


@require_POST
def start_consultation(request: HttpRequest, version_id: int) -> HttpResponse:
    form = forms.Consultation(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("plans:detail", version_id=version_id)
    days = form.cleaned_data
    return _act(
        request,
        version_id,
        actions.start_consultation,
        _("方案已向党员和教职工公开征求意见。"),
        from_date=days["from_date"],
        until_date=days["until_date"] + timedelta(days=1),
    )


@require_POST
def publish(request: HttpRequest, version_id: int) -> HttpResponse:
    done = _("方案已发布，可以据此开展活动。")
    return _act(request, version_id, actions.publish, done, today=timezone.localdate())


def comment(request: HttpRequest, version_id: int) -> HttpResponse:
    """A member's or teacher's opinion on the plan."""
    version = queries.get_version(version_id)
    require(may_read(request, version))
    viewer, pack = viewer_of(request), queries.get_pack(version_id)
    steps = [(step.code, step.title) for step in pack.plan.steps]
    form = forms.Comment(request.POST or None, steps=steps)
    if request.method == "POST" and form.is_valid():
        with explaining(form, sentence):
            actions.comment(
                today=timezone.localdate(),
                version_id=version_id,
                source="staff" if viewer.status in ("non_member", "activist") else "member",
                text=form.cleaned_data["text"],
                step_code=form.cleaned_data["step_code"],
            )
            messages.success(request, _("意见已收到。答复会公布在方案页面上。"))
            request.session["plan_kept"] = f"plan-comment-{version_id}"
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
            **stamp_of(request),
            comment_id=comment_id,
            adopted=form.cleaned_data["adopted"],
            answer=form.cleaned_data["answer"],
        )
        messages.success(request, _("答复已公布。"))
        request.session["plan_kept"] = f"plan-answer-{comment_id}"
        return redirect("plans:detail", version_id=version.id)
    return render(request, "plans/answer.html", {"version": version, "comment": found, "form": form})
