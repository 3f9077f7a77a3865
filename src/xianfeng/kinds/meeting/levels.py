"""Which levels have met, one after the other (S1-31)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xianfeng.apps.people import queries as people
from xianfeng.kinds.meeting.models import Meeting


def is_before_superior(campaign_id: int, step_code: str, organization_id: int, on: date) -> bool:
    """Whether a day lies before the meeting of this step that the organisation above holds or has called (S1-31)."""
    superior = people.find_superior(organization_id)
    days = _first_days(campaign_id, step_code, [superior.id] if superior else [])
    return bool(days) and days[superior.id][0] > on


def _first_days(campaign_id: int, step_code: str, organization_ids: Iterable[int]) -> dict[int, tuple[date, bool]]:
    """Organisation -> (day of its first meeting of this step, whether one of them is signed); one query."""
    found: dict[int, tuple[date, bool]] = {}
    held = Meeting.objects.filter(campaign_id=campaign_id, step_code=step_code, removed_at__isnull=True)
    held = held.filter(organization_id__in=list(organization_ids)).order_by("held_on", "pk")
    for unit, day, signed in held.values_list("organization_id", "held_on", "signed_at"):
        first, done = found.get(unit, (day, False))
        found[unit] = (first, done or signed is not None)
    return found


@dataclass(frozen=True)
class LevelRow:
    """One unit of the panel. `state`: done | called | none; `below`, `below_done`: all units under it."""

    id: int
    label: str
    relation: str
    """above | here | below."""
    state: str
    held_on: date | None
    is_early: bool
    """Before the meeting of the unit above it."""
    below: int = 0
    below_done: int = 0


def list_levels(campaign_id: int, step_code: str, organization_id: int, root_id: int) -> list[LevelRow]:
    """层层召开: the unit above, the unit itself and those right below, in the order of the register, each with the sums of
    what is under it (S1-31). Nobody sees the units two levels down one by one."""
    here, above = people.get_organization(organization_id), people.find_superior(organization_id)
    inside = above if above is not None and organization_id != root_id else None
    children = people.list_children(organization_id)
    under = {one.id: people.subtree_ids(one.id) - {one.id} for one in (here, *children)}
    shown = [*([inside] if inside else []), here, *children]
    days = _first_days(campaign_id, step_code, {*(one.id for one in shown), *under[here.id]})
    rows = []
    for one in shown:
        relation = "here" if one.id == here.id else "above" if inside and one.id == inside.id else "below"
        over = {"here": inside, "below": here, "above": None}[relation]
        day, done = days.get(one.id, (None, False))
        early = day is not None and over is not None and over.id in days and day < days[over.id][0]
        mine = under.get(one.id, frozenset())
        state = "done" if done else "called" if day else "none"
        done_below = sum(days[unit][1] for unit in mine if unit in days)
        rows.append(LevelRow(one.id, one.label, relation, state, day, early, len(mine), done_below))
    return rows
