"""Leading groups: which unit has one, who sits in it, and whom a unit may name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns.models import GroupSeat, LeadingGroup
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.record_notes import RecordLine


@dataclass(frozen=True)
class SeatRow:
    role: str
    role_label: str
    person_id: int
    name: str


@dataclass(frozen=True)
class GroupRow:
    id: int
    campaign_id: int
    organization_id: int
    name: str
    document: str
    founded_on: date
    office: str
    contact: str
    duties: str
    recorded_by: str
    seats: tuple[SeatRow, ...]

    def names_of(self, role: str) -> list[str]:
        return [seat.name for seat in self.seats if seat.role == role]


def _row(group: LeadingGroup) -> GroupRow:
    order = [role.value for role in GroupSeat.Role]
    seats = sorted(group.seats.all(), key=lambda seat: (order.index(seat.role), seat.pk))
    return GroupRow(
        group.pk,
        group.campaign_id,
        group.organization_id,
        group.name,
        group.document,
        group.founded_on,
        group.office,
        group.contact,
        group.duties,
        group.recorded_by_label,
        tuple(SeatRow(seat.role, seat.get_role_display(), seat.person_id, seat.person.name) for seat in seats),
    )


def find_group(campaign_id: int, organization_id: int) -> GroupRow | None:
    """The group that stands there now."""
    found = LeadingGroup.objects.prefetch_related("seats__person").filter(
        campaign_id=campaign_id, organization_id=organization_id, ended_at=None
    )
    return next((_row(one) for one in found), None)


def list_without_sight(on: date) -> list[tuple[int, str]]:
    """(campaign, name) of those in the office of a running programme who have not been made inspectors over its root:
    they cannot see the units yet (S0-57)."""
    offices = LeadingGroup.objects.filter(
        ended_at=None, campaign__opened_at__isnull=False, campaign__closed_at=None, seats__role=GroupSeat.Role.OFFICE,
        organization_id=F("campaign__organization_id"),
    ).distinct()  # fmt: skip
    found = []
    for group in offices.prefetch_related("seats__person"):
        readers = people.list_role_holders("inspector", group.organization_id, on=on)
        found += [
            (group.campaign_id, seat.person.name)
            for seat in group.seats.all()
            if seat.role == GroupSeat.Role.OFFICE and seat.person_id not in readers
        ]
    return found


def find_last_group(organization_id: int) -> GroupRow | None:
    """The newest of any campaign: what a unit begins from when it writes the next one down."""
    found = LeadingGroup.objects.prefetch_related("seats__person").filter(organization_id=organization_id)
    return next((_row(one) for one in found.order_by("-recorded_at", "-pk")[:1]), None)


def without_group(campaign_id: int, root_id: int, unit_ids: Iterable[int]) -> set[int]:
    """Units with no group of their own, nor one of a Party organisation between them and the root of the campaign."""
    units = set(unit_ids)
    heads = set(
        LeadingGroup.objects.filter(campaign_id=campaign_id, ended_at=None).values_list("organization_id", flat=True)
    )
    above = people.heads_above(heads, units) if heads else {}
    return {unit for unit in units if not any(head != root_id or head == unit for head in above.get(unit, ()))}


def list_seatable(organization_id: int, on: date) -> dict[str, list[int]]:
    """Name, and name with staff number -> ids of everybody so called among the unit's members and staff."""
    rows = [
        *people.members_of([organization_id], on=on),
        *people.staff_of([organization_id], on=on),
    ]
    found: dict[str, list[int]] = {}
    for row in rows:
        name, person = row["person__name"], row["person_id"]
        for key in (name, f"{name}{row['person__number']}"):
            if person not in found.setdefault(key, []):
                found[key].append(person)
    return found


def list_seats_of(person_id: int) -> list[RecordLine]:
    """Every seat somebody holds or held."""
    found = GroupSeat.objects.filter(person_id=person_id).select_related("group__organization", "group__campaign")
    return [
        RecordLine(
            seat.group.founded_on,
            seat.group.name,
            f"{seat.group.campaign.title} · {seat.get_role_display()}",
            seat.group.document + (_("（已换届）") if seat.group.ended_at else ""),
            seat.group.recorded_by_label,
            "closed" if seat.group.ended_at else "",
            f"group:{seat.group_id}",
        )
        for seat in found.order_by("group__founded_on", "pk")
    ]
