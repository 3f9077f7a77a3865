"""What a roster would change, and what is wrong with it, against what is stored now. Reads the tables, writes nothing.

The plan names rows by staff number and organisation code, because most of them have no id yet.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from xianfeng.apps.people.importing.columns import BY_CODE, SHEETS
from xianfeng.apps.people.importing.periods import Merge, Period, merge_periods
from xianfeng.apps.people.importing.reading import Fault, Line, Reading
from xianfeng.apps.people.importing.tree import plan_organizations
from xianfeng.apps.people.models import Affiliation, Employment, Membership, Office, Organization, Person

RIGHTS = ("may_speak", "may_vote", "may_elect", "may_be_elected")
USUAL_RIGHTS = {
    "full_member": (True, True, True, True),
    "probationary_member": (True, False, False, False),
    "activist": (False, False, False, False),
    "non_member": (False, False, False, False),
}
"""党章 art. 4, 7: a probationary member speaks, and does not vote, elect or stand. The roster may say otherwise."""
ADULT_YEARS = 18
MAIN_WORK = ("regular", "leave", "retired")
PARTY_ROLES = (
    "branch_secretary",
    "deputy_secretary",
    "organization_commissioner",
    "publicity_commissioner",
    "discipline_commissioner",
)
ONE_HOLDER = ("branch_secretary", "principal")
"""Posts that one person at a time holds in one organisation."""
UNIT_TYPES = ("bureau", "school", "department", "teaching_group")


@dataclass
class TableChange:
    """`new`: rows with references by code and number; `changed`: (id, before, after) of the columns that differ."""

    new: list[dict[str, object]] = field(default_factory=list)
    changed: list[tuple[int, dict[str, object], dict[str, object]]] = field(default_factory=list)
    unchanged: int = 0
    ended: int = 0


@dataclass
class Plan:
    tables: dict[str, TableChange] = field(default_factory=lambda: defaultdict(TableChange))
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def counts(self) -> dict[str, dict[str, int]]:
        """Sheet -> new, changed, unchanged, ended; the relations between organisations are counted apart."""
        return {
            name: {
                "new": len(table.new),
                "changed": len(table.changed) - table.ended,
                "unchanged": table.unchanged,
                "ended": table.ended,
            }
            for name, table in self.tables.items()
        }

    @property
    def is_empty(self) -> bool:
        return not any(table.new or table.changed for table in self.tables.values())


def _tidy(lines: list[Line], key: str, plan: Plan) -> dict[str, Line]:
    """The lines by their key; a key listed twice is a fault at the second place. Lines without a key are faulty already."""
    found: dict[str, Line] = {}
    for line in lines:
        value = line.values.get(key)
        if value is None:
            continue
        if value in found:
            plan.faults.append(line.fault(key, "listed_twice", row=found[value].row))
        else:
            found[value] = line
    return found


def make_plan(reading: Reading, *, today: date) -> Plan:
    """Everything the roster would change as of `today`, with every fault there is."""
    plan = Plan(faults=list(reading.faults), notes=list(reading.notes))
    organizations = _tidy(reading.lines["organization"], "code", plan)
    schools = _tidy(reading.lines["school"], "code", plan)
    known = plan_organizations(plan.tables, plan.faults, organizations, schools, today=today)
    people = _plan_people(plan, _tidy(reading.lines["person"], "number", plan), today=today)
    for sheet in ("employment", "membership", "affiliation", "office"):
        _check_references(plan, reading.lines[sheet], people, known, sheet)
    _plan_employments(plan, reading.lines["employment"], people, known, today)
    standing = _plan_memberships(plan, reading.lines["membership"], people, today)
    _plan_affiliations(plan, reading.lines["affiliation"], people, known, standing, today)
    _plan_offices(plan, reading.lines["office"], people, known, today)
    order = {BY_CODE[sheet.code].name: place for place, sheet in enumerate(SHEETS)}
    plan.faults.sort(key=lambda fault: (order.get(fault.sheet, 0), fault.sheet, fault.row, fault.column or 0))
    return plan


@dataclass
class People:
    """Everybody stored or listed: number -> id (None when new), name, birth month."""

    ids: dict[str, int | None] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    births: dict[str, date | None] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)


PERSON_COLUMNS = ("name", "gender", "birth_month", "phone", "worked_since", "city")


def _plan_people(plan: Plan, lines: dict[str, Line], *, today: date) -> People:
    table, people = plan.tables["person"], People()
    stored = {row["number"]: row for row in Person.objects.values("pk", "number", *PERSON_COLUMNS)}
    phones: dict[str, str] = {}
    for number, row in stored.items():
        people.ids[number], people.names[number], people.births[number] = row["pk"], row["name"], row["birth_month"]
        people.numbers[row["pk"]] = number
        listed_phone = lines[number].values.get("phone", row["phone"]) if number in lines else row["phone"]
        if listed_phone:
            phones[listed_phone] = number
    for number, line in lines.items():
        values, before = line.values, stored.get(number)
        empty = dict.fromkeys(PERSON_COLUMNS, "") | {"birth_month": None, "worked_since": None}
        after = {
            column: empty[column] if values[column] is None else values[column]
            for column in PERSON_COLUMNS
            if column in values
        }
        birth = after.get("birth_month", before["birth_month"] if before else None)
        if birth is not None and birth > today:
            plan.faults.append(line.fault("birth_month", "in_future"))
        worked = after.get("worked_since", before["worked_since"] if before else None)
        if birth and worked and worked < _years_later(birth, 14):
            plan.faults.append(line.fault("worked_since", "worked_as_child"))
        phone = after.get("phone")
        if phone:
            owner = phones.get(phone)
            if owner is not None and owner != number:
                plan.faults.append(line.fault("phone", "phone_taken", number=owner))
            phones[phone] = number
        if before is None:
            table.new.append({"number": number} | empty | after)
            people.ids[number] = None
        else:
            differing = {column: value for column, value in after.items() if before[column] != value}
            if differing:
                table.changed.append((before["pk"], {column: before[column] for column in differing}, differing))
            else:
                table.unchanged += 1
        people.names[number] = after.get("name", people.names.get(number, ""))
        people.births[number] = birth
    return people


def _years_later(day: date, years: int) -> date:
    return date(day.year + years, day.month, 1)


def _check_references(plan: Plan, lines: list[Line], people: People, known: dict[str, str], sheet: str) -> None:
    """Unknown staff numbers and organisation codes; a faulty line takes no further part."""
    good = []
    for line in lines:
        number, code = line.values.get("number"), line.values.get("organization")
        required = [column.code for column in BY_CODE[sheet].columns if column.required]
        fine = all(line.values.get(column) is not None for column in required)
        if number is not None and number not in people.ids:
            plan.faults.append(line.fault("number", "person_unknown", number=number))
            fine = False
        if code is not None and code not in known:
            plan.faults.append(line.fault("organization", "organization_unknown", code=code))
            fine = False
        if fine:
            good.append(line)
    lines[:] = good


def _listed(line: Line, key: tuple, data: dict[str, object]) -> Period:
    return Period(key, line.values.get("from_date"), line.values.get("until_date"), data, line=line)


def _take(plan: Plan, sheet: str, merge: Merge, row_of) -> None:
    table = plan.tables[sheet]
    for period in merge.new:
        table.new.append(row_of(period) | {"from_date": period.start, "until_date": period.end} | period.data)
    rename = {"start": "from_date", "end": "until_date"}
    for period in merge.changed:
        before = {rename.get(name, name): value for name, value in period.before.items()}
        now = {"from_date": period.start, "until_date": period.end} | period.data
        table.changed.append((period.pk, before, {name: now[name] for name in before}))
    table.unchanged += merge.unchanged
    table.ended += merge.ended
    column = {"ends_before_start": "until_date", "overlaps": "from_date"}
    for period, code, params in merge.faults:
        plan.faults.append(period.line.fault(column.get(code, "number"), code, **params))


def _stored_rows(model, lines: list[Line], people: People, *columns: str) -> dict[str, list[dict[str, object]]]:
    """Stored rows of everybody listed, by staff number."""
    wanted = {people.ids[line.values["number"]] for line in lines} - {None}
    rows: dict[str, list[dict[str, object]]] = defaultdict(list)
    found = model.objects.filter(person_id__in=wanted) if len(wanted) < 5000 else model.objects.all()
    for row in found.values("pk", "person_id", "from_date", "until_date", *columns):
        rows[people.numbers[row["person_id"]]].append(row)
    return rows


def _by_number(lines: list[Line]) -> dict[str, list[Line]]:
    grouped: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        grouped[line.values["number"]].append(line)
    return grouped


def _plan_employments(plan: Plan, lines: list[Line], people: People, known: dict[str, str], today: date) -> None:
    for line in lines:
        if known[line.values["organization"]] not in UNIT_TYPES:
            plan.faults.append(line.fault("organization", "not_a_workplace", code=line.values["organization"]))
    stored = _stored_rows(Employment, lines, people, "organization__code", "kind")

    def slot(kind: str, code: str) -> tuple:
        return ("main",) if kind in MAIN_WORK else (kind, code)

    for number, own in _by_number(lines).items():
        slots: dict[tuple, tuple[list[Period], list[Period]]] = defaultdict(lambda: ([], []))
        for row in stored.get(number, []):
            period = Period((row["organization__code"], row["kind"]), row["from_date"], row["until_date"], pk=row["pk"])
            slots[slot(row["kind"], row["organization__code"])][0].append(period)
        for line in own:
            code, kind = line.values["organization"], line.values.get("kind") or "regular"
            slots[slot(kind, code)][1].append(_listed(line, (code, kind), {}))
        for before, listed in slots.values():
            if listed:
                merge = merge_periods(before, listed, today=today)
                _take(
                    plan,
                    "employment",
                    merge,
                    lambda period, number=number: {
                        "person": number,
                        "organization": period.key[0],
                        "kind": period.key[1],
                    },
                )


def _plan_memberships(plan: Plan, lines: list[Line], people: People, today: date) -> dict[str, list[Period]]:
    """Gives everybody's Party standing as it will be, for the checks of home branches."""
    stored = _stored_rows(Membership, lines, people, "status", *RIGHTS)
    standing: dict[str, list[Period]] = {}
    for number, own in _by_number(lines).items():
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
            listed.append(_listed(line, (status,), usual | stated))
        merge = merge_periods(before, listed, today=today)
        for period in merge.new:
            usual = dict(zip(RIGHTS, USUAL_RIGHTS[period.key[0]], strict=True))
            period.data = usual | period.data
        for period in merge.rows:
            birth = people.births.get(number)
            is_member = period.key[0] in ("full_member", "probationary_member")
            if period.line is not None and is_member and birth and period.start < _years_later(birth, ADULT_YEARS):
                plan.faults.append(period.line.fault("from_date", "under_age", birth=f"{birth:%Y-%m}"))
        _take(plan, "membership", merge, lambda period, number=number: {"person": number, "status": period.key[0]})
        standing[number] = merge.rows
    return standing


