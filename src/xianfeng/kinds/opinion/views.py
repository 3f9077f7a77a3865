"""Pages of the opinion box: for strangers who write, and for those who were named as its readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import explaining, telling
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, open_to_all, require, stamp_of, viewer_of
from xianfeng.apps.people.choosing import everybody_of
from xianfeng.apps.people.strangers import Door, new_receipt, no_store, read_receipt, signed_receipt
from xianfeng.apps.progress.visiting import branch_crumb
from xianfeng.apps.tracking.actions import Draft
from xianfeng.files.sheets import write_list
from xianfeng.kinds.opinion import actions, categories, forms, proposals, queries
from xianfeng.kinds.opinion.digesting import panel_of
from xianfeng.kinds.opinion.kind import KEPT_DAYS, Params, kind
from xianfeng.kinds.opinion.queries import OpinionRow, Place
from xianfeng.kinds.opinion.refusals import sentence
from xianfeng.kinds.opinion.registering import ACTS as ACTS_OF_REGISTER
from xianfeng.kinds.opinion.registering import Registering
from xianfeng.kinds.opinion.subjects import Subject, list_subjects
from xianfeng.ui import typed
from xianfeng.ui.downloads import download
from xianfeng.ui.listing import ListColumn, ListFilter, date_column, make_listing, state_column

DOOR = Door()
READER_WORDS = {
    "branch_secretary": gettext_lazy("党支部书记"),
    "programme_office": gettext_lazy("区教育局活动办公室"),
    "superior": gettext_lazy("上一级党组织"),
    "discipline_commissioner": gettext_lazy("纪检委员"),
    "supervision_group": gettext_lazy("督导组"),
}
STATE_WORDS = {
    "waiting": gettext_lazy("待答复"),
    "overdue": gettext_lazy("逾期未答复"),
    "adopted": gettext_lazy("已采纳"),
    "rejected": gettext_lazy("未采纳，已说明理由"),
    "withdrawn": gettext_lazy("已隐藏"),
    "digested": gettext_lazy("已归纳反馈本人"),
    "merged": gettext_lazy("与相同的意见一并办理"),
    "open": gettext_lazy("有追问待答复"),
}


@open_to_all
def boxes(request: HttpRequest) -> HttpResponse:
    """Every open box, to choose the unit one wants to write to."""
    q = request.GET.get("q", "").strip()
    today = timezone.localdate()
    found = [box for box in queries.list_open_boxes(today) if q in box.organization_name]
    context = {"boxes": found, "q": q, "answered": queries.list_answered()[:50]}
    if not found:
        context["opens_on"] = queries.next_opening(today)
    return render(request, "opinion/boxes.html", context)


@open_to_all
def write(request: HttpRequest, campaign_id: int, step_code: str, organization_id: int) -> HttpResponse:
    """Who reads it, when it is answered and what is not kept, said before the field. The receipt is shown once."""
    today = timezone.localdate()
    box = queries.find_box(campaign_id, step_code, organization_id, today)
    if box is None or not (box.is_open_to_society or request.user.is_authenticated):
        raise Http404
    bound = request.POST if request.method == "POST" else None
    form = forms.Write(
        bound,
        initial={"code": signed_receipt(), "source": "not_said"},
        identity=box.identity,
        seconders=box.seconders,
        subjects=_subjects(request, box, today),
        names_leaders="leaders" in box.subjects,
        categories=box.categories,
    )
    if bound is not None and form.is_valid():
        data = form.cleaned_data
        code = read_receipt(data["code"])
        if data["website"]:
            return no_store(render(request, "opinion/given.html", {"box": box, "code": new_receipt()}))
        if not code:
            form.add_error(None, _("页面打开太久，请刷新后再提交。"))
        elif DOOR.is_crowded(request):
            form.add_error(None, sentence(Refused("too_often")))
        else:
            try:
                actions.write(
                    now=timezone.now(),
                    campaign_id=campaign_id,
                    step_code=step_code,
                    organization_id=organization_id,
                    text=data["text"],
                    about_leader=data.get("about_leader", False),
                    about_id=typed.number(data.get("about")) or None,
                    source=data["source"],
                    contact=data["contact"],
                    code=code,
                    seconders=data.get("seconders", "").splitlines(),
                    category=data.get("category", ""),
                )
                return no_store(render(request, "opinion/given.html", {"box": box, "code": code}))
            except Refused as refused:
                form.add_error(None, sentence(refused))
    readers = [READER_WORDS[reader] for reader in box.read_by]
    context = {"box": box, "form": form, "readers": readers, "kept_days": KEPT_DAYS}
    if closed := [box.categories[key] for key in box.restricted if key in box.categories]:
        context |= {"closed": closed, "closed_to": READER_WORDS[box.restricted_to]}
    return no_store(render(request, "opinion/write.html", context))


def _subjects(request: HttpRequest, box: queries.Box, on: date) -> list[Subject]:
    """About whom this visitor may write: names are told only to those who belong there; others write to the organisation."""
    if not box.subjects or not request.user.is_authenticated:
        return []
    viewer = viewer_of(request)
    near = people.list_covering(viewer.workplace_ids, on=on) | viewer.branch_ids
    if box.organization_id not in near and not viewer.may_see(box.organization_id):
        return []
    return list_subjects(box.subjects, box.organization_id, on)


@open_to_all
def look(request: HttpRequest) -> HttpResponse:
    """By the receipt code: the reply, and a further question."""
    form, further, opinion, thread = forms.Code(), forms.Further(), None, []
    code, satisfied = "", None
    if request.method == "POST":
        asks = "text" in request.POST
        form = forms.Code({"code": request.POST.get("code", "")})
        if form.is_valid() and DOOR.is_guessed(request):
            form.add_error(None, sentence(Refused("too_often")))
        elif form.is_valid():
            code = form.cleaned_data["code"]
            opinion = queries.find_by_receipt(code)
            if opinion is None:
                DOOR.note_wrong(request)
                form.add_error("code", sentence(Refused("receipt_unknown")))
            else:
                further = forms.Further(request.POST) if asks else forms.Further(initial={"code": code})
                if asks and further.is_valid():
                    try:
                        actions.ask_further(now=timezone.now(), code=code, text=further.cleaned_data["text"])
                        further = forms.Further(initial={"code": code})
                    except Refused as refused:
                        further.add_error(None, sentence(refused))
                if "satisfaction" in request.POST:
                    satisfied = forms.Satisfaction(request.POST)
                    if satisfied.is_valid():
                        with explaining(satisfied, sentence):
                            proposals.say_satisfaction(now=timezone.now(), **satisfied.cleaned_data)
                    opinion = queries.find_by_receipt(code)
                thread = queries.list_thread(opinion)
    state = replace(opinion, asks=False).state_on(timezone.localdate()) if opinion else ""
    asked = (
        opinion is not None
        and opinion.words_destroyed_on is None
        and opinion.is_settled
        and not opinion.satisfaction
        and queries.asks_satisfaction(opinion)
    )
    context = {
        "satisfied": (satisfied or forms.Satisfaction(initial={"code": code})) if asked else None,
        "citations": proposals.list_citations(opinion.id) if opinion else [],
        "form": form,
        "further": further,
        "opinion": opinion,
        "thread": thread,
        "state": "waiting" if state == "overdue" else state,
        "word": STATE_WORDS["waiting" if state == "overdue" else state] if state else "",
    }
    return no_store(render(request, "opinion/look.html", context))


def _step(campaign_id: int, step_code: str) -> campaigns.StepRow:
    """The step in the superior's plan, or in the plan of the unit that added it."""
    step = campaigns.get_step(campaign_id, step_code)
    if step.kind != kind.code:
        raise Http404
    return step


