"""Pages of 谈心与结对: my pairs; for one responsible person who is paired with whom; for everybody above numbers alone."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import explaining, telling
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.apps.people.choosing import everybody_of
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.kinds.pairing import actions, forms, queries
from xianfeng.kinds.pairing.queries import PairRow
from xianfeng.kinds.pairing.words import sentence

STATE_CODES = {
    "proposed": "waiting",
    "standing": "running",
    "declined": "dropped",
    "ended": "over",
    "referred": "over",
}


def _card(row: PairRow) -> dict[str, object]:
    return {"row": row, "code": STATE_CODES[row.state]}


def _may_arrange(at: Visit) -> bool:
    """Who puts pairs forward for others: the responsible person of the unit; for a step of the whole campaign who runs it."""
    if at.step.subject == "campaign":
        return at.may_run
    return queries.is_responsible(at.viewer, at.branch.id) and at.may_see


def _may_propose(at: Visit) -> bool:
    begins = at.params.anyone_may_begin and at.branch.id in at.viewer.branch_ids
    return at.is_writable and (_may_arrange(at) or (at.step.subject == "person" and (at.is_concerned or begins)))


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """My pairs and their next step; below, what this visitor may see of the others."""
    at = visit(request, campaign_id, step_code, kind="pairing")
    units = queries.units_of(at.viewer)
    mine = []
    if at.viewer.person_id is not None:
        mine = queries.list_of_person(campaign_id, step_code, at.viewer.person_id, units)
    every = queries.list_of_step(campaign_id, step_code, people.subtree_ids(at.branch.id)) if at.may_see else []
    by_name = _may_arrange(at) or (at.may_see and not at.params.names_restricted)
    others = [queries.without_content(row) for row in every if row not in mine] if by_name else []
    load = queries.load_of(every) if by_name else {}
    names = {row.left_id: row.left_name for row in every if row.left_id}
    context = {
        "at": at,
        "trail": at.trail(),
        "mine": [_card(row) for row in mine if row.state != "declined"],
        "others": [_card(row) for row in others],
        "numbers": queries.coverage_of(every, at.params) if at.may_see else [],
        "reaches": [
            {"title": one.title, "departments": found}
            for one in at.params.relations
            if at.may_see and (found := queries.reach_of(every, one, at.branch.id, at.on))
        ],
        "load": [(names[number], count) for number, count in load.items()],
        "titles": {one.code: one.title for one in at.params.relations},
        "may_propose": _may_propose(at),
        "may_list": [one for one in at.params.relations if one.is_listed and _may_arrange(at) and at.is_writable],
        "asked": at.params.contacts,
        "is_concerned": at.is_concerned,
        "content_kept": at.params.content_kept,
    }
    return render(request, "pairing/step.html", context)


def propose(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """A pair put forward by one of the two, or arranged by the responsible person."""
    at = visit(request, campaign_id, step_code, kind="pairing")
    require(_may_propose(at))
    arranges = _may_arrange(at)
    by_unit = at.step.subject == "organization"
    bound = request.POST if request.method == "POST" else None
    form = forms.Propose(
        bound,
        params=at.params,
        crowd=everybody_of(at.branch.id, on=at.on),
        units=_units(at),
        names_left=arranges and not by_unit,
        initial={"nonce": uuid4(), "from_date": at.on},
    )
    if bound is not None and form.is_valid() and _propose(request, at, form, arranges=arranges, by_unit=by_unit):
        messages.success(request, _("已登记。") if not at.params.needs_consent else _("已提出，双方同意后开始。"))
        return redirect(at.url())
    context = {"at": at, "trail": at.trail(_("登记一对")), "form": form}
    return render(request, "pairing/propose.html", context, status=422 if bound is not None else 200)


def _units(at: Visit) -> list[tuple[int, str]]:
    """Branches of the programme and the schools they answer for."""
    branches = campaigns.branches_of(at.campaign.id)
    schools = people.schools_covered([row.id for row in branches], on=at.on)
    found = [(row.id, row.label) for row in branches]
    return found + sorted({(row.organization_id, row.name) for row in schools.values()}, key=lambda one: one[1])


def _propose(request: HttpRequest, at: Visit, form: forms.Propose, *, arranges: bool, by_unit: bool) -> bool:
    data = form.cleaned_data
    own = not arranges or at.is_concerned or at.params.anyone_may_begin
    left = None if by_unit else data.get("left") or (at.viewer.person_id if own else None)
    if left is None and not by_unit:
        form.add_error("left" if "left" in form.fields else None, _("请选择。"))
        return False
    with explaining(form, sentence):
        actions.propose(
            **stamp_of(request),
            nonce=data["nonce"],
            campaign_id=at.campaign.id,
            step_code=at.step.code,
            organization_id=at.branch.id,
            new=actions.NewPair(
                data["relation"],
                left,
                data.get("right"),
                data.get("right_unit"),
                data.get("right_name", ""),
                data.get("goal", ""),
                data.get("from_date"),
                data.get("until_date"),
                data.get("mentor", ""),
            ),
            agrees_left=by_unit or at.viewer.is_person(left),
        )
    return form.is_valid()


@require_POST
def propose_many(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Every pair of one relation by the posts of today."""
    at = visit(request, campaign_id, step_code, kind="pairing")
    require(_may_arrange(at) and at.is_writable)
    with telling(request, sentence):
        count = actions.propose_many(
            **stamp_of(request),
            campaign_id=campaign_id,
            step_code=step_code,
            organization_id=at.branch.id,
            relation=request.POST.get("relation", ""),
        )
        messages.success(request, _("列出 %(n)s 对，已有的没有重复。") % {"n": count})
    return redirect(at.url())


