"""`migrate`, which makes the tables of an empty database at once."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from xianfeng.config import first_tables

PARTIAL = ("app_label", "migration_name", "check_unapplied", "plan", "fake", "fake_initial", "prune")


class Command(migrate.Command):
    """As Django's, except that an empty database goes the short way. Whoever asks for a part or a look gets Django's."""

    def handle(self, *args: Any, **options: Any) -> None:
        if not any(options.get(name) for name in PARTIAL):
            first_tables.create_all_tables(options["database"])
        super().handle(*args, **options)
