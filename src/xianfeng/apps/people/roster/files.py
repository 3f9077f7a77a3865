"""The file of one person: work, standing, posts and affiliations in the course of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.mobility import place_of_taking_part
from xianfeng.apps.people.models import (
    Affiliation,
    Membership,
    Person,
)
from xianfeng.apps.people.queries import find_city


@dataclass(frozen=True)
class Stretch:
    """One line of history: where, what, and the half-open period."""

    id: int
    organization_id: int
    organization: str
    what: str
    from_date: date
    until_date: date | None
    current: bool
    note: str = ""
    kind: str = ""
    """Code of the work or the affiliation; `what` is its word."""


@dataclass(frozen=True)
class PersonFile:
    id: int
    number: str
    name: str
    gender: str
    birth_month: date | None
    worked_since: date | None
    city: str
    status: str
    rights: list[str]
    employments: list[Stretch]
    memberships: list[Stretch]
    affiliations: list[Stretch]
    offices: list[Stretch]
    contacts: list[Stretch]
    organization_ids: frozenset[int]
    """Where the person stands today, guests' hosts left out: whose organisers may open this file."""
    home_id: int | None
    takes_part: str
    report_missing: bool

    @property
    def is_away(self) -> bool:
        """Takes part elsewhere, or has no unit at present."""
        return any(row.current and row.kind != Affiliation.Kind.HOME for row in self.affiliations)


def _stretches(rows: QuerySet, on: date, what) -> list[Stretch]:
    return [
        Stretch(
            row.pk,
            row.organization_id,
            str(row.organization),
            what(row),
            row.from_date,
            row.until_date,
            row.from_date <= on and (row.until_date is None or row.until_date > on),
            getattr(row, "reason", ""),
            getattr(row, "kind", ""),
        )
        for row in rows.select_related("organization").order_by("-from_date", "-pk")
    ]


def get_file(person_id: int, *, on: date) -> PersonFile:
    """A person's file with its history. Whoever shows it writes `record.opened`."""
    person = Person.objects.get(pk=person_id)
    employments = _stretches(person.employments, on, lambda row: str(row.get_kind_display()))
    affiliations = _stretches(person.affiliations, on, lambda row: str(row.get_kind_display()))
    offices = _stretches(person.offices, on, lambda row: row.title)
    held = list(person.memberships.order_by("-from_date"))
    now = next((row for row in held if row.from_date <= on and (row.until_date is None or row.until_date > on)), None)
    names = {
        "may_speak": _("发言权"),
        "may_vote": _("表决权"),
        "may_elect": _("选举权"),
        "may_be_elected": _("被选举权"),
    }
    guests = []
    here: set[int] = set()
    home_id = None
    for row in affiliations:
        if row.current and row.kind == Affiliation.Kind.GUEST:
            guests.append(row)
        elif row.current:
            here.add(row.organization_id)
            home_id = home_id or row.organization_id
    here |= {row.organization_id for row in [*employments, *offices] if row.current}
    reported = set(person.affiliations.filter(reported_on__isnull=False).values_list("pk", flat=True))
    return PersonFile(
        person.pk,
        person.number,
        person.name,
        str(person.get_gender_display()),
        person.birth_month,
        person.worked_since,
        person.city,
        str(now.get_status_display()) if now else str(Membership.Status.NON_MEMBER.label),
        [label for right, label in names.items() if now is not None and getattr(now, right)],
        employments,
        [
            Stretch(row.pk, 0, "", str(row.get_status_display()), row.from_date, row.until_date, row == now)
            for row in held
        ],
        affiliations,
        offices,
        [
            Stretch(row.pk, row.organization_id, "", str(row.get_outcome_display()), row.on_date, None, True, row.note)
            for row in person.contact_attempts.order_by("-on_date", "-pk")[:20]
        ],
        frozenset(here),
        home_id,
        place_of_taking_part(person.city, find_city(home_id)) if home_id and person.city else "",
        any(row.id not in reported for row in guests),
    )


def find_file(person_id: int, *, on: date) -> PersonFile | None:
    return get_file(person_id, on=on) if Person.objects.filter(pk=person_id).exists() else None


def may_open(viewer: Viewer, file: PersonFile) -> bool:
    """Organisers of where the person stands; a bureau officer also those who stand nowhere yet."""
    if not file.organization_ids:
        return viewer.has("bureau_officer")
    return any(viewer.may_run(organization) for organization in file.organization_ids)