SAID = {
    "agree": gettext_lazy("已同意。"),
    "consent": gettext_lazy("已记下对方同意。"),
    "decline": gettext_lazy("已答复，不需要说明理由。"),
    "confirm": gettext_lazy("已确认。"),
    "remove": gettext_lazy("已撤销。"),
    "end": gettext_lazy("已结束，联系记录保留。"),
    "refer": gettext_lazy("已登记，只记日期。"),
    "report": gettext_lazy("已保存。"),
}


def pair(request: HttpRequest, pair_id: int) -> HttpResponse:
    """One pair, for the two and one responsible person: agree, log, confirm, end. To everybody else a pair and a number
    that nobody has look alike: how many there are, and since when, is not to be counted off the addresses."""
    viewer = viewer_of(request)
    try:
        row = queries.get_pair(pair_id)
    except ObjectDoesNotExist as missing:
        raise PermissionDenied from missing
    campaign = campaigns.get_campaign(row.campaign_id)
    step_row = campaigns.get_step(row.campaign_id, row.step_code, row.organization_id)
    params = queries.Params.model_validate(step_row.params)
    require(queries.may_open(viewer, row, params))
    left, right = queries.is_left(viewer, row), queries.is_right(viewer, row)
    responsible = queries.is_responsible(viewer, row.organization_id)
    outside = row.right_id is None and row.right_unit_id is None
    form = forms.Log(
        request.POST if request.POST.get("act") == "log" else None,
        params=params,
        initial={"nonce": uuid4(), "held_on": timezone.localdate()},
    )
    put = forms.Put(request.POST if request.POST.get("act") == "put" else None, initial={"nonce": uuid4().hex})
    reports = queries.report_options(params, left=left, right=right)
    told = forms.Report(request.POST if request.POST.get("act") == "report" else None, choices=reports)
    may_refer = responsible and params.may_refer and row.state == "standing"
    if request.method == "POST":
        require(campaign.is_open and (left or right or responsible))
        rights = {
            "agree": left or right,
            "decline": left or right,
            "consent": outside and (responsible or left),
            "log": left or right,
            "confirm": left or right or (outside and responsible),
            "remove": left or right,
            "end": left or right or responsible,
            "put": left or right,
            "refer": may_refer,
            "report": bool(reports),
        }
        act = request.POST.get("act", "")
        if act not in rights:
            raise Http404
        require(bool(rights[act]))
        where = _act(request, row, act, {"log": form, "put": put, "report": told}, left=left, right=right)
        if where:
            return redirect(where)
    shown = row if left or right else queries.without_content(row)
    context = {
        "row": shown,
        "code": STATE_CODES[row.state],
        "relation": next((one.title for one in params.relations if one.code == row.relation), row.relation),
        "step": step_row,
        "back": reverse("pairing:step", args=[row.campaign_id, row.step_code]),
        "form": form,
        "put": put,
        "told": told if reports and row.state in ("standing", "ended") and campaign.is_open else None,
        "may_refer": may_refer and campaign.is_open,
        "may_retell": params.one_at_a_time and row.is_reported and viewer.may_run(row.organization_id),
        "of_bodies": params.of_bodies,
        "is_side": left or right,
        "may_agree": row.state == "proposed"
        and ((left and row.left_agreed_on is None) or (right and row.right_agreed_on is None)),
        "may_consent": row.state == "proposed"
        and outside
        and row.right_agreed_on is None
        and (responsible or (left and row.left_agreed_on is not None)),
        "may_log": (left or right) and row.state == "standing" and campaign.is_open,
        "may_end": (left or right or responsible) and row.state in ("standing", "proposed") and campaign.is_open,
        "may_confirm": {
            one.id
            for one in row.waiting
            if one.logged_by != viewer.person_id and (left or right or (outside and responsible))
        },
        "own_waiting": {one.id for one in row.waiting if viewer.is_person(one.logged_by)},
        "content_kept": params.content_kept,
    }
    return render(
        request, "pairing/pair.html", context, status=422 if form.errors or put.errors or told.errors else 200
    )


