"""A plan as typed: a text a part, a row a measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.people.choosing import Crowd, PersonField
from xianfeng.kinds.rectification.actions import NewMeasure
from xianfeng.kinds.rectification.queries import PlanRow
from xianfeng.ui import typed

MOST_TEXT = 2000
ROWS = 3
"""Rows for measures on a page; one at least is empty, so that saving gives room for another."""


def read_texts(data: Mapping[str, str], parts: Sequence[str]) -> dict[str, str]:
    return {part: data.get(f"text{n}", "").strip()[:MOST_TEXT] for n, part in enumerate(parts)}


class Owner(forms.Form):
    """Who answers for the measure of one row."""

    owner = PersonField(label=_("责任人"), required=False)

    def __init__(self, *args: object, row: int, crowd: Crowd, **kwargs: object) -> None:
        self.row = row
        super().__init__(*args, **kwargs)
        self.fields["owner"].crowd = crowd

    def add_prefix(self, field_name: str) -> str:
        return f"{field_name}{self.row}"


Row = tuple[NewMeasure | None, Owner]


def read_rows(data: Mapping[str, str], crowd: Crowd) -> list[Row]:
    """Every row as typed, empty ones too; an owner who is not of the unit is said beside the row."""
    found: list[Row] = []
    for n in range(_rows(data)):
        who = Owner(data, row=n, crowd=crowd)
        measure = NewMeasure(
            data.get(f"what{n}", "").strip()[:500],
            data.get(f"how{n}", "").strip()[:500],
            data.get(f"goal{n}", "").strip()[:500],
            typed.day(data.get(f"due{n}", "")),
            who.cleaned_data["owner"] if who.is_valid() else None,
            data.get(f"group{n}", ""),
        )
        found.append((measure, who))
    return found


def _rows(data: Mapping[str, str]) -> int:
    typed = data.get("rows", "")
    return min(int(typed), 50) if typed.isdecimal() else ROWS


def measures_in(rows: Sequence[Row]) -> list[NewMeasure]:
    """Those that say what."""
    return [measure for measure, _who in rows if measure is not None and measure.what]


def wrong_owner(rows: Sequence[Row]) -> str:
    """The first owner who could not be told, in words; '' where every one could."""
    for n, (measure, who) in enumerate(rows, start=1):
        if measure is not None and measure.what and who.errors:
            return gettext("措施 %(n)s：%(why)s") % {"n": n, "why": who.errors["owner"][0]}
    return ""


def rows_of(plan: PlanRow | None, crowd: Crowd) -> list[Row]:
    measures = plan.measures if plan else ()
    return [
        (
            NewMeasure(one.what, one.how, one.goal, one.due_on, one.owner_id, one.group),
            Owner(initial={"owner": one.owner_id}, row=n, crowd=crowd),
        )
        for n, one in enumerate(measures)
    ]


def with_room(rows: Sequence[Row], crowd: Crowd) -> list[Row]:
    """The rows of a page: one at least is empty."""
    empty = range(len(rows), max(ROWS, len(measures_in(rows)) + 1))
    return [*rows, *((None, Owner(row=n, crowd=crowd)) for n in empty)]
