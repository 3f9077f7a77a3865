"""The sheets of work and posts."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from xianfeng.apps.people.importing.changes import People, Plan, by_number, period_of, stored_rows, take
from xianfeng.apps.people.importing.columns import BY_CODE
from xianfeng.apps.people.importing.periods import Period, merge_periods
from xianfeng.apps.people.importing.reading import Line
from xianfeng.apps.people.models import Employment, Office
from xianfeng.apps.people.rules import ANYWHERE, MAIN_WORK, MASS_TYPES, ONE_HOLDER, PARTY_ROLES, UNIT_TYPES


def plan_employments(plan: Plan, lines: list[Line], people: People, known: dict[str, str], today: date) -> None:
    for line in lines:
        if known[line.values["organization"]] not in UNIT_TYPES:
            plan.faults.append(line.fault("organization", "not_a_workplace", code=line.values["organization"]))
    stored = stored_rows(Employment, lines, people, "organization__code", "kind")

    def slot(kind: str, code: str) -> tuple:
        return ("main",) if kind in MAIN_WORK else (kind, code)

    for number, own in by_number(lines).items():
        slots: dict[tuple, tuple[list[Period], list[Period]]] = defaultdict(lambda: ([], []))
        for row in stored.get(number, []):
            period = Period((row["organization__code"], row["kind"]), row["from_date"], row["until_date"], pk=row["pk"])
            slots[slot(row["kind"], row["organization__code"])][0].append(period)
        for line in own:
            code, kind = line.values["organization"], line.values.get("kind") or "regular"
            slots[slot(kind, code)][1].append(period_of(line, (code, kind), {}))
        for before, listed in slots.values():
            if listed:
                merge = merge_periods(before, listed, today=today)
                take(
                    plan,
                    "employment",
                    merge,
                    lambda period, number=number: {
                        "person": number,
                        "organization": period.key[0],
                        "kind": period.key[1],
                    },
                )


def plan_offices(plan: Plan, lines: list[Line], people: People, known: dict[str, str], today: date) -> None:
    for line in lines:
        role, code = line.values["role"], line.values["organization"]
        in_party = known[code] not in UNIT_TYPES
        if role not in ANYWHERE and ((role in PARTY_ROLES) != in_party or known[code] in MASS_TYPES):
            plan.faults.append(
                line.fault("organization", "post_elsewhere" if in_party else "party_post_in_unit", code=code)
            )
    stored = stored_rows(Office, lines, people, "organization__code", "role", "title")
    holders: dict[tuple[str, str], list[tuple[str, Period]]] = defaultdict(list)
    merged: set[int] = set()
    for number, own in by_number(lines).items():
        slots: dict[bool, tuple[list[Period], list[Period]]] = defaultdict(lambda: ([], []))
        for row in stored.get(number, []):
            period = Period(
                (row["organization__code"], row["role"]),
                row["from_date"],
                row["until_date"],
                {"title": row["title"]},
                pk=row["pk"],
            )
            slots[row["role"] in PARTY_ROLES][0].append(period)
        for line in own:
            role = line.values["role"]
            column = BY_CODE["office"].column("role")
            label = next(text for text, value in column.choices.items() if value == role)
            listed = period_of(line, (line.values["organization"], role), {"title": line.values.get("title") or label})
            slots[role in PARTY_ROLES][1].append(listed)
        for before, listed in slots.values():
            if not listed:
                continue
            merge = merge_periods(before, listed, today=today, alone=False)
            take(
                plan,
                "office",
                merge,
                lambda period, number=number: {"person": number, "organization": period.key[0], "role": period.key[1]},
            )
            for period in merge.rows:
                if period.pk is not None:
                    merged.add(period.pk)
                if period.key[1] in ONE_HOLDER:
                    holders[period.key].append((number, period))
    _check_holders(plan, holders, merged, people)


def _check_holders(
    plan: Plan, holders: dict[tuple[str, str], list[tuple[str, Period]]], merged: set[int], people: People
) -> None:
    """Two people in one post at one time: named at the row that brings the second one in."""
    codes = {code for code, _role in holders}
    for row in Office.objects.filter(organization__code__in=codes, role__in=ONE_HOLDER).values(
        "pk", "organization__code", "role", "from_date", "until_date", "person_id"
    ):
        key = (row["organization__code"], row["role"])
        if row["pk"] not in merged and key in holders:
            period = Period(key, row["from_date"], row["until_date"], pk=row["pk"])
            holders[key].append((people.numbers[row["person_id"]], period))
    for rows in holders.values():
        for place, (number, period) in enumerate(rows):
            for other_number, other in rows[:place]:
                if number == other_number or not period.overlaps(other):
                    continue
                blamed, held_by = (period, other_number) if period.line is not None else (other, number)
                if blamed.line is not None:
                    plan.faults.append(blamed.line.fault("role", "post_taken", name=people.names.get(held_by, held_by)))