def _plan_affiliations(
    plan: Plan,
    lines: list[Line],
    people: People,
    known: dict[str, str],
    standing: dict[str, list[Period]],
    today: date,
) -> None:
    stored = _stored_rows(Affiliation, lines, people, "organization__code", "kind")
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
    for number, own in _by_number(lines).items():
        slots: dict[str, tuple[list[Period], list[Period]]] = defaultdict(lambda: ([], []))
        for row in stored.get(number, []):
            period = Period((row["organization__code"], row["kind"]), row["from_date"], row["until_date"], pk=row["pk"])
            slots["guest" if row["kind"] == "guest" else "home"][0].append(period)
        for line in own:
            code, kind = line.values["organization"], line.values.get("kind") or "home"
            slots["guest" if kind == "guest" else "home"][1].append(_listed(line, (code, kind), {}))
        for name, (before, listed) in slots.items():
            if not listed:
                continue
            if name == "home":
                _two_homes(plan, listed)
            merge = merge_periods(before, listed, today=today)
            _take(
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


def _plan_offices(plan: Plan, lines: list[Line], people: People, known: dict[str, str], today: date) -> None:
    for line in lines:
        role, code = line.values["role"], line.values["organization"]
        in_party = known[code] not in UNIT_TYPES
        if (role in PARTY_ROLES) != in_party:
            plan.faults.append(
                line.fault("organization", "post_elsewhere" if in_party else "party_post_in_unit", code=code)
            )
    stored = _stored_rows(Office, lines, people, "organization__code", "role", "title")
    holders: dict[tuple[str, str], list[tuple[str, Period]]] = defaultdict(list)
    merged: set[int] = set()
    for number, own in _by_number(lines).items():
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
            listed = _listed(line, (line.values["organization"], role), {"title": line.values.get("title") or label})
            slots[role in PARTY_ROLES][1].append(listed)
        for before, listed in slots.values():
            if not listed:
                continue
            merge = merge_periods(before, listed, today=today, alone=False)
            _take(
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


def fault_counts(plan: Plan) -> Counter[str]:
    return Counter(fault.sheet for fault in plan.faults)
