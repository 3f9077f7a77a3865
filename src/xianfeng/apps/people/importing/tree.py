"""Organisations, schools and the relations between them: what a roster would change, and trees that cannot be."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from xianfeng.apps.people.importing.reading import Fault, Line
from xianfeng.apps.people.models import Organization, OrganizationRelation, School

ORGANIZATION_COLUMNS = ("name", "short_name", "type", "city", "started_on", "ended_on")
UPPER_TYPES = {
    "administrative": {
        "school": ("bureau", "school"),
        "department": ("bureau", "school", "department"),
        "teaching_group": ("school", "department"),
        "bureau": ("bureau",),
    },
    "party": {
        "party_committee": ("party_committee",),
        "general_branch": ("party_committee",),
        "party_branch": ("party_committee", "general_branch"),
        "joint_branch": ("party_committee", "general_branch"),
        "temporary_branch": ("party_committee", "general_branch", "party_branch"),
        "party_group": ("party_branch", "joint_branch", "temporary_branch"),
    },
}
"""What may stand directly above what. A relation that is not listed for a type is a fault."""
JOINT_COVERS = 2


def plan_organizations(
    tables, faults: list[Fault], lines: dict[str, Line], schools: dict[str, Line], *, today: date
) -> dict[str, str]:
    """Fill `tables` and `faults`; gives every known organisation code with its type as it will be."""
    table = tables["organization"]
    stored = {row["code"]: row for row in Organization.objects.values("pk", "code", *ORGANIZATION_COLUMNS)}
    types = {code: row["type"] for code, row in stored.items()}
    empty = {"name": "", "short_name": "", "type": "", "city": "", "started_on": None, "ended_on": None}
    for code, line in lines.items():
        before = stored.get(code)
        after = {
            column: empty[column] if line.values[column] is None else line.values[column]
            for column in ORGANIZATION_COLUMNS
            if column in line.values
        }
        begun = after.get("started_on", before["started_on"] if before else None)
        closed = after.get("ended_on", before["ended_on"] if before else None)
        if begun and closed and closed <= begun:
            faults.append(line.fault("ended_on", "ends_before_start"))
        if before is None:
            table.new.append({"code": code} | empty | after)
        else:
            differing = {column: value for column, value in after.items() if before[column] != value}
            if differing:
                table.changed.append((before["pk"], {column: before[column] for column in differing}, differing))
            else:
                table.unchanged += 1
        types[code] = after.get("type", types.get(code, ""))
    _plan_relations(tables, faults, lines, types, {code: row["pk"] for code, row in stored.items()}, today)
    _plan_schools(tables, faults, schools, types)
    return types


def _plan_schools(tables, faults: list[Fault], lines: dict[str, Line], types: dict[str, str]) -> None:
    table = tables["school"]
    stored = {
        code: (pk, {"type": type_, "area": area})
        for pk, code, type_, area in School.objects.values_list("pk", "organization__code", "type", "area")
    }
    for code, line in lines.items():
        if code not in types:
            faults.append(line.fault("code", "organization_unknown", code=code))
            continue
        if types[code] != "school":
            faults.append(line.fault("code", "not_a_school", code=code))
            continue
        after = {column: line.values[column] for column in ("type", "area") if line.values.get(column) is not None}
        if code not in stored:
            table.new.append({"organization": code, "area": "urban"} | after)
            continue
        pk, before = stored[code]
        differing = {column: value for column, value in after.items() if before[column] != value}
        if differing:
            table.changed.append((pk, {column: before[column] for column in differing}, differing))
        else:
            table.unchanged += 1


def _plan_relations(
    tables, faults: list[Fault], lines: dict[str, Line], types: dict[str, str], ids: dict[str, int], today: date
) -> None:
    table = tables["relation"]
    current: dict[str, dict[str, dict[str, dict]]] = defaultdict(lambda: defaultdict(dict))
    """relation -> lower code -> upper code -> open row"""
    for row in OrganizationRelation.objects.filter(until_date__isnull=True).values(
        "pk", "relation", "lower__code", "upper__code", "from_date"
    ):
        current[row["relation"]][row["lower__code"]][row["upper__code"]] = row
    future: dict[str, dict[str, set[str]]] = {
        relation: {lower: set(uppers) for lower, uppers in by_lower.items()} for relation, by_lower in current.items()
    }

    def begin(line: Line, code: str) -> date:
        since = line.values.get("since")
        return since or (today if code in ids else line.values.get("started_on") or today)

    def link(relation: str, lower: str, upper: str, since: date) -> None:
        table.new.append({"relation": relation, "lower": lower, "upper": upper, "from_date": since, "until_date": None})
        future.setdefault(relation, {}).setdefault(lower, set()).add(upper)

    def unlink(relation: str, lower: str, upper: str, since: date) -> None:
        row = current[relation][lower][upper]
        until = max(since, row["from_date"])
        table.changed.append((row["pk"], {"until_date": None}, {"until_date": until}))
        table.ended += 1
        future[relation][lower].discard(upper)

    for code, line in lines.items():
        for relation in ("administrative", "party", "cadre"):
            if relation not in line.values:
                continue
            upper, since = line.values[relation], begin(line, code)
            if upper is not None and not _fits(faults, line, relation, code, upper, types):
                continue
            held = current[relation].get(code, {})
            if upper is not None and upper in held:
                table.unchanged += 1
            for other in held:
                if other != upper:
                    unlink(relation, code, other, since)
            if upper is not None and upper not in held:
                link(relation, code, upper, since)
        if "covers" in line.values:
            _plan_covers(faults, table, line, code, types, current["covers"], link, unlink, begin(line, code))
    _find_cycles(faults, lines, future)
    covered_by: dict[str, int] = defaultdict(int)
    for uppers in future.get("covers", {}).values():
        for upper in uppers:
            covered_by[upper] += 1
    for code, line in lines.items():
        if types.get(code) == "joint_branch" and covered_by[code] < JOINT_COVERS:
            faults.append(line.fault("covers", "joint_covers_few"))


def _fits(faults: list[Fault], line: Line, relation: str, code: str, upper: str, types: dict[str, str]) -> bool:
    if upper not in types:
        faults.append(line.fault(relation, "organization_unknown", code=upper))
        return False
    if upper == code:
        faults.append(line.fault(relation, "own_superior"))
        return False
    allowed = UPPER_TYPES.get(relation)
    if allowed is not None and types[upper] not in allowed.get(types.get(code, ""), ()):
        faults.append(line.fault(relation, "superior_type", code=upper))
        return False
    return True


def _plan_covers(
    faults, table, line: Line, code: str, types: dict[str, str], held_by_unit, link, unlink, since
) -> None:
    listed = line.values["covers"] or ()
    units = []
    for unit in listed:
        if unit not in types:
            faults.append(line.fault("covers", "organization_unknown", code=unit))
        elif types[unit] not in UPPER_TYPES["administrative"]:
            faults.append(line.fault("covers", "not_a_workplace", code=unit))
        else:
            units.append(unit)
    if listed and types.get(code) in UPPER_TYPES["administrative"]:
        faults.append(line.fault("covers", "covers_by_unit"))
        return
    held = {unit for unit, uppers in held_by_unit.items() if code in uppers}
    for unit in units:
        if unit in held:
            table.unchanged += 1
        else:
            link("covers", unit, code, since)
    for unit in sorted(held - set(units)):
        unlink("covers", unit, code, since)


def _find_cycles(faults: list[Fault], lines: dict[str, Line], future: dict[str, dict[str, set[str]]]) -> None:
    """Walk up from every listed organisation; coming back to it is a circle, named with the way round."""
    for relation in ("administrative", "party", "cadre"):
        uppers, told = future.get(relation, {}), set()
        for code, line in lines.items():
            path, at = [code], code
            while uppers.get(at):
                at = min(uppers[at])
                if at in path:
                    circle = frozenset(path[path.index(at) :])
                    if at == code and circle not in told:
                        told.add(circle)
                        faults.append(line.fault(relation, "circle", way=" → ".join([*path, at])))
                    break
                path.append(at)
