"""Pages of 先进典型: the gallery for everybody, and for those whose turn it is the file of one member."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.exemplars import actions, forms, own, queries
from xianfeng.apps.exemplars.actions import ExemplarRefused
from xianfeng.apps.exemplars.queries import ExemplarRow
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, open_to_all, require, viewer_of
from xianfeng.apps.people.choosing import these
from xianfeng.ui import typed

STATES = {
    "to_verify": "in_review", "doubted": "returned", "to_consent": "waiting", "to_publish": "waiting", "public": "done",
    "withdrawn": "withdrawn",
}  # fmt: skip


def refusal_sentence(refused: ExemplarRefused) -> str:
    """Why it did not go through, and what to do next."""
    lacks = {
        "title": _("一句话事迹"),
        "story": _("事迹介绍"),
        "deeds": _("至少一件事实"),
        "proof": _("每件事实及其依据"),
        "reasons": _("每条标准的理由"),
    }
    params = {"lacks": "、".join(lacks[name] for name in refused.params.get("lacks", []))}
    return {
        "no_criteria": _("现在的活动方案没有写先进典型的标准，不能推荐。"),
        "incomplete": _("还缺：%(lacks)s。您写的内容都还在。"),
        "changed_meanwhile": _("材料刚有改动，请看过最新内容再办。"),
        "is_public": _("已经公开，要改请先撤下。"),
        "second_person_needed": _("推荐人和本人不能办这一步，请由另一人办理。"),
        "reason_missing": _("请写明理由。"),
        "not_verified": _("还有事实没有核实。"),
        "not_the_person": _("只能由本人决定。"),
        "not_agreed": _("本人还没有同意这份文字，不能公开。"),
        "not_public": _("这份材料没有公开。"),
    }.get(refused.code, _("没有办成，请刷新页面后再试。")) % params


@open_to_all
def gallery(request: HttpRequest) -> HttpResponse:
    """Accounts in the order of units and numbers; those taken down as a note without name."""
    found = queries.list_public()
    honours = queries.list_honours(row.person_id for row in found if row.is_public)
    return render(request, "exemplars/gallery.html", {"rows": [_open(row, honours) for row in found]})


@open_to_all
def one(request: HttpRequest, exemplar_id: int) -> HttpResponse:
    """One account as society reads it: what was done, never how the person compares."""
    row = next((row for row in queries.list_public() if row.id == exemplar_id), None)
    if row is None:
        raise Http404
    honours = queries.list_honours([row.person_id] if row.is_public else [])
    return render(request, "exemplars/one.html", {"row": _open(row, honours)}, status=200 if row.is_public else 410)


def _open(row: ExemplarRow, honours: dict[int, list[str]]) -> dict[str, object]:
    """The part of an account that is public; of one taken down only that it was, and the note."""
    if not row.is_public:
        return {"id": row.id, "is_public": False, "on": row.withdrawn_on, "note": row.withdrawn_note}
    return {
        "id": row.id,
        "is_public": True,
        "name": row.name,
        "unit": row.organization_name,
        "title": row.title,
        "story": row.story,
        "deeds": [deed.what for deed in row.deeds],
        "honours": honours[row.person_id],
        "on": row.published_on,
    }


def unit(request: HttpRequest, organization_id: int) -> HttpResponse:
    """The files of a unit and those below, for who organises there."""
    viewer = viewer_of(request)
    require(viewer.may_run(organization_id))
    rows = queries.list_exemplars(organization_ids=people.subtree_ids(organization_id))
    return render(
        request,
        "exemplars/unit.html",
        {
            "organization": people.get_organization(organization_id),
            "rows": [{"row": row, "state": STATES[row.stage]} for row in rows],
            "may_recommend": queries.find_campaign(organization_id) is not None,
        },
    )


def recommend(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Write the account of a member of the branch, or go on with one (`?exemplar=`)."""
    viewer, today = viewer_of(request), timezone.localdate()
    require(viewer.may_run(organization_id))
    campaign = queries.find_campaign(organization_id)
    if campaign is None:
        messages.error(request, refusal_sentence(ExemplarRefused("no_criteria")))
        return redirect("exemplars:unit", organization_id)
    criteria = queries.criteria_of(campaign.id, organization_id)
    asked = request.GET.get("exemplar", "")
    known = [row for row in queries.list_exemplars(organization_ids=[organization_id]) if str(row.id) == asked]
    members = people.members_of([organization_id], on=today)
    names = [(row["person_id"], row["person__name"]) for row in members if row["person_id"] != viewer.person_id]
    form = forms.Account(
        request.POST or None,
        crowd=these(names),
        criteria=criteria,
        initial=_initial(known[0]) if known else {"version": 0},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.recommend(
                now=timezone.now(),
                actor=viewer.actor,
                campaign_id=campaign.id,
                organization_id=organization_id,
                person_id=data["person"],
                title=data["title"],
                story=data["story"],
                reasons=form.reasons,
                deeds=form.deeds,
                version=data["version"] or 0,
            )
        except ExemplarRefused as refused:
            form.add_error(None, refusal_sentence(refused))
        else:
            messages.success(request, _("已提交，等另一人逐件核实。"))
            return redirect("exemplars:detail", made)
    context = {"form": form, "organization": people.get_organization(organization_id), "campaign": campaign}
    return render(request, "exemplars/recommend.html", context, status=422 if form.is_bound else 200)


def _initial(row: ExemplarRow) -> dict[str, object]:
    found: dict[str, object] = {
        "person": row.person_id, "title": row.title, "story": row.story, "version": row.version
    }  # fmt: skip
    found |= {f"reason_{key}": text for key, _title, text in row.reasons}
    for number, deed in enumerate(row.deeds, start=1):
        found |= {f"what_{number}": deed.what, f"proof_{number}": deed.proof}
    return found


def _get(exemplar_id: int) -> ExemplarRow:
    try:
        return queries.get_exemplar(exemplar_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _may_publish(viewer: Viewer, row: ExemplarRow) -> bool:
    return viewer.has("bureau_officer", row.organization_id) and viewer.person_id != row.person_id


def detail(request: HttpRequest, exemplar_id: int) -> HttpResponse:
    """The file: facts with proof and verifier, why each criterion is met, the consent, and the next step."""
    row, viewer = _get(exemplar_id), viewer_of(request)
    is_mine = viewer.person_id == row.person_id
    verifies = own.may_verify(viewer, row)
    require(is_mine or verifies or viewer.may_run(row.organization_id))
    context = {
        "row": row,
        "state": STATES[row.stage],
        "honours": queries.list_honours([row.person_id])[row.person_id],
        "is_mine": is_mine,
        "may_verify": verifies and not row.is_public,
        "may_edit": viewer.may_run(row.organization_id) and not is_mine and not row.is_public,
        "may_publish": _may_publish(viewer, row) and row.stage == "to_publish",
        "may_withdraw": _may_publish(viewer, row) and row.is_public,
    }
    return render(request, "exemplars/detail.html", context)


@require_POST
def act(request: HttpRequest, exemplar_id: int) -> HttpResponse:
    """One button of the file."""
    row, viewer, post = _get(exemplar_id), viewer_of(request), request.POST
    stamp = {"now": timezone.now(), "actor": viewer.actor}
    version = typed.number(post.get("version"))
    what = post.get("act", "")
    deed = typed.number(post.get("deed"))
    try:
        if what in ("verify", "doubt"):
            require(own.may_verify(viewer, row) and deed in {one.id for one in row.deeds})
            actions.verify(**stamp, deed_id=deed, is_true=what == "verify", doubt=post.get("doubt", ""))
            done = _("已记下核实结果。")
        elif what in ("consent", "revoke"):
            require(viewer.person_id == row.person_id)
            if what == "consent":
                actions.consent(**stamp, exemplar_id=exemplar_id, version=version)
                done = _("已记下您的同意。您随时可以撤回，撤回后立即撤下。")
            else:
                actions.revoke_consent(**stamp, exemplar_id=exemplar_id)
                done = _("已撤回，公开的内容已经撤下。")
        elif what in ("publish", "withdraw"):
            require(_may_publish(viewer, row))
            if what == "publish":
                actions.publish(**stamp, exemplar_id=exemplar_id, version=version)
                done = _("已公开。")
            else:
                actions.withdraw(**stamp, exemplar_id=exemplar_id, note=post.get("note", ""))
                done = _("已撤下，说明留在原处。")
        else:
            raise Http404
        messages.success(request, done)
    except ExemplarRefused as refused:
        messages.error(request, refusal_sentence(refused))
    return redirect("exemplars:detail", exemplar_id)
