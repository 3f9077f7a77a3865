"""Schools and who answers for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import F

from xianfeng.apps.people.models import School
from xianfeng.apps.people.queries.days import on_day


@dataclass(frozen=True)
class SchoolRow:
    organization_id: int
    name: str
    type: str
    type_label: str
    type_order: int
    area: str


def school_type_options() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in School.Type.choices]


def school_area_options() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in School.Area.choices]


def schools_covered(organization_ids: list[int], *, on: date) -> dict[int, SchoolRow]:
    """The school each Party organisation (or a branch below it) covered on a day; the first by code where there are several.

    Which branch covers which place is that of the day; who stands under whom is that of today.
    """
    order = {value: place for place, (value, _) in enumerate(School.Type.choices)}
    covered = "organization__closure_up__ancestor__upper_relations"
    above = f"{covered}__upper__closure_up"
    pairs = (
        School.objects.filter(
            on_day(on, f"{covered}__"),
            **{
                "organization__closure_up__relation": "administrative",
                f"{covered}__relation": "covers",
                f"{above}__relation": "party",
                f"{above}__ancestor_id__in": organization_ids,
            },
        )
        .order_by(F("organization__closure_up__depth") + F(f"{above}__depth"), "organization__code")
        .values_list(f"{above}__ancestor_id", "organization_id", "organization__name", "type", "area")
    )
    found: dict[int, SchoolRow] = {}
    for party, school, name, kind, area in pairs:
        found.setdefault(party, SchoolRow(school, name, kind, str(School.Type(kind).label), order[kind], area))
    return found


TYPES_COVERED = """
SELECT DISTINCT covers.ancestor_id, school.type FROM people_organizationclosure covers
JOIN people_organizationclosure part ON part.descendant_id = covers.descendant_id AND part.relation = 'administrative'
JOIN people_school school ON school.organization_id = part.ancestor_id
WHERE covers.relation = 'covers' AND covers.ancestor_id = ANY(%s)
"""


def school_types_of(units: Iterable[int]) -> dict[int, frozenset[str]]:
    """Branch -> the types of all schools it covers (a joint branch may cover several), in one query."""
    found: dict[int, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(TYPES_COVERED, [list(units)])
        for unit, kind in cursor.fetchall():
            found.setdefault(unit, set()).add(kind)
    return {unit: frozenset(kinds) for unit, kinds in found.items()}
