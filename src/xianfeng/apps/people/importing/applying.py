"""Write a plan as a whole, and take it back as a whole.

`write_plan` gives the undo log: for every row written its id and a checksum of what was written, for every row changed
what stood there before. `take_back` refuses when a later act depends on a row or has changed it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import date, datetime

from django.db.models import Model

from xianfeng.apps.people.importing.changes import Plan
from xianfeng.apps.people.models import (
    Affiliation,
    Employment,
    Membership,
    Office,
    Organization,
    OrganizationClosure,
    OrganizationRelation,
    Person,
    School,
)

TABLES: dict[str, type[Model]] = {
    "organization": Organization,
    "school": School,
    "relation": OrganizationRelation,
    "person": Person,
    "employment": Employment,
    "membership": Membership,
    "affiliation": Affiliation,
    "office": Office,
}
"""In the order of writing: what others refer to comes first."""
REFERENCES = {"organization": "organization_id", "person": "person_id", "lower": "lower_id", "upper": "upper_id"}
BATCH = 2000
Progress = Callable[[int], None]


class TakeBackRefused(Exception):
    """`depended_on` or `changed_since`, with how many rows and in which table."""

    def __init__(self, code: str, what: str, count: int) -> None:
        self.code, self.what, self.count = code, what, count
        super().__init__(code)


def _columns(table: str) -> list[str]:
    return [field.attname for field in TABLES[table]._meta.concrete_fields if not field.primary_key]


def _checksum(values: list[object]) -> int:
    return zlib.crc32(repr([v.isoformat() if isinstance(v, date | datetime) else v for v in values]).encode())


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _back(table: str, column: str, value: object) -> object:
    """A value of the undo log as the column holds it."""
    field = TABLES[table]._meta.get_field(column)
    return field.to_python(value) if value is not None else None


def write_plan(plan: Plan, *, progress: Progress = lambda done: None) -> dict[str, dict[str, list]]:
    """Write everything; the caller holds the transaction. Gives the undo log."""
    log: dict[str, dict[str, list]] = {}
    ids: dict[str, dict[str, int]] = {"organization": {}, "person": {}}
    done = 0
    for table, model in TABLES.items():
        change = plan.tables[table]
        if table == "school":
            ids["organization"] = dict(Organization.objects.values_list("code", "pk"))
        if table == "employment":
            ids["person"] = dict(Person.objects.values_list("number", "pk"))
        if not (change.new or change.changed or change.unchanged):
            continue
        rows = [model(**_resolved(row, ids)) for row in change.new]
        for start in range(0, len(rows), BATCH):
            model.objects.bulk_create(rows[start : start + BATCH], batch_size=BATCH)
            done += len(rows[start : start + BATCH])
            progress(done)
        columns = _columns(table)
        created = [[row.pk, _checksum([getattr(row, column) for column in columns])] for row in rows]
        changed = _write_changes(table, change.changed)
        done += len(change.changed) + change.unchanged
        progress(done)
        log[table] = {"created": created, "changed": changed}
    return {table: rows for table, rows in log.items() if rows["created"] or rows["changed"]}


def _resolved(row: dict[str, object], ids: dict[str, dict[str, int]]) -> dict[str, object]:
    out: dict[str, object] = {}
    for name, value in row.items():
        if name in REFERENCES:
            out[REFERENCES[name]] = ids["person" if name == "person" else "organization"][value]
        else:
            out[name] = value
    return out


def _write_changes(table: str, changes: list[tuple[int, dict, dict]]) -> list[list]:
    model = TABLES[table]
    by_columns: dict[tuple[str, ...], list[Model]] = {}
    log = []
    for pk, before, after in changes:
        by_columns.setdefault(tuple(sorted(after)), []).append(model(pk=pk, **after))
        log.append([pk, {k: _plain(v) for k, v in before.items()}, {k: _plain(v) for k, v in after.items()}])
    for columns, rows in by_columns.items():
        model.objects.bulk_update(rows, list(columns), batch_size=500)
    return log


def take_back(log: dict[str, dict[str, list]]) -> int:
    """Undo a batch; the caller holds the transaction. Gives the number of rows touched, or raises `TakeBackRefused`."""
    created = {table: {pk for pk, _sum in rows["created"]} for table, rows in log.items()}
    _refuse_changed(log)
    _refuse_depended(created)
    touched = 0
    for table in reversed(list(TABLES)):
        if table not in log:
            continue
        model = TABLES[table]
        for pk, before, _after in log[table]["changed"]:
            values = {column: _back(table, column, value) for column, value in before.items()}
            touched += model.objects.filter(pk=pk).update(**values)
        if created[table]:
            # The closure is rebuilt by the caller; every other dependent row has been ruled out above.
            if table == "organization":
                OrganizationClosure.objects.all().delete()
            touched += len(created[table])
            model.objects.filter(pk__in=created[table])._raw_delete(using="default")
    return touched


def _refuse_changed(log: dict[str, dict[str, list]]) -> None:
    """A row that is no longer as this batch left it belongs to a later act."""
    for table, rows in log.items():
        model, columns = TABLES[table], _columns(table)
        if table == "school":
            columns = ["type", "area"]
        sums = {
            values[0]: _checksum(list(values[1:]))
            for values in model.objects.filter(pk__in=[pk for pk, _sum in rows["created"]]).values_list("pk", *columns)
        }
        different = sum(sums.get(pk) != checksum for pk, checksum in rows["created"])
        now = {
            values["pk"]: values
            for values in model.objects.filter(pk__in=[row[0] for row in rows["changed"]]).values("pk", *columns)
        }
        for pk, _before, after in rows["changed"]:
            row = now.get(pk)
            if row is None or any(_plain(row[column]) != value for column, value in after.items()):
                different += 1
        if different:
            raise TakeBackRefused("changed_since", table, different)


def _refuse_depended(created: dict[str, set[int]]) -> None:
    """Anything anywhere that refers to a row of this batch and is not of this batch itself."""
    own = {TABLES[table]: ids for table, ids in created.items()}
    for table, ids in created.items():
        if not ids:
            continue
        for relation in TABLES[table]._meta.related_objects:
            other = relation.related_model
            if other is OrganizationClosure or relation.field.remote_field is None:
                continue
            if relation.many_to_many:
                other, name = relation.through, relation.field.m2m_reverse_field_name()
            else:
                name = relation.field.name
            referring = other._base_manager.filter(**{f"{name}__in": ids}).exclude(pk__in=own.get(other, set()))
            count = referring.count()
            if count:
                raise TakeBackRefused("depended_on", str(other._meta.label), count)