def _organization(request: HttpRequest, viewer: Viewer, campaign_id: int) -> people.OrganizationRow:
    branches = {row.id: row for row in campaigns.branches_of(campaign_id)}
    asked = request.GET.get("organization", "")
    if typed.is_number(asked):
        if int(asked) not in branches:
            raise Http404
        return branches[int(asked)]
    mine = [row for number, row in branches.items() if number in viewer.branch_ids]
    led = [row for number, row in branches.items() if viewer.may_see(number)]
    if not (mine or led):
        raise Http404
    return (mine or led)[0]


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """The reader's desk of one unit: entries waiting, their dates; finish when every one is answered.

    Who belongs to the unit or inspects it finds the address of the box and how many entries were answered, no words.
    """
    row, viewer, today = _step(campaign_id, step_code), viewer_of(request), timezone.localdate()
    organization = _organization(request, viewer, campaign_id)
    row = campaigns.get_step(campaign_id, step_code, organization.id)
    params = queries.params_of(row)
    reads = queries.may_read(viewer, params, organization.id)
    runs = viewer.may_run(organization.id)
    require(reads or runs or viewer.may_see(organization.id) or viewer.belongs_to(organization.id))
    place = Place(campaign_id, step_code, organization.id)
    register = Registering(request, place, params, today)
    if request.method == "POST":
        require(runs)
        done = True
        if register.act in ACTS_OF_REGISTER:
            done = register.is_done()
        else:
            with telling(request, sentence, _("意见已全部答复，本环节办结。")):
                actions.finish_box(**stamp_of(request), **vars(place))
        if done:
            return redirect(f"{request.path}?organization={organization.id}")
    every = queries.list_opinions(organization_ids=[organization.id], campaign_id=campaign_id, step_code=step_code)
    mine = [one for one in every if queries.may_read(viewer, params, organization.id, one)]
    actions.record_reading(**stamp_of(request), opinion_ids=[one.id for one in mine if one.first_read_on is None])
    every = categories.countable(every, {one.id for one in mine})
    titles = categories.titles_of(params, campaign_id, organization.id)
    columns = (
        ListColumn(
            "text",
            _("意见"),
            lambda one: {"text": one.text[:40] or _("原文已销毁"), "url": reverse("opinion:detail", args=[one.id])},
            written=lambda one: one.public_text if one.public_text_checked_label else "",
        ),
        *((ListColumn("about", _("对谁"), lambda one: one.about_name or _("党组织")),) if params.subjects else ()),
        *((ListColumn("category", _("类别"), lambda one: titles.get(one.category, "")),) if titles else ()),
        ListColumn("source", _("来自"), lambda one: one.source_word, sorts=lambda one: one.source),
        date_column("day", _("收到"), lambda one: one.received_on),
        date_column("by", _("答复期限"), lambda one: one.reply_by),
        state_column(_("状态"), lambda one: one.state_on(today), STATE_WORDS),
    )
    filters = [ListFilter("state", _("状态"), list(STATE_WORDS.items()), lambda one: one.state_on(today))]
    if titles:
        kinds = [*titles.items(), ("none", _("没有选类别"))]
        filters.append(ListFilter("category", _("类别"), kinds, lambda one: one.category or "none"))
    listing = make_listing(request, mine, columns, search=lambda one: one.text, filters=filters)
    if request.GET.get("format") == "xlsx":
        title = _("意见办理情况")
        return download(write_list(title, listing.export_titles, listing.export_rows), f"{title}.xlsx")
    link = reverse("opinion:write", args=[campaign_id, step_code, organization.id])
    context = {
        "step": row,
        "trail": [*branch_crumb(viewer, organization), {"label": row.title}],
        "organization": organization,
        "listing": listing,
        "has_any": bool(mine),
        "elsewhere": len(every) - len(mine) if reads or runs else 0,
        "received": len(every),
        "answered": sum(one.outcome != "open" for one in every),
        "reads": reads,
        "runs": runs,
        "overdue": sum(one.is_overdue(today) for one in every),
        "may_finish": runs and today >= row.last_day and not any(one.outcome == "open" for one in every),
        "link": request.build_absolute_uri(link),
        "register": register.context(
            runs=runs and row.state_on(today) != "ahead", sees=viewer.may_see(organization.id)
        ),
        "listed": proposals.list_adopted(place) if params.about in ("ideas", "wishes") else [],
        "answers": queries.list_answered([organization.id], campaign_id, step_code),
        "panel": panel_of(request, place, params, today),
        "write_url": link if row.state_on(today) == "running" and not (reads or runs) else "",
    }
    return render(request, "opinion/step.html", context)


