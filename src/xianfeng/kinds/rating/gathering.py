"""Who is rated and by whom, from the roster of the day; what a later step asks of the marks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.people import posts
from xianfeng.apps.people import queries as people
from xianfeng.kinds.rating import queries
from xianfeng.kinds.rating.kind import Params
from xianfeng.kinds.rating.queries import RoundRow
from xianfeng.kinds.rating.weighing import Goal, is_polled, least_of

TEAM = "领导班子"


@dataclass(frozen=True)
class NewRated:
    name: str
    unit_id: int
    person_id: int | None = None
    organization_id: int | None = None


def list_subjects(params: Params, unit_ids: Sequence[int], *, on: date) -> list[NewRated]:
    """Full members (those on probation take part but are not rated), branches, schools, leading teams or teaching groups."""
    if params.subjects == "persons":
        members = people.list_member_rows(list(unit_ids), on=on)
        return [
            NewRated(one.name, one.branch_id, person_id=one.person_id) for one in members if one.status == "full_member"
        ]
    if params.subjects == "organizations":
        units = people.list_organizations(frozenset(unit_ids))
        return [NewRated(unit.name, unit.id, organization_id=unit.id) for unit in units]
    if params.subjects == "schools":
        schools = people.schools_covered(list(unit_ids), on=on)
        return [NewRated(one.name, unit, organization_id=one.organization_id) for unit, one in schools.items()]
    if params.subjects == "teaching_groups":
        groups = posts.list_teaching_groups(unit_ids)
        return [NewRated(one.name, one.unit_id, organization_id=one.organization_id) for one in groups]
    leaders = posts.list_leading_team(unit_ids, on=on)
    teams = [NewRated(TEAM, unit, organization_id=unit) for unit in sorted({one.unit_id for one in leaders})]
    return teams + [NewRated(one.name, one.unit_id, person_id=one.person_id) for one in leaders]


@dataclass(frozen=True)
class Rater:
    person_id: int
    name: str
    unit: str


def list_raters(party: str, unit_ids: Sequence[int], *, on: date) -> list[Rater]:
    """Who belongs to a party that is asked by secret ballot, each once."""
    found: dict[int, Rater] = {}
    names = {unit.id: unit.name for unit in people.list_organizations(frozenset(unit_ids))}
    if party == "leaders":
        for leader in posts.list_leading_team(unit_ids, on=on):
            found[leader.person_id] = Rater(leader.person_id, leader.name, names.get(leader.unit_id, ""))
    if party in ("peers", "delegates"):
        for member in people.list_member_rows(list(unit_ids), on=on):
            found[member.person_id] = Rater(member.person_id, member.name, member.branch_name)
    if party in ("staff", "delegates"):
        for person, name, unit in people.list_non_member_staff(list(unit_ids), on=on):
            found.setdefault(person, Rater(person, name, unit))
    return list(found.values())


@dataclass(frozen=True)
class Shortage:
    """A party that must be heard in secret and has fewer people than that takes."""

    title: str
    raters: int
    least: int


def list_short(params: Params, unit_ids: Sequence[int], *, on: date) -> list[Shortage]:
    """The parties for which these branches are too small: they rate together with others, under their superior."""
    rated = {one.person_id for one in list_subjects(params, unit_ids, on=on)} - {None}
    found = []
    for party in params.parties:
        if not is_polled(party) or party.when_missing == "reweigh" or not party.weight:
            continue
        raters = {one.person_id for one in list_raters(party.code, unit_ids, on=on)}
        least = least_of(party, params) + bool(rated & raters)
        if len(raters) < least:
            found.append(Shortage(party.title, len(raters), least))
    return found


def list_recusals(at: RoundRow, raters: Collection[Rater], *, on: date) -> list[tuple[int, int]]:
    """(person, position): nobody judges the organisation, team or group the person leads or works in. Own names lock anyway."""
    asked = {one.person_id for one in raters}
    places = [(position, one) for position, one in enumerate(at.rated, start=1) if one.organization_id is not None]
    if not places:
        return []
    found = set()
    leaders = posts.list_leading_team({one.unit_id for _n, one in places}, on=on)
    groups = posts.list_workers({one.organization_id or 0 for _n, one in places}, on=on)
    for position, one in places:
        if at.params.subjects == "teaching_groups":
            own = {person for person, group in groups if group == one.organization_id}
        else:
            own = {leader.person_id for leader in leaders if leader.unit_id == one.unit_id}
        found |= {(person, position) for person in own & asked}
    return sorted(found)


def find_goal(at: RoundRow) -> Goal | None:
    """The stars a selection of the same plan asks for, by the same criteria; with the rounds they are gathered over."""
    if at.params.scale != "star" or not at.params.accumulates:
        return None
    for step in campaigns.list_steps(at.campaign_id):
        threshold = step.params.get("threshold")
        wanted = "persons" if at.params.subjects == "persons" else at.params.subjects
        if (
            threshold
            and set(step.criteria) & set(at.params.criteria)
            and step.params.get("subjects", "persons") == wanted
        ):
            return Goal(int(threshold), len(queries.sibling_steps(at.campaign_id, at.step_code)), step.quote)
    return None
