"""Facts of the register beside a questionnaire (S1-12): how many branches, members of each kind, and others who work there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from xianfeng.apps.people import queries as people
from xianfeng.kinds.survey.models import Round

LINES = ("branches", "full_members", "probationary_members", "secretaries", "non_members")


def words() -> dict[str, str]:
    return {
        "branches": _("党支部"),
        "full_members": _("正式党员"),
        "probationary_members": _("预备党员"),
        "secretaries": _("党支部书记"),
        "non_members": _("不是党员的教职工"),
    }


def count_register(organization_id: int, *, on: date) -> dict[str, int]:
    """What the register says of an organisation and everything below it on a day."""
    branches = [one.id for one in people.list_branches(organization_id)]
    standing = Counter(one.status for one in people.list_member_rows(branches, on=on))
    return {
        "branches": len(branches),
        "full_members": standing["full_member"],
        "probationary_members": standing.total() - standing["full_member"],
        "secretaries": len({person for _unit, person in people.list_secretaries(branches, on=on)}),
        "non_members": len(people.list_non_member_staff(branches, on=on)),
    }


@dataclass(frozen=True)
class Compared:
    """`days`: of each frozen count, then the day it is compared with; `rows`: (words, figures in the order of the days)."""

    days: tuple[date, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


def compare(campaign_id: int, step_code: str, organization_id: int, *, on: date) -> Compared | None:
    """The frozen counts of a step, oldest first, beside the register of `on`; None before anything was frozen."""
    frozen = Round.objects.filter(
        campaign_id=campaign_id, step_code=step_code, organization_id=organization_id
    ).exclude(register={})
    taken = [
        (date.fromisoformat(one["on"]), one["counts"])
        for one in frozen.order_by("closed_at", "pk").values_list("register", flat=True)
    ]
    if not taken:
        return None
    taken.append((on, count_register(organization_id, on=on)))
    said = words()
    rows = tuple((said[code], tuple(counts.get(code, 0) for _day, counts in taken)) for code in LINES)
    return Compared(tuple(day for day, _counts in taken), rows)
