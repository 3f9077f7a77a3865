"""What a roster would change, and what is wrong with it, against what is stored now. Reads the tables, writes nothing.

The plan names rows by staff number and organisation code, because most of them have no id yet.
"""

from __future__ import annotations

from datetime import date

from xianfeng.apps.people.importing.changes import People, Plan, years_later
from xianfeng.apps.people.importing.columns import BY_CODE, SHEETS
from xianfeng.apps.people.importing.reading import Line, Reading
from xianfeng.apps.people.importing.standing import plan_affiliations, plan_memberships
from xianfeng.apps.people.importing.tree import plan_organizations
from xianfeng.apps.people.importing.work import plan_employments, plan_offices
from xianfeng.apps.people.models import Person

PERSON_COLUMNS = ("name", "gender", "birth_month", "phone", "worked_since", "city")


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
    plan_employments(plan, reading.lines["employment"], people, known, today)
    standing = plan_memberships(plan, reading.lines["membership"], people, today)
    plan_affiliations(plan, reading.lines["affiliation"], people, known, standing, today)
    plan_offices(plan, reading.lines["office"], people, known, today)
    order = {BY_CODE[sheet.code].name: place for place, sheet in enumerate(SHEETS)}
    plan.faults.sort(key=lambda fault: (order.get(fault.sheet, 0), fault.sheet, fault.row, fault.column or 0))
    return plan


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
        if birth and worked and worked < years_later(birth, 14):
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
