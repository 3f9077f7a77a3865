"""The register of rooms (S1-25): which ones a unit may book, what is booked there, a room taken in or out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.people import queries as people
from xianfeng.kinds.meeting.models import Meeting, Venue


class VenueRefused(Refused):
    """code: venue_times | venue_unknown | venue_too_small (name, most) | venue_taken (name, who, start, end) |
    person_elsewhere."""


@dataclass(frozen=True)
class Booking:
    """A room of the register for some hours of the meeting's day."""

    venue_id: int
    starts_at: time | None
    ends_at: time | None


@dataclass(frozen=True)
class Booked:
    on: date
    starts_at: time
    ends_at: time
    by: str


@dataclass(frozen=True)
class VenueRow:
    id: int
    organization_id: int
    name: str
    capacity: int
    keeper: str
    bookings: tuple[Booked, ...] = ()


def list_bookable(organization_id: int, *, on: date | None = None) -> list[VenueRow]:
    """Rooms of the unit and of the one above it, by name. `on`: with what is booked from that day on."""
    above = people.find_superior(organization_id)
    units = [organization_id, *([above.id] if above else [])]
    return _rows(Venue.objects.filter(organization_id__in=units), on)


def list_kept(organization_id: int, *, on: date) -> list[VenueRow]:
    """The unit's own rooms, with what is booked from a day on."""
    return _rows(Venue.objects.filter(organization_id=organization_id), on)


def _rows(found, on: date | None) -> list[VenueRow]:
    rooms = list(found.filter(retired_at__isnull=True).select_related("keeper"))
    booked: dict[int, list[Booked]] = {}
    if on is not None:
        held = Meeting.objects.filter(venue__in=rooms, removed_at__isnull=True, held_on__gte=on)
        for one in held.select_related("organization").order_by("held_on", "starts_at"):
            by = one.organization.short_name or one.organization.name
            booked.setdefault(one.venue_id, []).append(Booked(one.held_on, one.starts_at, one.ends_at, by))
    return [
        VenueRow(one.pk, one.organization_id, one.name, one.capacity, one.keeper.name, tuple(booked.get(one.pk, ())))
        for one in rooms
    ]


def book(booking: Booking | None, organization_id: int, held_on: date, called: int) -> Venue | None:
    """The room, held until the act is over, so that of two bookings at once the second sees the first (S1-25)."""
    if booking is None:
        return None
    if booking.starts_at is None or booking.ends_at is None or booking.starts_at >= booking.ends_at:
        raise VenueRefused("venue_times")
    if booking.venue_id not in {one.id for one in list_bookable(organization_id)}:
        raise VenueRefused("venue_unknown")
    venue = Venue.objects.select_for_update().get(pk=booking.venue_id)
    if called > venue.capacity:
        raise VenueRefused("venue_too_small", name=venue.name, most=venue.capacity)
    other = (
        venue.bookings.filter(
            held_on=held_on,
            starts_at__lt=booking.ends_at,
            ends_at__gt=booking.starts_at,
            removed_at__isnull=True,
        )
        .select_related("organization")
        .first()
    )
    if other is not None:
        who = other.organization.short_name or other.organization.name
        start, end = f"{other.starts_at:%H:%M}", f"{other.ends_at:%H:%M}"
        raise VenueRefused("venue_taken", name=venue.name, who=who, start=start, end=end)
    return venue


@transaction.atomic
def register(*, now: datetime, actor: Actor, organization_id: int, name: str, capacity: int, keeper_id: int) -> int:
    """Take a room into the register; gives its id. The same name again: the same room, with what is said of it now.
    Raises VenueRefused."""
    if not people.belong([keeper_id], organization_id, on=timezone.localdate(now)):
        raise VenueRefused("person_elsewhere")
    room, _made = Venue.objects.update_or_create(
        organization_id=organization_id,
        name=name.strip(),
        retired_at=None,
        defaults={"capacity": capacity, "keeper_id": keeper_id},
        create_defaults={"capacity": capacity, "keeper_id": keeper_id, "registered_at": now},
    )
    _note(now, actor, "register_venue", room, capacity=capacity)
    return room.pk


@transaction.atomic
def retire(*, now: datetime, actor: Actor, organization_id: int, venue_id: int | None) -> None:
    """Take a room out; what is booked there stays booked. Twice is once; a room the unit does not keep is none (DoesNotExist)."""
    room = Venue.objects.select_for_update(of=("self",)).get(pk=venue_id, organization_id=organization_id)
    if room.retired_at is not None:
        return
    room.retired_at = now
    room.save(update_fields=["retired_at"])
    _note(now, actor, "retire_venue", room)


def _note(now: datetime, actor: Actor, action: str, room: Venue, **detail: object) -> None:
    record(
        now=now,
        actor=actor,
        action=f"meeting.{action}",
        subject=f"meeting_venue:{room.pk}",
        organization_id=room.organization_id,
        person_id=room.keeper_id,
        detail={"name": room.name, **detail},
    )
