"""党费按月登记: paid or not, never how much; kept by the branch, counted for everybody above, told to the person (S4-52)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.evidence.reach import RecordLine
from xianfeng.apps.journal.actions import Actor, record, record_forgotten
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.core.schedule import add_months
from xianfeng.kinds.inspection.actions import LookBackRefused
from xianfeng.kinds.inspection.models import DuesMonth

KEEPERS = ("branch_secretary", "deputy_secretary", "organization_commissioner")
"""Who keeps the register: 组织委员 collects the dues in a branch without a treasurer of its own."""
SHOWN = 12
"""Months on the page, the present one included."""
KEPT = 24
"""Months kept; a check asks about the last twelve."""


class DuesRefused(LookBackRefused):
    """code: month_unknown | person_unknown."""


@dataclass(frozen=True)
class MonthRow:
    month: date
    paid: int
    of: int


def may_keep(viewer: Viewer, organization_id: int) -> bool:
    return organization_id in viewer.heads(*KEEPERS)


def months_to(day: date) -> list[date]:
    """First days of the last twelve months, the newest first."""
    first = day.replace(day=1)
    return [add_months(first, -n) for n in range(SHOWN)]


def list_months(organization_id: int, on: date) -> list[MonthRow]:
    """How many of the members of the day have paid in each month, to whichever branch they belonged then; two queries."""
    members = _members(organization_id, on)
    paid = (
        DuesMonth.objects.filter(person_id__in=list(members), month__in=months_to(on))
        .values_list("month")
        .annotate(number=Count("pk"))
    )
    found = dict(paid)
    return [MonthRow(month, found.get(month, 0), len(members)) for month in months_to(on)]


def list_payers(organization_id: int, month: date, on: date) -> list[tuple[int, str, bool]]:
    """(person, name, paid) of every member of the day; also what was paid to the branch somebody came from."""
    members = _members(organization_id, on)
    paid = set(DuesMonth.objects.filter(person_id__in=list(members), month=month).values_list("person_id", flat=True))
    return [(person, name, person in paid) for person, name in members.items()]


def _members(organization_id: int, on: date) -> dict[int, str]:
    return {row["person_id"]: row["person__name"] for row in people.members_of([organization_id], on=on)}


@transaction.atomic
def write_month(
    *, now: datetime, actor: Actor, organization_id: int, month: date, paid: Collection[int]
) -> tuple[int, int]:
    """Who has paid in this month; who is left out has not. Gives (newly written, taken out); twice is once. A month is one
    row a person, whichever branch wrote it down.

    Raises DuesRefused.
    """
    today = timezone.localdate(now)
    if month not in months_to(today):
        raise DuesRefused("month_unknown")
    members = _members(organization_id, today)
    if not set(paid) <= set(members):
        raise DuesRefused("person_unknown")
    rows = DuesMonth.objects.filter(month=month, person_id__in=list(members))
    before = set(rows.values_list("person_id", flat=True))
    added, gone = set(paid) - before, before - set(paid)
    rows.filter(person_id__in=gone).delete()
    DuesMonth.objects.bulk_create(
        [
            DuesMonth(
                organization_id=organization_id,
                person_id=person,
                month=month,
                recorded_on=today,
                recorded_by_label=actor.label,
            )
            for person in sorted(added)
        ],
        ignore_conflicts=True,
    )
    if added or gone:
        record(
            now=now,
            actor=actor,
            action="inspection.dues",
            subject=f"organization:{organization_id}",
            organization_id=organization_id,
            detail={"on": month, "count": len(paid), "of": len(members)},
        )
    return len(added), len(gone)


@transaction.atomic
def forget_expired(*, now: datetime, actor: Actor) -> int:
    """Delete what is older than two years; gives how many rows. One journal line, and only when something went."""
    first = add_months(timezone.localdate(now).replace(day=1), -KEPT)
    gone, _models = DuesMonth.objects.filter(month__lt=first).delete()
    record_forgotten(now=now, actor=actor, dues=gone)
    return gone


def told(person_ids: Collection[int], on: date) -> dict[int, str]:
    """What the register says of each of these people over the last twelve months: which months, never how much."""
    months = months_to(on)
    found: dict[int, list[date]] = {person: [] for person in person_ids}
    for person, month in DuesMonth.objects.filter(person_id__in=list(person_ids), month__in=months).values_list(
        "person_id", "month"
    ):
        found[person].append(month)
    return {person: _told(paid) for person, paid in found.items()}


def _told(paid: list[date]) -> str:
    if not paid:
        return _("近十二个月没有登记")
    last = max(paid)
    return _("近十二个月登记 %(n)s 个月，最近到 %(year)s 年 %(month)s 月") % {
        "n": len(paid),
        "year": last.year,
        "month": last.month,
    }


def list_record(person_id: int) -> list[RecordLine]:
    """One line a year in the own record: the months written down as paid."""
    years: dict[int, list[DuesMonth]] = {}
    for row in DuesMonth.objects.filter(person_id=person_id).select_related("organization").order_by("month"):
        years.setdefault(row.month.year, []).append(row)
    return [
        RecordLine(
            rows[-1].recorded_on,
            _("党费"),
            _("%(year)s 年已登记交纳的月份") % {"year": year},
            "、".join(str(row.month.month) for row in rows),
            f"{rows[-1].organization} {rows[-1].recorded_by_label}",
            "",
            f"dues_month:{rows[-1].pk}",
        )
        for year, rows in years.items()
    ]
