"""Who gets in: what the pages of pledges share."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.kinds.pledge import queries
from xianfeng.kinds.pledge.queries import PledgeRow
from xianfeng.kinds.pledge.served import reviewed_at


def visit_step(request: HttpRequest, campaign_id: int, step_code: str) -> Visit:
    return visit(request, campaign_id, step_code, kind="pledge")


def step_url(campaign_id: int, step_code: str, branch_id: int, name: str = "step") -> str:
    return reverse(f"pledge:{name}", args=[campaign_id, step_code]) + f"?organization={branch_id}"


def trail(at: Visit, *more: dict[str, str]) -> list[dict[str, str]]:
    url = step_url(at.campaign.id, at.step.code, at.branch.id)
    return [*at.campaign_crumb, {"label": at.step.title, "url": url}, *more]


def per_person(at: Visit) -> bool:
    return at.step.subject == "person"


def may_write(at: Visit) -> bool:
    """A member for oneself; for the branch, who runs it."""
    return at.is_writable and (at.is_concerned if per_person(at) else at.may_run)


def may_review(viewer: Viewer, row: PledgeRow) -> bool:
    """Who runs the branch; the pledge of the branch and that of its secretary are looked at from above."""
    if row.person_id is not None and row.person_id == viewer.person_id:
        return False
    place = reviewed_at(row.organization_id, row.person_id, on=viewer.on)
    return place is not None and viewer.may_run(place)


def is_owner(viewer: Viewer, row: PledgeRow) -> bool:
    if row.person_id is not None:
        return row.person_id == viewer.person_id
    return viewer.may_run(row.organization_id)


def find_pledge(request: HttpRequest, pledge_id: int) -> PledgeRow:
    try:
        return queries.get_pledge(pledge_id, on=timezone.localdate())
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def may_read(viewer: Viewer, row: PledgeRow, root_id: int) -> bool:
    """Published: within its scope; before that the author and who reviews."""
    if is_owner(viewer, row) or viewer.may_see(row.organization_id):
        return True
    if row.current is None and row.dropped_on is None:
        return False
    if viewer.belongs_to(row.organization_id) or row.scope == "public":
        return True
    covering = people.list_covering(viewer.workplace_ids, on=viewer.on)
    if row.scope in ("school", "unit"):
        return row.organization_id in covering
    return row.scope == "superior" and bool((viewer.branch_ids | covering) & people.subtree_ids(root_id))
