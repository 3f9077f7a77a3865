"""Home: a short list of what to do. The branch page: the flow, who is missing, what is running."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import gates
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import queries as evidence
from xianfeng.apps.notices import queries as notices
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, require, viewer_of
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.tracking import queries as tracking
from xianfeng.apps.tracking.reading import visible
from xianfeng.desk.home import lines, ribbon
from xianfeng.ui import typed


def home(request: HttpRequest) -> HttpResponse:
    """我的待办: one list, nearest date first; what has been done this year is folded below."""
    viewer, today = viewer_of(request), timezone.localdate()
    running = campaigns.list_running(
        viewer.branch_ids | viewer.workplace_ids | viewer.over.get("bureau_officer", frozenset())
    )
    todo = lines.list_lines(viewer, today, running)
    steps = {campaign.id: campaigns.list_steps(campaign.id) for campaign in running}
    done = []
    if viewer.person_id is not None:
        titles = {(step.campaign_id, step.code): step.title for found in steps.values() for step in found}
        facts = evidence.list_facts(person_id=viewer.person_id)
        done = [
            {"title": titles[fact.campaign_id, fact.step_code], "on": fact.occurred_on}
            for fact in reversed(facts)
            if (fact.campaign_id, fact.step_code) in titles
        ]
    return render(
        request,
        "home/home.html",
        {
            "first": todo[: lines.SHOWN],
            "rest": todo[lines.SHOWN :],
            "done": done,
            "standings": [lines.standing(campaign, steps[campaign.id], today) for campaign in running],
            "start": _start(viewer),
            "viewer": viewer,
            "today": today,
        },
    )


def _start(viewer: Viewer) -> dict[str, str] | None:
    """Administrators of the system have nothing to do in a campaign: the page their work begins on."""
    if viewer.has("system_admin") or viewer.has("security_admin"):
        return {"label": _("账号和角色"), "url": lines.link("people:accounts")}
    if viewer.has("audit_admin"):
        return {"label": _("日志"), "url": lines.link("journal:search")}
    return None


def my_branch(request: HttpRequest) -> HttpResponse:
    """The branch the viewer is secretary of, else the first one the viewer may look at."""
    viewer = viewer_of(request)
    wanted = request.GET.get("organization", "")
    own = [row.id for row in people.list_led_branches(viewer.person_id, on=viewer.on)] or sorted(viewer.branch_ids)
    if typed.is_number(wanted):
        return redirect("home:branch-of", organization_id=int(wanted))
    if not own:
        raise Http404
    return redirect("home:branch-of", organization_id=own[0])


def branch(request: HttpRequest, organization_id: int) -> HttpResponse:
    """One branch in each running campaign: the ribbon, coverage with names, and links to what is running."""
    viewer, today = viewer_of(request), timezone.localdate()
    require(viewer.may_see(organization_id) or organization_id in viewer.branch_ids)
    names_shown = viewer.may_run(organization_id)
    organization = people.get_organization(organization_id)
    running, flows = campaigns.list_running([organization_id]), []
    for campaign in running:
        row, steps = progress.board_row(campaign.id, organization_id, today)
        if row is None:
            continue
        judged = gates.judge_unit(campaign.id, organization_id, today, only_begun=True)
        shown = ribbon.steps_of(steps, row, today, campaign, judged)
        flows.append(
            {
                "campaign": campaign,
                "ribbon": ribbon.phases_of(campaign.plan.get("phases", []), shown, today) or shown,
                "steps": shown,
                "covers": [
                    _cover(campaign.id, item["step"], organization_id, viewer.on, names_shown)
                    for item in shown
                    if item["step"].subject == "person"
                    and item["state"] in ("open", "late", "blocked")
                    and progress.is_owed(item["step"])
                ],
            }
        )
    return render(
        request,
        "home/branch.html",
        {
            "organization": organization,
            "flows": flows,
            "names_shown": names_shown,
            "belongs": organization_id in viewer.branch_ids,
            "today": today,
            "waiting": lines.list_lines(viewer, today, running)[: lines.SHOWN] if names_shown else [],
            "links": _branch_links(viewer, organization_id),
            "pinned": notices.list_pinned([organization_id], today),
            **(_open_items(viewer, organization_id, today) if names_shown else {}),
        },
    )


ITEMS_SHOWN = 5


def _open_items(viewer: Viewer, organization_id: int, on: date) -> dict[str, object]:
    """What is being put right in the unit and the viewer may open, the nearest date first, and how many there are."""
    items = visible(viewer, tracking.list_items(organization_ids=[organization_id], only_open=True))
    return {
        "items": [
            {
                "what": item.what[:60],
                "url": lines.link("tracking:detail", item.id),
                "due": item.due_on,
                "owner": item.owner_name,
                "state": item.state_on(on),
            }
            for item in items[:ITEMS_SHOWN]
        ],
        "items_open": len(items),
        "items_url": lines.link("tracking:list", organization_id=organization_id),
    }


def _cover(
    campaign_id: int, step: campaigns.StepRow, organization_id: int, on: date, names_shown: bool
) -> dict[str, object]:
    """n of N of one running step, with the names missing for those who may help them."""
    cover = progress.coverage(campaign_id, step.code, organization_id, on)
    return {
        "label": step.title,
        "done": cover.n,
        "total": cover.of,
        "missing": [{"name": one.name} for one in cover.missing] if names_shown else [],
        "excused": [{"name": one.name, "reason": one.reason} for one in cover.excused] if names_shown else [],
        "excuse_url": lines.link("campaigns:excuse", campaign_id, step.code, organization_id) if names_shown else "",
    }


def _branch_links(viewer: Viewer, organization_id: int) -> list[dict[str, str]]:
    """The lists kept for organisers and inspectors; whoever only belongs to the unit gets those open to everybody."""
    if viewer.may_run(organization_id) or viewer.has("inspector", organization_id):
        wanted = [
            (_("公示"), "notices:list"),
            (_("事项跟踪"), "tracking:list"),
            (_("报送"), "returns:list"),
            (_("归档"), "archive:list"),
        ]
    else:
        wanted = [(_("公示"), "notices:board"), (_("事项跟踪"), "tracking:list")]
    found = [{"label": label, "url": lines.link(name, organization_id=organization_id)} for label, name in wanted]
    found.append({"label": _("经验做法"), "url": lines.link("exemplars:practices")})
    found.append({"label": _("发文登记"), "url": lines.link("campaigns:documents")})
    if viewer.may_run(organization_id):
        found.append({"label": _("先进典型"), "url": lines.link("exemplars:unit", organization_id)})
    if viewer.may_see(organization_id):
        found.append({"label": _("开票人"), "url": lines.link("ballots:trustees", organization_id)})
    return [item for item in found if item["url"]]
