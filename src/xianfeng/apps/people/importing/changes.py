"""What a roster would change, table by table, with its faults; and what every sheet of periods needs for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from xianfeng.apps.people.importing.periods import Merge, Period
from xianfeng.apps.people.importing.reading import Fault, Line


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


@dataclass
class People:
    """Everybody stored or listed: number -> id (None when new), name, birth month."""

    ids: dict[str, int | None] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    births: dict[str, date | None] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)


def years_later(day: date, years: int) -> date:
    return date(day.year + years, day.month, 1)


def period_of(line: Line, key: tuple, data: dict[str, object]) -> Period:
    return Period(key, line.values.get("from_date"), line.values.get("until_date"), data, line=line)


def take(plan: Plan, sheet: str, merge: Merge, row_of) -> None:
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


def stored_rows(model, lines: list[Line], people: People, *columns: str) -> dict[str, list[dict[str, object]]]:
    """Stored rows of everybody listed, by staff number."""
    wanted = {people.ids[line.values["number"]] for line in lines} - {None}
    rows: dict[str, list[dict[str, object]]] = defaultdict(list)
    found = model.objects.filter(person_id__in=wanted) if len(wanted) < 5000 else model.objects.all()
    for row in found.values("pk", "person_id", "from_date", "until_date", *columns):
        rows[people.numbers[row["person_id"]]].append(row)
    return rows


def by_number(lines: list[Line]) -> dict[str, list[Line]]:
    grouped: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        grouped[line.values["number"]].append(line)
    return grouped
