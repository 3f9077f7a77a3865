"""Which units the pages of items are about, and for how long a term the viewer may set."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, require
from xianfeng.ui import typed

HEADS = ("branch_secretary", "deputy_secretary", "bureau_officer")
ROLES = ("branch_secretary", "deputy_secretary", "bureau_officer", "inspector", "principal")


def covered(viewer: Viewer) -> frozenset[int]:
    return viewer.covered(*ROLES)


def runs_something(viewer: Viewer) -> bool:
    return any(viewer.has(role) for role in ("branch_secretary", "deputy_secretary", "bureau_officer"))


def units_below(viewer: Viewer) -> list[people.OrganizationRow]:
    """Party organisations strictly below one that the viewer organises: never the own one."""
    heads = viewer.heads(*HEADS)
    below = frozenset().union(*(people.subtree_ids(head) - {head} for head in heads))
    return people.list_organizations(below)


def unit_of(request: HttpRequest, viewer: Viewer) -> people.OrganizationRow:
    """`?organization=`, else the first branch the viewer runs."""
    asked = request.GET.get("organization", "")
    if typed.is_number(asked):
        require(viewer.may_run(int(asked)))
        return people.get_organization(int(asked))
    led = sorted(viewer.covered("branch_secretary", "deputy_secretary"))
    own = [number for number in led if number in viewer.branch_ids]
    if not own and not led:
        led = sorted(viewer.covered("bureau_officer"))
    require(bool(own or led))
    return people.get_organization((own or led)[0])


def campaign_of(organization_id: int) -> int | None:
    running = campaigns.list_running([organization_id])
    return running[-1].id if running else None


def latest_due(item_campaign: int | None, step_code: str, opened_on: date) -> date | None:
    """The longest term the plan of the campaign allows: the tightest `latest` of its steps."""
    if item_campaign is None:
        return None
    days = [
        step.params["latest"]
        for step in campaigns.list_steps(item_campaign)
        if isinstance(step.params.get("latest"), int)
        and (not step_code or step.code == step_code or step.kind == "rectification")
    ]
    return opened_on + timedelta(days=min(days)) if days else None


def consent_of(viewer: Viewer, organization_id: int) -> Actor | None:
    """The viewer's own consent to a longer term, when the viewer is of the superior."""
    superior = people.find_superior(organization_id)
    return viewer.actor if superior is not None and viewer.may_run(superior.id) else None
