"""What is there before a round begins: the stars aimed at (S1-14), and what was noted day by day (S0-37).

Neither is a mark. Aims are chosen freely and weigh nothing; the everyday entries are what the committee's everyday sheet is
written from, and whom they are about has read them long before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xianfeng.apps.people.access import Viewer
from xianfeng.kinds.rating import gathering, queries
from xianfeng.kinds.rating.gathering import NewRated
from xianfeng.kinds.rating.kind import Params
from xianfeng.kinds.rating.models import Aim, EverydayEntry

EVERYDAY = "everyday"


def may_be_aimed_at(params: Params) -> bool:
    """Stars of persons or of branches can be aimed at; grades cannot."""
    return params.scale == "star" and params.subjects in ("persons", "organizations")


def has_everyday(params: Params) -> bool:
    return any(party.code == EVERYDAY for party in params.parties)


def find_aimer(viewer: Viewer, params: Params, organization_id: int, on: date) -> NewRated | None:
    """As whom the visitor chooses: a member as oneself, a secretary for the branch; none for everybody else."""
    if not may_be_aimed_at(params):
        return None
    for one in gathering.list_subjects(params, [organization_id], on=on):
        if one.person_id is not None and viewer.is_person(one.person_id):
            return one
        if one.person_id is None and viewer.has("branch_secretary", organization_id):
            return one if organization_id in viewer.branch_ids else None
    return None


def aims_of(campaign_id: int, step_code: str, who: NewRated) -> tuple[str, ...]:
    """Codes of the stars that one member or branch aims at."""
    found = Aim.objects.filter(campaign_id=campaign_id, step_code=step_code, person_id=who.person_id)
    if who.person_id is None:
        found = found.filter(organization_id=who.unit_id)
    return tuple(next(iter(found.values_list("stars", flat=True)), ()))


@dataclass(frozen=True)
class AimRow:
    name: str
    key: tuple[str, int]
    """("person" | "organization", id), as results name their subjects."""
    stars: tuple[str, ...]


def list_aims(campaign_id: int, organization_id: int) -> dict[str, list[AimRow]]:
    """Step -> who aims at what in one branch; one query."""
    found: dict[str, list[AimRow]] = {}
    for one in Aim.objects.filter(campaign_id=campaign_id, organization_id=organization_id).select_related(
        "person", "organization"
    ):
        key = ("person", one.person_id) if one.person_id is not None else ("organization", one.organization_id)
        name = one.person.name if one.person is not None else one.organization.name
        if one.stars:
            found.setdefault(one.step_code, []).append(AimRow(name, key, tuple(one.stars)))
    return found


@dataclass(frozen=True)
class EntryRow:
    id: int
    person_id: int | None
    name: str
    occurred_on: date
    item: str
    text: str
    source: str
    recorded_by: str
    is_withdrawn: bool
    withdrawn_because: str


def _rows(found: Iterable[EverydayEntry], titles: dict[str, str]) -> list[EntryRow]:
    return [
        EntryRow(
            one.pk,
            one.person_id,
            one.person.name if one.person is not None else one.organization.name,
            one.occurred_on,
            titles.get(one.item, ""),
            one.text,
            one.source,
            one.recorded_by_label,
            one.withdrawn_at is not None,
            one.withdrawn_because,
        )
        for one in found
    ]


def list_entries(
    campaign_id: int, step_code: str, organization_id: int, titles: dict[str, str], *, person_id: int | None = None
) -> list[EntryRow]:
    """Everything noted in one branch, or about one person there, oldest first; what was taken back is marked."""
    found = EverydayEntry.objects.filter(
        campaign_id=campaign_id, step_code=step_code, organization_id=organization_id
    ).select_related("person", "organization")
    return _rows(found if person_id is None else found.filter(person_id=person_id), titles)


def entries_about(at: queries.RoundRow, rated: queries.RatedRow) -> list[EntryRow]:
    """What stands about one subject of a round; nothing where the plan has no everyday part."""
    if not has_everyday(at.params):
        return []
    titles = {item["code"]: item["title"] for item in at.items}
    found = list_entries(at.campaign_id, at.step_code, rated.unit_id, titles)
    return [one for one in found if one.person_id == rated.person_id and not one.is_withdrawn]


def find_entry_place(entry_id: int) -> tuple[int, str, int, int | None] | None:
    """(campaign, step, branch, person) of an entry."""
    found = EverydayEntry.objects.filter(pk=entry_id)
    return found.values_list("campaign_id", "step_code", "organization_id", "person_id").first()
