"""Who may open an item, and who may act on it for the unit.

What one person has to put right and the plan keeps private (S1-23) is for the person, the owner and the committee of the
branch itself: not for the level above, which sees numbers. Only an item about the secretary goes up, because nobody decides on
the own work.
"""

from __future__ import annotations

from collections.abc import Iterable

from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.tracking.queries import ItemRow

COMMITTEE = (
    "branch_secretary",
    "deputy_secretary",
    "organization_commissioner",
    "publicity_commissioner",
    "discipline_commissioner",
)
"""支委会."""


def _about_secretary(items: Iterable[ItemRow]) -> set[tuple[int, int]]:
    units = {item.organization_id for item in items if item.is_personal}
    return people.list_secretaries(units) if units else set()


def _is_own(viewer: Viewer, item: ItemRow) -> bool:
    return viewer.person_id is not None and viewer.person_id in (item.owner_id, item.person_id)


def may_see(viewer: Viewer, item: ItemRow) -> bool:
    """Organisers and inspectors over the unit, the owner, and whom it is about; a personal one: see above."""
    return bool(visible(viewer, [item]))


def visible(viewer: Viewer, items: Iterable[ItemRow]) -> list[ItemRow]:
    """Those of the items that the viewer may open; one query more where some are personal."""
    rows = list(items)
    leaders, near = _about_secretary(rows), viewer.heads(*COMMITTEE)
    return [
        item
        for item in rows
        if _is_own(viewer, item)
        or (
            (viewer.may_run if item.is_kept_close else viewer.may_see)(item.organization_id)
            if not item.is_personal
            else item.organization_id in near
            or ((item.organization_id, item.person_id) in leaders and viewer.may_run(item.organization_id))
        )
    ]


def is_above(viewer: Viewer, organization_id: int) -> bool:
    """Whether the viewer organises the level above the unit."""
    superior = people.find_superior(organization_id)
    return superior is not None and viewer.may_run(superior.id)


def may_run(viewer: Viewer, item: ItemRow) -> bool:
    """Who extends it, hands it over and decides on it: organisers of the unit; a personal one: its committee; that a unit needs
    strengthening: the level above alone."""
    if item.is_strengthening:
        return is_above(viewer, item.organization_id)
    if not item.is_personal:
        return viewer.may_run(item.organization_id)
    if item.organization_id in viewer.heads(*COMMITTEE):
        return viewer.person_id != item.person_id
    leaders = _about_secretary([item])
    return (item.organization_id, item.person_id) in leaders and viewer.may_run(item.organization_id)
