"""Who may see a notice, work on it, and read an objection in its own words."""

from __future__ import annotations

from xianfeng.apps.notices.queries import NoticeRow
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer

COMMISSIONERS = ("organization_commissioner", "publicity_commissioner", "discipline_commissioner")


def may_propose(viewer: Viewer, organization_id: int) -> bool:
    return viewer.may_run(organization_id) or any(viewer.has(role, organization_id) for role in COMMISSIONERS)


def is_inside(viewer: Viewer, notice: NoticeRow) -> bool:
    """Whether the notice hangs where this person belongs, within the scope chosen for it."""
    if notice.organization_id in viewer.branch_ids:
        return True
    if notice.scope == "branch":
        return False
    return bool(people.subtree_ids(notice.organization_id, "covers") & viewer.workplace_ids)


def may_work(viewer: Viewer, notice: NoticeRow) -> bool:
    return may_propose(viewer, notice.organization_id) or viewer.may_see(notice.organization_id)


def may_handle(viewer: Viewer, notice: NoticeRow, named: set[int | None]) -> bool:
    """Who reads an objection in its own words: an organiser who neither decided the result nor stands on the list."""
    return (
        may_propose(viewer, notice.organization_id)
        and viewer.person_id is not None
        and viewer.person_id not in notice.authors
        and viewer.person_id not in named
    )
