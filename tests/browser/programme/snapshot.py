"""Keep the tables as they stand and put them back, so that two journeys share one beginning."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, transaction

KEPT_BY_DJANGO = frozenset({"django_migrations"})


def _tables() -> list[str]:
    return sorted(set(connection.introspection.table_names()) - KEPT_BY_DJANGO)


def take() -> dict[str, bytes]:
    """Every row of every table."""
    rows = {}
    with connection.cursor() as cursor:
        for table in _tables():
            with cursor.copy(f'COPY "{table}" TO STDOUT') as out:
                rows[table] = b"".join(bytes(piece) for piece in out)
    return rows


@transaction.atomic
def put_back(rows: dict[str, bytes]) -> None:
    """The tables as they were. Number sequences never go back: what is cached by number stays true."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in _tables()))
        for table, content in rows.items():
            if content:
                with cursor.copy(f'COPY "{table}" FROM STDIN') as into:
                    into.write(content)
        for model in apps.get_models(include_auto_created=True):
            field = model._meta.auto_field
            if field is not None and rows.get(model._meta.db_table):
                cursor.execute(
                    f'SELECT setval(s, greatest(nextval(s), (SELECT max("{field.column}") FROM "{model._meta.db_table}")))'
                    f" FROM (SELECT pg_get_serial_sequence('{model._meta.db_table}', '{field.column}') AS s) AS named"
                )
