"""The tables of an empty database, made at once: what the migrations come to, without going through every state between.

Django draws all models anew for each of some three hundred steps, which takes longer than everything else a first start
does to the tables. Here the models as they stand are created, then runs what migrations say in SQL (triggers that let
nothing be changed), and all migrations are written down as done. Data steps have nothing to work on in an empty database.
"""

from __future__ import annotations

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL
from django.db.migrations.recorder import MigrationRecorder


def create_all_tables(database: str = DEFAULT_DB_ALIAS) -> bool:
    """All tables, or none: False where the database is not empty, which then is migrated as usual."""
    connection = connections[database]
    if connection.introspection.table_names():
        return False
    loader = MigrationLoader(connection)
    plan = list(dict.fromkeys(key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf)))
    with transaction.atomic(database):
        with connection.schema_editor() as editor:
            for model in apps.get_models(include_auto_created=False):
                if model._meta.managed and not model._meta.proxy:
                    editor.create_model(model)
        with connection.schema_editor() as editor:
            for key in plan:
                for operation in loader.graph.nodes[key].operations:
                    if isinstance(operation, RunSQL):
                        operation.database_forwards(key[0], editor, None, None)
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in plan)
    return True