ACTS = {
    "decline": (forms.Decline, gettext_lazy("已答复，提出人凭回执码可以看到。")),
    "reply": (forms.Reply, gettext_lazy("已答复，提出人凭回执码可以看到。")),
    "write_public_copy": (forms.Copy, gettext_lazy("已保存，等待另一个人核对。")),
    "propose_hiding": (forms.Hide, gettext_lazy("已提出隐藏，等待另一个人决定。")),
    "route_up": (forms.RouteUp, gettext_lazy("已转交上一级党组织，本单位不再看到。")),
    "check_public_copy": (None, gettext_lazy("已核对，将随答复公开。")),
    "hide": (None, gettext_lazy("已隐藏，依据提出人可以看到。")),
    "keep": (None, gettext_lazy("不隐藏。")),
    "merge": (None, gettext_lazy("已并案，提出人凭回执码看到同一个答复。")),
    "cite": (None, gettext_lazy("已写明采用的决定。")),
    "categorise": (None, gettext_lazy("类别已更正。")),
}


def detail(request: HttpRequest, opinion_id: int) -> HttpResponse:
    """One entry for its readers: adopt, decline, answer, write the public copy, route up, hide by two people."""
    opinion = queries.get_opinion(opinion_id)
    viewer, today = viewer_of(request), timezone.localdate()
    params = queries.params_of(campaigns.get_step(opinion.campaign_id, opinion.step_code, opinion.organization_id))
    require(queries.may_read(viewer, params, opinion.organization_id, opinion))
    name = request.POST.get("act", "") if request.method == "POST" else ""
    made = {
        act: form_class(request.POST if name == act else None)
        for act, (form_class, _said) in ACTS.items()
        if form_class is not None
    }
    made["adopt"] = forms.Adopt(
        request.POST if name == "adopt" else None, crowd=everybody_of(opinion.organization_id, on=today)
    )
    titles = categories.titles_of(params, opinion.campaign_id, opinion.organization_id)
    for act, label, choices in _chosen(opinion, titles):
        made[act] = forms.Choose(request.POST if name == act else None, label=label, choices=choices)
    if name:
        if name != "adopt" and name not in ACTS:
            raise Http404
        form = made.get(name)
        if form is None or form.is_valid():
            try:
                _act(stamp_of(request), name, opinion, params, form.cleaned_data if form else {})
                messages.success(request, ACTS[name][1] if name in ACTS else _("已列入整改，答复已发出。"))
                if name in ("route_up", "categorise"):
                    where = reverse("opinion:step", args=[opinion.campaign_id, opinion.step_code])
                    return redirect(f"{where}?organization={opinion.organization_id}")
                return redirect(request.path)
            except Refused as refused:
                if form is not None:
                    form.add_error(None, sentence(refused))
                else:
                    messages.error(request, sentence(refused))
    if opinion.first_read_on is None:
        actions.record_reading(**stamp_of(request), opinion_ids=[opinion_id])
    own_hiding = viewer.person_id is not None and viewer.person_id == opinion.hide_proposed_by
    context = {
        "opinion": opinion,
        "state": opinion.state_on(today),
        "word": STATE_WORDS[opinion.state_on(today)],
        "thread": queries.list_thread(opinion),
        "citations": proposals.list_citations(opinion_id),
        "category": titles.get(opinion.category, ""),
        "forms": made,
        "open_act": name,
        "is_open": opinion.outcome == "open",
        "may_check_copy": bool(opinion.public_text)
        and not opinion.public_text_checked_label
        and viewer.person_id != opinion.public_text_by,
        "may_decide_hiding": bool(opinion.hide_ground) and opinion.outcome == "open" and not own_hiding,
        "digest_url": reverse(
            "opinion:digest",
            args=[opinion.campaign_id, opinion.step_code, opinion.organization_id, opinion.about_id or 0],
        ),
        "back": reverse("opinion:step", args=[opinion.campaign_id, opinion.step_code])
        + f"?organization={opinion.organization_id}",
    }
    return render(request, "opinion/detail.html", context)


