"""The tables of a first start are those that all migrations come to: columns, indexes, constraints, triggers, functions."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from xianfeng.config import first_tables

CATALOGUES = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, character_maximum_length, column_default"
    " FROM information_schema.columns WHERE table_schema = %s AND table_name NOT LIKE 'auth%%'",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %s",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = %s::regnamespace",
    "triggers": "SELECT t.tgrelid::regclass::text, t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t"
    " JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relnamespace = %s::regnamespace",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = %s::regnamespace",
}


def described(schema: str, table_of: str) -> set[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(CATALOGUES[table_of], [schema])
        return {tuple(str(cell).replace(f"{schema}.", "") for cell in row) for row in cursor.fetchall()}


def draw_neighbours_only(monkeypatch) -> None:
    """Of the models a step touches, draw anew a new one alone, a changed one with its neighbours, as Django does where a
    plain field changes. Otherwise nearly every step draws nearly every model: two thirds of the test's time. A column or
    constraint that a farther model missed for it would be missing in the catalogue; steps in Python get all drawn.
    """
    reload_model = ProjectState.reload_model

    def nearby(self, app_label, model_name, delay=False):
        if "apps" in self.__dict__ and model_name not in self.apps.all_models[app_label]:
            self.apps.render_multiple([self.models[app_label, model_name]])
        else:
            reload_model(self, app_label, model_name, delay=True)

    monkeypatch.setattr(ProjectState, "reload_model", nearby)


@pytest.mark.django_db
def test_they_are_what_all_migrations_come_to(monkeypatch):
    """The tests' own database was made at once; beside it, in a schema of its own, every migration runs in turn."""
    assert first_tables.create_all_tables() is False  # there are tables: those are migrated
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA migrated")
        cursor.execute("SET LOCAL search_path TO migrated")
    executor = MigrationExecutor(connection)
    draw_neighbours_only(monkeypatch)
    state = executor.migrate(executor.loader.graph.leaf_nodes())
    state.clear_delayed_apps_cache()
    assert state.apps.get_models(), "all models of the last state can be drawn: what they refer to is there"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in CATALOGUES:
        assert described("migrated", name) == described("public", name), name
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT app, name FROM migrated.django_migrations EXCEPT SELECT app, name FROM public.django_migrations"
        )
        assert cursor.fetchall() == []


def test_an_empty_database_goes_the_short_way_and_a_part_of_it_does_not(monkeypatch):
    called = []
    monkeypatch.setattr(first_tables, "create_all_tables", called.append)
    monkeypatch.setattr("django.core.management.commands.migrate.Command.handle", lambda *args, **options: None)
    call_command("migrate")
    call_command("migrate", "people", "0001")
    call_command("migrate", plan=True)
    assert called == ["default"]
