"""The sheets of Party standing and home branches."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from xianfeng.apps.people.importing.changes import People, Plan, by_number, period_of, stored_rows, take, years_later
from xianfeng.apps.people.importing.periods import Period, merge_periods
from xianfeng.apps.people.importing.reading import Line
from xianfeng.apps.people.models import Affiliation, Membership, Organization
from xianfeng.apps.people.rules import ADULT_YEARS, RIGHTS, USUAL_RIGHTS


def plan_memberships(plan: Plan, lines: list[Line], people: People, today: date) -> dict[str, list[Period]]:
    """Gives everybody's Party standing as it will be, for the checks of home branches."""
    stored = stored_rows(Membership, lines, people, "status", *RIGHTS)
    standing: dict[str, list[Period]] = {}
    for number, own in by_number(lines).items():
        before = [
            Period(
                (row["status"],),
                row["from_date"],
                row["until_date"],
                {right: row[right] for right in RIGHTS},
                pk=row["pk"],
            )
            for row in stored.get(number, [])
        ]
        listed = []
        for line in own:
            status = line.values["status"]
            known_row = any(row.key == (status,) for row in before)
            usual = {} if known_row else dict(zip(RIGHTS, USUAL_RIGHTS[status], strict=True))
            stated = {right: line.values[right] for right in RIGHTS if line.values.get(right) is not None}
            listed.append(period_of(line, (status,), usual | stated))
        merge = merge_periods(before, listed, today=today)
        for period in merge.new:
            usual = dict(zip(RIGHTS, USUAL_RIGHTS[period.key[0]], strict=True))
            period.data = usual | period.data
        for period in merge.rows:
            birth = people.births.get(number)
            is_member = period.key[0] in ("full_member", "probationary_member")
            if period.line is not None and is_member and birth and period.start < years_later(birth, ADULT_YEARS):
                plan.faults.append(period.line.fault("from_date", "under_age", birth=f"{birth:%Y-%m}"))
        take(plan, "membership", merge, lambda period, number=number: {"person": number, "status": period.key[0]})
        standing[number] = merge.rows
    return standing


def plan_affiliations(
    plan: Plan,
    lines: list[Line],
    people: People,
    known: dict[str, str],
    standing: dict[str, list[Period]],
    today: date,
) -> None:
    stored = stored_rows(Affiliation, lines, people, "organization__code", "kind")
    unlisted = {people.ids[line.values["number"]] for line in lines if line.values["number"] not in standing} - {None}
    members = set(
        Membership.objects.filter(person_id__in=unlisted)
        .exclude(status="non_member")
        .values_list("person_id", flat=True)
    )
    for line in lines:
        number, code = line.values["number"], line.values["organization"]
        if known[code] not in (*Organization.BRANCH_TYPES, "party_group"):
            plan.faults.append(line.fault("organization", "not_a_branch", code=code))
        rows = standing.get(number)
        joined = any(row.key != ("non_member",) for row in rows) if rows else people.ids[number] in members
        if not joined:
            plan.faults.append(line.fault("number", "not_a_member", name=people.names[number]))
    for number, own in by_number(lines).items():
        slots: dict[str, tuple[list[Period], list[Period]]] = defaultdict(lambda: ([], []))
        for row in stored.get(number, []):
            period = Period((row["organization__code"], row["kind"]), row["from_date"], row["until_date"], pk=row["pk"])
            slots["guest" if row["kind"] == "guest" else "home"][0].append(period)
        for line in own:
            code, kind = line.values["organization"], line.values.get("kind") or "home"
            slots["guest" if kind == "guest" else "home"][1].append(period_of(line, (code, kind), {}))
        for name, (before, listed) in slots.items():
            if not listed:
                continue
            if name == "home":
                _two_homes(plan, listed)
            merge = merge_periods(before, listed, today=today)
            take(
                plan,
                "affiliation",
                merge,
                lambda period, number=number: {"person": number, "organization": period.key[0], "kind": period.key[1]},
            )


def _two_homes(plan: Plan, listed: list[Period]) -> None:
    """Two open home branches in one roster get their own sentence: membership lies in one branch only."""
    open_rows = [row for row in listed if row.end is None]
    if len({row.key[0] for row in open_rows}) > 1:
        first, second = open_rows[0], open_rows[1]
        plan.faults.append(second.line.fault("organization", "two_homes", other=first.key[0], row=first.line.row))
        listed.remove(second)