def _act(request: HttpRequest, row: PairRow, act: str, typing: dict[str, Form], *, left: bool, right: bool) -> str:
    """Carry out one act; gives where to go, '' when a form has to be shown again."""
    stamp = stamp_of(request)
    here = reverse("pairing:pair", args=[row.id])
    number = request.POST.get("contact", "")
    contact = next((one.id for one in row.contacts if str(one.id) == number), None)
    typed = typing.get(act)
    if typed is not None and not typed.is_valid():
        return ""
    try:
        if act == "agree":
            actions.agree(**stamp, pair_id=row.id, left=left, right=right)
        elif act == "consent":
            actions.agree(**stamp, pair_id=row.id, right=True)
        elif act == "decline":
            actions.decline(**stamp, pair_id=row.id)
        elif act == "log":
            actions.log(**stamp, pair_id=row.id, **typing["log"].cleaned_data)
            messages.success(request, _("已登记。") if row.left_is_unit else _("已登记，等对方确认。"))
            return here
        elif act == "put":
            made = actions.open_item(**stamp, pair_id=row.id, **typing["put"].cleaned_data)
            messages.success(request, _("已列入督办。"))
            return reverse("tracking:detail", args=[made])
        elif act in ("confirm", "remove"):
            if contact is None:
                raise Http404
            getattr(actions, act)(**stamp, contact_id=contact)
        elif act == "refer":
            actions.refer(**stamp, pair_id=row.id)
        elif act == "report":
            actions.report(**stamp, pair_id=row.id, **typing["report"].cleaned_data)
        else:
            actions.end(**stamp, pair_id=row.id, reason=request.POST.get("reason", ""))
    except Refused as refused:
        if typed is not None and row.state in ("standing", "ended"):
            typed.add_error(None, sentence(refused))
            return ""
        messages.error(request, sentence(refused))
        return here
    messages.success(request, SAID[act])
    return here
