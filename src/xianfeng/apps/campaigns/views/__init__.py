"""Pages of campaigns: prepare, see what stands in the way, open, move dates, excuse, close."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.campaigns import actions, forms, queries
from xianfeng.apps.campaigns.actions import CampaignRefused
from xianfeng.apps.campaigns.sentences import obstacle_sentence, refusal_sentence
from xianfeng.apps.campaigns.waiting import step_page
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, only, require, viewer_of
from xianfeng.apps.people.choosing import these
from xianfeng.apps.plans import queries as plans
from xianfeng.apps.plans.advice import advice
from xianfeng.ui import typed


def list_campaigns(request: HttpRequest) -> HttpResponse:
    """Campaigns that concern the viewer, running ones first."""
    viewer = viewer_of(request)
    covered = viewer.branch_ids | viewer.workplace_ids
    for role in ("bureau_officer", "inspector", "branch_secretary", "deputy_secretary"):
        covered |= viewer.over.get(role, frozenset())
    officer = viewer.has("bureau_officer")
    campaigns = queries.list_campaigns(people.list_superiors(covered))
    heads = viewer.heads("bureau_officer", "branch_secretary", "deputy_secretary")
    context = {"campaigns": campaigns, "officer": officer, "today": timezone.localdate(), "unit": min(heads, default=0)}
    return render(request, "campaigns/list.html", context)


@only("bureau_officer")
def prepare(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    top = people.find_top(viewer.over["bureau_officer"])
    versions = [
        row for row in plans.list_versions(frozenset({top.id}) if top else frozenset()) if row.state != "withdrawn"
    ]
    earlier = queries.list_campaigns([top.id] if top else [])
    form = forms.Prepare(
        request.POST or None,
        versions=[(row.id, f"{row.title}（{row.state_label}）") for row in versions],
        predecessors=[(row.id, f"{row.title} {row.starts_on:%Y}") for row in earlier],
        initial={"starts_on": timezone.localdate(), "version": request.GET.get("version")},
    )
    if request.method == "POST" and form.is_valid() and top is not None:
        campaign = actions.prepare_campaign(
            now=timezone.now(),
            actor=viewer.actor,
            version_id=int(form.cleaned_data["version"]),
            organization_id=top.id,
            starts_on=form.cleaned_data["starts_on"],
            title=form.cleaned_data["title"],
            predecessor_id=int(form.cleaned_data["predecessor"]) if form.cleaned_data["predecessor"] else None,
        )
        return redirect("campaigns:detail", campaign_id=campaign)
    return render(request, "campaigns/prepare.html", {"form": form})


def _may_read(request: HttpRequest, campaign: queries.CampaignRow) -> bool:
    viewer = viewer_of(request)
    covered = viewer.branch_ids | viewer.workplace_ids
    for held in viewer.over.values():
        covered |= held
    return campaign.organization_id in people.list_superiors(covered)


def detail(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The flow with its dates; before opening, what is still in the way and who can put it right."""
    campaign = queries.get_campaign(campaign_id)
    require(_may_read(request, campaign))
    viewer, today = viewer_of(request), timezone.localdate()
    runs = viewer.has("bureau_officer", campaign.organization_id)
    obstacles = actions.list_obstacles(campaign_id) if campaign.opened_at is None and runs else []
    steps = queries.list_steps(campaign_id) if campaign.opened_at else []
    reads = bool(viewer.covered("bureau_officer", "inspector", "branch_secretary", "deputy_secretary"))
    return render(
        request,
        "campaigns/detail.html",
        {
            "campaign": campaign,
            "runs": runs,
            "oversees": runs or viewer.has("inspector", campaign.organization_id),
            "obstacles": [obstacle_sentence(obstacle) for obstacle in obstacles],
            "phases": campaign.plan.get("phases", []),
            "advice": _advice(campaign) if campaign.opened_at is None and runs else [],
            "look_back": queries.find_look_back(campaign_id),
            "batches": [row for row in queries.list_earlier_batches(campaign_id) if _reads_batch(viewer, row)],
            "units": _own_units(viewer, campaign) if campaign.opened_at else [],
            "steps": [
                {
                    "step": step,
                    "url": step_page(campaign, step) if reads else "",
                    "state": {"ahead": "not_started", "running": "open", "over": "closed"}[step.state_on(today)],
                }
                for step in steps
            ],
        },
    )


def _reads_batch(viewer: Viewer, batch: queries.CampaignRow) -> bool:
    return any(viewer.may_see(unit.id) for unit in queries.branches_of(batch.id))