def _chosen(opinion: OpinionRow, titles: dict[str, str]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Acts that choose among what there is; none where there is nothing to choose from, or the entry is about a person."""
    if opinion.about_id is not None:
        return []
    alike = [(str(one.id), one.text[:40]) for one in proposals.list_alike(opinion)] if opinion.outcome == "open" else []
    decided = proposals.list_decisions(opinion.campaign_id, (opinion.organization_id, opinion.handled_by_id))
    used = [(one.subject, f"{one.title[:60]} {one.note}") for one in decided if not opinion.restricted]
    found = [("merge", _("与哪一条相同"), alike), ("cite", _("哪一项决定采用了它"), used)]
    if titles and opinion.outcome in ("open", "adopted"):
        found.append(("categorise", _("属于哪方面"), [*titles.items(), ("none", _("不归类"))]))
    return [one for one in found if one[2]]


def _act(stamp: dict[str, Any], name: str, opinion: OpinionRow, params: Params, data: dict[str, Any]) -> None:
    common = {**stamp, "opinion_id": opinion.id}
    if name == "adopt":
        draft = Draft(
            **{field: data[field] for field in ("what", "how", "goal", "due_on")},
            owner_id=data["owner"],
        )
        latest = timezone.localdate(stamp["now"]) + timedelta(days=params.latest) if params.latest else None
        actions.adopt(**common, reply=data["reply"], draft=draft, latest=latest)
    elif name == "merge":
        proposals.merge(**common, into_id=int(data["chosen"]))
    elif name == "cite":
        proposals.cite(**common, subject=data["chosen"])
    elif name == "categorise":
        actions.categorise(**common, category="" if data["chosen"] == "none" else data["chosen"])
    elif name in ("hide", "keep"):
        actions.decide_hiding(**common, agrees=name == "hide")
    else:
        getattr(actions, name)(**common, **data)