def _advice(campaign: queries.CampaignRow) -> list[str]:
    return advice(queries.list_advice(campaign.plan_version_id, campaign.organization_id, campaign.starts_on))


def _own_units(viewer: Viewer, campaign: queries.CampaignRow) -> list[dict[str, object]]:
    """The viewer's own branches with what they meet otherwise than the superior's plan."""
    branches = [row for row in queries.branches_of(campaign.id) if row.id in viewer.branch_ids]
    found = []
    for branch in branches[:3]:
        steps = [step for step in queries.list_steps(campaign.id, branch.id) if step.is_changed]
        found.append(
            {
                "branch": branch,
                "added": [step for step in steps if step.is_local],
                "changed": [step for step in steps if not step.is_local],
                "runs": viewer.may_run(branch.id),
            }
        )
    return found


@require_POST
def open_campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    campaign, viewer = queries.get_campaign(campaign_id), viewer_of(request)
    require(viewer.has("bureau_officer", campaign.organization_id))
    try:
        actions.open_campaign(now=timezone.now(), actor=viewer.actor, campaign_id=campaign_id)
        messages.success(request, _("活动已开始，各单位的待办已经生成。"))
    except CampaignRefused as refused:
        messages.error(request, refusal_sentence(refused))
    return redirect("campaigns:detail", campaign_id=campaign_id)


def move(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Move one step's window, with the reason that everybody will see in the journal."""
    campaign, viewer = queries.get_campaign(campaign_id), viewer_of(request)
    require(viewer.has("bureau_officer", campaign.organization_id))
    step = queries.get_step(campaign_id, step_code)
    form = forms.Move(request.POST or None, initial={"opens_on": step.opens_on, "last_day": step.last_day})
    if request.method == "POST" and form.is_valid():
        try:
            actions.reschedule(
                now=timezone.now(),
                actor=viewer.actor,
                campaign_id=campaign_id,
                step_code=step_code,
                opens_on=form.cleaned_data["opens_on"],
                closes_on=form.cleaned_data["last_day"] + timedelta(days=1),
                reason=form.cleaned_data["reason"],
            )
        except CampaignRefused as refused:
            form.add_error(None, refusal_sentence(refused))
        else:
            messages.success(request, _("日期已调整，有关单位的待办随之改变。"))
            return redirect("campaigns:detail", campaign_id=campaign_id)
    return render(request, "campaigns/move.html", {"campaign": campaign, "step": step, "form": form})


def excuse(request: HttpRequest, campaign_id: int, step_code: str, organization_id: int) -> HttpResponse:
    """The secretary records who cannot take part in a step, and why."""
    campaign, viewer, today = queries.get_campaign(campaign_id), viewer_of(request), timezone.localdate()
    require(viewer.may_run(organization_id))
    step = queries.get_step(campaign_id, step_code)
    names = {row["person_id"]: row["person__name"] for row in people.members_of([organization_id], on=today)}
    form = forms.ExcusePerson(
        request.POST or None,
        crowd=these(list(names.items())),
        initial={"person": typed.number(request.GET.get("person")) or None},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.excuse(
                now=timezone.now(),
                actor=viewer.actor,
                campaign_id=campaign_id,
                step_code=step_code,
                organization_id=organization_id,
                person_id=form.cleaned_data["person"],
                reason=form.cleaned_data["reason"],
                make_up_on=form.cleaned_data["make_up_on"],
            )
        except CampaignRefused as refused:
            form.add_error(None, refusal_sentence(refused))
        else:
            messages.success(request, _("已登记。"))
            return redirect(
                "campaigns:excuse", campaign_id=campaign_id, step_code=step_code, organization_id=organization_id
            )
    excuses = [
        {"row": row, "name": names.get(row.person_id, "")}
        for row in queries.list_excuses(campaign_id, [organization_id])
        if row.step_code == step_code
    ]
    return render(
        request,
        "campaigns/excuse.html",
        {
            "campaign": campaign,
            "step": step,
            "form": form,
            "excuses": excuses,
            "organization": people.get_organization(organization_id),
        },
    )


@require_POST
def withdraw_excuse(request: HttpRequest, excuse_id: int) -> HttpResponse:
    found = queries.get_excuse(excuse_id)
    viewer = viewer_of(request)
    require(viewer.may_run(found.organization_id))
    actions.withdraw_excuse(now=timezone.now(), actor=viewer.actor, excuse_id=excuse_id)
    messages.success(request, _("已撤销。"))
    return redirect(
        "campaigns:excuse",
        campaign_id=found.campaign_id,
        step_code=found.step_code,
        organization_id=found.organization_id,
    )
